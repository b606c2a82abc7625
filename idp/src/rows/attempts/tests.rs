//! The counter against a model that has no database, and what housekeeping leaves.

use chrono::TimeDelta;
use proptest::prelude::*;
use realm::Unlock;
use store::Database;
use tempfile::TempDir;

use super::super::{across_realms, in_realm};
use super::*;
use crate::testing::empty_database;

const LIMIT: u32 = 3;
const REST: TimeDelta = TimeDelta::minutes(30);

/// A database of one test, and the folder that it goes with.
struct Rows(Database, #[expect(dead_code, reason = "removed when the test is over")] TempDir);

impl Rows {
    async fn new() -> Self {
        let (database, folder) = empty_database().await;
        Self(database, folder)
    }

    async fn reserve(&self, counter: Counter, lockout: Lockout, now: DateTime<Utc>) -> Option<Attempt> {
        let reserve = self.0.write(move |tx| {
            Box::pin(async move { in_realm(tx, &minato()).reserve_attempt(counter, lockout, now).await })
        });
        reserve.await.unwrap()
    }

    async fn give_back(&self, attempt: Attempt) {
        let give = self.0.write(move |tx| Box::pin(async move { in_realm(tx, &minato()).give_back(&attempt).await }));
        give.await.unwrap();
    }

    async fn forget(&self, attempt: Attempt) {
        let forget =
            self.0.write(move |tx| Box::pin(async move { in_realm(tx, &minato()).forget_attempts(&attempt).await }));
        forget.await.unwrap();
    }

    async fn note_lock(&self, counter: Counter, lockout: Lockout, now: DateTime<Utc>) -> bool {
        let note = self
            .0
            .write(move |tx| Box::pin(async move { in_realm(tx, &minato()).note_lock(&counter, lockout, now).await }));
        note.await.unwrap()
    }

    async fn unlock(&self, account: AccountId) {
        let unlock = self.0.write(move |tx| {
            Box::pin(async move { in_realm(tx, &minato()).forget_attempts_at(account, &Guessed::OF_AN_ACCOUNT).await })
        });
        unlock.await.unwrap();
    }
}

fn minato() -> base::RealmName {
    "minato".parse().unwrap()
}

/// What happens, by the place of a lane and of an attempt that waits to be judged.
#[derive(Clone, Debug)]
enum Happening {
    Reserve(usize),
    Right(usize, usize),
    Wrong(usize, usize),
    GiveBack(usize, usize),
    Unlock,
    Wait(i64),
}

fn happening() -> impl Strategy<Value = Happening> {
    let lane = || 0..3_usize;
    prop_oneof![
        6 => lane().prop_map(Happening::Reserve),
        1 => (lane(), any::<usize>()).prop_map(|(lane, which)| Happening::Right(lane, which)),
        4 => (lane(), any::<usize>()).prop_map(|(lane, which)| Happening::Wrong(lane, which)),
        2 => (lane(), any::<usize>()).prop_map(|(lane, which)| Happening::GiveBack(lane, which)),
        1 => Just(Happening::Unlock),
        1 => (0..300_i64).prop_map(Happening::Wait),
    ]
}

/// One lane as it should be.
#[derive(Default)]
struct Model {
    /// What counts: wrong or waiting to be judged, by series.
    counted: Vec<Attempt>,
    waiting: Vec<Attempt>,
    rested: u32,
    opens_at: Option<DateTime<Utc>>,
    told: bool,
}

impl Model {
    /// Nothing counts any more, though what was reserved before may still be judged.
    fn open(&mut self) {
        *self = Self { waiting: std::mem::take(&mut self.waiting), ..Self::default() };
    }

    fn take(&mut self, which: usize) -> Option<Attempt> {
        let place = which.checked_rem(self.waiting.len())?;
        Some(self.waiting.remove(place))
    }

    fn is_locked(&self, now: DateTime<Utc>) -> bool {
        self.counted.len() >= LIMIT as usize && self.opens_at.is_none_or(|opens_at| now < opens_at)
    }

    fn reserved(&mut self, attempt: Attempt, lockout: Lockout, now: DateTime<Utc>) {
        if self.counted.len() >= LIMIT as usize {
            // A lock rested out: what waits from before counts for nothing any more.
            let rested = self.rested + 1;
            self.open();
            self.rested = rested;
        }
        self.counted.push(attempt.clone());
        self.waiting.push(attempt);
        if self.counted.len() == LIMIT as usize {
            self.opens_at = lock_opens_at(lockout, self.rested, now);
        }
    }

    fn given_back(&mut self, attempt: &Attempt) {
        // Which of a series it was makes no difference, only how many are left.
        let place = self.counted.iter().position(|counted| counted.series == attempt.series);
        if let Some(place) = place.filter(|_| !self.told) {
            self.counted.remove(place);
        }
    }
}

/// Three lanes of one account, the first of them the strangers'.
fn counter(account: AccountId, lane: usize) -> Counter {
    let known = |cookie| Lane::KnownBrowser(TokenHash::of(cookie));
    let lane = [Lane::Strangers, known("a"), known("b")][lane].clone();
    Counter { guessed: Guessed::Password, whose: Whose::Account(account), lane }
}

/// Does what happens in a lane to its rows and to its model, which must agree.
async fn happen(
    rows: &Rows,
    (model, counter): (&mut Model, Counter),
    happening: Happening,
    (lockout, now): (Lockout, DateTime<Utc>),
) -> Result<(), TestCaseError> {
    match happening {
        Happening::Reserve(_) => {
            let locked = model.is_locked(now);
            let reserved = rows.reserve(counter, lockout, now).await;
            prop_assert_eq!(reserved.is_none(), locked, "locked by the wrong attempts of this lane, and by no others");
            if let Some(attempt) = reserved {
                model.reserved(attempt, lockout, now);
            }
            prop_assert!(model.counted.len() <= LIMIT as usize, "no more than the limit is judged");
        }
        Happening::Right(_, which) => {
            if let Some(attempt) = model.take(which) {
                rows.forget(attempt).await;
                model.open();
            }
        }
        Happening::Wrong(_, which) => {
            if model.take(which).is_some_and(|attempt| attempt.number >= LIMIT) {
                let tells = model.counted.len() >= LIMIT as usize && !model.told;
                prop_assert_eq!(rows.note_lock(counter, lockout, now).await, tells, "told once for each lock");
                model.told |= tells;
            }
        }
        Happening::GiveBack(_, which) => {
            if let Some(attempt) = model.take(which) {
                model.given_back(&attempt);
                rows.give_back(attempt).await;
            }
        }
        Happening::Unlock | Happening::Wait(_) => {}
    }
    Ok(())
}

async fn follow(rows: &Rows, lockout: Lockout, happenings: Vec<Happening>) -> Result<(), TestCaseError> {
    let account = AccountId::generate();
    let mut models = [Model::default(), Model::default(), Model::default()];
    let mut now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
    for happening in happenings {
        now += TimeDelta::seconds(1);
        match happening {
            Happening::Reserve(lane)
            | Happening::Right(lane, _)
            | Happening::Wrong(lane, _)
            | Happening::GiveBack(lane, _) => {
                let place = (&mut models[lane], counter(account, lane));
                happen(rows, place, happening, (lockout, now)).await?;
            }
            Happening::Unlock => {
                rows.unlock(account).await;
                models.iter_mut().for_each(Model::open);
            }
            Happening::Wait(minutes) => now += TimeDelta::minutes(minutes),
        }
    }
    Ok(())
}

#[test]
fn the_counter_follows_its_model_whatever_happens() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let rows = runtime.block_on(Rows::new());
    let unlock = prop_oneof![Just(Unlock::Administrator), Just(Unlock::After(REST))];
    let case = (unlock, prop::collection::vec(happening(), 1..50));
    proptest!(ProptestConfig::with_cases(48), |((unlock, happenings) in case)| {
        runtime.block_on(follow(&rows, Lockout { failures: LIMIT, unlock }, happenings))?;
    });
}

#[tokio::test]
async fn a_lock_that_nobody_told_of_is_found() {
    let (rows, now) = (Rows::new().await, DateTime::UNIX_EPOCH + TimeDelta::days(20_000));
    let lockout = Lockout { failures: 1, unlock: Unlock::Administrator };
    let whose = Whose::Account(AccountId::generate());
    let counter = Counter { guessed: Guessed::AppCode, whose, lane: Lane::Strangers };
    let untold =
        async |before| in_realm(rows.0.reader(), &minato()).is_lock_untold(&counter, lockout, before).await.unwrap();
    assert!(!untold(now + TimeDelta::minutes(1)).await, "no lock");
    assert!(rows.reserve(counter.clone(), lockout, now).await.is_some());
    assert!(!untold(now).await, "it may be judged yet");
    assert!(untold(now + TimeDelta::minutes(1)).await);
    assert!(rows.note_lock(counter.clone(), lockout, now).await);
    assert!(!untold(now + TimeDelta::minutes(1)).await);
}

#[tokio::test]
async fn what_was_guessed_at_nobody_is_forgotten_and_a_lock_is_not() {
    let rows = Rows::new().await;
    let lockout = Lockout { failures: 1, unlock: Unlock::Administrator };
    let (then, now) = (DateTime::UNIX_EPOCH, DateTime::UNIX_EPOCH + TimeDelta::days(2));
    let (somebody, nobody) = (Whose::Account(AccountId::generate()), Whose::Nobody("nobody".to_owned()));
    let guess = async |whose: &Whose, at| {
        let counter = Counter { guessed: Guessed::Password, whose: whose.clone(), lane: Lane::Strangers };
        rows.reserve(counter, lockout, at).await.map(|attempt| attempt.number)
    };
    for whose in [&somebody, &nobody] {
        assert_eq!(guess(whose, then).await, Some(1));
        assert_eq!(guess(whose, now).await, None, "{whose:?} is locked");
    }
    let yesterday = now - TimeDelta::days(1);
    let forgotten =
        rows.0.write(move |tx| Box::pin(async move { across_realms(tx).forget_guesses_at_nobody(yesterday).await }));
    forgotten.await.unwrap();
    assert_eq!(guess(&somebody, now).await, None);
    assert_eq!(guess(&nobody, now).await, Some(1));
}
