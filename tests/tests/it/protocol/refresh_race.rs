//! Refresh tokens presented many times at once, and against what ends them (S10).

use reqwest::StatusCode;
use tokio::task::JoinSet;

use super::application::{Application, Reply};
use super::refresh::{RENEWS, renew, tokens, world};
use super::world::World;

async fn at_once(app: &Application, token: &str, number: usize) -> anyhow::Result<Vec<Reply>> {
    let mut all = JoinSet::new();
    for _ in 0..number {
        let (app, token) = (app.clone(), token.to_owned());
        all.spawn(async move { renew(&app, &token).await });
    }
    all.join_all().await.into_iter().collect()
}

/// Of a public client's fifty, one is served, and the other forty-nine show that the token is in two hands.
async fn fifty_at_once(world: &World) -> anyhow::Result<()> {
    let phone = world.application("minato", "phone");
    let held = tokens(&phone, &mut world.person("returning-member")?).await?;
    let replies = at_once(&phone, held.text("refresh_token")?, 50).await?;
    let good: Vec<_> = replies.iter().filter(|reply| reply.status == StatusCode::OK).collect();
    assert!(good.len() <= 1, "{} of fifty were served", good.len());
    for reply in good {
        assert_eq!(renew(&phone, reply.text("refresh_token")?).await?.error(), Some("invalid_grant"));
        assert_eq!(phone.userinfo(reply.text("access_token")?).await?.status, StatusCode::UNAUTHORIZED);
    }
    let alive = "SELECT COUNT(*) FROM grants WHERE client = 'phone' AND revoked_at IS NULL";
    assert_eq!(world.value::<i64>(alive).await?, 0);
    Ok(())
}

#[tokio::test]
async fn of_fifty_at_once_one_is_served_and_the_family_ends() -> anyhow::Result<()> {
    fifty_at_once(&world().await?).await
}

#[tokio::test]
async fn of_fifty_at_once_on_servers_one_is_served_and_the_family_ends() -> anyhow::Result<()> {
    let mut world = World::build_on_servers().await?;
    world.extend("minato", "phone", RENEWS).await?;
    fifty_at_once(&world).await
}

/// A confidential client that sends twice may have lost an answer: one successor lives in the end, whoever came first.
#[tokio::test]
async fn a_client_that_authenticates_ends_up_with_one_successor() -> anyhow::Result<()> {
    let mut world = World::build_on_servers().await?;
    world.extend("minato", "app", RENEWS).await?;
    let app = world.app();
    let held = tokens(&app, &mut world.person("returning-member")?).await?;
    let replies = at_once(&app, held.text("refresh_token")?, 20).await?;
    assert!(replies.iter().all(|reply| reply.status == StatusCode::OK), "each within half a minute");
    let unspent = "SELECT COUNT(*) FROM refresh_tokens WHERE spent_at IS NULL";
    assert_eq!(world.value::<i64>(unspent).await?, 1);
    Ok(())
}

/// Whatever order they come in: after a sign-out or a revocation nothing is renewed and nothing opens.
#[tokio::test]
async fn against_a_revocation_or_a_sign_out_it_never_wins() -> anyhow::Result<()> {
    let mut world = World::build_on_servers().await?;
    world.extend("minato", "app", RENEWS).await?;
    let app = world.app();
    for round in 0..10 {
        let mut person = world.person("returning-member")?;
        let held = tokens(&app, &mut person).await?;
        let (refresh, id_token) = (held.text("refresh_token")?, held.text("id_token")?);
        let logout = format!("{}/logout?id_token_hint={id_token}", app.issuer);
        let renewed = if round % 2 == 0 {
            let (renewed, revoked) = tokio::join!(renew(&app, refresh), super::revocation::revoke(&app, refresh));
            assert_eq!(revoked?.status, StatusCode::OK);
            renewed?
        } else {
            let (renewed, out) = tokio::join!(renew(&app, refresh), person.browser.peek(&logout));
            out?;
            renewed?
        };
        if renewed.status == StatusCode::OK {
            let access = renewed.text("access_token")?;
            assert_eq!(app.userinfo(access).await?.status, StatusCode::UNAUTHORIZED, "round {round}");
            let again = renew(&app, renewed.text("refresh_token")?).await?;
            assert_eq!(again.error(), Some("invalid_grant"), "round {round}");
        }
    }
    Ok(())
}
