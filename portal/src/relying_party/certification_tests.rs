//! The modules of the OpenID Foundation's plan for relying parties (Basic), each as a test of its name, with a provider
//! that is not the society's own.

use realm::{Acr, SigningAlgorithm};

use crate::testing::{Answer, Browser, Fault, Site};

/// A sign-in at the other provider, which may do something wrong: the answer to the browser's return.
async fn signed_in(fault: Option<Fault>) -> (Site, Browser, Answer) {
    let site = Site::open().await;
    site.provider.vouches_for(None, Acr::AppCode);
    site.provider.signs_with(SigningAlgorithm::EdDSA);
    if let Some(fault) = fault {
        site.provider.has(fault);
    }
    let mut browser = site.browser();
    let request = browser.get("/asahi/sign-in").await.location().to_owned();
    assert!(request.starts_with(site.provider.url.join("/elsewhere/authorize?").unwrap().as_str()), "{request}");
    let callback = site.provider.answers(&request);
    let answer = browser.get(&callback).await;
    (site, browser, answer)
}

async fn is_refused(fault: Fault) {
    let (_site, browser, answer) = signed_in(Some(fault)).await;
    assert!(answer.status.is_client_error() || answer.status.is_server_error(), "{fault:?} {}", answer.status);
    assert!(answer.text.contains("class=\"button"), "a way onward");
    assert!(!browser.cookies.keys().any(|name| name.ends_with("session")), "{fault:?}");
}

/// `oidcc-client-test`, `…-client-secret-basic`, `…-userinfo-bearer-header`, `…-nonce-code`.
#[tokio::test]
async fn client_test() {
    let (_site, mut browser, answer) = signed_in(None).await;
    assert_eq!(answer.location(), "/asahi/");
    let top = browser.get("/asahi/").await;
    // `…-scope-userinfo-claims`: the name is what userinfo says.
    assert!(top.text.contains("港 花子"), "{}", top.text);
    // Profile and sign-in methods of our own provider are not theirs.
    assert!(!top.text.contains("/account"), "{}", top.text);
}

#[tokio::test]
async fn whoever_has_no_insurance_is_signed_in_and_told_so() {
    let (_site, mut browser, _) = signed_in(None).await;
    let page = browser.get("/asahi/expenses").await;
    assert_eq!(page.status, 200, "not sent to the provider for a class of authentication that it does not know");
    assert!(page.text.contains("登録されていないため"), "{}", page.text);
}

#[tokio::test]
async fn idtoken_sig_none() {
    is_refused(Fault::Unsigned).await;
}

#[tokio::test]
async fn invalid_sig_rs256() {
    is_refused(Fault::Signature).await;
    is_refused(Fault::Algorithm).await;
}

#[tokio::test]
async fn missing_sub() {
    is_refused(Fault::SubjectMissing).await;
}

#[tokio::test]
async fn missing_iat() {
    is_refused(Fault::IssuedAtMissing).await;
}

#[tokio::test]
async fn invalid_aud() {
    is_refused(Fault::Audience).await;
}

#[tokio::test]
async fn invalid_iss() {
    is_refused(Fault::Issuer).await;
}

#[tokio::test]
async fn nonce_invalid() {
    is_refused(Fault::Nonce).await;
}

#[tokio::test]
async fn userinfo_invalid_sub() {
    is_refused(Fault::UserinfoOfAnother).await;
}

#[tokio::test]
async fn kid_absent_single_jwks() {
    let (_site, _, answer) = signed_in(Some(Fault::KeyUnnamed)).await;
    assert_eq!(answer.location(), "/asahi/");
}

/// With several keys the token does not say whose it is: refused rather than tried.
#[tokio::test]
async fn kid_absent_multiple_jwks() {
    is_refused(Fault::KeyUnnamedOfTwo).await;
}

/// The other provider never said that it names itself, so an answer without `iss` is its own; one with another name is
/// not.
#[tokio::test]
async fn an_answer_may_leave_out_what_was_never_promised() {
    for (issuer, arrives) in [("", true), ("&iss=https%3A%2F%2Felsewhere.example", false)] {
        let site = Site::open().await;
        site.provider.vouches_for(None, Acr::AppCode);
        site.provider.signs_with(SigningAlgorithm::EdDSA);
        let mut browser = site.browser();
        let request = browser.get("/asahi/sign-in").await.location().to_owned();
        let callback = site.provider.answers(&request);
        let answer = browser.get(&format!("{}{issuer}", callback.split("&iss=").next().unwrap())).await;
        assert_eq!(answer.status.is_redirection(), arrives, "{issuer}");
    }
}
