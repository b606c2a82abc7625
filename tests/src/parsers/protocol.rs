//! What applications send: forms, tokens that they signed, headers, certificates, addresses.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use anyhow::{Context as _, bail, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use oidc::Parameters;
use oidc::authorize::{self, AuthorizationResponse, Delivery, TrustedClient, open_request_object};
use oidc::certificate::{CertificateAuthorities, ClientCertificate};
use oidc::dpop::{Call, DpopProof, KeyThumbprint};
use oidc::jose::{ClientKeySet, SigningKey};
use oidc::keys::{KeptKey, KeySet};
use oidc::logout_token::{Expected, LogoutToken};
use oidc::token::{ClientCredentials, verify_assertion};
use realm::{Acr, Client, ClientAuthentication, ProcessSettings, Realm, Registration, SigningAlgorithm};
use serde_json::{Map, Value, json};
use url::Url;

use super::{once, parts};

const APP: &str = "app";
const CALLBACK: &str = "https://app.example/cb?x=1";
const DESCRIPTION: &str = "error_description=";

/// A realm with an application whose key signs what the parsers are given.
struct World {
    realm: Realm,
    app: Arc<Client>,
    key: Arc<SigningKey>,
    keys: ClientKeySet,
    ours: KeySet,
}

/// Long after every key was made.
fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_800)
}

fn world() -> anyhow::Result<&'static World> {
    static WORLD: OnceLock<World> = OnceLock::new();
    once(&WORLD, || {
        let settings = ProcessSettings {
            provider_url: "https://id.example".parse()?,
            portal_url: "https://portal.example".parse()?,
            development: true,
            secrets_dir: Path::new("/nonexistent").to_owned(),
        };
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../realm-config");
        let Ok(realm) = realm::read(&folder, "minato", &settings)? else { bail!("the sample realm is not good") };
        let mut realm = Realm::clone(&realm);
        let key = Arc::new(SigningKey::generate(SigningAlgorithm::EdDSA)?);
        let mut app = Client::clone(realm.client("portal").context("no portal")?);
        app.id = APP.to_owned();
        app.redirect_uris = vec![CALLBACK.to_owned()];
        app.authentication = ClientAuthentication::PrivateKeyJwt;
        app.authentication_signing_alg = None;
        app.request_objects.signing_alg = None;
        let app = Arc::new(app);
        realm.clients.insert(APP.to_owned(), Arc::clone(&app));
        let keys = ClientKeySet::of([key.public().jwk()]);
        let own = KeptKey { key: Arc::clone(&key), signs_from: DateTime::UNIX_EPOCH, retired_at: None };
        Ok(World { realm, app, key, keys, ours: KeySet::new(vec![own]) })
    })
}

fn object(json: &[u8]) -> Option<Map<String, Value>> {
    serde_json::from_slice(json).ok()
}

/// A token with the header and the claims of the input, rightly signed, and the claims; of an input that is not two
/// objects, its text as it is.
fn token(data: &[u8], header: &Value) -> anyhow::Result<(String, Map<String, Value>)> {
    let [more, claims] = parts(data);
    let (Some(more), Some(claims)) = (object(more), object(claims)) else {
        return Ok((String::from_utf8_lossy(data).into_owned(), Map::new()));
    };
    let mut header = header.as_object().cloned().unwrap_or_default();
    header.extend(more);
    let signed = world()?.key.sign_parts(&Value::Object(header), &claims)?;
    Ok((signed, claims))
}

fn text<'v>(claims: &'v Map<String, Value>, name: &str) -> Option<&'v str> {
    claims.get(name)?.as_str()
}

/// What is decoded is encoded to the same again, within the bounds.
pub(super) fn form(data: &[u8]) -> anyhow::Result<()> {
    let Ok(pairs) = web::pairs(data) else { return Ok(()) };
    ensure!(pairs.len() <= 100 && pairs.iter().all(|(name, value)| !name.contains('\0') && !value.contains('\0')));
    let encoded = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
    ensure!(web::pairs(encoded.as_bytes()).is_ok_and(|again| again == pairs));
    drop(Parameters::parse(&pairs));
    Ok(())
}

/// Whatever is asked, an answer goes to the registered address or nowhere, and is one line of ASCII.
pub(super) fn authorize(data: &[u8]) -> anyhow::Result<()> {
    let Ok(pairs) = web::pairs(data) else { return Ok(()) };
    ask(&Parameters::parse(&pairs))
}

/// The same request with any `claims`.
pub(super) fn claims(data: &[u8]) -> anyhow::Result<()> {
    let Ok(claims) = str::from_utf8(data) else { return Ok(()) };
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let request = [
        ("response_type", "code"),
        ("client_id", APP),
        ("redirect_uri", CALLBACK),
        ("scope", "openid"),
        ("code_challenge", challenge),
        ("code_challenge_method", "S256"),
        ("claims", claims),
    ];
    ask(&Parameters::parse(&request.map(|(name, value)| (name.to_owned(), value.to_owned()))))
}

/// Whatever is asked for as an address, it is the registered one or refused.
pub(super) fn redirect_uri(data: &[u8]) -> anyhow::Result<()> {
    let Ok(asked) = str::from_utf8(data) else { return Ok(()) };
    let pairs = [("client_id", APP), ("redirect_uri", asked)].map(|(name, value)| (name.to_owned(), value.to_owned()));
    ensure!(TrustedClient::find(&world()?.realm, &Parameters::parse(&pairs)).is_ok() == (asked == CALLBACK));
    Ok(())
}

fn ask(parameters: &Parameters) -> anyhow::Result<()> {
    let world = world()?;
    let Ok(trusted) = TrustedClient::find(&world.realm, parameters) else { return Ok(()) };
    let error = match authorize::check(&world.realm, &world.ours, &trusted, parameters) {
        Ok(request) => {
            ensure!(trusted.client().redirect_uris.iter().any(|uri| uri == request.redirect_uri()));
            return Ok(());
        }
        Err(error) => error,
    };
    if let AuthorizationResponse::Plain(Delivery::Redirect(answer)) = trusted.error(parameters.get("state"), error) {
        let answer = answer.as_str();
        let own = trusted.client().redirect_uris.iter().any(|uri| answer.starts_with(uri.as_str()));
        ensure!(own && answer.bytes().all(|byte| byte.is_ascii_graphic()) && answer.contains(DESCRIPTION), "{answer}");
    }
    Ok(())
}

/// An object that opens names its client.
pub(super) fn request_object(data: &[u8]) -> anyhow::Result<()> {
    let world = world()?;
    let (token, _) = token(data, &json!({ "alg": "EdDSA" }))?;
    if let Ok(parameters) = open_request_object(&world.realm, &world.app, &world.keys, (&token, now())) {
        ensure!(parameters.get("client_id") == Some(APP));
        ask(&parameters)?;
    }
    Ok(())
}

/// An assertion that is believed is the client's own, for us.
pub(super) fn assertion(data: &[u8]) -> anyhow::Result<()> {
    let world = world()?;
    let (token, claims) = token(data, &json!({ "alg": "EdDSA" }))?;
    let issuer = world.realm.issuer.as_str();
    if verify_assertion(&[issuer], Some(&world.app), &world.keys, (&token, now())).is_ok() {
        ensure!(text(&claims, "iss") == Some(APP) && text(&claims, "sub") == Some(APP));
        ensure!(claims.get("aud").is_some_and(|audience| audience.to_string().contains(issuer)));
    }
    let form = [("client_assertion", token.as_str()), ("client_assertion_type", "x")];
    drop(ClientCredentials::read(None, &Parameters::parse(&form.map(|(n, v)| (n.to_owned(), v.to_owned())))));
    Ok(())
}

/// A proof that is good is for this request, by the key in its header.
pub(super) fn dpop(data: &[u8]) -> anyhow::Result<()> {
    const ENDPOINT: &str = "https://id.example/minato/token";
    let world = world()?;
    let own = json!({ "alg": "EdDSA", "typ": "dpop+jwt", "jwk": {
        "kty": "OKP", "crv": "Ed25519", "x": world.key.public().jwk().get("x"),
    } });
    let (token, claims) = token(data, &own)?;
    let call = Call { method: "POST", addresses: &[ENDPOINT], access_token: None };
    if let Ok(proof) = DpopProof::verify(&token, &call, now()) {
        ensure!(text(&claims, "htm") == Some("POST") && text(&claims, "jti").is_some_and(|jti| !jti.is_empty()));
        ensure!(
            text(&claims, "htu")
                .is_some_and(|address| Url::parse(address).is_ok_and(|address| address.path() == "/minato/token"))
        );
        ensure!(KeyThumbprint::parse(proof.thumbprint().as_str()).as_ref() == Some(proof.thumbprint()));
    }
    Ok(())
}

/// A logout token that is believed says that it is one, and whom it ends.
pub(super) fn logout_token(data: &[u8]) -> anyhow::Result<()> {
    let world = world()?;
    let (token, claims) = token(data, &json!({ "alg": "EdDSA", "typ": "logout+jwt" }))?;
    let issuer = world.realm.issuer.as_str();
    let expected = Expected { issuer, client_id: APP, algorithm: SigningAlgorithm::EdDSA };
    if LogoutToken::verify(&token, &world.keys, &expected, now()).is_ok() {
        ensure!(text(&claims, "iss") == Some(issuer) && !claims.contains_key("nonce") && claims.contains_key("events"));
        ensure!(claims.contains_key("sid") || claims.contains_key("sub"));
    }
    Ok(())
}

/// Id and secret are visible ASCII, and come to the same when they are written as the standard says.
pub(super) fn basic(data: &[u8]) -> anyhow::Result<()> {
    let none = Parameters::default();
    let Ok(ClientCredentials::Basic { client_id, secret }) = ClientCredentials::read(Some(data), &none) else {
        return Ok(());
    };
    let secret = secret.expose();
    ensure!(client_id.bytes().chain(secret.bytes()).all(|byte| matches!(byte, 0x20..=0x7E)));
    let encode = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let joined = format!("{}:{}", encode(&client_id), encode(secret));
    let header = format!("Basic {}", data_encoding::BASE64.encode(joined.as_bytes()));
    // What was shorter unencoded may be too long now.
    if header.len() <= 4 * 1024 {
        let Ok(ClientCredentials::Basic { client_id: id, secret: again }) =
            ClientCredentials::read(Some(header.as_bytes()), &none)
        else {
            bail!("not read again: {header}");
        };
        ensure!(id == client_id && again.expose() == secret);
    }
    Ok(())
}

/// Addresses that are registered mean one thing to every parser.
pub(super) fn registration(data: &[u8]) -> anyhow::Result<()> {
    let Ok(said) = oidc::registration::read(data) else { return Ok(()) };
    let rules = Registration {
        initial_access_tokens: None,
        pkce_required: true,
        scopes: vec!["openid".to_owned()],
        minimum_acr: Acr::Password,
        hosts: vec!["app.example".to_owned()],
    };
    let Ok(accepted) = oidc::registration::accept(said, &rules, false) else { return Ok(()) };
    ensure!(!accepted.redirect_uris.is_empty());
    for uri in &accepted.redirect_uris {
        let url = Url::parse(uri)?;
        ensure!(url.has_host() && url.username().is_empty() && url.password().is_none() && url.fragment().is_none());
        ensure!(uri.is_ascii() && matches!(url.scheme(), "https" | "http"), "{uri}");
        let origin = url.origin().ascii_serialization();
        ensure!(uri.to_ascii_lowercase().starts_with(&origin) || url.port_or_known_default().is_some(), "{uri}");
    }
    drop(accepted.client("registered", None, &rules));
    Ok(())
}

/// Nobody vouches for a certificate that no authority signed, and names come out the same however they are compared.
pub(super) fn certificate(data: &[u8]) -> anyhow::Result<()> {
    let [subject, der] = parts(data);
    drop(CertificateAuthorities::from_pem(data));
    let Some(certificate) = ClientCertificate::read(Arc::new([der.to_vec()])) else { return Ok(()) };
    ensure!(certificate.thumbprint().len() == 43);
    ensure!(!certificate.is_vouched_for(&CertificateAuthorities::default(), now()));
    if let Ok(subject) = str::from_utf8(subject) {
        let has = certificate.has_subject(subject);
        ensure!(!subject.is_empty() || !has);
        ensure!(!has || subject.contains('\\') || certificate.has_subject(&subject.to_ascii_uppercase()), "{subject}");
    }
    ensure!(!certificate.is_one_of(&[]), "nobody's key");
    Ok(())
}
