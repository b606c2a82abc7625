//! `warifu-portal realm status` and `realm reload`: what the running portals serve, and the order to read the files anew.
//!
//! What the files would change for people (`realm plan`) is said by the provider: it knows the members.

use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use base::{Clock, RealmName};
use clap::Subcommand;
use store::nodes::{self, Node, Order};
use web::service::Settings;
use web::service::nodes::{NodeReport, ReloadArguments, StatusArguments, render_reload, render_status};

use crate::app::connect;

/// How long a portal may take to follow an order.
const PATIENCE: Duration = Duration::from_secs(30);

/// The commands about the societies' files.
#[derive(Debug, Subcommand)]
pub enum RealmCommand {
    /// 動いているポータルがどの設定で動いているか / Say what every running portal serves
    Status(StatusArguments),
    /// 動いているポータルに設定を読み直させる / Have every running portal read the files anew
    Reload(ReloadArguments),
}

impl RealmCommand {
    /// The one society that it is about, if it is about one. Whoever may work on one society alone does not end it.
    #[must_use]
    pub fn society(&self) -> Option<&RealmName> {
        let realms = match self {
            Self::Status(arguments) => &arguments.realms,
            Self::Reload(arguments) if arguments.allow_retire.is_empty() => &arguments.realms,
            Self::Reload(_) => return None,
        };
        match realms.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Runs the command. Exit codes: status 0 as the files are, 2 otherwise, 4 none runs; reload 0 done, 1 some are
    /// broken, 4 one did not answer or none runs, 5 refused for safety.
    ///
    /// # Errors
    /// When the database does not answer, or the files cannot be read.
    pub async fn run(&self, settings: &Settings, clock: &Clock) -> anyhow::Result<ExitCode> {
        let (text, code) = match self {
            Self::Status(arguments) => status(settings, clock, arguments).await?,
            Self::Reload(arguments) => reload(settings, clock, arguments).await?,
        };
        std::io::stdout().write_all(text.as_bytes())?;
        Ok(ExitCode::from(code))
    }
}

async fn status(settings: &Settings, clock: &Clock, arguments: &StatusArguments) -> anyhow::Result<(String, u8)> {
    let running = nodes::running(&connect(settings).await?, clock.now()).await?;
    let root = arguments.realm_config.as_ref().unwrap_or(&settings.realm_config);
    let reports: Vec<NodeReport> = running.iter().map(report).collect();
    let wanted = arguments.realms.iter().cloned().collect();
    Ok(render_status(&reports, &realm::hashes(root)?, &wanted, arguments.manner))
}

async fn reload(settings: &Settings, clock: &Clock, arguments: &ReloadArguments) -> anyhow::Result<(String, u8)> {
    let retired = &arguments.allow_retire;
    let realms = arguments.realms.iter().chain(retired).cloned().collect::<Vec<_>>();
    let order = Order {
        realms: (!realms.is_empty()).then_some(realms),
        may_retire: retired.clone(),
        may_lock_out: arguments.allow_lockout,
    };
    let database = connect(settings).await?;
    let (running, number) = nodes::give_and_wait(&database, order, clock, PATIENCE).await?;
    let answered = |node: &Node| (node.followed >= number).then(|| node.outcome().unwrap_or_default());
    let answers: Vec<_> = running.iter().map(|node| (node.host.clone(), answered(node))).collect();
    Ok(render_reload(&answers, arguments.manner))
}

fn report(node: &Node) -> NodeReport {
    NodeReport {
        host: node.host.clone(),
        build: node.build.clone(),
        started_at: node.started_at,
        realms: node.realms(),
    }
}
