//! `realm status` and `realm reload`: what the running providers serve, and the order to read the files anew.

use std::process::ExitCode;
use std::time::Duration;

use base::Clock;
use store::Database;
use store::nodes::{self, Node, Order};
use web::service::Settings;
use web::service::nodes::{NodeReport, ReloadArguments, StatusArguments, render_reload, render_status};

use super::print;
use crate::start;

/// How long a provider may take to follow an order.
const PATIENCE: Duration = Duration::from_secs(30);

/// Says what every provider serves. Exit code 0: as the files are; 2: otherwise; 4: none runs.
pub(super) async fn status(settings: &Settings, arguments: &StatusArguments) -> anyhow::Result<ExitCode> {
    let database = open(settings).await?;
    let running = nodes::running(&database, Clock::system().now()).await?;
    let root = arguments.realm_config.as_ref().unwrap_or(&settings.realm_config);
    let reports: Vec<NodeReport> = running.iter().map(report).collect();
    let wanted = arguments.realms.iter().cloned().collect();
    let (text, code) = render_status(&reports, &realm::hashes(root)?, &wanted, arguments.manner);
    print(&text)?;
    Ok(ExitCode::from(code))
}

/// Has every provider read the files anew. Exit code 0: done; 1: some are broken; 4: one did not answer, or none runs; 5:
/// refused for safety.
pub(super) async fn reload(settings: &Settings, arguments: &ReloadArguments) -> anyhow::Result<ExitCode> {
    let database = open(settings).await?;
    let retired = &arguments.allow_retire;
    let realms = arguments.realms.iter().chain(retired).cloned().collect::<Vec<_>>();
    let order = Order {
        realms: (!realms.is_empty()).then_some(realms),
        may_retire: retired.clone(),
        may_lock_out: arguments.allow_lockout,
    };
    let (running, number) = nodes::give_and_wait(&database, order, &Clock::system(), PATIENCE).await?;
    let answered = |node: &Node| (node.followed >= number).then(|| node.outcome().unwrap_or_default());
    let answers: Vec<_> = running.iter().map(|node| (node.host.clone(), answered(node))).collect();
    let (text, code) = render_reload(&answers, arguments.manner);
    print(&text)?;
    Ok(ExitCode::from(code))
}

pub(super) async fn open(settings: &Settings) -> anyhow::Result<Database> {
    let database = Database::connect(&settings.database_url).await?;
    start::migrate(&database).await?;
    Ok(database)
}

fn report(node: &Node) -> NodeReport {
    NodeReport {
        host: node.host.clone(),
        build: node.build.clone(),
        started_at: node.started_at,
        realms: node.realms(),
    }
}
