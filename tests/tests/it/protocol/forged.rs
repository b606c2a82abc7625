//! Forms and links that come from elsewhere: other sites' pages, other browsers, mail scanners (security.md S7, S17).

use reqwest::{Method, StatusCode};
use tests::visitor::{Form, Page};

use super::raw::{Raw, sent};
use super::world::World;

fn with_token(form: &Form, token: &str) -> Form {
    let mut form = form.clone();
    form.fields.retain(|(name, _)| name != "form_token");
    form.forge("form_token", token)
}

/// The password page of a new sign-in, in a browser of its own.
async fn password_page(world: &World) -> anyhow::Result<(Raw, Page)> {
    let browser = Raw::new()?;
    let page = browser.open(&world.app().address()).await?;
    Ok((browser, page))
}

#[tokio::test]
async fn a_form_counts_in_its_own_browser_with_its_own_token() -> anyhow::Result<()> {
    let world = World::build().await?;
    let persona = world.person("returning-member")?.persona;
    let (mine, page) = password_page(&world).await?;
    let (_, foreign) = password_page(&world).await?;
    let form =
        page.form("login-submit")?.fill_in(&[("username", &persona.user_id), ("password", &persona.password)])?;
    let token_of =
        |form: &Form| form.fields.iter().find(|(name, _)| name == "form_token").map(|(_, token)| token.clone());
    let of_other_browser = token_of(&foreign.form("login-submit")?).unwrap_or_default();
    let of_other_form = token_of(&page.form("login-cancel")?).unwrap_or_default();
    let own = token_of(&form).unwrap_or_default();
    for token in ["", "x", ".", &of_other_browser, &of_other_form, &own[1..], &format!("{own}x")] {
        let again = sent(mine.form(&with_token(&form, token))).await?;
        assert_eq!(again.status, StatusCode::OK, "{token}");
        assert!(again.text().contains("send it once more"), "{token}: {}", again.text());
        let fields = again.form("login-submit")?.fields;
        assert!(fields.contains(&("username".to_owned(), persona.user_id.clone())), "the ID is kept");
        assert!(fields.contains(&("password".to_owned(), String::new())), "the password is not");
        assert!(!again.body.contains(&persona.password));
    }
    let mut without = form.clone();
    without.fields.retain(|(name, _)| name != "form_token");
    assert!(sent(mine.form(&without)).await?.offers("password"));
    assert_eq!(
        world.value::<i64>("SELECT count(*) FROM attempts").await?,
        1,
        "only the sample's lock: nothing was compared"
    );
    assert_eq!(sent(mine.form(&form)).await?.status, StatusCode::SEE_OTHER);
    Ok(())
}

#[tokio::test]
async fn another_sites_page_cannot_send_our_forms() -> anyhow::Result<()> {
    let world = World::build().await?;
    let persona = world.person("returning-member")?.persona;
    let (browser, page) = password_page(&world).await?;
    let form =
        page.form("login-submit")?.fill_in(&[("username", &persona.user_id), ("password", &persona.password)])?;
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("origin", "http://localhost"),
        ("origin", "http://localhost.evil.example"),
    ] {
        for form in [&form, &page.form("login-cancel")?] {
            let page = sent(browser.form(form).header(name, value)).await?;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{name}: {value}");
            assert!(!page.offers("login-submit"), "{name}: {value}");
        }
    }
    let own = world.site.provider("");
    let page = sent(browser.form(&form).header("origin", own).header("x-http-method-override", "GET")).await?;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "our own page can: {}", page.text());
    Ok(())
}

#[tokio::test]
async fn a_sign_in_is_worth_nothing_in_another_browser() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let mut person = world.person("returning-member")?;
    person.browser.open(&app.address()).await?;
    person.type_password().await?;
    let address = person.browser.page()?.url.clone();
    assert_eq!(address.path(), "/minato/login/otp");

    let mut thief = world.person("two-devices")?;
    for path in ["login/otp", "login", "login/terms"] {
        let page = thief.browser.open(address.as_str().replace("login/otp", path).as_str()).await?;
        assert_eq!(page.url.path(), "/minato/login", "{path}: from the beginning");
        assert_ne!(page.url.query(), address.query(), "{path}: another sign-in");
        assert!(!page.body.contains(&person.persona.user_id), "{path}: nobody's ID");
    }
    // Its form, carried to the other browser with everything in it, begins anew as well.
    let form = person.browser.page()?.form("login-submit")?.fill_in(&[("code", "123456")])?;
    assert_eq!(thief.browser.send(form).await?.url.path(), "/minato/login");
    // What the other person shows there is theirs.
    let answer = thief.sign_in(address.as_str()).await?;
    let tokens = app.redeem(answer.code()?).await?;
    let told = app.userinfo(tokens.text("access_token")?).await?;
    assert_eq!(told.text("name")?, thief.persona.full_name);
    person.type_code().await?;
    assert!(person.arrived()?.code().is_ok(), "the first sign-in goes on where it began");
    Ok(())
}

#[tokio::test]
async fn a_sign_in_that_is_gone_leads_back_to_its_application() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let mut person = world.person("returning-member")?;
    let gone = "sign_in=018f3e9a-7b1c-7cc3-98a2-000000000000";
    for path in ["login", "login/otp", "login/terms", "login/mail-code", "login/email-verification"] {
        let page = person.browser.peek(&format!("{}/{path}?{gone}&client_id=app", app.issuer)).await?;
        assert_eq!((page.status, page.location()?.path()), (StatusCode::SEE_OTHER, "/begin"), "{path}");
        for query in [
            "",
            gone,
            "sign_in=x",
            "sign_in=a&sign_in=b",
            &format!("{gone}&client_id=nobody"),
            &format!("{gone}&client_id=plain%00"),
        ] {
            let page = person.browser.peek(&format!("{}/{path}?{query}", app.issuer)).await?;
            assert_eq!(page.status, StatusCode::GONE, "{path}?{query}");
            assert_eq!(
                page.link("To the top page of Minato Kenpo Portal")?.as_str(),
                world.site.portal("/minato/"),
                "{path}?{query}"
            );
        }
    }
    // Whoever typed something is told before they are led away.
    person.browser.open(&app.address()).await?;
    world.site.clock.advance(chrono::TimeDelta::hours(73));
    let page = person.type_password().await?;
    assert_eq!((page.status, page.link("Go to Application app")?.path()), (StatusCode::GONE, "/begin"));
    Ok(())
}

#[tokio::test]
async fn looking_at_a_link_does_nothing() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let mut person = world.person("returning-member")?;
    let answer = person.sign_in(&app.address()).await?;
    let id_token = app.redeem(answer.code()?).await?.text("id_token")?.to_owned();
    let browser = Raw::new()?;
    let login = browser.open(&app.address()).await?;
    let count = async || {
        let rows =
            "SELECT (SELECT count(*) FROM grants) + (SELECT count(*) FROM sessions) + (SELECT count(*) FROM expiring)";
        world.value::<i64>(rows).await
    };
    let before = count().await?;
    for address in [app.address(), login.url.to_string(), format!("{}/logout?id_token_hint={id_token}", app.issuer)] {
        let page = sent(browser.request(Method::HEAD, &address)).await?;
        assert_eq!(page.status, StatusCode::METHOD_NOT_ALLOWED, "{address}");
    }
    for path in ["/.well-known/openid-configuration", "/jwks"] {
        let page = sent(browser.request(Method::HEAD, &format!("{}{path}", app.issuer))).await?;
        assert_eq!((page.status, page.body.as_str()), (StatusCode::OK, ""), "{path}");
    }
    assert_eq!(count().await?, before);
    Ok(())
}

#[tokio::test]
async fn whoever_declines_goes_back_with_access_denied() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let mut person = world.person("second-member")?;
    for button in ["login-cancel", "login-cancel", "terms-decline"] {
        person.browser.open(&app.address()).await?;
        if button == "terms-decline" {
            person.type_password().await?;
            person.type_code().await?;
        }
        let left = person.browser.page()?.url.clone();
        person.browser.submit(button, &[]).await?;
        if button == "terms-decline" {
            let said = person.browser.page()?.text();
            assert!(said.contains("Your account (user ID, password, e-mail and so on) is as it was."), "{said}");
            person.browser.submit("login-cancel", &[]).await?;
        }
        let answer = person.arrived()?;
        assert_eq!((answer.error(), answer.get("state")), (Some("access_denied"), Some(super::application::STATE)));
        let back = person.browser.peek(left.as_str()).await?;
        assert_eq!(back.location()?.path(), "/begin", "the sign-in has ended");
    }
    assert_eq!(world.value::<i64>("SELECT count(*) FROM sessions").await?, 0);
    Ok(())
}

#[tokio::test]
async fn terms_that_change_while_they_are_read_are_shown_anew() -> anyhow::Result<()> {
    let mut world = World::build().await?;
    let mut person = world.person("second-member")?;
    person.browser.open(&world.app().address()).await?;
    person.type_password().await?;
    person.type_code().await?;
    let shown = person.browser.page()?.form("terms-agree")?;
    let terms = world.plan.realm_config.join("minato/terms");
    for language in ["ja", "en"] {
        std::fs::write(terms.join(format!("2026-10-01.{language}.md")), "# New terms\n\nThe newest text.\n")?;
    }
    world.restart().await?;
    let page = person.browser.send(shown).await?;
    assert!(page.text().contains("The newest text."), "{}", page.text());
    assert_eq!(world.value::<i64>(ACCEPTED).await?, 0, "what was not on the screen was not agreed to");
    person.browser.submit("terms-agree", &[]).await?;
    assert!(person.arrived()?.code().is_ok());
    assert_eq!(world.value::<i64>(ACCEPTED).await?, 1);
    Ok(())
}

const ACCEPTED: &str = "SELECT count(*) FROM terms_acceptances WHERE version = '2026-10-01'";
