//! Clients' public keys: those in their files as they are, those at an address fetched and kept for a while.
//!
//! A client that changes its keys is believed at once, because a token whose key is unknown makes us look again; but not
//! more often than once in a while, so that made-up tokens do not make us knock at a client's door.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use oidc::jose::ClientKeySet;
use realm::{Client, ClientKeys};

use crate::App;

/// For how long fetched keys are used without looking again.
const FRESH: TimeDelta = TimeDelta::minutes(10);
/// How long after a look that found nothing new, or no answer, the next one waits.
const PAUSE: TimeDelta = TimeDelta::seconds(10);
/// For how long keys count whose address has ceased to answer.
const OLDEST: TimeDelta = TimeDelta::hours(24);
/// The most addresses that are remembered: files and registrations name few.
const MOST: usize = 10_000;

/// What was fetched, by address.
#[derive(Debug, Default)]
pub struct FetchedKeys(Mutex<HashMap<String, Arc<Place>>>);

/// An address. Who finds its keys wanting waits for their turn to look, and then for nothing if another has just looked;
/// nobody else waits, so that made-up tokens delay no right ones.
#[derive(Debug, Default)]
struct Place {
    fetched: Mutex<Fetched>,
    turn: tokio::sync::Mutex<()>,
}

impl Place {
    fn fetched(&self) -> MutexGuard<'_, Fetched> {
        self.fetched.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keys, and when we looked.
#[derive(Debug, Default)]
struct Fetched {
    /// The keys that were there, and when they were.
    found: Option<(Arc<ClientKeySet>, DateTime<Utc>)>,
    /// Until when not to look again.
    paused_until: Option<DateTime<Utc>>,
}

impl FetchedKeys {
    fn place(&self, address: &str) -> Arc<Place> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST && !all.contains_key(address) {
            all.clear();
        }
        Arc::clone(all.entry(address.to_owned()).or_default())
    }
}

impl Fetched {
    /// The keys, as long as there is no reason to look again (they are old, or lack the one that the token names), or one
    /// must wait until that is done.
    fn suits(&self, token: &str, now: DateTime<Utc>) -> Option<Arc<ClientKeySet>> {
        if self.paused_until.is_some_and(|until| now < until) {
            return Some(self.last_found(now));
        }
        let (keys, at) = self.found.as_ref()?;
        (now - *at < FRESH && keys.knows_key_of(token)).then(|| Arc::clone(keys))
    }

    fn last_found(&self, now: DateTime<Utc>) -> Arc<ClientKeySet> {
        let good = self.found.as_ref().filter(|(_, at)| now - *at < OLDEST);
        good.map(|(keys, _)| Arc::clone(keys)).unwrap_or_default()
    }

    fn note(&mut self, fetched: Option<ClientKeySet>, token: &str, now: DateTime<Utc>) {
        let was_there = self.found.is_some();
        let knows = fetched.as_ref().is_some_and(|keys| keys.knows_key_of(token));
        if let Some(keys) = fetched {
            self.found = Some((Arc::new(keys), now));
        }
        // The first look of all is no reason to wait: a client may change its keys a second later.
        self.paused_until = (was_there || self.found.is_none()).then_some(now + PAUSE).filter(|_| !knows);
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
    let place = app.client_keys.place(address);
    if let Some(keys) = place.fetched().suits(token, now) {
        return keys;
    }
    let _turn = place.turn.lock().await;
    if let Some(keys) = place.fetched().suits(token, now) {
        return keys;
    }
    let fetched = match app.outbound.get(address).await {
        Ok(document) => ClientKeySet::read(&document),
        Err(error) => {
            tracing::warn!(client = client.id, cause = %error, "a client's keys could not be fetched");
            None
        }
    };
    let mut kept = place.fetched();
    kept.note(fetched, token, now);
    kept.last_found(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(kid: &str) -> ClientKeySet {
        let key = serde_json::json!({
            "kty": "OKP", "crv": "Ed25519", "kid": kid, "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        });
        ClientKeySet::of(key.as_object())
    }

    fn token(kid: &str) -> String {
        let header = serde_json::json!({ "alg": "EdDSA", "kid": kid }).to_string();
        [header.as_str(), "{}", ""].map(|part| data_encoding::BASE64URL_NOPAD.encode(part.as_bytes())).join(".")
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    #[test]
    fn a_new_key_is_looked_for_at_once_and_made_up_ones_seldom() {
        let mut kept = Fetched::default();
        kept.note(Some(set("first")), &token("first"), at(0));
        assert!(kept.suits(&token("first"), at(1)).is_some());
        assert!(kept.suits(&token("second"), at(1)).is_none() && kept.paused_until.is_none());
        kept.note(Some(set("second")), &token("second"), at(1));
        assert!(kept.suits(&token("second"), at(1)).is_some() && kept.paused_until.is_none());
        kept.note(Some(set("second")), &token("made-up"), at(2));
        assert_eq!(kept.paused_until, Some(at(12)));
        assert!(kept.suits(&token("second"), at(3)).is_some_and(|keys| keys.knows_key_of(&token("second"))));
        let made_up = kept.suits(&token("made-up"), at(3));
        assert!(made_up.is_some_and(|keys| !keys.knows_key_of(&token("made-up"))), "nobody looks again for it yet");
        assert!(kept.suits(&token("made-up"), at(12)).is_none());
        assert!(kept.suits(&token("second"), at(1_000)).is_none(), "old");
    }

    #[test]
    fn no_answer_is_no_key_set_and_old_keys_count_for_a_day() {
        let mut kept = Fetched::default();
        kept.note(None, &token("any"), at(0));
        assert!(kept.last_found(at(0)).is_empty());
        assert_eq!(kept.paused_until, Some(at(10)), "and then we look again");
        kept.note(Some(set("first")), &token("first"), at(10));
        kept.note(None, &token("first"), at(1_000));
        assert!(kept.last_found(at(1_000)).knows_key_of(&token("first")));
        assert!(kept.last_found(at(10 + 24 * 3_600)).is_empty());
    }
}
