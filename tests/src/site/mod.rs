//! Both services in this process, on free ports, with the sample people in them.
//!
//! A site is prepared once (databases made, people and receipts imported by the code of the commands, members
//! activated) and served any number of times: that is a restart. The demonstration and the stories use the same one.

mod balancer;
mod cluster;
mod crowd;
mod folder;
mod messages;
mod prepare;
mod process;
mod seed;
mod servers;
mod serving;
mod switch;

use std::path::{Path, PathBuf};

use account::HashCost;
use base::Clock;
use url::Url;
use web::TrustedProxies;
use web::service::Settings;

pub use cluster::Cluster;
pub use crowd::Crowd;
pub use folder::Folder;
pub use prepare::prepare;
pub use process::{Program, free_port, ready, ready_when};
pub use servers::{OwnServers, empty_schema};
pub use serving::Site;
pub use switch::Switch;

/// What a site is made of.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Its folder.
    pub folder: Folder,
    /// The societies' files.
    pub realm_config: PathBuf,
    /// The provider's port.
    pub provider_port: u16,
    /// The portal's port.
    pub portal_port: u16,
    /// The time.
    pub clock: Clock,
    /// What hashing a password costs.
    pub hash_cost: HashCost,
    /// The server that mail goes to, instead of a folder in the folder.
    pub mail: Option<String>,
    /// Servers to keep the state in, instead of SQLite files in the folder.
    pub servers: Option<Servers>,
    /// Whose word about a visitor's address is taken.
    pub trusted_proxies: TrustedProxies,
}

/// Servers as several nodes would share them.
#[derive(Clone, Debug)]
pub struct Servers {
    /// The provider's database.
    pub provider_database: String,
    /// The portal's database.
    pub portal_database: String,
    /// Where state lives that expires; in the databases themselves if nowhere else.
    pub redis: Option<String>,
}

impl Plan {
    /// A site in a folder, with the societies' files of this repository, on free ports.
    ///
    /// # Errors
    /// When no port is free.
    pub fn in_folder(folder: Folder) -> anyhow::Result<Self> {
        Ok(Self {
            folder,
            realm_config: Path::new(env!("CARGO_MANIFEST_DIR")).join("../realm-config"),
            provider_port: free_port()?,
            portal_port: free_port()?,
            clock: Clock::system(),
            hash_cost: HashCost::default(),
            mail: None,
            servers: None,
            trusted_proxies: TrustedProxies::default(),
        })
    }

    /// The provider's address.
    ///
    /// # Errors
    /// None for a port.
    pub fn provider_url(&self) -> anyhow::Result<Url> {
        Ok(Url::parse(&format!("http://localhost:{}", self.provider_port))?)
    }

    /// The portal's address.
    ///
    /// # Errors
    /// None for a port.
    pub fn portal_url(&self) -> anyhow::Result<Url> {
        Ok(Url::parse(&format!("http://localhost:{}", self.portal_port))?)
    }

    /// The settings of the provider's process.
    ///
    /// # Errors
    /// When the folder's key cannot be read.
    pub fn provider_settings(&self) -> anyhow::Result<Settings> {
        let database = self.servers.as_ref().map(|servers| servers.provider_database.clone());
        self.settings(self.provider_port, ("idp", database))
    }

    /// The settings of the portal's process.
    ///
    /// # Errors
    /// When the folder's key cannot be read.
    pub fn portal_settings(&self) -> anyhow::Result<Settings> {
        let database = self.servers.as_ref().map(|servers| servers.portal_database.clone());
        self.settings(self.portal_port, ("portal", database))
    }

    fn settings(&self, port: u16, (name, database): (&str, Option<String>)) -> anyhow::Result<Settings> {
        Ok(Settings {
            listen: ([127, 0, 0, 1], port).into(),
            provider_url: self.provider_url()?,
            portal_url: self.portal_url()?,
            database_url: database.unwrap_or_else(|| self.folder.sqlite(&format!("{name}.sqlite"))),
            mail: self.mail.clone().unwrap_or(format!("folder:{}", self.folder.join("mail").display())).into(),
            redis_url: self.servers.as_ref().and_then(|servers| servers.redis.clone()),
            realm_config: self.realm_config.clone(),
            state_dir: self.folder.join(&format!("state-{name}")),
            secrets_dir: self.folder.join("secrets"),
            key_encryption_key: self.folder.key_encryption_key()?,
            password_hashing: base::HashEngine::default(),
            trusted_proxies: self.trusted_proxies.clone(),
            outbound_ca: None,
            development: true,
            tls: None,
            metrics_listen: None,
            log: web::service::LogFormat::default(),
            otlp_endpoint: None,
            mutual_tls: None,
        })
    }
}
