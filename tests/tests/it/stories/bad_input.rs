//! What nobody should send, and what it is answered with: a page where nobody can be trusted with an answer, the
//! specification's error where somebody can.

use std::fs;

use tests::site::{Site, prepare};
use tests::visitor::{Page, Visitor};
use url::Url;

use super::member::{OwnSite, copy_folder, plan};

/// What the portal itself sends, to be spoilt one part at a time.
async fn authorize_request(site: &Site) -> anyhow::Result<Url> {
    let mut visitor = Visitor::new()?;
    let mut answer = visitor.peek(&site.portal("/minato/sign-in")).await?;
    for _ in 0..3 {
        let location = answer.location()?;
        if location.path().ends_with("/authorize") {
            return Ok(location);
        }
        answer = visitor.peek(location.as_str()).await?;
    }
    anyhow::bail!("the portal does not lead to the provider: {}", answer.text())
}

fn with(request: &Url, name: &str, value: Option<&str>) -> Url {
    let kept: Vec<_> =
        request.query_pairs().filter(|(n, _)| n != name).map(|(n, v)| (n.into_owned(), v.into_owned())).collect();
    let mut url = request.clone();
    url.query_pairs_mut().clear().extend_pairs(kept).extend_pairs(value.map(|value| (name, value)));
    url
}

async fn ask(url: &Url) -> anyhow::Result<Page> {
    Visitor::new()?.peek(url.as_str()).await
}

#[tokio::test]
async fn an_unknown_realm_client_or_redirect_uri_is_a_page_and_never_a_redirect() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let request = authorize_request(&own.site).await?;
    let mut unknown_realm = request.clone();
    unknown_realm.set_path("/nowhere/authorize");
    let registered = request.query_pairs().find(|(name, _)| name == "redirect_uri").map(|(_, uri)| uri.into_owned());
    let registered = registered.unwrap_or_default();
    let mut spoilt =
        vec![unknown_realm, with(&request, "client_id", None), with(&request, "client_id", Some("nobody"))];
    for uri in [
        "https://evil.example/callback".to_owned(),
        format!("{registered}/"),
        format!("{registered}?x=1"),
        format!("{registered}/../callback"),
        registered.to_uppercase(),
        registered.replace("localhost", "localhost@evil.example"),
        registered.replace("http://localhost", "http://127.0.0.1"),
        format!("javascript:alert(1)//{registered}"),
        String::new(),
    ] {
        spoilt.push(with(&request, "redirect_uri", Some(&uri)));
    }
    for url in spoilt {
        let answer = ask(&url).await?;
        assert!(answer.status.is_client_error(), "{} {url}", answer.status);
        assert!(answer.headers.get("location").is_none(), "a redirect for {url}");
        assert!(!answer.text().contains("evil.example"), "nothing of the request is shown: {url}");
        assert!(!answer.body.contains("href=\"https://evil"), "no link leads there: {url}");
    }
    Ok(())
}

#[tokio::test]
async fn a_bad_request_of_a_known_client_is_answered_there_with_the_specifications_error() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let request = authorize_request(&own.site).await?;
    let longer_than_any = "x".repeat(3_000);
    for (name, value, error) in [
        ("response_type", None, "invalid_request"),
        ("response_type", Some("token"), "unsupported_response_type"),
        ("code_challenge", None, "invalid_request"),
        ("code_challenge", Some("short"), "invalid_request"),
        ("code_challenge_method", Some("plain"), "invalid_request"),
        ("scope", Some("openid no\"such"), "invalid_scope"),
        ("prompt", Some("none login"), "invalid_request"),
        ("prompt", Some("none"), "login_required"),
        ("max_age", Some("-1"), "invalid_request"),
        ("login_hint", Some(longer_than_any.as_str()), "invalid_request"),
    ] {
        let answer = ask(&with(&request, name, value)).await?;
        let location = answer.location()?;
        let answered = |key: &str| location.query_pairs().find(|(n, _)| n == key).map(|(_, v)| v.into_owned());
        let asked = |key: &str| request.query_pairs().find(|(n, _)| n == key).map(|(_, v)| v.into_owned());
        assert_eq!(answered("error").as_deref(), Some(error), "{name}={value:?}: {location}");
        assert_eq!(answered("state"), asked("state"), "{name}={value:?}");
        assert_eq!(answered("iss"), Some(own.site.provider("/minato")), "RFC 9207");
        assert_eq!(answered("code"), None, "{name}={value:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_parameter_sent_twice_is_refused() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let request = authorize_request(&own.site).await?;
    for name in ["scope", "nonce", "state", "response_type"] {
        let mut twice = request.clone();
        twice.query_pairs_mut().append_pair(name, "openid");
        let answer = ask(&twice).await?;
        let refused = answer.status.is_client_error()
            || answer.location()?.query_pairs().any(|(n, v)| n == "error" && v == "invalid_request");
        assert!(refused, "{name} twice: {}", answer.status);
    }
    for name in ["client_id", "redirect_uri"] {
        let mut twice = request.clone();
        twice.query_pairs_mut().append_pair(name, "https://evil.example/");
        let answer = ask(&twice).await?;
        assert!(answer.status.is_client_error(), "{name} twice is a page");
    }
    Ok(())
}

#[tokio::test]
async fn an_oversized_request_is_refused_and_long_state_is_not() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let request = authorize_request(&own.site).await?;
    let answer = ask(&with(&request, "state", Some(&"s".repeat(1_000)))).await?;
    assert!(!answer.location()?.query_pairs().any(|(name, _)| name == "error"), "1,000 characters of state are fine");
    let answer = ask(&with(&request, "unknown", Some(&"x".repeat(20_000)))).await?;
    assert!(answer.status.is_client_error() || answer.location()?.query_pairs().any(|(name, _)| name == "error"));
    Ok(())
}

#[tokio::test]
async fn a_broken_realm_file_takes_down_that_realm_alone() -> anyhow::Result<()> {
    let (plan, _folder) = plan()?;
    // A society without a good snapshot from before, whose file is broken from the first start.
    let broken = plan.realm_config.join("broken");
    copy_folder(&plan.realm_config.join("kusunoki"), &broken)?;
    fs::write(broken.join("realm.toml"), "display_name = \n")?;
    prepare(&plan).await?;
    let site = Site::serve(&plan).await?;

    for address in [site.provider("/broken/login"), site.portal("/broken/")] {
        let mut visitor = Visitor::new()?;
        let page = visitor.open(&address).await?;
        assert_eq!(page.status, 503, "{address}: {}", page.text());
    }
    for realm in ["minato", "kusunoki"] {
        let mut visitor = Visitor::new()?;
        let page = visitor.open(&site.provider(&format!("/{realm}/.well-known/openid-configuration"))).await?;
        assert_eq!(page.status, 200, "{realm} serves");
        let page = visitor.open(&site.portal(&format!("/{realm}/"))).await?;
        assert_eq!(page.status, 200, "{realm} serves");
    }
    Ok(())
}

#[tokio::test]
async fn a_realm_that_breaks_later_goes_on_with_its_last_good_files() -> anyhow::Result<()> {
    let (plan, _folder) = plan()?;
    prepare(&plan).await?;
    let mut site = Site::serve(&plan).await?;
    site.stop().await?;
    fs::write(plan.realm_config.join("minato/realm.toml"), "display_name = \n")?;
    let site = Site::serve(&plan).await?;
    let mut visitor = Visitor::new()?;
    let page = visitor.open(&site.portal("/minato/expenses")).await?;
    assert!(page.offers("password"), "{} {}", page.status, page.text());
    Ok(())
}
