//! Clients' public keys: those in their files as they are, those at an address fetched and kept for a while.
//!
//! A client that changes its keys is believed at once, because a token whose key is unknown makes us look again; but not
//! more often than once in a while, so that made-up tokens do not make us knock at a client's door.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, TimeDelta, Utc};
use oidc::jose::ClientKeySet;
use realm::{Client, ClientKeys};

use crate::App;

/// For how long fetched keys are used without looking again.
const FRESH: TimeDelta = TimeDelta::minutes(10);
/// How often they are fetched again for a key that is not among them.
const PAUSE: TimeDelta = TimeDelta::seconds(10);
/// The most addresses that are remembered: files and registrations name few.
const MOST: usize = 10_000;

/// What was fetched, by address.
#[derive(Debug, Default)]
pub struct FetchedKeys(RwLock<HashMap<String, Fetched>>);

/// Keys, and when they were fetched.
type Fetched = (Arc<ClientKeySet>, DateTime<Utc>);

impl FetchedKeys {
    fn kept(&self, address: &str) -> Option<Fetched> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(address).cloned()
    }

    fn keep(&self, address: &str, keys: &Arc<ClientKeySet>, now: DateTime<Utc>) {
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.clear();
        }
        all.insert(address.to_owned(), (Arc::clone(keys), now));
    }
}

/// The keys with which a token of a client may be verified. Keys that cannot be had are none: what they would have
/// signed is then not believed.
pub async fn of(app: &App, client: &Client, token: &str) -> Arc<ClientKeySet> {
    let address = match &client.keys {
        ClientKeys::None => return Arc::default(),
        ClientKeys::Inline(keys) => return Arc::new(ClientKeySet::of(keys)),
        ClientKeys::Url(address) => address,
    };
    let now = app.clock.now();
    let kept = app.client_keys.kept(address);
    if let Some((keys, at)) = &kept {
        let age = now - *at;
        if age < PAUSE || (age < FRESH && keys.knows_key_of(token)) {
            return Arc::clone(keys);
        }
    }
    let fetched = match app.outbound.get(address).await {
        Ok(document) => ClientKeySet::read(&document),
        Err(error) => {
            tracing::warn!(client = client.id, cause = %error, "a client's keys could not be fetched");
            None
        }
    };
    let before = || kept.map(|(keys, _)| keys).unwrap_or_default();
    let keys = fetched.map_or_else(before, Arc::new);
    app.client_keys.keep(address, &keys, now);
    keys
}
