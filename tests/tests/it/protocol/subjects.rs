//! By which name applications know a member, and userinfo that is signed (OpenID Connect Core §5.3.2 and §8).

use reqwest::{Client, StatusCode};
use serde_json::Value;

use super::application::{Answer, Application};
use super::jws::{verified, verified_with};
use super::world::{Person, World};

async fn subject(app: &Application, person: &mut Person) -> anyhow::Result<(String, String, String)> {
    let request = app.request().with("scope", "openid profile");
    let tokens = app.redeem(person.sign_in(&request.address()).await?.code()?).await?;
    let (_, claims) = verified(&app.issuer, tokens.text("id_token")?).await?;
    let id_token = tokens.text("id_token")?.to_owned();
    Ok((claims["sub"].as_str().unwrap_or_default().to_owned(), tokens.text("access_token")?.to_owned(), id_token))
}

#[tokio::test]
async fn each_sector_knows_a_member_by_another_name_that_stays() -> anyhow::Result<()> {
    let mut world = World::build().await?;
    let sector = |host: &str| format!("subject_type = \"pairwise\"\nsector_identifier_uri = \"https://{host}/list\"");
    world.extend("minato", "app", &sector("one.example.jp")).await?;
    world.extend("minato", "plain", &sector("one.example.jp")).await?;
    world.extend("kusunoki", "app", &sector("one.example.jp")).await?;
    let (app, plain, phone) = (world.app(), world.application("minato", "plain"), world.application("minato", "phone"));
    let mut person = world.person("returning-member")?;
    let (of_app, access_token, id_token) = subject(&app, &mut person).await?;
    let (of_phone, ..) = subject(&phone, &mut person).await?;
    assert_eq!(of_app, subject(&plain, &mut person).await?.0, "one sector, one name");
    assert_ne!(of_app, of_phone);
    let again = subject(&app, &mut world.person("returning-member")?).await?.0;
    assert_eq!(of_app, again, "it stays");
    let other = subject(&app, &mut world.person("second-member")?).await?.0;
    assert_ne!(of_app, other);
    assert_eq!(app.userinfo(&access_token).await?.json["sub"], of_app.as_str());

    // As a hint it means the same member, and nobody else.
    let hinted = app.request().with("prompt", "none").with("id_token_hint", &id_token).address();
    let silent = person.browser.peek(&hinted).await?;
    assert!(Answer::at(&silent.location()?).code().is_ok());
    let mut second = world.person("second-member")?;
    second.sign_in(&app.address()).await?;
    let silent = second.browser.peek(&hinted).await?;
    assert_eq!(Answer::at(&silent.location()?).error(), Some("login_required"));
    Ok(())
}

/// `oidcc-userinfo-rs256`
#[tokio::test]
async fn userinfo_rs256() -> anyhow::Result<()> {
    let mut world = World::build().await?;
    world.extend("minato", "app", "userinfo_signed_response_alg = \"RS256\"").await?;
    let app = world.app();
    let (subject, access_token, _) = subject(&app, &mut world.person("returning-member")?).await?;
    let request = Client::new().get(format!("{}/userinfo", app.issuer)).bearer_auth(&access_token);
    let answer = request.send().await?;
    assert_eq!((answer.status(), &answer.headers()["content-type"]), (StatusCode::OK, &"application/jwt".parse()?));
    let token = answer.text().await?;
    let keys = super::jws::key_set(&app.issuer).await?;
    let (header, claims) = verified_with(&keys, &token)?;
    assert_eq!(header["alg"], "RS256");
    assert_eq!((&claims["iss"], &claims["aud"]), (&Value::from(app.issuer.as_str()), &Value::from("app")));
    assert_eq!(claims["sub"], subject.as_str());
    assert!(claims["name"].is_string() && claims.get("nonce").is_none(), "{claims}");
    Ok(())
}
