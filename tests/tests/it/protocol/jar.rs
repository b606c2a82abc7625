//! Requests that their application signed (RFC 9101): by value, pushed and by reference, with the modules of the
//! certification plans that concern them.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode as Status;
use axum::routing::get;
use chrono::TimeDelta;
use data_encoding::BASE64URL_NOPAD;
use oidc::jose::SigningKey;
use reqwest::StatusCode;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use tests::visitor::{Page, Visitor};
use tokio::net::TcpListener;

use super::application::{Answer, Application, Request, STATE};
use super::assertions::{jwks, new_key, signed};
use super::jws::verified;
use super::par::{address, assert_refused, push};
use super::world::World;

/// A world in which `app` has a key.
async fn world(more: &str) -> anyhow::Result<(World, SigningKey)> {
    let (mut world, key) = (World::build().await?, new_key()?);
    world.extend("minato", "app", &format!("{}\n{more}", jwks(&key))).await?;
    Ok((world, key))
}

/// The claims of an object that asks what a request asks.
fn claims(world: &World, request: &Request) -> Value {
    let app = world.app();
    let now = world.site.clock.now().timestamp();
    let asked = request.parameters.iter().map(|(name, value)| (name.clone(), json!(value)));
    let envelope = [("iss", json!(app.id)), ("aud", json!(app.issuer)), ("nbf", json!(now)), ("exp", json!(now + 300))];
    let envelope = envelope.map(|(name, value)| (name.to_owned(), value));
    Value::Object(asked.chain(envelope).collect::<Map<_, _>>())
}

fn changed(mut claims: Value, name: &str, value: Value) -> Value {
    claims[name] = value;
    claims
}

/// What stands beside an object: the client alone.
fn bare(app: &Application) -> Request {
    app.request().parameters.iter().fold(app.request(), |request, (name, _)| match name.as_str() {
        "client_id" => request,
        _ => request.without(name),
    })
}

async fn ask(request: &Request) -> anyhow::Result<Page> {
    Visitor::new()?.peek(&request.address()).await
}

#[tokio::test]
async fn what_is_inside_is_asked_and_nothing_else() -> anyhow::Result<()> {
    let (world, key) = world("").await?;
    let app = world.app();
    let inside = app.request().with("scope", "openid").with("state", "inside").with("nonce", "inside");
    let object = signed(&key, &claims(&world, &inside))?;
    let mut person = world.person("returning-member")?;
    // ensure-request-object-with-redirect-uri, ensure-different-{nonce,state}-inside-and-outside-request-object
    let outside = app.request().with("redirect_uri", "https://evil.example/").with("prompt", "none");
    for request in [bare(&app), outside] {
        let answer = person.sign_in(&request.with("request", &object).address()).await?;
        assert_eq!((answer.get("state"), answer.get("iss")), (Some("inside"), Some(app.issuer.as_str())));
        let tokens = app.redeem(answer.code()?).await?;
        assert_eq!(tokens.text("scope")?, "openid");
        assert_eq!(verified(&app.issuer, tokens.text("id_token")?).await?.1["nonce"], "inside");
    }
    // state-only-outside-request-object-not-used
    let object = signed(&key, &claims(&world, &app.request().without("state")))?;
    let answer = person.sign_in(&app.request().with("request", &object).address()).await?;
    assert_eq!(answer.names(), ["code", "iss"]);
    // An error that is found inside goes where the inside says.
    let object = signed(&key, &claims(&world, &inside.with("scope", "other")))?;
    let answer = Answer::at(&ask(&app.request().with("request", &object)).await?.location()?);
    assert_eq!((answer.error(), answer.get("state")), (Some("invalid_scope"), Some("inside")));
    Ok(())
}

/// One thing in the object is not right; the application is told, at the address and with the state outside.
#[tokio::test]
async fn an_object_that_is_not_good_is_refused() -> anyhow::Result<()> {
    let (world, key) = world("").await?;
    let app = world.app();
    let good = claims(&world, &app.request().with("state", "inside"));
    let now = world.site.clock.now().timestamp();
    let mut objects: Vec<(&str, String)> = Vec::new();
    for (what, name, value) in [
        ("ensure-expired-request-object-fails", "exp", json!(now - 300)),
        ("ensure-request-object-with-nbf-in-the-future-fails", "nbf", json!(now + 3_600)),
        ("ensure-request-object-with-bad-aud-fails", "aud", json!("https://other.example")),
        ("another client inside", "client_id", json!("plain")),
        ("no client inside", "client_id", json!(7)),
        ("another issuer inside", "iss", json!("plain")),
        ("an assertion", "sub", json!("app")),
        ("par-authorization-request-containing-request_uri", "request_uri", json!("urn:x")),
        ("a request in the request", "request", json!("a.b.c")),
        ("a list for a text", "prompt", json!(["none"])),
    ] {
        objects.push((what, signed(&key, &changed(good.clone(), name, value))?));
    }
    let object = signed(&key, &good)?;
    let (unsigned, signature) = object.rsplit_once('.').unwrap_or_default();
    let none = BASE64URL_NOPAD.encode(br#"{"alg":"none"}"#);
    let payload = unsigned.split('.').nth(1).unwrap_or_default();
    objects.extend([
        ("ensure-request-object-with-invalid-signature-fails", format!("{unsigned}.AAAA{}", &signature[4..])),
        ("ensure-matching-key-in-authorization-request", signed(&new_key()?, &good)?),
        ("ensure-request-object-signature-algorithm-is-not-none", format!("{none}.{payload}.")),
        (
            "unsigned-request-object-supported-correctly-or-rejected-as-unsupported",
            format!("{none}.{payload}.{signature}"),
        ),
        ("no token", "request".to_owned()),
    ]);
    for (what, object) in objects {
        let answer = Answer::at(&ask(&app.request().with("request", &object)).await?.location()?);
        assert_eq!((answer.error(), answer.get("state")), (Some("invalid_request_object"), Some(STATE)), "{what}");
        let page = ask(&bare(&app).with("request", &object)).await?;
        assert_eq!((page.status, page.headers.get("location")), (StatusCode::BAD_REQUEST, None), "{what}: no address");
        assert_refused(&push(&app, &bare(&app).with("request", &object)).await?, "invalid_request_object", what);
    }
    let object = signed(&key, &changed(good, "redirect_uri", json!("https://evil.example/")))?;
    let page = ask(&app.request().with("request", &object)).await?;
    assert_eq!((page.status, page.headers.get("location")), (StatusCode::BAD_REQUEST, None), "another address inside");
    let twice = app.request().with("request", &object).also("request", &object);
    assert_eq!(Answer::at(&ask(&twice).await?.location()?).error(), Some("invalid_request"));
    Ok(())
}

/// FAPI 2.0 Message Signing: a signed request is pushed, and its answer is signed.
#[tokio::test]
async fn signed_pushed_and_answered_by_signature() -> anyhow::Result<()> {
    let more = "require_signed_request_object = true\nrequire_pushed_authorization_requests = true\n\
                request_object_signing_alg = \"PS256\"\nauthorization_signed_response_alg = \"ES256\"";
    let (world, key) = world(more).await?;
    let app = world.app();
    let inside = app.request().with("response_mode", "jwt");
    let good = claims(&world, &inside);
    let several = json!([app.issuer.clone(), "https://other.example"]);
    let soon = json!(world.site.clock.now().timestamp() + 8);
    for (what, object) in [
        ("happy-flow", good.clone()),
        ("ensure-request-object-with-multiple-aud-succeeds", changed(good.clone(), "aud", several)),
        ("ensure-request-object-with-nbf-8-seconds-in-the-future-is-accepted", changed(good.clone(), "nbf", soon)),
    ] {
        let pushed = push(&app, &bare(&app).with("request", &signed(&key, &object)?)).await?;
        assert_eq!(pushed.status, StatusCode::CREATED, "{what}: {}", pushed.json);
        let answer = world.person("returning-member")?.sign_in(&address(&app, &pushed)?).await?;
        assert_eq!(answer.names(), ["response"], "{what}");
        let (header, claims) = verified(&app.issuer, answer.get("response").unwrap_or_default()).await?;
        assert_eq!((&header["alg"], &claims["state"]), (&json!("ES256"), &json!(STATE)), "{what}");
        assert!(app.redeem(claims["code"].as_str().unwrap_or_default()).await?.text("id_token").is_ok(), "{what}");
    }
    let what = "ensure-unsigned-request-at-par-endpoint-fails";
    assert_refused(&push(&app, &inside).await?, "invalid_request", what);
    let what = "ensure-request-object-without-redirect-uri-fails";
    let object = signed(&key, &claims(&world, &inside.clone().without("redirect_uri")))?;
    assert_refused(&push(&app, &bare(&app).with("request", &object)).await?, "invalid_request", what);
    // Signed as it is, it does not come through the browser: this client pushes.
    let plain = app.request().with("request", &signed(&key, &good)?);
    assert_eq!(Answer::at(&ask(&plain).await?.location()?).error(), Some("invalid_request"));
    Ok(())
}

#[tokio::test]
async fn who_signs_every_request_has_no_other() -> anyhow::Result<()> {
    let (world, key) = world("require_signed_request_object = true").await?;
    let app = world.app();
    let answer = Answer::at(&ask(&app.request()).await?.location()?);
    assert_eq!((answer.error(), answer.get("state")), (Some("invalid_request"), Some(STATE)));
    let object = signed(&key, &claims(&world, &app.request()))?;
    assert!(
        world.person("returning-member")?.sign_in(&bare(&app).with("request", &object).address()).await?.code().is_ok()
    );
    // An application without keys signs nothing that counts.
    let plain = world.application("minato", "plain");
    let object = signed(&key, &changed(claims(&world, &plain.request()), "iss", json!("plain")))?;
    let answer = Answer::at(&ask(&plain.request().with("request", &object)).await?.location()?);
    assert_eq!(answer.error(), Some("invalid_request_object"));
    Ok(())
}

/// What an application publishes, if anything, and how often it was asked.
type Published = Arc<Mutex<(Option<String>, u32)>>;

async fn publish(object: &Published) -> anyhow::Result<String> {
    async fn answer(State(object): State<Published>) -> Result<String, Status> {
        let mut object = object.lock().unwrap_or_else(PoisonError::into_inner);
        object.1 += 1;
        object.0.clone().ok_or(Status::NOT_FOUND)
    }
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://localhost:{}/object", listener.local_addr()?.port());
    let router = Router::new().route("/object", get(answer)).with_state(Arc::clone(object));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

/// `oidcc-request-uri-signed-rs256`, and what is not fetched.
#[tokio::test]
async fn an_object_is_fetched_from_where_the_file_says_and_from_nowhere_else() -> anyhow::Result<()> {
    let published: Published = Arc::new(Mutex::new((None, 0)));
    let asked = || published.lock().unwrap_or_else(PoisonError::into_inner).1;
    let address = publish(&published).await?;
    let registered = format!("{address}#a-hash");
    let (world, key) = world(&format!("request_uris = [\"{registered}\"]")).await?;
    let app = world.app();
    let by_reference = |uri: &str| app.request().with("request_uri", uri);
    let refused = async |request: Request, error: &str| {
        let answer = Answer::at(&ask(&request).await?.location()?);
        assert_eq!((answer.error(), answer.get("state")), (Some(error), Some(STATE)));
        anyhow::Ok(())
    };
    refused(by_reference(&registered), "invalid_request_uri").await?;
    assert_eq!(asked(), 1, "it was asked, and had none");

    let object = signed(&key, &claims(&world, &app.request().with("state", "inside")))?;
    published.lock().unwrap_or_else(PoisonError::into_inner).0 = Some(object.clone());
    let answer =
        world.person("returning-member")?.sign_in(&bare(&app).with("request_uri", &registered).address()).await?;
    assert_eq!((answer.code().is_ok(), answer.get("state"), asked()), (true, Some("inside"), 2));

    for other in [
        &address,
        &format!("{address}#other"),
        &format!("{address}?x#a-hash"),
        "http://169.254.169.254/",
        "file:///etc/passwd",
    ] {
        refused(by_reference(other), "invalid_request_uri").await?;
    }
    refused(by_reference(&registered).with("request", &object), "invalid_request").await?;
    assert_refused(&push(&app, &by_reference(&registered)).await?, "invalid_request", "a reference is not pushed");
    assert_eq!(asked(), 2, "nobody else's word makes us knock");
    published.lock().unwrap_or_else(PoisonError::into_inner).0 =
        Some(signed(&new_key()?, &claims(&world, &app.request()))?);
    world.site.clock.advance(TimeDelta::seconds(5));
    refused(by_reference(&registered), "invalid_request_object").await?;
    Ok(())
}

/// Whoever opens an application's link makes us ask the application's server.
#[tokio::test]
async fn strangers_do_not_make_us_knock_as_often_as_they_like() -> anyhow::Result<()> {
    let (mut world, key) = world("").await?;
    let object = signed(&key, &claims(&world, &world.app().request()))?;
    let published: Published = Arc::new(Mutex::new((Some(object.clone()), 0)));
    let asked = || std::mem::take(&mut published.lock().unwrap_or_else(PoisonError::into_inner).1);
    let address = publish(&published).await?;
    let named = format!("{address}#{}", BASE64URL_NOPAD.encode(&Sha256::digest(&object)));
    let unnamed = format!("{address}#{}", BASE64URL_NOPAD.encode(&Sha256::digest("something else")));
    world.extend("minato", "app", &format!("request_uris = [\"{named}\", \"{unnamed}\"]")).await?;
    let app = world.app();
    let opens = async |uri: &str| {
        let page = ask(&bare(&app).with("request_uri", uri)).await?;
        let location = page.location()?;
        anyhow::Ok((location.path() == "/minato/login", Answer::at(&location).error().map(str::to_owned)))
    };
    for uri in [&named, &unnamed] {
        for _ in 0..5 {
            assert_eq!(opens(uri).await?, (true, None), "{uri}");
        }
        assert_eq!(asked(), 1, "{uri}");
    }
    world.site.clock.advance(TimeDelta::seconds(30));
    for (uri, times) in [(&named, 0), (&unnamed, 1)] {
        assert_eq!(opens(uri).await?, (true, None), "{uri}");
        assert_eq!(asked(), times, "only what cannot have changed is kept: {uri}");
    }

    // What is not there is asked for each time, and that has an end for this application alone.
    published.lock().unwrap_or_else(PoisonError::into_inner).0 = None;
    world.site.clock.advance(TimeDelta::minutes(1));
    let mut errors = Vec::new();
    for _ in 0..70 {
        errors.push(
            Answer::at(&ask(&app.request().with("request_uri", &unnamed)).await?.location()?)
                .error()
                .map(str::to_owned),
        );
    }
    let (unanswered, unasked) = errors.split_at(60);
    assert!(unanswered.iter().all(|error| error.as_deref() == Some("invalid_request_uri")), "{unanswered:?}");
    assert!(unasked.iter().all(|error| error.as_deref() == Some("temporarily_unavailable")), "{unasked:?}");
    assert_eq!(asked(), 60);
    world.site.clock.advance(TimeDelta::minutes(1));
    published.lock().unwrap_or_else(PoisonError::into_inner).0 = Some(object);
    assert_eq!(opens(&unnamed).await?, (true, None), "a minute later");
    Ok(())
}

/// A request may be posted (OpenID Connect Core §3.1.2.1), a signed one too: its form comes without our cookies.
#[tokio::test]
async fn a_signed_request_may_be_posted() -> anyhow::Result<()> {
    let (world, key) = world("").await?;
    let app = world.app();
    let object = signed(&key, &claims(&world, &app.request().with("state", "inside")))?;
    let http = reqwest::Client::builder().cookie_store(true).redirect(reqwest::redirect::Policy::none()).build()?;
    let post = async |object: &str| {
        let request = http.post(format!("{}/authorize", app.issuer));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let mut answer = request.body(bare(&app).with("request", object).encoded()).send().await?;
        for _ in 0..3 {
            let Some(location) = answer.headers().get("location") else { break };
            let next = answer.url().join(location.to_str()?)?;
            if next.as_str().starts_with(&app.redirect_uri) {
                return anyhow::Ok((answer.status(), next));
            }
            answer = http.get(next).send().await?;
        }
        Ok((answer.status(), answer.url().clone()))
    };
    let (status, at) = post(&object).await?;
    assert_eq!((status, at.path()), (StatusCode::OK, "/minato/login"), "{at}");
    let (status, at) = post(&format!("{object}x")).await?;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{at}: nothing outside says where an error might go");
    Ok(())
}
