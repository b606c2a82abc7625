//! An identity provider as small as a relying party's tests need it: it signs in whom the test names, at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base::{Clock, TokenHash};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use oidc::jose::{SigningKey, TokenType};
use openidconnect::PrivateSigningKey as _;
use openidconnect::core::{CoreEdDsaPrivateSigningKey, CoreJwsSigningAlgorithm};
use realm::{Acr, SigningAlgorithm};
use serde_json::{Value, json};
use url::Url;

pub const SECRET: &str = "a secret of the portal and its provider alone";

/// The provider of every realm, on a port of its own.
pub struct Provider {
    pub url: Url,
    state: Arc<Mutex<Inside>>,
}

/// What may be wrong with the provider's next answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Nonce,
    Audience,
    Issuer,
    Algorithm,
    Signature,
    Expired,
    Subject,
    CodeIsSpent,
    SubjectMissing,
    IssuedAtMissing,
    Unsigned,
    /// The header names no key, which is no fault while there is one key only.
    KeyUnnamed,
    KeyUnnamedOfTwo,
    UserinfoOfAnother,
    /// Signed in an hour ago, whatever was asked for.
    OldAuthentication,
    AuthenticationTimeMissing,
}

struct Inside {
    issuer: String,
    key: Arc<SigningKey>,
    /// What each code stands for: nonce and PKCE challenge.
    codes: HashMap<String, (String, String)>,
    userinfo: Value,
    acr: Acr,
    fault: Option<Fault>,
}

type Shared = State<Arc<Mutex<Inside>>>;

impl Provider {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let state = Arc::new(Mutex::new(Inside {
            issuer: url.as_str().trim_end_matches('/').to_owned(),
            key: Arc::new(SigningKey::generate(SigningAlgorithm::ES256).unwrap()),
            codes: HashMap::new(),
            userinfo: Value::Null,
            acr: Acr::AppCode,
            fault: None,
        }));
        let router = Router::new()
            .route("/{realm}/.well-known/openid-configuration", get(metadata))
            .route("/{realm}/jwks", get(jwks))
            .route("/{realm}/token", post(token))
            .route("/{realm}/userinfo", get(userinfo))
            .with_state(Arc::clone(&state));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, state }
    }

    /// The next people who sign in have this insurance and prove this much.
    pub fn vouches_for(&self, kenpo: Option<(&str, &str)>, acr: Acr) {
        let kenpo = kenpo.map(|(number, branch)| json!({ "household_number": number, "branch": branch, "kigo": "30" }));
        let mut inside = self.state.lock().unwrap();
        inside.userinfo = json!({
            "sub": "subject-1", "name": "港 花子", "email": "hanako@example.jp", "email_verified": true, "kenpo": kenpo
        });
        inside.acr = acr;
    }

    pub fn has(&self, fault: Fault) {
        self.state.lock().unwrap().fault = Some(fault);
    }

    /// Replaces the signing key, as a rotation does.
    pub fn rotates(&self) {
        self.signs_with(SigningAlgorithm::ES256);
    }

    /// Replaces the signing key by one of this algorithm.
    pub fn signs_with(&self, algorithm: SigningAlgorithm) {
        self.state.lock().unwrap().key = Arc::new(SigningKey::generate(algorithm).unwrap());
    }

    /// A logout token for a realm's portal, with some claims other than usual: `null` leaves one out.
    pub fn logout_token(&self, realm: &str, changes: &Value) -> String {
        let inside = self.state.lock().unwrap();
        let claims = inside.logout_claims(realm, changes);
        inside.key.sign(TokenType::LogoutToken, &claims).unwrap().expose().to_owned()
    }

    /// The same, not signed.
    pub fn unsigned_logout_token(&self, realm: &str) -> String {
        let claims = self.state.lock().unwrap().logout_claims(realm, &json!({}));
        format!("{}.", unsigned(&json!({ "alg": "none", "typ": "logout+jwt" }), &claims))
    }

    /// Signs in whoever was sent with an authorization request, and returns where the browser is sent back to.
    pub fn answers(&self, request: &str) -> String {
        let request = Url::parse(request).unwrap();
        let sent: HashMap<String, String> = request.query_pairs().into_owned().collect();
        assert_eq!(sent["code_challenge_method"], "S256");
        let code = format!("code-{}", self.state.lock().unwrap().codes.len());
        let bound = (sent["nonce"].clone(), sent["code_challenge"].clone());
        self.state.lock().unwrap().codes.insert(code.clone(), bound);
        let issuer = request.as_str().split("/authorize").next().unwrap();
        let answer = [("code", code.as_str()), ("state", &sent["state"]), ("iss", issuer)];
        Url::parse_with_params(&sent["redirect_uri"], answer).unwrap().into()
    }
}

async fn metadata(State(state): Shared, Path(realm): Path<String>) -> Json<Value> {
    let issuer = format!("{}/{realm}", state.lock().unwrap().issuer);
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "end_session_endpoint": format!("{issuer}/logout"),
        "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256", "RS256", "EdDSA"],
    }))
}

async fn jwks(State(state): Shared) -> Json<Value> {
    let inside = state.lock().unwrap();
    let mut keys = vec![inside.key.public().jwk().clone()];
    if inside.fault == Some(Fault::KeyUnnamedOfTwo) {
        keys.push(SigningKey::generate(inside.key.algorithm()).unwrap().public().jwk().clone());
    }
    Json(json!({ "keys": keys }))
}

async fn token(
    State(state): Shared,
    Path(realm): Path<String>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let mut inside = state.lock().unwrap();
    let authenticated = headers[header::AUTHORIZATION].to_str().unwrap().starts_with("Basic ");
    let Some((nonce, challenge)) = inside.codes.remove(&form["code"]) else { return refused("invalid_grant") };
    let verified = TokenHash::of(&form["code_verifier"]).as_str() == challenge;
    if !authenticated || !verified || inside.fault == Some(Fault::CodeIsSpent) {
        return refused("invalid_grant");
    }
    let id_token = inside.id_token(&realm, nonce);
    let token = json!({ "access_token": "at", "token_type": "Bearer", "expires_in": 300, "id_token": id_token });
    Json(token).into_response()
}

fn refused(error: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response()
}

async fn userinfo(State(state): Shared) -> Json<Value> {
    let inside = state.lock().unwrap();
    let mut userinfo = inside.userinfo.clone();
    if inside.fault == Some(Fault::UserinfoOfAnother) {
        userinfo["sub"] = json!("subject-2");
    }
    Json(userinfo)
}

impl Inside {
    fn logout_claims(&self, realm: &str, changes: &Value) -> Value {
        let now = Clock::system().now().timestamp();
        let mut claims = json!({
            "iss": format!("{}/{realm}", self.issuer), "aud": "portal", "iat": now, "exp": now + 120, "jti": "logout-1",
            "sub": "subject-1", "sid": "session-1",
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
        });
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        claims
    }

    fn id_token(&self, realm: &str, nonce: String) -> String {
        let is = |fault| self.fault == Some(fault);
        let now = Clock::system().now().timestamp();
        let mut claims = json!({
            "iss": if is(Fault::Issuer) { "https://elsewhere.example".to_owned() } else { format!("{}/{realm}", self.issuer) },
            "sub": if is(Fault::Subject) { "subject-2" } else { "subject-1" },
            "aud": if is(Fault::Audience) { "checkup" } else { "portal" },
            "sid": "session-1",
            "nonce": if is(Fault::Nonce) { "another".to_owned() } else { nonce },
            "iat": now,
            "auth_time": if is(Fault::OldAuthentication) { now - 3600 } else { now },
            "exp": if is(Fault::Expired) { now - 1 } else { now + 300 },
            "acr": self.acr.urn(),
        });
        let missing = [
            (Fault::SubjectMissing, "sub"),
            (Fault::IssuedAtMissing, "iat"),
            (Fault::AuthenticationTimeMissing, "auth_time"),
        ];
        for (_, name) in missing.into_iter().filter(|(fault, _)| is(*fault)) {
            claims.as_object_mut().unwrap().remove(name);
        }
        if is(Fault::Unsigned) {
            return format!("{}.", unsigned(&json!({ "alg": "none" }), &claims));
        }
        if is(Fault::KeyUnnamed) || is(Fault::KeyUnnamedOfTwo) {
            return without_key_id(&self.key, &claims);
        }
        let other = |algorithm| Arc::new(SigningKey::generate(algorithm).unwrap());
        let key = if is(Fault::Algorithm) { other(SigningAlgorithm::RS256) } else { Arc::clone(&self.key) };
        let token = key.sign(TokenType::IdToken, &claims).unwrap().expose().to_owned();
        if is(Fault::Signature) { format!("{}AAAA", &token[..token.len() - 4]) } else { token }
    }
}

fn unsigned(header: &Value, claims: &Value) -> String {
    [header, claims].map(|part| BASE64URL_NOPAD.encode(part.to_string().as_bytes())).join(".")
}

/// A token whose header does not say which key signed it, made by another library than ours, which never makes one.
fn without_key_id(key: &SigningKey, claims: &Value) -> String {
    let der = BASE64.encode(key.to_private_bytes().expose());
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{der}\n-----END PRIVATE KEY-----\n");
    let key = CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, None).unwrap();
    let signed = unsigned(&json!({ "alg": "EdDSA" }), claims);
    let signature = key.sign(&CoreJwsSigningAlgorithm::EdDsa, signed.as_bytes()).unwrap();
    format!("{signed}.{}", BASE64URL_NOPAD.encode(&signature))
}
