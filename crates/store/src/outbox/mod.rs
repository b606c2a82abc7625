//! What is on its way: mail, and errands to other servers; a row for each, inserted inside the write that causes it, and
//! delivered in the background.
//!
//! So a mail leaves if and only if what it tells has happened, and no mail server, slow or dead, delays a page. Rows are
//! leased for delivery, so that every node may deliver and a killed one loses nothing: what it had leased comes due
//! again. A mail may then arrive twice, with one Message-ID, but never not at all. What it says is sealed, and erased
//! as soon as nothing more can be done with it. An errand is the same for whatever is no mail: who runs it is the
//! service's to say.

mod delivery;
mod rows;

use std::fmt;
use std::sync::Arc;

use base::{KeyEncryptionKey, Purpose, RealmName, Sealed, SealedFor};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::DbErr;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::Notify;
use uuid::Uuid;

use crate::mail::{Mail, Unsendable};
use crate::sealed::{RowName, SealedColumn};
use crate::{Database, MailFigures, Tx};

pub use delivery::{Delivery, Errand, NoRecipient, OnErrand, OnNoRecipient};
pub use rows::{Progress, State, Written};

/// What of the outbox is sealed.
pub const SEALED: SealedColumn = SealedColumn {
    table: "outbox",
    row: RowName::Uuid("id"),
    column: "body",
    purpose: Purpose::Mail,
    // Under whichever key the recipient is noted, it is found.
    digest: None,
};

/// After so long a mail that no server took is given up.
const GIVE_UP: TimeDelta = TimeDelta::hours(24);

/// Where mail is left to be delivered. Cheap to clone.
#[derive(Clone)]
pub struct Outbox {
    key: KeyEncryptionKey,
    wake: Arc<Notify>,
    figures: Arc<MailFigures>,
}

/// A mail ready to be left in the outbox: written and sealed before the write, which has no time for that.
#[derive(Clone)]
pub struct Outgoing {
    id: Uuid,
    realm: RealmName,
    kind: &'static str,
    recipient: String,
    body: Sealed,
    written_at: DateTime<Utc>,
    give_up_at: DateTime<Utc>,
    wake: Arc<Notify>,
    figures: Arc<MailFigures>,
}

/// What a row holds, sealed.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Content {
    Errand { errand: Value },
    Mail(Box<Mail>),
}

impl Outbox {
    /// An outbox whose contents are sealed with a key.
    #[must_use]
    pub fn new(key: KeyEncryptionKey) -> Self {
        Self { key, wake: Arc::new(Notify::new()), figures: Arc::default() }
    }

    /// What became of this process's mails and errands since it started.
    #[must_use]
    pub fn figures(&self) -> &MailFigures {
        &self.figures
    }

    /// Makes a mail ready. `kind` is a short name of what it is about, shown to operators. After `of_use_until` it is no
    /// longer sent: a code that has run out only misleads.
    ///
    /// # Errors
    /// [`Unsendable`] when an address in it is none.
    pub fn prepare(
        &self,
        realm: &RealmName,
        (kind, mail): (&'static str, &Mail),
        of_use_until: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<Outgoing, Unsendable> {
        mail.check()?;
        let latest = now + GIVE_UP;
        let give_up_at = of_use_until.map_or(latest, |until| until.min(latest));
        let content = Content::Mail(Box::new(mail.clone()));
        Ok(self.seal(realm, (kind, &mail.recipient), &content, (now, give_up_at)))
    }

    /// Makes an errand ready, whose runs are told by [`last_to`](Self::last_to) under `receiver`. `kind` is a short name
    /// of what it is about. It is tried for 24 hours.
    #[must_use]
    pub fn errand(
        &self,
        realm: &RealmName,
        (kind, receiver): (&'static str, &str),
        errand: Value,
        now: DateTime<Utc>,
    ) -> Outgoing {
        self.seal(realm, (kind, receiver), &Content::Errand { errand }, (now, now + GIVE_UP))
    }

    fn seal(
        &self,
        realm: &RealmName,
        (kind, receiver): (&'static str, &str),
        content: &Content,
        (written_at, give_up_at): (DateTime<Utc>, DateTime<Utc>),
    ) -> Outgoing {
        let id = Uuid::now_v7();
        #[expect(clippy::expect_used, reason = "a struct of texts is always written as JSON")]
        let body = serde_json::to_vec(content).expect("the content as JSON");
        Outgoing {
            id,
            realm: realm.clone(),
            kind,
            recipient: self.recipient(realm, receiver),
            body: self.key.seal(place(realm, &id.to_string()), &body),
            written_at,
            give_up_at,
            wake: Arc::clone(&self.wake),
            figures: Arc::clone(&self.figures),
        }
    }

    /// The last mails to an address, or errands to a receiver, the newest first, as long as it is told what became of
    /// them.
    ///
    /// # Errors
    /// The database's own failure.
    pub async fn last_to(
        &self,
        database: &Database,
        (realm, address): (&RealmName, &str),
        most: usize,
    ) -> Result<Vec<Written>, DbErr> {
        let recipients: Vec<String> = self.key.digests(recipient_in(realm), address.as_bytes()).collect();
        rows::last_to(database.reader(), realm, recipients, most).await
    }

    /// By what the mails to an address are found again: a keyed digest, which tells nobody the address.
    fn recipient(&self, realm: &RealmName, address: &str) -> String {
        self.key.digest(recipient_in(realm), address.as_bytes())
    }
}

impl Outgoing {
    /// The id by which [`progress`] tells what became of it.
    #[must_use]
    pub const fn id(&self) -> Uuid {
        self.id
    }

    /// Leaves the mail in the outbox: it is sent if the write is kept, and within milliseconds.
    ///
    /// # Errors
    /// The database's own failure.
    pub async fn enqueue(&self, tx: &Tx) -> Result<(), DbErr> {
        rows::insert(tx, self).await?;
        tx.wake_when_kept(&self.wake);
        self.figures.queued.more();
        Ok(())
    }
}

impl fmt::Debug for Outbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Outbox")
    }
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Outgoing({} {} {})", self.realm, self.kind, self.id)
    }
}

/// What became of a mail; `None` when there is no such mail, or no longer.
///
/// # Errors
/// The database's own failure.
pub async fn progress(database: &Database, realm: &RealmName, id: Uuid) -> Result<Option<Progress>, DbErr> {
    rows::progress(database.reader(), realm, id).await
}

/// How many mails of all realms are still to be sent: what operators watch.
///
/// # Errors
/// The database's own failure.
pub async fn on_their_way(database: &Database) -> Result<u64, DbErr> {
    rows::on_their_way(database.reader()).await
}

/// Removes what is left of the mails that were sent or given up before a moment, and returns how many they were.
///
/// # Errors
/// The database's own failure.
pub async fn purge(database: &Database, before: DateTime<Utc>) -> Result<u64, DbErr> {
    database.write(move |tx| Box::pin(async move { rows::purge(tx, before).await })).await
}

const fn recipient_in(realm: &RealmName) -> SealedFor<'_> {
    SealedFor { purpose: Purpose::MailRecipient, realm, row: "" }
}

const fn place<'a>(realm: &'a RealmName, row: &'a str) -> SealedFor<'a> {
    SealedFor { purpose: Purpose::Mail, realm, row }
}
