//! The real programs, for what only a process shows: being killed.

use std::fs::{self, OpenOptions};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context as _, bail};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::{MissedTickBehavior, interval, timeout};
use web::service::Settings;

use super::folder::{Folder, KEY_FILE};

/// How often a starting process is asked, and how often at most: twenty seconds in all.
const ASK_EVERY: Duration = Duration::from_millis(10);
const ASK_AT_MOST: usize = 2_000;
/// How long a service may take to end: longer than the mail under way may (`store::outbox`).
const ENDS_WITHIN: Duration = Duration::from_secs(30);

/// The ports that are given out: below those that the system picks from by itself (from 32768), so that no connection and no
/// listener on port 0 takes one while its service is being started, or started anew.
const PORTS: std::ops::Range<u16> = 12_000..32_000;

/// A port that is free now, and that this process gives to nobody else.
///
/// # Errors
/// When none is.
pub fn free_port() -> anyhow::Result<u16> {
    static GIVEN: AtomicUsize = AtomicUsize::new(0);
    let first = std::process::id() as usize * 97;
    for _ in PORTS {
        let place = (first + GIVEN.fetch_add(1, Ordering::Relaxed)) % PORTS.len();
        let port = PORTS.start + u16::try_from(place)?;
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return Ok(port);
        }
    }
    bail!("no port is free")
}

/// Waits until somebody listens on a port of this machine.
///
/// # Errors
/// When nobody does for twenty seconds.
pub async fn ready(port: u16) -> anyhow::Result<()> {
    let listens = || async move { Ok(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_ok()) };
    ready_when(&format!("somebody listens on port {port}"), listens).await
}

/// Asks again and again until the answer is yes: the only waiting that the tests do, and it ends.
///
/// # Errors
/// When it is not yes for twenty seconds, or cannot be asked.
pub async fn ready_when<F>(what: &str, is_ready: impl Fn() -> F) -> anyhow::Result<()>
where
    F: Future<Output = anyhow::Result<bool>>,
{
    let mut asking = interval(ASK_EVERY);
    asking.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for _ in 0..ASK_AT_MOST {
        asking.tick().await;
        if is_ready().await? {
            return Ok(());
        }
    }
    bail!("it never came that {what}")
}

/// A service as a process of its own.
#[derive(Debug)]
pub struct Program {
    path: PathBuf,
    log: PathBuf,
    settings: Vec<(&'static str, String)>,
    port: u16,
    child: Option<Child>,
}

impl Program {
    /// A service (`warifu-idp`, `warifu-portal`) of a site, not yet started. Its log is `NAME.log` in the site's folder.
    ///
    /// # Errors
    /// When the program was not built.
    pub fn new(name: &str, settings: &Settings, folder: &Folder) -> anyhow::Result<Self> {
        Ok(Self::at(beside_this_one(name)?, name, settings, folder))
    }

    /// The same where the program stands elsewhere, as that of another version does.
    #[must_use]
    pub fn at(path: PathBuf, name: &str, settings: &Settings, folder: &Folder) -> Self {
        let (log, port) = (folder.join(&format!("{name}.log")), settings.listen.port());
        Self { path, log, settings: variables(settings, &folder.join(KEY_FILE)), port, child: None }
    }

    /// The same program where a balancer on this machine stands before it, whose word about visitors is taken.
    #[must_use]
    pub fn behind_a_balancer(mut self) -> Self {
        self.settings.push(("WARIFU_TRUSTED_PROXIES", "127.0.0.1".to_owned()));
        self
    }

    /// Starts the service and waits until it listens.
    ///
    /// # Errors
    /// When it does not start; its log says why.
    pub async fn start(&mut self) -> anyhow::Result<()> {
        let log = OpenOptions::new().create(true).append(true).open(&self.log)?;
        let mut command = Command::new(&self.path);
        command.arg("serve").envs(self.settings.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).kill_on_drop(true);
        let child = self.child.insert(command.spawn().with_context(|| format!("{}", self.path.display()))?);
        tokio::select! {
            listening = ready(self.port) => listening,
            ended = child.wait() => bail!("it ended with {}: {}", ended?, self.log()?),
        }
    }

    /// Runs one of its commands to the end, in Japanese or English as the command decides.
    ///
    /// # Errors
    /// When it cannot be run.
    pub async fn run(&self, arguments: &[&str]) -> anyhow::Result<Output> {
        let mut command = Command::new(&self.path);
        command.args(arguments).envs(self.settings.iter().map(|(name, value)| (name, value))).stdin(Stdio::null());
        command.output().await.with_context(|| format!("{}", self.path.display()))
    }

    /// What the service has written to its log, over all its starts.
    ///
    /// # Errors
    /// Before the first start.
    pub fn log(&self) -> anyhow::Result<String> {
        Ok(fs::read_to_string(&self.log)?)
    }

    /// The port that it listens on.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The process's number.
    ///
    /// # Errors
    /// When it does not run.
    pub fn id(&self) -> anyhow::Result<u32> {
        self.child.as_ref().and_then(Child::id).context("it does not run")
    }

    /// Has the service read its files anew, as an administrator or a service manager does (`kill -HUP`).
    ///
    /// # Errors
    /// When it does not run.
    pub async fn hang_up(&self) -> anyhow::Result<()> {
        self.signal("-HUP").await
    }

    async fn signal(&self, name: &str) -> anyhow::Result<()> {
        let sent = Command::new("kill").args([name, &self.id()?.to_string()]).status().await?;
        anyhow::ensure!(sent.success(), "kill {name}");
        Ok(())
    }

    /// Asks the service to end, as a service manager does (SIGTERM), and waits until it has answered what was under way.
    ///
    /// # Errors
    /// When it does not run, does not end within half a minute, or ends with a failure.
    pub async fn stop(&mut self) -> anyhow::Result<()> {
        self.signal("-TERM").await?;
        let mut child = self.child.take().context("it does not run")?;
        let ended = timeout(ENDS_WITHIN, child.wait()).await.context("it does not end")??;
        anyhow::ensure!(ended.success(), "it ended with {ended}: {}", self.log()?);
        Ok(())
    }

    /// Kills the service as a power cut would (`kill -9`). Nothing of it runs any more when this returns.
    ///
    /// # Errors
    /// When it does not run.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        self.child.take().context("it does not run")?.kill().await.context("SIGKILL")
    }
}

/// A program of the workspace: cargo builds it into the same folder as the program that runs now.
fn beside_this_one(name: &str) -> anyhow::Result<PathBuf> {
    let this = std::env::current_exe()?;
    let found = this.ancestors().skip(1).take(2).map(|folder| folder.join(name)).find(|path| path.is_file());
    found.with_context(|| format!("{name} is not built: cargo build --workspace"))
}

fn variables(settings: &Settings, key_file: &Path) -> Vec<(&'static str, String)> {
    let path = |path: &Path| path.display().to_string();
    let mut variables = vec![
        ("WARIFU_LISTEN", settings.listen.to_string()),
        ("WARIFU_PROVIDER_URL", settings.provider_url.to_string()),
        ("WARIFU_PORTAL_URL", settings.portal_url.to_string()),
        ("WARIFU_DATABASE_URL", settings.database_url.clone()),
        ("WARIFU_MAIL", settings.mail.expose().clone()),
        ("WARIFU_REALM_CONFIG", path(&settings.realm_config)),
        ("WARIFU_STATE_DIR", path(&settings.state_dir)),
        ("WARIFU_SECRETS_DIR", path(&settings.secrets_dir)),
        ("WARIFU_KEY_ENCRYPTION_KEY_FILE", path(key_file)),
        ("WARIFU_DEVELOPMENT", settings.development.to_string()),
    ];
    variables.extend(settings.redis_url.clone().map(|redis| ("WARIFU_REDIS_URL", redis)));
    let tls = settings.tls.iter();
    variables.extend(
        tls.flat_map(|tls| [("WARIFU_TLS_CERTIFICATE", path(&tls.certificate)), ("WARIFU_TLS_KEY", path(&tls.key))]),
    );
    variables
}
