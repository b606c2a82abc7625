//! Proofs that differ from a good one in a single way.

use serde_json::json;

use super::*;
use crate::jose::SigningKey;
use crate::testing::now;

const TOKEN: &str = "https://id.minato.example/minato/token";
const CALL: Call<'static> = Call { method: "POST", addresses: &[TOKEN], access_token: None };

fn header(key: &SigningKey) -> Value {
    json!({ "typ": "dpop+jwt", "alg": key.public().jwk()["alg"], "jwk": key.public().jwk() })
}

fn claims() -> Value {
    json!({ "jti": "1", "htm": "POST", "htu": TOKEN, "iat": now().timestamp() })
}

fn proof(key: &SigningKey, header: &Value, claims: &Value) -> String {
    key.sign_parts(header, claims).unwrap()
}

/// A text with a member changed, or taken out.
fn with(mut value: Value, member: &str, changed: Option<Value>) -> Value {
    let members = value.as_object_mut().unwrap();
    match changed {
        Some(changed) => members.insert(member.to_owned(), changed),
        None => members.remove(member),
    };
    value
}

#[test]
fn a_good_proof_names_its_key() {
    for algorithm in ALGORITHMS {
        let key = SigningKey::generate(algorithm).unwrap();
        let good = DpopProof::verify(&proof(&key, &header(&key), &claims()), &CALL, now()).unwrap();
        assert_eq!(good.thumbprint().as_str(), key.public().kid());
        let (_, until) = good.once();
        assert_eq!(until, now() + TimeDelta::seconds(61));
        let extra = with(claims(), "nbf", Some(json!(now().timestamp() + 5)));
        assert!(DpopProof::verify(&proof(&key, &header(&key), &extra), &CALL, now()).is_ok());
    }
}

#[test]
fn what_is_missing_or_wrong_is_no_proof() {
    let key = SigningKey::generate(SigningAlgorithm::ES256).unwrap();
    let other = SigningKey::generate(SigningAlgorithm::ES256).unwrap();
    let rs256 = SigningKey::generate(SigningAlgorithm::RS256).unwrap();
    let refused = |header: &Value, claims: &Value| {
        assert_eq!(DpopProof::verify(&proof(&key, header, claims), &CALL, now()), Err(BadProof), "{header} {claims}");
    };
    for member in ["typ", "alg", "jwk"] {
        refused(&with(header(&key), member, None), &claims());
    }
    for (member, wrong) in [
        ("typ", json!("JWT")),
        ("alg", json!("none")),
        ("alg", json!("PS256")),
        ("jwk", json!(other.public().jwk())),
        ("jwk", json!("key")),
        ("jwk", with(json!(key.public().jwk()), "d", Some(json!("AAAA")))),
        ("crit", json!(["exp"])),
    ] {
        refused(&with(header(&key), member, Some(wrong)), &claims());
    }
    for member in ["jti", "htm", "htu", "iat"] {
        refused(&header(&key), &with(claims(), member, None));
    }
    for (member, wrong) in [
        ("jti", json!("")),
        ("jti", json!("x".repeat(256))),
        ("jti", json!(1)),
        ("htm", json!("GET")),
        ("htm", json!("post")),
        ("htu", json!("https://id.minato.example/minato/userinfo")),
        ("htu", json!("http://id.minato.example/minato/token")),
        ("htu", json!("/minato/token")),
        ("iat", json!("now")),
    ] {
        refused(&header(&key), &with(claims(), member, Some(wrong)));
    }
    let signed = proof(&rs256, &header(&rs256), &claims());
    assert_eq!(DpopProof::verify(&signed, &CALL, now()), Err(BadProof), "RS256");
    for text in ["", "a", "a.b.c", "a.b.c.d"] {
        assert_eq!(DpopProof::verify(text, &CALL, now()), Err(BadProof), "{text}");
    }
}

#[test]
fn the_address_is_compared_as_addresses_are() {
    let key = SigningKey::generate(SigningAlgorithm::EdDSA).unwrap();
    for same in [
        "https://id.minato.example/minato/token?a=b#c",
        "HTTPS://ID.minato.example/minato/token",
        "https://id.minato.example:443/minato/token",
        "https://id.minato.example/minato/./token",
    ] {
        let claims = with(claims(), "htu", Some(json!(same)));
        assert!(DpopProof::verify(&proof(&key, &header(&key), &claims), &CALL, now()).is_ok(), "{same}");
    }
}

#[test]
fn it_is_good_for_a_minute_and_for_one_token() {
    let key = SigningKey::generate(SigningAlgorithm::ES256).unwrap();
    for (age, is_good) in [(-31, false), (-30, true), (-10, true), (10, true), (60, true), (61, false), (3600, false)] {
        let claims = with(claims(), "iat", Some(json!(now().timestamp() - age)));
        let judged = DpopProof::verify(&proof(&key, &header(&key), &claims), &CALL, now());
        assert_eq!(judged.is_ok(), is_good, "{age} s");
    }
    let call = Call { access_token: Some("a.b.c"), ..CALL };
    let good = with(claims(), "ath", Some(json!(hash_of("a.b.c"))));
    assert!(DpopProof::verify(&proof(&key, &header(&key), &good), &call, now()).is_ok());
    for bad in [claims(), with(claims(), "ath", Some(json!(hash_of("d.e.f"))))] {
        assert_eq!(DpopProof::verify(&proof(&key, &header(&key), &bad), &call, now()), Err(BadProof));
    }
}

#[test]
fn a_thumbprint_is_32_bytes() {
    let key = SigningKey::generate(SigningAlgorithm::ES256).unwrap();
    assert_eq!(KeyThumbprint::parse(key.public().kid()).unwrap().as_str(), key.public().kid());
    for bad in ["", "AAAA", &format!("{}A", key.public().kid()), &format!("{}=", key.public().kid())] {
        assert_eq!(KeyThumbprint::parse(bad), None, "{bad}");
    }
}
