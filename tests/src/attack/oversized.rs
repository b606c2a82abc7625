//! More than anybody needs, everywhere: each is refused, at once, and nothing of it is a failure of ours (S27).

use std::time::{Duration, Instant};

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use reqwest::{Client, RequestBuilder};

use super::raw::{Target, browser, p99, page};
use super::{Findings, Verdict};

const FORM: &str = "application/x-www-form-urlencoded";

/// Requests with too much in them, by what is too much.
fn requests(browser: &Client, site: &str) -> Vec<(&'static str, RequestBuilder)> {
    let at = |path: &str| format!("{site}/minato/{path}");
    let many = |name: &str, times: usize| format!("{name}=x&").repeat(times);
    let authorize = "response_type=code&client_id=portal&redirect_uri=https%3A%2F%2Fx";
    let posted = |path: &str, body: String| browser.post(at(path)).header(CONTENT_TYPE, FORM).body(body);
    let nested = |depth: usize| format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
    vec![
        ("an address of 20 KiB", browser.get(at(&format!("authorize?{}", "a".repeat(20_000))))),
        ("a header of 40 KiB", browser.get(at("authorize")).header("x-wide", "a".repeat(40_000))),
        (
            "a thousand headers",
            (0..90).fold(browser.get(at("login")), |r, n| r.header(format!("x-{n}"), "a".repeat(400))),
        ),
        ("a form of 100 KiB", posted("token", format!("grant_type={}", "a".repeat(100_000)))),
        ("a form of 10 MiB", posted("login", "a".repeat(10_000_000))),
        ("ten thousand parameters", posted("token", many("a", 10_000))),
        ("a parameter twice", posted("token", "grant_type=a&grant_type=b".to_owned())),
        ("a value of 3 KiB", posted("par", format!("{authorize}&login_hint={}", "a".repeat(3_000)))),
        ("ten thousand scopes", posted("authorize", format!("{authorize}&scope={}", "openid+".repeat(9_000)))),
        ("claims a thousand deep", posted("par", format!("{authorize}&claims={}", nested(1_000)))),
        ("a request object of dots", posted("par", format!("{authorize}&request={}", ".".repeat(15_000)))),
        (
            "a header of base64",
            browser.post(at("token")).header(AUTHORIZATION, format!("Basic {}", "QUFB".repeat(7_000))),
        ),
        ("a password of 60 KiB", posted("login", format!("username=a&password={}", "a".repeat(60_000)))),
        ("ten thousand cookies", browser.get(at("login")).header("cookie", "a=b; ".repeat(5_000))),
        ("languages without end", browser.get(at("login")).header("accept-language", "xx-a;q=0.1,".repeat(2_500))),
        ("forwarded by everybody", browser.get(at("login")).header("x-forwarded-for", "1.1.1.1,".repeat(3_500))),
        (
            "registration of 60 KiB",
            browser.post(at("register")).header(CONTENT_TYPE, "application/json").body(nested(9_000)),
        ),
    ]
}

/// Sends each of them so many times.
///
/// # Errors
/// What keeps the site from being asked.
pub async fn oversized(times: usize) -> anyhow::Result<Verdict> {
    let target = Target::build().await?;
    let mut findings = Findings::of("oversized");
    let (mut latencies, mut answered) = (Vec::new(), 0);
    for _ in 0..times {
        for (what, request) in requests(&browser()?, &target.site.provider("")) {
            let asked = Instant::now();
            // Whoever sends ten megabytes may find the door shut before they have said everything.
            let Ok(response) = request.send().await else { continue };
            let page = page(response).await?;
            latencies.push(asked.elapsed());
            answered += 1;
            if page.status.is_server_error() || asked.elapsed() > Duration::from_secs(2) {
                findings.broken(format!("{what}: {} after {:?}", page.status, asked.elapsed()));
            }
        }
    }
    findings.counted("answered", answered, |count| count >= times * 15);
    findings.figure("p99_ms", p99(latencies));
    let ready = reqwest::get(target.site.provider("/health/ready")).await?.status();
    findings.counted("ready_afterwards", usize::from(ready.is_success()), |count| count == 1);
    Ok(findings.verdict())
}
