//! Everything that the provider ever hands out, presented everywhere where something is expected (S9, S13, S15, S24).

use reqwest::{Method, StatusCode};
use serde_json::json;
use tests::visitor::Visitor;

use crate::protocol::application::{Answer, Application, basic};
use crate::protocol::par::push;
use crate::protocol::raw::{Raw, sent};
use crate::protocol::refresh;
use crate::protocol::world::{SECRET, World};

/// What is handed out, and where it is good.
type Artefact = (&'static str, String, &'static [&'static str]);

const PLACES: [&str; 8] =
    ["code", "refresh", "userinfo", "introspection", "hint", "pushed request", "password link", "session"];

/// Whether a value is taken at a place.
async fn is_taken(app: &Application, (place, value): (&str, &str)) -> anyhow::Result<bool> {
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", value)];
    Ok(match place {
        "code" => app.redeem(value).await?.status == StatusCode::OK,
        "refresh" => app.token(&refresh).await?.status == StatusCode::OK,
        "userinfo" => app.userinfo(value).await?.status == StatusCode::OK,
        "introspection" => {
            let told = app.post("/introspect", Some(&basic("app", SECRET)), &[("token", value)]).await?;
            assert_eq!(told.status, StatusCode::OK, "{}", told.json);
            told.json["active"] == json!(true)
        }
        "hint" => {
            let request = app.request().with("prompt", "none").with("id_token_hint", value);
            let answer = Answer::at(&Visitor::new()?.peek(&request.address()).await?.location()?);
            answer.error() != Some("invalid_request")
        }
        "pushed request" => {
            let reference = format!("urn:ietf:params:oauth:request_uri:{value}");
            let parameters = [("client_id", "app"), ("request_uri", &reference)];
            let address = url::Url::parse_with_params(&format!("{}/authorize", app.issuer), parameters)?;
            Visitor::new()?.peek(address.as_str()).await?.status == StatusCode::SEE_OTHER
        }
        "password link" => {
            let address = url::Url::parse_with_params(&format!("{}/password/reset", app.issuer), [("token", value)])?;
            Visitor::new()?.open(address.as_str()).await?.offers("password-submit")
        }
        _ => {
            let request = Raw::new()?.request(Method::GET, &app.request().with("prompt", "none").address());
            let cookie = format!("warifu-idp-{}-session={value}", app.issuer.rsplit('/').next().unwrap_or_default());
            let page = sent(request.header("cookie", cookie)).await?;
            Answer::at(&page.location()?).code().is_ok()
        }
    })
}

/// One of each, all of one member and one application.
async fn artefacts(world: &World, app: &Application) -> anyhow::Result<Vec<Artefact>> {
    let mut person = world.person("returning-member")?;
    // A link for the password first: asking for it ends nothing, using it would.
    let mut browser = Visitor::new()?.speaking("en");
    browser.open(&world.site.provider("/minato/forgotten/password")).await?;
    browser.submit("forgotten-submit", &[("username", &person.persona.user_id)]).await?;
    let letter = world.site.newest_mail(person.persona.email.as_deref().unwrap_or_default()).await?;
    let link = url::Url::parse(&letter.link()?)?;
    let link = link.query_pairs().find(|(name, _)| name == "token").map(|(_, token)| token.into_owned());

    person.browser.open(&app.request().with("scope", "openid profile offline_access").address()).await?;
    let login = person.browser.page()?.clone();
    let form_token = login.form("login-submit")?.fields.into_iter().find(|(name, _)| name == "form_token");
    let sign_in = login.url.query_pairs().find(|(name, _)| name == "sign_in").map(|(_, id)| id.into_owned());
    person.type_password().await?;
    let digits = person.phone.code(&world.site.clock)?;
    let form = person.browser.page()?.form("login-submit")?.fill_in(&[("code", &digits)])?;
    let end = person.browser.send_once(form).await?;
    let cookies = end.headers.get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok());
    let session = cookies.filter_map(|cookie| cookie.strip_prefix("warifu-idp-minato-session=")?.split(';').next());
    let session = session.map(str::to_owned).next();
    person.browser.open(end.location()?.as_str()).await?;
    person.answer_one_question().await?;
    let tokens = app.redeem(person.arrived()?.code()?).await?;
    let spare = person.sign_in(&app.address()).await?.code()?.to_owned();
    let jarm = person.sign_in(&app.request().with("response_mode", "jwt").address()).await?;
    let pushed = push(app, &app.request()).await?.text("request_uri")?.to_owned();
    let pushed = pushed.rsplit(':').next().unwrap_or_default().to_owned();
    Ok(vec![
        ("a code", spare, &["code"]),
        ("an access token", tokens.text("access_token")?.to_owned(), &["userinfo", "introspection"]),
        ("an ID token", tokens.text("id_token")?.to_owned(), &["hint"]),
        ("a refresh token", tokens.text("refresh_token")?.to_owned(), &["introspection", "refresh"]),
        ("a signed answer", jarm.get("response").unwrap_or_default().to_owned(), &[]),
        ("a pushed request", pushed, &["pushed request"]),
        ("a link for the password", link.unwrap_or_default(), &["password link"]),
        ("a session", session.unwrap_or_default(), &["session"]),
        ("a form's token", form_token.unwrap_or_default().1, &[]),
        ("a sign-in's id", sign_in.unwrap_or_default(), &[]),
        ("a code of an app", digits, &[]),
        ("an application's secret", SECRET.to_owned(), &[]),
        ("a password", person.persona.password.clone(), &[]),
    ])
}

/// Keys of every kind in one untyped store once let a link for the password pass for a code (CVE-2026-4282), and a used
/// link be used again as something else (CVE-2026-4325); tokens without a type passed for each other (CVE-2026-23552).
#[tokio::test]
async fn cve_2026_4282_what_was_issued_for_one_use_is_good_for_no_other() -> anyhow::Result<()> {
    let world = refresh::world().await?;
    let (app, theirs) = (world.app(), world.application("kusunoki", "app"));
    let artefacts = artefacts(&world, &app).await?;
    for (what, value, _) in &artefacts {
        assert!(value.len() >= 6, "{what} is missing: {value}");
    }
    for (what, value, good_at) in &artefacts {
        for place in PLACES.iter().filter(|place| !good_at.contains(place)) {
            assert!(!is_taken(&app, (place, value)).await?, "{what} as {place}");
        }
        for place in PLACES {
            assert!(!is_taken(&theirs, (place, value)).await?, "{what} as {place} of another society");
        }
    }
    // None of that spent them, and each is good where it belongs: what uses it up comes last.
    for (what, value, good_at) in &artefacts {
        for place in *good_at {
            assert!(is_taken(&app, (place, value)).await?, "{what} as {place}");
        }
    }
    Ok(())
}
