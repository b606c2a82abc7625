//! Modules of the Basic certification plan that ask for nothing but to be served like any other request.

use reqwest::StatusCode;

use super::application::{NONCE, Request};
use super::jws::verified;
use super::world::World;

/// Signs a member in, redeems the code, and looks at the ID token's nonce.
async fn is_served(world: &World, request: &Request, nonce: Option<&str>) -> anyhow::Result<()> {
    let app = world.app();
    let answer = world.person("returning-member")?.sign_in(&request.address()).await?;
    let tokens = app.redeem(answer.code()?).await?;
    assert_eq!(tokens.status, StatusCode::OK, "{}", tokens.json);
    let (_, claims) = verified(&app.issuer, tokens.text("id_token")?).await?;
    assert_eq!(claims["nonce"].as_str(), nonce, "{claims}");
    assert_eq!(app.userinfo(tokens.text("access_token")?).await?.json["sub"], claims["sub"]);
    Ok(())
}

/// The scope the other way round, and the parameters in another order.
#[tokio::test]
async fn alternate_happy_flow() -> anyhow::Result<()> {
    let world = World::build().await?;
    let mut request = world.app().request().with("scope", "email openid");
    request.parameters.reverse();
    is_served(&world, &request, Some(NONCE)).await
}

#[tokio::test]
async fn display_page_and_display_popup() -> anyhow::Result<()> {
    let world = World::build().await?;
    for display in ["page", "popup", "touch"] {
        is_served(&world, &world.app().request().with("display", display), Some(NONCE)).await?;
    }
    Ok(())
}

#[tokio::test]
async fn ui_locales_and_claims_locales() -> anyhow::Result<()> {
    let world = World::build().await?;
    for name in ["ui_locales", "claims_locales"] {
        is_served(&world, &world.app().request().with(name, "se"), Some(NONCE)).await?;
    }
    Ok(())
}

#[tokio::test]
async fn ensure_request_without_nonce_succeeds_for_code_flow() -> anyhow::Result<()> {
    let world = World::build().await?;
    is_served(&world, &world.app().request().without("nonce"), None).await
}

#[tokio::test]
async fn ensure_request_with_unknown_parameter_succeeds() -> anyhow::Result<()> {
    let world = World::build().await?;
    is_served(&world, &world.app().request().with("extra", "foobar"), Some(NONCE)).await
}
