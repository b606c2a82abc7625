//! An application by another vendor (Flask and Authlib from PyPI) signs a member in and out.
//!
//! It runs in its own process under the machine's own clock, as any stock client must.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use anyhow::Context as _;
use base::RandomToken;
use tests::site::{Folder, Plan, Site, free_port, prepare, ready};
use tokio::process::{Child, Command};

use super::member::{Member, plan};
use crate::settings;

/// The application's process, ended with the test.
pub struct StockApplication {
    port: u16,
    _process: Child,
}

impl StockApplication {
    /// Starts a program of `stock/` on a port, as a client with a secret of the provider with this issuer.
    pub async fn start(program: &str, port: u16, issuer: &str, client: (&str, &str)) -> anyhow::Result<Self> {
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("stock").join(program);
        let process = Command::new(settings::program("WARIFU_TEST_PYTHON", "python3"))
            .arg(program)
            .args([&port.to_string(), issuer, client.0, client.1])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        ready(port).await.context("is stock/requirements.txt installed? ./.ci/test does it")?;
        Ok(Self { port, _process: process })
    }

    /// One of its pages.
    pub fn page(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }
}

#[tokio::test]
async fn a_stock_client_signs_a_member_in_reads_userinfo_and_signs_out() -> anyhow::Result<()> {
    let (plan, _folder) = plan()?;
    let port = free_port()?;
    register(&plan, port)?;
    let secret = RandomToken::generate().expose().to_owned();
    write_secret(&plan.folder, &secret)?;
    prepare(&plan).await?;
    let site = Site::serve(&plan).await?;
    let stock =
        StockApplication::start("application.py", port, &site.provider("/minato"), ("stock-application", &secret))
            .await?;

    let mut member = Member::named("minato", "member")?;
    member.open(&stock.page("/login"), &site.clock).await?;
    let page = member.browser.page()?;
    assert!(page.url.as_str().starts_with(&stock.page("/callback")), "{} {}", page.url, page.text());
    let told: serde_json::Value = serde_json::from_str(&page.body).with_context(|| page.body.clone())?;
    assert_eq!(told["userinfo"]["name"], "田中 美咲");
    assert_eq!(told["userinfo"]["email"], "misaki.tanaka@example.jp");
    assert_eq!(told["userinfo"]["sub"], told["id_token"]["sub"]);
    assert_eq!(told["id_token"]["acr"], "urn:warifu:acr:app-code");
    assert_eq!(told["token_type"], "Bearer");

    member.browser.open(&stock.page("/logout")).await?;
    if member.browser.page()?.offers("logout-confirm") {
        member.browser.submit("logout-confirm", &[]).await?;
    }
    assert_eq!(member.reads()?, "signed out");
    member.browser.open(&stock.page("/login")).await?;
    assert!(member.browser.page()?.offers("password"), "the session at the provider ended too: {}", member.reads()?);
    Ok(())
}

/// Lets `minato` know one more application.
fn register(plan: &Plan, port: u16) -> anyhow::Result<()> {
    let client = format!(
        r#"client_id = "stock-application"
name = {{ ja = "他社のアプリ", en = "Another vendor's application" }}
secret = {{ file = "stock-application" }}
redirect_uris = ["http://localhost:{port}/callback"]
post_logout_redirect_uris = ["http://localhost:{port}/goodbye"]
scopes = ["openid", "profile", "email"]
"#
    );
    Ok(fs::write(plan.realm_config.join("minato/clients/stock-application.toml"), client)?)
}

fn write_secret(folder: &Folder, secret: &str) -> anyhow::Result<()> {
    fs::create_dir_all(folder.join("secrets"))?;
    Ok(fs::write(folder.join("secrets/stock-application"), secret)?)
}
