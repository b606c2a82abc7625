//! What the portal's handlers share: the realms, the stores, the clock, the relying party.
//!
//! One value, passed to everything; there is no global. Tests build one around their own files and clock.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use anyhow::Context as _;
use base::{Clock, KeyEncryptionKey, RealmName};
use realm::{ProcessSettings, Realm, Realms};
use store::expiring::Expiring;
use store::failures::Failures;
use store::mail::Transport;
use store::outbox::Outbox;
use store::{Database, epoch};
use tokio::sync::Semaphore;
use url::Url;
use web::service::metrics::{Requests, Told, of_realms};
use web::service::{Settings, log_findings};
use web::{Service, Site};

use crate::relying_party::RelyingParty;

/// So many uploaded pictures are read and written anew at once; each may take 96 MiB.
const PICTURES_AT_ONCE: usize = 2;

/// One portal process.
#[derive(Debug)]
pub struct App {
    /// The societies.
    pub realms: Realms,
    /// The folders of their files and of their secrets.
    pub realm_folders: [PathBuf; 2],
    /// Rows.
    pub database: Database,
    /// How long answers took.
    pub requests: Requests,
    /// State that expires.
    pub expiring: Expiring,
    /// What happened behind error pages.
    pub failures: Failures,
    /// The time.
    pub clock: Clock,
    /// What seals secrets in the database.
    pub sealing_key: KeyEncryptionKey,
    /// What talks to the identity provider.
    pub relying_party: RelyingParty,
    /// The portal's public address.
    pub portal_url: Url,
    /// How many pictures are worked on at once.
    pub picture_work: Semaphore,
    /// Mail on its way.
    pub outbox: Outbox,
    /// How mail leaves.
    pub transport: Transport,
    sites: Sites,
}

impl App {
    /// Opens the stores, brings the database up to date, and loads the realms. A broken realm keeps nobody from
    /// serving: it is reported in the log and served from its last good copy, or not at all.
    ///
    /// # Errors
    /// Whatever keeps the portal from serving, for the operator to read.
    pub async fn open(settings: &Settings, clock: Clock) -> anyhow::Result<Self> {
        let database = connect(settings).await?;
        let expiring = match &settings.redis_url {
            Some(url) => {
                let epoch = epoch::current(&database).await?;
                Expiring::in_redis(url, &epoch::namespace("warifu-portal", epoch)).await?
            }
            None => Expiring::in_database(database.clone()),
        };
        let realms = load_realms(settings)?;
        let sealing_key = settings.key_encryption_key.clone();
        let relying_party = RelyingParty::new(settings.development, clock.clone(), sealing_key.clone())?;
        let portal_url = settings.portal_url.clone();
        let outbox = Outbox::new(sealing_key.clone());
        let realm_folders = [settings.realm_config.clone(), settings.secrets_dir.clone()];
        Ok(Self {
            realms,
            realm_folders,
            requests: Requests::default(),
            failures: Failures::in_database(database.clone()),
            database,
            expiring,
            clock,
            sealing_key,
            relying_party,
            portal_url,
            picture_work: Semaphore::new(PICTURES_AT_ONCE),
            outbox,
            transport: Transport::open(settings.mail.expose()).context("mail")?,
            sites: Sites::default(),
        })
    }

    /// Whether visitors reach the portal over https.
    #[must_use]
    pub fn https(&self) -> bool {
        self.portal_url.scheme() == "https"
    }

    /// What the portal tells Prometheus beside the time that its answers take.
    #[must_use]
    pub fn told(self: &Arc<Self>) -> Told {
        let app = Arc::clone(self);
        Arc::new(move || {
            let app = Arc::clone(&app);
            Box::pin(async move {
                let mut told = store::figures(&app.database, &app.outbox, &app.failures).await;
                told.push(of_realms(&app.realms.report()));
                told
            })
        })
    }

    /// What the pages of a realm have in common.
    #[must_use]
    pub fn site(&self, realm: &Realm) -> Arc<Site> {
        self.sites.of(realm)
    }
}

/// Brings the portal's database up to date.
///
/// # Errors
/// When the database cannot be reached or changed; then its schema is what it was.
pub async fn migrate(settings: &Settings) -> anyhow::Result<()> {
    connect(settings).await.map(drop)
}

/// The portal's database, up to date. One that is of a newer version is left as it is: nodes are replaced one by one, and
/// this may be one of those that go.
pub(crate) async fn connect(settings: &Settings) -> anyhow::Result<Database> {
    let database = Database::connect(&settings.database_url).await?;
    let migrated = database.migrate(async |tx| migrations::portal::up(tx).await).await;
    migrated.context("the database could not be brought up to date")?;
    let unknown = migrations::standing::<migrations::portal::Migrator>(database.reader()).await?.unknown;
    if !unknown.is_empty() {
        tracing::warn!(?unknown, "the database is of a newer version: replace this program soon");
    }
    Ok(database)
}

/// The societies, with a line in the log for whatever is wrong with their files.
pub(crate) fn load_realms(settings: &Settings) -> anyhow::Result<Realms> {
    let process = ProcessSettings {
        provider_url: settings.provider_url.clone(),
        portal_url: settings.portal_url.clone(),
        development: settings.development,
        secrets_dir: settings.secrets_dir.clone(),
    };
    let (realms, diagnostics) = Realms::load(&settings.realm_config, &settings.state_dir, &process)?;
    log_findings(&diagnostics);
    Ok(realms)
}

/// The sites of the realms, each made once for each snapshot of its files.
#[derive(Debug, Default)]
struct Sites(RwLock<HashMap<RealmName, (String, Arc<Site>)>>);

impl Sites {
    fn of(&self, realm: &Realm) -> Arc<Site> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&realm.name).cloned();
        if let Some((_, site)) = known.filter(|(hash, _)| *hash == realm.content_hash) {
            return site;
        }
        let site = Arc::new(Site::of(realm, Service::Portal));
        let entry = (realm.content_hash.clone(), Arc::clone(&site));
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(realm.name.clone(), entry);
        site
    }
}
