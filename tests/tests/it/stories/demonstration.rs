//! `cargo demo`: a fresh folder, sign-in data that work, a clean stop, the same data the next time.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use base::Clock;
use serde_json::Value;
use tests::authenticator::Phone;
use tests::site::{free_port, ready};
use tests::visitor::Visitor;
use tokio::process::{Child, Command};

use super::member::{copy_folder, without_maintenance};

/// After the build it is ready in under two seconds. A machine that runs every other test beside it gets five times
/// that: this finds a demonstration that got slow, not a busy minute.
const READY_WITHIN: Duration = Duration::from_secs(10);

struct Demonstration {
    process: Child,
    portal_port: u16,
}

impl Demonstration {
    async fn start(data: &Path, more: &[&str]) -> anyhow::Result<Self> {
        let (provider_port, portal_port) = (free_port()?, free_port()?);
        let began = Instant::now();
        let process = Command::new(env!("CARGO_BIN_EXE_demo"))
            .arg("--data")
            .arg(data)
            .arg("--realm-config")
            .arg(data.with_file_name("realm-config"))
            .args(["--provider-port", &provider_port.to_string(), "--portal-port", &portal_port.to_string()])
            .args(more)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        ready(provider_port).await?;
        ready(portal_port).await?;
        assert!(began.elapsed() < READY_WITHIN, "ready after {:?}", began.elapsed());
        Ok(Self { process, portal_port })
    }

    /// Ctrl-C.
    async fn stop(mut self) -> anyhow::Result<()> {
        let pid = self.process.id().context("it runs")?.to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().await?.success());
        assert!(self.process.wait().await?.success(), "a clean stop");
        Ok(())
    }
}

#[tokio::test]
async fn the_demonstration_starts_stops_and_goes_on_with_its_data() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("demo");
    let societies = folder.path().join("realm-config");
    copy_folder(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../realm-config")), &societies)?;
    without_maintenance(&societies)?;
    let demonstration = Demonstration::start(&data, &[]).await?;
    let people: Value = serde_json::from_str(&fs::read_to_string(data.join("sign-in.json"))?)?;
    let member = people.as_array().and_then(|people| people.iter().find(|p| p["persona"] == "returning-member"));
    let member = member.context("a member who can sign in")?;
    let text = |name: &str| member[name].as_str().unwrap_or_default();

    let mut visitor = Visitor::new()?;
    visitor.open(&format!("http://localhost:{}/minato/expenses", demonstration.portal_port)).await?;
    visitor.submit("login-submit", &[("username", text("user_id")), ("password", text("password"))]).await?;
    let code = Phone::with(text("totp_secret")).code(&Clock::system())?;
    let page = visitor.submit("login-submit", &[("code", &code)]).await?;
    assert_eq!(page.url.path(), "/minato/expenses", "{}", page.text());
    demonstration.stop().await?;

    let key = fs::read(data.join("key-encryption-key"))?;
    Demonstration::start(&data, &[]).await?.stop().await?;
    assert_eq!(fs::read(data.join("key-encryption-key"))?, key, "the same data");
    Demonstration::start(&data, &["--fresh"]).await?.stop().await?;
    assert_ne!(fs::read(data.join("key-encryption-key"))?, key, "--fresh starts over");
    Ok(())
}
