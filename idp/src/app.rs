//! What the provider's handlers share: the realms, the stores, the clock, the keys.
//!
//! One value, passed to everything; there is no global. Tests build one around their own files and clock.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use account::HashCost;
use base::{Clock, HashEngine, KeyEncryptionKey, RealmName};
use realm::{Realm, Realms};
use store::Database;
use store::expiring::Expiring;
use store::failures::Failures;
use store::mail::Transport;
use store::outbox::Outbox;
use tokio::sync::Notify;
use url::Url;
use web::service::Settings;
use web::service::metrics::Requests;
use web::{Service, Site, TrustedProxies};

use crate::figures::Counts;
use crate::outbound::Outbound;
use crate::password_pool::PasswordPool;
use crate::registration::RegisteredClients;
use crate::token::{Document, FetchedKeys, FetchedObjects, KeyRing, MutualTls};

/// One provider process.
#[derive(Debug)]
pub struct App {
    /// The societies.
    pub realms: Realms,
    /// The folders of their files and of their secrets.
    pub realm_folders: [PathBuf; 2],
    /// Rows.
    pub database: Database,
    /// What is counted for the operator.
    pub counts: Counts,
    /// How long answers took.
    pub requests: Requests,
    /// State that expires.
    pub expiring: Expiring,
    /// What happened behind error pages.
    pub failures: Failures,
    /// The time.
    pub clock: Clock,
    /// Where mail is left.
    pub outbox: Outbox,
    /// How mail leaves.
    pub transport: Transport,
    /// What seals secrets in the database.
    pub sealing_key: KeyEncryptionKey,
    /// Where passwords are hashed.
    pub passwords: PasswordPool,
    /// The realms' signing keys.
    pub keys: KeyRing,
    /// Keys of applications that are fetched.
    pub client_keys: FetchedKeys,
    /// Request objects of applications that are fetched.
    pub request_objects: FetchedObjects,
    /// Realms with the applications that registered.
    pub registered: RegisteredClients,
    /// What asks applications' servers.
    pub outbound: Outbound,
    /// Rings when a session was ended here, so that its applications are told at once.
    pub sessions_ended: Notify,
    /// The provider's public address.
    pub provider_url: Url,
    /// Whose word about a visitor's address counts.
    pub trusted_proxies: TrustedProxies,
    /// The door for applications with certificates, if there is one.
    pub mutual_tls: Option<MutualTls>,
    /// What each realm says of itself, ready to be sent.
    pub metadata: PerSnapshot<Document>,
    /// The realms' public keys, as they are sent.
    pub public_keys: PerSnapshot<Document>,
    sites: PerSnapshot<Site>,
}

impl App {
    /// A provider over opened stores, loaded realms and a way out for mail.
    ///
    /// # Errors
    /// When the settings' extra certificate authority is none.
    pub fn new(
        settings: &Settings,
        (realms, database, expiring): (Realms, Database, Expiring),
        transport: Transport,
        clock: Clock,
    ) -> Result<Self, reqwest::Error> {
        Ok(Self {
            outbox: Outbox::new(settings.key_encryption_key.clone()),
            transport,
            realms,
            counts: Counts::default(),
            requests: Requests::default(),
            failures: Failures::in_database(database.clone()),
            realm_folders: [settings.realm_config.clone(), settings.secrets_dir.clone()],
            database,
            expiring,
            clock,
            sealing_key: settings.key_encryption_key.clone(),
            passwords: PasswordPool::new(HashCost::default(), settings.password_hashing),
            keys: KeyRing::default(),
            client_keys: FetchedKeys::default(),
            request_objects: FetchedObjects::default(),
            registered: RegisteredClients::default(),
            outbound: Outbound::new(settings.development, settings.outbound_ca.as_deref())?,
            sessions_ended: Notify::new(),
            provider_url: settings.provider_url.clone(),
            trusted_proxies: settings.trusted_proxies.clone(),
            mutual_tls: None,
            metadata: PerSnapshot::default(),
            public_keys: PerSnapshot::default(),
            sites: PerSnapshot::default(),
        })
    }

    /// The same provider with a door for applications with certificates.
    #[must_use]
    pub fn with_mutual_tls(self, mutual_tls: Option<MutualTls>) -> Self {
        Self { mutual_tls, ..self }
    }

    /// The same provider with passwords hashed at another cost.
    #[must_use]
    pub fn with_hash_cost(mut self, cost: HashCost) -> Self {
        self.passwords = PasswordPool::new(cost, HashEngine::default());
        self
    }

    /// Whether visitors reach the provider over https.
    #[must_use]
    pub fn https(&self) -> bool {
        self.provider_url.scheme() == "https"
    }

    /// What the pages of a realm have in common.
    #[must_use]
    pub fn site(&self, realm: &Realm) -> Arc<Site> {
        self.sites.of(realm, || Site::of(realm, Service::Provider))
    }
}

/// Something that is made of a realm's files, once for each snapshot of them.
#[derive(Debug)]
pub struct PerSnapshot<T>(RwLock<HashMap<RealmName, (String, Arc<T>)>>);

impl<T> Default for PerSnapshot<T> {
    fn default() -> Self {
        Self(RwLock::default())
    }
}

impl<T> PerSnapshot<T> {
    /// What was made of this snapshot, or is made now.
    pub fn of(&self, realm: &Realm, make: impl FnOnce() -> T) -> Arc<T> {
        self.made_of(&realm.content_hash, realm, make)
    }

    /// What was made of something of the realm's, which has a name that changes with it, or is made now.
    pub fn made_of(&self, something: &str, realm: &Realm, make: impl FnOnce() -> T) -> Arc<T> {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((made_of, made)) = all.get(&realm.name)
            && made_of == something
        {
            return Arc::clone(made);
        }
        drop(all);
        let made = Arc::new(make());
        let entry = (something.to_owned(), Arc::clone(&made));
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(realm.name.clone(), entry);
        made
    }
}
