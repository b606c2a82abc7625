//! The link in the mail: it opens a page, and its form acts once.
//!
//! Opening does nothing, because mail scanners open links too (S15, P16). The link belongs to one account, one purpose
//! and the address that it was mailed to; whatever makes the member's means of signing in others ends it.

use account::HelpByMail;
use base::{AccountId, Purpose, RandomToken, RealmName, SealedFor, TokenHash};
use chrono::{DateTime, TimeDelta, Utc};
use realm::Realm;
use serde::{Deserialize, Serialize};
use store::expiring::{Key, Kind, Versioned};

use super::way::Back;
use crate::App;
use crate::boundary::{Failure, Visit};
use crate::rows::{AccountRow, in_realm};

/// For how long it is known whose a link was that no longer opens anything: so that it can be asked for anew in one go.
pub(super) const REMEMBERED: TimeDelta = TimeDelta::hours(24);

/// Links that set a forgotten password anew, by the hash of their token.
#[derive(Debug)]
pub enum ResetLinks {}

impl Kind for ResetLinks {
    const NAME: &'static str = "password-reset-link";
    type Value = ResetLink;
}

/// One of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ResetLink {
    /// Whose password it sets; nobody's, where it was made only to take the same time.
    pub account: Option<AccountId>,
    /// A digest of the address that it was mailed to.
    pub mailed_to: String,
    /// When it was mailed.
    pub at: DateTime<Utc>,
    /// Until when it opens the page.
    pub good_until: DateTime<Utc>,
    /// What has become of it.
    pub state: State,
    /// Where the member came from.
    pub back: Back,
}

/// What has become of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Nothing yet.
    Unused,
    /// Its form was sent. If nothing followed, something broke: then it opens nothing any more.
    Taken,
    /// It has set a password.
    Used,
}

/// What a link leads to.
pub enum Opened {
    /// The page of the new password.
    Good(Versioned<ResetLinks>, Box<AccountRow>),
    /// The password has been set by it.
    Used(ResetLink),
    /// It opens nothing any more, with the user ID of whose it was; or it never did.
    Dead(Option<(ResetLink, String)>),
}

impl ResetLink {
    /// Whether the link still opens its page for an account as it is now.
    pub fn opens(&self, app: &App, realm: &Realm, account: &AccountRow, now: DateTime<Utc>) -> bool {
        let address = account.address();
        self.state == State::Unused
            && now < self.good_until
            && self.account == Some(account.account_id())
            && address.is_some_and(|address| self.was_mailed_to(app, &realm.name, address.as_str()))
            && account.renewal().is_none_or(|renewal| renewal.leaves(None, self.at))
            && help_by_mail(account, realm, now).may_reset_password()
    }

    fn was_mailed_to(&self, app: &App, realm: &RealmName, address: &str) -> bool {
        app.sealing_key.digests(place(realm), address.as_bytes()).any(|digest| digest == self.mailed_to)
    }
}

/// The store does not learn the address.
pub(super) fn digest_of(app: &App, realm: &RealmName, address: &str) -> String {
    app.sealing_key.digest(place(realm), address.as_bytes())
}

const fn place(realm: &RealmName) -> SealedFor<'_> {
    SealedFor { purpose: Purpose::ResetLink, realm, row: ResetLinks::NAME }
}

/// What decides whether an account's member is helped by mail.
pub(super) fn help_by_mail(account: &AccountRow, realm: &Realm, now: DateTime<Utc>) -> HelpByMail {
    HelpByMail {
        refusal: account.refusal(realm, now),
        password_chosen_at: account.password_chosen_at,
        email_verified_at: account.email_verified_at,
    }
}

/// The address of the page that a link opens: the realm's configured one, whatever a request says of hosts (S14).
pub(super) fn address(realm: &Realm, token: &RandomToken) -> String {
    format!("{}/password/reset?token={}", realm.issuer, token.expose())
}

pub(super) fn key(realm: &RealmName, presented: &str) -> Key<ResetLinks> {
    Key::new(realm, TokenHash::of(presented))
}

/// What the link with this token leads to.
///
/// # Errors
/// The stores' failure.
pub(super) async fn open(app: &App, visit: &Visit, token: &str) -> Result<Opened, Failure> {
    let realm = &visit.realm;
    let Some(read) = app.expiring.get(&key(&realm.name, token), visit.now).await? else {
        return Ok(Opened::Dead(None));
    };
    if read.value.state == State::Used {
        return Ok(Opened::Used(read.value));
    }
    let account = match read.value.account {
        Some(id) => in_realm(app.database.reader(), &realm.name).account(id).await?,
        None => None,
    };
    Ok(match account {
        Some(account) if read.value.opens(app, realm, &account, visit.now) => Opened::Good(read, Box::new(account)),
        Some(account) => Opened::Dead(Some((read.value, account.user_id))),
        None => Opened::Dead(None),
    })
}
