//! Two societies on one site: nothing that one of them made is worth anything at the other (security.md S23, S24).

use reqwest::{Method, StatusCode};

use super::raw::{Raw, sent};
use super::world::World;

#[tokio::test]
async fn what_one_realm_made_is_nothing_at_the_other() -> anyhow::Result<()> {
    let world = World::build().await?;
    // The same client id, secret, redirect URI, user ID and password at both.
    let (ours, theirs) = (world.app(), world.application("kusunoki", "app"));
    let mut person = world.person("returning-member")?;
    let to_theirs = |address: &str| address.replace("/minato", "/kusunoki");

    // The sign-in, at each of its screens.
    let page = person.browser.open(&ours.address()).await?;
    let login = page.url.to_string();
    let crossed = person.browser.peek(&to_theirs(&login)).await?;
    assert_eq!(
        (crossed.status, crossed.location()?.path()),
        (StatusCode::SEE_OTHER, "/begin"),
        "no such sign-in there"
    );
    // The form token, in a browser that both realms know by the same cookie value.
    let browser = Raw::new()?;
    let here = browser.open(&ours.address()).await?;
    let there = browser.open(&theirs.address()).await?;
    let token =
        here.form("login-submit")?.fields.into_iter().find(|(name, _)| name == "form_token").unwrap_or_default();
    let form =
        there.form("login-submit")?.fill_in(&[("form_token", &token.1), ("username", "x"), ("password", "y")])?;
    assert!(sent(browser.form(&form)).await?.text().contains("send it once more"));

    // The code, the tokens, the session.
    let answer = person.sign_in(&ours.address()).await?;
    let crossed = theirs.redeem(answer.code()?).await?;
    assert_eq!((crossed.status, crossed.error()), (StatusCode::BAD_REQUEST, Some("invalid_grant")));
    let tokens = ours.redeem(answer.code()?).await?;
    assert_eq!(theirs.userinfo(tokens.text("access_token")?).await?.status, StatusCode::UNAUTHORIZED);
    assert_eq!(ours.userinfo(tokens.text("access_token")?).await?.status, StatusCode::OK);
    let silent = person.browser.peek(&theirs.request().with("prompt", "none").address()).await?;
    assert!(silent.location()?.query().is_some_and(|query| query.contains("error=login_required")));
    let hinted = theirs.request().with("id_token_hint", tokens.text("id_token")?);
    let refused = person.browser.peek(&hinted.address()).await?;
    assert!(refused.location()?.query().is_some_and(|query| query.contains("error=invalid_request")));
    Ok(())
}

#[tokio::test]
async fn a_session_cookie_renamed_for_the_other_realm_is_nobody() -> anyhow::Result<()> {
    let world = World::build().await?;
    let (ours, theirs) = (world.app(), world.application("kusunoki", "app"));
    let mut person = world.person("returning-member")?;
    let page = person.browser.open(&ours.address()).await?;
    assert!(page.offers("password"));
    person.type_password().await?;
    let code = person.phone.code(&world.site.clock)?;
    let form = person.browser.page()?.form("login-submit")?.fill_in(&[("code", &code)])?;
    let end = person.browser.send_once(form).await?;
    let cookies: Vec<_> = end.headers.get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok()).collect();
    let session =
        cookies.iter().find_map(|cookie| cookie.strip_prefix("warifu-idp-minato-session=")).unwrap_or_default();
    let value = session.split(';').next().unwrap_or_default();
    assert!(value.len() >= 43, "{cookies:?}");
    assert!(session.contains("; HttpOnly; SameSite=Lax") && session.contains("; Path=/"), "{session}");
    assert_eq!(
        world.value::<i64>(&format!("SELECT count(*) FROM sessions WHERE cookie = '{value}'")).await?,
        0,
        "kept as a hash only"
    );

    for (application, realm, error) in [(&ours, "minato", false), (&theirs, "kusunoki", true)] {
        let request = Raw::new()?.request(Method::GET, &application.request().with("prompt", "none").address());
        let page = sent(request.header("cookie", format!("warifu-idp-{realm}-session={value}"))).await?;
        assert_eq!(
            page.location()?.query().is_some_and(|query| query.contains("error=login_required")),
            error,
            "{realm}"
        );
    }
    Ok(())
}
