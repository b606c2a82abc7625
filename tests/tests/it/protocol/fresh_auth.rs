//! Every address that asks for a fresh authentication, walked: none, a stale one, half of one, somebody else's, another
//! realm's. None of them ever gets through.

use base::TokenHash;
use idp::routes::{Caller, Route, routes};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::visitor::Page;

use super::raw::{Raw, sent};
use super::world::{Person, World};

/// Cookies of sessions, as the tests write them into the rows.
const SIGNED_IN: &str = "a-session-of-a-member-of-minato";
const OF_ANOTHER: &str = "a-session-of-another-of-minato";
const OF_KUSUNOKI: &str = "a-session-of-a-member-of-kusunoki";

/// Signs in to the account pages by the screens, and gives the session a cookie that is known here.
async fn signed_in(world: &World, mut person: Person, cookie: &str) -> anyhow::Result<()> {
    let realm = person.persona.realm.clone();
    person.browser.open(&world.site.provider(&format!("/{realm}/account"))).await?;
    for _ in 0..3 {
        person.answer_one_question().await?;
    }
    let page = person.browser.page()?;
    assert_eq!((page.status, page.url.path()), (StatusCode::OK, &*format!("/{realm}/account")), "{}", page.text());
    let statement = format!(
        "UPDATE sessions SET cookie = '{}' WHERE account = (SELECT id FROM accounts WHERE realm = '{realm}' AND user_id = '{}')",
        TokenHash::of(cookie).as_str(),
        person.persona.user_id,
    );
    world.execute(statement.leak()).await
}

/// What was shown in the session of a cookie.
async fn proofs(world: &World, cookie: &str) -> anyhow::Result<Value> {
    let query = format!("SELECT proofs FROM sessions WHERE cookie = '{}'", TokenHash::of(cookie).as_str());
    Ok(serde_json::from_str(&world.value::<String>(&query).await?)?)
}

async fn set_proofs(world: &World, proofs: &Value) -> anyhow::Result<()> {
    let cookie = TokenHash::of(SIGNED_IN);
    let statement = format!("UPDATE sessions SET proofs = '{proofs}' WHERE cookie = '{}'", cookie.as_str());
    world.execute(statement.leak()).await
}

fn sensitive() -> Vec<Route> {
    routes().into_iter().filter(|route| route.caller == Caller::FreshAuth).collect()
}

async fn ask(world: &World, route: &Route, session: &str) -> anyhow::Result<Page> {
    let path = route.path.replace("{realm}", "minato").replace("{id}", "01970000-0000-7000-8000-000000000000");
    let browser = "browserbrowserbrowserbrowserbrowserbrowserb";
    let cookies = format!("warifu-idp-minato-session={session}; warifu-idp-minato-browser={browser}");
    let request = Raw::new()?.request(route.method.clone(), &world.site.provider(&path)).header("cookie", cookies);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    sent(if route.method == Method::POST { request.body("form_token=x") } else { request }).await
}

/// Whether the answer is the question who it is.
fn is_asked(page: &Page) -> bool {
    page.location()
        .is_ok_and(|to| to.path().starts_with("/minato/login") && to.query().unwrap_or_default().contains("page="))
}

#[tokio::test]
async fn nothing_less_than_a_fresh_authentication_gets_through() -> anyhow::Result<()> {
    let world = World::build().await?;
    signed_in(&world, world.person("returning-member")?, SIGNED_IN).await?;
    signed_in(&world, world.person("second-member")?, OF_ANOTHER).await?;
    signed_in(&world, world.person_of("kusunoki", "member")?, OF_KUSUNOKI).await?;
    let fresh = proofs(&world, SIGNED_IN).await?;
    let others = proofs(&world, OF_ANOTHER).await?;
    let stale = json!(world.site.clock.now() - chrono::TimeDelta::minutes(6));
    let with = |path: &str, value: &Value| {
        let mut changed = fresh.clone();
        if let Some(place) = changed.pointer_mut(path) {
            value.clone_into(place);
        }
        assert_ne!(changed, fresh, "{path}");
        changed
    };
    let shown = [
        ("the password stale", with("/first/at", &stale)),
        ("the code stale", with("/second/at", &stale)),
        ("no second factor", with("/second", &Value::Null)),
        ("nothing", json!({ "first": null, "second": null })),
        ("what another member showed", others.clone()),
        ("the code of another member", with("/second", &others["second"])),
    ];
    assert!(sensitive().len() > 1, "the walk met addresses");
    for route in sensitive() {
        let what = format!("{} {}", route.method, route.path);
        for cookie in ["", "no-session", OF_KUSUNOKI] {
            assert!(is_asked(&ask(&world, &route, cookie).await?), "{what} with the cookie {cookie:?}");
        }
        for (less, proofs) in &shown {
            set_proofs(&world, proofs).await?;
            let page = ask(&world, &route, SIGNED_IN).await?;
            assert!(is_asked(&page), "{what}: {less} got {} {}", page.status, page.text());
        }
        set_proofs(&world, &fresh).await?;
        let page = ask(&world, &route, SIGNED_IN).await?;
        assert!(!is_asked(&page) && !page.status.is_server_error(), "{what}: fresh, and asked all the same");
    }
    world.execute("UPDATE accounts SET disabled = true").await?;
    for route in sensitive() {
        assert!(is_asked(&ask(&world, &route, SIGNED_IN).await?), "{}: of a closed account", route.path);
    }
    Ok(())
}
