//! Each FAPI 2.0 plan's happy path over TLS, whole: pushed request, sign-in, tokens, protected resource, renewal; and
//! what its profile refuses.

use anyhow::Context as _;
use base::RandomToken;
use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tests::conformance::{Fapi, FapiAuthentication, FapiBinding, MEMBER};
use tests::visitor::Visitor;
use url::Url;

use super::application::{Answer, Reply};
use super::jws::verified_with;
use super::secure::Secure;

const VERIFIER: &str = "a-code-verifier-of-more-than-forty-three-characters";

/// A key for ES256 and the header that its signatures have.
struct Key {
    secret: SigningKey,
    header: Value,
}

impl Key {
    fn of(jwk: &Value, header: Value) -> anyhow::Result<Self> {
        let scalar = BASE64URL_NOPAD.decode(jwk["d"].as_str().context("no d")?.as_bytes())?;
        Ok(Self { secret: SigningKey::from_slice(&scalar)?, header })
    }

    /// A key for proofs, which bring its public part along (RFC 9449 §4.2).
    fn for_proofs(jwk: &Value) -> anyhow::Result<Self> {
        let public = json!({ "kty": "EC", "crv": "P-256", "x": jwk["x"], "y": jwk["y"] });
        Self::of(jwk, json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": public }))
    }

    fn sign(&self, claims: &Value) -> String {
        let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
        let signed = format!("{}.{}", part(&self.header), part(claims));
        let signature: Signature = self.secret.sign(signed.as_bytes());
        format!("{signed}.{}", BASE64URL_NOPAD.encode(&signature.to_bytes()))
    }
}

/// One application of a plan.
struct Party<'a> {
    secure: &'a Secure,
    plan: Fapi,
    id: String,
    http: Client,
    signing: Key,
    proofs: Key,
    redirect: String,
}

impl<'a> Party<'a> {
    fn new(secure: &'a Secure, plan: Fapi) -> anyhow::Result<Self> {
        let [id, _] = plan.client_ids();
        let identity = secure.identities.of(&id)?;
        let certificate = format!("{}{}", identity.certificate, identity.certificate_key);
        Ok(Self {
            http: secure.http()?.identity(reqwest::Identity::from_pem(certificate.as_bytes())?).build()?,
            signing: Key::of(&identity.jwk, json!({ "alg": "ES256", "kid": identity.jwk["kid"] }))?,
            proofs: Key::for_proofs(&identity.jwk)?,
            redirect: format!("{}/callback", secure.run.suite()),
            secure,
            plan,
            id,
        })
    }

    /// Where it calls: at the door for certificates as soon as it shows one for anything.
    fn door(&self) -> String {
        let certificates =
            self.plan.binding == FapiBinding::Mtls || self.plan.authentication == FapiAuthentication::Mtls;
        if certificates { self.secure.run.mtls_address() } else { self.secure.run.issuer() }
    }

    fn claims(&self, more: Value) -> Value {
        let now = self.secure.run.clock.now().timestamp();
        let mut claims = json!({
            "iss": self.id, "aud": self.secure.run.issuer(), "iat": now, "nbf": now, "exp": now + 60,
            "jti": RandomToken::generate().expose(),
        });
        for (name, value) in more.as_object().into_iter().flatten() {
            claims[name] = value.clone();
        }
        claims
    }

    fn request(&self) -> Value {
        json!({
            "client_id": self.id, "response_type": "code", "redirect_uri": self.redirect, "scope": "openid email",
            "state": "a-state", "nonce": "a-nonce", "code_challenge_method": "S256",
            "code_challenge": BASE64URL_NOPAD.encode(&Sha256::digest(VERIFIER)),
        })
    }

    /// Posts what a request says, with what proves the application.
    async fn post(&self, path: &str, said: &Value) -> anyhow::Result<Reply> {
        let address = format!("{}{path}", self.door());
        let mut form: Vec<(String, String)> = Vec::new();
        for (name, value) in said.as_object().into_iter().flatten() {
            form.push((name.clone(), value.as_str().unwrap_or_default().to_owned()));
        }
        if form.iter().all(|(name, _)| name != "client_id") {
            form.push(("client_id".to_owned(), self.id.clone()));
        }
        if self.plan.authentication == FapiAuthentication::PrivateKeyJwt {
            let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
            form.push(("client_assertion_type".to_owned(), kind.to_owned()));
            form.push(("client_assertion".to_owned(), self.signing.sign(&self.claims(json!({ "sub": self.id })))));
        }
        let mut request = self.http.post(&address).form(&form);
        if self.plan.binding == FapiBinding::Dpop {
            request = request.header("dpop", self.proof("POST", &address, None));
        }
        Reply::of(request.send().await?).await
    }

    fn proof(&self, method: &str, address: &str, token: Option<&str>) -> String {
        let mut claims = json!({
            "jti": RandomToken::generate().expose(), "htm": method, "htu": address, "iat": self.secure.run.clock.now().timestamp(),
        });
        if let Some(token) = token {
            claims["ath"] = json!(BASE64URL_NOPAD.encode(&Sha256::digest(token)));
        }
        self.proofs.sign(&claims)
    }

    /// The parameters of a pushed request: as they are, or signed.
    fn pushed(&self) -> Value {
        if self.plan.signs {
            let mut request = self.request();
            request["response_mode"] = json!("jwt");
            json!({ "request": self.signing.sign(&self.claims(request)) })
        } else {
            self.request()
        }
    }

    fn authorize(&self, request_uri: &str) -> anyhow::Result<Url> {
        let address = format!("{}/authorize", self.secure.run.issuer());
        Ok(Url::parse_with_params(&address, [("client_id", self.id.as_str()), ("request_uri", request_uri)])?)
    }

    /// What comes back, after its signature was verified where it has one.
    async fn answer(&self, location: &Url) -> anyhow::Result<Value> {
        let answer = Answer::at(location);
        if !self.plan.signs {
            let said = ["code", "state", "iss"].map(|name| (name.to_owned(), json!(answer.get(name))));
            return Ok(said.into_iter().collect());
        }
        assert_eq!(answer.names(), ["response"], "nothing beside the signed answer");
        self.verified(answer.get("response").context("no response")?).await
    }

    async fn verified(&self, token: &str) -> anyhow::Result<Value> {
        let keys = self.http.get(format!("{}/jwks", self.secure.run.issuer())).send().await?.json().await?;
        let (header, claims) = verified_with(&keys, token)?;
        assert_eq!((&header["alg"], &claims["aud"]), (&json!("ES256"), &json!(self.id)), "{claims}");
        assert_eq!(claims["iss"], json!(self.secure.run.issuer()));
        Ok(claims)
    }

    async fn userinfo(&self, scheme: &str, token: &str) -> anyhow::Result<Reply> {
        let address = format!("{}/userinfo", self.door());
        let mut request = self.http.get(&address).header("authorization", format!("{scheme} {token}"));
        if self.plan.binding == FapiBinding::Dpop {
            request = request.header("dpop", self.proof("GET", &address, Some(token)));
        }
        Reply::of(request.send().await?).await
    }
}

/// Signs in at an address, and where the browser is sent at the end.
async fn sign_in(secure: &Secure, address: &Url) -> anyhow::Result<Url> {
    let mut browser = Visitor::trusting(&secure.identities.authority)?.speaking("en");
    browser.open(address.as_str()).await?;
    let (user_id, password) = MEMBER;
    let form = browser.page()?.form("login-submit")?.fill_in(&[("username", user_id), ("password", password)])?;
    let mut answer = browser.send_once(form).await?;
    while !answer.location()?.as_str().starts_with(&secure.run.suite()) {
        answer = browser.peek(answer.location()?.as_str()).await?;
    }
    answer.location()
}

async fn happy(secure: &Secure, plan: Fapi) -> anyhow::Result<()> {
    let party = Party::new(secure, plan)?;
    let pushed = party.post("/par", &party.pushed()).await?;
    assert_eq!(pushed.status, StatusCode::CREATED, "{}", pushed.json);
    let location = sign_in(secure, &party.authorize(pushed.text("request_uri")?)?).await?;
    let answer = party.answer(&location).await?;
    assert_eq!((&answer["state"], &answer["iss"]), (&json!("a-state"), &json!(secure.run.issuer())));

    let redemption = json!({
        "grant_type": "authorization_code", "code": answer["code"], "redirect_uri": party.redirect,
        "code_verifier": VERIFIER,
    });
    let tokens = party.post("/token", &redemption).await?;
    let scheme = if plan.binding == FapiBinding::Dpop { "DPoP" } else { "Bearer" };
    assert_eq!((tokens.status, tokens.text("token_type")?), (StatusCode::OK, scheme), "{}", tokens.json);
    let id_token = party.verified(tokens.text("id_token")?).await?;
    assert_eq!(id_token["nonce"], "a-nonce");
    let told = party.userinfo(scheme, tokens.text("access_token")?).await?;
    assert_eq!((told.status, &told.json["sub"]), (StatusCode::OK, &id_token["sub"]), "{}", told.json);

    // What is bound to nothing of the application opens nothing.
    let stranger = secure.http()?.build()?.get(format!("{}/userinfo", party.door()));
    let stolen = stranger.bearer_auth(tokens.text("access_token")?).send().await;
    assert!(stolen.map_or(true, |answer| answer.status() == StatusCode::UNAUTHORIZED), "a stolen token");
    if plan.binding == FapiBinding::Dpop {
        let other = party.userinfo("Bearer", tokens.text("access_token")?).await?;
        assert_eq!(other.status, StatusCode::UNAUTHORIZED, "a downgrade to Bearer");
    }
    let again = party.post("/token", &redemption).await?;
    assert_eq!((again.status, again.error()), (StatusCode::BAD_REQUEST, Some("invalid_grant")), "the code again");
    Ok(())
}

/// `fapi2-*-happy-flow` for each way of authentication, each binding, with and without signed messages.
#[tokio::test]
async fn happy_flow_of_every_plan() -> anyhow::Result<()> {
    let secure = Secure::with(&[]).await?;
    for plan in Fapi::all() {
        happy(&secure, plan).await.with_context(|| plan.name())?;
    }
    Ok(())
}

/// `ensure-unsigned-…-fails`, `ensure-request-without-…-fails`: each plan's applications are held to its profile.
#[tokio::test]
async fn what_the_profile_refuses() -> anyhow::Result<()> {
    let secure = Secure::with(&[]).await?;
    for plan in Fapi::all() {
        let party = Party::new(&secure, plan)?;
        for (name, value) in [
            ("code_challenge", Value::Null),
            ("code_challenge_method", json!("plain")),
            ("response_type", json!("code id_token")),
            ("redirect_uri", json!("https://elsewhere.example/callback")),
            ("redirect_uri", Value::Null),
        ] {
            let mut request = party.request();
            request[name] = value.clone();
            request.as_object_mut().context("an object")?.retain(|_, value| !value.is_null());
            if plan.signs {
                request = json!({ "request": party.signing.sign(&party.claims(request)) });
            }
            let refused = party.post("/par", &request).await?;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{} {name}={value}: {}", plan.name(), refused.json);
        }
        if plan.signs {
            let unsigned = party.post("/par", &party.request()).await?;
            assert_eq!(unsigned.status, StatusCode::BAD_REQUEST, "{}: unsigned", plan.name());
        }
        // Nothing but a pushed request is one.
        let mut direct = Url::parse(&format!("{}/authorize", secure.run.issuer()))?;
        for (name, value) in party.request().as_object().into_iter().flatten() {
            direct.query_pairs_mut().append_pair(name, value.as_str().unwrap_or_default());
        }
        let answer = secure.http()?.build()?.get(direct).send().await?;
        let sent_on = answer.headers().get("location").and_then(|value| value.to_str().ok()).unwrap_or_default();
        assert!(!sent_on.contains("/login"), "{}: {sent_on}", plan.name());
    }
    Ok(())
}
