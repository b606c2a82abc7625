//! Request objects that are not right, each in one way: the modules of the certification plans and more.

use data_encoding::BASE64URL_NOPAD;
use proptest::prelude::*;
use realm::SigningAlgorithm;
use serde_json::json;

use super::*;
use crate::authorize::{TrustedClient, Untrusted, check};
use crate::jose::{SigningKey, TokenType};
use crate::testing::{self, CALLBACK, ISSUER, now, parameters};

const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

struct World {
    realm: Realm,
    key: SigningKey,
    keys: ClientKeySet,
}

fn world(profile: Profile) -> World {
    let key = SigningKey::generate(SigningAlgorithm::ES256).unwrap();
    let keys = ClientKeySet::of([key.public().jwk()]);
    let mut realm = testing::realm();
    testing::change_client(&mut realm, "portal", |client| client.profile = profile);
    World { realm, key, keys }
}

fn claims() -> Value {
    json!({
        "iss": "portal", "aud": ISSUER, "nbf": now().timestamp(), "exp": now().timestamp() + 300,
        "client_id": "portal", "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid profile",
        "state": "inside", "code_challenge": CHALLENGE, "code_challenge_method": "S256",
    })
}

fn changed(name: &str, value: Value) -> Value {
    let mut claims = claims();
    match value {
        Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
        value => claims[name] = value,
    }
    claims
}

impl World {
    fn open(&self, object: &str) -> Result<Parameters, AuthorizeError> {
        open_request_object(&self.realm, self.realm.client("portal").unwrap(), &self.keys, (object, now()))
    }

    fn of(&self, claims: &Value) -> Result<Parameters, AuthorizeError> {
        self.open(self.key.sign(TokenType::IdToken, claims).unwrap().expose())
    }

    /// What is wrong with the good object once one claim is another; `null` leaves it out.
    fn with(&self, name: &str, value: Value) -> Option<RequestObjectError> {
        match self.of(&changed(name, value)) {
            Err(AuthorizeError::RequestObject(error)) => Some(error),
            Err(error) => panic!("{error:?}"),
            Ok(_) => None,
        }
    }
}

fn forged(key: &SigningKey, header: &Value) -> String {
    let encode = |part: &Value| BASE64URL_NOPAD.encode(part.to_string().as_bytes());
    let signed = format!("{}.{}", encode(header), encode(&claims()));
    let signature = key.sign_bytes(signed.as_bytes()).unwrap();
    format!("{signed}.{}", BASE64URL_NOPAD.encode(&signature))
}

#[test]
fn what_is_inside_becomes_a_request_like_any_other() {
    for profile in [Profile::Oidc, Profile::Fapi2] {
        let world = world(profile);
        let mut asked = claims();
        asked["max_age"] = json!(60);
        asked["claims"] = json!({"userinfo": {"email": null}});
        asked["unknown"] = json!([{"of": "any kind"}]);
        let opened = world.of(&asked).unwrap();
        assert!(opened.are_signed() && opened.well_formed().is_ok());
        let trusted = TrustedClient::find(&world.realm, &opened).unwrap();
        let request = check(&world.realm, &testing::keys(), &trusted, &opened).unwrap();
        assert_eq!((request.redirect_uri(), request.state()), (CALLBACK, Some("inside")));
        assert_eq!(request.max_age(), Some(TimeDelta::seconds(60)));
        assert!(request.claims().userinfo.iter().any(|name| name == "email"));
    }
}

#[test]
fn a_redirect_uri_inside_is_compared_like_one_outside() {
    let world = world(Profile::Oidc);
    let find = |value| TrustedClient::find(&world.realm, &world.of(&changed("redirect_uri", value)).unwrap());
    assert_eq!(find(json!("https://evil.example/")).unwrap_err(), Untrusted::RedirectUriUnregistered);
    assert_eq!(find(Value::Null).unwrap_err(), Untrusted::RedirectUriMissing);
}

#[test]
fn times_are_those_of_the_profile() {
    let (oidc, fapi2) = (world(Profile::Oidc), world(Profile::Fapi2));
    let seconds = now().timestamp();
    for (name, at, in_oidc, in_fapi2) in [
        ("exp", Value::Null, true, false),
        ("exp", json!(seconds - 300), false, false),
        ("exp", json!(seconds - 10), true, true),
        ("exp", json!(seconds + 3_600), true, true),
        ("exp", json!(seconds + 3_601), true, false),
        ("exp", json!("soon"), false, false),
        ("exp", json!(1e300), false, false),
        ("nbf", Value::Null, true, false),
        ("nbf", json!(seconds + 8), true, true),
        ("nbf", json!(seconds + 61), false, false),
        ("nbf", json!(seconds - 3_000), true, true),
        ("nbf", json!(seconds - 3_601), true, false),
        ("nbf", json!([seconds]), false, false),
    ] {
        for (world, good, profile) in [(&oidc, in_oidc, "oidc"), (&fapi2, in_fapi2, "fapi2")] {
            let expected = (!good).then_some(RequestObjectError::Time);
            assert_eq!(world.with(name, at.clone()), expected, "{profile} {name} {at}");
        }
    }
}

#[test]
fn it_is_for_us_and_from_the_client_itself() {
    let (oidc, fapi2) = (world(Profile::Oidc), world(Profile::Fapi2));
    for (audience, in_oidc, in_fapi2) in [
        (json!(ISSUER), true, true),
        (json!([ISSUER, "https://other.example"]), true, true),
        (Value::Null, true, false),
        (json!("https://other.example"), false, false),
        (json!(["https://other.example"]), false, false),
        (json!([]), false, false),
        (json!({"is": ISSUER}), false, false),
        (json!(format!("{ISSUER}/authorize")), false, false),
        (json!(format!("{ISSUER}/")), false, false),
    ] {
        for (world, good, profile) in [(&oidc, in_oidc, "oidc"), (&fapi2, in_fapi2, "fapi2")] {
            let expected = (!good).then_some(RequestObjectError::Audience);
            assert_eq!(world.with("aud", audience.clone()), expected, "{profile} {audience}");
        }
    }
    for (name, value, good) in [
        ("client_id", Value::Null, false),
        ("client_id", json!("booking"), false),
        ("client_id", json!(["portal"]), false),
        ("iss", Value::Null, true),
        ("iss", json!("booking"), false),
        ("iss", json!(7), false),
        // An assertion by which the client proves itself, and an object that would pass for one.
        ("sub", json!("portal"), false),
        ("sub", json!("a member"), true),
    ] {
        assert_eq!(oidc.with(name, value.clone()), (!good).then_some(RequestObjectError::Client), "{name} {value}");
    }
}

#[test]
fn parameters_are_of_their_kind_and_no_object_is_in_another() {
    let world = world(Profile::Oidc);
    for name in ["request", "request_uri"] {
        for value in [json!("eyJ"), json!(""), json!(null), json!(7)] {
            let mut nested = claims();
            nested[name] = value.clone();
            let error = world.of(&nested).err();
            assert_eq!(error, Some(AuthorizeError::RequestObject(RequestObjectError::Nested)), "{name} {value}");
        }
    }
    for name in TEXTS.into_iter().filter(|name| *name != "client_id") {
        for value in [json!(["a"]), json!({"a": 1}), json!(true)] {
            assert_eq!(world.with(name, value.clone()), Some(RequestObjectError::Parameter), "{name} {value}");
        }
    }
    assert_eq!(world.with("scope", json!(7)), Some(RequestObjectError::Parameter));
    assert_eq!(world.with("claims", json!(["email"])), Some(RequestObjectError::Parameter));
    assert_eq!(world.with("resource", json!(["https://a.example", 7])), Some(RequestObjectError::Parameter));
    let resources = world.of(&changed("resource", json!(["https://a.example", "https://b.example"]))).unwrap();
    assert_eq!(resources.resources(), ["https://a.example", "https://b.example"]);
    // The bounds of parameters hold inside, too.
    assert!(world.of(&changed("state", json!("x".repeat(4_097)))).unwrap().well_formed().is_err());
    let long = "x".repeat(1_000);
    assert_eq!(world.of(&changed("state", json!(long))).unwrap().get("state"), Some(long.as_str()));
}

#[test]
fn only_what_the_client_signed_is_opened() {
    let world = world(Profile::Fapi2);
    let kid = world.key.public().kid();
    let other = SigningKey::generate(SigningAlgorithm::ES256).unwrap();
    for header in [
        json!({"alg": "ES256", "kid": kid}),
        json!({"alg": "ES256"}),
        json!({"alg": "ES256", "typ": "JWT"}),
        json!({"alg": "ES256", "typ": "oauth-authz-req+jwt"}),
        json!({"alg": "ES256", "typ": "application/oauth-authz-req+JWT"}),
    ] {
        assert!(world.open(&forged(&world.key, &header)).is_ok(), "{header}");
        assert!(world.open(&forged(&other, &header)).is_err(), "{header}");
    }
    for header in [
        json!({"alg": "none"}),
        json!({"alg": "None"}),
        json!({"alg": "HS256", "kid": kid}),
        json!({"alg": "RS256", "kid": kid}),
        json!({"alg": "ES256", "kid": "another"}),
        json!({"alg": "ES256", "kid": kid, "crit": ["exp"]}),
        json!({"alg": "ES256", "typ": "client-authentication+jwt"}),
        json!({"alg": "ES256", "typ": "dpop+jwt"}),
        json!({"alg": "ES256", "typ": "at+jwt"}),
        json!({"alg": "ES256", "typ": 7}),
        json!({"alg": "ES256", "typ": null}),
        json!({"alg": "ES256", "typ": ""}),
    ] {
        let error = world.open(&forged(&world.key, &header)).err();
        assert_eq!(error, Some(AuthorizeError::RequestObject(RequestObjectError::Signature)), "{header}");
    }
    let brought = json!({"alg": "ES256", "jwk": other.public().jwk(), "jku": "https://evil.example/jwks"});
    assert!(world.open(&forged(&other, &brought)).is_err());
    let unsigned = forged(&world.key, &json!({"alg": "none"}));
    assert!(world.open(&format!("{}.", unsigned.rsplit_once('.').unwrap().0)).is_err());
}

#[test]
fn algorithms_are_those_of_the_file_and_the_profile() {
    let rsa = SigningKey::generate(SigningAlgorithm::RS256).unwrap();
    for (profile, pinned, good) in [
        (Profile::Oidc, None, true),
        (Profile::Oidc, Some(SigningAlgorithm::RS256), true),
        (Profile::Oidc, Some(SigningAlgorithm::PS256), false),
        (Profile::Fapi2, None, false),
        (Profile::Fapi2, Some(SigningAlgorithm::RS256), false),
    ] {
        let mut world = world(profile);
        testing::change_client(&mut world.realm, "portal", |client| client.request_objects.signing_alg = pinned);
        world.keys = ClientKeySet::of([rsa.public().jwk()]);
        let object = rsa.sign(TokenType::IdToken, &claims()).unwrap();
        assert_eq!(world.open(object.expose()).is_ok(), good, "{profile:?} {pinned:?}");
    }
}

#[test]
fn an_object_comes_by_value_or_from_a_registered_address() {
    let mut realm = testing::realm();
    let registered = "https://portal.example/object?a=b#hash";
    testing::change_client(&mut realm, "portal", |client| client.request_objects.uris = vec![registered.to_owned()]);
    let of = |pairs: &[(&str, &str)]| {
        let parameters = parameters(pairs);
        let found = RequestObject::of(&parameters, realm.client("portal").unwrap());
        found.map(|found| found.map(|object| format!("{object:?}")))
    };
    assert_eq!(of(&[("scope", "openid")]), Ok(None));
    assert_eq!(of(&[("request", "a.b.c")]), Ok(Some("Value(\"a.b.c\")".to_owned())));
    assert_eq!(of(&[("request_uri", registered)]), Ok(Some(format!("Reference({registered:?})"))));
    assert_eq!(of(&[("request_uri", registered), ("request", "a.b.c")]), Err(AuthorizeError::RequestObjectTwice));
    for other in [
        "https://portal.example/object?a=b",
        "https://portal.example/object?a=b#other",
        "https://portal.example/object?a=b#hash ",
        "https://PORTAL.example/object?a=b#hash",
        "https://portal.example:443/object?a=b#hash",
        "https://portal.example/./object?a=b#hash",
        "http://169.254.169.254/",
        "urn:ietf:params:oauth:request_uri:x",
    ] {
        assert_eq!(of(&[("request_uri", other)]), Err(AuthorizeError::RequestUri), "{other}");
    }
    assert!(matches!(of(&[("request", "a.b.c"), ("x", "1"), ("x", "2")]), Err(AuthorizeError::Malformed(_))));
}

#[test]
fn who_signs_every_request_has_no_other() {
    let mut world = world(Profile::Oidc);
    testing::change_client(&mut world.realm, "portal", |client| client.request_objects.required = true);
    let outside = parameters(&[
        ("response_type", "code"),
        ("client_id", "portal"),
        ("redirect_uri", CALLBACK),
        ("scope", "openid"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]);
    let trusted = TrustedClient::find(&world.realm, &outside).unwrap();
    let judge = |parameters: &Parameters| check(&world.realm, &testing::keys(), &trusted, parameters).map(drop);
    assert_eq!(judge(&outside), Err(AuthorizeError::RequestObjectMissing));
    assert_eq!(judge(&world.of(&claims()).unwrap()), Ok(()));
}

/// Any JSON that is not too deep for a payload.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        any::<i64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec(("[a-z_]{1,8}", inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever a member holds, an object that opens is this client's and for us, and the member's own text stands
    /// for it or nothing does.
    #[test]
    fn any_object_has_an_answer(
        name in prop_oneof![proptest::sample::select(&TEXTS[..]).prop_map(str::to_owned),
            "(iss|aud|sub|exp|nbf|claims|resource|request|request_uri|[a-z_]{1,12})"],
        value in any_json(),
    ) {
        let world = world(Profile::Fapi2);
        let mut asked = claims();
        asked[&name] = value.clone();
        if let Ok(opened) = world.of(&asked) {
            prop_assert_eq!(opened.get("client_id"), Some("portal"));
            prop_assert!(opened.get("request").is_none() && opened.get("request_uri").is_none());
            if let (Some(text), Some(kept)) = (value.as_str(), opened.get(&name)) {
                prop_assert_eq!(text, kept);
            }
        }
    }

    /// No text makes the reader panic, and none that nobody signed opens.
    #[test]
    fn any_text_has_an_answer(text in "[A-Za-z0-9_.=-]{0,80}") {
        prop_assert!(world(Profile::Oidc).open(&text).is_err());
    }
}
