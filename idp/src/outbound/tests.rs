//! Where the provider may knock and where not, by real connections.

use std::net::IpAddr;

use axum::Router;
use axum::http::StatusCode;
use axum::response::Redirect;
use axum::routing::{get, post};
use tokio::net::TcpListener;

use super::*;

fn strict() -> Outbound {
    Outbound::new(false, None).unwrap()
}

fn at_home() -> Outbound {
    Outbound::new(true, None).unwrap()
}

#[test]
fn what_belongs_to_nobody_outside_is_not_public() {
    for address in [
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.8",
        "192.168.1.1",
        "198.18.0.1",
        "203.0.113.7",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "fe80::1",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "64:ff9b::7f00:1",
        "2001::1",
    ] {
        assert!(!is_public(address.parse::<IpAddr>().unwrap()), "{address}");
    }
    for address in ["1.1.1.1", "203.0.114.1", "100.128.0.1", "2606:4700::1111", "2400:4050::1"] {
        assert!(is_public(address.parse::<IpAddr>().unwrap()), "{address}");
    }
}

#[tokio::test]
async fn outside_development_no_way_of_writing_this_machine_leads_to_it() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    for host in [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0177.0.0.1",
        "0x7f.1",
        "127.1",
        "0",
        "169.254.169.254",
        "metadata.localhost",
        "[fe80::1]",
    ] {
        let asked = strict().get(&format!("https://{host}:{port}/jwks")).await;
        assert!(asked.is_err(), "{host}");
    }
    // Nobody knocked.
    assert!(tokio::time::timeout(Duration::from_millis(50), listener.accept()).await.is_err());
    for address in ["http://app.example.jp/", "file:///etc/passwd", "gopher://app.example.jp/", "nonsense", "https:///"]
    {
        assert!(matches!(strict().permitted(address), Err(Unanswered::Forbidden)), "{address}");
    }
}

#[tokio::test]
async fn no_redirect_is_followed_and_no_endless_answer_read() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let home = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new()
        .route("/ok", get(|| async { "ok" }))
        .route("/moved", get(|| async { Redirect::temporary("/ok") }))
        .route("/gone", get(|| async { StatusCode::NOT_FOUND }))
        .route("/long", get(|| async { "x".repeat(LONGEST_ANSWER + 1) }))
        .route(
            "/form",
            post(|body: String| async move {
                if body == "a=b%26c" { StatusCode::NO_CONTENT } else { StatusCode::BAD_REQUEST }
            }),
        );
    tokio::spawn(async move { axum::serve(listener, router).await });
    let outbound = at_home();
    assert_eq!(outbound.get(&format!("{home}/ok")).await.unwrap(), b"ok");
    assert!(outbound.get(&format!("{home}/moved")).await.is_err());
    assert!(outbound.get(&format!("{home}/gone")).await.is_err());
    assert!(matches!(outbound.get(&format!("{home}/long")).await, Err(Unanswered::TooLong)));
    assert_eq!(outbound.post_form(&format!("{home}/form"), &[("a", "b&c")]).await.unwrap(), StatusCode::NO_CONTENT);
}
