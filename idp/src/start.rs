//! From settings to a provider that serves: opening the stores, loading the realms, keeping house in the background.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use base::{Clock, japan_date};
use chrono::{NaiveDate, TimeDelta};
use realm::{ProcessSettings, Realms, Which};
use store::expiring::Expiring;
use store::mail::Transport;
use store::outbox::{Delivery, NoRecipient};
use store::{Database, epoch, failures, outbox};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::time::{MissedTickBehavior, interval};
use web::service::{self, Door, Settings};

use crate::reloading::{against, keep_reading, remember_issuers};
use crate::rows::{across_realms, in_realm, issuers};
use crate::token::MutualTls;
use crate::{App, audit_log, logout, router, router_for_certificates};

/// How often expired state is removed.
const HOUSEKEEPING: Duration = Duration::from_secs(300);
/// How long it can be told what became of a mail.
const MAIL_IS_TOLD_FOR: TimeDelta = TimeDelta::days(30);
/// How long the cause of a failure is found by its reference.
const CAUSES_ARE_KEPT_FOR: TimeDelta = TimeDelta::days(90);
/// How long a browser is known in which a member signed in: as long as it keeps the cookie by which it is known.
const BROWSERS_ARE_KNOWN_FOR: TimeDelta = TimeDelta::days(365);
/// How long attempts at a user ID that nobody has are counted.
const GUESSES_AT_NOBODY_ARE_KEPT_FOR: TimeDelta = TimeDelta::days(1);

/// Brings the provider's database up to date. One that is of a newer version is left as it is: nodes are replaced one by
/// one, and this may be one of those that go.
///
/// # Errors
/// The database's failure.
pub async fn migrate(database: &Database) -> anyhow::Result<()> {
    database.migrate(migrations::idp::up).await.context("the database could not be brought up to date")?;
    let unknown = migrations::standing::<migrations::idp::Migrator>(database.reader()).await?.unknown;
    if !unknown.is_empty() {
        tracing::warn!(?unknown, "the database is of a newer version: replace this program soon");
    }
    Ok(())
}

/// Opens what the settings name: the database (brought up to date), the store of what expires, the realms.
///
/// # Errors
/// Whatever of it does not open, in words for the operator. Broken realms do not count: they are reported in the log
/// and served from their last good copy, or not at all.
pub async fn open(settings: &Settings, clock: Clock) -> anyhow::Result<App> {
    let database = Database::connect(&settings.database_url).await?;
    migrate(&database).await?;
    let expiring = match &settings.redis_url {
        Some(url) => Expiring::in_redis(url, &epoch::namespace("warifu-idp", epoch::current(&database).await?)).await?,
        None => Expiring::in_database(database.clone()),
    };
    let realms = load_realms(settings, &database, japan_date(clock.now())).await?;
    let transport = Transport::open(settings.mail.expose()).context("mail")?;
    let app = App::new(settings, (realms, database, expiring), transport, clock).context("outbound_ca")?;
    Ok(app.with_mutual_tls(MutualTls::open(settings)?))
}

/// The realms as their files are now; but one whose files a reload would refuse is served as it was last, for as much
/// may have happened to them while no process looked. One that was retired meanwhile is served no more from what this
/// process keeps of it.
async fn load_realms(settings: &Settings, database: &Database, today: NaiveDate) -> anyhow::Result<Realms> {
    let (process, issuers) = (process_settings(settings), issuers(database.reader()).await?);
    let realms = Realms::unread(&settings.realm_config, &settings.state_dir, &process, issuers);
    let (candidates, mut diagnostics) = realms
        .read(&Which::default())
        .with_context(|| format!("the realm files in {} could not be read", settings.realm_config.display()))?;
    for candidate in candidates {
        let name = candidate.name().clone();
        let refusal = against((&realms, database), &candidate, false, today).await;
        let refusal = refusal.with_context(|| format!("whom the files of {name} lock out is not known"))?;
        if refusal.is_some() || candidate.after().is_none() {
            let retired_at = in_realm(database.reader(), &name).retired_at().await?;
            realms.have_retired(retired_at.map(|_| name));
        }
        let candidate = match refusal {
            Some(why) => candidate.refused(&why, &realms),
            None => candidate,
        };
        diagnostics.extend(realms.settle(candidate).findings);
    }
    service::log_findings(&diagnostics);
    if realms.serving().is_empty() {
        bail!("no realm of {} can be served; `warifu-idp realm check` says why", settings.realm_config.display());
    }
    Ok(realms)
}

/// What a realm's files are read against.
#[must_use]
pub fn process_settings(settings: &Settings) -> ProcessSettings {
    ProcessSettings {
        provider_url: settings.provider_url.clone(),
        portal_url: settings.portal_url.clone(),
        development: settings.development,
        secrets_dir: settings.secrets_dir.clone(),
    }
}

/// Where a provider listens.
#[derive(Debug)]
pub struct Doors {
    /// For everybody.
    main: Door,
    /// For applications with certificates.
    for_certificates: Option<Door>,
}

impl From<TcpListener> for Doors {
    fn from(listener: TcpListener) -> Self {
        Self { main: listener.into(), for_certificates: None }
    }
}

impl Doors {
    /// Opens those that the settings name.
    ///
    /// # Errors
    /// When an address is taken, or the TLS files cannot be used.
    pub async fn open(settings: &Settings) -> anyhow::Result<Self> {
        let main = Door::open(settings).await?;
        let for_certificates = match (&settings.mutual_tls, &settings.tls) {
            (Some(mutual_tls), Some(files)) => Some(Door::open_for_certificates(mutual_tls, files).await?),
            _ => None,
        };
        Ok(Self { main, for_certificates })
    }
}

/// Serves until `stop` completes.
///
/// # Errors
/// A listener's failure.
pub async fn serve(
    app: Arc<App>,
    doors: impl Into<Doors>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let housekeeping = tokio::spawn(keep_house(Arc::clone(&app)));
    let telling = tokio::spawn(logout::keep_telling(Arc::clone(&app)));
    let sealing = tokio::spawn(audit_log::keep_sealing(Arc::clone(&app)));
    remember_issuers(&app).await;
    let (stop_reading, reading_stops) = oneshot::channel::<()>();
    let folders = app.realm_folders.clone();
    let reading = tokio::spawn(keep_reading(Arc::clone(&app), folders, async { drop(reading_stops.await) }));
    let (stop_delivery, delivery_stops) = oneshot::channel::<()>();
    let delivery = tokio::spawn(delivery(&app).run(async { drop(delivery_stops.await) }));
    let Doors { main, for_certificates } = doors.into();
    let for_certificates = for_certificates.map(|door| (door, router_for_certificates(&app)));
    service::serve_all([(main, router(&app))].into_iter().chain(for_certificates), stop).await;
    housekeeping.abort();
    telling.abort();
    sealing.abort();
    drop(stop_reading);
    reading.await?;
    // After the last request, so that the mail it left is on its way too.
    drop(stop_delivery);
    delivery.await?;
    Ok(())
}

/// What brings this provider's mail out, and tells applications' servers of sessions that ended.
#[must_use]
pub fn delivery(app: &Arc<App>) -> Delivery {
    let teller = Arc::clone(app);
    let delivery = Delivery::new(app.outbox.clone(), app.database.clone(), app.transport.clone(), app.clock.clone());
    let delivery = delivery.running(Arc::new(move |errand| {
        let app = Arc::clone(&teller);
        Box::pin(async move { logout::tell(&app, errand).await })
    }));
    delivery.telling(Arc::new(|tx, NoRecipient { realm, address, at }| {
        Box::pin(async move { in_realm(tx, &realm).mark_unreachable(&address, at).await })
    }))
}

/// Frees the space of what has expired. What fails today is tried again in five minutes.
async fn keep_house(app: Arc<App>) {
    let mut turns = interval(HOUSEKEEPING);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        turns.tick().await;
        let now = app.clock.now();
        if let Err(error) = app.expiring.purge(now).await {
            tracing::warn!(%error, "expired state could not be removed");
        }
        if let Err(error) = outbox::purge(&app.database, now - MAIL_IS_TOLD_FOR).await {
            tracing::warn!(%error, "what is left of old mails could not be removed");
        }
        if let Err(error) = failures::purge(&app.database, now - CAUSES_ARE_KEPT_FOR).await {
            tracing::warn!(%error, "the causes of old failures could not be removed");
        }
        let before = now - GUESSES_AT_NOBODY_ARE_KEPT_FOR;
        let forgotten = app
            .database
            .write(move |tx| Box::pin(async move { across_realms(tx).forget_guesses_at_nobody(before).await }));
        if let Err(error) = forgotten.await {
            tracing::warn!(%error, "old attempts at IDs that nobody has could not be removed");
        }
        let hours = i64::try_from(account::HOURS_REMEMBERED).unwrap_or_default();
        let before = now - TimeDelta::hours(hours);
        let forgotten = app
            .database
            .write(move |tx| Box::pin(async move { across_realms(tx).forget_first_failures(before).await }));
        if let Err(error) = forgotten.await {
            tracing::warn!(%error, "what is left of old failures could not be removed");
        }
        let forgotten =
            app.database.write(move |tx| Box::pin(async move { across_realms(tx).forget_refresh_tokens(now).await }));
        if let Err(error) = forgotten.await {
            tracing::warn!(%error, "refresh tokens that renew nothing any more could not be removed");
        }
        let before = now - BROWSERS_ARE_KNOWN_FOR;
        let forgotten =
            app.database.write(move |tx| Box::pin(async move { across_realms(tx).forget_browsers(before).await }));
        if let Err(error) = forgotten.await {
            tracing::warn!(%error, "browsers not seen for a year could not be removed");
        }
    }
}
