//! Tokens bound to a key of the application (RFC 9449), with the modules of the FAPI 2.0 plan that concern them.

use chrono::TimeDelta;
use data_encoding::BASE64URL_NOPAD;
use oidc::jose::SigningKey;
use realm::SigningAlgorithm;
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::application::{Answer, Application, Reply, basic};
use super::jws::verified;
use super::world::{SECRET, World};

const BOUND: &str = "dpop_bound_access_tokens = true";
const RENEWS: &str = "grant_types = [\"authorization_code\", \"refresh_token\"]";

/// An application's key, and what it makes proofs of.
struct Keyed<'a> {
    world: &'a World,
    app: Application,
    key: SigningKey,
}

impl<'a> Keyed<'a> {
    fn new(world: &'a World, app: Application) -> anyhow::Result<Self> {
        Ok(Self { world, app, key: SigningKey::generate(SigningAlgorithm::ES256)? })
    }

    fn thumbprint(&self) -> &str {
        self.key.public().kid()
    }

    fn header(&self) -> Value {
        json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": self.key.public().jwk() })
    }

    fn claims(&self, method: &str, path: &str) -> Value {
        let now = self.world.site.clock.now().timestamp();
        json!({ "jti": uuid::Uuid::new_v4(), "htm": method, "htu": format!("{}{path}", self.app.issuer), "iat": now })
    }

    fn proof(&self, method: &str, path: &str) -> anyhow::Result<String> {
        Ok(self.key.sign_parts(&self.header(), &self.claims(method, path))?)
    }

    /// A proof for a protected resource, which speaks of the token too.
    fn proof_with(&self, token: &str) -> anyhow::Result<String> {
        let mut claims = self.claims("GET", "/userinfo");
        claims["ath"] = json!(BASE64URL_NOPAD.encode(&Sha256::digest(token)));
        Ok(self.key.sign_parts(&self.header(), &claims)?)
    }

    /// Sends a form with what proves the client, and with these proofs.
    async fn post(&self, path: &str, form: &[(&str, &str)], proofs: &[&str]) -> anyhow::Result<Reply> {
        let mut request = Client::new().post(format!("{}{path}", self.app.issuer));
        request = match &self.app.secret {
            Some(_) => request.header("authorization", basic(&self.app.id, SECRET)).form(form),
            None => request.form(&[form, &[("client_id", &self.app.id)]].concat()),
        };
        for proof in proofs {
            request = request.header("DPoP", *proof);
        }
        Reply::of(request.send().await?).await
    }

    async fn redeem(&self, code: &str) -> anyhow::Result<Reply> {
        self.post("/token", &self.app.redemption(code), &[&self.proof("POST", "/token")?]).await
    }

    async fn renew(&self, token: &str) -> anyhow::Result<Reply> {
        let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
        self.post("/token", &form, &[&self.proof("POST", "/token")?]).await
    }

    async fn userinfo(&self, authorization: &str, proofs: &[&str]) -> anyhow::Result<Reply> {
        let request = Client::new().request(Method::GET, format!("{}/userinfo", self.app.issuer));
        let request = request.header("authorization", authorization);
        let request = proofs.iter().fold(request, |request, proof| request.header("dpop", *proof));
        Reply::of(request.send().await?).await
    }
}

fn assert_refused(reply: &Reply, error: &str, what: &str) {
    assert_eq!((reply.status, reply.error()), (StatusCode::BAD_REQUEST, Some(error)), "{what}: {}", reply.json);
    assert!(reply.json["access_token"].is_null(), "{what}");
}

fn assert_no_entry(reply: &Reply, error: &str, what: &str) {
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{what}: {}", reply.json);
    assert!(reply.header("www-authenticate").contains(error), "{what}: {}", reply.header("www-authenticate"));
    assert!(reply.json["sub"].is_null(), "{what}");
}

/// `happy-flow` and `access-token-type-header-case-sensitivity` with `sender_constrain=dpop`.
#[tokio::test]
async fn happy_flow() -> anyhow::Result<()> {
    let mut world = World::build().await?;
    world.extend("minato", "app", BOUND).await?;
    let app = Keyed::new(&world, world.app())?;
    let answer = world.person("returning-member")?.sign_in(&app.app.address()).await?;
    let tokens = app.redeem(answer.code()?).await?;
    assert_eq!((tokens.status, tokens.text("token_type")?), (StatusCode::OK, "DPoP"), "{}", tokens.json);
    let token = tokens.text("access_token")?;
    let (_, claims) = verified(&app.app.issuer, token).await?;
    assert_eq!(claims["cnf"], json!({ "jkt": app.thumbprint() }));
    for scheme in ["DPoP", "dpop", "DPOP"] {
        let told = app.userinfo(&format!("{scheme} {token}"), &[&app.proof_with(token)?]).await?;
        assert_eq!(told.status, StatusCode::OK, "{scheme}: {}", told.json);
    }
    let told = app.post("/introspect", &[("token", token)], &[]).await?;
    assert_eq!((&told.json["token_type"], &told.json["cnf"]), (&json!("DPoP"), &claims["cnf"]));
    let metadata = reqwest::get(format!("{}/.well-known/openid-configuration", app.app.issuer)).await?;
    let metadata: Value = serde_json::from_str(&metadata.text().await?)?;
    assert_eq!(metadata["dpop_signing_alg_values_supported"], json!(["PS256", "ES256", "EdDSA"]));
    Ok(())
}

/// `ensure-holder-of-key-required` and the part of `dpop-negative-tests` at the token endpoint. Nothing is spent by it.
#[tokio::test]
async fn no_token_without_a_good_proof() -> anyhow::Result<()> {
    let mut world = World::build().await?;
    world.extend("minato", "app", BOUND).await?;
    let app = Keyed::new(&world, world.app())?;
    let answer = world.person("returning-member")?.sign_in(&app.app.address()).await?;
    let form = app.app.redemption(answer.code()?);
    let changed = |member: &str, value: Value| {
        let mut claims = app.claims("POST", "/token");
        claims[member] = value;
        anyhow::Ok(app.key.sign_parts(&app.header(), &claims)?)
    };
    let now = world.site.clock.now().timestamp();
    let (one, two) = (app.proof("POST", "/token")?, app.proof("POST", "/token")?);
    for (proofs, what) in [
        (vec![], "none"),
        (vec![one, two], "two"),
        (vec!["a.b.c".to_owned()], "malformed"),
        (vec![app.proof("GET", "/token")?], "another method"),
        (vec![app.proof("POST", "/userinfo")?], "another address"),
        (vec![changed("iat", json!(now - 3600))?], "an hour old"),
        (vec![changed("iat", json!(now + 3600))?], "an hour ahead"),
        (vec![changed("jti", Value::Null)?], "without an id"),
    ] {
        let proofs: Vec<&str> = proofs.iter().map(String::as_str).collect();
        assert_refused(&app.post("/token", &form, &proofs).await?, "invalid_dpop_proof", what);
    }
    for seconds in [-10, 10] {
        // `ensure-dpopproof-with-iat-10seconds-before-succeeds` and `-after-`: judged, and then the code is unknown.
        let proof = changed("iat", json!(now + seconds))?;
        let unknown = app.post("/token", &app.app.redemption("unknown"), &[&proof]).await?;
        assert_refused(&unknown, "invalid_grant", "ten seconds");
    }
    let proof = app.proof("POST", "/token")?;
    assert_eq!(app.post("/token", &form, &[&proof]).await?.status, StatusCode::OK);
    assert_refused(&app.post("/token", &form, &[&proof]).await?, "invalid_dpop_proof", "the same proof again");
    Ok(())
}

/// The part of `dpop-negative-tests` at a protected resource.
#[tokio::test]
async fn a_bound_token_is_nothing_without_its_key() -> anyhow::Result<()> {
    let mut world = World::build().await?;
    world.extend("minato", "app", BOUND).await?;
    let app = Keyed::new(&world, world.app())?;
    let thief = Keyed::new(&world, world.app())?;
    let answer = world.person("returning-member")?.sign_in(&app.app.address()).await?;
    let tokens = app.redeem(answer.code()?).await?;
    let token = tokens.text("access_token")?;
    let authorization = format!("DPoP {token}");
    let once = app.proof_with(token)?;
    assert_eq!(app.userinfo(&authorization, &[&once]).await?.status, StatusCode::OK);
    for (authorization, proofs, error, what) in [
        (format!("Bearer {token}"), vec![app.proof_with(token)?], "invalid_token", "as if it were not bound"),
        (format!("Bearer {token}"), vec![], "invalid_token", "as if it were not bound, without a proof"),
        (authorization.clone(), vec![], "invalid_dpop_proof", "no proof"),
        (authorization.clone(), vec![once], "invalid_dpop_proof", "the same proof again"),
        (authorization.clone(), vec![app.proof("GET", "/userinfo")?], "invalid_dpop_proof", "no ath"),
        (authorization.clone(), vec![app.proof_with("another")?], "invalid_dpop_proof", "another token's"),
        (authorization.clone(), vec![app.proof("POST", "/token")?], "invalid_dpop_proof", "for another place"),
        (authorization.clone(), vec![thief.proof_with(token)?], "invalid_token", "another key's"),
        (authorization.clone(), vec![app.proof_with(token)?; 2], "invalid_dpop_proof", "two"),
    ] {
        let proofs: Vec<&str> = proofs.iter().map(String::as_str).collect();
        assert_no_entry(&app.userinfo(&authorization, &proofs).await?, error, what);
    }
    let in_form = Client::new().post(format!("{}/userinfo", app.app.issuer)).form(&[("access_token", token)]);
    assert_no_entry(&Reply::of(in_form.send().await?).await?, "invalid_token", "in a form");
    Ok(())
}

#[tokio::test]
async fn an_unbound_token_is_not_made_bound_by_a_proof() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = Keyed::new(&world, world.app())?;
    let answer = world.person("returning-member")?.sign_in(&app.app.address()).await?;
    let tokens = app.app.redeem(answer.code()?).await?;
    let token = tokens.text("access_token")?;
    assert_eq!(tokens.text("token_type")?, "Bearer");
    let presented = app.userinfo(&format!("DPoP {token}"), &[&app.proof_with(token)?]).await?;
    assert_no_entry(&presented, "invalid_token", "the scheme is not the token's");
    Ok(())
}

/// `ensure-dpop-auth-code-binding-success`, `ensure-dpopproof-at-par-endpoint-binding-success`,
/// `ensure-mismatched-dpop-jkt-fails`, `ensure-token-endpoint-fails-with-mismatched-dpop-jkt` and
/// `-with-mismatched-dpop-proof-jkt`.
#[tokio::test]
async fn a_code_is_bound_to_the_key_that_was_named() -> anyhow::Result<()> {
    let mut world = World::build().await?;
    world.extend("minato", "app", BOUND).await?;
    let (app, other) = (Keyed::new(&world, world.app())?, Keyed::new(&world, world.app())?);
    let mut person = world.person("returning-member")?;
    let request = app.app.request().with("dpop_jkt", app.thumbprint());
    let code = person.sign_in(&request.address()).await?.code()?.to_owned();
    assert_refused(&other.redeem(&code).await?, "invalid_grant", "another key");
    assert_eq!(app.redeem(&code).await?.status, StatusCode::OK, "nothing was spent by that");

    let malformed = app.app.request().with("dpop_jkt", "no thumbprint");
    let refused = person.browser.peek(&malformed.address()).await?;
    assert_eq!(Answer::at(&refused.location()?).error(), Some("invalid_request"));

    let form: Vec<(&str, &str)> =
        request.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let mismatched = app.post("/par", &form, &[&other.proof("POST", "/par")?]).await?;
    assert_refused(&mismatched, "invalid_request", "a proof of another key than dpop_jkt");
    let unnamed: Vec<(&str, &str)> = form.iter().copied().filter(|(name, _)| *name != "dpop_jkt").collect();
    let bad = app.post("/par", &unnamed, &["a.b.c"]).await?;
    assert_refused(&bad, "invalid_dpop_proof", "no proof");
    let pushed = app.post("/par", &unnamed, &[&app.proof("POST", "/par")?]).await?;
    assert_eq!(pushed.status, StatusCode::CREATED, "{}", pushed.json);
    let reference = [("client_id", "app"), ("request_uri", pushed.text("request_uri")?)];
    let address = url::Url::parse_with_params(&format!("{}/authorize", app.app.issuer), reference)?;
    let code = person.sign_in(address.as_str()).await?.code()?.to_owned();
    assert_refused(&other.redeem(&code).await?, "invalid_grant", "another key than at the push");
    assert_eq!(app.redeem(&code).await?.status, StatusCode::OK);
    Ok(())
}

/// `refresh-token` with `sender_constrain=dpop`, and RFC 9449 §5 for applications that cannot authenticate.
#[tokio::test]
async fn renewing_needs_a_proof_and_without_a_secret_the_same_key() -> anyhow::Result<()> {
    let mut world = World::build().await?;
    for id in ["app", "phone"] {
        world.extend("minato", id, &format!("{BOUND}\n{RENEWS}")).await?;
    }
    let (phone, other) = (world.application("minato", "phone"), world.application("minato", "phone"));
    let (phone, other) = (Keyed::new(&world, phone)?, Keyed::new(&world, other)?);
    let mut person = world.person("returning-member")?;
    let first = phone.redeem(person.sign_in(&phone.app.address()).await?.code()?).await?;
    let token = first.text("refresh_token")?;
    assert_refused(&other.renew(token).await?, "invalid_grant", "another key");
    let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
    assert_refused(&phone.post("/token", &form, &[]).await?, "invalid_dpop_proof", "no proof");
    let second = phone.renew(token).await?;
    assert_eq!((second.status, second.text("token_type")?), (StatusCode::OK, "DPoP"), "{}", second.json);
    assert_refused(&other.renew(second.text("refresh_token")?).await?, "invalid_grant", "the successor is bound too");
    assert_eq!(phone.renew(second.text("refresh_token")?).await?.status, StatusCode::OK);

    // One that authenticates may change its key, and keeps its refresh token.
    let (app, next) = (Keyed::new(&world, world.app())?, Keyed::new(&world, world.app())?);
    let tokens = app.redeem(person.sign_in(&app.app.address()).await?.code()?).await?;
    world.site.clock.advance(TimeDelta::minutes(1));
    let renewed = next.renew(tokens.text("refresh_token")?).await?;
    assert_eq!(renewed.status, StatusCode::OK, "{}", renewed.json);
    assert!(renewed.json["refresh_token"].is_null(), "{}", renewed.json);
    let (_, claims) = verified(&app.app.issuer, renewed.text("access_token")?).await?;
    assert_eq!(claims["cnf"]["jkt"], json!(next.thumbprint()));
    Ok(())
}

/// An application that may send proofs and need not: its tokens are bound when it does.
#[tokio::test]
async fn whoever_sends_a_proof_gets_a_bound_token() -> anyhow::Result<()> {
    let world = World::build().await?;
    let batch = Keyed::new(&world, world.application("minato", "batch"))?;
    let form = [("grant_type", "client_credentials")];
    let bound = batch.post("/token", &form, &[&batch.proof("POST", "/token")?]).await?;
    assert_eq!(bound.text("token_type")?, "DPoP");
    let unbound = batch.post("/token", &form, &[]).await?;
    assert_eq!(unbound.text("token_type")?, "Bearer");
    assert_refused(&batch.post("/token", &form, &["x"]).await?, "invalid_dpop_proof", "a bad one is not overlooked");
    Ok(())
}
