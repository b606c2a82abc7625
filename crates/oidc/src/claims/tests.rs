//! What is told of a member, to whom, and what comes back.

use base::Language;
use chrono::TimeDelta;
use realm::Realm;
use serde_json::{Value, json};

use super::*;
use crate::authorize::ClaimsRequest;
use crate::bearer::BearerError;
use crate::jose::TokenType;
use crate::keys::ACCESS_TOKEN_ALGORITHM;
use crate::testing::{self, ISSUER, now};
use crate::token::TokenError;
use crate::{Granted, Narrower, Scope};

fn names(names: &[&str]) -> crate::authorize::ClaimNames {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn told(scope: &str, requested: &ClaimsRequest) -> Value {
    Value::Object(userinfo(&testing::person(), "member-1", &Scope::parse(scope).unwrap(), requested))
}

#[test]
fn userinfo_tells_what_the_scopes_cover() {
    let none = ClaimsRequest::default();
    assert_eq!(told("openid", &none), json!({"sub": "member-1"}));
    assert_eq!(
        told("openid profile", &none),
        json!({
            "sub": "member-1",
            "name": "田中 花子", "family_name": "田中", "given_name": "花子",
            "name#ja-Kana-JP": "タナカ ハナコ", "family_name#ja-Kana-JP": "タナカ", "given_name#ja-Kana-JP": "ハナコ",
            "birthdate": "1990-11-01",
            "updated_at": now().timestamp(),
        })
    );
    assert_eq!(
        told("email kenpo", &none),
        json!({
            "sub": "member-1",
            "email": "hanako@example.jp", "email_verified": true,
            "kenpo": {
                "member_number": "1001", "household_number": "501", "kigo": "30", "bango": "12345", "branch": "00",
                "eligible_from": "2020-04-01",
            },
        })
    );
}

#[test]
fn userinfo_adds_what_was_asked_by_name() {
    let requested = ClaimsRequest { userinfo: names(&["name", "locale"]), id_token: names(&["email"]) };
    assert_eq!(told("openid", &requested), json!({"sub": "member-1", "name": "田中 花子"}));
    let mut person = testing::person();
    person.language = Some(Language::Ja);
    let claims = userinfo(&person, "member-1", &Scope::parse("openid").unwrap(), &requested);
    assert_eq!(claims["locale"], "ja");
}

#[test]
fn no_claim_can_replace_the_subject() {
    let requested = ClaimsRequest { userinfo: names(&["sub", "kenpo"]), ..ClaimsRequest::default() };
    assert_eq!(told("openid kenpo", &requested)["sub"], "member-1");
}

#[test]
fn every_claim_of_the_table_is_known_of_a_person() {
    let filed = |name| match name {
        "phone_number" => "+81 3-1234-5678",
        "phone_number_verified" => "true",
        "zoneinfo" => "Asia/Tokyo",
        "profile" | "picture" | "website" => "https://example.jp/",
        _ => "en",
    };
    let standard = StandardClaims::read(filed).unwrap();
    let person = Person { language: Some(Language::En), standard, ..testing::person() };
    for claim in of_scopes(|_| true) {
        assert!(person.claim(claim).is_some(), "{claim}");
    }
}

#[test]
fn an_id_token_says_who_signed_in_how_and_for_whom() {
    let mut code = testing::issued_code("portal", "member-1");
    let claims = |code: &crate::code::IssuedCode| {
        let (realm, granted) = (testing::realm(), code.granted());
        let client = realm.client("portal").unwrap();
        serde_json::to_value(IdTokenClaims::new(&realm, client, &granted, (&testing::person(), now()))).unwrap()
    };
    assert_eq!(
        claims(&code),
        json!({
            "iss": ISSUER, "sub": "member-1", "aud": "portal",
            "iat": now().timestamp(), "exp": now().timestamp() + 300, "auth_time": now().timestamp(),
            "nonce": "the-nonce", "acr": "urn:warifu:acr:app-code", "amr": ["pwd", "otp", "mfa"],
            "sid": code.session.to_string(),
        })
    );
    let mut request = serde_json::to_value(&code.request).unwrap();
    request["claims"]["id_token"] = json!(["email"]);
    request["nonce"] = Value::Null;
    code.request = serde_json::from_value(request).unwrap();
    let claims = claims(&code);
    assert_eq!(claims["email"], "hanako@example.jp");
    assert!(claims.get("nonce").is_none() && claims.get("name").is_none());
}

fn verify(realm: &Realm, token: &str, at: DateTime<Utc>) -> Result<AccessToken, BearerError> {
    AccessToken::verify(realm, &testing::keys(), token, at)
}

fn signed(claims: &impl Serialize) -> String {
    let keys = testing::keys();
    let key = keys.signing(ACCESS_TOKEN_ALGORITHM, now()).unwrap();
    key.sign(TokenType::AccessToken, claims).unwrap().expose().to_owned()
}

#[test]
fn an_access_token_comes_back_as_it_went() {
    let (realm, granted) = (testing::realm(), testing::issued_code("portal", "member-1").granted());
    let client = realm.client("portal").unwrap();
    let token = signed(&AccessTokenClaims::for_member(&realm, client, &granted, now()));
    let read = verify(&realm, &token, now() + TimeDelta::seconds(299)).unwrap();
    let of_whom = (read.subject.as_str(), read.client_id.as_str(), &read.scope);
    assert_eq!(of_whom, ("member-1", "portal", &granted.scope));
    assert_eq!(read.for_userinfo(&realm), Ok((granted.session, granted.grant)));
    assert_eq!(read.times, (now().timestamp(), now().timestamp() + 300));
    assert_eq!(verify(&realm, &token, now() + TimeDelta::seconds(300)), Err(BearerError::InvalidToken));
    let elsewhere = Realm { issuer: "https://id.hikari.example/hikari".to_owned(), ..testing::realm() };
    assert_eq!(verify(&elsewhere, &token, now()), Err(BearerError::InvalidToken));
}

#[test]
fn an_access_token_has_the_claims_of_its_profile() {
    let (realm, granted) = (testing::realm(), testing::issued_code("portal", "member-1").granted());
    let client = realm.client("portal").unwrap();
    let claims = serde_json::to_value(AccessTokenClaims::for_member(&realm, client, &granted, now())).unwrap();
    for claim in ["iss", "exp", "aud", "sub", "client_id", "iat", "jti", "scope", "auth_time", "acr", "sid", "grant"] {
        assert!(claims.get(claim).is_some(), "{claim}");
    }
    let other = serde_json::to_value(AccessTokenClaims::for_member(&realm, client, &granted, now())).unwrap();
    assert_ne!(claims["jti"], other["jti"]);
}

#[test]
fn what_is_no_access_token_of_a_member_opens_nothing() {
    let realm = testing::realm();
    let batch = realm.client("batch").unwrap();
    let of_client = signed(&AccessTokenClaims::for_client(&realm, batch, (Scope::default(), Vec::new()), now()));
    let granted = testing::issued_code("portal", "member-1").granted();
    let portal = realm.client("portal").unwrap();
    let good = serde_json::to_value(AccessTokenClaims::for_member(&realm, portal, &granted, now())).unwrap();
    let changed = |name: &str, value: Value| {
        let mut claims = good.clone();
        claims[name] = value;
        signed(&claims)
    };
    for token in [
        of_client,
        testing::id_token("portal", "member-1"),
        changed("aud", json!(["other"])),
        changed("aud", json!([])),
        changed("aud", json!([7])),
        changed("aud", json!("https://other.example")),
        changed("iss", json!("https://other.example")),
        changed("exp", json!("never")),
        changed("exp", Value::Null),
        changed("sub", json!(7)),
        changed("sid", json!("no-id")),
        changed("scope", json!("a  b")),
        String::new(),
        "a.b.c".to_owned(),
    ] {
        let taken = verify(&realm, &token, now()).and_then(|token| token.for_userinfo(&realm));
        assert_eq!(taken, Err(BearerError::InvalidToken), "{token}");
    }
}

#[test]
fn a_token_for_resources_is_for_nobody_else() {
    let mut realm = testing::realm();
    let listed = ["https://api.example/a", "https://api.example/b"].map(str::to_owned).to_vec();
    testing::change_client(&mut realm, "portal", |client| client.resources.clone_from(&listed));
    let client = realm.client("portal").unwrap();
    let granted = Granted { resources: listed.clone(), ..testing::issued_code("portal", "member-1").granted() };
    let one = Narrower { resources: vec![listed[1].clone()], ..Narrower::default() };
    let narrowed = granted.narrowed(client, &one).unwrap();
    for (granted, audience) in [(&granted, &listed), (&narrowed, &one.resources)] {
        let token = signed(&AccessTokenClaims::for_member(&realm, client, granted, now()));
        let token = verify(&realm, &token, now()).unwrap();
        assert_eq!(&token.audience, audience);
        assert_eq!(token.for_userinfo(&realm), Err(BearerError::InvalidToken));
    }
    let more = Narrower { resources: vec!["https://api.example/c".to_owned()], ..Narrower::default() };
    assert_eq!(granted.narrowed(client, &more).unwrap_err(), TokenError::INVALID_TARGET);
    assert_eq!(
        narrowed.narrowed(client, &Narrower { resources: listed, ..one }).unwrap_err(),
        TokenError::INVALID_TARGET
    );
}

/// Nor does what is left of a grant ever turn into a token for the provider itself.
#[test]
fn a_resource_that_the_clients_file_no_longer_lists_is_gone() {
    let mut realm = testing::realm();
    let [kept, gone] = ["https://api.example/a", "https://api.example/b"].map(str::to_owned);
    let granted = |resources: &[&String]| {
        let resources = resources.iter().map(|resource| (*resource).clone()).collect();
        Granted { resources, ..testing::issued_code("portal", "member-1").granted() }
    };
    let asked = |resource: &String| Narrower { resources: vec![resource.clone()], ..Narrower::default() };
    testing::change_client(&mut realm, "portal", |client| client.resources = vec![kept.clone()]);
    let client = realm.client("portal").unwrap();

    let both = granted(&[&kept, &gone]);
    assert_eq!(both.narrowed(client, &Narrower::default()).unwrap().resources, std::slice::from_ref(&kept));
    assert_eq!(both.narrowed(client, &asked(&kept)).unwrap().resources, [kept]);
    assert_eq!(both.narrowed(client, &asked(&gone)).unwrap_err(), TokenError::INVALID_TARGET);
    for asked in [Narrower::default(), asked(&gone)] {
        assert_eq!(granted(&[&gone]).narrowed(client, &asked).unwrap_err(), TokenError::INVALID_TARGET);
    }
}

#[test]
fn less_may_be_asked_for_and_more_may_not() {
    let mut realm = testing::realm();
    let granted = testing::issued_code("portal", "member-1").granted();
    let narrower = |scope: &str| Narrower { scope: Scope::parse(scope).ok(), resources: Vec::new() };
    let portal = |realm: &Realm| std::sync::Arc::clone(realm.client("portal").unwrap());
    let less = granted.narrowed(&portal(&realm), &narrower("openid email")).unwrap();
    assert_eq!(less.scope, Scope::parse("email openid").unwrap());
    let more = granted.narrowed(&portal(&realm), &narrower("openid receipts:write"));
    assert_eq!(more.unwrap_err(), TokenError::SCOPE_NOT_GRANTED);
    // What the client's file no longer lists is gone.
    testing::change_client(&mut realm, "portal", |client| client.scopes.retain(|scope| scope != "kenpo"));
    assert!(!granted.narrowed(&portal(&realm), &Narrower::default()).unwrap().scope.contains("kenpo"));
}
