//! A provider for the measurement alone, in a process of its own: what is measured is then not what measures.
//!
//! It keeps its state in SQLite as a society's provider would, durably, with passwords at their usual cost.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;

use anyhow::Context as _;
use base::Clock;
use clap::ValueEnum;
use idp::admin::member_import::{self, MemberFile};
use realm::Lookup;
use store::import::Encoding;
use tokio::process::{Child, Command};
use url::Url;
use web::TrustedProxies;
use web::service::Settings;

use super::large;
use super::scenario::Prepared;
use super::sign_in::sign_in;
use super::target::{Application, Credentials, Members, Target};
use crate::site::{Folder, free_port, ready};

const REALM: &str = "load";
/// Another society at the same provider, with the same clients and nobody in it.
const CALM: &str = "calm";
/// As many as sign in at the same time at most, and some more.
const MEMBERS: usize = 400;
const PASSWORD: &str = "kx7Tq-29mWf";
/// How many further societies a large state has.
const OTHERS: usize = 1_398;

/// How much there is beside what is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum State {
    /// Nothing but who asks.
    #[default]
    Small,
    /// 1,400 societies, of which one has a million members, who all have been here.
    Large,
}

/// The provider, until dropped.
pub struct Own {
    /// How it is asked.
    pub target: Target,
    /// How its other society is asked, by whose answers it shows whether one suffers from what another has to bear.
    pub calm: Target,
    process: Child,
    _folder: tempfile::TempDir,
}

impl Own {
    /// Starts it: this program once more, told to `serve`.
    ///
    /// # Errors
    /// What keeps it from serving.
    pub async fn start(state: State) -> anyhow::Result<Self> {
        let temporary = tempfile::tempdir()?;
        let folder = Folder::at(temporary.path())?;
        let port = free_port()?;
        write(&folder, if state == State::Large { OTHERS } else { 0 })?;
        let secret = |id: &str| fs::read_to_string(folder.join("secrets").join(REALM).join(id));
        let credentials = |id: &str| anyhow::Ok((id.to_owned(), secret(id)?.trim().to_owned()));
        let (client, application) = (credentials("batch")?, credentials("application")?);
        let target = Target {
            issuer: format!("http://localhost:{port}/{REALM}"),
            client: Some(Credentials { id: client.0, secret: client.1 }),
            application: Some(Application {
                id: application.0,
                secret: application.1,
                redirect_uri: "http://localhost/callback".to_owned(),
                scope: "openid offline_access".to_owned(),
            }),
            members: Some(Members {
                user_id: "load-{n}".to_owned(),
                password: PASSWORD.to_owned(),
                count: MEMBERS,
                button: "login-submit".to_owned(),
                fields: ["username", "password"].map(str::to_owned),
            }),
            page: None,
        };
        let process = start(&["serve", &port.to_string(), &temporary.path().display().to_string()])?;
        ready(port).await.context("the provider does not start")?;
        if state == State::Large {
            sign_in(&Prepared::of(&target).await?, &reqwest::Client::new(), 0).await?;
            large::fill(&folder.sqlite("idp.sqlite"), REALM).await?;
        }
        let issuer = format!("http://localhost:{port}/{CALM}");
        let calm = Target { issuer, client: target.client.clone(), ..Target::default() };
        Ok(Self { target, calm, process, _folder: temporary })
    }

    /// Starts the bare frame instead (`floor`).
    ///
    /// # Errors
    /// What keeps it from serving.
    pub async fn floor() -> anyhow::Result<Self> {
        let (temporary, port) = (tempfile::tempdir()?, free_port()?);
        let issuer = format!("http://localhost:{port}");
        let client = Some(Credentials { id: "batch".to_owned(), secret: "none".to_owned() });
        let target = Target { issuer, client, ..Target::default() };
        let process = start(&["serve-floor", &port.to_string()])?;
        ready(port).await.context("the frame does not start")?;
        Ok(Self { calm: target.clone(), target, process, _folder: temporary })
    }

    /// Its process.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.process.id()
    }
}

/// This program once more.
fn start(arguments: &[&str]) -> anyhow::Result<Child> {
    let program = std::env::current_exe()?;
    Ok(Command::new(program).args(arguments).stdout(Stdio::null()).kill_on_drop(true).spawn()?)
}

/// Serves in this process until it is killed.
///
/// # Errors
/// What keeps it from serving.
pub async fn serve(port: u16, folder: &Path) -> anyhow::Result<()> {
    let folder = Folder::at(folder)?;
    let settings = settings(&folder, port)?;
    let app = idp::start::open(&settings, Clock::system()).await?;
    let Lookup::Serving(realm) = app.realms.find(REALM) else { anyhow::bail!("the realm is not served") };
    let members = MemberFile { path: folder.join("members.csv"), encoding: Encoding::Utf8, dry_run: false };
    let report = member_import::import(&app, &realm, &members, &mut |_| {}).await?;
    anyhow::ensure!(report.bad == 0 && report.left_out == 0, "the members do not fit: {report:?}");
    let doors = idp::start::Doors::open(&settings).await?;
    idp::start::serve(Arc::new(app), doors, std::future::pending()).await
}

fn realm_config(folder: &Folder) -> PathBuf {
    folder.join("realm-config")
}

fn write(folder: &Folder, others: usize) -> anyhow::Result<()> {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("load/realm");
    let others = (0..others).map(|number| format!("other-{number:04}"));
    for realm in [REALM, CALM].map(str::to_owned).into_iter().chain(others) {
        let to = realm_config(folder).join(realm);
        fs::create_dir_all(to.join("clients"))?;
        for file in ["realm.toml", "portal.toml", "clients/batch.toml", "clients/application.toml"] {
            fs::copy(from.join(file), to.join(file)).with_context(|| file.to_owned())?;
        }
    }
    folder.make_client_secrets(&realm_config(folder))?;
    let columns = "member_number,user_id,initial_password,household_number,kigo,bango,branch,family_name,given_name,\
                   family_name_kana,given_name_kana,birth_date,email,eligible_from,eligible_until\n";
    let line =
        |n| format!("L{n},load-{n},{PASSWORD},H{n},1,{n},00,計測,太郎,ケイソク,タロウ,1990-01-02,,2020-04-01,\n");
    let lines: String = (1..=MEMBERS).map(line).collect();
    Ok(fs::write(folder.join("members.csv"), format!("{columns}{lines}"))?)
}

fn settings(folder: &Folder, port: u16) -> anyhow::Result<Settings> {
    let provider_url = Url::parse(&format!("http://localhost:{port}"))?;
    Ok(Settings {
        listen: ([127, 0, 0, 1], port).into(),
        portal_url: provider_url.join("/portal")?,
        provider_url,
        database_url: folder.sqlite("idp.sqlite"),
        mail: format!("folder:{}", folder.join("mail").display()).into(),
        redis_url: None,
        realm_config: realm_config(folder),
        state_dir: folder.join("state"),
        secrets_dir: folder.join("secrets"),
        key_encryption_key: folder.key_encryption_key()?,
        password_hashing: base::HashEngine::default(),
        trusted_proxies: TrustedProxies::default(),
        development: true,
        tls: None,
        outbound_ca: None,
        metrics_listen: None,
        log: web::service::LogFormat::default(),
        otlp_endpoint: None,
        mutual_tls: None,
    })
}
