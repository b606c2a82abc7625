//! The suite's configurations: for each plan one file, which names the applications that play in it.

use std::fs;

use serde_json::{Map, Value, json};

use super::clients::{BACK_CHANNEL, FRONT_CHANNEL, Fapi, FapiAuthentication, FapiBinding};
use super::identity::{ApplicationIdentity, Identities};
use super::{Conformance, browser};

/// One run of a plan.
struct Plan {
    /// The plan's name in the suite.
    plan: &'static str,
    /// The file's name.
    file: String,
    variant: Value,
    /// What its configuration has besides what all of them have.
    configuration: Value,
}

/// Writes a configuration for each plan, and the list of them.
pub(super) fn write(run: &Conformance, identities: &Identities) -> anyhow::Result<()> {
    let folder = run.folder.join("");
    let mut list = Vec::new();
    for plan in openid(run)?.into_iter().chain(fapi(run, identities)?) {
        let mut configuration = common(run, plan.plan);
        configuration.extend(plan.configuration.as_object().cloned().unwrap_or_default());
        let file = format!("{}.json", plan.file);
        fs::write(folder.join(&file), serde_json::to_string_pretty(&configuration)? + "\n")?;
        list.push(json!({ "plan": plan.plan, "variant": plan.variant, "configuration": file }));
    }
    Ok(fs::write(folder.join("plans.json"), serde_json::to_string_pretty(&list)? + "\n")?)
}

fn common(run: &Conformance, plan: &str) -> Map<String, Value> {
    let server = json!({ "discoveryUrl": format!("{}/.well-known/openid-configuration", run.issuer()) });
    let mut configuration = browser::robot(run);
    configuration.insert("alias".to_owned(), json!(run.alias));
    configuration.insert("description".to_owned(), json!(format!("Warifu: {plan}")));
    configuration.insert("server".to_owned(), server);
    configuration
}

fn openid(run: &Conformance) -> anyhow::Result<Vec<Plan>> {
    let application = |id: &str| anyhow::Ok(json!({ "client_id": id, "client_secret": run.secret(id)? }));
    let registered =
        json!({ "client": { "client_name": "Conformance" }, "client2": { "client_name": "Conformance 2" } });
    let known = json!({
        "client": application("oidc-client")?,
        "client2": application("oidc-client2")?,
        "client_secret_post": application("oidc-client-post")?,
    });
    let by_file = json!({ "server_metadata": "discovery", "client_registration": "static_client" });
    let by_itself = json!({ "server_metadata": "discovery", "client_registration": "dynamic_client" });
    let code = json!({ "response_type": "code" });
    let signing_out = json!({ "response_type": "code", "client_registration": "static_client" });
    let front = json!({ "client": application(FRONT_CHANNEL)? });
    let back = json!({ "client": application(BACK_CHANNEL)? });
    let rows = [
        ("oidcc-basic-certification-test-plan", "basic-static", &by_file, &known),
        ("oidcc-basic-certification-test-plan", "basic-dynamic", &by_itself, &registered),
        ("oidcc-config-certification-test-plan", "config", &json!({}), &json!({})),
        ("oidcc-formpost-basic-certification-test-plan", "form-post-static", &by_file, &known),
        ("oidcc-formpost-basic-certification-test-plan", "form-post-dynamic", &by_itself, &registered),
        ("oidcc-dynamic-certification-test-plan", "dynamic", &code, &registered),
        ("oidcc-3rdparty-init-login-certification-test-plan", "third-party-initiated", &code, &registered),
        ("oidcc-rp-initiated-logout-certification-test-plan", "rp-initiated-logout", &signing_out, &known),
        (
            "oidcc-frontchannel-rp-initiated-logout-certification-test-plan",
            "front-channel-logout",
            &signing_out,
            &front,
        ),
        ("oidcc-backchannel-rp-initiated-logout-certification-test-plan", "back-channel-logout", &signing_out, &back),
    ];
    let plan = |(plan, file, variant, configuration): (_, &str, &Value, &Value)| Plan {
        plan,
        file: file.to_owned(),
        variant: variant.clone(),
        configuration: configuration.clone(),
    };
    Ok(rows.map(plan).into())
}

fn fapi(run: &Conformance, identities: &Identities) -> anyhow::Result<Vec<Plan>> {
    Fapi::all().map(|fapi| fapi_plan(run, identities, fapi)).collect()
}

fn fapi_plan(run: &Conformance, identities: &Identities, fapi: Fapi) -> anyhow::Result<Plan> {
    let [first, second] = fapi.client_ids();
    let (first, second) = (identities.of(&first)?, identities.of(&second)?);
    let certificate = |of: &ApplicationIdentity| json!({ "cert": of.certificate, "key": of.certificate_key, "ca": identities.authority });
    let usual = [
        ("client_auth_type", fapi.authentication.variant()),
        ("sender_constrain", fapi.binding.variant()),
        ("openid", "openid_connect"),
        ("fapi_profile", "plain_fapi"),
        ("authorization_request_type", "simple"),
    ];
    let signed = [("fapi_request_method", "signed_non_repudiation"), ("fapi_response_mode", "jarm")];
    let signed = signed.into_iter().filter(|_| fapi.signs);
    let variant = usual.into_iter().chain(signed).map(|(name, value)| (name.to_owned(), json!(value))).collect();
    // A token that is bound to a certificate is shown where certificates are.
    let shows_certificates = fapi.binding == FapiBinding::Mtls || fapi.authentication == FapiAuthentication::Mtls;
    let resource = if shows_certificates { run.mtls_address() } else { run.issuer() };
    let plan =
        if fapi.signs { "fapi2-message-signing-final-test-plan" } else { "fapi2-security-profile-final-test-plan" };
    let configuration = json!({
        "client": application(first),
        "client2": application(second),
        "mtls": certificate(first),
        "mtls2": certificate(second),
        "resource": { "resourceUrl": format!("{resource}/userinfo") },
    });
    Ok(Plan { plan, file: format!("fapi2-{}", fapi.name()), variant, configuration })
}

fn application(identity: &ApplicationIdentity) -> Value {
    json!({
        "client_id": identity.client_id,
        "scope": "openid profile email",
        "jwks": { "keys": [identity.jwk] },
        "dpop_signing_alg": "ES256",
    })
}
