//! The realm's files, filled in from the templates.

use std::fs;
use std::path::Path;

use anyhow::Context as _;

use serde_json::Value;

use super::clients::{BACK_CHANNEL, FRONT_CHANNEL, Fapi, FapiAuthentication, FapiBinding, OIDC};
use super::identity::{ApplicationIdentity, Identities};
use super::{Conformance, REALM, template};

/// Writes all of them anew: they follow the suite's address.
pub(super) fn write(run: &Conformance, identities: &Identities) -> anyhow::Result<()> {
    let realm = run.realm_config().join(REALM);
    fs::create_dir_all(realm.join("clients"))?;
    let suite = run.suite();
    let host = run.suite_base.host_str().context("the suite's address has no host")?;
    for name in ["realm.toml", "portal.toml", "clients/portal.toml"] {
        fill(&format!("realm/{name}"), &realm.join(name), &[("suite", &suite)])?;
    }
    let logout_of = |client_id: &str| match client_id {
        FRONT_CHANNEL => told("frontchannel", &suite),
        BACK_CHANNEL => told("backchannel", &suite),
        _ => String::new(),
    };
    let told_of_logout = [FRONT_CHANNEL, BACK_CHANNEL].map(|client_id| (client_id, "client_secret_basic"));
    for (client_id, authentication) in OIDC.into_iter().chain(told_of_logout) {
        let logout = logout_of(client_id);
        let values =
            [("client_id", client_id), ("authentication", authentication), ("suite", &suite), ("logout", &logout)];
        fill("realm/oidc.toml", &realm.join(format!("clients/{client_id}.toml")), &values)?;
    }
    let path = realm.join("realm.toml");
    let registration = filled("realm/registration.toml", &[("suite_host", host)])?;
    fs::write(&path, fs::read_to_string(&path)? + registration.as_str())?;
    for fapi in Fapi::all() {
        for (number, client_id) in fapi.client_ids().iter().enumerate() {
            let to = realm.join(format!("clients/{client_id}.toml"));
            write_fapi(&to, fapi, identities.of(client_id)?, &callback(&suite, number))?;
        }
    }
    Ok(())
}

/// The suite's second application has a query in its address, which is to be kept as it is.
fn callback(suite: &str, number: usize) -> String {
    let query = if number == 0 { "" } else { "?dummy1=lorem&dummy2=ipsum" };
    format!("\"{suite}/callback{query}\"")
}

fn told(channel: &str, suite: &str) -> String {
    format!("{channel}_logout_uri = \"{suite}/{channel}_logout\"\n{channel}_logout_session_required = true")
}

fn write_fapi(to: &Path, fapi: Fapi, identity: &ApplicationIdentity, callback: &str) -> anyhow::Result<()> {
    let client_id = identity.client_id.as_str();
    let authentication = match fapi.authentication {
        FapiAuthentication::PrivateKeyJwt => "token_endpoint_auth_method = \"private_key_jwt\"".to_owned(),
        FapiAuthentication::Mtls => {
            format!("token_endpoint_auth_method = \"tls_client_auth\"\ntls_client_auth_subject_dn = \"CN={client_id}\"")
        }
    };
    let binding = match fapi.binding {
        FapiBinding::Dpop => "dpop_bound_access_tokens = true",
        FapiBinding::Mtls => "tls_client_certificate_bound_access_tokens = true",
    };
    let signing = "require_signed_request_object = true\nrequest_object_signing_alg = \"ES256\"";
    let member = |name: &str| identity.jwk.get(name).and_then(Value::as_str).unwrap_or_default();
    let values = [
        ("client_id", client_id),
        ("authentication", &authentication),
        ("binding", binding),
        ("signing", if fapi.signs { signing } else { "" }),
        ("callbacks", callback),
        ("kid", member("kid")),
        ("x", member("x")),
        ("y", member("y")),
    ];
    fill("realm/fapi2.toml", to, &values)
}

/// Writes a template.
fn fill(name: &str, to: &Path, values: &[(&str, &str)]) -> anyhow::Result<()> {
    Ok(fs::write(to, filled(name, values)?)?)
}

/// A template with its `{{names}}` replaced.
fn filled(name: &str, values: &[(&str, &str)]) -> anyhow::Result<String> {
    let text = fs::read_to_string(template(name)).with_context(|| name.to_owned())?;
    let replaced = values.iter().fold(text, |text, (name, value)| text.replace(&format!("{{{{{name}}}}}"), value));
    anyhow::ensure!(!replaced.contains("{{"), "{name} asks for what nobody fills in: {replaced}");
    Ok(replaced)
}
