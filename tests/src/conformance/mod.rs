//! The provider as the OpenID Foundation's certification suite meets it: over https of our own, with a realm made for
//! robots and a configuration of the suite for each plan.
//!
//! Everything is made from the templates in `tests/conformance/` and an address of the suite, so that a run needs no
//! manual registration. Certificates, keys and secrets are made once for each folder: a configuration that the suite
//! knows goes on working.

mod browser;
mod clients;
mod identity;
mod plans;
mod realm_files;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use account::HashCost;
use anyhow::{Context as _, ensure};
use base::Clock;
use idp::admin::member_import::{self, MemberFile};
use realm::Lookup;
use store::import::Encoding;
use url::Url;
use web::TrustedProxies;
use web::service::{MutualTls, Settings, TlsFiles};

pub use clients::{Fapi, FapiAuthentication, FapiBinding};
pub use identity::Identities;

use crate::site::Folder;

/// The realm's name.
pub const REALM: &str = "conformance";
/// The member's user ID and password.
pub const MEMBER: (&str, &str) = ("foo", "bar");

/// What the provider is told of the suite, and where it stands itself.
#[derive(Clone, Debug)]
pub struct Conformance {
    /// Where everything is kept.
    pub folder: Folder,
    /// The suite's address, such as `https://localhost.emobix.co.uk:8443`.
    pub suite_base: Url,
    /// The authority of the suite's certificates, a PEM file, where it is none of the world's.
    pub suite_authority: Option<PathBuf>,
    /// The alias of all configurations: letters, digits, `_` and `-`.
    pub alias: String,
    /// The name under which the suite reaches this machine.
    pub host: String,
    /// The provider's port.
    pub port: u16,
    /// The port of the door for client certificates.
    pub mtls_port: u16,
    /// The time.
    pub clock: Clock,
    /// What hashing a password costs.
    pub hash_cost: HashCost,
}

impl Conformance {
    /// The realm's issuer.
    #[must_use]
    pub fn issuer(&self) -> String {
        format!("https://{}:{}/{REALM}", self.host, self.port)
    }

    /// The realm's address at the door for certificates.
    #[must_use]
    pub fn mtls_address(&self) -> String {
        format!("https://{}:{}/{REALM}", self.host, self.mtls_port)
    }

    /// The address below which the suite listens for this alias.
    #[must_use]
    pub fn suite(&self) -> String {
        format!("{}/test/a/{}", self.suite_base.as_str().trim_end_matches('/'), self.alias)
    }

    /// The folder of the realm's files.
    #[must_use]
    pub fn realm_config(&self) -> PathBuf {
        self.folder.join("realm-config")
    }

    /// Writes what is needed before the provider can start: certificates, the realm's files, secrets; and the suite's
    /// configurations.
    ///
    /// # Errors
    /// When the alias is none, or something cannot be written.
    pub fn write(&self) -> anyhow::Result<Identities> {
        let alias_is_one = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        ensure!(!self.alias.is_empty() && self.alias.chars().all(alias_is_one), "the alias is not one: {}", self.alias);
        let identities = Identities::in_folder(self)?;
        realm_files::write(self, &identities)?;
        self.folder.make_client_secrets(&self.realm_config())?;
        plans::write(self, &identities)?;
        Ok(identities)
    }

    /// The settings of the provider's process.
    ///
    /// # Errors
    /// When the folder's key cannot be read.
    pub fn settings(&self) -> anyhow::Result<Settings> {
        let loopback = |port| ([127, 0, 0, 1], port).into();
        let at = |port: u16| Url::parse(&format!("https://{}:{port}", self.host));
        Ok(Settings {
            listen: loopback(self.port),
            provider_url: at(self.port)?,
            portal_url: at(self.port)?.join("/portal")?,
            database_url: self.folder.sqlite("idp.sqlite"),
            mail: format!("folder:{}", self.folder.join("mail").display()).into(),
            redis_url: None,
            realm_config: self.realm_config(),
            state_dir: self.folder.join("state"),
            secrets_dir: self.folder.join("secrets"),
            key_encryption_key: self.folder.key_encryption_key()?,
            password_hashing: base::HashEngine::default(),
            trusted_proxies: TrustedProxies::default(),
            development: true,
            tls: Some(TlsFiles {
                certificate: self.folder.join(identity::SERVER_CERTIFICATE),
                key: self.folder.join(identity::SERVER_KEY),
            }),
            outbound_ca: self.suite_authority.as_deref().map(fs::read).transpose()?,
            metrics_listen: None,
            log: web::service::LogFormat::default(),
            otlp_endpoint: None,
            mutual_tls: Some(MutualTls {
                listen: loopback(self.mtls_port),
                url: at(self.mtls_port)?,
                authorities: Some(self.folder.join(identity::AUTHORITY)),
            }),
        })
    }

    /// Opens the provider and brings the member in, unless they are in.
    ///
    /// # Errors
    /// What keeps the provider from serving.
    pub async fn open(&self) -> anyhow::Result<Arc<idp::App>> {
        let app = idp::start::open(&self.settings()?, self.clock.clone()).await?.with_hash_cost(self.hash_cost);
        let Lookup::Serving(realm) = app.realms.find(REALM) else { anyhow::bail!("the realm is not served") };
        let path = template("members.csv");
        let members = MemberFile { path, encoding: Encoding::Utf8, dry_run: false };
        let report = member_import::import(&app, &realm, &members, &mut |_| {}).await?;
        ensure!(report.bad == 0 && report.left_out == 0, "the member does not fit: {report:?}");
        Ok(Arc::new(app))
    }

    /// Serves until `stop` completes.
    ///
    /// # Errors
    /// What keeps the provider from serving.
    pub async fn serve(
        &self,
        app: Arc<idp::App>,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> anyhow::Result<()> {
        let doors = idp::start::Doors::open(&self.settings()?).await?;
        idp::start::serve(app, doors, stop).await
    }

    /// The secret of an application of the realm.
    ///
    /// # Errors
    /// Before it was made.
    pub fn secret(&self, client_id: &str) -> anyhow::Result<String> {
        let path = self.folder.join("secrets").join(REALM).join(client_id);
        Ok(fs::read_to_string(&path).with_context(|| format!("{}", path.display()))?.trim().to_owned())
    }
}

/// A file of `tests/conformance/`.
fn template(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance").join(name)
}
