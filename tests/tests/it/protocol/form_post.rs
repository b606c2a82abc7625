//! Answers that the browser posts (OAuth 2.0 Form Post Response Mode), with the modules of its certification plan.

use reqwest::{Method, StatusCode};
use tests::visitor::Page;

use super::application::{Application, STATE};
use super::world::{Person, World};

/// What the page would post, field by field.
pub fn posted(page: &Page, app: &Application) -> anyhow::Result<Vec<(String, String)>> {
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let form = page.form("form-post-submit")?;
    assert_eq!((form.action.as_str(), &form.method), (app.redirect_uri.as_str(), &Method::POST));
    assert!(page.body.contains("/posting.js\"></script>"), "it is sent by itself");
    assert_eq!(page.headers["cache-control"], "no-store");
    Ok(form.fields)
}

pub fn field<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

async fn signed_in(world: &World) -> anyhow::Result<Person> {
    let mut person = world.person("returning-member")?;
    person.sign_in(&world.app().address()).await?;
    Ok(person)
}

/// `oidcc-server`, posted.
#[tokio::test]
async fn server() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let mut person = signed_in(&world).await?;
    let state = format!("{STATE}\"'><script>alert(1)</script>&あ");
    let request = app.request().with("response_mode", "form_post").with("state", &state);
    let page = person.browser.open(&request.address()).await?.clone();
    let fields = posted(&page, &app)?;
    assert_eq!(field(&fields, "state"), Some(state.as_str()));
    assert_eq!(field(&fields, "iss"), Some(app.issuer.as_str()));
    assert_eq!(fields.len(), 3, "{fields:?}");
    let code = field(&fields, "code").unwrap_or_default().to_owned();
    assert!(!page.url.as_str().contains(&code), "the code is in no address");
    assert_eq!(app.redeem(&code).await?.status, StatusCode::OK);
    // Without a script the member presses the button.
    person.browser.submit("form-post-submit", &[]).await?;
    assert_eq!(person.browser.page()?.url.as_str(), app.redirect_uri);
    Ok(())
}

/// `oidcc-prompt-none-not-logged-in` and others: errors are posted, too.
#[tokio::test]
async fn errors_are_posted_too() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let request = app.request().with("response_mode", "form_post");
    for (changed, error) in [
        (request.clone().with("prompt", "none"), "login_required"),
        (request.clone().without("response_type"), "invalid_request"),
        (request.clone().with("response_type", "token"), "unsupported_response_type"),
        (request.clone().with("scope", "other"), "invalid_scope"),
    ] {
        let page = world.person("returning-member")?.browser.open(&changed.address()).await?.clone();
        let fields = posted(&page, &app)?;
        assert_eq!(field(&fields, "error"), Some(error));
        assert_eq!(field(&fields, "state"), Some(STATE));
        assert_eq!(field(&fields, "iss"), Some(app.issuer.as_str()));
    }
    // Giving up, at the end of a sign-in that was begun.
    let mut person = world.person("returning-member")?;
    person.browser.open(&request.address()).await?;
    let page = person.browser.submit("login-cancel", &[]).await?;
    assert_eq!(field(&posted(page, &app)?, "error"), Some("access_denied"));
    Ok(())
}
