//! Assertions that are not right, each in one way: the modules of the certification plans and the confusions of tokens.

use realm::{ClientKeys, Realm};
use serde_json::json;

use super::*;
use crate::jose::SigningKey;
use crate::testing::{self, ISSUER, now};

const TOKEN_ENDPOINT: &str = "https://id.minato.example/minato/token";
const PAR_ENDPOINT: &str = "https://id.minato.example/minato/par";

struct World {
    realm: Realm,
    key: SigningKey,
    keys: ClientKeySet,
}

fn world(profile: Profile) -> World {
    let key = SigningKey::generate(SigningAlgorithm::ES256).unwrap();
    let mut realm = testing::realm();
    testing::change_client(&mut realm, "booking", |client| {
        client.authentication = ClientAuthentication::PrivateKeyJwt;
        client.profile = profile;
        client.keys = ClientKeys::Inline(vec![key.public().jwk().clone()]);
    });
    let keys = ClientKeySet::of([key.public().jwk()]);
    World { realm, key, keys }
}

fn claims() -> Value {
    json!({
        "iss": "booking", "sub": "booking", "aud": ISSUER, "jti": "1",
        "iat": now().timestamp(), "exp": now().timestamp() + 60,
    })
}

impl World {
    fn signed(&self, claims: &Value) -> String {
        let token = self.key.sign(crate::jose::TokenType::IdToken, claims).unwrap();
        token.expose().to_owned()
    }

    fn judge(&self, assertion: &str) -> Result<AssertedClient, TokenError> {
        let client = claimed_client(assertion).and_then(|id| self.realm.client(&id).cloned());
        verify_assertion(&[ISSUER, TOKEN_ENDPOINT, PAR_ENDPOINT], client.as_ref(), &self.keys, (assertion, now()))
    }

    fn with(&self, name: &str, value: Value) -> bool {
        let mut claims = claims();
        claims[name] = value;
        self.judge(&self.signed(&claims)).is_ok()
    }
}

#[test]
fn an_assertion_is_good_for_its_client_once() {
    let world = world(Profile::Oidc);
    let first = world.judge(&world.signed(&claims())).unwrap();
    assert_eq!(first.until, now() + TimeDelta::seconds(90));
    let again = world.judge(&world.signed(&claims())).unwrap();
    assert_eq!(first.once, again.once, "the caller remembers it");
    assert_eq!(first.recorded().client().id, "booking");
}

#[test]
fn another_kind_of_token_is_no_assertion() {
    use crate::jose::TokenType;
    let world = world(Profile::Oidc);
    let judged = |kind| world.judge(world.key.sign(kind, &claims()).unwrap().expose()).is_ok();
    assert!(judged(TokenType::IdToken), "JWT, the general type");
    for kind in [TokenType::AccessToken, TokenType::LogoutToken] {
        assert!(!judged(kind), "{kind:?}");
    }
    let named = |name: &str| is_an_assertion(Some(&json!(name)));
    assert!(is_an_assertion(None) && named("application/JWT") && named("client-authentication+jwt"));
    for other in ["dpop+jwt", "oauth-authz-req+jwt", "at+jwt", ""] {
        assert!(!named(other), "{other}");
    }
    assert!(!is_an_assertion(Some(&json!(7))));
}

#[test]
fn the_audience_is_what_the_profile_permits() {
    let table = [
        (json!(ISSUER), true, true),
        (json!(TOKEN_ENDPOINT), true, false),
        (json!(PAR_ENDPOINT), true, false),
        (json!([ISSUER]), true, false),
        (json!([ISSUER, "https://other.example"]), true, false),
        (json!("https://other.example"), false, false),
        (json!(["https://other.example"]), false, false),
        (json!([]), false, false),
        (json!(7), false, false),
        (Value::Null, false, false),
        (json!(format!("{ISSUER}/")), false, false),
    ];
    let (oidc, fapi2) = (world(Profile::Oidc), world(Profile::Fapi2));
    for (audience, in_oidc, in_fapi2) in table {
        assert_eq!(oidc.with("aud", audience.clone()), in_oidc, "oidc {audience}");
        assert_eq!(fapi2.with("aud", audience.clone()), in_fapi2, "fapi2 {audience}");
    }
}

#[test]
fn times_are_within_what_clocks_differ() {
    let world = world(Profile::Fapi2);
    let seconds = now().timestamp();
    for (name, at, good) in [
        ("exp", json!(seconds - 300), false),
        ("exp", json!(seconds - 10), true),
        ("exp", json!(seconds + 3601), false),
        ("exp", json!(1e300), false),
        ("exp", json!("soon"), false),
        ("exp", Value::Null, false),
        ("nbf", json!(seconds + 8), true),
        ("nbf", json!(seconds + 61), false),
        ("nbf", json!(seconds - 600), true),
        ("iat", json!(seconds + 61), false),
        ("iat", json!(f64::from(i32::try_from(seconds).unwrap()) + 0.5), true),
    ] {
        assert_eq!(world.with(name, at.clone()), good, "{name} {at}");
    }
}

#[test]
fn who_signs_for_somebody_else_is_nobody() {
    let world = world(Profile::Oidc);
    for (name, value) in [
        ("iss", json!("portal")),
        ("sub", json!("portal")),
        ("sub", json!("nobody")),
        ("iss", Value::Null),
        ("sub", Value::Null),
        ("jti", Value::Null),
        ("jti", json!("")),
        ("jti", json!(7)),
        ("jti", json!("x".repeat(256))),
    ] {
        assert!(!world.with(name, value.clone()), "{name} {value}");
    }
    // A client that proves itself by a secret does not do it by a signature.
    let mut realm = world.realm.clone();
    testing::change_client(&mut realm, "booking", |client| client.authentication = ClientAuthentication::SecretBasic);
    let secret = World { realm, ..world };
    assert!(secret.judge(&secret.signed(&claims())).is_err());
}

fn forged(key: &SigningKey, header: &Value) -> String {
    let encode = |part: &Value| BASE64URL_NOPAD.encode(part.to_string().as_bytes());
    let signed = format!("{}.{}", encode(header), encode(&claims()));
    let signature = key.sign_bytes(signed.as_bytes()).unwrap();
    format!("{signed}.{}", BASE64URL_NOPAD.encode(&signature))
}

#[test]
fn the_header_decides_nothing() {
    let world = world(Profile::Oidc);
    let other = SigningKey::generate(SigningAlgorithm::ES256).unwrap();
    let kid = world.key.public().kid();
    for header in [json!({"alg": "ES256"}), json!({"alg": "ES256", "kid": kid, "typ": "client-authentication+jwt"})] {
        assert!(world.judge(&forged(&world.key, &header)).is_ok(), "{header}");
        assert!(world.judge(&forged(&other, &header)).is_err(), "{header}");
    }
    for header in [
        json!({"alg": "none"}),
        json!({"alg": "HS256", "kid": kid}),
        json!({"alg": "RS256", "kid": kid}),
        json!({"alg": "es256", "kid": kid}),
        json!({"alg": "ES256", "kid": "another"}),
        json!({"alg": "ES256", "kid": kid, "crit": ["exp"]}),
        json!({"alg": "ES256", "kid": kid, "b64": false}),
        json!({"kid": kid}),
    ] {
        assert!(world.judge(&forged(&world.key, &header)).is_err(), "{header}");
    }
    // A key that the token brings along is not looked at.
    let brought = json!({"alg": "ES256", "jwk": other.public().jwk(), "jku": "https://evil.example/jwks"});
    assert!(world.judge(&forged(&other, &brought)).is_err());
    assert!(world.judge(&format!("{}.", forged(&world.key, &json!({"alg": "ES256"})))).is_err());
}

#[test]
fn what_a_file_pins_and_fapi_refuses_is_not_signed_with() {
    use SigningAlgorithm::{ES256, EdDSA, PS256, RS256};
    assert_eq!(permitted_algorithms(Profile::Oidc, None), [RS256, PS256, ES256, EdDSA]);
    assert_eq!(permitted_algorithms(Profile::Fapi2, None), [PS256, ES256, EdDSA]);
    assert_eq!(permitted_algorithms(Profile::Oidc, Some(ES256)), [ES256]);
    assert_eq!(permitted_algorithms(Profile::Fapi2, Some(RS256)), []);
}

#[test]
fn only_usable_public_keys_are_taken() {
    let rsa = SigningKey::generate(RS256_KEY).unwrap();
    let mut unnamed = rsa.public().jwk().clone();
    unnamed.remove("alg");
    let count = |jwk: &Map<String, Value>| format!("{:?}", ClientKeySet::of([jwk])).matches("VerifyingKey").count();
    assert_eq!(count(rsa.public().jwk()), 1);
    assert_eq!(count(&unnamed), 2, "RS256 and PS256");
    let changed = |name: &str, value: Value| {
        let mut jwk = unnamed.clone();
        jwk.insert(name.to_owned(), value);
        count(&jwk)
    };
    assert_eq!(changed("use", json!("enc")), 0);
    assert_eq!(changed("kty", json!("oct")), 0);
    assert_eq!(changed("alg", json!("HS256")), 0);
    assert_eq!(changed("n", json!(BASE64URL_NOPAD.encode(&[0xff; 128]))), 0, "1,024 bits");
    assert!(ClientKeySet::read(b"{\"keys\": [{}], \"keys\": []}").is_none());
    assert!(ClientKeySet::read(b"[]").is_none());
}

const RS256_KEY: SigningAlgorithm = SigningAlgorithm::RS256;
