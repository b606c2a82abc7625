//! A realm's signing keys: which one signs, which ones are published, which ones still verify.
//!
//! A key's life is three moments: published, signing from then on, retired. The next key is published a while before
//! it signs, so that clients which keep the key set for [`JWKS_MAX_AGE`] know it in time; a retired one stays
//! published until its last token expired, and verifies old ID tokens as hints for as long as it is kept at all.

mod recognised;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use realm::{Client, GrantType, Realm, SigningAlgorithm};
use serde_json::{Map, Value, json};

use crate::jose::{self, SigningKey, TokenType};
use crate::registration;

use recognised::Recognised;

/// How access tokens are signed, for every client: the quickest to sign of those that all libraries verify.
pub const ACCESS_TOKEN_ALGORITHM: SigningAlgorithm = SigningAlgorithm::ES256;

/// For how long a client may keep the key set (`Cache-Control: max-age`): shorter than a new key is published
/// before it signs.
pub const JWKS_MAX_AGE: TimeDelta = TimeDelta::minutes(5);

/// For how long a retired key is still published: longer than any token lives that it signed.
const PUBLISHED_AFTER_RETIREMENT: TimeDelta = TimeDelta::hours(1);

/// One key and its times.
#[derive(Clone, Debug)]
pub struct KeptKey {
    /// The key.
    pub key: Arc<SigningKey>,
    /// From when on it signs. It is published before.
    pub signs_from: DateTime<Utc>,
    /// When another key took its place.
    pub retired_at: Option<DateTime<Utc>>,
}

/// All keys of one realm that are kept, of every algorithm.
#[derive(Debug, Default)]
pub struct KeySet {
    keys: Vec<KeptKey>,
    recognised: Recognised,
}

/// The algorithms that a realm needs a key of: its clients' for ID tokens, userinfo and authorization responses, that of
/// access tokens, and all of them where applications register themselves. Keys are made when first needed; any client
/// that signs members in may ask for a signed response.
#[must_use]
pub fn needed_algorithms(realm: &Realm) -> BTreeSet<SigningAlgorithm> {
    let of_id_tokens = realm.clients.values().map(|client| client.id_token_signed_response_alg);
    let of_userinfo = realm.clients.values().filter_map(|client| client.userinfo_signed_response_alg);
    let sign_in = |client: &&Arc<Client>| client.grant_types.contains(&GrantType::AuthorizationCode);
    let of_responses = realm.clients.values().filter(sign_in).map(|client| client.authorization_signed_response_alg);
    let of_registered = realm.registration.iter().flat_map(|_| registration::ALGORITHMS);
    let of_files = of_id_tokens.chain(of_userinfo).chain(of_responses);
    of_files.chain(of_registered).chain([ACCESS_TOKEN_ALGORITHM]).collect()
}

impl KeySet {
    /// The set of some keys.
    #[must_use]
    pub fn new(keys: Vec<KeptKey>) -> Self {
        Self { keys, recognised: Recognised::default() }
    }

    /// The key of an algorithm that signs now: of those that sign, the newest. `None` when there is none.
    ///
    /// A realm's first key signs from the start: it may have been made a moment after the request for which it is
    /// needed, or by a node whose clock goes before ours.
    #[must_use]
    pub fn signing(&self, algorithm: SigningAlgorithm, now: DateTime<Utc>) -> Option<&SigningKey> {
        let good = |kept: &&KeptKey| {
            kept.key.algorithm() == algorithm && kept.retired_at.is_none_or(|retired_at| now < retired_at)
        };
        let good: Vec<_> = self.keys.iter().filter(good).collect();
        let newest = good.iter().filter(|kept| kept.signs_from <= now).max_by_key(|kept| kept.signs_from);
        newest.or_else(|| good.iter().min_by_key(|kept| kept.signs_from)).map(|kept| &*kept.key)
    }

    /// The key set document (RFC 7517 §5): keys to come, keys that sign, and retired ones whose tokens still live.
    #[must_use]
    pub fn jwks(&self, now: DateTime<Utc>) -> Vec<u8> {
        let keys: Vec<&Map<String, Value>> = self.published(now).map(|kept| kept.key.public().jwk()).collect();
        json!({ "keys": keys }).to_string().into_bytes()
    }

    /// The names of the keys in that document, one after the other: as long as they are the same, so is the document.
    #[must_use]
    pub fn published_ids(&self, now: DateTime<Utc>) -> String {
        self.published(now).map(|kept| kept.key.public().kid()).collect::<Vec<_>>().join(" ")
    }

    fn published(&self, now: DateTime<Utc>) -> impl Iterator<Item = &KeptKey> {
        self.keys.iter().filter(move |kept| kept.retired_at.is_none_or(|at| now < at + PUBLISHED_AFTER_RETIREMENT))
    }

    /// The claims of a token that one of these keys signed as one type, whenever that was.
    pub(crate) fn verify(&self, token: &str, token_type: TokenType) -> Option<Map<String, Value>> {
        let mut keys = self.keys.iter().map(|kept| kept.key.public());
        jose::verify((token, token_type), |kid| keys.find(|key| key.kid() == kid), |verifies| verifies())
    }

    /// The same of a token that opens something now: what a key signed that retired long ago has run out, so a token
    /// that says otherwise was made by somebody who found the key.
    pub(crate) fn verify_now(
        &self,
        token: &str,
        token_type: TokenType,
        now: DateTime<Utc>,
    ) -> Option<Map<String, Value>> {
        let mut keys = self.published(now).map(|kept| kept.key.public());
        let recognised = |verifies: &dyn Fn() -> bool| self.recognised.or_verified(token, verifies);
        jose::verify((token, token_type), |kid| keys.find(|key| key.kid() == kid), recognised)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    fn kids(jwks: &[u8]) -> Vec<String> {
        let document: Value = serde_json::from_slice(jwks).unwrap();
        document["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn a_key_is_published_before_it_signs_and_after_it_retired() {
        let start = testing::now();
        let make = || Arc::new(SigningKey::generate(SigningAlgorithm::ES256).unwrap());
        let (old, new) = (make(), make());
        let changeover = start + TimeDelta::hours(24);
        let set = KeySet::new(vec![
            KeptKey { key: Arc::clone(&old), signs_from: start, retired_at: Some(changeover) },
            KeptKey { key: Arc::clone(&new), signs_from: changeover, retired_at: None },
        ]);
        let (old, new) = (old.public().kid(), new.public().kid());
        let signing = |at| set.signing(SigningAlgorithm::ES256, at).map(|key| key.public().kid());

        assert_eq!(signing(start - TimeDelta::seconds(1)), Some(old), "the first key signs from the start");
        assert_eq!(signing(changeover - TimeDelta::seconds(1)), Some(old));
        assert_eq!(signing(changeover), Some(new));
        assert!(set.signing(SigningAlgorithm::RS256, changeover).is_none());
        assert_eq!(kids(&set.jwks(start)), [old, new]);
        assert_eq!(kids(&set.jwks(changeover)), [old, new]);
        assert_eq!(kids(&set.jwks(changeover + PUBLISHED_AFTER_RETIREMENT)), [new]);
    }

    #[test]
    fn what_a_long_retired_key_signs_opens_nothing_and_is_still_a_hint() {
        let retired_at = testing::now();
        let key = Arc::new(SigningKey::generate(SigningAlgorithm::ES256).unwrap());
        let signed = |token_type| key.sign(token_type, &json!({ "sub": "member-1" })).unwrap();
        let (access, id) = (signed(TokenType::AccessToken), signed(TokenType::IdToken));
        let kept = KeptKey { key: Arc::clone(&key), signs_from: retired_at, retired_at: Some(retired_at) };
        let set = KeySet::new(vec![kept]);
        let opens = |at| set.verify_now(access.expose(), TokenType::AccessToken, at).is_some();
        let gone = retired_at + PUBLISHED_AFTER_RETIREMENT;
        assert!(opens(retired_at) && opens(gone - TimeDelta::seconds(1)) && !opens(gone));
        assert!(set.verify(id.expose(), TokenType::IdToken).is_some(), "whenever that was");
    }

    #[test]
    fn the_document_holds_no_private_member() {
        let jwks = testing::keys().jwks(testing::now());
        let document: Value = serde_json::from_slice(&jwks).unwrap();
        for key in document["keys"].as_array().unwrap() {
            for private in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
                assert!(key.get(private).is_none());
            }
            assert_eq!(key["use"], "sig");
        }
    }

    #[test]
    fn a_realm_needs_the_algorithms_of_its_clients() {
        let needed: Vec<_> = needed_algorithms(&testing::realm()).into_iter().collect();
        assert_eq!(needed, [SigningAlgorithm::RS256, SigningAlgorithm::ES256]);
    }
}
