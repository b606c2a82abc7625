//! The token endpoint: who may redeem a code, once, and what comes of a second time (RFC 6749 §3.2, RFC 7636).

use chrono::TimeDelta;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};
use reqwest::{Client, StatusCode};
use tokio::task::JoinSet;

use super::application::{Answer, Reply, VERIFIER, basic};
use super::world::{SECRET, World};

fn assert_error(reply: &Reply, error: &str, what: &str) {
    assert_eq!(reply.error(), Some(error), "{what}: {} {}", reply.status, reply.json);
    let status = if error == "invalid_client" { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST };
    assert_eq!(reply.status, status, "{what}");
    assert_eq!(reply.header("cache-control"), "no-store", "{what}");
    assert_eq!(reply.header("content-type"), "application/json", "{what}");
    assert_eq!(reply.headers.contains_key("www-authenticate"), error == "invalid_client", "{what}");
    assert!(reply.json["access_token"].is_null() && reply.json["id_token"].is_null(), "{what}");
}

#[tokio::test]
async fn a_code_buys_tokens_once_and_a_second_use_ends_them() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let answer = world.person("returning-member")?.sign_in(&app.address()).await?;
    let tokens = app.redeem(answer.code()?).await?;
    assert_eq!(tokens.status, StatusCode::OK, "{}", tokens.json);
    assert_eq!((tokens.header("cache-control"), tokens.header("pragma")), ("no-store", "no-cache"));
    assert_eq!(tokens.header("content-type"), "application/json");
    assert_eq!((tokens.text("token_type")?, tokens.json["expires_in"].as_i64()), ("Bearer", Some(300)));
    assert_eq!(tokens.text("scope")?, "email openid profile");
    let access_token = tokens.text("access_token")?;
    assert_eq!(app.userinfo(access_token).await?.status, StatusCode::OK);

    world.site.clock.advance(TimeDelta::seconds(30));
    assert_error(&app.redeem(answer.code()?).await?, "invalid_grant", "the second use");
    assert_eq!(app.userinfo(access_token).await?.status, StatusCode::UNAUTHORIZED, "what came of the first use ended");
    assert_error(&app.redeem(answer.code()?).await?, "invalid_grant", "the third use");
    Ok(())
}

#[tokio::test]
async fn of_a_hundred_who_present_a_code_at_once_one_gets_tokens_and_they_end() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let answer = world.person("returning-member")?.sign_in(&app.address()).await?;
    let mut all = JoinSet::new();
    for _ in 0..100 {
        let (app, code) = (app.clone(), answer.code()?.to_owned());
        all.spawn(async move { app.redeem(&code).await });
    }
    let replies = all.join_all().await.into_iter().collect::<anyhow::Result<Vec<_>>>()?;
    let (good, bad): (Vec<_>, Vec<_>) = replies.into_iter().partition(|reply| reply.status == StatusCode::OK);
    bad.iter().for_each(|reply| assert_error(reply, "invalid_grant", "one of a hundred"));
    // The winner itself comes too late when another has already shown that the code is in two hands.
    assert!(good.len() <= 1, "{} of a hundred got tokens", good.len());
    for reply in good {
        assert_eq!(app.userinfo(reply.text("access_token")?).await?.status, StatusCode::UNAUTHORIZED);
    }
    Ok(())
}

#[tokio::test]
async fn a_code_is_good_for_its_client_its_address_its_verifier_and_a_minute() -> anyhow::Result<()> {
    let world = World::build().await?;
    let (app, plain) = (world.app(), world.application("minato", "plain"));
    let mut person = world.person("returning-member")?;
    let code = person.sign_in(&app.address()).await?.code()?.to_owned();
    let with = |name: &'static str, value: &'static str| -> Vec<(&str, &str)> {
        app.redemption(&code).into_iter().map(|(n, v)| (n, if n == name { value } else { v })).collect()
    };
    for (what, form) in [
        ("another verifier", with("code_verifier", "another-verifier-of-forty-three-characters-x")),
        ("the challenge as verifier", with("code_verifier", super::application::CHALLENGE)),
        ("an empty verifier", with("code_verifier", "")),
        ("another redirect_uri", with("redirect_uri", "http://localhost:1/callback")),
        ("another code", with("code", "another-code")),
    ] {
        assert_error(&app.token(&form).await?, "invalid_grant", what);
    }
    assert_error(&app.token(&with("redirect_uri", "")).await?, "invalid_request", "no redirect_uri");
    assert_error(&app.token(&with("code", "")).await?, "invalid_request", "no code");
    assert_error(&app.token(&with("grant_type", "")).await?, "invalid_request", "no grant_type");
    assert_error(&app.token(&with("grant_type", "password")).await?, "unsupported_grant_type", "password");
    let twice = [app.redemption(&code), vec![("code", "x")]].concat();
    assert_error(&app.token(&twice).await?, "invalid_request", "code twice");
    assert_error(&plain.token(&app.redemption(&code)).await?, "invalid_grant", "another client");
    assert_eq!(app.redeem(&code).await?.status, StatusCode::OK, "none of these attempts burns the code");

    let late = person.sign_in(&app.address()).await?.code()?.to_owned();
    world.site.clock.advance(TimeDelta::seconds(61));
    assert_error(&app.redeem(&late).await?, "invalid_grant", "after 61 seconds");
    Ok(())
}

#[tokio::test]
async fn a_verifier_without_a_challenge_is_refused() -> anyhow::Result<()> {
    let world = World::build().await?;
    let plain = world.application("minato", "plain");
    let request = plain.request().without("code_challenge").without("code_challenge_method");
    let mut person = world.person("returning-member")?;
    let code = person.sign_in(&request.address()).await?.code()?.to_owned();
    assert_error(&plain.redeem(&code).await?, "invalid_grant", "a verifier that nobody announced");
    let without: Vec<_> = plain.redemption(&code).into_iter().filter(|(name, _)| *name != "code_verifier").collect();
    assert_eq!(plain.token(&without).await?.status, StatusCode::OK, "this client may do without PKCE");

    let code = person.sign_in(&plain.address()).await?.code()?.to_owned();
    let without: Vec<_> = plain.redemption(&code).into_iter().filter(|(name, _)| *name != "code_verifier").collect();
    assert_error(&plain.token(&without).await?, "invalid_grant", "a challenge that nobody answers");
    let phone = world.application("minato", "phone");
    let request = phone.request().with("scope", "openid").without("code_challenge").without("code_challenge_method");
    assert_eq!(person.sign_in(&request.address()).await?.error(), Some("invalid_request"), "a public client may not");
    Ok(())
}

/// Authorization headers by which nobody proves to be `app` (security.md §7).
fn wrong_headers() -> Vec<Option<String>> {
    let raw = |text: &str| Some(format!("Basic {}", data_encoding::BASE64.encode(text.as_bytes())));
    let good = basic("app", SECRET);
    vec![
        raw("app"),
        raw(""),
        raw(":"),
        raw("app:"),
        raw(&format!("app:{SECRET}x")),
        raw(&format!("APP:{SECRET}")),
        raw(&format!("nobody:{SECRET}")),
        raw("app:%zz"),
        raw("app:%"),
        raw("app:é"),
        raw(&format!("plain:{SECRET}")),
        raw("phone:"),
        Some(format!("{good}=")),
        Some(good.replacen(' ', "  ", 1)),
        Some(good.replacen("Basic ", "Basic", 1)),
        Some(good.replacen("Basic", "Bearer", 1)),
        Some("Basic \u{e9}".to_owned()),
        Some("Basic".to_owned()),
        None,
    ]
}

#[tokio::test]
async fn a_client_proves_itself_in_its_own_way_or_not_at_all() -> anyhow::Result<()> {
    let world = World::build().await?;
    let (app, plain, phone) = (world.app(), world.application("minato", "plain"), world.application("minato", "phone"));
    let mut person = world.person("returning-member")?;
    let code = person.sign_in(&app.address()).await?.code()?.to_owned();
    let form = app.redemption(&code);
    let good = basic("app", SECRET);
    for header in wrong_headers() {
        assert_error(&app.post("/token", header.as_deref(), &form).await?, "invalid_client", &format!("{header:?}"));
    }
    let in_body =
        |id: &'static str, secret: &'static str| [&form[..], &[("client_id", id), ("client_secret", secret)]].concat();
    for (id, secret) in [("app", SECRET), ("plain", "wrong"), ("phone", SECRET), ("nobody", SECRET)] {
        assert_error(&app.post("/token", None, &in_body(id, secret)).await?, "invalid_client", id);
    }
    let both = app.post("/token", Some(&good), &in_body("app", SECRET)).await?;
    assert_error(&both, "invalid_request", "two ways at once");
    let other_id = [&form[..], &[("client_id", "plain")]].concat();
    assert_error(
        &app.post("/token", Some(&good), &other_id).await?,
        "invalid_request",
        "another client_id in the form",
    );

    assert_eq!(app.redeem(&code).await?.status, StatusCode::OK, "nothing of this touched the code");
    for application in [plain, phone] {
        let request = application.request().with("scope", "openid");
        let code = person.sign_in(&request.address()).await?.code()?.to_owned();
        assert_eq!(application.redeem(&code).await?.status, StatusCode::OK, "{}", application.id);
    }
    Ok(())
}

#[tokio::test]
async fn a_program_gets_a_token_of_its_own_and_nothing_of_a_member() -> anyhow::Result<()> {
    let world = World::build().await?;
    let batch = world.application("minato", "batch");
    let own = batch.token(&[("grant_type", "client_credentials")]).await?;
    assert_eq!((own.status, own.text("scope")?), (StatusCode::OK, "receipts:write"));
    assert!(own.json["id_token"].is_null() && own.json["refresh_token"].is_null());
    assert_eq!(
        batch.userinfo(own.text("access_token")?).await?.status,
        StatusCode::UNAUTHORIZED,
        "no member, no userinfo"
    );
    for (scope, good) in [("receipts:write", true), ("openid", false), ("receipts:write openid", false), ("\"", false)]
    {
        let reply = batch.token(&[("grant_type", "client_credentials"), ("scope", scope)]).await?;
        assert_eq!(reply.status == StatusCode::OK, good, "{scope}");
        assert!(good || reply.error() == Some("invalid_scope"), "{scope}: {}", reply.json);
    }
    for id in ["app", "phone"] {
        let reply = world.application("minato", id).token(&[("grant_type", "client_credentials")]).await?;
        assert_error(&reply, "unauthorized_client", id);
    }
    assert_error(&batch.token(&batch.redemption("code")).await?, "unauthorized_client", "a code for a program");
    Ok(())
}

#[tokio::test]
async fn only_a_posted_form_is_read() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let endpoint = format!("{}/token", app.issuer);
    let get = Client::new().get(format!("{endpoint}?grant_type=client_credentials")).send().await?;
    assert_eq!(
        (get.status(), get.headers().get("allow").map(|allow| allow.as_bytes())),
        (StatusCode::METHOD_NOT_ALLOWED, Some(&b"POST,OPTIONS"[..]))
    );
    for (kind, body) in [
        ("application/json", r#"{"grant_type":"client_credentials"}"#),
        ("multipart/form-data; boundary=x", "--x--"),
        ("text/plain", "grant_type=client_credentials"),
        ("", "grant_type=client_credentials"),
    ] {
        let request = Client::new().post(&endpoint).header(AUTHORIZATION, basic("batch", SECRET));
        let reply = Reply::of(request.header(CONTENT_TYPE, kind).body(body).send().await?).await?;
        assert_error(&reply, "invalid_request", kind);
    }
    let large = Client::new().post(&endpoint).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    assert_eq!(large.body("x".repeat(70_000)).send().await?.status(), StatusCode::PAYLOAD_TOO_LARGE);
    Ok(())
}

/// What one application must not do with what another was given.
#[tokio::test]
async fn a_code_of_one_application_is_no_other_kind_of_secret() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let code = world.person("returning-member")?.sign_in(&app.address()).await?.code()?.to_owned();
    assert_eq!(app.userinfo(&code).await?.status, StatusCode::UNAUTHORIZED, "a code is no access token");
    let tokens = app.redeem(&code).await?;
    let (access_token, id_token) = (tokens.text("access_token")?, tokens.text("id_token")?);
    assert_eq!(app.userinfo(id_token).await?.status, StatusCode::UNAUTHORIZED, "nor is an ID token");
    for token in [access_token, id_token, VERIFIER] {
        assert_error(&app.redeem(token).await?, "invalid_grant", "a token is no code");
    }
    Ok(())
}

#[tokio::test]
async fn an_account_that_is_closed_gets_nothing_anywhere() -> anyhow::Result<()> {
    let world = World::build().await?;
    let app = world.app();
    let mut person = world.person("returning-member")?;
    let code = person.sign_in(&app.address()).await?.code()?.to_owned();
    world.execute("UPDATE accounts SET disabled = 1").await?;
    assert_error(&app.redeem(&code).await?, "invalid_grant", "a code from before");

    let silent = person.browser.peek(&app.request().with("prompt", "none").address()).await?;
    assert_eq!(Answer::at(&silent.location()?).error(), Some("login_required"), "a session from before");
    person.browser.open(&app.address()).await?;
    assert!(person.browser.page()?.offers("password"), "somebody else may sign in at the browser");
    let mut person = world.person("returning-member")?;
    person.browser.open(&app.address()).await?;
    assert!(person.browser.page()?.offers("password"), "who is closed out is told after the password, not before");
    let page = person.type_password().await?;
    assert_eq!(page.status, StatusCode::FORBIDDEN, "{}", page.text());
    Ok(())
}
