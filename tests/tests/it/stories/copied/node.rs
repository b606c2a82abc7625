//! openid-client on Node.js.

use std::fs;
use std::process::Stdio;

use tests::site::ready;
use tokio::process::Command;

use super::{Vendor, says};
use crate::chromium::COMPUTER;
use crate::settings;
use crate::stories::screens::in_a_window;

#[tokio::test]
async fn a_server_with_openid_client() -> anyhow::Result<()> {
    let vendor = Vendor::known_by("secret = { file = \"vendor\" }").await?;
    // The library wants to be told that this provider may be asked without TLS, as it is in a test alone.
    let copied = vendor.copied("openid-client").await?;
    let program =
        copied.replace(", authentication);", ", authentication, { execute: [client.allowInsecureRequests] });");
    assert_ne!(program, copied);
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("program.mjs"), program)?;
    std::os::unix::fs::symlink(settings::file("WARIFU_TEST_NODE_MODULES"), folder.path().join("node_modules"))?;
    let _process = Command::new(settings::program("WARIFU_TEST_NODE", "node"))
        .arg("program.mjs")
        .current_dir(folder.path())
        .env("OIDC_CLIENT_SECRET", &vendor.secret)
        .env("PORT", vendor.port.to_string())
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    ready(vendor.port).await?;
    in_a_window("openid-client", COMPUTER, async |chromium| {
        vendor.signs_in(chromium).await?;
        let told: serde_json::Value = serde_json::from_str(&says(chromium, "email").await?)?;
        assert_eq!((&told["name"], &told["email"]), (&"田中 美咲".into(), &"misaki.tanaka@example.jp".into()));
        let address = chromium.window.current_url().await?;
        assert!(address.as_str().starts_with(&vendor.page("/callback")), "{address}");
        Ok(())
    })
    .await
}
