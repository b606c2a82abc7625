//! Every address of the provider, walked: headers, foreign forms, unknown realms, wrong hosts.

use idp::routes::{Caller, Route, routes};
use reqwest::{Method, StatusCode};
use store::failures;
use tests::visitor::Page;

use super::raw::{Raw, sent};
use super::world::World;

/// A route's path with something in each of its places.
fn path_of(route: &Route, realm: &str) -> String {
    route.path.replace("{realm}", realm).replace("{hash}", "0").replace("{name}", "logo.svg").replace(['{', '}'], "")
}

fn assert_guarded(page: &Page, what: &str) {
    let header = |name: &str| page.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let policy = header("content-security-policy");
    // A society's logo is a document of its own when it is opened alone: then it can do nothing at all.
    let page_policy = policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe");
    assert!(policy.contains("default-src 'none'") && (page_policy || policy.contains("sandbox")), "{what}: {policy}");
    for (name, value) in
        [("x-frame-options", "DENY"), ("x-content-type-options", "nosniff"), ("referrer-policy", "same-origin")]
    {
        assert_eq!(header(name), value, "{what}: {name}");
    }
    let public = header("content-type").starts_with("image/") || header("cache-control").starts_with("public");
    assert!(header("cache-control").contains("no-store") || public, "{what}: {:?}", header("cache-control"));
    let inner = ["panicked", "sqlx", "SELECT ", "DbErr", "src/", ".rs:", "thread '"];
    assert!(!inner.iter().any(|word| page.text().contains(word)), "{what}: {}", page.text());
}

#[tokio::test]
async fn every_answer_is_guarded_whatever_is_sent() -> anyhow::Result<()> {
    let world = World::build().await?;
    let browser = Raw::new()?;
    let polyglot = "?a=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&client_id=%27%22%3E%3Csvg/onload=1%3E&sign_in=%00&state=%0d%0aX:y&lang=xx";
    for route in routes() {
        for realm in ["minato", "nowhere", "..", "MINATO"] {
            for query in ["", polyglot] {
                let what = format!("{} {}{query} of {realm}", route.method, route.path);
                let address = world.site.provider(&format!("{}{query}", path_of(&route, realm)));
                for body in ["", "a=%FF", "form_token=x&code=%22%3E%3Cscript%3E"] {
                    let request = browser.request(route.method.clone(), &address);
                    let request = request.header("content-type", "application/x-www-form-urlencoded");
                    let page = sent(if route.method == Method::POST { request.body(body) } else { request }).await?;
                    assert_guarded(&page, &what);
                    assert!(!page.status.is_server_error(), "{what}: {}", page.status);
                    assert!(!page.body.contains("<script>alert") && !page.body.contains("<svg/onload"), "{what}");
                    assert!(page.headers.get("x").is_none(), "{what}");
                }
            }
        }
        let page = sent(browser.request(Method::PATCH, &world.site.provider(&path_of(&route, "minato")))).await?;
        assert_eq!(page.status, StatusCode::METHOD_NOT_ALLOWED, "{}", route.path);
        assert_guarded(&page, route.path);
    }
    Ok(())
}

#[tokio::test]
async fn forms_of_ours_are_refused_when_another_page_sends_them() -> anyhow::Result<()> {
    let world = World::build().await?;
    let browser = Raw::new()?;
    let mut closed = 0;
    for route in routes().into_iter().filter(|route| route.method != Method::GET) {
        let address = world.site.provider(&path_of(&route, "minato"));
        for (name, value) in
            [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site")]
        {
            let request = browser.request(route.method.clone(), &address).header(name, value);
            let page = sent(request.header("content-type", "application/x-www-form-urlencoded").body("a=b")).await?;
            let refused = page.status == StatusCode::FORBIDDEN;
            assert_eq!(
                refused,
                matches!(route.caller, Caller::SignIn | Caller::Browser | Caller::Member | Caller::FreshAuth),
                "{} {name}: {}",
                route.path,
                page.status
            );
            closed += usize::from(refused);
        }
    }
    assert!(closed > 9, "the walk met our forms");
    Ok(())
}

/// A page that answers a form stands at the form's address, and the language switch, Reload and a bookmark open it there.
#[test]
fn every_form_has_an_address_that_can_be_opened() {
    for route in routes().iter().filter(|route| matches!(route.caller, Caller::SignIn | Caller::Browser)) {
        let opens = routes().iter().any(|other| other.method == Method::GET && other.path == route.path);
        assert!(opens, "{} {}", route.method, route.path);
    }
}

#[tokio::test]
async fn what_is_not_there_is_a_page_with_a_way_onward() -> anyhow::Result<()> {
    let world = World::build().await?;
    let browser = Raw::new()?;
    for path in [
        "/",
        "/nowhere",
        "/nowhere/login",
        "/minato/nothing",
        "/minato",
        "/MINATO/login",
        "/minato%2flogin",
        "/..%2f..%2fetc/passwd",
    ] {
        let page = sent(browser.request(Method::GET, &world.site.provider(path))).await?;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(page.texts("h1")?, ["Page not found"], "{path}");
        assert_guarded(&page, path);
    }
    for host in ["evil.example", "localhost", "localhost.evil.example", "localhost:1"] {
        for path in ["/minato/login", "/minato/.well-known/openid-configuration", "/minato/jwks", "/minato/token"] {
            let page = sent(browser.request(Method::GET, &world.site.provider(path)).header("host", host)).await?;
            assert!([421, 405].contains(&page.status.as_u16()), "{host} {path}: {}", page.status);
            assert!(!page.body.contains("evil.example"), "{host} {path}");
            assert_guarded(&page, path);
        }
    }
    for name in ["x-forwarded-host", "x-forwarded-proto", "forwarded", "x-original-url"] {
        let address = world.site.provider("/minato/.well-known/openid-configuration");
        let page = sent(browser.request(Method::GET, &address).header(name, "host=evil.example")).await?;
        assert!(page.status == StatusCode::OK && !page.body.contains("evil.example"), "{name}");
    }
    Ok(())
}

#[tokio::test]
async fn a_failure_of_ours_gives_a_reference_and_keeps_its_cause_to_itself() -> anyhow::Result<()> {
    let world = World::build().await?;
    world.execute("ALTER TABLE sessions RENAME TO hidden").await?;
    let browser = Raw::new()?;
    let request = browser.request(Method::GET, &world.app().address());
    let page = sent(request.header("cookie", "warifu-idp-minato-session=x")).await?;
    assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_guarded(&page, "a failure");
    let reference = page.texts(".reference .number")?.concat().parse();
    let reference = reference.map_err(|()| anyhow::anyhow!("no reference: {}", page.text()))?;
    let found = failures::find(&world.site.idp.database, &reference).await?;
    let cause = found.map(|failure| failure.cause).unwrap_or_default();
    assert!(cause.contains("sessions"), "{cause}");
    assert!(!page.text().contains("sessions") && !page.text().contains(&cause), "{}", page.text());
    Ok(())
}
