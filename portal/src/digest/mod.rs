//! The mail from `info@…` that tells a member what is new: one a day at most, by day, and only if something is.
//!
//! Every node looks every few minutes. Which member is told, and up to which moment, is decided by one conditional update in
//! the write that leaves the mail in the outbox, so that two nodes never write to one member twice. A mail says how much is
//! new and of what kind; what it is stands behind the sign-in.

mod letter;
#[cfg(test)]
mod tests;
mod texts;

use std::sync::Arc;

use base::{TokenHash, japan_standard_time};
use chrono::{DateTime, Timelike as _, Utc};
use expenses::Branch;
use realm::{Audience, HouseholdRule, Lookup, MailKind, Realm};
use store::mail::{Mail, Sender};

use crate::acquaintance::{place, ticket};
use crate::member::Household;
use crate::rows::{DbErr, Readable, ToTell, in_realm, members_to_tell};
use crate::{App, screens};

pub use crate::rows::kind_name;
pub use letter::News;

/// So many members are looked at in one go.
const AT_ONCE: u64 = 200;
/// The hours in Japan in which mails leave.
const HOURS: std::ops::Range<u32> = 8..20;

/// The kinds of news, in the order in which a mail and the settings name them.
pub const KINDS: [MailKind; 9] = [
    MailKind::Notices,
    MailKind::MyMail,
    MailKind::Expenses,
    MailKind::Benefits,
    MailKind::Applications,
    MailKind::Checkups,
    MailKind::Prescriptions,
    MailKind::EligibilityInformation,
    MailKind::EligibilityCertificate,
];

/// Tells everybody for whom something is new, and returns how many mails were left in the outbox.
///
/// # Errors
/// The database's own failure.
pub async fn tell_all(app: &Arc<App>) -> Result<usize, DbErr> {
    let now = app.clock.now();
    let mut mails = 0;
    if !HOURS.contains(&japan_standard_time(now).hour()) {
        return Ok(mails);
    }
    loop {
        let members = members_to_tell(app.database.reader(), now, AT_ONCE).await?;
        if members.is_empty() {
            return Ok(mails);
        }
        for member in members {
            mails += usize::from(tell(app, member, now).await?);
        }
    }
}

/// Tells one member, unless there is nothing that they want to be told: then it counts as told.
async fn tell(app: &Arc<App>, member: ToTell, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let mail = match app.realms.find(member.realm.as_str()) {
        Lookup::Serving(realm) => mail(app, &realm, &member, now).await?,
        _ => None,
    };
    let ticket = TokenHash::of(ticket(&app.sealing_key, &member.realm, &member.subject).expose());
    let outgoing = mail.and_then(|mail| app.outbox.prepare(&member.realm, ("digest", &mail), None, now).ok());
    let told = app.database.write(move |tx| {
        Box::pin(async move {
            let first = in_realm(tx, &member.realm).note_told(&member, outgoing.as_ref().map(|_| ticket), now).await?;
            match outgoing {
                Some(outgoing) if first => outgoing.enqueue(tx).await.map(|()| true),
                _ => Ok(false),
            }
        })
    });
    told.await
}

async fn mail(app: &App, realm: &Realm, member: &ToTell, now: DateTime<Utc>) -> Result<Option<Mail>, DbErr> {
    let Ok(address) = app.sealing_key.open(place(&member.realm, &member.subject), &member.address) else {
        tracing::warn!(realm = %member.realm, "a member was told nothing: their address was sealed by another key");
        return Ok(None);
    };
    let Ok(recipient) = String::from_utf8(address.expose().clone()) else { return Ok(None) };
    let news = news(app, realm, member, now).await?;
    if news.is_empty() {
        return Ok(None);
    }
    let ticket = ticket(&app.sealing_key, &member.realm, &member.subject);
    let off = format!("{}{}/{}", realm.portal_url, screens::mail_settings::OFF, ticket.expose());
    let letter = letter::Letter { realm, language: member.language, news, off: &off };
    Ok(Some(Mail {
        sender: Sender { name: letter.society().to_owned(), address: realm.mail.info.clone() },
        recipient,
        subject: letter.subject(),
        text: letter.text(),
        html: letter.html().into_string(),
        unsubscribe: Some(off.clone()),
    }))
}

/// What is new for a member since they were told last, of the kinds that their society sends and they want.
async fn news(app: &App, realm: &Realm, member: &ToTell, now: DateTime<Utc>) -> Result<News, DbErr> {
    let rows = in_realm(app.database.reader(), &realm.name);
    let wanted: Vec<MailKind> = offered(realm).filter(|kind| !member.declined.contains(kind_name(*kind))).collect();
    let mut news = News::default();
    if wanted.contains(&MailKind::Notices) {
        let insured = member.person.as_ref().is_some_and(|who| who.branch == Branch::INSURED);
        let audiences: &[Audience] = if insured {
            &[Audience::Public, Audience::Members, Audience::Insured]
        } else {
            &[Audience::Public, Audience::Members]
        };
        let readable = Readable { audiences, now, category: None };
        news.notices = rows.new_notices(&readable, &member.subject, member.told_at).await?;
    }
    let Some(who) = &member.person else { return Ok(news) };
    let household = Household::of_addressee(who, realm.portal.household);
    if wanted.contains(&MailKind::MyMail) {
        news.letters = rows.new_letters(&household, member.told_at).await?;
    }
    for kind in wanted {
        // Whoever sees a family's lines does not see the family's applications.
        let own = Household::of_addressee(who, HouseholdRule::EachPatient);
        let seen = if kind == MailKind::Applications { &own } else { &household };
        if rows.has_arrived(seen, kind, member.told_at).await? {
            news.arrived.push(kind);
        }
    }
    Ok(news)
}

/// The kinds that a society sends.
pub fn offered(realm: &Realm) -> impl Iterator<Item = MailKind> {
    KINDS.into_iter().filter(|kind| realm.mail.kinds.contains(kind))
}
