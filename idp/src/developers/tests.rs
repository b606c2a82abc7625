//! What the page for integrators must hold true.

use std::collections::BTreeSet;

use axum::http::Uri;
use base::Language;
use serde_json::json;
use web::{Service, Site, View};

use super::errors::ERRORS;
use super::page;
use super::setups::SETUPS;
use crate::testing::{content_of, society};

fn shown(name: &str, language: Language) -> String {
    let realm = society(name);
    let site = Site::of(&realm, Service::Provider);
    let uri = Uri::from_static("/minato/developers");
    let metadata = json!({
        "issuer": realm.issuer,
        "token_endpoint": format!("{}/token", realm.issuer),
        "response_types_supported": ["code"],
        "prompt_values_supported": ["none", "login"],
        "claims_parameter_supported": true,
        "scopes_supported": ["openid", "email", "kenpo", "offline_access"],
    });
    page(View { site: &site, language, uri: &uri }, &realm, metadata.as_object().unwrap()).into_string()
}

#[test]
fn the_page() {
    for language in Language::ALL {
        // What the set-ups say stands in files of their own.
        let said = content_of(&shown("minato", language));
        let (said, setups) = said.split_once("id=\"setups\"").unwrap();
        assert_eq!(setups.matches("<pre").count(), SETUPS.len());
        insta::assert_snapshot!(format!("developers-{}", language.tag()), said);
    }
}

/// The codes that the protocol's rules answer, as their sources name them.
fn codes(source: &str) -> BTreeSet<&str> {
    let rules = source.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = rules.lines().filter(|line| !line.trim_start().starts_with("//"));
    let quoted = lines.flat_map(|line| line.split('"').skip(1).step_by(2));
    let is_code = |text: &&str| text.contains('_') && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    quoted.filter(is_code).collect()
}

#[test]
fn every_error_is_explained() {
    let explained: BTreeSet<&str> = ERRORS.iter().map(|(error, ..)| *error).collect();
    assert_eq!(explained.len(), ERRORS.len(), "each once");
    let mut answered = codes(include_str!("../../../crates/oidc/src/authorize/error.rs"));
    answered.extend(codes(include_str!("../../../crates/oidc/src/token/error.rs")));
    assert!(answered.len() > 15, "{answered:?}");
    let missing: Vec<_> = answered.difference(&explained).collect();
    assert!(missing.is_empty(), "not explained: {missing:?}");
}

#[test]
fn a_set_up_is_ready_to_copy_and_has_no_secret() {
    let realm = society("minato");
    for setup in &SETUPS {
        let text = setup.text(&realm);
        assert!(text.contains(&realm.issuer) && text.contains("your-client-id"), "{}", setup.id);
        for place in ["{issuer}", "{client_id}", "{redirect_uri}"] {
            assert!(!text.contains(place), "{}: {place}", setup.id);
        }
        let by_secret = text.to_lowercase().contains("secret");
        assert!(!by_secret || text.contains("OIDC_CLIENT_SECRET"), "{}: a secret from elsewhere", setup.id);
        assert!(text.lines().all(|line| line.len() <= 120), "{}", setup.id);
    }
}
