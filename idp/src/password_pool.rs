//! Where passwords are hashed: beside the async threads, no more at once than there are cores, and with a queue that
//! ends.
//!
//! A hash takes tens of milliseconds and 19 MiB. Unbounded, a rush of sign-ins (or an attacker) would take all memory
//! and make every cheap request wait; so beyond the queue a visitor is asked to come back in a moment.

use std::sync::Arc;
use std::thread::available_parallelism;

use account::{HashCost, NewPasswordRules, PasswordHash, PasswordMatch, PasswordRule, StoredPassword, TypedPassword};
use base::{AccountId, Secret};
use chrono::{DateTime, Utc};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;

/// How many may wait for each core before the next is turned away: about two seconds' worth.
const WAITING_PER_CORE: usize = 64;

/// Too many sign-ins at once; the visitor may try again in a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords are waiting to be checked")]
pub struct Busy;

/// The bounded pool.
#[derive(Clone, Debug)]
pub struct PasswordPool {
    cost: HashCost,
    admitted: Arc<Semaphore>,
    cores: Arc<Semaphore>,
}

/// A place in the pool's queue, for one password.
#[derive(Debug)]
pub struct Place {
    cost: HashCost,
    admitted: OwnedSemaphorePermit,
    cores: Arc<Semaphore>,
}

impl Default for PasswordPool {
    fn default() -> Self {
        Self::with_cost(HashCost::default())
    }
}

impl PasswordPool {
    /// A pool that hashes at this cost.
    #[must_use]
    pub fn with_cost(cost: HashCost) -> Self {
        let cores = available_parallelism().map_or(1, usize::from);
        Self {
            cost,
            admitted: Arc::new(Semaphore::new(cores * WAITING_PER_CORE)),
            cores: Arc::new(Semaphore::new(cores)),
        }
    }

    /// Takes a place in the queue. It is to be had before an attempt is counted, so that nobody who is turned away has
    /// guessed.
    ///
    /// # Errors
    /// [`Busy`] when the queue is full.
    pub fn enter(&self) -> Result<Place, Busy> {
        let admitted = Arc::clone(&self.admitted).try_acquire_owned().map_err(|_| Busy)?;
        Ok(Place { cost: self.cost, cores: Arc::clone(&self.cores), admitted })
    }

    /// Hashes a new password that breaks none of its rules, or says which it breaks.
    ///
    /// # Errors
    /// [`Busy`] when the queue is full.
    pub async fn choose(
        &self,
        rules: NewPasswordRules,
        typed: Secret,
        current: Option<StoredPassword>,
    ) -> Result<Result<PasswordHash, Vec<PasswordRule>>, Busy> {
        let cost = self.cost;
        self.enter()?.run(move || rules.accept(&typed, current.as_ref(), cost)).await
    }
}

impl Place {
    /// Checks a typed password against what is stored for an account, or, without an account, spends the same time.
    ///
    /// # Errors
    /// [`Busy`] when the process ends.
    pub async fn verify(
        self,
        stored: Option<(AccountId, StoredPassword)>,
        typed: TypedPassword,
        now: DateTime<Utc>,
    ) -> Result<Option<PasswordMatch>, Busy> {
        let cost = self.cost;
        self.run(move || {
            let stored = stored.as_ref().map(|(account, stored)| (*account, stored));
            StoredPassword::verify(stored, &typed, cost, now)
        })
        .await
    }

    /// The permits travel with the work, so that a visitor who goes away does not let more hashes run than cores.
    async fn run<T: Send + 'static>(self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Busy> {
        let core = self.cores.acquire_owned().await.map_err(|_| Busy)?;
        let done = spawn_blocking(move || {
            let done = work();
            drop((core, self.admitted));
            done
        });
        done.await.map_err(|_| Busy)
    }
}
