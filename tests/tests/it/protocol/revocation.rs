//! Revocation (RFC 7009).

use reqwest::StatusCode;

use super::application::{Application, Reply, basic};
use super::refresh::{renew, tokens, world};
use super::world::SECRET;

pub async fn revoke(app: &Application, token: &str) -> anyhow::Result<Reply> {
    let secret = app.secret.as_ref().map(|secret| basic(&app.id, secret));
    let id = ("client_id", app.id.as_str());
    match secret {
        Some(secret) => app.post("/revoke", Some(&secret), &[("token", token)]).await,
        None => app.post("/revoke", None, &[("token", token), id]).await,
    }
}

#[tokio::test]
async fn whichever_token_is_given_back_all_of_the_grant_ends() -> anyhow::Result<()> {
    let world = world().await?;
    for id in ["app", "phone"] {
        let app = world.application("minato", id);
        for kind in ["refresh_token", "access_token"] {
            let held = tokens(&app, &mut world.person("returning-member")?).await?;
            assert_eq!(revoke(&app, held.text(kind)?).await?.status, StatusCode::OK, "{id} {kind}");
            assert_eq!(renew(&app, held.text("refresh_token")?).await?.error(), Some("invalid_grant"), "{id} {kind}");
            let told = app.userinfo(held.text("access_token")?).await?;
            assert_eq!(told.status, StatusCode::UNAUTHORIZED, "{id} {kind}");
            assert_eq!(revoke(&app, held.text(kind)?).await?.status, StatusCode::OK, "again: {id} {kind}");
        }
    }
    let audited = "SELECT COUNT(*) FROM audit_events WHERE event = 'grant-revoked'";
    assert_eq!(world.value::<i64>(audited).await?, 4);
    Ok(())
}

#[tokio::test]
async fn another_clients_token_is_not_its_to_give_back() -> anyhow::Result<()> {
    let world = world().await?;
    let (app, phone) = (world.app(), world.application("minato", "phone"));
    let held = tokens(&app, &mut world.person("returning-member")?).await?;
    for token in [held.text("refresh_token")?, held.text("access_token")?, "unknown", held.text("id_token")?] {
        assert_eq!(revoke(&phone, token).await?.status, StatusCode::OK, "like one that is revoked");
    }
    assert_eq!(renew(&app, held.text("refresh_token")?).await?.status, StatusCode::OK);
    let stranger = app.post("/revoke", Some(&basic("app", "wrong")), &[("token", "x")]).await?;
    assert_eq!((stranger.status, stranger.error()), (StatusCode::UNAUTHORIZED, Some("invalid_client")));
    let nothing = app.post("/revoke", Some(&basic("app", SECRET)), &[]).await?;
    assert_eq!((nothing.status, nothing.error()), (StatusCode::BAD_REQUEST, Some("invalid_request")));
    Ok(())
}
