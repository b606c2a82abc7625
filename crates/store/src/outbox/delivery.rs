//! Bringing the outbox's mail out: leased, handed to the transport, settled.
//!
//! One loop in each process for all realms. It is woken by the write that leaves a mail, and otherwise looks now and
//! then for what has come due: what is to be tried again, and what another process left behind. A mail that hangs holds
//! up no other: several are under way at once, and a free place is filled without waiting for the rest.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use base::{Clock, RealmName, Sealed};
use chrono::{DateTime, TimeDelta, Utc};
use futures::future::BoxFuture;
use sea_orm::DbErr;
use serde_json::Value;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use super::rows::{self, Leased, Outcome};
use super::{Content, Outbox, place};
use crate::mail::{Mail, Posted, Transport, Undelivered};
use crate::{Database, Tx};

/// So many mails are under way at once: enough that slow ones do not hold up others, few enough for any mail server.
const AT_ONCE: usize = 16;
/// How often the loop looks unasked.
const LOOK: Duration = Duration::from_secs(5);
/// How long the mails under way may take when the process stops. What is left comes due again.
const FAREWELL: Duration = Duration::from_secs(10);

const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(10);
const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(1);

/// A mail that came to nothing because its server knows no such recipient.
#[derive(Clone)]
pub struct NoRecipient {
    /// Whose member the mail was for.
    pub realm: RealmName,
    /// The address that no mail reaches.
    pub address: String,
    /// When the server said so.
    pub at: DateTime<Utc>,
}

/// What is done about an address that no mail reaches, inside the write that gives the mail up.
pub type OnNoRecipient = Arc<dyn for<'t> Fn(&'t Tx, NoRecipient) -> BoxFuture<'t, Result<(), DbErr>> + Send + Sync>;

/// An errand to be run, the same at every attempt.
#[derive(Clone)]
pub struct Errand {
    /// Its row in the outbox.
    pub id: Uuid,
    /// The society that it is about.
    pub realm: RealmName,
    /// What it is about, as a short name.
    pub kind: String,
    /// What the service left to be done.
    pub errand: Value,
}

/// How errands are run. [`Undelivered`] says whether another attempt is worth it.
pub type OnErrand = Arc<dyn Fn(Errand) -> BoxFuture<'static, Result<(), Undelivered>> + Send + Sync>;

/// What brings the mail out. Cheap to clone.
#[derive(Clone)]
pub struct Delivery {
    outbox: Outbox,
    database: Database,
    transport: Transport,
    clock: Clock,
    on_no_recipient: Option<OnNoRecipient>,
    on_errand: Option<OnErrand>,
}

impl Delivery {
    /// The delivery of an outbox's mail, in one database, by one way out.
    #[must_use]
    pub const fn new(outbox: Outbox, database: Database, transport: Transport, clock: Clock) -> Self {
        Self { outbox, database, transport, clock, on_no_recipient: None, on_errand: None }
    }

    /// The same delivery, which tells of addresses that no mail reaches.
    #[must_use]
    pub fn telling(self, on_no_recipient: OnNoRecipient) -> Self {
        Self { on_no_recipient: Some(on_no_recipient), ..self }
    }

    /// The same delivery, which runs errands too.
    #[must_use]
    pub fn running(self, on_errand: OnErrand) -> Self {
        Self { on_errand: Some(on_errand), ..self }
    }

    /// Tries everything that is due, once, and returns how many mails that were.
    ///
    /// # Errors
    /// The database's own failure.
    pub async fn deliver_due(&self) -> Result<usize, DbErr> {
        let mut tried = 0;
        loop {
            let leased = self.lease(AT_ONCE).await?;
            if leased.is_empty() {
                return Ok(tried);
            }
            tried += leased.len();
            let mut under_way = JoinSet::new();
            self.start(&mut under_way, leased);
            under_way.join_all().await;
        }
    }

    /// Delivers until `stop` completes.
    pub async fn run(self, stop: impl Future<Output = ()> + Send) {
        tokio::pin!(stop);
        let mut under_way = JoinSet::new();
        let mut more = true;
        loop {
            let free = AT_ONCE - under_way.len();
            if more && free > 0 {
                let leased = self.lease(free).await.unwrap_or_else(|error| {
                    tracing::warn!(%error, "the outbox could not be read");
                    Vec::new()
                });
                more = leased.len() == free;
                self.start(&mut under_way, leased);
            }
            tokio::select! {
                () = &mut stop => break,
                () = self.outbox.wake.notified() => more = true,
                () = sleep(LOOK) => more = true,
                Some(_) = under_way.join_next() => {}
            }
        }
        if timeout(FAREWELL, under_way.join_all()).await.is_err() {
            tracing::warn!("mail was under way when the process stopped; it will be sent again");
        }
    }

    async fn lease(&self, limit: usize) -> Result<Vec<Leased>, DbErr> {
        let now = self.clock.now();
        self.database.write(move |tx| Box::pin(async move { rows::lease_due(tx, limit, now).await })).await
    }

    fn start(&self, under_way: &mut JoinSet<()>, leased: Vec<Leased>) {
        for mail in leased {
            let delivery = self.clone();
            under_way.spawn(async move { delivery.deliver(mail).await });
        }
    }

    /// One attempt. Its failure stays here: the lease ends, and the mail comes due again.
    async fn deliver(&self, mail: Leased) {
        let (outcome, no_recipient) = self.attempt(&mail).await;
        let figures = self.outbox.figures();
        match outcome {
            Outcome::Sent => figures.sent.more(),
            Outcome::TryAgain { .. } => figures.tried_again.more(),
            Outcome::Failed { .. } => figures.failed.more(),
        }
        let (id, now, tell) = (mail.id, self.clock.now(), self.on_no_recipient.clone());
        let settle = self.database.write(move |tx| {
            Box::pin(async move {
                rows::settle(tx, &mail, outcome, now).await?;
                match (tell, no_recipient) {
                    (Some(tell), Some(no_recipient)) => tell(tx, no_recipient).await,
                    _ => Ok(()),
                }
            })
        });
        if let Err(error) = settle.await {
            tracing::warn!(%error, mail = %id, "what became of a mail could not be recorded");
        }
    }

    async fn attempt(&self, mail: &Leased) -> (Outcome, Option<NoRecipient>) {
        if mail.give_up_at <= self.clock.now() {
            return (told(mail, Outcome::Failed { code: None }), None);
        }
        let (sent, recipient) = match self.open(mail) {
            Some(Content::Mail(content)) => {
                let recipient = content.recipient.clone();
                (self.transport.send(&posted(mail, *content)).await, Some(recipient))
            }
            Some(Content::Errand { errand }) => (self.run_errand(mail, errand).await, None),
            None => (Err(Undelivered::for_now()), None),
        };
        let now = self.clock.now();
        let unknown = recipient.filter(|_| sent.is_err_and(|why| why.no_recipient));
        let no_recipient = unknown.map(|address| NoRecipient { realm: mail.realm.clone(), address, at: now });
        (told(mail, outcome(sent, mail.attempt, mail.give_up_at, now)), no_recipient)
    }

    async fn run_errand(&self, row: &Leased, errand: Value) -> Result<(), Undelivered> {
        let Some(run) = &self.on_errand else { return Err(Undelivered::for_now()) };
        run(Errand { id: row.id, realm: row.realm.clone(), kind: row.kind.clone(), errand }).await
    }

    fn open(&self, mail: &Leased) -> Option<Content> {
        let sealed = Sealed::from(mail.body.clone());
        let opened = self.outbox.key.open(place(&mail.realm, &mail.id.to_string()), &sealed).ok()?;
        serde_json::from_slice(opened.expose()).ok()
    }
}

fn posted(row: &Leased, mail: Mail) -> Posted {
    let Leased { realm, id, kind, written_at, .. } = row;
    Posted { id: *id, realm: realm.clone(), kind: kind.clone(), written_at: *written_at, mail }
}

/// Shows nothing of what is to be done.
impl fmt::Debug for Errand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Errand({} {} {})", self.realm, self.kind, self.id)
    }
}

/// Shows no address.
impl fmt::Debug for NoRecipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NoRecipient({})", self.realm)
    }
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Delivery({:?})", self.transport)
    }
}

/// What follows from an attempt: sent, to be tried after a pause, or over.
fn outcome(sent: Result<(), Undelivered>, attempt: i32, give_up_at: DateTime<Utc>, now: DateTime<Utc>) -> Outcome {
    match sent {
        Ok(()) => Outcome::Sent,
        Err(Undelivered { code, try_again, .. }) => {
            let at = now + pause_after(attempt);
            if try_again && at < give_up_at { Outcome::TryAgain { at, code } } else { Outcome::Failed { code } }
        }
    }
}

/// 10 s after the first attempt, twice as long after each further, an hour at most.
fn pause_after(attempt: i32) -> TimeDelta {
    let doublings = u32::try_from(attempt - 1).unwrap_or_default().min(16);
    (FIRST_PAUSE * 2_i32.pow(doublings)).min(LONGEST_PAUSE)
}

/// Tells the operator, without a word of the mail.
fn told(mail: &Leased, outcome: Outcome) -> Outcome {
    let Leased { realm, id, kind, attempt, .. } = mail;
    match outcome {
        Outcome::Sent => tracing::info!(%realm, mail = %id, kind, attempt, "a mail or errand was taken"),
        Outcome::TryAgain { code, .. } => {
            tracing::warn!(%realm, mail = %id, kind, attempt, code, "a mail or errand was not taken and will be tried again");
        }
        Outcome::Failed { code } => {
            tracing::warn!(%realm, mail = %id, kind, attempt, code, "a mail or errand was given up")
        }
    }
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pauses_grow_from_ten_seconds_to_an_hour() {
        let pauses: Vec<i64> = (1..=11).map(|attempt| pause_after(attempt).num_seconds()).collect();
        assert_eq!(pauses, [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]);
        assert_eq!(pause_after(i32::MAX), LONGEST_PAUSE);
    }

    #[test]
    fn a_mail_is_tried_while_it_is_of_use() {
        let now: DateTime<Utc> = "2026-11-20T03:00:00Z".parse().unwrap();
        let code = Some(451);
        let refused = Err(Undelivered { code, ..Undelivered::for_now() });
        let in_a_day = now + TimeDelta::hours(24);
        assert_eq!(outcome(Ok(()), 1, in_a_day, now), Outcome::Sent);
        let at = now + TimeDelta::seconds(10);
        assert_eq!(outcome(refused, 1, in_a_day, now), Outcome::TryAgain { at, code });
        assert_eq!(outcome(refused, 1, at, now), Outcome::Failed { code });
        let for_good = Err(Undelivered { code: Some(550), try_again: false, no_recipient: true });
        assert_eq!(outcome(for_good, 1, in_a_day, now), Outcome::Failed { code: Some(550) });
    }
}
