//! What was asked of the services, by whom, and what they said: the history that is judged afterwards.
//!
//! An answer that never came, or that said that something is away, is no answer: the operation may have been done, may be
//! done yet, or not at all. Everything else binds, and what was answered before something else began was there for it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What came of an operation, as whoever asked for it knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It was answered: done.
    Acknowledged,
    /// It was answered: not done.
    Refused,
    /// The connection broke, or the answer was that something is away.
    Unknown,
}

/// What was asked. Numbers stand for codes, refresh tokens and members; a history holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A sign-in from its beginning to its code; `None` where it ends at a page of the portal.
    SignIn {
        /// The code that it ended with.
        code: Option<u64>,
    },
    /// A code for tokens.
    Redeem {
        /// The code.
        code: u64,
        /// The refresh token that came, if one did.
        gave: Option<u64>,
        /// Whether the application shows who it is, and may therefore ask again for a lost answer (`token::refresh`).
        confidential: bool,
    },
    /// A refresh token for its successor.
    Renew {
        /// The token.
        token: u64,
        /// The successor that came, if one did.
        gave: Option<u64>,
    },
    /// A password of a member.
    Guess {
        /// The member.
        member: u64,
        /// Whether it was theirs. A wrong one is acknowledged when the page says that it is wrong.
        right: bool,
    },
    /// A mail to a member.
    Ask {
        /// The member.
        member: u64,
    },
    /// Something that is to last, such as an agreement to the terms.
    Do {
        /// What it is, and whose.
        fact: String,
    },
    /// A look at whether it lasts: acknowledged when it is there.
    Find {
        /// What it is, and whose.
        fact: String,
    },
}

/// One operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// When it was begun, since the history began.
    pub began: Duration,
    /// When its answer was there, or when nobody waited for it any longer.
    pub ended: Duration,
    /// What was asked.
    pub what: What,
    /// What came of it.
    pub outcome: Outcome,
}

/// What is found in the stores when all is over.
#[derive(Clone, Debug, Default)]
pub struct Left {
    /// How many different mails each member got.
    pub mails: BTreeMap<u64, usize>,
    /// How many wrong passwords are counted for each member.
    pub failures: BTreeMap<u64, usize>,
}

/// Notes operations of many at the same time.
#[derive(Debug)]
pub struct Recorder {
    began: Instant,
    next: AtomicU64,
    operations: Mutex<Vec<Operation>>,
}

impl Operation {
    /// Whether it was over before another began: only then did the other have to see what came of it.
    #[must_use]
    pub fn precedes(&self, other: &Self) -> bool {
        self.ended <= other.began
    }

    /// Whether the services said that it is done.
    #[must_use]
    pub fn is_acknowledged(&self) -> bool {
        self.outcome == Outcome::Acknowledged
    }

    /// Whether the services said that it is not done.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.outcome == Outcome::Refused
    }
}

impl What {
    /// Its name in the figures.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::SignIn { code: Some(_) } => "sign_ins",
            Self::SignIn { code: None } => "portal_sign_ins",
            Self::Redeem { .. } => "redemptions",
            Self::Renew { .. } => "renewals",
            Self::Guess { right: true, .. } => "right_passwords",
            Self::Guess { right: false, .. } => "wrong_passwords",
            Self::Ask { .. } => "mails_asked_for",
            Self::Do { .. } => "lasting_facts",
            Self::Find { .. } => "looks_at_facts",
        }
    }
}

impl Default for Recorder {
    fn default() -> Self {
        Self { began: Instant::now(), next: AtomicU64::new(1), operations: Mutex::new(Vec::new()) }
    }
}

impl Recorder {
    /// The time since the history began.
    #[must_use]
    pub fn now(&self) -> Duration {
        self.began.elapsed()
    }

    /// A number that stands for something new.
    pub fn number(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }

    /// Notes an operation that was begun then and has ended now.
    pub fn note(&self, began: Duration, what: What, outcome: Outcome) {
        let operation = Operation { began, ended: self.now(), what, outcome };
        self.operations.lock().unwrap_or_else(PoisonError::into_inner).push(operation);
    }

    /// How many operations were acknowledged so far.
    #[must_use]
    pub fn acknowledged(&self) -> usize {
        let operations = self.operations.lock().unwrap_or_else(PoisonError::into_inner);
        operations.iter().filter(|operation| operation.is_acknowledged()).count()
    }

    /// Everything so far.
    #[must_use]
    pub fn history(&self) -> Vec<Operation> {
        self.operations.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
