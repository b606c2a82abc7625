//! The modules of the OpenID Foundation's plans for relying parties about logout, each as a test of its name: Back-Channel
//! and RP-Initiated Logout.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use realm::{Acr, SigningAlgorithm};
use serde_json::{Value, json};

use crate::testing::{Answer, Browser, Site};

/// Somebody signed in by the other provider, with one browser and with another.
async fn signed_in() -> (Site, Browser) {
    let site = Site::open().await;
    site.provider.vouches_for(None, Acr::AppCode);
    site.provider.signs_with(SigningAlgorithm::EdDSA);
    let browser = again(&site).await;
    (site, browser)
}

async fn again(site: &Site) -> Browser {
    let mut browser = site.browser();
    let request = browser.get("/asahi/sign-in").await.location().to_owned();
    browser.get(&site.provider.answers(&request)).await;
    assert!(is_in(&mut browser).await);
    browser
}

async fn is_in(browser: &mut Browser) -> bool {
    browser.get("/asahi/").await.text.contains("港 花子")
}

/// The provider's server sends a form, as a program does.
async fn sends(site: &Site, body: String) -> Answer {
    let request = Request::post("/asahi/back-channel-logout")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT, "*/*");
    site.browser().send(request.body(Body::from(body)).unwrap()).await
}

async fn tells(site: &Site, token: &str) -> Answer {
    sends(site, format!("logout_token={token}")).await
}

/// A token with these claims is refused as the standard says, and nobody is signed out.
async fn is_refused(changes: &Value) {
    let (site, mut browser) = signed_in().await;
    refuses(&tells(&site, &site.provider.logout_token("elsewhere", changes)).await, &changes.to_string());
    assert!(is_in(&mut browser).await, "{changes}");
}

fn refuses(answer: &Answer, what: &str) {
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{what}: {}", answer.text);
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store", "{what}");
    let error: Value = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(error["error"], "invalid_request", "{what}");
    assert!(!answer.text.contains("subject-1") && !answer.text.contains("session-1"), "{}", answer.text);
}

/// `oidcc-client-test-rp-backchannel-rpinitlogout`.
#[tokio::test]
async fn backchannel_rpinitlogout() {
    let (site, mut browser) = signed_in().await;
    let answer = tells(&site, &site.provider.logout_token("elsewhere", &json!({}))).await;
    assert_eq!((answer.status, answer.text.as_str()), (StatusCode::OK, ""));
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    assert!(!is_in(&mut browser).await);
    // Whoever was signed out here before is signed out all the same.
    let answer = tells(&site, &site.provider.logout_token("elsewhere", &json!({ "jti": "logout-2" }))).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn backchannel_rpinitlogout_alg_none() {
    let (site, mut browser) = signed_in().await;
    refuses(&tells(&site, &site.provider.unsigned_logout_token("elsewhere")).await, "unsigned");
    assert!(is_in(&mut browser).await);
}

#[tokio::test]
async fn backchannel_rpinitlogout_wrong_alg() {
    let (site, mut browser) = signed_in().await;
    site.provider.signs_with(SigningAlgorithm::RS256);
    refuses(&tells(&site, &site.provider.logout_token("elsewhere", &json!({}))).await, "RS256 instead of EdDSA");
    assert!(is_in(&mut browser).await);
}

#[tokio::test]
async fn backchannel_rpinitlogout_wrong_iss() {
    is_refused(&json!({ "iss": "https://elsewhere.example" })).await;
}

#[tokio::test]
async fn backchannel_rpinitlogout_wrong_aud() {
    is_refused(&json!({ "aud": "checkup" })).await;
}

#[tokio::test]
async fn backchannel_rpinitlogout_no_event() {
    is_refused(&json!({ "events": null })).await;
}

#[tokio::test]
async fn backchannel_rpinitlogout_wrong_event() {
    is_refused(&json!({ "events": { "http://schemas.openid.net/event/other": {} } })).await;
}

#[tokio::test]
async fn backchannel_rpinitlogout_with_nonce() {
    is_refused(&json!({ "nonce": "n" })).await;
}

/// §2.6 rule 9: the same token again, while a session begun since goes on.
#[tokio::test]
async fn a_token_is_obeyed_once() {
    let (site, _) = signed_in().await;
    let token = site.provider.logout_token("elsewhere", &json!({}));
    assert_eq!(tells(&site, &token).await.status, StatusCode::OK);
    let mut browser = again(&site).await;
    refuses(&tells(&site, &token).await, "a second time");
    assert!(is_in(&mut browser).await);
}

/// Without `sid` all sessions of the member end, and with another one none does; another realm's stay in any case.
#[tokio::test]
async fn a_token_ends_what_it_names_and_nothing_else() {
    let (site, mut phone) = signed_in().await;
    let mut computer = again(&site).await;
    let mut neighbour = site.browser_of("minato", &crate::testing::member(Some(("H1", "00")))).await;
    let told = |changes: Value| site.provider.logout_token("elsewhere", &changes);
    for (jti, claim, other) in [("a", "sid", "session-2"), ("b", "sub", "subject-2")] {
        let session = if claim == "sub" { Value::Null } else { json!(other) };
        let answer = tells(&site, &told(json!({ "jti": jti, "sid": session, "sub": other }))).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(is_in(&mut phone).await && is_in(&mut computer).await, "{claim}");
    }
    assert_eq!(tells(&site, &told(json!({ "jti": "c", "sid": null }))).await.status, StatusCode::OK);
    assert!(!is_in(&mut phone).await && !is_in(&mut computer).await);
    assert_eq!(neighbour.get("/minato/expenses").await.status, StatusCode::OK);
}

/// A key that came into use since the last sign-in is fetched.
#[tokio::test]
async fn a_token_signed_with_a_new_key_is_obeyed() {
    let (site, mut browser) = signed_in().await;
    site.provider.signs_with(SigningAlgorithm::EdDSA);
    let answer = tells(&site, &site.provider.logout_token("elsewhere", &json!({}))).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert!(!is_in(&mut browser).await);
}

#[tokio::test]
async fn what_is_no_logout_request_is_told_so() {
    let (site, mut browser) = signed_in().await;
    let token = site.provider.logout_token("elsewhere", &json!({}));
    for body in ["", "logout_token=", "token=x", "logout_token=a.b.c", &format!("logout_token={token}&logout_token=b")]
    {
        refuses(&sends(&site, body.to_owned()).await, body);
    }
    assert!(is_in(&mut browser).await);
    // §2.5: other parameters are ignored.
    assert_eq!(sends(&site, format!("logout_token={token}&more=1")).await.status, StatusCode::OK);
}

/// From the portal's sign-out to the provider and back with a `state`, or without.
async fn comes_back(state: impl FnOnce(&str) -> String) -> (StatusCode, String, Browser) {
    let (_site, mut browser) = signed_in().await;
    let token = browser.get("/asahi/sign-out").await.form_token();
    let onward = browser.post("/asahi/sign-out", &format!("form_token={token}")).await.location().to_owned();
    let sent = onward.split("state=").nth(1).unwrap().split('&').next().unwrap();
    let answer = browser.get(&format!("/asahi/signed-out{}", state(sent))).await;
    (answer.status, answer.text, browser)
}

/// `oidcc-client-test-rp-init-logout`.
#[tokio::test]
async fn rp_init_logout() {
    let (status, text, mut browser) = comes_back(|state| format!("?state={state}")).await;
    assert!(status == StatusCode::OK && text.contains("ログアウトしました"), "{text}");
    assert!(!is_in(&mut browser).await);
}

/// `oidcc-client-test-rp-init-logout-other-state`: an answer to nothing that was asked is not believed.
#[tokio::test]
async fn rp_init_logout_other_state() {
    let (status, text, mut browser) = comes_back(|state| format!("?state={state}x")).await;
    assert!(status.is_redirection() && !text.contains("ログアウトしました"), "{text}");
    assert!(!is_in(&mut browser).await, "ours ended before");
}

/// `oidcc-client-test-rp-init-logout-no-state`.
#[tokio::test]
async fn rp_init_logout_no_state() {
    let (status, text, mut browser) = comes_back(|_| String::new()).await;
    assert!(status.is_redirection() && !text.contains("ログアウトしました"), "{text}");
    assert!(!is_in(&mut browser).await);
}
