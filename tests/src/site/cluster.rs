//! Several nodes of both services behind a balancer each, as an operator would run them: they share PostgreSQL and Redis
//! and nothing else.

use anyhow::ensure;

use super::balancer::Balancer;
use super::{Plan, Program, free_port};

/// The nodes, as processes of their own, until the value is dropped.
#[derive(Debug)]
pub struct Cluster {
    /// The nodes of the provider.
    pub providers: Vec<Program>,
    /// The nodes of the portal.
    pub portals: Vec<Program>,
    _balancers: [Balancer; 2],
}

impl Cluster {
    /// Starts so many nodes of each over what [`prepare`](super::prepare) made, behind the plan's two ports.
    ///
    /// # Errors
    /// Whatever keeps a node from serving, and a plan without servers: SQLite is for one node.
    pub async fn start(plan: &Plan, nodes: usize) -> anyhow::Result<Self> {
        ensure!(plan.servers.is_some(), "several nodes need PostgreSQL and Redis");
        let (mut providers, mut portals) = (Vec::new(), Vec::new());
        let mut ports = (Vec::new(), Vec::new());
        for node in 0..nodes {
            let (port, mut settings) = (free_port()?, plan.provider_settings()?);
            settings.listen.set_port(port);
            settings.state_dir = plan.folder.join(&format!("state-idp-{node}"));
            let mut provider = Program::new("warifu-idp", &settings, &plan.folder)?.behind_a_balancer();
            provider.start().await?;
            providers.push(provider);
            ports.0.push(port);

            let (port, mut settings) = (free_port()?, plan.portal_settings()?);
            settings.listen.set_port(port);
            settings.state_dir = plan.folder.join(&format!("state-portal-{node}"));
            let mut portal = Program::new("warifu-portal", &settings, &plan.folder)?.behind_a_balancer();
            portal.start().await?;
            portals.push(portal);
            ports.1.push(port);
        }
        let balancers =
            [Balancer::listen(plan.provider_port, ports.0).await?, Balancer::listen(plan.portal_port, ports.1).await?];
        Ok(Self { providers, portals, _balancers: balancers })
    }
}
