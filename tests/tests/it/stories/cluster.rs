//! Three nodes of each service behind a balancer that sends every request to the next: nobody is held to a node, and
//! one that dies costs nobody anything.
//!
//! Real programs in real time, over one PostgreSQL and one Redis.

use std::sync::Arc;

use tests::site::{Cluster, Plan, prepare};
use tests::visitor::BeforeEach;
use tokio::sync::Mutex;

use super::member::{Member, plan, servers};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_sign_in_goes_over_three_nodes_while_one_after_the_other_dies() -> anyhow::Result<()> {
    let (plan, _folder) = plan()?;
    let plan = Plan { servers: Some(servers().await?), ..plan };
    prepare(&plan).await?;
    let cluster = Arc::new(Mutex::new((Cluster::start(&plan, 3).await?, None)));

    let shared = Arc::clone(&cluster);
    let kill: BeforeEach = Arc::new(move || {
        let shared = Arc::clone(&shared);
        Box::pin(async move {
            let (cluster, dead) = &mut *shared.lock().await;
            let next = dead.map_or(0, |node: usize| (node + 1) % 3);
            if let Some(node) = dead.replace(next) {
                cluster.providers[node].start().await?;
                cluster.portals[node].start().await?;
            }
            cluster.providers[next].kill().await?;
            cluster.portals[next].kill().await
        })
    });
    let mut member = Member::named("minato", "member")?;
    member.browser = member.browser.disturbed_by(kill);
    member.open(&format!("{}minato/expenses", plan.portal_url()?), &plan.clock).await?;
    let page = member.browser.page()?;
    assert!(page.status.is_success() && page.url.path().starts_with("/minato/expenses"), "{}", page.text());
    assert!(page.text().contains("田中"), "the family's expenses: {}", page.text());
    assert!(member.browser.trail.len() >= 10, "many requests, before each another death: {:?}", member.browser.trail);
    Ok(())
}
