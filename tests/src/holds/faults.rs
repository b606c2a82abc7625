//! What happens to a cluster: a node dies, the database or Redis goes away and comes back.

use anyhow::Context as _;
use reqwest::Client;
use url::Url;

use super::work::Work;
use crate::site::{Cluster, OwnServers, Plan, Program, Servers, Switch, ready_when};

/// What the cluster stands on, and how it is taken away.
pub(super) enum Ground {
    /// Servers of our own, which crash.
    Own(Box<OwnServers>),
    /// Servers that others use too: only the way to them is cut.
    Shared {
        /// The ways to both services' databases.
        databases: [Switch; 2],
        /// The way to Redis.
        redis: Switch,
    },
}

impl Ground {
    /// The ground of these servers, or of our own, and how it is reached.
    pub(super) async fn of(servers: Option<&Servers>) -> anyhow::Result<(Self, Servers)> {
        let Some(servers) = servers else {
            let own = OwnServers::start().await?;
            let servers = own.servers().await?;
            return Ok((Self::Own(Box::new(own)), servers));
        };
        let provider = Url::parse(&servers.provider_database)?;
        let portal = Url::parse(&servers.portal_database)?;
        let redis_url = Url::parse(servers.redis.as_ref().context("a Redis")?)?;
        let databases = [Switch::before(&provider).await?, Switch::before(&portal).await?];
        let redis = Switch::before(&redis_url).await?;
        let [to_provider, to_portal] = &databases;
        let by_switches = Servers {
            provider_database: to_provider.address(&provider)?,
            portal_database: to_portal.address(&portal)?,
            redis: Some(redis.address(&redis_url)?),
        };
        Ok((Self::Shared { databases, redis }, by_switches))
    }

    async fn take_database_away(&mut self, plan: &Plan) -> anyhow::Result<()> {
        match self {
            Self::Own(own) => own.crash_postgres().await?,
            Self::Shared { databases, .. } => {
                databases.iter().for_each(Switch::pull);
                is_ready(plan, false).await?;
                databases.iter().for_each(Switch::plug_in);
            }
        }
        is_ready(plan, true).await
    }

    async fn take_redis_away(&mut self, plan: &Plan) -> anyhow::Result<()> {
        match self {
            Self::Own(own) => own.crash_redis().await?,
            Self::Shared { redis, .. } => {
                redis.pull();
                is_ready(plan, false).await?;
                redis.plug_in();
            }
        }
        is_ready(plan, true).await
    }
}

/// Waits until the provider says that it can serve, or that it cannot.
async fn is_ready(plan: &Plan, wanted: bool) -> anyhow::Result<()> {
    let (client, address) = (Client::new(), format!("{}health/ready", plan.provider_url()?));
    ready_when(if wanted { "the provider is ready" } else { "the provider is not ready" }, || async {
        let answer = client.get(&address).send().await;
        Ok(answer.is_ok_and(|answer| answer.status().is_success()) == wanted)
    })
    .await
}

/// How many faults one round has.
pub(super) const OF_A_ROUND: usize = 5;

/// How much the other nodes must do while one is dead.
const WITHOUT_ONE: usize = 20;

/// One fault after the other: every node dies in its turn, and between two of them the database or Redis goes away.
pub(super) async fn fault(
    number: usize,
    (ground, cluster): (&mut Ground, &mut Cluster),
    (plan, work): (&Plan, &Work),
) -> anyhow::Result<()> {
    match number % OF_A_ROUND {
        1 => ground.take_database_away(plan).await,
        3 => ground.take_redis_away(plan).await,
        turn => {
            let node = turn / 2;
            for nodes in [&mut cluster.providers, &mut cluster.portals] {
                nodes.get_mut(node).context("three nodes")?.kill().await?;
            }
            goes_on(work, WITHOUT_ONE).await?;
            for nodes in [&mut cluster.providers, &mut cluster.portals] {
                start(nodes.get_mut(node).context("three nodes")?).await?;
            }
            Ok(())
        }
    }
}

/// Starts a node, and once more where a busy machine's servers do not answer it in time, as a service manager does.
pub(super) async fn start(node: &mut Program) -> anyhow::Result<()> {
    if node.start().await.is_ok() {
        return Ok(());
    }
    node.start().await
}

/// Waits until so many more operations were acknowledged: the cluster works, whatever happened to it.
pub(super) async fn goes_on(work: &Work, operations: usize) -> anyhow::Result<()> {
    let done = || work.log.acknowledged();
    let wanted = done() + operations;
    ready_when("the cluster goes on", || async { Ok(done() >= wanted) }).await
}
