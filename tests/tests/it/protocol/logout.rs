//! Signing out at an application's request (OpenID Connect RP-Initiated Logout 1.0).

use chrono::TimeDelta;
use reqwest::{Method, StatusCode};
use tests::visitor::Page;
use url::form_urlencoded;

use super::application::{Answer, Application};
use super::raw::sent;
use super::world::{Person, World};

const STATE: &str = "!#$%&'()*+,-./09:;<=>?@AZ[]^_`az{|}~";

/// A parameter's name and value.
type Parameter<'a> = (&'static str, &'a str);

/// A logout request.
struct Logout<'a>(&'a Application, Vec<(&'static str, String)>);

impl<'a> Logout<'a> {
    fn of(application: &'a Application, parameters: &[Parameter<'_>]) -> Self {
        Self(application, parameters.iter().map(|(name, value)| (*name, (*value).to_owned())).collect())
    }

    fn encoded(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.1).finish()
    }

    fn address(&self) -> String {
        format!("{}/logout?{}", self.0.issuer, self.encoded())
    }
}

/// Signs in and keeps the ID token.
async fn signed_in(world: &World, person: &mut Person) -> anyhow::Result<(String, String)> {
    let app = world.app();
    let tokens = app.redeem(person.sign_in(&app.address()).await?.code()?).await?;
    Ok((tokens.text("id_token")?.to_owned(), tokens.text("access_token")?.to_owned()))
}

async fn is_signed_in(world: &World, person: &mut Person) -> anyhow::Result<bool> {
    let page = person.browser.peek(&world.app().request().with("prompt", "none").address()).await?;
    Ok(Answer::at(&page.location()?).error().is_none())
}

/// The ID token with another payload or header than was signed.
fn modified(id_token: &str, part: usize, from: &str, to: &str) -> anyhow::Result<String> {
    let mut parts: Vec<String> = id_token.split('.').map(str::to_owned).collect();
    let json = String::from_utf8(data_encoding::BASE64URL_NOPAD.decode(parts[part].as_bytes())?)?;
    anyhow::ensure!(json.contains(from), "{json}");
    parts[part] = data_encoding::BASE64URL_NOPAD.encode(json.replace(from, to).as_bytes());
    Ok(parts.join("."))
}

#[tokio::test]
async fn an_application_that_shows_its_token_signs_its_member_out_at_once() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let mut person = world.person("returning-member")?;
    for state in [Some(STATE), None] {
        let (id_token, access_token) = signed_in(&world, &mut person).await?;
        assert!(is_signed_in(&world, &mut person).await?);
        // However long ago the token ended.
        world.site.clock.advance(TimeDelta::hours(3));
        let mut parameters = vec![("id_token_hint", id_token.as_str()), ("post_logout_redirect_uri", &app.home)];
        parameters.extend(state.map(|state| ("state", state)));
        let page = person.browser.peek(&Logout::of(&app, &parameters).address()).await?;
        let home = page.location()?;
        assert!(home.as_str().starts_with(&app.home), "{home}");
        assert_eq!(
            home.query_pairs().into_owned().collect::<Vec<_>>(),
            state.map(|state| ("state".to_owned(), state.to_owned())).into_iter().collect::<Vec<_>>()
        );
        assert_eq!(page.headers["clear-site-data"], "\"cache\"");
        assert_eq!(page.headers["cache-control"], "no-store");
        assert!(!is_signed_in(&world, &mut person).await?);
        assert_eq!(app.userinfo(&access_token).await?.status, StatusCode::UNAUTHORIZED, "its tokens ended too");
        let again = person.browser.peek(&Logout::of(&app, &parameters).address()).await?;
        assert!(again.location()?.as_str().starts_with(&app.home), "already signed out: the same way on");
    }
    Ok(())
}

#[tokio::test]
async fn without_a_good_token_the_member_is_asked() -> anyhow::Result<()> {
    let world = World::build().await?;
    let (app, plain) = (world.app(), world.application("minato", "plain"));
    let mut person = world.person("returning-member")?;
    let (mine, _) = signed_in(&world, &mut person).await?;
    let mut other = world.person("two-devices")?;
    let (of_another, _) = signed_in(&world, &mut other).await?;
    let home = ("post_logout_redirect_uri", app.home.as_str());
    let none = modified(&mine, 0, "ES256", "none")?;
    let unsigned = format!("{}.", none.rsplit_once('.').map_or("", |(signed, _)| signed));
    let changed = modified(&mine, 1, "\"aud\":\"app\"", "\"aud\":\"plain\"")?;
    let cases: [(&str, Vec<Parameter<'_>>, bool); 12] = [
        ("nothing", vec![], false),
        ("only state", vec![("state", STATE)], false),
        ("an address and no token", vec![home], false),
        ("an address and a client", vec![home, ("client_id", "app")], true),
        ("only a client", vec![("client_id", "app")], false),
        ("no signature", vec![("id_token_hint", &unsigned), home], false),
        ("another algorithm", vec![("id_token_hint", &none), home], false),
        ("a changed token", vec![("id_token_hint", &changed), home], false),
        ("no token at all", vec![("id_token_hint", "x"), home], false),
        ("somebody else's token", vec![("id_token_hint", &of_another), home], true),
        ("another client's id", vec![("id_token_hint", &mine), home, ("client_id", "plain")], false),
        ("an unknown client", vec![home, ("client_id", "nobody")], false),
    ];
    for (what, parameters, goes_home) in cases {
        let asked = Logout::of(&app, &parameters);
        person.browser.open(&asked.address()).await?;
        assert!(person.browser.page()?.offers("logout-confirm"), "{what}: {}", person.browser.page()?.text());
        assert!(is_signed_in(&world, &mut person).await?, "{what}: nothing has happened yet");
        let page = person.browser.submit("logout-confirm", &[]).await?;
        assert_eq!(page.url.as_str() == app.home, goes_home, "{what}: {}", page.url);
        assert!(goes_home || page.texts("h1")? == ["You are signed out"], "{what}: {}", page.text());
        assert!(!is_signed_in(&world, &mut person).await?, "{what}");
        let page = person.browser.open(&asked.address()).await?;
        assert!(
            page.texts("h1").is_ok_and(|title| title == ["You are signed out"]) || what == "somebody else's token",
            "{what}: {}",
            page.url
        );
        signed_in(&world, &mut person).await?;
    }
    assert!(plain.home == app.home && is_signed_in(&world, &mut other).await?, "nobody else was signed out");
    Ok(())
}

#[tokio::test]
async fn an_address_that_is_not_registered_is_an_error_and_the_session_goes_on() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let mut person = world.person("returning-member")?;
    let (id_token, _) = signed_in(&world, &mut person).await?;
    let with = |added: &str| format!("{}{added}", app.home);
    for address in [
        with("?foo=bar"),
        with("/"),
        with("#x"),
        with("%20"),
        with("?from=provider&x=1"),
        app.redirect_uri.clone(),
        "https://evil.example/".to_owned(),
        app.home.replace("localhost", "localhost@evil.example"),
        "javascript:alert(1)".to_owned(),
    ] {
        for known in [("id_token_hint", id_token.as_str()), ("client_id", "app")] {
            let parameters = [known, ("post_logout_redirect_uri", address.as_str())];
            let page = person.browser.peek(&Logout::of(&app, &parameters).address()).await?;
            assert_eq!(page.status, StatusCode::BAD_REQUEST, "{address}");
            assert!(!page.text().contains("evil.example") && !page.offers("logout-confirm"), "{address}");
            assert_eq!(page.texts(".reference .number")?.len(), 1, "{address}");
        }
    }
    let twice = [("id_token_hint", id_token.as_str()), ("id_token_hint", &id_token)];
    assert_eq!(person.browser.peek(&Logout::of(&app, &twice).address()).await?.status, StatusCode::BAD_REQUEST);
    assert!(is_signed_in(&world, &mut person).await?);
    let exact = with("?from=provider");
    let parameters =
        [("id_token_hint", id_token.as_str()), ("post_logout_redirect_uri", exact.as_str()), ("state", "s")];
    let page = person.browser.peek(&Logout::of(&app, &parameters).address()).await?;
    assert_eq!(page.location()?.as_str(), format!("{exact}&state=s"), "a registered query stays");
    Ok(())
}

/// A form on another site's page reaches us without our cookies, which are `SameSite=Lax`.
#[tokio::test]
async fn a_request_posted_by_another_site_is_judged_with_the_members_session() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let mut person = world.person("returning-member")?;
    let (id_token, _) = signed_in(&world, &mut person).await?;
    let post = async |parameters: &[Parameter<'_>]| {
        let stranger = super::raw::Raw::new()?;
        let request = stranger.request(Method::POST, &format!("{}/logout", app.issuer));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let request = request.header("sec-fetch-site", "cross-site").header("origin", "https://application.example");
        sent(request.body(Logout::of(&app, parameters).encoded())).await
    };
    for parameters in [&[][..], &[("id_token_hint", id_token.as_str()), ("state", STATE)]] {
        let page: Page = post(parameters).await?;
        assert_eq!(page.status, StatusCode::SEE_OTHER);
        let session_cookie = page
            .headers
            .get_all("set-cookie")
            .iter()
            .filter(|cookie| cookie.to_str().is_ok_and(|cookie| cookie.contains("-session=")));
        assert_eq!(session_cookie.count(), 0, "nobody loses a session that nobody has looked at");
        assert!(is_signed_in(&world, &mut person).await?);
        person.browser.open(page.location()?.as_str()).await?;
        assert_eq!(
            person.browser.page()?.offers("logout-confirm"),
            parameters.is_empty(),
            "asked by GET, with the cookies"
        );
    }
    assert!(!is_signed_in(&world, &mut person).await?);
    Ok(())
}

#[tokio::test]
async fn nothing_of_a_sign_in_is_left_in_the_browser() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let mut person = world.person("second-member")?;
    person.browser.open(&app.address()).await?;
    let mut seen = Vec::new();
    while person.browser.page()?.url.path() != "/callback" {
        let page = person.browser.page()?;
        assert_eq!(page.headers["cache-control"], "no-store", "{}", page.url.path());
        seen.push(page.url.clone());
        person.answer_one_question().await?;
    }
    assert_eq!(seen.len(), 3, "password, code, terms: {seen:?}");
    person.browser.open(&format!("{}/logout", app.issuer)).await?;
    person.browser.submit("logout-confirm", &[]).await?;
    for url in seen {
        let page = person.browser.peek(url.as_str()).await?;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "Back begins anew at the application: {}", url.path());
        assert!(
            page.location()?.path() == "/begin"
                && page.location()?.query_pairs().any(|(name, iss)| name == "iss" && iss == app.issuer)
        );
    }
    Ok(())
}
