//! What a thousand societies cost one provider: until it serves, in memory, when one of them changes, and for a request.
//!
//! The real program as it runs for members (not as a developer's), over the files that `realms` writes. Processor time
//! stands beside each time on the clock: on a machine that does something else too it is the honest one.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use base::RealmName;
use realm::{ProcessSettings, Realms, Which};
use reqwest::header::HOST;
use serde::Serialize;
use web::service::Settings;

use crate::load::{processor_time, resident_mib};
use crate::site::{Folder, Plan, Program, ready_when};

/// How many requests are made for one figure: enough for Linux's hundredths of a second.
const REQUESTS: u32 = 10_000;

/// What was measured.
#[derive(Clone, Debug, Serialize)]
pub struct Figures {
    /// How many societies there are.
    pub realms: usize,
    /// From the start of the program, whose database and copies are there, until the first answer, in milliseconds.
    pub start_ms: f64,
    /// Processor time until then, in milliseconds.
    pub start_cpu_ms: f64,
    /// Resident memory then, in MiB.
    pub start_rss_mib: f64,
    /// The same at the first start of all, with nothing kept from before.
    pub first_start_ms: f64,
    /// Resident memory after the first start, when all copies are kept, in MiB.
    pub first_start_rss_mib: f64,
    /// Reading, judging, serving and keeping one changed society, in milliseconds: the median of nine.
    pub reload_ms: f64,
    /// Processor time of the provider for one society's discovery document, in microseconds.
    pub discovery_cpu_us: f64,
    /// Resident memory at the end, in MiB.
    pub rss_mib: f64,
}

/// Measures a provider over the societies below a folder (`realms`, `secrets`). Its database and its copies are made anew.
///
/// # Errors
/// When the provider does not serve them.
pub async fn measure(folder: &Path) -> anyhow::Result<Figures> {
    let realms: Vec<RealmName> = names(&folder.join("realms"))?;
    let asked = realms.get(realms.len() / 2).context("a society")?;
    let plan = Plan { realm_config: folder.join("realms"), ..Plan::in_folder(emptied(folder)?)? };
    let settings = as_for_members(plan.provider_settings()?)?;
    let mut provider = Program::new("warifu-idp", &settings, &plan.folder)?;
    let migrated = provider.run(&["migrate"]).await?;
    anyhow::ensure!(migrated.status.success(), "{}", String::from_utf8_lossy(&migrated.stderr));

    let (first_start_ms, _, _) = start(&mut provider, plan.provider_port).await?;
    let copies = settings.state_dir.join("realms");
    let all_kept = || async { Ok(names(&copies).map_or(0, |names| names.len()) == realms.len()) };
    for _ in 0..10 {
        // Each copy is safe on the disk before the next is written: of thousands that takes longer than one wait.
        if ready_when("every copy is kept", all_kept).await.is_ok() {
            break;
        }
    }
    let first_start_rss_mib = resident_mib(provider.id()?)?;
    provider.kill().await?;

    let (start_ms, start_cpu_ms, start_rss_mib) = start(&mut provider, plan.provider_port).await?;
    let discovery_cpu_us = discovery(&provider, plan.provider_port, asked).await?;
    let rss_mib = resident_mib(provider.id()?)?;
    provider.kill().await?;
    let process = ProcessSettings {
        provider_url: settings.provider_url,
        portal_url: settings.portal_url,
        development: false,
        secrets_dir: settings.secrets_dir,
    };
    let reload_ms = reload((&settings.realm_config, &settings.state_dir), &process, asked)?;
    let realms = realms.len();
    Ok(Figures {
        realms,
        start_ms,
        start_cpu_ms,
        start_rss_mib,
        first_start_ms,
        first_start_rss_mib,
        reload_ms,
        discovery_cpu_us,
        rss_mib,
    })
}

/// The folder, without what an earlier measurement left.
fn emptied(folder: &Path) -> anyhow::Result<Folder> {
    let folder = Folder::at(folder)?;
    for made in ["state-idp", "idp.sqlite", "idp.sqlite-wal", "idp.sqlite-shm", "warifu-idp.log"] {
        let path = folder.join(made);
        drop(fs::remove_dir_all(&path).or_else(|_| fs::remove_file(&path)));
    }
    Ok(folder)
}

/// Behind a proxy that does TLS, each society under hosts of its own.
fn as_for_members(settings: Settings) -> anyhow::Result<Settings> {
    Ok(Settings {
        development: false,
        provider_url: "https://id.example.jp".parse()?,
        portal_url: "https://kenpo.example.jp".parse()?,
        mail: "smtp://localhost".to_owned().into(),
        ..settings
    })
}

/// The societies of a folder, or the copies of some.
fn names(folder: &Path) -> anyhow::Result<Vec<RealmName>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        names.extend(name.strip_suffix(".json").unwrap_or(&name).parse::<RealmName>().ok());
    }
    names.sort();
    Ok(names)
}

/// Starts a provider: the time until its first answer, its processor time and its memory then.
async fn start(provider: &mut Program, port: u16) -> anyhow::Result<(f64, f64, f64)> {
    let began = Instant::now();
    provider.start().await?;
    let answer = reqwest::get(format!("http://127.0.0.1:{port}/health/ready")).await?;
    anyhow::ensure!(answer.status().is_success(), "{}", answer.status());
    let took = began.elapsed();
    Ok((ms(took), ms(processor_time(provider.id()?)?), resident_mib(provider.id()?)?))
}

/// What a provider spends on one discovery document, asked for as its proxy would.
async fn discovery(provider: &Program, port: u16, realm: &RealmName) -> anyhow::Result<f64> {
    let client = reqwest::Client::new();
    let address = format!("http://127.0.0.1:{port}/{realm}/.well-known/openid-configuration");
    let ask = || client.get(&address).header(HOST, format!("id.{realm}.example.jp")).send();
    let first = ask().await?;
    anyhow::ensure!(first.status().is_success(), "{}: {}", first.status(), first.text().await?);
    at_rest(provider.id()?).await?;
    let before = processor_time(provider.id()?)?;
    for _ in 0..REQUESTS {
        ask().await?.bytes().await?;
    }
    let spent = processor_time(provider.id()?)? - before;
    Ok(spent.as_secs_f64() * 1e6 / f64::from(REQUESTS))
}

/// Waits until a process does nothing any more: what a provider does after its start is no part of what a request costs.
async fn at_rest(process: u32) -> anyhow::Result<()> {
    for _ in 0..100 {
        let before = processor_time(process)?;
        tokio::time::sleep(Duration::from_millis(200)).await;
        if processor_time(process)? == before {
            return Ok(());
        }
    }
    anyhow::bail!("the provider never rests")
}

/// What it takes to serve a society's changed files: the median of nine changes.
fn reload(folders: (&PathBuf, &PathBuf), process: &ProcessSettings, name: &RealmName) -> anyhow::Result<f64> {
    let (realms, _) = Realms::load(folders.0, folders.1, process)?;
    realms.keep_last_good();
    let file = folders.0.join(name.as_str()).join("realm.toml");
    let text = fs::read_to_string(&file)?;
    let mut took = Vec::new();
    for change in 0..9 {
        fs::write(&file, format!("{text}# {change}\n"))?;
        let began = Instant::now();
        let which = Which { names: Some(realms.touched_by(&file)), ..Which::default() };
        for candidate in realms.read(&which)?.0 {
            realms.settle(candidate);
        }
        realms.keep_last_good();
        took.push(ms(began.elapsed()));
    }
    fs::write(&file, text)?;
    took.sort_by(f64::total_cmp);
    took.get(took.len() / 2).copied().context("some")
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
