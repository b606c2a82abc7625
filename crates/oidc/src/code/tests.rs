//! Codes redeemed by their owner, and by others.

use chrono::TimeDelta;
use realm::{Acr, Realm};

use super::*;
use crate::testing::{self, CALLBACK, authenticated, now, parameters};
use crate::token::Grant;

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

fn redemption(realm: &Realm, redirect_uri: &str, verifier: &str) -> CodeRedemption {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", "the-code"),
        ("redirect_uri", redirect_uri),
        ("code_verifier", verifier),
    ];
    let Ok(Grant::AuthorizationCode(redemption)) = Grant::read(&parameters(&form), &authenticated(realm, "portal"))
    else {
        panic!("a token request")
    };
    redemption
}

fn unfit(state: &CodeState, redemption: &CodeRedemption, client: &str) -> Option<&'static str> {
    let client = authenticated(&testing::realm(), client);
    match state.redeem((redemption, None), &client, now()) {
        Ok(_) => None,
        Err(CodeRefused::Unfit(error)) => {
            assert_eq!(error.error.name(), "invalid_grant");
            Some(error.error_description)
        }
        Err(CodeRefused::Reused { .. }) => panic!("a new code is spent"),
    }
}

#[test]
fn a_code_is_for_its_client_address_verifier_and_minute() {
    let realm = testing::realm();
    let state = CodeState::issue(testing::issued_code("portal", "member-1")).unwrap();
    let good = redemption(&realm, CALLBACK, VERIFIER);
    assert_eq!(unfit(&state, &good, "portal"), None);
    assert!(unfit(&state, &good, "booking").is_some());
    assert!(unfit(&state, &redemption(&realm, "https://portal.example/cb?x=1", VERIFIER), "portal").is_some());
    assert!(unfit(&state, &redemption(&realm, CALLBACK, ""), "portal").is_some());
    assert!(unfit(&state, &redemption(&realm, CALLBACK, &"a".repeat(43)), "portal").is_some());
    assert!(unfit(&state, &redemption(&realm, CALLBACK, "short"), "portal").is_some());

    let client = authenticated(&realm, "portal");
    assert!(state.redeem((&good, None), &client, now() + TimeDelta::seconds(59)).is_ok());
    assert!(state.redeem((&good, None), &client, now() + TimeDelta::seconds(60)).is_err());
}

#[test]
fn a_verifier_without_a_challenge_is_refused() {
    let mut code = testing::issued_code("portal", "member-1");
    code.request = without_challenge(&code.request);
    let state = CodeState::issue(code).unwrap();
    let realm = testing::realm();
    assert!(unfit(&state, &redemption(&realm, CALLBACK, VERIFIER), "portal").is_some());
    assert_eq!(unfit(&state, &redemption(&realm, CALLBACK, ""), "portal"), None);
}

fn without_challenge(request: &AuthorizeRequest) -> AuthorizeRequest {
    let mut stored = serde_json::to_value(request).unwrap();
    stored["code_challenge"] = serde_json::Value::Null;
    serde_json::from_value(stored).unwrap()
}

#[test]
fn a_spent_code_names_the_family_to_revoke() {
    let grant = GrantId::generate();
    let spent = CodeState::Spent { grant };
    let realm = testing::realm();
    for client in ["portal", "booking"] {
        let refused =
            spent.redeem((&redemption(&realm, CALLBACK, VERIFIER), None), &authenticated(&realm, client), now());
        assert_eq!(refused.unwrap_err(), CodeRefused::Reused { grant });
    }
}

#[test]
fn the_state_survives_the_store() {
    let issued = CodeState::issue(testing::issued_code("portal", "member-1")).unwrap();
    for state in [issued, CodeState::Spent { grant: GrantId::generate() }] {
        let stored = serde_json::to_string(&state).unwrap();
        let read: CodeState = serde_json::from_str(&stored).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), stored);
    }
}

#[test]
fn no_code_is_issued_below_an_essential_class() {
    let mut code = testing::issued_code("portal", "member-1");
    let mut stored = serde_json::to_value(&code.request).unwrap();
    stored["essential_acr"] = serde_json::json!(["mail-code"]);
    code.request = serde_json::from_value(stored).unwrap();

    let CodeState::Issued(issued) = CodeState::issue(code.clone()).unwrap() else { panic!("a new code is spent") };
    assert_eq!(issued.authentication.acr, Acr::MailCode);
    code.authentication.acr = Acr::Password;
    assert_eq!(CodeState::issue(code).unwrap_err(), AuthorizeError::UnmetAuthenticationRequirements);
}
