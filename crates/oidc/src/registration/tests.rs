//! Registrations that are taken, and one reason each for those that are not.

use realm::Acr;
use serde_json::json;

use super::*;

fn rules() -> Registration {
    Registration {
        initial_access_tokens: None,
        pkce_required: true,
        scopes: vec!["openid".to_owned(), "profile".to_owned()],
        minimum_acr: Acr::MailCode,
        hosts: vec!["app.example".to_owned()],
    }
}

fn judged(said: &Value) -> Result<ClientMetadata, RegistrationError> {
    accept(read(said.to_string().as_bytes())?, &rules(), false)
}

fn with(member: &str, value: Value) -> Value {
    let mut said = json!({ "redirect_uris": ["https://app.example/cb?a=b"] });
    said[member] = value;
    said
}

#[test]
fn what_is_left_out_is_filled_in() {
    let said = judged(&with("unknown", json!({ "a": [1] }))).unwrap();
    assert_eq!(said.scope.as_deref(), Some("openid profile"));
    let client = said.client("id", Some("secret".to_owned().into()), &rules());
    assert_eq!((client.authentication, client.id.as_str()), (ClientAuthentication::SecretBasic, "id"));
    assert_eq!((client.consent, client.minimum_acr), (Consent::Remembered, Acr::MailCode));
    assert_eq!(client.redirect_uris, ["https://app.example/cb?a=b"]);
    assert_eq!((client.grant_types.as_slice(), client.pkce_required), (&[GrantType::AuthorizationCode][..], true));
    assert_eq!(client.name.en, "id");
    let written = serde_json::to_value(&said).unwrap();
    assert_eq!(written["response_types"], json!(["code"]));
    assert!(written.get("unknown").is_none() && written.get("jwks").is_none());
    let read_again: ClientMetadata = serde_json::from_value(written).unwrap();
    assert_eq!(read_again, said);
}

#[test]
fn more_than_is_permitted_is_left_out() {
    let said = judged(&with("scope", json!("openid kenpo email"))).unwrap();
    assert_eq!(said.scope.as_deref(), Some("openid"));
    let said = judged(&with("grant_types", json!(["authorization_code", "refresh_token", "implicit"]))).unwrap();
    assert_eq!(said.grant_types, ["authorization_code", "refresh_token"]);
    assert_eq!(said.client("id", None, &rules()).grant_types.len(), 2);
}

#[test]
fn redirect_uris_are_exact() {
    for bad in [
        json!([]),
        json!(["https://app.example/cb#fragment"]),
        json!(["http://app.example/cb"]),
        json!(["http://localhost/cb"]),
        json!(["https://user@app.example/cb"]),
        json!(["https://app.example/../cb"]),
        json!(["https://app.example/%2e%2e/cb"]),
        json!(["https://*.example/cb"]),
        json!(["javascript:alert(1)"]),
        json!(["app.example:/cb"]),
        json!(["https://app.example/cb", "//evil.example"]),
    ] {
        let refused = judged(&with("redirect_uris", bad.clone())).unwrap_err();
        assert_eq!(refused.code(), "invalid_redirect_uri", "{bad}");
    }
    let mut native = with("redirect_uris", json!(["http://127.0.0.1/cb", "http://[::1]:7000/cb"]));
    native["application_type"] = json!("native");
    assert!(judged(&native).is_ok());
    native["redirect_uris"] = json!(["http://app.example/cb"]);
    assert!(judged(&native).is_err());
}

#[test]
fn what_cannot_be_is_refused() {
    let private = json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "x": "AAAA", "d": "AAAA" }] });
    for (member, bad) in [
        ("grant_types", json!(["client_credentials"])),
        ("grant_types", json!("authorization_code")),
        ("response_types", json!(["id_token"])),
        ("response_types", json!([])),
        ("token_endpoint_auth_method", json!("client_secret_jwt")),
        ("token_endpoint_auth_method", json!("private_key_jwt")),
        ("token_endpoint_auth_method", json!("tls_client_auth")),
        ("id_token_signed_response_alg", json!("none")),
        ("userinfo_signed_response_alg", json!("HS256")),
        ("scope", json!("kenpo")),
        ("jwks", private),
        ("jwks_uri", json!("https://elsewhere.example/jwks")),
        ("jwks_uri", json!("http://app.example/jwks")),
        ("sector_identifier_uri", json!("https://10.0.0.1/sector")),
        ("backchannel_logout_uri", json!("https://elsewhere.example/out")),
        ("request_uris", json!(["https://elsewhere.example/request#hash"])),
        ("initiate_login_uri", json!("http://app.example/begin")),
        ("logo_uri", json!("javascript:alert(1)")),
        ("post_logout_redirect_uris", json!(["https://app.example/home#x"])),
        ("default_max_age", json!(-1)),
        ("subject_type", json!("secret")),
        ("contacts", json!(vec!["a@example.jp"; 51])),
    ] {
        let refused = judged(&with(member, bad.clone()));
        assert_eq!(refused.map_err(RegistrationError::code), Err("invalid_client_metadata"), "{member} {bad}");
    }
    let mut pairwise = with("redirect_uris", json!(["https://app.example/cb", "https://other.example/cb"]));
    pairwise["subject_type"] = json!("pairwise");
    assert!(judged(&pairwise).is_err());
    pairwise["sector_identifier_uri"] = json!("https://app.example/sector");
    let said = judged(&pairwise).unwrap();
    assert!(is_of_sector(br#"["https://other.example/cb","https://app.example/cb"]"#, &said));
    assert!(!is_of_sector(br#"["https://app.example/cb"]"#, &said) && !is_of_sector(b"{}", &said));
    for body in ["", "[]", "1", r#"{"scope":"a","scope":"b"}"#] {
        assert!(read(body.as_bytes()).is_err(), "{body}");
    }
}
