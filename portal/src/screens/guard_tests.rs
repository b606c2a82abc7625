//! Every address in every state: what stands in the head of each answer, and that ids of others are ids of nobody.

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use axum::routing::MethodFilter;
use realm::Acr;

use super::insured;
use super::tests::{addresses, pages_for_members, site};
use crate::member::Member;
use crate::routes::{Caller, routes};
use crate::testing::{Browser, Site, member};

/// Who may stand before a page: a stranger, a member of too little proof, of enough, of another family, of another society
/// with the same number there, and somebody whom the provider knows and the society does not insure.
async fn everybody(site: &Site) -> Vec<(&'static str, Browser)> {
    let weak = Member { acr: Acr::Password, ..member(Some(("H1", "00"))) };
    let mut elsewhere = site.browser_of("hikari", &member(Some(("H1", "00")))).await;
    let session = elsewhere.cookies.remove("warifu-portal-hikari-session").unwrap();
    elsewhere.cookies.insert("warifu-portal-minato-session".to_owned(), session);
    vec![
        ("a stranger", site.browser()),
        ("a member with a password alone", site.browser_of("minato", &weak).await),
        ("a member", site.browser_of("minato", &member(Some(("H1", "00")))).await),
        ("another family", site.browser_of("minato", &member(Some(("H2", "00")))).await),
        ("another society", elsewhere),
        ("nobody insured", site.browser_of("minato", &member(None)).await),
    ]
}

fn assert_guarded(headers: &HeaderMap, what: &str) {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let policy = header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{what}: {policy}");
    assert!(policy.contains("frame-ancestors 'none'") || policy.contains("sandbox"), "{what}: {policy}");
    for (name, value) in
        [("x-frame-options", "DENY"), ("x-content-type-options", "nosniff"), ("referrer-policy", "same-origin")]
    {
        assert_eq!(header(name), value, "{what}: {name}");
    }
    assert!(header("cache-control").contains("no-store"), "{what}: {}", header("cache-control"));
}

#[tokio::test]
async fn every_answer_is_guarded_whoever_asks_and_whatever_comes() {
    let site = site().await;
    let address = addresses(&site).await;
    let mut answers = 0;
    for (who, mut browser) in everybody(&site).await {
        for route in routes() {
            for query in ["", "?a=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&state=%0d%0aX:y&page=18446744073709551615"] {
                let page = format!("{}{query}", address(route.path));
                let what = format!("{who}: {page}");
                let request = if route.method == MethodFilter::POST {
                    let request =
                        Request::post(&page).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
                    request.body(Body::from("form_token=x&a=%22%3E%3Cscript%3Ealert(1)"))
                } else {
                    Request::get(&page).body(Body::empty())
                };
                let answer = browser.send(request.unwrap()).await;
                assert_guarded(&answer.headers, &what);
                assert!(!answer.status.is_server_error(), "{what}: {}", answer.status);
                assert!(!answer.text.contains("<script>alert") && !answer.headers.contains_key("x"), "{what}");
                let inner = ["panicked", "sqlx", "SELECT ", "DbErr", ".rs:"];
                assert!(!inner.iter().any(|word| answer.text.contains(word)), "{what}: {}", answer.text);
                answers += 1;
            }
            let wrong = Request::patch(address(route.path)).body(Body::empty()).unwrap();
            let answer = browser.send(wrong).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{who}: {}", route.path);
            assert_guarded(&answer.headers, route.path);
        }
    }
    assert!(answers > 500, "{answers}");
}

/// What of an answer must not differ: its status, where it leads, and its text without the id.
async fn seen(browser: &mut Browser, path: &str, id: &str) -> (StatusCode, Option<String>, String) {
    let answer = browser.get_bytes(path).await;
    let leads = answer.headers.get(header::LOCATION).map(|to| to.to_str().unwrap().replace(id, "ID"));
    (answer.status, leads, String::from_utf8_lossy(&answer.bytes).replace(id, "ID"))
}

/// Pages with an id of one record in them, asked for by another family and by the same number of another society: each
/// gets for an id that is there what they get for one that never was.
#[tokio::test]
async fn an_id_of_somebody_else_is_an_id_of_nobody() {
    let site = site().await;
    let address = addresses(&site).await;
    let mut judged = 0;
    for (who, mut browser) in everybody(&site).await {
        if !matches!(who, "another family" | "another society" | "nobody insured" | "a stranger") {
            continue;
        }
        for route in pages_for_members().filter(|route| route.path.contains("{id}")) {
            let there = address(route.path);
            let never = insured::handle(&"999999".parse().unwrap());
            let place = route.path.split('/').position(|part| part == "{id}").unwrap();
            let id = there.split('/').nth(place).unwrap().to_owned();
            let nowhere = there.replace(&id, &never);
            let (theirs, nobodys) = (seen(&mut browser, &there, &id).await, seen(&mut browser, &nowhere, &never).await);
            assert_eq!((theirs.0, theirs.1.is_some()), (nobodys.0, nobodys.1.is_some()), "{who}: {there}");
            assert!(theirs.0 != StatusCode::OK || who == "nobody insured", "{who}: {there}");
            if theirs.0 == StatusCode::NOT_FOUND {
                assert_eq!(theirs.2, nobodys.2, "{who}: {there}");
            }
            judged += 1;
        }
    }
    assert!(judged > 20, "{judged}");
}

/// Whoever sends a form from a page of another site gets nothing done, whatever the form is.
#[tokio::test]
async fn no_form_is_taken_from_a_page_of_another_site() {
    let site = site().await;
    let address = addresses(&site).await;
    for (who, mut browser) in everybody(&site).await {
        for route in routes().filter(|route| route.method == MethodFilter::POST && route.caller != Caller::Provider) {
            for (name, value) in
                [("origin", "https://evil.example"), ("origin", "null"), ("sec-fetch-site", "cross-site")]
            {
                let request = Request::post(address(route.path)).header(name, value);
                let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
                let answer = browser.send(request.body(Body::from("a=b")).unwrap()).await;
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{who}: {} {name}", route.path);
            }
        }
    }
}
