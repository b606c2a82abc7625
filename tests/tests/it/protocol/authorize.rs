//! The authorization endpoint's answers to whatever an application may send (OpenID Connect Core §3.1.2).

use reqwest::StatusCode;
use tests::visitor::{Page, Visitor};

use super::application::{Answer, Request, STATE};
use super::world::World;

/// The first answer to a request of a browser that was never here.
async fn ask(request: &Request) -> anyhow::Result<Page> {
    Visitor::new()?.peek(&request.address()).await
}

fn assert_page(page: &Page, what: &str) {
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "{what}: {}", page.url);
    assert!(page.headers.get("location").is_none(), "{what}: a redirect");
    assert!(page.headers["content-type"].to_str().is_ok_and(|kind| kind.starts_with("text/html")), "{what}: no page");
    assert!(!page.text().contains("evil.example"), "{what}: the page repeats what was sent");
    assert!(page.texts(".reference .number").is_ok_and(|reference| reference.len() == 1), "{what}: no reference");
}

/// One parameter of a sound request, changed, and the error that it leads to (RFC 6749 §4.1.2.1, OpenID Connect Core
/// §3.1.2.6).
fn refused_requests() -> [(&'static str, String, &'static str); 29] {
    let long = "x".repeat(2_049);
    let many = ["openid"; 21].join(" ");
    [
        ("response_type", "", "invalid_request"),
        ("response_type", "token", "unsupported_response_type"),
        ("response_type", "code id_token", "unsupported_response_type"),
        ("response_mode", "fragment", "invalid_request"),
        ("response_mode", "web_message", "invalid_request"),
        ("request", "eyJhbGciOiJub25lIn0..", "invalid_request_object"),
        ("request_uri", "https://evil.example/request", "invalid_request_uri"),
        ("scope", "", "invalid_scope"),
        ("scope", "openid  email", "invalid_scope"),
        ("scope", "openid\temail", "invalid_scope"),
        ("scope", "\"openid\"", "invalid_scope"),
        ("scope", "開く", "invalid_scope"),
        ("scope", many.as_str(), "invalid_scope"),
        ("scope", long.as_str(), "invalid_scope"),
        ("scope", "receipts:write", "invalid_scope"),
        ("code_challenge", "", "invalid_request"),
        ("code_challenge", "too-short", "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("code_challenge_method", "", "invalid_request"),
        ("prompt", "none login", "invalid_request"),
        ("max_age", "-1", "invalid_request"),
        ("max_age", "1.5", "invalid_request"),
        ("id_token_hint", "e30.e30.e30", "invalid_request"),
        ("claims", "[]", "invalid_request"),
        ("claims", "{\"userinfo\":\"name\"}", "invalid_request"),
        ("claims", r#"{"userinfo":{"a":{"b":{"c":{"d":{}}}}}}"#, "invalid_request"),
        (
            "claims",
            r#"{"id_token":{"acr":{"essential":true,"value":"urn:elsewhere"}}}"#,
            "unmet_authentication_requirements",
        ),
        ("login_hint", long.as_str(), "invalid_request"),
        ("prompt", "none", "login_required"),
    ]
    .map(|(name, value, error)| (name, value.to_owned(), error))
}

#[tokio::test]
async fn every_error_goes_to_the_application_with_its_state_and_our_issuer() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    for (name, value, error) in refused_requests() {
        let what = format!("{name}={value:.40}");
        let page = ask(&app.request().with(name, &value)).await?;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{what}");
        assert!(
            page.location()?.as_str().starts_with(&format!("{}?", app.redirect_uri)),
            "{what}: {:?}",
            page.location()
        );
        let answer = Answer::at(&page.location()?);
        assert_eq!(answer.error(), Some(error), "{what}");
        assert_eq!(answer.get("state"), Some(STATE), "{what}");
        assert_eq!(answer.get("iss"), Some(app.issuer.as_str()), "{what}: RFC 9207");
        assert_eq!(answer.names(), ["error", "error_description", "state", "iss"], "{what}");
        let description = answer.get("error_description").unwrap_or_default();
        assert!(!description.is_empty() && description.bytes().all(|b| (0x20..0x7f).contains(&b)), "{what}");
    }
    Ok(())
}

#[tokio::test]
async fn what_was_sent_twice_or_without_measure_is_refused() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    for name in ["response_type", "scope", "nonce", "code_challenge", "code_challenge_method", "prompt", "unknown"] {
        let page = ask(&app.request().with(name, "x").also(name, "x")).await?;
        let answer = Answer::at(&page.location()?);
        assert_eq!((answer.error(), answer.get("state")), (Some("invalid_request"), Some(STATE)), "{name} twice");
    }
    let page = ask(&app.request().also("state", "another")).await?;
    assert_eq!(
        Answer::at(&page.location()?).names(),
        ["error", "error_description", "iss"],
        "of two states neither is true"
    );
    for name in ["client_id", "redirect_uri"] {
        let sent = app.request().parameters.into_iter().find(|(known, _)| known == name).unwrap_or_default().1;
        assert_page(&ask(&app.request().also(name, &sent)).await?, name);
        assert_page(&ask(&app.request().with(name, &"x".repeat(3_000))).await?, name);
    }
    let many = (0..100).fold(app.request(), |request, n| request.also(&format!("p{n}"), ""));
    let refused = ask(&many).await?;
    assert!(refused.status == StatusCode::BAD_REQUEST || Answer::at(&refused.location()?).error().is_some());
    let fewer = (0..90).fold(app.request(), |request, n| request.also(&format!("p{n}"), "unknown"));
    assert!(ask(&fewer).await?.location()?.path().ends_with("/login"), "unknown parameters are ignored");
    assert_eq!(ask(&app.request().with("unknown", &"x".repeat(20_000))).await?.status, StatusCode::URI_TOO_LONG);
    for value in ["%00", "%FF", "%ED%A0%80"] {
        let address = format!("{}&unknown={value}", app.address());
        let page = Visitor::new()?.peek(&address).await?;
        assert!(page.status.is_client_error() || Answer::at(&page.location()?).error().is_some(), "{value}");
    }
    Ok(())
}

#[tokio::test]
async fn long_states_and_nonces_come_back_whole() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let long: String = (0..1_000).map(|n| char::from(b'!' + u8::try_from(n % 90).unwrap_or_default())).collect();
    let mut person = world.person("returning-member")?;
    let answer = person.sign_in(&app.request().with("state", &long).with("nonce", &long).address()).await?;
    assert_eq!(answer.get("state"), Some(long.as_str()));
    assert_eq!(answer.names(), ["code", "state", "iss"]);
    assert!(answer.code()?.len() >= 43, "256 bits");
    let answer = person.sign_in(&app.request().without("state").without("nonce").address()).await?;
    assert_eq!(answer.names(), ["code", "iss"], "what was not sent does not come back");
    Ok(())
}

#[tokio::test]
async fn an_unknown_application_or_address_is_a_page_and_never_a_redirect() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    for id in ["", "nobody", "APP", "app ", "batch", "../app", "portal"] {
        assert_page(&ask(&app.request().with("client_id", id)).await?, id);
    }
    assert_page(&ask(&app.request().without("client_id")).await?, "no client_id");
    assert_page(&ask(&app.request().without("redirect_uri")).await?, "no redirect_uri");
    let elsewhere = redirect_vectors(&app.redirect_uri);
    assert!(elsewhere.len() >= 60, "{}", elsewhere.len());
    for uri in elsewhere {
        let request = app.request().with("redirect_uri", &uri);
        assert_page(&ask(&request).await?, &uri);
        assert_page(&ask(&request.with("prompt", "none")).await?, &uri);
    }
    Ok(())
}

/// Addresses that some parser somewhere once took for the registered one (security.md S11).
fn redirect_vectors(registered: &str) -> Vec<String> {
    let rest = registered.trim_start_matches("http://localhost");
    let mut vectors: Vec<String> = [
        "",
        "/",
        "//",
        "/.",
        "/..",
        "/../",
        "/../callback",
        "/./",
        "?",
        "?x",
        "?x=1",
        "#",
        "#x",
        ";",
        ";x",
        "%00",
        "%0d%0a",
        "%2e%2e/",
        "/..;/",
        "..%2f",
        "%252f",
        "\\",
        "\\..\\",
        " ",
        "\t",
        "\n",
        "\r",
        "\u{200b}",
        "*",
        "/*",
        "a",
        "&x=1",
    ]
    .iter()
    .skip(1)
    .map(|added| format!("{registered}{added}"))
    .collect();
    vectors.extend(
        [
            "https://evil.example",
            "http://evil.example",
            "//evil.example",
            "/\\evil.example",
            "http://localhost.evil.example",
            "http://localhost@evil.example",
            "http://evil.example@localhost",
            "http://user:pass@localhost",
            "http://localhost%40evil.example",
            "http://evil.example\\@localhost",
            "http://evil.example#@localhost",
            "http://evil.example?@localhost",
            "http://127.0.0.1",
            "http://[::1]",
            "http://2130706433",
            "http://0x7f.1",
            "http://LOCALHOST",
            "HTTP://localhost",
            "https://localhost",
            "http:localhost",
            "http:/localhost",
            "http:///localhost",
            "ftp://localhost",
            "localhost",
            " http://localhost",
            "\thttp://localhost",
            "http://localhost.",
            "http://ｌocalhost",
            "javascript:alert(1)//",
            "data:text/html,",
            "vbscript:x",
            "file://localhost",
        ]
        .map(|origin| format!("{origin}{rest}")),
    );
    let port = format!(":{}", registered.split(':').nth(2).and_then(|rest| rest.split('/').next()).unwrap_or_default());
    vectors.extend([
        registered.to_uppercase(),
        registered.replace("callback", "CALLBACK"),
        registered.replace("callback", "%63allback"),
        registered.replace("/callback", ""),
        registered.replace("/callback", "/"),
        registered.replace("/callback", "//callback"),
        registered.replace("/callback", "/home"),
        registered.replace(&port, ""),
        registered.replace(&port, ":80"),
        registered.replace(&port, &format!("{port}0")),
        format!("{registered} {registered}"),
        format!("{registered},https://evil.example"),
        "urn:ietf:wg:oauth:2.0:oob".to_owned(),
    ]);
    vectors
}

#[tokio::test]
async fn a_posted_request_is_as_good_as_one_by_get() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    // As another site's form sends it: no cookie of ours, a foreign origin.
    let foreign = [("sec-fetch-site", "cross-site"), ("origin", "https://application.example")];
    for headers in [&[][..], &foreign] {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
        let mut request = http.post(format!("{}/authorize", app.issuer)).body(app.request().encoded());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.header("content-type", "application/x-www-form-urlencoded").send().await?;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
    }
    let mut person = world.person("returning-member")?;
    let answer = person.sign_in(&app.address()).await?;
    assert!(answer.code().is_ok());
    for request in [app.request(), app.request().with("prompt", "none")] {
        person.browser.send(post(&app.issuer, &request)?).await?;
        assert!(person.arrived()?.code().is_ok(), "a session counts for a posted request too");
    }
    person.browser.send(post(&app.issuer, &app.request().with("scope", "\""))?).await?;
    assert_eq!(person.arrived()?.error(), Some("invalid_scope"));
    let page = person.browser.send(post(&app.issuer, &app.request().with("client_id", "nobody"))?).await?;
    assert_page(page, "nobody");
    Ok(())
}

fn post(issuer: &str, request: &Request) -> anyhow::Result<tests::visitor::Form> {
    let page = Page {
        url: issuer.parse()?,
        status: StatusCode::OK,
        headers: reqwest::header::HeaderMap::new(),
        body: format!("<form method=post action='{issuer}/authorize'><button id=go></button></form>"),
    };
    let form = page.form("go")?;
    Ok(request.parameters.iter().fold(form, |form, (name, value)| form.forge(name, value)))
}
