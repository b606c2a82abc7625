//! Showing that mail to an address reaches a member: by the code, where they wait, or by the link, wherever they read it.
//!
//! What asks is a sign-in, for the address on the member's record, or a session, for one that is to take its place
//! ([`of_record`], [`of_change`]). Either way the same mail goes out ([`crate::mailed_code`]) and the same write settles
//! it ([`settle`]): it happens once, because the row is changed only where it has not happened yet, and a crash before
//! it costs nothing but another press of the button.
//!
//! The link proves the address and nothing else: whoever opens it is not signed in by it. It is bound to the account,
//! the address, and the sign-in or session that asked, and dies with what asked, with another change of the member's
//! means of signing in, and after its time.

#[cfg(test)]
mod tests;
mod texts;
pub mod verify;
pub mod waiting;
pub mod wish;

use std::sync::Arc;

use account::{EmailAddress, MailCodeUse, Mailing, Renewal};
use base::{AccountId, Secret, SessionId, SignInId, TokenHash};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use store::expiring::{Key, Kind, PutError};

use crate::App;
use crate::boundary::{Failure, Visit};
use crate::mail::{self, Message};
use crate::mailed_code::{AskedBy, MailedCode, Typed};
use crate::renewal::{InUse, Renewed};
use crate::rows::{AccountRow, Event, NotTheirs, Reached, in_realm};
use crate::sign_in::SignIn;

/// What a link was handed out for, under the hash of its secret.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LinkTo {
    asked_by: AskedBy,
    account: AccountId,
    address: String,
    sent_at: DateTime<Utc>,
    good_until: DateTime<Utc>,
}

/// Links in mails, kept longer than they are good, so that a late one is told from none.
#[derive(Debug)]
pub enum Links {}

impl Kind for Links {
    const NAME: &'static str = "email-verification-link";
    type Value = LinkTo;
}

/// What became of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It is the member's now.
    Theirs,
    /// There was nothing to settle: it was done before, or is not asked any more.
    Nothing,
    /// Another member has shown that it is theirs.
    Taken,
}

/// The mail by which a sign-in asks whether the address on record is the member's. `None` without such an address.
#[must_use]
pub fn of_record(sign_in: SignInId, account: &AccountRow) -> Option<MailedCode<'_>> {
    let (asked_by, use_for) = (AskedBy::SignIn(sign_in), MailCodeUse::EmailVerification);
    Some(MailedCode { asked_by, account, address: account.address()?, use_for })
}

/// The mail by which a session asks whether a new address is the member's.
#[must_use]
pub const fn of_change(session: SessionId, account: &AccountRow, address: EmailAddress) -> MailedCode<'_> {
    MailedCode { asked_by: AskedBy::Session(session), account, address, use_for: MailCodeUse::EmailVerification }
}

/// Judges the code that was typed on the page that waits for it, and when it is right, settles whose address it is.
///
/// # Errors
/// The stores' failure.
pub async fn try_code(
    app: &App,
    visit: &Visit,
    code: &MailedCode<'_>,
    typed: &Secret,
) -> Result<(Typed, Settled), Failure> {
    let sent_at = code.begin(app, visit).await?.begun_at();
    let judged = code.try_code(app, visit, typed).await?;
    let settled = match judged {
        Typed::Right(_) => settle(app, visit, code, sent_at).await?,
        Typed::Wrong | Typed::Malformed | Typed::Dead => Settled::Nothing,
    };
    Ok((judged, settled))
}

/// The address of the page that confirms, with the secret of the link in a mail.
///
/// # Errors
/// The store's failure.
pub async fn hand_out(
    app: &App,
    visit: &Visit,
    (code, mailing): (&MailedCode<'_>, &Mailing),
) -> Result<Secret, Failure> {
    let secret = code.link(app, visit, mailing);
    let link = LinkTo {
        asked_by: code.asked_by,
        account: code.account.account_id(),
        address: code.address.as_str().to_owned(),
        sent_at: mailing.begun_at(),
        good_until: mailing.good_until(),
    };
    let expires_at = visit.now + visit.realm.lifetimes.sign_in;
    match app.expiring.put(&key(visit, secret.expose()), &link, expires_at, visit.now).await {
        // The same mail once more has the same link.
        Ok(()) | Err(PutError::Exists) => {
            Ok(Secret::new(format!("{}/email/verify?token={}", visit.realm.issuer, secret.expose())))
        }
        Err(error) => Err(error.into()),
    }
}

fn key(visit: &Visit, secret: &str) -> Key<Links> {
    Key::new(&visit.realm.name, TokenHash::of(secret))
}

/// How a link stands at this moment.
#[derive(Debug)]
enum Standing {
    /// It confirms when its button is pressed.
    Open(LinkTo, AccountRow),
    /// Its time has passed.
    Late(LinkTo, AccountRow),
    /// What it asks has been confirmed.
    Confirmed(LinkTo),
    /// It opens nothing.
    Void,
}

async fn stand(app: &App, visit: &Visit, secret: &str) -> Result<Standing, Failure> {
    let Some(found) = app.expiring.get(&key(visit, secret), visit.now).await? else { return Ok(Standing::Void) };
    let link = found.value;
    let rows = in_realm(app.database.reader(), &visit.realm.name);
    let Some(account) = rows.account(link.account).await? else { return Ok(Standing::Void) };
    let verified = account.verified_address();
    Ok(match verified {
        Some(address) if address.as_str() == link.address => Standing::Confirmed(link),
        _ if !is_asked(app, visit, &link, &account).await? => Standing::Void,
        _ if visit.now >= link.good_until => Standing::Late(link, account),
        _ => Standing::Open(link, account),
    })
}

/// Whether what a link confirms is still asked, by what asked it.
async fn is_asked(app: &App, visit: &Visit, link: &LinkTo, account: &AccountRow) -> Result<bool, Failure> {
    let renewal: Option<Renewal> = account.renewal();
    if account.disabled || renewal.is_some_and(|renewal| !renewal.leaves(link.asked_by.sign_in(), link.sent_at)) {
        return Ok(false);
    }
    Ok(match link.asked_by {
        AskedBy::SignIn(id) => {
            let on_record = account.address().is_some_and(|address| address.as_str() == link.address);
            let sign_in = SignIn::find(app, visit, id).await?;
            // A sign-in that goes by the browser's session has no proofs of its own.
            let same = |sign_in: SignIn| sign_in.proofs.account().is_none_or(|account| account == link.account);
            on_record && sign_in.is_some_and(same)
        }
        AskedBy::Session(id) => {
            let session = in_realm(app.database.reader(), &visit.realm.name).session(id, visit.now).await?;
            let theirs = session.is_some_and(|session| session.account_id() == link.account);
            let wished = wish::of(app, visit, id).await?;
            theirs && wished.is_some_and(|wished| wished.as_str() == link.address)
        }
    })
}

/// Makes an address the member's, once: with everything that a change of their means of signing in brings along.
async fn settle(app: &App, visit: &Visit, code: &MailedCode<'_>, sent_at: DateTime<Utc>) -> Result<Settled, Failure> {
    let (realm, now, asked_by) = (Arc::clone(&visit.realm), visit.now, code.asked_by);
    let (account, address, seen) = (code.account.account_id(), code.address.clone(), visit.seen());
    let former = match asked_by {
        AskedBy::Session(_) => {
            mail::tell(app, (&realm, visit.view().language), code.account, &Message::EmailChanged { at: now })?
        }
        AskedBy::SignIn(_) => None,
    };
    let settled = app.database.write(move |tx| {
        Box::pin(async move {
            let rows = in_realm(tx, &realm.name);
            let reached = Reached { account, address: &address, sent_at, at: now };
            let (done, event) = match asked_by {
                AskedBy::SignIn(id) => (rows.verify_address(reached, id).await?, Event::EmailVerified),
                AskedBy::Session(_) => (rows.change_address(reached).await?, Event::EmailChanged),
            };
            if done {
                let in_use = InUse { sign_in: asked_by.sign_in(), session: asked_by.session() };
                let renewed = Renewed { account, in_use, everywhere: false, event, seen, told: former };
                renewed.record(tx, &realm.name, now).await?;
            }
            Ok::<_, NotTheirs>(done)
        })
    });
    match settled.await {
        Ok(true) => Ok(Settled::Theirs),
        Ok(false) => Ok(Settled::Nothing),
        Err(NotTheirs::Taken) => Ok(Settled::Taken),
        Err(NotTheirs::Database(error)) => Err(error.into()),
    }
}
