//! Where passwords are hashed: on threads of their own, one for each core, and with a queue that ends.
//!
//! A hash takes milliseconds of a core and 19 MiB. Unbounded, a rush of sign-ins (or an attacker) would take all memory
//! and make every cheap request wait; so beyond the queue a visitor is asked to come back in a moment. Each thread keeps
//! its memory from hash to hash, which saves the kernel fetching and clearing it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, available_parallelism};

use account::{
    HashCost, NewPasswordRules, PasswordHash, PasswordHasher, PasswordMatch, PasswordRule, StoredPassword,
    TypedPassword,
};
use base::{AccountId, HashEngine, Secret};
use chrono::{DateTime, Utc};
use store::Count;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

/// How many may wait for each core before the next is turned away: about a second's worth.
const WAITING_PER_CORE: usize = 64;

/// Too many sign-ins at once; the visitor may try again in a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords are waiting to be checked")]
pub struct Busy;

/// One password's work.
type Job = Box<dyn FnOnce(&mut PasswordHasher) + Send>;

/// The bounded pool. Its threads end with it.
#[derive(Clone, Debug)]
pub struct PasswordPool {
    admitted: Arc<Semaphore>,
    jobs: Sender<Job>,
    cores: usize,
    hashed: Arc<Count>,
}

/// What the pool does at a moment, and did since the process started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolFigures {
    /// Passwords that are being hashed.
    pub running: u64,
    /// Passwords that wait for a core.
    pub waiting: u64,
    /// Passwords that were hashed or compared.
    pub hashed: u64,
}

/// A place in the pool's queue, for one password.
#[derive(Debug)]
pub struct Place {
    admitted: OwnedSemaphorePermit,
    jobs: Sender<Job>,
    hashed: Arc<Count>,
}

impl PasswordPool {
    /// A pool that hashes at this cost, with this implementation.
    #[must_use]
    pub fn new(cost: HashCost, engine: HashEngine) -> Self {
        let cores = available_parallelism().map_or(1, usize::from);
        let (jobs, waiting) = channel();
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..cores {
            let waiting = Arc::clone(&waiting);
            thread::spawn(move || hash_all(&waiting, || PasswordHasher::with_engine(cost, engine)));
        }
        Self { admitted: Arc::new(Semaphore::new(cores * WAITING_PER_CORE)), jobs, cores, hashed: Arc::default() }
    }

    /// What operators watch.
    #[must_use]
    pub fn figures(&self) -> PoolFigures {
        let taken = (self.cores * WAITING_PER_CORE).saturating_sub(self.admitted.available_permits());
        let running = taken.min(self.cores);
        let [running, waiting] = [running, taken - running].map(|count| u64::try_from(count).unwrap_or(u64::MAX));
        PoolFigures { running, waiting, hashed: self.hashed.get() }
    }

    /// Takes a place in the queue. It is to be had before an attempt is counted, so that nobody who is turned away has
    /// guessed.
    ///
    /// # Errors
    /// [`Busy`] when the queue is full.
    pub fn enter(&self) -> Result<Place, Busy> {
        let admitted = Arc::clone(&self.admitted).try_acquire_owned().map_err(|_| Busy)?;
        Ok(Place { admitted, jobs: self.jobs.clone(), hashed: Arc::clone(&self.hashed) })
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
        self.enter()?.run(move |hasher| rules.accept(&typed, current.as_ref(), hasher)).await
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
        self.run(move |hasher| {
            let stored = stored.as_ref().map(|(account, stored)| (*account, stored));
            StoredPassword::verify(stored, &typed, hasher, now)
        })
        .await
    }

    /// Nothing is hashed for a visitor who went away while they waited.
    async fn run<T: Send + 'static>(
        self,
        work: impl FnOnce(&mut PasswordHasher) -> T + Send + 'static,
    ) -> Result<T, Busy> {
        let (done, answer) = oneshot::channel();
        let Self { admitted, jobs, hashed } = self;
        let job = move |hasher: &mut PasswordHasher| {
            if !done.is_closed() {
                hashed.more();
                let _went_away_meanwhile = done.send(work(hasher));
            }
            drop(admitted);
        };
        jobs.send(Box::new(job)).map_err(|_| Busy)?;
        answer.await.map_err(|_| Busy)
    }
}

/// What a thread of the pool does until the pool is gone. Work that panics answers nobody, and costs the thread nothing
/// but its memory.
fn hash_all(waiting: &Mutex<Receiver<Job>>, hasher: impl Fn() -> PasswordHasher) {
    let mut own = hasher();
    loop {
        let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        if catch_unwind(AssertUnwindSafe(|| job(&mut own))).is_err() {
            own = hasher();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_that_panics_leaves_the_pool_as_it_was() {
        let pool = PasswordPool::new(HashCost::LEAST, HashEngine::default());
        for _ in 0..100 {
            assert_eq!(pool.enter().unwrap().run(|_| panic!("as a bug would")).await, Err::<(), _>(Busy));
        }
        let typed = TypedPassword::new(&Secret::new("みなと-2026".to_owned()), false);
        assert!(pool.enter().unwrap().run(move |hasher| typed.hash(hasher)).await.unwrap().is_some());
    }

    #[tokio::test]
    async fn the_queue_ends_and_whoever_goes_away_leaves_it() {
        let pool = PasswordPool::new(HashCost::LEAST, HashEngine::RustCrypto);
        let mut places = Vec::new();
        while let Ok(place) = pool.enter() {
            places.push(place);
        }
        assert_eq!(places.len(), available_parallelism().unwrap().get() * WAITING_PER_CORE);
        let (cores, figures) = (available_parallelism().unwrap().get() as u64, pool.figures());
        assert_eq!((figures.running, figures.waiting), (cores, places.len() as u64 - cores));
        drop(places.pop());
        assert!(pool.enter().is_ok());
    }
}
