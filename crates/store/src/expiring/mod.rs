//! State that lives for minutes or hours: a sign-in under way, an authorization code, a counter of attempts.
//!
//! Five verbs over a map, each atomic, so that what may happen once is decided here before anything is handed out:
//! [`put`](Expiring::put) fails when something is there, [`replace`](Expiring::replace) and [`take`](Expiring::take)
//! fail when it is no longer what was read, [`count`](Expiring::count) reserves an attempt before it is made.
//! Only what fails closed when lost may live here.
//!
//! Two stores keep it: the database, and Redis where several nodes share it. Both judge expiry by the `now` they
//! are given. A key says of which kind its value is and the kind is stored with it: with one untyped map, the link
//! of a forgotten password once served as an authorization code elsewhere (CVE-2026-4282).

mod redis;
mod sql;

use std::fmt;
use std::marker::PhantomData;

use base::RealmName;
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::DbErr;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Database;

/// One kind of expiring state: its name, as stored, and what its values are.
///
/// For [`Expiring::count`] the value is `u32`: the attempts so far.
pub trait Kind {
    /// The name: small letters and hyphens. It is stored, so it does not change while values live.
    const NAME: &'static str;
    /// What is kept, as JSON. No secret in clear belongs in it.
    type Value: Serialize + DeserializeOwned + Send + Sync;
}

/// Where one value of kind `K` is found.
pub struct Key<K> {
    address: Address,
    kind: PhantomData<fn() -> K>,
}

/// A key without its type: realm, kind and id.
#[derive(Clone, Debug)]
struct Address {
    realm: RealmName,
    kind: &'static str,
    id: String,
}

impl<K: Kind> Key<K> {
    /// The key of the value with this id, at most 255 characters: a row's id or a hash, never a secret in clear.
    #[must_use]
    pub fn new(realm: &RealmName, id: impl fmt::Display) -> Self {
        const { assert!(is_name(K::NAME), "a kind's name has small letters and hyphens only") };
        Self { address: Address { realm: realm.clone(), kind: K::NAME, id: id.to_string() }, kind: PhantomData }
    }
}

impl<K> Clone for Key<K> {
    fn clone(&self) -> Self {
        Self { address: self.address.clone(), kind: PhantomData }
    }
}

impl<K> fmt::Debug for Key<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({}/{}/{})", self.address.realm, self.address.kind, self.address.id)
    }
}

const fn is_name(name: &str) -> bool {
    let mut rest = name.as_bytes();
    while let [first, others @ ..] = rest {
        if !(first.is_ascii_lowercase() || *first == b'-') {
            return false;
        }
        rest = others;
    }
    !name.is_empty()
}

/// Which of the values that a key has had over time. Random, so that a value put again has a version of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version(i64);

impl Version {
    fn generate() -> Self {
        let (_, low) = uuid::Uuid::new_v4().as_u64_pair();
        Self(low.cast_signed())
    }
}

/// A value as it was read. [`Expiring::replace`] and [`Expiring::take`] notice when it has changed since.
pub struct Versioned<K: Kind> {
    /// Where it was read.
    pub key: Key<K>,
    /// What was read.
    pub value: K::Value,
    /// Which value it was.
    pub version: Version,
}

/// What [`Expiring::count`] decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// The attempt may be made; it is the n-th of its window, from 1.
    Reserved(u32),
    /// The window's attempts are used up; nothing was counted.
    LimitReached,
}

/// Why the store could not answer.
#[derive(Debug, thiserror::Error)]
pub enum ExpiringError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
    /// Redis failed.
    #[error(transparent)]
    Redis(#[from] ::redis::RedisError),
    /// A value is not the JSON that its kind says.
    #[error("a stored value is not of its kind: {0}")]
    Value(#[from] serde_json::Error),
}

/// Why nothing was put.
#[derive(Debug, thiserror::Error)]
pub enum PutError {
    /// A value that has not expired is there already.
    #[error("the key is taken")]
    Exists,
    /// The store could not answer.
    #[error(transparent)]
    Store(#[from] ExpiringError),
}

/// Expiring state, in the database or in Redis. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Expiring(Backend);

#[derive(Clone, Debug)]
enum Backend {
    Sql(sql::Sql),
    Redis(redis::Redis),
}

/// A value on its way into a store: JSON under a new version.
struct New {
    version: Version,
    json: String,
    expires_at: DateTime<Utc>,
}

impl New {
    fn of<V: Serialize>(value: &V, expires_at: DateTime<Utc>) -> Result<Self, ExpiringError> {
        Ok(Self { version: Version::generate(), json: serde_json::to_string(value)?, expires_at })
    }
}

impl Expiring {
    /// Keeps state in the database: durable, and the only choice that needs nothing else.
    #[must_use]
    pub const fn in_database(database: Database) -> Self {
        Self(Backend::Sql(sql::Sql::new(database)))
    }

    /// Keeps state in Redis (`redis://` or `rediss://`, version 6.2 or later), under keys that begin with `namespace`.
    ///
    /// # Errors
    /// [`ExpiringError::Redis`] when the address is wrong or nothing answers.
    pub async fn in_redis(url: &str, namespace: &str) -> Result<Self, ExpiringError> {
        Ok(Self(Backend::Redis(redis::Redis::connect(url, namespace).await?)))
    }

    /// Keeps a new value until `expires_at`.
    ///
    /// # Errors
    /// [`PutError::Exists`] when the key holds a value that has not expired.
    pub async fn put<K: Kind>(
        &self,
        key: &Key<K>,
        value: &K::Value,
        expires_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), PutError> {
        let new = New::of(value, expires_at)?;
        let put = match &self.0 {
            Backend::Sql(sql) => sql.put(&key.address, new, now).await?,
            Backend::Redis(redis) => redis.put(&key.address, new, now).await?,
        };
        if put { Ok(()) } else { Err(PutError::Exists) }
    }

    /// The value, unless there is none or it has expired.
    ///
    /// # Errors
    /// [`ExpiringError`] when the store could not answer.
    pub async fn get<K: Kind>(&self, key: &Key<K>, now: DateTime<Utc>) -> Result<Option<Versioned<K>>, ExpiringError> {
        let found = match &self.0 {
            Backend::Sql(sql) => sql.get(&key.address, now).await?,
            Backend::Redis(redis) => redis.get(&key.address, now).await?,
        };
        let Some((version, json)) = found else { return Ok(None) };
        Ok(Some(Versioned { key: key.clone(), value: serde_json::from_str(&json)?, version }))
    }

    /// Puts a new value in the place of the one that was read, to live until `expires_at`. Of all who read the same
    /// value, one succeeds; `false` for everyone else, and when the value was taken or has expired.
    ///
    /// # Errors
    /// [`ExpiringError`] when the store could not answer.
    pub async fn replace<K: Kind>(
        &self,
        read: &Versioned<K>,
        value: &K::Value,
        expires_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<bool, ExpiringError> {
        let new = New::of(value, expires_at)?;
        match &self.0 {
            Backend::Sql(sql) => sql.replace(&read.key.address, read.version, new, now).await,
            Backend::Redis(redis) => redis.replace(&read.key.address, read.version, new, now).await,
        }
    }

    /// Takes the value away and returns it: to one caller only. With a `version`, only if it is still that one.
    ///
    /// # Errors
    /// [`ExpiringError`] when the store could not answer. The value may be gone then.
    pub async fn take<K: Kind>(
        &self,
        key: &Key<K>,
        version: Option<Version>,
        now: DateTime<Utc>,
    ) -> Result<Option<K::Value>, ExpiringError> {
        let taken = match &self.0 {
            Backend::Sql(sql) => sql.take(&key.address, version, now).await?,
            Backend::Redis(redis) => redis.take(&key.address, version, now).await?,
        };
        Ok(taken.map(|json| serde_json::from_str(&json)).transpose()?)
    }

    /// Reserves one of `limit` attempts in a window that begins with the first of them and lasts `window`.
    ///
    /// Call it before looking at what was presented, so that guesses sent at once are no more than guesses sent one
    /// by one. After a success, [`take`](Self::take) gives the attempts back.
    ///
    /// # Errors
    /// [`ExpiringError`] when the store could not answer: then the attempt must not be made.
    pub async fn count<K: Kind<Value = u32>>(
        &self,
        key: &Key<K>,
        limit: u32,
        window: TimeDelta,
        now: DateTime<Utc>,
    ) -> Result<Count, ExpiringError> {
        let first = New::of(&1, now + window)?;
        let counted = match &self.0 {
            Backend::Sql(sql) => sql.count(&key.address, limit, first, now).await?,
            Backend::Redis(redis) => redis.count(&key.address, limit, first, now).await?,
        };
        Ok(counted.map_or(Count::LimitReached, Count::Reserved))
    }

    /// Whether the store answers.
    ///
    /// # Errors
    /// [`ExpiringError`] when it does not.
    pub async fn ping(&self) -> Result<(), ExpiringError> {
        match &self.0 {
            Backend::Sql(sql) => sql.ping().await,
            Backend::Redis(redis) => redis.ping().await,
        }
    }

    /// Removes what has expired, a thousand values at a time so that nobody waits long, and returns how many.
    /// Expired values are invisible anyway: this only frees their space, every few minutes. Redis does it by itself.
    ///
    /// # Errors
    /// [`ExpiringError`] when the store could not answer.
    pub async fn purge(&self, now: DateTime<Utc>) -> Result<u64, ExpiringError> {
        match &self.0 {
            Backend::Sql(sql) => sql.purge(now).await,
            Backend::Redis(_) => Ok(0),
        }
    }
}
