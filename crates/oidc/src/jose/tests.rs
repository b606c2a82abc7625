//! Tokens that pretend: each differs from a good one in a single way, and none is believed.

use std::sync::Arc;

use base::Secret;
use data_encoding::BASE64URL_NOPAD;
use proptest::prelude::*;
use realm::SigningAlgorithm;
use serde_json::{Map, Value, json};

use super::public_key::name;
use super::*;
use crate::keys::{KeptKey, KeySet};
use crate::testing;

const ALGORITHMS: [SigningAlgorithm; 4] =
    [SigningAlgorithm::RS256, SigningAlgorithm::PS256, SigningAlgorithm::ES256, SigningAlgorithm::EdDSA];

fn claims() -> Value {
    json!({"iss": "i", "sub": "s", "aud": ["a", "b"]})
}

fn verify_with(key: &SigningKey, token: &str) -> Option<Map<String, Value>> {
    verify(
        (token, TokenType::IdToken),
        |kid| Some(key.public()).filter(|public| public.kid() == kid),
        |verifies| verifies(),
    )
}

fn encode(part: &str) -> String {
    BASE64URL_NOPAD.encode(part.as_bytes())
}

/// A token whose header and payload are taken as they are, with a signature that fits them.
fn forge(key: &SigningKey, header: &str, payload: &str) -> String {
    let signed = format!("{}.{}", encode(header), encode(payload));
    let signature = BASE64URL_NOPAD.encode(&key.sign_bytes(signed.as_bytes()).unwrap());
    format!("{signed}.{signature}")
}

#[test]
fn every_algorithm_signs_what_it_verifies_and_survives_storage() {
    for algorithm in ALGORITHMS {
        let key = SigningKey::generate(algorithm).unwrap();
        let token = key.sign(TokenType::IdToken, &claims()).unwrap();
        assert_eq!(verify_with(&key, token.expose()).map(Value::Object), Some(claims()), "{algorithm:?}");

        let read = SigningKey::from_private_bytes(algorithm, &key.to_private_bytes()).unwrap();
        assert_eq!(read.public().jwk(), key.public().jwk());
        assert!(verify_with(&read, token.expose()).is_some());
        assert!(verify_with(&key, read.sign(TokenType::IdToken, &claims()).unwrap().expose()).is_some());
        assert_eq!(key.public().jwk()["alg"], name(algorithm));
    }
}

#[test]
fn a_private_key_is_of_one_algorithm() {
    let key = SigningKey::generate(SigningAlgorithm::ES256).unwrap();
    for other in [SigningAlgorithm::RS256, SigningAlgorithm::PS256, SigningAlgorithm::EdDSA] {
        assert!(SigningKey::from_private_bytes(other, &key.to_private_bytes()).is_err(), "{other:?}");
    }
    for bytes in [vec![], vec![0], b"-----BEGIN PRIVATE KEY-----".to_vec()] {
        assert!(SigningKey::from_private_bytes(SigningAlgorithm::ES256, &Secret::new(bytes)).is_err());
    }
}

#[test]
fn debug_output_shows_no_private_part() {
    let key = SigningKey::generate(SigningAlgorithm::ES256).unwrap();
    let shown = format!("{key:?} {:?}", key.sign(TokenType::IdToken, &claims()).unwrap());
    assert_eq!(shown, format!("SigningKey(ES256 {}) Jwt(…)", key.public().kid()));
}

#[test]
fn only_our_own_header_is_believed() {
    let key = SigningKey::generate(SigningAlgorithm::ES256).unwrap();
    let kid = key.public().kid().to_owned();
    let payload = claims().to_string();
    let good = format!(r#"{{"typ":"JWT","alg":"ES256","kid":"{kid}"}}"#);
    assert!(verify_with(&key, &forge(&key, &good, &payload)).is_some());

    let x = &key.public().jwk()["x"];
    let headers = [
        format!(r#"{{"typ":"JWT","alg":"none","kid":"{kid}"}}"#),
        format!(r#"{{"typ":"JWT","alg":"None","kid":"{kid}"}}"#),
        format!(r#"{{"typ":"JWT","alg":"HS256","kid":"{kid}"}}"#),
        format!(r#"{{"typ":"JWT","alg":"ES384","kid":"{kid}"}}"#),
        format!(r#"{{"typ":"JWT","alg":"es256","kid":"{kid}"}}"#),
        format!(r#"{{"typ":"JWT","alg":["ES256"],"kid":"{kid}"}}"#),
        format!(r#"{{"typ":"JWT","kid":"{kid}","x":1}}"#),
        format!(r#"{{"typ":"at+jwt","alg":"ES256","kid":"{kid}"}}"#),
        format!(r#"{{"typ":"jwt","alg":"ES256","kid":"{kid}"}}"#),
        format!(r#"{{"typ":null,"alg":"ES256","kid":"{kid}"}}"#),
        format!(r#"{{"alg":"ES256","kid":"{kid}"}}"#),
        r#"{"typ":"JWT","alg":"ES256"}"#.to_owned(),
        r#"{"typ":"JWT","alg":"ES256","kid":"other"}"#.to_owned(),
        r#"{"typ":"JWT","alg":"ES256","kid":""}"#.to_owned(),
        r#"{"typ":"JWT","alg":"ES256","kid":"../../dev/null"}"#.to_owned(),
        format!(r#"{{"typ":"JWT","alg":"ES256","kid":"{kid}","crit":["exp"]}}"#),
        format!(r#"{{"typ":"JWT","alg":"ES256","kid":"{kid}","crit":[]}}"#),
        format!(r#"{{"typ":"JWT","alg":"ES256","kid":"{kid}","crit":["b64"],"b64":false}}"#),
        format!(r#"{{"typ":"JWT","alg":"ES256","kid":"{kid}","b64":false}}"#),
        format!(r#"{{"typ":"JWT","alg":"ES256","kid":"{kid}","jwk":{{"kty":"EC","x":{x}}}}}"#),
        format!(r#"{{"typ":"JWT","alg":"ES256","kid":"{kid}","jku":"https://evil.example/jwks"}}"#),
        format!(r#"{{"typ":"JWT","alg":"ES256","kid":"{kid}","x5u":"https://evil.example/x"}}"#),
        format!(r#"{{"typ":"JWT","alg":"ES256","kid":"{kid}","zip":"DEF"}}"#),
        format!(r#"{{"typ":"JWT","alg":"none","alg":"ES256","kid":"{kid}"}}"#),
        format!(r#"{{"typ":"JWT","alg":"ES256","kid":"other","kid":"{kid}"}}"#),
        format!("[{good}]"),
        "{}".to_owned(),
        String::new(),
        "null".to_owned(),
    ];
    for header in headers {
        assert_eq!(verify_with(&key, &forge(&key, &header, &payload)), None, "{header}");
    }
}

#[test]
fn payloads_are_objects_without_repeated_members() {
    let key = SigningKey::generate(SigningAlgorithm::ES256).unwrap();
    let header = format!(r#"{{"typ":"JWT","alg":"ES256","kid":"{}"}}"#, key.public().kid());
    assert!(verify_with(&key, &forge(&key, &header, r#"{"sub":"a"}"#)).is_some());
    for payload in [
        r#"{"sub":"a","sub":"b"}"#,
        r#"{"sub":"a","act":{"x":1,"x":2}}"#,
        r#"{"a":{"b":{"c":{"d":1}}}}"#,
        r#"["sub"]"#,
        "\"sub\"",
        "",
        "{",
        r#"{"sub":"a"}{"sub":"b"}"#,
    ] {
        assert_eq!(verify_with(&key, &forge(&key, &header, payload)), None, "{payload}");
    }
}

#[test]
fn a_token_has_three_parts_in_canonical_base64url() {
    let key = SigningKey::generate(SigningAlgorithm::ES256).unwrap();
    let token = key.sign(TokenType::IdToken, &claims()).unwrap().expose().to_owned();
    let parts: Vec<&str> = token.split('.').collect();
    let (header, payload, signature) = (parts[0], parts[1], parts[2]);
    let malformed = [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        format!("{header}.{payload}"),
        format!("{header}.{payload}."),
        format!("{header}..{signature}"),
        format!(".{payload}.{signature}"),
        format!("{token}."),
        format!("{token}.{signature}"),
        format!("{token}="),
        format!("{token}\n"),
        format!(" {token}"),
        format!("{header}.{payload}=.{signature}"),
        format!("{header}. {payload}.{signature}"),
        format!("{header}.{payload}.{}", signature.to_uppercase()),
        format!("{header}.{payload}.{}", BASE64URL_NOPAD.encode(&[0; 64])),
        format!("{header}.{payload}.{}", BASE64URL_NOPAD.encode(&[0xFF; 64])),
        format!("{header}.{payload}.{}", BASE64URL_NOPAD.encode(&[0; 63])),
        format!("{header}.{}.{signature}", encode(r#"{"sub":"other"}"#)),
        format!("{header}.{payload}.{signature}{}", "A".repeat(20_000)),
    ];
    for token in &malformed {
        assert_eq!(verify_with(&key, token), None, "{token}");
    }
    for end in 0..token.len() {
        assert_eq!(verify_with(&key, &token[..end]), None, "cut at {end}");
    }
}

#[test]
fn a_public_key_is_no_shared_secret() {
    // CVE-2022-23539 and its kin: a token "signed" by HMAC with the published key as its secret.
    use hmac_by_hand::hmac_sha256;
    let key = SigningKey::generate(SigningAlgorithm::RS256).unwrap();
    let header = json!({"typ": "JWT", "alg": "HS256", "kid": key.public().kid()}).to_string();
    let signed = format!("{}.{}", encode(&header), encode(&claims().to_string()));
    let published = Value::Object(key.public().jwk().clone()).to_string();
    let signature = BASE64URL_NOPAD.encode(&hmac_sha256(published.as_bytes(), signed.as_bytes()));
    assert_eq!(verify_with(&key, &format!("{signed}.{signature}")), None);
    assert_eq!(verify_with(&key, &format!("{signed}.")), None);
}

/// HMAC-SHA-256 (RFC 2104), for the one test that forges with it.
mod hmac_by_hand {
    use sha2::{Digest, Sha256};

    pub(super) fn hmac_sha256(key: &[u8], message: &[u8]) -> Vec<u8> {
        let mut block = [0_u8; 64];
        block[..32].copy_from_slice(&Sha256::digest(key));
        let inner = Sha256::digest([&block.map(|b| b ^ 0x36)[..], message].concat());
        Sha256::digest([&block.map(|b| b ^ 0x5C)[..], &inner[..]].concat()).to_vec()
    }
}

#[test]
fn one_kind_of_token_is_no_other_and_one_realms_is_not_anothers() {
    let key = || Arc::new(SigningKey::generate(SigningAlgorithm::ES256).unwrap());
    let set = |key: &Arc<SigningKey>| {
        KeySet::new(vec![KeptKey { key: Arc::clone(key), signs_from: testing::now(), retired_at: None }])
    };
    let (ours, theirs) = (key(), key());
    let token = ours.sign(TokenType::IdToken, &claims()).unwrap();
    assert!(set(&ours).verify(token.expose(), TokenType::IdToken).is_some());
    assert_eq!(set(&ours).verify(token.expose(), TokenType::AccessToken), None);
    assert_eq!(set(&theirs).verify(token.expose(), TokenType::IdToken), None);
    assert_eq!(KeySet::default().verify(token.expose(), TokenType::IdToken), None);
}

proptest! {
    /// No text makes the reader panic, and none that we did not sign is believed.
    #[test]
    fn any_text_has_an_answer(text in "[A-Za-z0-9_.=-]{0,80}") {
        prop_assert_eq!(testing::keys().verify(&text, TokenType::IdToken), None);
    }

    /// A changed character anywhere spoils a token.
    #[test]
    fn a_changed_token_is_refused(position in any::<prop::sample::Index>(), replacement in "[A-Za-z0-9_.-]") {
        let token = testing::id_token("portal", "member-1");
        let at = position.index(token.len());
        let changed = format!("{}{replacement}{}", &token[..at], &token[at + 1..]);
        prop_assert_eq!(testing::keys().verify(&changed, TokenType::IdToken).is_some(), changed == token);
    }
}
