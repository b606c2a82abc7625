//! The rows of a log: entries, and the segments of their chain.
//!
//! As in the services, every query is a method of [`InRealm`], which cannot be had without naming a realm, and those that
//! write stand on `InRealm<'_, Tx>` alone.

mod chain;
mod entity;

use std::fmt;
use std::str::FromStr;

use base::{AccountId, Purpose, RealmName};
use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, QueryOrder, QuerySelect, QueryTrait};
use store::Tx;
use store::sealed::{RowName, SealedColumn};

pub(super) use chain::realms_with_unsealed_entries;

/// What of the log is sealed with the key-encryption key: the proofs of its months.
pub const SEALED: SealedColumn = SealedColumn {
    table: "audit_segments",
    row: RowName::Text("month"),
    column: "proof",
    purpose: Purpose::AuditSegment,
    digest: None,
};

/// One entry, as the migration describes it.
pub type Row = entity::Model;

/// The log of one realm, by one connection or inside one write.
#[derive(Clone, Copy, Debug)]
pub struct InRealm<'c, C> {
    connection: &'c C,
    realm: &'c RealmName,
}

/// The one way to the rows: through a realm.
pub const fn in_realm<'c, C>(connection: &'c C, realm: &'c RealmName) -> InRealm<'c, C> {
    InRealm { connection, realm }
}

/// From where something was done, as far as a member recognises it: no address of a single machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The browser's family and system, such as `Chrome/Windows`.
    pub browser: Option<String>,
    /// The network, such as `203.0.113.0/24`.
    pub network: Option<String>,
}

/// What an entry of the audit log says beyond who and what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// The account it is about; in a program without accounts, the person, by an id that tells nothing of them.
    pub account: Option<AccountId>,
    /// The client it is about.
    pub client: Option<String>,
    /// The administrator's name on this machine.
    pub administrator: Option<String>,
    /// Why the administrator did it.
    pub reason: Option<String>,
    /// From where.
    pub seen: Seen,
    /// Which of several things: a kind of mail, a device's id. Nothing that a member wrote. At most 255 characters.
    pub object: Option<String>,
}

impl Row {
    /// Where in the order of the log the entry stands.
    #[must_use]
    pub const fn moment(&self) -> Moment {
        Moment { at: self.at, id: self.id }
    }
}

/// A place in the log: the moment, and among entries of one moment the id. It reads and writes itself as it stands in an
/// address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    at: DateTime<Utc>,
    id: Uuid,
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at.timestamp_micros(), self.id)
    }
}

impl FromStr for Moment {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (at, id) = text.split_once('.').ok_or(())?;
        let at = at.parse().ok().and_then(DateTime::from_timestamp_micros).ok_or(())?;
        Ok(Self { at, id: id.parse().map_err(|_| ())? })
    }
}

/// Which entries of the audit log are wanted.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// From this moment on.
    pub since: Option<DateTime<Utc>>,
    /// Before this moment.
    pub until: Option<DateTime<Utc>>,
    /// About this account.
    pub account: Option<AccountId>,
    /// Of this event, by its name.
    pub event: Option<String>,
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// What happened to an account of these events, the newest first, at most `count` and all of them before a place.
    ///
    /// # Errors
    /// The database's own failure.
    pub async fn account_events(
        &self,
        account: AccountId,
        events: &[&str],
        before: Option<Moment>,
        count: u64,
    ) -> Result<Vec<Row>, DbErr> {
        let found = self.about(account).filter(entity::Column::Event.is_in(events.iter().copied()));
        let found = match before {
            Some(Moment { at, id }) => found.filter(
                Condition::any()
                    .add(entity::Column::At.lt(at))
                    .add(Condition::all().add(entity::Column::At.eq(at)).add(entity::Column::Id.lt(id))),
            ),
            None => found,
        };
        let newest_first = found.order_by_desc(entity::Column::At).order_by_desc(entity::Column::Id);
        newest_first.limit(count).all(self.connection).await
    }

    /// Everything that happened to an account, in its order.
    ///
    /// # Errors
    /// The database's own failure.
    pub async fn all_about(&self, account: AccountId) -> Result<Vec<Row>, DbErr> {
        self.about(account).order_by_asc(entity::Column::At).all(self.connection).await
    }

    /// At most a thousand entries in the order in which they were written, those after `last`.
    ///
    /// # Errors
    /// The database's own failure.
    pub async fn audit_events(&self, filter: &Filter, last: Option<&Row>) -> Result<Vec<Row>, DbErr> {
        let after = last.map(|last| {
            let same_moment = Condition::all().add(entity::Column::At.eq(last.at)).add(entity::Column::Id.gt(last.id));
            Condition::any().add(entity::Column::At.gt(last.at)).add(same_moment)
        });
        self.entries()
            .apply_if(filter.since, |log, since| log.filter(entity::Column::At.gte(since)))
            .apply_if(filter.until, |log, until| log.filter(entity::Column::At.lt(until)))
            .apply_if(filter.account, |log, account| log.filter(entity::Column::Account.eq(account.uuid())))
            .apply_if(filter.event.as_deref(), |log, event| log.filter(entity::Column::Event.eq(event)))
            .apply_if(after, |log, after| log.filter(after))
            .order_by_asc(entity::Column::At)
            .order_by_asc(entity::Column::Id)
            .limit(1000)
            .all(self.connection)
            .await
    }

    fn about(&self, account: AccountId) -> Select<entity::Entity> {
        self.entries().filter(entity::Column::Account.eq(account.uuid()))
    }

    fn entries(&self) -> Select<entity::Entity> {
        entity::Entity::find().filter(entity::Column::Realm.eq(self.realm.as_str()))
    }
}

impl InRealm<'_, Tx> {
    /// Records an event, by the names of the actor and of the event, with all that is known of it.
    ///
    /// # Errors
    /// The database's own failure.
    pub async fn record(&self, (actor, event): (&str, &str), details: Details, at: DateTime<Utc>) -> Result<(), DbErr> {
        let row = entity::ActiveModel {
            realm: Set(self.realm.to_string()),
            id: Set(Uuid::now_v7()),
            at: Set(at),
            actor: Set(actor.to_owned()),
            event: Set(event.to_owned()),
            account: Set(details.account.map(AccountId::uuid)),
            client: Set(details.client),
            administrator: Set(details.administrator),
            reason: Set(details.reason),
            browser: Set(details.seen.browser),
            network: Set(details.seen.network),
            object: Set(details.object),
            // A node of the version before leaves them out too.
            ..Default::default()
        };
        entity::Entity::insert(row).exec_without_returning(self.connection).await?;
        Ok(())
    }
}
