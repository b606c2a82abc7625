//! The userinfo endpoint: what is told to whom, and for how long (OpenID Connect Core §5.3).

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::application::{Application, Reply};
use super::world::World;

const BASICS: [&str; 9] = [
    "birthdate",
    "family_name",
    "family_name#ja-Kana-JP",
    "given_name",
    "given_name#ja-Kana-JP",
    "name",
    "name#ja-Kana-JP",
    "sub",
    "updated_at",
];

fn names(reply: &Reply) -> Vec<&str> {
    let mut names: Vec<&str> = reply.json.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names
}

#[tokio::test]
async fn a_scope_tells_its_claims_and_no_others() -> anyhow::Result<()> {
    let world = World::build().await?;
    let (app, plain) = (world.app(), world.application("minato", "plain"));
    let mut person = world.person("returning-member")?;
    let email = ["email", "email_verified", "sub"];
    let cases: [(&Application, &str, Vec<&str>); 5] = [
        (&app, "openid", vec!["sub"]),
        (&app, "openid profile", BASICS.to_vec()),
        (&app, "email openid", email.to_vec()),
        (&app, "openid kenpo unknown", vec!["kenpo", "sub"]),
        (&plain, "openid email kenpo", email.to_vec()),
    ];
    for (application, scope, expected) in cases {
        let answer = person.sign_in(&application.request().with("scope", scope).address()).await?;
        let tokens = application.redeem(answer.code()?).await?;
        let told = application.userinfo(tokens.text("access_token")?).await?;
        assert_eq!(names(&told), expected, "{} {scope}", application.id);
        assert_eq!((told.header("content-type"), told.header("cache-control")), ("application/json", "no-store"));
        assert_eq!(told.text("sub")?, world.account(&person.persona.user_id).await?.subject);
        if scope.contains("profile") {
            assert_eq!(told.text("name")?, person.persona.full_name);
            assert_eq!(told.text("birthdate")?, person.persona.birth_date.to_string());
        }
        if let Value::Object(kenpo) = &told.json["kenpo"] {
            assert_eq!(kenpo["member_number"], person.persona.member_number);
            assert!(!told.text("sub")?.contains(&person.persona.member_number), "the number is never the sub");
        }
    }
    Ok(())
}

#[tokio::test]
async fn single_claims_may_be_asked_for_where_the_scope_may() -> anyhow::Result<()> {
    let world = World::build().await?;
    let (app, plain) = (world.app(), world.application("minato", "plain"));
    let claims =
        json!({"userinfo": {"name": {"essential": true}, "kenpo": null, "unknown": null}, "id_token": {"email": null}});
    let mut person = world.person("returning-member")?;
    for (application, expected) in [(&app, vec!["kenpo", "name", "sub"]), (&plain, vec!["name", "sub"])] {
        let request = application.request().with("scope", "openid").with("claims", &claims.to_string());
        let answer = person.sign_in(&request.address()).await?;
        let tokens = application.redeem(answer.code()?).await?;
        assert_eq!(names(&application.userinfo(tokens.text("access_token")?).await?), expected, "{}", application.id);
    }
    Ok(())
}

#[tokio::test]
async fn a_token_comes_in_the_header_or_in_a_form_and_nowhere_else() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let answer = world.person("returning-member")?.sign_in(&app.address()).await?;
    let tokens = app.redeem(answer.code()?).await?;
    let token = tokens.text("access_token")?;
    let (bearer, lower) = (format!("Bearer {token}"), format!("bearer {token}"));
    let form = [("access_token", token)];
    assert_eq!(app.post("/userinfo", Some(&bearer), &[]).await?.status, StatusCode::OK);
    assert_eq!(app.post("/userinfo", Some(&lower), &[]).await?.status, StatusCode::OK);
    assert_eq!(app.post("/userinfo", None, &form).await?.status, StatusCode::OK);

    let changed = format!("{}x", bearer.trim_end_matches(char::is_alphanumeric));
    for (header, form, status, challenge) in [
        (Some(bearer.as_str()), &form[..], StatusCode::BAD_REQUEST, "Bearer error=\"invalid_request\""),
        (None, &[][..], StatusCode::UNAUTHORIZED, "Bearer"),
        (Some("Basic YTpi"), &[], StatusCode::UNAUTHORIZED, "Bearer"),
        (Some("Bearer "), &[], StatusCode::BAD_REQUEST, "Bearer error=\"invalid_request\""),
        (Some("Bearer x"), &[], StatusCode::UNAUTHORIZED, "Bearer error=\"invalid_token\""),
        (Some(&changed), &[], StatusCode::UNAUTHORIZED, "Bearer error=\"invalid_token\""),
    ] {
        let reply = app.post("/userinfo", header, form).await?;
        assert_eq!((reply.status, reply.header("www-authenticate")), (status, challenge), "{header:?}");
        assert_eq!(reply.header("cache-control"), "no-store");
    }
    let in_query = reqwest::get(format!("{}/userinfo?access_token={token}", app.issuer)).await?;
    assert_eq!(in_query.status(), StatusCode::UNAUTHORIZED, "queries end in logs");
    Ok(())
}

#[tokio::test]
async fn a_token_ends_with_its_time_its_session_and_its_account() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let mut person = world.person("returning-member")?;
    let mut fresh_token = async || -> anyhow::Result<String> {
        let code = person.sign_in(&app.address()).await?.code()?.to_owned();
        Ok(app.redeem(&code).await?.text("access_token")?.to_owned())
    };
    let good = async |token: &str| anyhow::Ok(app.userinfo(token).await?.status == StatusCode::OK);

    let token = fresh_token().await?;
    world.site.clock.advance(chrono::TimeDelta::seconds(299));
    assert!(good(&token).await?);
    world.site.clock.advance(chrono::TimeDelta::seconds(2));
    assert!(!good(&token).await?, "after five minutes");

    let token = fresh_token().await?;
    world.execute("UPDATE sessions SET ended_at = created_at").await?;
    assert!(!good(&token).await?, "after its session");

    let token = fresh_token().await?;
    world.execute("UPDATE grants SET revoked_at = created_at").await?;
    assert!(!good(&token).await?, "after its grant");

    let token = fresh_token().await?;
    assert!(good(&token).await?);
    world.execute("UPDATE accounts SET disabled = 1").await?;
    assert!(!good(&token).await?, "after its account was closed");
    Ok(())
}
