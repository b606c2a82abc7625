//! What a relying party must refuse (OpenID Connect Core §3.1.3.7, RFC 9207), against a provider that does it wrong.

use realm::Acr;

use crate::testing::{Browser, Fault, Site};

/// Begins a sign-in and returns where the provider sends the browser back to.
async fn answer(site: &Site, browser: &mut Browser) -> String {
    let request = browser.get("/minato/sign-in").await.location().to_owned();
    site.provider.answers(&request)
}

#[tokio::test]
async fn a_code_makes_a_member_once() {
    let site = Site::open().await;
    site.provider.vouches_for(Some(("H1", "00")), Acr::AppCode);
    let mut browser = site.browser();
    let callback = answer(&site, &mut browser).await;

    assert_eq!(browser.get(&callback).await.location(), "/minato/");
    assert!(browser.get("/minato/").await.text.contains("港 花子"));
    // The Back button, or a second click: signed in already, nothing is redeemed again.
    assert_eq!(browser.get(&callback).await.location(), "/minato/");
}

#[tokio::test]
async fn an_answer_is_worth_nothing_in_another_browser() {
    let site = Site::open().await;
    site.provider.vouches_for(Some(("H1", "00")), Acr::AppCode);
    let callback = answer(&site, &mut site.browser()).await;

    // One that keeps no cookies is told so; any other begins a sign-in of its own.
    let mut stranger = site.browser();
    assert_eq!(stranger.get(&callback).await.status, 400);
    let restarted = stranger.get(&callback).await;
    assert!(restarted.location().starts_with(site.provider.url.as_str()));
    assert!(!stranger.cookies.keys().any(|name| name.ends_with("session")));
}

#[tokio::test]
async fn what_does_not_verify_signs_nobody_in() {
    for fault in [
        Fault::Nonce,
        Fault::Audience,
        Fault::Issuer,
        Fault::Algorithm,
        Fault::Signature,
        Fault::Expired,
        Fault::Subject,
        Fault::CodeIsSpent,
    ] {
        let site = Site::open().await;
        site.provider.vouches_for(Some(("H1", "00")), Acr::AppCode);
        site.provider.has(fault);
        let mut browser = site.browser();
        let callback = answer(&site, &mut browser).await;
        let refused = browser.get(&callback).await;
        assert!(refused.status.is_client_error() || refused.status.is_server_error(), "{fault:?} {}", refused.status);
        assert!(!browser.cookies.keys().any(|name| name.ends_with("session")), "{fault:?}");
    }
}

#[tokio::test]
async fn an_answer_without_the_right_issuer_is_refused() {
    for issuer in ["", "&iss=https%3A%2F%2Felsewhere.example"] {
        let site = Site::open().await;
        site.provider.vouches_for(Some(("H1", "00")), Acr::AppCode);
        let mut browser = site.browser();
        let callback = answer(&site, &mut browser).await;
        let forged = format!("{}{issuer}", callback.split("&iss=").next().unwrap());
        assert_eq!(browser.get(&forged).await.status, 500, "{issuer}");
    }
}

#[tokio::test]
async fn keys_are_fetched_again_after_a_rotation() {
    let site = Site::open().await;
    site.provider.vouches_for(Some(("H1", "00")), Acr::AppCode);
    let mut browser = site.browser();
    let callback = answer(&site, &mut browser).await;
    browser.get(&callback).await;

    site.provider.rotates();
    let callback = answer(&site, &mut browser).await;
    assert_eq!(browser.get(&callback).await.location(), "/minato/");
}

#[tokio::test]
async fn less_than_was_demanded_is_refused_and_not_asked_for_again() {
    let site = Site::open().await;
    site.provider.vouches_for(Some(("H1", "00")), Acr::Password);
    let mut browser = site.browser();
    let request = browser.get("/minato/expenses").await.location().to_owned();
    assert!(request.contains("essential") && request.contains("acr_values"), "{request}");
    assert_eq!(browser.get(&site.provider.answers(&request)).await.status, 500);
}

#[tokio::test]
async fn errors_of_the_provider_have_a_page_with_one_way_onward() {
    for (error, status) in [("access_denied", 400), ("login_required", 400), ("server_error", 503), ("%0Aforged", 400)]
    {
        let site = Site::open().await;
        let mut browser = site.browser();
        let callback = answer(&site, &mut browser).await;
        let (address, state) = callback.split_once("?code=").unwrap();
        let state = state.split_once('&').unwrap().1;
        let page = browser.get(&format!("{address}?error={error}&{state}")).await;
        assert_eq!(page.status, status, "{error}");
        assert_eq!(page.text.matches("class=\"button").count(), 1, "{error}");
    }
}

#[tokio::test]
async fn a_provider_that_is_away_has_a_page() {
    let site = Site::open().await;
    let mut settings = site.realm("minato").as_ref().clone();
    settings.issuer = "http://127.0.0.1:1/minato".to_owned();
    let goal = super::Goal::page("/minato/", Acr::Password);
    let begun = site.app.relying_party.begin(&settings, goal, base::Language::Ja).await;
    assert!(matches!(begun, Err(super::NoRequest::OutOfReach(_))));
}
