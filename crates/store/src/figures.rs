//! How often things happened in this process since it started: numbers that operators' charts are drawn from.
//!
//! Atomic, so that counting costs nothing where it happens.

use std::sync::atomic::{AtomicU64, Ordering};

use base::{Figures, Goes};

use crate::Database;
use crate::failures::Failures;
use crate::outbox::{self, Outbox};

/// A number that only goes up.
#[derive(Debug, Default)]
pub struct Count(AtomicU64);

impl Count {
    /// Once more.
    pub fn more(&self) {
        self.add(1);
    }

    /// So many more.
    pub fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    /// How many until now.
    #[must_use]
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// What the database was given to write.
#[derive(Debug, Default)]
pub struct WriteFigures {
    /// Closures that were run.
    pub writes: Count,
    /// Transactions that were committed; on SQLite each may hold many writes.
    pub groups: Count,
    /// Transactions that were not committed, with all that they held.
    pub failed_groups: Count,
}

/// What became of mails and errands.
#[derive(Debug, Default)]
pub struct MailFigures {
    /// Left in the outbox, whether or not that write was kept.
    pub queued: Count,
    /// Taken by a server.
    pub sent: Count,
    /// Not taken, and to be tried again.
    pub tried_again: Count,
    /// Given up.
    pub failed: Count,
}

/// What a process tells of its database, its mails and its failures.
pub async fn figures(database: &Database, outbox: &Outbox, failures: &Failures) -> Vec<Figures> {
    let (writes, mails) = (database.figures(), outbox.figures());
    let groups = [("committed", writes.groups.get()), ("failed", writes.failed_groups.get())];
    let outcomes = [
        ("queued", mails.queued.get()),
        ("sent", mails.sent.get()),
        ("tried-again", mails.tried_again.get()),
        ("failed", mails.failed.get()),
    ];
    let mut told = vec![
        Figures::one(("warifu_database_writes", "Writes"), Goes::Up, writes.writes.get()),
        Figures::by(
            ("warifu_database_groups", "Transactions; on SQLite each may hold many writes"),
            Goes::Up,
            "outcome",
            groups,
        ),
        Figures::by(("warifu_mails", "Mails and errands to other servers"), Goes::Up, "outcome", outcomes),
        Figures::by(("warifu_failures", "Requests that failed, by kind"), Goes::Up, "kind", failures.counted()),
    ];
    // Told while the database answers; the rest is told always.
    if let Ok(waiting) = outbox::on_their_way(database).await {
        told.push(Figures::one(("warifu_mails_waiting", "Mails still to be sent"), Goes::UpAndDown, waiting));
    }
    told
}
