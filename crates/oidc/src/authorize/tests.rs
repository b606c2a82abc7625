//! Requests as clients, careless or hostile, send them.

use base::{Language, RandomToken};
use chrono::TimeDelta;
use data_encoding::BASE64URL_NOPAD;
use proptest::prelude::*;
use realm::{Acr, Method, Realm, SigningAlgorithm};
use serde_json::{Value, json};
use url::Url;

use super::*;
use crate::jose::TokenType;
use crate::keys::KeySet;
use crate::testing::{self, CALLBACK, ISSUER, change_client, parameters};
use crate::{Parameters, RedirectUrl};

const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const REQUEST: [(&str, &str); 7] = [
    ("response_type", "code"),
    ("client_id", "portal"),
    ("redirect_uri", CALLBACK),
    ("scope", "openid profile"),
    ("state", "s"),
    ("code_challenge", CHALLENGE),
    ("code_challenge_method", "S256"),
];

/// The good request with some parameters replaced; an empty value leaves one out.
fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = REQUEST.into_iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    kept.chain(changes.iter().copied()).collect()
}

fn check_in(realm: &Realm, pairs: &[(&str, &str)]) -> Result<AuthorizeRequest, &'static str> {
    let parameters = parameters(pairs);
    let trusted = TrustedClient::find(realm, &parameters).expect("a trusted client");
    check(realm, &testing::keys(), &trusted, &parameters).map_err(AuthorizeError::code)
}

fn checked(changes: &[(&str, &str)]) -> Result<AuthorizeRequest, &'static str> {
    check_in(&testing::realm(), &with(changes))
}

fn refused(changes: &[(&str, &str)]) -> &'static str {
    checked(changes).expect_err("a refusal")
}

fn query(url: &RedirectUrl) -> Vec<(String, String)> {
    Url::parse(url.as_str()).unwrap().query_pairs().into_owned().collect()
}

#[test]
fn a_good_request_is_kept_as_it_is() {
    let request = checked(&[
        ("nonce", "n"),
        ("prompt", "login consent"),
        ("max_age", "0"),
        ("login_hint", "tanaka"),
        ("ui_locales", "se en ja"),
        ("display", "popup"),
        ("claims_locales", "se"),
        ("extra", "x"),
    ])
    .unwrap();
    assert_eq!(request.client_id(), "portal");
    assert_eq!(request.redirect_uri(), CALLBACK);
    assert_eq!(request.scope().to_string(), "openid profile");
    assert_eq!(request.state(), Some("s"));
    assert_eq!(request.nonce(), Some("n"));
    assert!(request.prompts(Prompt::Login) && request.prompts(Prompt::Consent) && !request.prompts(Prompt::None));
    assert_eq!(request.max_age(), Some(TimeDelta::zero()));
    assert_eq!(request.login_hint(), Some("tanaka"));
    assert_eq!(request.language(), Some(Language::En));
    assert_eq!(request.subject(), None);

    let stored = serde_json::to_string(&request).unwrap();
    let read: AuthorizeRequest = serde_json::from_str(&stored).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), stored);
    assert!(!format!("{request:?}").contains("tanaka"));
}

#[test]
fn each_check_has_its_own_refusal() {
    let table: &[(&[(&str, &str)], &str)] = &[
        (&[("response_type", "")], "invalid_request"),
        (&[("response_type", "token")], "unsupported_response_type"),
        (&[("response_type", "code id_token")], "unsupported_response_type"),
        (&[("response_type", "none")], "unsupported_response_type"),
        (&[("response_mode", "fragment")], "invalid_request"),
        (&[("response_mode", "fragment")], "invalid_request"),
        (&[("request", "eyJ")], "invalid_request_object"),
        (&[("request_uri", "https://rp.example/o")], "invalid_request_uri"),
        (&[("scope", "")], "invalid_scope"),
        (&[("scope", "openid  profile")], "invalid_scope"),
        (&[("scope", "openid\tprofile")], "invalid_scope"),
        (&[("scope", "\"openid\"")], "invalid_scope"),
        (&[("scope", "phone")], "invalid_scope"),
        (&[("code_challenge", ""), ("code_challenge_method", "")], "invalid_request"),
        (&[("code_challenge_method", "")], "invalid_request"),
        (&[("code_challenge_method", "plain")], "invalid_request"),
        (&[("code_challenge_method", "s256")], "invalid_request"),
        (&[("code_challenge", "")], "invalid_request"),
        (&[("code_challenge", "short")], "invalid_request"),
        (&[("prompt", "none login")], "invalid_request"),
        (&[("prompt", "none create")], "invalid_request"),
        (&[("max_age", "-1")], "invalid_request"),
        (&[("max_age", "+1")], "invalid_request"),
        (&[("max_age", "1.5")], "invalid_request"),
        (&[("max_age", "１")], "invalid_request"),
        (&[("id_token_hint", "eyJ.e30.AAAA")], "invalid_request"),
        (&[("claims", "[]")], "invalid_request"),
        (&[("x", "1"), ("x", "2")], "invalid_request"),
    ];
    for (changes, code) in table {
        assert_eq!(refused(changes), *code, "{changes:?}");
    }
    let long = "openid ".repeat(10_000);
    assert_eq!(refused(&[("scope", &long)]), "invalid_scope");
}

#[test]
fn what_is_not_understood_is_ignored() {
    let request = checked(&[
        ("scope", "openid profile address other"),
        ("prompt", "create"),
        ("max_age", "99999999999999999999"),
        ("login_hint", &"a".repeat(256)),
        ("ui_locales", "se"),
        ("acr_values", "1 2"),
        ("response_mode", "query"),
    ])
    .unwrap();
    assert_eq!(request.scope().to_string(), "openid profile");
    assert!(!Prompt::ALL.into_iter().any(|prompt| request.prompts(prompt)));
    assert!(request.max_age() > Some(TimeDelta::days(365)));
    assert_eq!((request.login_hint(), request.language(), request.preferred_acr()), (None, None, None));
}

#[test]
fn pkce_may_be_left_out_only_where_the_file_says_so_and_a_secret_replaces_it() {
    let without = [("code_challenge", ""), ("code_challenge_method", "")];
    let ask = |client: &str| checked(&[&without[..], &[("client_id", client), ("scope", "openid")]].concat());
    assert!(ask("booking").is_ok());
    assert_eq!(ask("portal").unwrap_err(), "invalid_request");
    // A public client whose file forgets to demand it.
    assert_eq!(ask("phone-app").unwrap_err(), "invalid_request");
}

#[test]
fn a_plain_oauth_request_gets_no_id_token() {
    assert!(checked(&[]).unwrap().is_openid());
    assert!(!checked(&[("scope", "profile")]).unwrap().is_openid());
}

#[test]
fn before_trust_there_is_a_reason_for_a_page() {
    let realm = testing::realm();
    let find = |changes: &[(&str, &str)]| TrustedClient::find(&realm, &parameters(&with(changes))).unwrap_err();
    assert_eq!(find(&[("client_id", "")]), Untrusted::ClientMissing);
    assert_eq!(find(&[("client_id", "portal"), ("client_id", "portal")]), Untrusted::ClientMissing);
    assert_eq!(find(&[("client_id", "nobody")]), Untrusted::ClientUnknown);
    assert_eq!(find(&[("client_id", "PORTAL")]), Untrusted::ClientUnknown);
    assert_eq!(find(&[("client_id", "batch")]), Untrusted::GrantNotAllowed);
    assert_eq!(find(&[("redirect_uri", "")]), Untrusted::RedirectUriMissing);
    assert_eq!(find(&[("redirect_uri", CALLBACK), ("redirect_uri", CALLBACK)]), Untrusted::RedirectUriMissing);
    assert_eq!(find(&[("redirect_uri", "https://evil.example/")]), Untrusted::RedirectUriUnregistered);
}

/// Spellings that some parser somewhere has taken for the registered `https://portal.example/cb`.
const OTHER_ADDRESSES: [&str; 64] = [
    "https://portal.example/cb/",
    "https://portal.example/cb?",
    "https://portal.example/cb#",
    "https://portal.example/cb#x",
    "https://portal.example/cb?x=2",
    "https://portal.example/cb?x=1&y=2",
    "https://portal.example/cb?y=2&x=1",
    "https://portal.example/cb;x",
    "https://portal.example/CB",
    "https://portal.example//cb",
    "https://portal.example/./cb",
    "https://portal.example/a/../cb",
    "https://portal.example/a/..;/cb",
    "https://portal.example/a/..%2Fcb",
    "https://portal.example/a/%2e%2e/cb",
    "https://portal.example/a/..%252fcb",
    "https://portal.example/%63b",
    "https://portal.example:443/cb",
    "https://portal.example./cb",
    "https://PORTAL.example/cb",
    "HTTPS://portal.example/cb",
    "http://portal.example/cb",
    "https:portal.example/cb",
    "https:/portal.example/cb",
    "https:\\\\portal.example\\cb",
    "https://portal.example\\@evil.example/cb",
    "https://evil.example/https://portal.example/cb",
    "https://evil.example@portal.example/cb",
    "https://portal.example@evil.example/cb",
    "https://portal.example@@evil.example/cb",
    "https://portal.example.evil.example/cb",
    "https://evilportal.example/cb",
    "https://portal.example/cb\r\nLocation: https://evil.example",
    "https://portal.example/cb\t",
    "https://portal.example/cb\0",
    " https://portal.example/cb",
    "https://portal.example/cb ",
    "\u{feff}https://portal.example/cb",
    "https://portal。example/cb",
    "https://pоrtal.example/cb",
    "//portal.example/cb",
    "/cb",
    "javascript:alert(1)//https://portal.example/cb",
    "data:text/html,https://portal.example/cb",
    "https://localhost/cb",
    "http://127.0.0.1/cb",
    "https://*.example/cb",
    "https://portal.example/cb,https://evil.example/",
    "https://portal.example/cb https://evil.example/",
    "https://portal.example/cb/../../evil",
    "https://portal.example/cb%00",
    "https://portal.example/cb%0d%0aLocation:%20https://evil.example",
    "https://portal.example/cb%23",
    "https://portal.example/cb?x=1#",
    "https://portal.example/cb?x=1&",
    "https://portal.example/cb?x=%31",
    "https://portal.example:0443/cb",
    "https://portal.example:444/cb",
    "https://portal.example%2Fcb@evil.example/",
    "https://portal.example\u{200B}/cb",
    "https://xn--portal-.example/cb",
    "\thttps://portal.example/cb",
    "https://portal.example/cb\u{2028}",
    "urn:https://portal.example/cb",
];

#[test]
fn no_other_spelling_of_an_address_is_the_address() {
    let realm = testing::realm();
    for attempt in OTHER_ADDRESSES {
        let asked = parameters(&with(&[("redirect_uri", attempt)]));
        assert_eq!(TrustedClient::find(&realm, &asked).unwrap_err(), Untrusted::RedirectUriUnregistered, "{attempt}");
    }
}

#[test]
fn answers_carry_state_and_issuer_and_nothing_else() {
    let realm = testing::realm();
    let registered = "https://portal.example/cb?x=1";
    let asked = parameters(&with(&[("redirect_uri", registered), ("state", "a&b=c\r\n#é")]));
    let trusted = TrustedClient::find(&realm, &asked).unwrap();
    let request = check(&realm, &testing::keys(), &trusted, &asked).unwrap();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());

    let code = RandomToken::generate();
    let success = TrustedClient::of(&realm, &request).unwrap().success(&request, &code);
    let AuthorizationResponse::Plain(Delivery::Redirect(success)) = success else { panic!("a form") };
    assert!(success.as_str().starts_with("https://portal.example/cb?x=1&code="));
    let expected = [pair("x", "1"), pair("code", code.expose()), pair("state", "a&b=c\r\n#é"), pair("iss", ISSUER)];
    assert_eq!(query(&success), expected);

    let error = AuthorizeError::LoginRequired;
    let expected = [
        pair("x", "1"),
        pair("error", "login_required"),
        pair("error_description", error.description()),
        pair("iss", ISSUER),
    ];
    let AuthorizationResponse::Plain(Delivery::Redirect(answer)) = trusted.error(None, error) else { panic!("a form") };
    assert_eq!(query(&answer), expected);
}

#[test]
fn an_answer_may_be_a_form_and_nothing_of_its_address_changes() {
    let realm = testing::realm();
    let registered = "https://portal.example/cb?x=1";
    let asked = parameters(&with(&[("redirect_uri", registered), ("state", "\"><b>"), ("response_mode", "form_post")]));
    let trusted = TrustedClient::find(&realm, &asked).unwrap();
    let request = check(&realm, &testing::keys(), &trusted, &asked).unwrap();
    let stored: AuthorizeRequest = serde_json::from_str(&serde_json::to_string(&request).unwrap()).unwrap();
    let code = RandomToken::generate();
    let answer = TrustedClient::of(&realm, &stored).unwrap().success(&stored, &code);
    let AuthorizationResponse::Plain(Delivery::FormPost(form)) = answer else { panic!("a redirect") };
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(form.address(), registered);
    assert_eq!(form.fields(), [pair("code", code.expose()), pair("state", "\"><b>"), pair("iss", ISSUER)]);
    assert!(!format!("{form:?}").contains(code.expose()));
    assert_eq!(checked(&[("response_mode", "fragment")]).unwrap_err(), "invalid_request");
}

/// The one field that a signed answer leaves outside.
fn signed(answer: AuthorizationResponse) -> (String, String) {
    let AuthorizationResponse::ToSign(unsigned) = answer else { panic!("not signed") };
    let (address, fields) = match unsigned.sign(&testing::keys(), testing::now()).unwrap() {
        Delivery::Redirect(url) => ("query".to_owned(), query(&url)),
        Delivery::FormPost(form) => (form.address().to_owned(), form.fields().to_vec()),
    };
    let [(name, value)] = <[_; 1]>::try_from(fields).unwrap();
    assert_eq!(name, "response");
    (address, value)
}

#[test]
fn an_answer_may_be_signed_and_then_nothing_is_outside() {
    let mut realm = testing::realm();
    for algorithm in [SigningAlgorithm::ES256, SigningAlgorithm::RS256] {
        change_client(&mut realm, "portal", |client| client.authorization_signed_response_alg = algorithm);
        for (mode, way) in [("jwt", "query"), ("query.jwt", "query"), ("form_post.jwt", CALLBACK)] {
            let asked = parameters(&with(&[("response_mode", mode), ("state", "a&b\"<")]));
            let trusted = TrustedClient::find(&realm, &asked).unwrap();
            let request = check(&realm, &testing::keys(), &trusted, &asked).unwrap();
            let stored: AuthorizeRequest = serde_json::from_str(&serde_json::to_string(&request).unwrap()).unwrap();
            let code = RandomToken::generate();
            let answer = TrustedClient::of(&realm, &stored).unwrap().success(&stored, &code);
            assert!(!format!("{answer:?}").contains(code.expose()));
            let (went, token) = signed(answer);
            assert_eq!(went, way, "{mode}");
            let claims = testing::keys().verify(&token, TokenType::AuthorizationResponse).unwrap();
            let expected = json!({
                "code": code.expose(), "state": "a&b\"<", "iss": ISSUER, "aud": "portal",
                "exp": testing::now().timestamp() + 300,
            });
            assert_eq!(Value::Object(claims), expected, "{mode}");
            let header = token.split('.').next().unwrap().as_bytes();
            let header: Value = serde_json::from_slice(&BASE64URL_NOPAD.decode(header).unwrap()).unwrap();
            assert_eq!(header["alg"], json!(algorithm), "{mode}");
            assert_eq!(refused(&[("id_token_hint", &token)]), "invalid_request", "it is no ID token");
        }
    }
}

#[test]
fn a_refusal_is_signed_too_and_never_goes_unsigned_for_want_of_a_key() {
    let realm = testing::realm();
    let asked = parameters(&with(&[("response_mode", "jwt"), ("scope", "\"")]));
    let trusted = TrustedClient::find(&realm, &asked).unwrap();
    let error = check(&realm, &testing::keys(), &trusted, &asked).unwrap_err();
    let (_, token) = signed(trusted.error(Some("s"), error));
    let claims = testing::keys().verify(&token, TokenType::AuthorizationResponse).unwrap();
    assert_eq!((&claims["error"], &claims["state"]), (&json!("invalid_scope"), &json!("s")));
    assert!(claims.contains_key("error_description") && claims.contains_key("exp") && !claims.contains_key("code"));
    let AuthorizationResponse::ToSign(unsigned) = trusted.error(None, error) else { panic!("not signed") };
    assert!(unsigned.sign(&KeySet::default(), testing::now()).is_err());
}

#[test]
fn a_stored_request_is_not_answered_where_the_file_no_longer_permits_it() {
    let mut realm = testing::realm();
    let request = checked(&[]).unwrap();
    change_client(&mut realm, "portal", |client| client.redirect_uris.clear());
    assert_eq!(TrustedClient::of(&realm, &request).unwrap_err(), Untrusted::RedirectUriUnregistered);
    realm.clients.clear();
    assert_eq!(TrustedClient::of(&realm, &request).unwrap_err(), Untrusted::ClientUnknown);
}

fn claims(json: &str) -> Result<AuthorizeRequest, &'static str> {
    checked(&[("claims", json)])
}

#[test]
fn claims_must_be_objects_where_objects_belong() {
    let harmless = [
        "{}",
        r#"{"id_token":null,"userinfo":null}"#,
        r#"{"id_token":{"unknown":null,"acr":null},"other":[1]}"#,
        r#"{"id_token":{"name":{"essential":"yes","value":[1],"extra":{}}}}"#,
        r#"{"id_token":{"acr":{"essential":true}}}"#,
        r#"{"id_token":{"acr":{"values":"urn"}}}"#,
        r#"{"id_token":{"sub":{"value":7}}}"#,
    ];
    for json in harmless {
        assert!(claims(json).is_ok(), "{json}");
    }
    let nested = format!(r#"{{"userinfo":{{"name":{}1{}}}}}"#, r#"{"a":"#.repeat(4), "}".repeat(4));
    let bad = [
        "[]",
        "null",
        "\"{}\"",
        "{",
        "{}{}",
        r#"{"id_token":[]}"#,
        r#"{"id_token":"acr"}"#,
        r#"{"userinfo":7}"#,
        r#"{"userinfo":{"name":true}}"#,
        r#"{"userinfo":{"name":["essential"]}}"#,
        r#"{"userinfo":{"name":null,"name":null}}"#,
        r#"{"userinfo":{},"userinfo":{}}"#,
        &nested,
    ];
    for json in bad {
        assert_eq!(claims(json).unwrap_err(), "invalid_request", "{json}");
    }
}

#[test]
fn only_claims_that_the_clients_scopes_cover_are_kept() {
    let asked =
        r#"{"userinfo":{"name":{"essential":true},"email":null,"kenpo":null,"x":null},"id_token":{"email":null}}"#;
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<ClaimNames>();
    let portal = claims(asked).unwrap();
    assert_eq!(portal.claims().userinfo, names(&["email", "kenpo", "name"]));
    assert_eq!(portal.claims().id_token, names(&["email"]));
    let booking = checked(&[("client_id", "booking"), ("claims", asked)]).unwrap();
    assert_eq!(booking.claims().userinfo, names(&["name"]));
    assert_eq!(booking.claims().id_token, names(&[]));
}

fn acr_claim(essential: bool, values: &[&str]) -> String {
    json!({"id_token": {"acr": {"essential": essential, "values": values}}}).to_string()
}

#[test]
fn an_essential_class_binds_and_a_wish_does_not() {
    let realm = testing::realm();
    let (portal, booking) = (realm.client("portal").unwrap(), realm.client("booking").unwrap());
    let (mail, app, passkey) = (Acr::MailCode.urn(), Acr::AppCode.urn(), Acr::Passkey.urn());

    let plain = checked(&[]).unwrap();
    assert_eq!(required_acr(&plain, portal), Acr::Password);
    assert_eq!(required_acr(&plain, booking), Acr::MailCode);
    assert_eq!(plain.acr_to_report(Acr::AppCode), Ok(Acr::AppCode));

    let essential = claims(&acr_claim(true, &["urn:other", app, mail])).unwrap();
    assert_eq!(required_acr(&essential, portal), Acr::MailCode);
    assert_eq!(essential.acr_to_report(Acr::Passkey), Ok(Acr::AppCode));
    assert_eq!(essential.acr_to_report(Acr::MailCode), Ok(Acr::MailCode));
    assert_eq!(essential.acr_to_report(Acr::Password), Err(AuthorizeError::UnmetAuthenticationRequirements));

    // This realm has no passkeys.
    assert_eq!(claims(&acr_claim(true, &[passkey])).unwrap_err(), "unmet_authentication_requirements");
    assert_eq!(claims(&acr_claim(true, &["urn:other"])).unwrap_err(), "unmet_authentication_requirements");

    for wish in [[("claims", acr_claim(false, &[passkey, app]))], [("acr_values", format!("{passkey} x {app}"))]] {
        let wish = checked(&wish.each_ref().map(|(name, value)| (*name, value.as_str()))).unwrap();
        assert_eq!(wish.preferred_acr(), Some(Acr::AppCode));
        assert_eq!(required_acr(&wish, portal), Acr::Password);
        assert_eq!(wish.acr_to_report(Acr::Password), Ok(Acr::Password));
    }
}

#[test]
fn a_realm_reaches_what_its_strongest_method_covers() {
    let mut realm = testing::realm();
    assert_eq!(reachable_acrs(&realm), [Acr::Password, Acr::MailCode, Acr::AppCode]);
    realm.sign_in.methods = vec![Method::MailOtp];
    assert_eq!(reachable_acrs(&realm), [Acr::Password, Acr::MailCode]);
    realm.sign_in.methods = vec![Method::Passkey];
    assert_eq!(reachable_acrs(&realm), Acr::ALL);
}

#[test]
fn an_id_token_hint_names_the_member() {
    let hint = testing::id_token("portal", "member-1");
    assert_eq!(checked(&[("id_token_hint", &hint)]).unwrap().subject(), Some("member-1"));
    let same = r#"{"id_token":{"sub":{"value":"member-1"}}}"#;
    assert!(checked(&[("id_token_hint", &hint), ("claims", same)]).is_ok());
    assert_eq!(claims(same).unwrap().subject(), Some("member-1"));
    let other = r#"{"id_token":{"sub":{"value":"member-2"}}}"#;
    assert_eq!(refused(&[("id_token_hint", &hint), ("claims", other)]), "invalid_request");
    let of_another_client = testing::id_token("booking", "member-1");
    assert_eq!(refused(&[("id_token_hint", &of_another_client)]), "invalid_request");
    assert_eq!(refused(&[("id_token_hint", &testing::access_token("portal", "member-1"))]), "invalid_request");
}

const EVERY_ERROR: [AuthorizeError; 32] = [
    AuthorizeError::Malformed(crate::ParameterError::TooMany),
    AuthorizeError::ResponseTypeMissing,
    AuthorizeError::ResponseTypeUnsupported,
    AuthorizeError::ResponseModeUnsupported,
    AuthorizeError::PushedRequestMissing,
    AuthorizeError::RequestObject(RequestObjectError::Signature),
    AuthorizeError::RequestObject(RequestObjectError::Client),
    AuthorizeError::RequestObject(RequestObjectError::Audience),
    AuthorizeError::RequestObject(RequestObjectError::Time),
    AuthorizeError::RequestObject(RequestObjectError::Nested),
    AuthorizeError::RequestObject(RequestObjectError::Parameter),
    AuthorizeError::RequestObjectTwice,
    AuthorizeError::RequestObjectMissing,
    AuthorizeError::RequestUri,
    AuthorizeError::RequestUriUnanswered,
    AuthorizeError::ResourceNotPermitted,
    AuthorizeError::ScopeMalformed,
    AuthorizeError::ScopeNotPermitted,
    AuthorizeError::CodeChallengeMissing,
    AuthorizeError::CodeChallengeMethod,
    AuthorizeError::CodeChallengeMalformed,
    AuthorizeError::PromptContradicts,
    AuthorizeError::MaxAge,
    AuthorizeError::IdTokenHint,
    AuthorizeError::Claims,
    AuthorizeError::SubjectsContradict,
    AuthorizeError::UnmetAuthenticationRequirements,
    AuthorizeError::LoginRequired,
    AuthorizeError::InteractionRequired,
    AuthorizeError::AccessDenied,
    AuthorizeError::ServerError,
    AuthorizeError::TemporarilyUnavailable,
];

#[test]
fn descriptions_keep_to_the_alphabet_of_the_standard() {
    for error in EVERY_ERROR {
        assert!(error.description().bytes().all(|b| matches!(b, 0x20 | 0x21 | 0x23..=0x5B | 0x5D..=0x7E)), "{error:?}");
    }
}

proptest! {
    /// Whatever is accepted as an address is one of the registered ones.
    #[test]
    fn accepted_addresses_are_registered(
        prefix in "(https://portal\\.example/cb)?",
        rest in "[ -~é/@\\\\%.#?;:&]{0,12}",
    ) {
        let realm = testing::realm();
        let asked = prefix + &rest;
        let found = TrustedClient::find(&realm, &parameters(&with(&[("redirect_uri", &asked)])));
        prop_assert_eq!(found.is_ok(), realm.client("portal").unwrap().redirect_uris.contains(&asked));
    }

    /// No request makes the checks panic, and none leads to an address outside the list.
    #[test]
    fn any_request_has_an_answer(noise in proptest::collection::vec(("[a-z_]{1,12}", ".{0,40}"), 0..12),
                                 known in proptest::collection::vec((0_usize..14, ".{0,60}"), 0..12)) {
        const KNOWN: [&str; 14] = ["response_type", "response_mode", "scope", "code_challenge", "state",
            "code_challenge_method", "prompt", "max_age", "claims", "acr_values", "ui_locales", "login_hint",
            "id_token_hint", "request"];
        let realm = testing::realm();
        let mut pairs = vec![("client_id".to_owned(), "portal".to_owned()),
                             ("redirect_uri".to_owned(), CALLBACK.to_owned())];
        pairs.extend(noise);
        pairs.extend(known.into_iter().map(|(name, value)| (KNOWN[name].to_owned(), value)));
        let parameters = Parameters::parse(&pairs);
        if let Ok(trusted) = TrustedClient::find(&realm, &parameters) {
            let state = parameters.get("state");
            if let Err(error) = check(&realm, &testing::keys(), &trusted, &parameters) {
                let AuthorizationResponse::Plain(Delivery::Redirect(answer)) = trusted.error(state, error) else { return Ok(()) };
                let prefix = format!("{CALLBACK}?error=");
                prop_assert!(answer.as_str().starts_with(&prefix));
                prop_assert!(answer.as_str().is_ascii());
            }
        }
    }

    /// The claims parameter never panics, whatever JSON it is.
    #[test]
    fn any_claims_parameter_has_an_answer(json in "[\\{\\}\\[\\]\":,a-z0-9 ]{0,60}") {
        let _ = claims(&json);
    }
}
