//! A node of the version before starts once more while the next one's are put in its place: over a database that has seen
//! changes that it does not know.

use sea_orm::ConnectionTrait as _;
use tests::site::{Plan, Site, prepare};

use super::member::{Member, plan, servers};

const NEXT_VERSION: &str = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m29990101_000000_next', 0)";

async fn is_served(plan: &Plan) -> anyhow::Result<()> {
    prepare(plan).await?;
    for settings in [plan.provider_settings()?, plan.portal_settings()?] {
        sea_orm::Database::connect(&settings.database_url).await?.execute_unprepared(NEXT_VERSION).await?;
    }
    let _site = Site::serve(plan).await?;
    let mut member = Member::named("minato", "member")?;
    member.open(&format!("{}minato/expenses", plan.portal_url()?), &plan.clock).await?;
    assert!(member.reads()?.contains("田中"), "{}", member.reads()?);
    Ok(())
}

#[tokio::test]
async fn it_is_served_from_a_file() -> anyhow::Result<()> {
    let (plan, _folder) = plan()?;
    is_served(&plan).await
}

#[tokio::test]
async fn it_is_served_from_servers() -> anyhow::Result<()> {
    let (plan, _folder) = plan()?;
    is_served(&Plan { servers: Some(servers().await?), ..plan }).await
}
