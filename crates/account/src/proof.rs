//! Proofs: what a person has shown in a sign-in, as facts that only their verifier makes.
//!
//! There is no flag that says "password done". A proof names the account, the factor and the moment, has no public
//! constructor, and travels only inside the sign-in or the session that it was made in.

use base::{AccountId, AuthenticatorId, PasskeyId};
use chrono::{DateTime, Utc};
use realm::Acr;
use serde::{Deserialize, Serialize};

/// What was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Factor {
    /// The account's password.
    Password,
    /// A code sent to the account's e-mail address.
    MailCode,
    /// A code of an authenticator app (RFC 6238).
    AppCode(AuthenticatorId),
    /// A passkey whose authenticator verified its user (WebAuthn Level 3).
    Passkey(PasskeyId),
}

impl Factor {
    /// The step of the acr ladder that a sign-in reaches with this factor after the password.
    #[must_use]
    pub const fn acr(self) -> Acr {
        match self {
            Self::Password => Acr::Password,
            Self::MailCode => Acr::MailCode,
            Self::AppCode(_) => Acr::AppCode,
            Self::Passkey(_) => Acr::Passkey,
        }
    }
}

/// One thing shown by one person at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    account: AccountId,
    factor: Factor,
    at: DateTime<Utc>,
}

impl Proof {
    /// Only the verifiers of this crate make proofs.
    pub(crate) const fn new(account: AccountId, factor: Factor, at: DateTime<Utc>) -> Self {
        Self { account, factor, at }
    }

    /// Whose proof it is.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// What was shown.
    #[must_use]
    pub const fn factor(&self) -> Factor {
        self.factor
    }

    /// When it was shown.
    #[must_use]
    pub const fn at(&self) -> DateTime<Utc> {
        self.at
    }
}

/// What was shown in one sign-in or one session: at most one first and one second factor, of one account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proofs {
    first: Option<Proof>,
    second: Option<Proof>,
}

impl Proofs {
    /// The account that the proofs are about.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        self.first.as_ref().map(Proof::account)
    }

    /// The password that was shown.
    #[must_use]
    pub const fn first(&self) -> Option<&Proof> {
        self.first.as_ref()
    }

    /// The second factor that was shown.
    #[must_use]
    pub const fn second(&self) -> Option<&Proof> {
        self.second.as_ref()
    }

    /// Adds a proof. A first factor of another account replaces everything shown before; a second factor counts only
    /// for the account whose first factor was shown, in this sign-in or in the browser's session. A passkey is both:
    /// the device, and what its user knows or is.
    #[must_use]
    pub fn with(mut self, proof: Proof) -> Self {
        match proof.factor {
            Factor::Password => {
                self.second = self.second.filter(|second| second.account == proof.account);
                self.first = Some(proof);
            }
            Factor::Passkey(_) => {
                self.first = self.first.filter(|first| first.account == proof.account).or_else(|| Some(proof.clone()));
                self.second = Some(proof);
            }
            Factor::MailCode | Factor::AppCode(_) => self.second = Some(proof),
        }
        self
    }

    /// The proofs of both, this one's before the older one's, as far as they are about one account: that of the first
    /// factor. Two tabs of one sign-in may each add a proof, so a second factor of somebody else can stand in it; here
    /// it ends.
    #[must_use]
    pub fn joined_with(self, older: &Self) -> Self {
        let first = self.first.or_else(|| older.first.clone());
        let same = |second: &Proof| first.as_ref().is_some_and(|first| first.account == second.account);
        let second = self.second.filter(same).or_else(|| older.second.clone().filter(same));
        Self { first, second }
    }
}
