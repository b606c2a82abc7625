//! A member's means of signing in become others: a new password, e-mail address or device. What follows is the same for
//! all of them, and stands here once.
//!
//! Whoever knew the former ones must not be halfway in: unfinished sign-ins but the one in use lose what was shown in
//! them, and links that were mailed before open nothing (security.md S15, pre-account-takeover). Whoever is in already
//! stays, unless the member ticks 「全てのデバイスからサインアウトする」; a reset ends every session.

mod texts;

use account::Renewal;
use base::{AccountId, RealmName, SessionId, SignInId};
use chrono::{DateTime, Utc};
use store::Tx;
use store::outbox::Outgoing;
use web::View;
use web::controls::Checkbox;

use crate::rows::{Actor, DbErr, Details, Event, Seen, SessionRow, in_realm};
use crate::sign_in::Current;

/// The field of 「全てのデバイスからサインアウトする」, for the form of every page on which a means of signing in changes.
pub const EVERYWHERE: &str = "everywhere";

/// Its box. A new password is mostly chosen by somebody who fears that another knows the old one, so there it is ticked
/// when the page opens; a device that is added takes nothing away from the others.
#[must_use]
pub fn everywhere(view: View<'_>, ticked: bool) -> Checkbox<'_> {
    Checkbox::new(EVERYWHERE, view.say(texts::EVERYWHERE)).hint(view.say(texts::EVERYWHERE_HINT)).checked(ticked)
}

/// Where a change is made, which goes on whatever else ends.
#[derive(Clone, Copy, Debug, Default)]
pub struct InUse {
    /// The sign-in, where it is made in the middle of one.
    pub sign_in: Option<SignInId>,
    /// The browser's session.
    pub session: Option<SessionId>,
}

impl InUse {
    /// The sign-in of a screen, and the session that its browser has.
    #[must_use]
    pub fn of(current: &Current) -> Self {
        let session = current.standing.session.as_ref().map(SessionRow::session_id);
        Self { sign_in: Some(current.sign_in.id), session }
    }
}

/// A change of an account's means of signing in.
#[derive(Clone, Debug)]
pub struct Renewed {
    /// The account.
    pub account: AccountId,
    /// Where it is made.
    pub in_use: InUse,
    /// Whether all sessions but the one in use end, with what clients were granted in them.
    pub everywhere: bool,
    /// What the audit log calls it.
    pub event: Event,
    /// From where.
    pub seen: Seen,
    /// The mail that tells the member of it, where mail reaches them.
    pub told: Option<Outgoing>,
}

impl Renewed {
    /// Records the change and leaves its mail, in the write that makes it.
    ///
    /// # Errors
    /// The database's failure.
    pub async fn record(self, tx: &Tx, realm: &RealmName, at: DateTime<Utc>) -> Result<(), DbErr> {
        let Self { account, in_use, everywhere, event, seen, told } = self;
        let (rows, details) = (in_realm(tx, realm), Details { account: Some(account), seen, ..Details::default() });
        rows.renew(account, Renewal { at, kept: in_use.sign_in }).await?;
        if everywhere {
            rows.end_sessions_of(account, in_use.session, at).await?;
            rows.record_with((Actor::Member, Event::SignedOutEverywhere), details.clone(), at).await?;
        }
        rows.record_with((Actor::Member, event), details, at).await?;
        match told {
            Some(mail) => mail.enqueue(tx).await,
            None => Ok(()),
        }
    }
}
