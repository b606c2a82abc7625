//! Several nodes of both services behind a balancer each, as an operator would run them: they share PostgreSQL and Redis
//! and nothing else.

use std::path::Path;

use anyhow::{Context as _, ensure};
use web::service::Settings;

use super::balancer::Balancer;
use super::{Plan, Program, free_port};

/// The nodes, as processes of their own, until the value is dropped.
#[derive(Debug)]
pub struct Cluster {
    /// The nodes of the provider.
    pub providers: Vec<Program>,
    /// The nodes of the portal.
    pub portals: Vec<Program>,
    balancers: [Balancer; 2],
    plan: Plan,
    made: usize,
}

impl Cluster {
    /// Starts so many nodes of each over what [`prepare`](super::prepare) made, behind the plan's two ports.
    ///
    /// # Errors
    /// Whatever keeps a node from serving, and a plan without servers: SQLite is for one node.
    pub async fn start(plan: &Plan, nodes: usize) -> anyhow::Result<Self> {
        let mut cluster = Self::without_nodes(plan).await?;
        for _ in 0..nodes {
            cluster.add(None).await?;
        }
        Ok(cluster)
    }

    /// The balancers alone.
    ///
    /// # Errors
    /// When a port is taken, and for a plan without servers.
    pub async fn without_nodes(plan: &Plan) -> anyhow::Result<Self> {
        ensure!(plan.servers.is_some(), "several nodes need PostgreSQL and Redis");
        let balancers = [
            Balancer::listen(plan.provider_port, Vec::new()).await?,
            Balancer::listen(plan.portal_port, Vec::new()).await?,
        ];
        Ok(Self { providers: Vec::new(), portals: Vec::new(), balancers, plan: plan.clone(), made: 0 })
    }

    /// A program of the provider as a node has it, not started: for its commands.
    ///
    /// # Errors
    /// When the program was not built.
    pub fn provider(&self, programs: Option<&Path>) -> anyhow::Result<Program> {
        self.program("warifu-idp", programs, self.plan.provider_settings()?)
    }

    /// The same of the portal.
    ///
    /// # Errors
    /// When the program was not built.
    pub fn portal(&self, programs: Option<&Path>) -> anyhow::Result<Program> {
        self.program("warifu-portal", programs, self.plan.portal_settings()?)
    }

    fn program(&self, name: &str, programs: Option<&Path>, mut settings: Settings) -> anyhow::Result<Program> {
        settings.listen.set_port(free_port()?);
        settings.state_dir = self.plan.folder.join(&format!("state-{name}-{}", self.made));
        let program = match programs {
            Some(folder) => Program::at(folder.join(name), name, &settings, &self.plan.folder),
            None => Program::new(name, &settings, &self.plan.folder)?,
        };
        Ok(program.behind_a_balancer())
    }

    /// Starts one more node of each service, of the programs in a folder or of those beside this one, and sends it requests.
    ///
    /// # Errors
    /// Whatever keeps it from serving.
    pub async fn add(&mut self, programs: Option<&Path>) -> anyhow::Result<()> {
        let (mut provider, mut portal) = (self.provider(programs)?, self.portal(programs)?);
        self.made += 1;
        provider.start().await?;
        portal.start().await?;
        self.providers.push(provider);
        self.portals.push(portal);
        self.lead();
        Ok(())
    }

    /// Sends the first node of each service no more requests, and then ends it.
    ///
    /// # Errors
    /// When there is none, or it does not end in order.
    pub async fn drain_first(&mut self) -> anyhow::Result<()> {
        ensure!(!self.providers.is_empty() && !self.portals.is_empty(), "no node is left");
        let (mut provider, mut portal) = (self.providers.remove(0), self.portals.remove(0));
        self.lead();
        provider.stop().await.context("the provider")?;
        portal.stop().await.context("the portal")
    }

    /// Ends a node of each service as a service manager does, sent no requests meanwhile, and starts it again.
    ///
    /// # Errors
    /// When there is none of this number, or it does not end in order or start again.
    pub async fn restart(&mut self, node: usize) -> anyhow::Result<()> {
        let [providers, portals] = &self.balancers;
        for (nodes, balancer) in [(&mut self.providers, providers), (&mut self.portals, portals)] {
            let all: Vec<u16> = nodes.iter().map(Program::port).collect();
            let program = nodes.get_mut(node).context("no such node")?;
            balancer.lead_to(all.iter().copied().filter(|port| *port != program.port()).collect());
            program.stop().await?;
            program.start().await?;
            balancer.lead_to(all);
        }
        Ok(())
    }

    fn lead(&self) {
        let [providers, portals] = &self.balancers;
        providers.lead_to(self.providers.iter().map(Program::port).collect());
        portals.lead_to(self.portals.iter().map(Program::port).collect());
    }
}
