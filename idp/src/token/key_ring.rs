//! The realms' signing keys in memory: opened once, made when first needed.
//!
//! The database decides which key an algorithm has: of two nodes that make the first at the same moment, one row
//! stands and both use it. A process looks again every minute, so that it learns of another's keys. A key that has signed
//! for three months makes room for the next, which is published first and signs a quarter of an hour later.

use std::collections::HashMap;
use std::error::Error;
use std::sync::{Arc, PoisonError, RwLock};

use base::{KeyEncryptionKey, Purpose, RealmName, SealedFor};
use chrono::{DateTime, TimeDelta, Utc};
use oidc::jose::SigningKey;
use oidc::keys::{KeptKey, KeySet, needed_algorithms};
use realm::{Realm, SigningAlgorithm};
use tokio::sync::Mutex;
use tokio::task::spawn_blocking;

use crate::App;
use crate::boundary::Failure;
use crate::rows::{Actor, DbErr, Details, Event, NewSigningKey, SigningKeyRow, in_realm};

/// After how long the keys are read again.
const FRESH: TimeDelta = TimeDelta::minutes(1);
/// After how long they are tried again where they could not be read: until then, and at most for [`LEAD`], those that
/// are known serve, so that key sets are answered and tokens verified while the database is away.
const TRY_AGAIN: TimeDelta = TimeDelta::seconds(5);

/// After how long a key makes room for the next.
const ROTATED_AFTER: TimeDelta = TimeDelta::days(90);
/// How long before it signs a key is published: longer than clients keep the key set (`JWKS_MAX_AGE`), and than any
/// process takes to learn of it.
pub const LEAD: TimeDelta = TimeDelta::minutes(15);

/// For how long a retired key is kept: as long as anybody may come with an ID token that it signed as a hint.
const KEPT_AFTER_RETIREMENT: TimeDelta = TimeDelta::days(400);

/// The key sets of all realms that were asked for.
#[derive(Debug, Default)]
pub struct KeyRing {
    loaded: RwLock<HashMap<RealmName, Loaded>>,
    /// One at a time reads or makes keys; everyone else waits for what it finds.
    loading: Mutex<()>,
}

#[derive(Clone, Debug)]
struct Loaded {
    keys: Arc<KeySet>,
    read_at: DateTime<Utc>,
    look_again_at: DateTime<Utc>,
    /// The snapshot of the realm's files whose algorithms are known to have their keys.
    content_hash: String,
}

/// A stored key that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the signing key {kid} cannot be read")]
struct Unreadable {
    kid: String,
}

impl KeyRing {
    /// The realm's keys, with one for every algorithm that its clients need.
    ///
    /// # Errors
    /// The database's failure, or a key that the key-encryption key does not open.
    pub async fn of(&self, app: &App, realm: &Realm) -> Result<Arc<KeySet>, Failure> {
        let now = app.clock.now();
        if let Some(keys) = self.fresh(realm, now) {
            return Ok(keys);
        }
        let usable = self.known(realm).filter(|loaded| now - loaded.read_at < LEAD);
        let _turn = match (self.loading.try_lock(), &usable) {
            (Ok(turn), _) => turn,
            (Err(_), Some(usable)) => return Ok(Arc::clone(&usable.keys)),
            (Err(_), None) => self.loading.lock().await,
        };
        if let Some(keys) = self.fresh(realm, now) {
            return Ok(keys);
        }
        let loaded = match (load(app, realm, now).await, usable) {
            (Ok(keys), _) => Loaded {
                keys: Arc::new(keys),
                read_at: now,
                look_again_at: now + FRESH,
                content_hash: realm.content_hash.clone(),
            },
            (Err(Failure::Broken(cause)), Some(usable)) => {
                tracing::warn!(realm = %realm.name, error = cause.as_ref() as &dyn Error, "signing keys could not be read");
                Loaded { look_again_at: now + TRY_AGAIN, ..usable }
            }
            (Err(failure), _) => return Err(failure),
        };
        let keys = Arc::clone(&loaded.keys);
        self.loaded.write().unwrap_or_else(PoisonError::into_inner).insert(realm.name.clone(), loaded);
        Ok(keys)
    }

    fn fresh(&self, realm: &Realm, now: DateTime<Utc>) -> Option<Arc<KeySet>> {
        let loaded = self.loaded.read().unwrap_or_else(PoisonError::into_inner);
        let loaded = loaded.get(&realm.name)?;
        let fresh = loaded.content_hash == realm.content_hash && now < loaded.look_again_at;
        fresh.then(|| Arc::clone(&loaded.keys))
    }

    /// The keys as they were last read, for the realm's files as they are.
    fn known(&self, realm: &Realm) -> Option<Loaded> {
        let loaded = self.loaded.read().unwrap_or_else(PoisonError::into_inner);
        loaded.get(&realm.name).filter(|loaded| loaded.content_hash == realm.content_hash).cloned()
    }
}

async fn load(app: &App, realm: &Realm, now: DateTime<Utc>) -> Result<KeySet, Failure> {
    let rows = in_realm(app.database.reader(), &realm.name).signing_keys().await?;
    let current = |algorithm| rows.iter().find(|row| row.is_current() && row.algorithm == name(algorithm));
    let mut changed = false;
    for algorithm in needed_algorithms(realm) {
        match current(algorithm) {
            None => make(app, &realm.name, algorithm, now).await?,
            Some(row) if now - row.signs_from() >= ROTATED_AFTER => {
                let next = Succession { former: row, signs_from: now + LEAD, ordered: None };
                succeed(app, &realm.name, next, now).await?;
            }
            Some(_) => continue,
        }
        changed = true;
    }
    if !changed {
        return open(app, &realm.name, &rows);
    }
    let rows = in_realm(app.database.reader(), &realm.name).signing_keys().await?;
    open(app, &realm.name, &rows)
}

/// Makes a key and offers it.
async fn make(app: &App, realm: &RealmName, algorithm: SigningAlgorithm, now: DateTime<Utc>) -> Result<(), Failure> {
    let key = new_key(app, realm, algorithm, (now, now)).await?;
    let realm = realm.clone();
    let offered =
        app.database.write(move |tx| Box::pin(async move { in_realm(tx, &realm).offer_signing_key(&key).await }));
    Ok(offered.await?)
}

/// An RSA key takes a moment of a core, so not on the async threads.
async fn new_key(
    app: &App,
    realm: &RealmName,
    algorithm: SigningAlgorithm,
    (created_at, signs_from): (DateTime<Utc>, DateTime<Utc>),
) -> Result<NewSigningKey, Failure> {
    let key = spawn_blocking(move || SigningKey::generate(algorithm)).await??;
    let kid = key.public().kid().to_owned();
    let private_key = app.sealing_key.seal(place(realm, &kid), key.to_private_bytes().expose());
    Ok(NewSigningKey { kid, algorithm: name(algorithm), private_key, created_at, signs_from })
}

/// One key in the place of another.
#[derive(Clone, Debug)]
pub struct Succession<'a> {
    /// The current key of the algorithm.
    pub former: &'a SigningKeyRow,
    /// From when on the new one signs.
    pub signs_from: DateTime<Utc>,
    /// By whom, where it is not merely time.
    pub ordered: Option<Order>,
}

/// An administrator's order to put another key in a key's place.
#[derive(Clone, Debug)]
pub struct Order {
    /// Whether nothing that keys of this algorithm signed so far is to count any more.
    pub forget_all: bool,
    /// What the audit log is told; the new key's name is added.
    pub details: Details,
}

/// Makes a key and puts it in the place of another. Its id; `None` when another node was faster.
///
/// # Errors
/// The database's failure, or a key that cannot be made.
pub async fn succeed(
    app: &App,
    realm: &RealmName,
    succession: Succession<'_>,
    now: DateTime<Utc>,
) -> Result<Option<String>, Failure> {
    let Succession { former, signs_from, ordered } = succession;
    let algorithm = algorithm(&former.algorithm).ok_or_else(|| Unreadable { kid: former.kid.clone() })?;
    let key = new_key(app, realm, algorithm, (now, signs_from)).await?;
    let (realm, former, kid) = (realm.clone(), former.kid.clone(), key.kid.clone());
    let succeeded = app.database.write(move |tx| {
        Box::pin(async move {
            let rows = in_realm(tx, &realm);
            if !rows.succeed_signing_key(&former, &key).await? {
                return Ok(false);
            }
            rows.forget_retired_signing_keys(now - KEPT_AFTER_RETIREMENT).await?;
            let Some(Order { forget_all, details }) = ordered else { return Ok(true) };
            if forget_all {
                rows.forget_other_signing_keys(&key).await?;
            }
            let details = Details { object: Some(format!("{} {}", key.algorithm, key.kid)), ..details };
            rows.record_with((Actor::Administrator, Event::KeyRotated), details, now).await?;
            Ok::<_, DbErr>(true)
        })
    });
    Ok(succeeded.await?.then_some(kid))
}

fn open(app: &App, realm: &RealmName, rows: &[SigningKeyRow]) -> Result<KeySet, Failure> {
    let keys = rows.iter().map(|row| opened(&app.sealing_key, realm, row)).collect::<Result<_, _>>()?;
    Ok(KeySet::new(keys))
}

fn opened(sealing_key: &KeyEncryptionKey, realm: &RealmName, row: &SigningKeyRow) -> Result<KeptKey, Failure> {
    let unreadable = || Unreadable { kid: row.kid.clone() };
    let algorithm = algorithm(&row.algorithm).ok_or_else(unreadable)?;
    let private = sealing_key.open(place(realm, &row.kid), &row.sealed_private_key())?;
    let key = SigningKey::from_private_bytes(algorithm, &private).map_err(|_| unreadable())?;
    Ok(KeptKey { key: Arc::new(key), signs_from: row.signs_from(), retired_at: row.retired_at })
}

/// Whether a key-encryption key opens a signing key.
#[must_use]
pub fn opens(sealing_key: &KeyEncryptionKey, realm: &RealmName, row: &SigningKeyRow) -> bool {
    opened(sealing_key, realm, row).is_ok()
}

const fn place<'a>(realm: &'a RealmName, kid: &'a str) -> SealedFor<'a> {
    SealedFor { purpose: Purpose::SigningKey, realm, row: kid }
}

/// An algorithm's name in its row, which is its JOSE name (RFC 7518 §3.1).
const fn name(algorithm: SigningAlgorithm) -> &'static str {
    match algorithm {
        SigningAlgorithm::RS256 => "RS256",
        SigningAlgorithm::PS256 => "PS256",
        SigningAlgorithm::ES256 => "ES256",
        SigningAlgorithm::EdDSA => "EdDSA",
    }
}

fn algorithm(stored: &str) -> Option<SigningAlgorithm> {
    use SigningAlgorithm::{ES256, EdDSA, PS256, RS256};
    [RS256, PS256, ES256, EdDSA].into_iter().find(|algorithm| name(*algorithm) == stored)
}
