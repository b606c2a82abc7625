//! The settings of a process: one `warifu.toml`, or `WARIFU_*` variables, which win over it.
//!
//! Whatever is wrong is told at once: an operator should not start a service five times to find five mistakes.
//! What belongs to a society stands in its realm files, never here. This is the one file that reads the environment.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use base::{HashEngine, KeyEncryptionKey, RealmName, Secret};
use url::Url;

use super::{LogFormat, TlsFiles};
use crate::{Service, TrustedProxies};

/// The settings of one process of either service.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `listen`: the address and port to listen on. Default 127.0.0.1:8080 for the provider, :8081 for the portal.
    pub listen: SocketAddr,
    /// `provider_url`: the provider's public address; a realm's issuer is this and `/REALM`.
    pub provider_url: Url,
    /// `portal_url`: the portal's public address.
    pub portal_url: Url,
    /// `database_url`: `sqlite:PATH` or `postgres://…`.
    pub database_url: String,
    /// `mail`: how mail leaves: `smtp://USER:PASSWORD@HOST:PORT` (with STARTTLS, but for a server on this machine) or
    /// `smtps://…` (TLS from the start); in development also `folder:PATH`, which is the default there. Otherwise the
    /// default is a mail server on this machine.
    pub mail: Secret,
    /// `redis_url`: where expiring state lives when several nodes share it; without it, in the database.
    pub redis_url: Option<String>,
    /// `realm_config`: the folder of the societies' files.
    pub realm_config: PathBuf,
    /// `state_dir`: where the process keeps the last good copy of each realm.
    pub state_dir: PathBuf,
    /// `secrets_dir`: where the secrets that realm files name are found.
    pub secrets_dir: PathBuf,
    /// `key_encryption_key_file`: the file with the key that seals secrets in the database (32 bytes in base64); and
    /// `other_key_encryption_key_files`, with commas between them: those with keys that only open what they sealed.
    pub key_encryption_key: KeyEncryptionKey,
    /// `password_hashing`: `argon2-rust`, the default, or `rustcrypto`; of the provider only.
    pub password_hashing: HashEngine,
    /// `trusted_proxies`: networks whose `Forwarded` headers count, separated by commas.
    pub trusted_proxies: TrustedProxies,
    /// `outbound_ca`: a file with a certificate authority (PEM) that applications' servers may have their certificates
    /// from, beside the usual ones. Only in development.
    pub outbound_ca: Option<Vec<u8>>,
    /// `development`: allows plain http and several realms on one host. Refused unless `listen` is loopback.
    pub development: bool,
    /// `tls_certificate`, `tls_key`: the PEM files with which the process listens with TLS itself. Without them a proxy
    /// does that.
    pub tls: Option<TlsFiles>,
    /// `metrics_listen`: the address and port at which Prometheus asks; without it nothing is told.
    pub metrics_listen: Option<SocketAddr>,
    /// `log`: `json`, `text`, or `auto`: lines for people on a terminal, JSON elsewhere.
    pub log: LogFormat,
    /// `otlp_endpoint`: a collector that traces are sent to, in a build with the feature `otlp`.
    pub otlp_endpoint: Option<Url>,
    /// `mtls_listen`, `mtls_url`, `mtls_ca`: where clients show their certificates; of the provider only.
    pub mutual_tls: Option<MutualTls>,
}

/// A second listener, for clients with certificates (RFC 8705).
#[derive(Clone, Debug)]
pub struct MutualTls {
    /// `mtls_listen`: its address and port.
    pub listen: SocketAddr,
    /// `mtls_url`: its public address, another one than `provider_url`.
    pub url: Url,
    /// `mtls_ca`: the PEM file of the authorities whose certificates are accepted; without it only self-signed ones
    /// that a client registered.
    pub authorities: Option<PathBuf>,
}

/// What a command needs that only reads the societies' files.
#[derive(Clone, Debug)]
pub struct RealmSettings {
    /// `realm_config`, as in [`Settings`].
    pub realm_config: PathBuf,
    /// `secrets_dir`, as in [`Settings`].
    pub secrets_dir: PathBuf,
    /// `provider_url`, as in [`Settings`].
    pub provider_url: Url,
    /// `portal_url`, as in [`Settings`].
    pub portal_url: Url,
    /// `development`, as in [`Settings`]; true where no address is set either, as on an administrator's own machine.
    pub development: bool,
}

/// Everything that is wrong with the settings, a line each.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the settings are not usable:\n  {}", .0.join("\n  "))]
pub struct SettingsError(pub Vec<String>);

const PROVIDER_URL: &str = "http://localhost:8080";
const PORTAL_URL: &str = "http://localhost:8081";

const KEY_FILE: &str = "key_encryption_key_file";
const USUAL_KEY_FILE: &str = "var/key-encryption-key";
const OTHER_KEY_FILES: &str = "other_key_encryption_key_files";

const NAMES: [&str; 23] = [
    "listen",
    "provider_url",
    "portal_url",
    "database_url",
    "mail",
    "redis_url",
    "realm_config",
    "state_dir",
    "secrets_dir",
    KEY_FILE,
    OTHER_KEY_FILES,
    "password_hashing",
    "trusted_proxies",
    "outbound_ca",
    "development",
    "tls_certificate",
    "tls_key",
    "mtls_listen",
    "mtls_url",
    "mtls_ca",
    "metrics_listen",
    "log",
    "otlp_endpoint",
];

impl Settings {
    /// Reads the settings from a file, if there is one, and from the process's environment.
    ///
    /// # Errors
    /// [`SettingsError`] with every mistake: unknown names, missing and unusable values.
    pub fn read(service: Service, file: Option<&Path>) -> Result<Self, SettingsError> {
        Values::read(file).into_settings(service)
    }
}

impl RealmSettings {
    /// Reads them as [`Settings::read`] does, and asks for nothing else.
    ///
    /// # Errors
    /// [`SettingsError`] with every mistake.
    pub fn read(file: Option<&Path>) -> Result<Self, SettingsError> {
        Values::read(file).into_realm_settings()
    }
}

/// The only society whose data the commands of this process may touch: `WARIFU_ONLY_REALM`, which sshd sets for a
/// society's own administrator. No setting and no option, so that nobody at the keyboard says otherwise.
///
/// # Errors
/// [`SettingsError`] when it is set to what is no realm's name: then no command may go on.
pub fn only_realm() -> Result<Option<RealmName>, SettingsError> {
    #[expect(clippy::disallowed_methods, reason = "the one place that may read the environment")]
    let only = std::env::var_os("WARIFU_ONLY_REALM");
    let not_a_name = || SettingsError(vec!["WARIFU_ONLY_REALM: the name of a realm is expected".to_owned()]);
    only.map(|name| name.to_str().and_then(|name| name.parse().ok()).ok_or_else(not_a_name)).transpose()
}

/// Where the keys are that seal and open secrets in the database: first the one of `key_encryption_key_file`, then those
/// of `other_key_encryption_key_files`.
#[must_use]
pub fn key_files(settings: Option<&Path>) -> Vec<PathBuf> {
    Values::read(settings).key_files().into_iter().map(|(_, file)| file).collect()
}

/// Values by name, before they are understood, and what is wrong so far.
#[derive(Default)]
struct Values {
    values: BTreeMap<String, String>,
    problems: Vec<String>,
}

impl Values {
    fn read(file: Option<&Path>) -> Self {
        #[expect(clippy::disallowed_methods, reason = "the one place that may read the environment")]
        let environment =
            std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        let mut values = Values::default();
        match file {
            Some(path) => values.add_file(path),
            None if Path::new("warifu.toml").is_file() => values.add_file(Path::new("warifu.toml")),
            None => {}
        }
        values.add_environment(environment);
        values
    }

    fn add_file(&mut self, path: &Path) {
        let table = std::fs::read_to_string(path)
            .map_err(|error| error.to_string())
            .and_then(|text| text.parse::<toml::Table>().map_err(|error| error.message().to_owned()));
        match table {
            Ok(table) => table.into_iter().for_each(|(name, value)| match value {
                toml::Value::String(text) => self.add(&name, text),
                toml::Value::Boolean(flag) => self.add(&name, flag.to_string()),
                _ => self.problems.push(format!("{name}: a text or true/false is expected")),
            }),
            Err(reason) => self.problems.push(format!("{}: {reason}", path.display())),
        }
    }

    fn add_environment(&mut self, environment: impl Iterator<Item = (String, String)>) {
        for (name, value) in environment {
            // The test command's own variables stand beside the settings.
            if let Some(setting) =
                name.strip_prefix("WARIFU_").filter(|rest| !rest.starts_with("TEST_") && *rest != "ONLY_REALM")
            {
                self.add(&setting.to_ascii_lowercase(), value);
            }
        }
    }

    fn add(&mut self, name: &str, value: String) {
        if NAMES.contains(&name) {
            self.values.insert(name.to_owned(), value);
        } else {
            self.problems.push(format!("{name}: there is no such setting (there are: {})", NAMES.join(", ")));
        }
    }

    fn into_settings(mut self, service: Service) -> Result<Settings, SettingsError> {
        let (port, database) = match service {
            Service::Provider => (8080, "sqlite:var/idp.sqlite"),
            Service::Portal => (8081, "sqlite:var/portal.sqlite"),
        };
        let listen = self.parsed("listen", &format!("127.0.0.1:{port}"));
        let provider_url = self.parsed("provider_url", PROVIDER_URL);
        let portal_url = self.parsed("portal_url", PORTAL_URL);
        let key = self.key();
        let proxies = self.text("trusted_proxies", "");
        let trusted_proxies =
            TrustedProxies::parse(&proxies).map_err(|error| self.problem("trusted_proxies", &error)).ok();
        let development = self.parsed("development", "false").unwrap_or(false);
        self.check_development(development, listen, [provider_url.as_ref(), portal_url.as_ref()]);
        let mail = self.mail(development);
        let password_hashing = self.parsed("password_hashing", "argon2-rust").unwrap_or_default();
        let outbound_ca = self.outbound_ca(development);
        let tls = self.tls();
        let mutual_tls = self.mutual_tls(tls.is_some(), development);
        let (metrics_listen, log, otlp_endpoint) = self.told();
        match (listen, provider_url, portal_url, key, trusted_proxies) {
            (Some(listen), Some(provider_url), Some(portal_url), Some(key_encryption_key), Some(trusted_proxies))
                if self.problems.is_empty() =>
            {
                Ok(Settings {
                    listen,
                    provider_url,
                    portal_url,
                    database_url: self.text("database_url", database),
                    mail,
                    redis_url: self.values.get("redis_url").cloned(),
                    realm_config: self.text("realm_config", "realm-config").into(),
                    state_dir: self.text("state_dir", "var/state").into(),
                    secrets_dir: self.text("secrets_dir", "var/secrets").into(),
                    key_encryption_key,
                    password_hashing,
                    trusted_proxies,
                    outbound_ca,
                    development,
                    tls,
                    metrics_listen,
                    log,
                    otlp_endpoint,
                    mutual_tls,
                })
            }
            _ => Err(SettingsError(self.problems)),
        }
    }

    fn into_realm_settings(mut self) -> Result<RealmSettings, SettingsError> {
        let on_own_machine = !self.values.contains_key("provider_url") && !self.values.contains_key("portal_url");
        let provider_url = self.parsed("provider_url", PROVIDER_URL);
        let portal_url = self.parsed("portal_url", PORTAL_URL);
        let development = self.parsed("development", if on_own_machine { "true" } else { "false" });
        match (provider_url, portal_url, development) {
            (Some(provider_url), Some(portal_url), Some(development)) if self.problems.is_empty() => {
                Ok(RealmSettings {
                    realm_config: self.text("realm_config", "realm-config").into(),
                    secrets_dir: self.text("secrets_dir", "var/secrets").into(),
                    provider_url,
                    portal_url,
                    development,
                })
            }
            _ => Err(SettingsError(self.problems)),
        }
    }

    fn text(&self, name: &str, default: &str) -> String {
        self.values.get(name).cloned().unwrap_or_else(|| default.to_owned())
    }

    fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(&mut self, name: &str, default: &str) -> Option<T> {
        self.text(name, default).parse().map_err(|error| self.problem(name, &error)).ok()
    }

    /// The files with keys, and the settings that name them.
    fn key_files(&self) -> Vec<(&'static str, PathBuf)> {
        let others = self.text(OTHER_KEY_FILES, "");
        let others = others.split(',').map(str::trim).filter(|file| !file.is_empty());
        let sealing = (KEY_FILE, self.text(KEY_FILE, USUAL_KEY_FILE).into());
        [sealing].into_iter().chain(others.map(|file| (OTHER_KEY_FILES, file.into()))).collect()
    }

    fn key(&mut self) -> Option<KeyEncryptionKey> {
        let files = self.key_files();
        let read = |(setting, file): (&'static str, PathBuf)| {
            let key = std::fs::read_to_string(&file)
                .map_err(|error| error.to_string())
                .and_then(|text| KeyEncryptionKey::from_base64(&text).map_err(|error| error.to_string()));
            key.map_err(|error| self.problem(setting, &format!("{}: {error}", file.display()))).ok()
        };
        let keys: Vec<Option<KeyEncryptionKey>> = files.into_iter().map(read).collect();
        let mut keys = keys.into_iter().collect::<Option<Vec<_>>>()?.into_iter();
        Some(keys.next()?.opening_with(keys))
    }

    fn outbound_ca(&mut self, development: bool) -> Option<Vec<u8>> {
        let file = self.values.get("outbound_ca").cloned()?;
        if !development {
            self.problems.push("outbound_ca: only in development".to_owned());
        }
        std::fs::read(&file).map_err(|error| self.problem("outbound_ca", &format!("{file}: {error}"))).ok()
    }

    /// A folder of mails is a folder of codes: only where nobody real signs in.
    fn mail(&mut self, development: bool) -> Secret {
        let mail = self.text("mail", if development { "folder:var/mail" } else { "smtp://localhost" });
        if mail.starts_with("folder:") && !development {
            self.problems.push("mail: a folder only in development".to_owned());
        }
        Secret::new(mail)
    }

    fn tls(&mut self) -> Option<TlsFiles> {
        match (self.values.get("tls_certificate"), self.values.get("tls_key")) {
            (Some(certificate), Some(key)) => Some(TlsFiles { certificate: certificate.into(), key: key.into() }),
            (None, None) => None,
            _ => {
                self.problems.push("tls_certificate, tls_key: both or neither".to_owned());
                None
            }
        }
    }

    /// What the process tells of itself, and where.
    fn told(&mut self) -> (Option<SocketAddr>, LogFormat, Option<Url>) {
        let [metrics, traces] = ["metrics_listen", "otlp_endpoint"].map(|name| self.values.contains_key(name));
        if traces && !cfg!(feature = "otlp") {
            self.problems.push("otlp_endpoint: this program was built without the feature `otlp`".to_owned());
        }
        let metrics = if metrics { self.parsed("metrics_listen", "") } else { None };
        let traces = if traces { self.parsed("otlp_endpoint", "") } else { None };
        (metrics, self.parsed("log", "auto").unwrap_or_default(), traces)
    }

    /// A proxy cannot vouch for a client's certificate, so this door has TLS of our own.
    fn mutual_tls(&mut self, has_tls: bool, development: bool) -> Option<MutualTls> {
        if !["mtls_listen", "mtls_url", "mtls_ca"].iter().any(|name| self.values.contains_key(*name)) {
            return None;
        }
        let (listen, url) = (self.parsed("mtls_listen", ""), self.parsed::<Url>("mtls_url", ""));
        if !has_tls {
            self.problems.push("mtls_listen: tls_certificate and tls_key are needed too".to_owned());
        }
        if url.as_ref().is_some_and(|url| url.scheme() != "https") {
            self.problems.push("mtls_url: https is required".to_owned());
        }
        self.check_development(development, listen, [None, None]);
        Some(MutualTls { listen: listen?, url: url?, authorities: self.values.get("mtls_ca").map(PathBuf::from) })
    }

    fn check_development(&mut self, development: bool, listen: Option<SocketAddr>, urls: [Option<&Url>; 2]) {
        if development && listen.is_some_and(|listen| !listen.ip().is_loopback()) {
            self.problems.push("development: only for a process that listens on loopback".to_owned());
        }
        if !development && urls.into_iter().flatten().any(|url| url.scheme() != "https") {
            self.problems.push("provider_url, portal_url: https is required outside development".to_owned());
        }
    }

    fn problem(&mut self, name: &str, error: &dyn std::fmt::Display) {
        self.problems.push(format!("{name}: {error}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Settings, SettingsError> {
        let mut values = Values::default();
        values.add_environment(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        values.into_settings(Service::Provider)
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let error = read(&[
            ("WARIFU_LISTEN", "nowhere"),
            ("WARIFU_PROVIDER_URL", "http://id.example.jp"),
            ("WARIFU_DATABASE", "sqlite:x"),
            ("WARIFU_MAIL", "folder:mail"),
            ("WARIFU_KEY_ENCRYPTION_KEY_FILE", "/does/not/exist"),
            ("PATH", "/bin"),
        ])
        .unwrap_err();
        let text = error.to_string();
        for name in [
            "listen:",
            "provider_url, portal_url: https",
            "database: there is no such",
            "mail: a folder",
            "key_encryption_key_file:",
        ] {
            assert!(text.contains(name), "{name} in {text}");
        }
    }

    #[test]
    fn tls_settings_belong_together() {
        let told = |pairs: &[(&str, &str)]| read(pairs).unwrap_err().to_string();
        assert!(told(&[("WARIFU_TLS_KEY", "key.pem")]).contains("tls_certificate, tls_key: both or neither"));
        let text = told(&[("WARIFU_MTLS_URL", "http://mtls.example")]);
        for problem in ["mtls_listen: invalid socket", "mtls_listen: tls_certificate", "mtls_url: https"] {
            assert!(text.contains(problem), "{problem} in {text}");
        }
        let text = told(&[("WARIFU_DEVELOPMENT", "true"), ("WARIFU_MTLS_LISTEN", "0.0.0.0:8443")]);
        assert!(text.contains("development: only"), "{text}");
    }

    fn key_file() -> (tempfile::NamedTempFile, KeyEncryptionKey) {
        let (file, key) = (tempfile::NamedTempFile::new().unwrap(), KeyEncryptionKey::generate());
        std::fs::write(file.path(), key.to_base64().expose()).unwrap();
        (file, key)
    }

    #[test]
    fn one_key_seals_and_others_open() {
        let [(current, key), (first, second_key), (second, third_key)] = [key_file(), key_file(), key_file()];
        let path = |file: &tempfile::NamedTempFile| file.path().to_str().unwrap().to_owned();
        let with = |others: &str| {
            let keys = [
                ("WARIFU_KEY_ENCRYPTION_KEY_FILE", &*path(&current)),
                ("WARIFU_OTHER_KEY_ENCRYPTION_KEY_FILES", others),
            ];
            read(&[keys.as_slice(), &[("WARIFU_DEVELOPMENT", "true")]].concat())
        };
        let ids =
            |settings: Settings| settings.key_encryption_key.each().map(|key| key.id().to_owned()).collect::<Vec<_>>();
        assert_eq!(ids(with("").unwrap()), [key.id()]);
        let others = format!("{}, {}", path(&first), path(&second));
        assert_eq!(ids(with(&others).unwrap()), [key.id(), second_key.id(), third_key.id()]);
        std::fs::write(second.path(), "no key").unwrap();
        let told = with(&others).unwrap_err().to_string();
        assert!(
            told.contains(&format!("other_key_encryption_key_files: {}: a key-encryption key is", path(&second))),
            "{told}"
        );
    }

    #[test]
    fn development_listens_on_loopback_only() {
        let (key, _) = key_file();
        let file = key.path().to_str().unwrap();
        let with = |listen| {
            read(&[("WARIFU_DEVELOPMENT", "true"), ("WARIFU_LISTEN", listen), ("WARIFU_KEY_ENCRYPTION_KEY_FILE", file)])
        };
        assert!(with("127.0.0.1:0").is_ok());
        assert!(with("0.0.0.0:8080").unwrap_err().to_string().contains("loopback"));
    }
}
