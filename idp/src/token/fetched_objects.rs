//! Request objects that were fetched a moment ago, so that reloading a page asks nobody again.
//!
//! The fragment of an address may be the hash of what is there (OpenID Connect Core §6.2). It is not demanded: the standard
//! says that a fragment changes when the object does, and the certification suite registers one that is the hash of
//! nothing. What an object says is believed for its signature alone. Where the hash fits, though, there can be no other
//! object, so this one is kept for longer.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest as _, Sha256};

/// For how long an object counts in whose place there may be another the next moment.
const KEPT: TimeDelta = TimeDelta::seconds(5);
/// For how long one counts whose hash the address holds.
const KEPT_BY_HASH: TimeDelta = TimeDelta::minutes(10);
/// The most objects that are kept, of 64 KiB each at most.
const MOST: usize = 256;

/// Objects by address, with the moment until which they count.
#[derive(Debug, Default)]
pub struct FetchedObjects(Mutex<HashMap<String, (String, DateTime<Utc>)>>);

impl FetchedObjects {
    /// The object that was at a place.
    pub fn at(&self, place: &str, now: DateTime<Utc>) -> Option<String> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(place).filter(|(_, until)| now < *until).map(|(object, _)| object.trim_ascii().to_owned())
    }

    /// Keeps what is at a place, which has this address.
    pub fn keep(&self, place: String, (uri, document): (&str, &str), now: DateTime<Utc>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.retain(|_, (_, until)| now < *until);
        }
        if all.len() < MOST {
            let lasts = if is_named_by_hash(uri, document) { KEPT_BY_HASH } else { KEPT };
            all.insert(place, (document.to_owned(), now + lasts));
        }
    }
}

/// Whether an address ends with the hash of the document.
fn is_named_by_hash(uri: &str, document: &str) -> bool {
    let hash = BASE64URL_NOPAD.encode(&Sha256::digest(document));
    uri.split_once('#').is_some_and(|(_, fragment)| fragment == hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The base64url SHA-256 of `abc` (FIPS 180-4, example).
    const HASH_OF_ABC: &str = "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0";

    #[test]
    fn an_object_with_its_hash_is_kept_for_longer() {
        let at = |seconds| DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds);
        let kept = FetchedObjects::default();
        for (uri, seconds) in [
            (format!("https://app.example/o#{HASH_OF_ABC}"), 600),
            ("https://app.example/o".to_owned(), 5),
            (format!("https://app.example/o#{}", HASH_OF_ABC.to_lowercase()), 5),
            (format!("https://app.example/{HASH_OF_ABC}"), 5),
        ] {
            kept.keep(uri.clone(), (&uri, "abc"), at(0));
            assert_eq!(kept.at(&uri, at(seconds - 1)).as_deref(), Some("abc"), "{uri}");
            assert_eq!(kept.at(&uri, at(seconds)), None, "{uri}");
        }
        assert_eq!(kept.at("https://app.example/other", at(0)), None);
    }

    #[test]
    fn there_is_an_end_to_what_is_kept() {
        let kept = FetchedObjects::default();
        let now = DateTime::UNIX_EPOCH;
        for n in 0..MOST + 10 {
            kept.keep(n.to_string(), ("https://app.example/o", "abc"), now);
        }
        assert_eq!(kept.0.lock().unwrap().len(), MOST);
        kept.keep("later".to_owned(), ("https://app.example/o", "abc"), now + KEPT);
        assert_eq!(kept.0.lock().unwrap().len(), 1, "what has run out makes room");
    }
}
