//! The societies' files while the portal runs: read anew when somebody saved one, sent SIGHUP or ordered it.

use std::collections::BTreeSet;
use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use realm::{Outcome, ReloadResult, Which};
use store::nodes::{Heart, Order};
use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval};
use web::service::{RealmWatch, host_name, log_findings, log_outcome};

use crate::App;
use crate::rows::DbErr;

/// How often it is looked for an order.
const LOOK: Duration = Duration::from_secs(1);

/// Looks after the files until `stop` completes.
pub async fn keep_reading(app: Arc<App>, stop: impl Future<Output = ()>) {
    let (realms, folders) = (app.realms.clone(), app.realm_folders.clone());
    let begun = spawn_blocking(move || {
        log_findings(&realms.keep_last_good());
        RealmWatch::over(&folders.each_ref().map(PathBuf::as_path))
    });
    let Ok(mut watch) = begun.await else { return };
    let host = (host_name(), env!("CARGO_PKG_VERSION"));
    let started = Heart::start((app.database.clone(), app.clock.clone()), host, &app.realms.report()).await;
    let mut heart = started.map_err(|error| tracing::error!(%error, "commands do not reach this process")).ok();
    let mut looks = interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            stirred = watch.stirred() => drop(reload(&app, stirred.which(&app.realms)).await),
            _ = looks.tick() => {
                if let Some(heart) = &mut heart && let Err(error) = look(&app, heart).await {
                    tracing::warn!(%error, "commands do not reach this process now");
                }
            }
        }
    }
    if let Some(heart) = heart
        && let Err(error) = heart.stop().await
    {
        tracing::warn!(%error, "this process could not sign off");
    }
}

async fn look(app: &App, heart: &mut Heart) -> Result<(), DbErr> {
    while let Some((number, order)) = heart.order().await? {
        let Order { realms, may_retire, .. } = order;
        let names = realms.map(BTreeSet::from_iter);
        let named = names.is_some();
        let outcomes = reload(app, Which { names, may_retire: may_retire.into_iter().collect() }).await;
        let asked = |outcome: &&Outcome| named || outcome.result != ReloadResult::Unchanged;
        heart.followed(number, &outcomes.iter().filter(asked).collect::<Vec<_>>()).await?;
    }
    heart.beat(&app.realms.report()).await
}

async fn reload(app: &App, which: Which) -> Vec<Outcome> {
    let realms = app.realms.clone();
    let read = spawn_blocking(move || {
        let (candidates, stray) = realms.read(&which)?;
        log_findings(&stray);
        let outcomes: Vec<Outcome> = candidates.into_iter().map(|candidate| realms.settle(candidate)).collect();
        outcomes.iter().for_each(log_outcome);
        log_findings(&realms.keep_last_good());
        Ok::<_, realm::LoadError>(outcomes)
    });
    match read.await {
        Ok(Ok(outcomes)) => outcomes,
        Ok(Err(error)) => {
            tracing::error!(error = &error as &dyn std::error::Error, "the realm files could not be read");
            Vec::new()
        }
        Err(_) => Vec::new(),
    }
}
