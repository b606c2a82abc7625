//! A sign-in under way: what it is for and what was shown so far.
//!
//! It is stored when the request arrives and found again by the id in the page's address. The id alone is worth
//! nothing: the sign-in also remembers the browser that began it. What is stored survives a restart, so a member in
//! the middle of signing in notices none.

use account::{Proof, Proofs, Wishes};
use base::{RealmName, SessionId, SignInId, TokenHash};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use store::expiring::{Key, Kind};

use super::{Goal, addresses};
use crate::App;
use crate::boundary::{Failure, Visit};
use crate::forgotten::Told;

/// One sign-in of one browser.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignIn {
    /// Its id, which stands in the addresses of its pages.
    pub id: SignInId,
    /// What it is for.
    pub goal: Goal,
    /// The browser that began it.
    pub browser: TokenHash,
    /// The id that a session begun by it will have, so that ending it twice begins one session.
    pub session: SessionId,
    /// What was shown in it.
    pub proofs: Proofs,
    /// What was said in it.
    #[serde(default)]
    pub wishes: Wishes,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// What its first page tells somebody who had forgotten something.
    #[serde(default)]
    pub told: Option<Told>,
}

/// Sign-ins in the store of what expires.
#[derive(Debug)]
pub enum SignIns {}

impl Kind for SignIns {
    const NAME: &'static str = "sign-in";
    type Value = SignIn;
}

impl SignIn {
    /// A sign-in that begins now in this browser, not yet stored.
    #[must_use]
    pub fn begin(visit: &Visit, goal: Goal) -> Self {
        Self {
            id: SignInId::generate(),
            goal,
            browser: visit.browser.hash().clone(),
            session: SessionId::generate(),
            proofs: Proofs::default(),
            wishes: Wishes::default(),
            started_at: visit.now,
            told: None,
        }
    }

    /// Stores the sign-in for as long as the realm lets a member take.
    ///
    /// # Errors
    /// [`Failure::TooMany`] when too many were begun from the visitor's address, or the store's failure.
    pub async fn store(&self, app: &App, visit: &Visit) -> Result<(), Failure> {
        addresses::begin(app, visit).await?;
        let expires_at = visit.now + visit.realm.lifetimes.sign_in;
        app.expiring.put(&key(&visit.realm.name, self.id), self, expires_at, visit.now).await?;
        Ok(())
    }

    /// The stored sign-in with this id.
    ///
    /// # Errors
    /// The store's failure.
    pub async fn find(app: &App, visit: &Visit, id: SignInId) -> Result<Option<Self>, Failure> {
        let found = app.expiring.get(&key(&visit.realm.name, id), visit.now).await?;
        Ok(found.map(|found| found.value))
    }

    /// Has the stored sign-in's first page tell something. `false` when it has ended meanwhile.
    ///
    /// # Errors
    /// The store's failure.
    pub async fn tell(app: &App, visit: &Visit, id: SignInId, told: &Told) -> Result<bool, Failure> {
        Ok(Self::change(app, visit, id, |sign_in| sign_in.told = Some(told.clone())).await?.is_some())
    }

    /// Adds a proof; what the first page told is of the past.
    pub fn show(&mut self, proof: Proof) {
        self.proofs = self.proofs.clone().with(proof);
        self.told = None;
    }

    /// Changes the stored sign-in: what was shown in it, or said. `None` when it has ended meanwhile.
    ///
    /// # Errors
    /// The store's failure.
    pub async fn change(
        app: &App,
        visit: &Visit,
        id: SignInId,
        change: impl Fn(&mut Self),
    ) -> Result<Option<Self>, Failure> {
        let key = key(&visit.realm.name, id);
        // Another tab may change the sign-in between reading and replacing; then its change is read and kept.
        while let Some(read) = app.expiring.get(&key, visit.now).await? {
            let expires_at = read.value.started_at + visit.realm.lifetimes.sign_in;
            let mut changed = read.value.clone();
            change(&mut changed);
            if app.expiring.replace(&read, &changed, expires_at, visit.now).await? {
                return Ok(Some(changed));
            }
        }
        Ok(None)
    }

    /// Forgets the stored sign-in, at its end.
    ///
    /// # Errors
    /// The store's failure.
    pub async fn forget(&self, app: &App, visit: &Visit) -> Result<(), Failure> {
        app.expiring.take(&key(&visit.realm.name, self.id), None, visit.now).await?;
        Ok(())
    }
}

fn key(realm: &RealmName, id: SignInId) -> Key<SignIns> {
    Key::new(realm, id)
}
