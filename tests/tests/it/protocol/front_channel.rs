//! Applications are told in the browser when a session ends (OpenID Connect Front-Channel Logout 1.0).

use super::jws::verified;
use super::world::World;

/// `oidcc-frontchannel-rp-initiated-logout`: the frame's address has exactly `iss` and `sid`, and the page leads on.
#[tokio::test]
async fn frontchannel_rp_initiated_logout() -> anyhow::Result<()> {
    let mut world = World::build().await?;
    world.extend("minato", "app", "frontchannel_logout_uri = \"https://app.example.jp/frontchannel_logout\"").await?;
    let app = world.app();
    let mut person = world.person("returning-member")?;
    let tokens = app.redeem(person.sign_in(&app.address()).await?.code()?).await?;
    let id_token = tokens.text("id_token")?.to_owned();
    let (_, claims) = verified(&app.issuer, &id_token).await?;
    let ways = [("&state=s", Some(format!("{}?state=s", app.home))), ("", None)];
    let home = format!("&post_logout_redirect_uri={}", app.home);
    let logout = format!("{}/logout?id_token_hint={id_token}", app.issuer);

    let page = person.browser.open(&format!("{logout}{home}{}", ways[0].0)).await?;
    let mut frame = url::Url::parse("https://app.example.jp/frontchannel_logout")?;
    let sid = claims["sid"].as_str().unwrap_or_default();
    frame.query_pairs_mut().append_pair("iss", &app.issuer).append_pair("sid", sid);
    let written = frame.as_str().replace('&', "&amp;");
    assert!(page.body.contains(&format!("<iframe src=\"{written}\" hidden")), "{}", page.body);
    assert_eq!(page.link("Go on")?.as_str(), ways[0].1.as_deref().unwrap_or_default());
    let policy = page.headers["content-security-policy"].to_str()?;
    assert!(policy.ends_with("; frame-src https://app.example.jp"), "{policy}");

    // Signed out already: nothing is told twice, and the way leads on at once.
    let again = person.browser.peek(&format!("{logout}{home}")).await?;
    assert_eq!(again.location()?.as_str(), app.home);
    Ok(())
}

#[tokio::test]
async fn without_a_way_on_the_page_says_that_it_is_done_and_tells_all_the_same() -> anyhow::Result<()> {
    let mut world = World::build().await?;
    world.extend("minato", "app", "frontchannel_logout_uri = \"https://app.example.jp/out?x=1\"").await?;
    let app = world.app();
    let mut person = world.person("returning-member")?;
    let tokens = app.redeem(person.sign_in(&app.address()).await?.code()?).await?;
    let id_token = tokens.text("id_token")?.to_owned();
    let page = person.browser.open(&format!("{}/logout?id_token_hint={id_token}", app.issuer)).await?;
    assert!(page.body.contains("<iframe src=\"https://app.example.jp/out?x=1&amp;iss="), "{}", page.body);
    assert!(page.text().contains("You are signed out"), "{}", page.text());
    Ok(())
}
