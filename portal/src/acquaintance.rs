//! What the portal keeps of a member who signs in, so that their society can write to them.
//!
//! The address comes from the provider, and only one that it vouches for is kept: a society's name in a stranger's mailbox
//! would tell them who is insured where.

use base::{KeyEncryptionKey, Purpose, RealmName, SealedFor, Secret, TokenHash};

use crate::boundary::Visit;
use crate::member::Member;
use crate::rows::{Acquaintance, Addressee, DbErr, in_realm};

/// Remembers whoever has just signed in.
///
/// # Errors
/// The database's own failure.
pub async fn remember(visit: &Visit, member: &Member) -> Result<(), DbErr> {
    let (app, realm, now) = (&visit.app, visit.realm.name.clone(), visit.now);
    let household = member.household(visit.realm.portal.household);
    let person = household.map(|of| Addressee { household: of.number().clone(), branch: of.own() });
    let address = member.address.as_ref().map(|address| {
        let sealed = app.sealing_key.seal(place(&realm, &member.subject), address.expose().as_bytes());
        (sealed, digest(&app.sealing_key, &realm, address.expose().as_bytes()))
    });
    let known = Acquaintance {
        subject: member.subject.clone(),
        person,
        language: visit.language(),
        address,
        ticket: TokenHash::of(ticket(&app.sealing_key, &realm, &member.subject).expose()),
    };
    let write =
        app.database.write(move |tx| Box::pin(async move { in_realm(tx, &realm).remember_member(&known, now).await }));
    write.await
}

/// Where a member's address is sealed.
pub fn place<'a>(realm: &'a RealmName, subject: &'a str) -> SealedFor<'a> {
    SealedFor { purpose: Purpose::MemberAddress, realm, row: subject }
}

/// By what an address is found again, without being readable.
pub fn digest(key: &KeyEncryptionKey, realm: &RealmName, address: &[u8]) -> String {
    key.digest(SealedFor { purpose: Purpose::MemberAddress, realm, row: "" }, address)
}

/// The secret of the link that switches a member's mails off. It is made anew from our key each time and stored nowhere;
/// the row has the hash of the one that was handed out last.
pub fn ticket(key: &KeyEncryptionKey, realm: &RealmName, subject: &str) -> Secret {
    let place = SealedFor { purpose: Purpose::MemberAddress, realm, row: "ticket" };
    key.digest(place, subject.as_bytes()).into()
}
