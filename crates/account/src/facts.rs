//! What the database knows about an account, as far as a sign-in depends on it.
//!
//! Each fact says when something happened. Whether a step is still due follows from the facts and the realm's
//! files of the moment, never from a remembered position in a list.

use base::{AccountId, SignInId};
use chrono::{DateTime, NaiveDate, Utc};
use realm::{Method, Realm};

/// Whether an account may be used at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It may.
    Active,
    /// An administrator has closed it.
    Disabled,
}

/// The moment at which a member's means of signing in became others: a new password, e-mail address or device, or a
/// reset at the society's desk. What was shown before it in an unfinished sign-in no longer counts, so that whoever knew
/// the former password is not halfway in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Renewal {
    /// When.
    pub at: DateTime<Utc>,
    /// The sign-in in which it was done, which goes on.
    pub kept: Option<SignInId>,
}

impl Renewal {
    /// Whether what was shown, or handed out, at a moment in a sign-in still counts.
    #[must_use]
    pub fn leaves(&self, sign_in: Option<SignInId>, at: DateTime<Utc>) -> bool {
        at >= self.at || (sign_in.is_some() && sign_in == self.kept)
    }
}

/// The facts of one account that decide what its sign-in still needs.
#[derive(Clone, Debug)]
pub struct AccountFacts {
    /// The account.
    pub id: AccountId,
    /// Whether it may be used.
    pub standing: Standing,
    /// The last day on which the member was insured; `None` while they are.
    pub eligible_until: Option<NaiveDate>,
    /// When a sign-in completed for the first time.
    pub first_signed_in_at: Option<DateTime<Utc>>,
    /// When the member proved their identity by their date of birth.
    pub birth_date_confirmed_at: Option<DateTime<Utc>>,
    /// The newest version of the terms that the member agreed to.
    pub accepted_terms: Option<String>,
    /// When the member confirmed or typed their e-mail address.
    pub email_confirmed_at: Option<DateTime<Utc>>,
    /// When the member proved that mail to the address reaches them.
    pub email_verified_at: Option<DateTime<Utc>>,
    /// When the member chose their user ID or let it stand.
    pub user_id_confirmed_at: Option<DateTime<Utc>>,
    /// When the member replaced the initial password.
    pub password_chosen_at: Option<DateTime<Utc>>,
    /// The second factor that the member chose.
    pub method: Option<Method>,
    /// How many authenticator apps the member registered.
    pub authenticators: u64,
    /// How many passkeys the member registered.
    pub passkeys: u64,
    /// When the member's means of signing in last became others.
    pub renewal: Option<Renewal>,
}

impl AccountFacts {
    /// The second factor that the member is asked for: the one they chose, or the only one there is. A choice that
    /// the realm no longer offers is none.
    #[must_use]
    pub fn method_in(&self, realm: &Realm) -> Option<Method> {
        let offered = realm.sign_in.methods.as_slice();
        match (self.method, offered) {
            (Some(chosen), _) if offered.contains(&chosen) => Some(chosen),
            (_, [only]) => Some(*only),
            _ => None,
        }
    }

    /// Whether the member has what a method needs: a device, or an address that mail is known to reach.
    #[must_use]
    pub const fn is_ready_for(&self, method: Method) -> bool {
        match method {
            Method::AppOtp => self.authenticators > 0,
            Method::Passkey => self.passkeys > 0,
            Method::MailOtp => self.email_verified_at.is_some(),
        }
    }
}
