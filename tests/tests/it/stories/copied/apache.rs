//! mod_auth_openidc in an Apache HTTP Server of Debian's.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Stdio;

use tests::site::ready;
use tokio::process::Command;

use super::{Member, Vendor};
use crate::settings;

/// The rest of a server's configuration, and headers that show what the module tells an application.
fn configuration(vendor: &Vendor, folder: &Path, copied: &str) -> String {
    let modules = settings::file("WARIFU_TEST_APACHE_MODULES");
    let load = |name: &str| format!("LoadModule {name}_module {}/mod_{name}.so\n", modules.display());
    let loaded: String =
        ["mpm_event", "authn_core", "authz_core", "authz_user", "auth_openidc", "headers"].map(load).concat();
    let (folder, port) = (folder.display(), vendor.port);
    format!(
        "ServerRoot {folder}\nPidFile {folder}/pid\nErrorLog {folder}/error.log\nServerName localhost\n\
         Listen 127.0.0.1:{port}\nUser www-data\nGroup www-data\n{loaded}\
         DocumentRoot {folder}/pages\n{copied}\n\
         Header always set Told-Name %{{OIDC_CLAIM_name}}e\nHeader always set Told-User \"expr=%{{REMOTE_USER}}\"\n\
         Header always set Told-Email %{{OIDC_CLAIM_email}}e\n"
    )
}

#[tokio::test]
async fn a_server_with_mod_auth_openidc() -> anyhow::Result<()> {
    let vendor = Vendor::known_by("secret = { file = \"vendor\" }").await?;
    let folder = tempfile::tempdir()?;
    // Apache leaves root behind before it reads a page.
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755))?;
    fs::create_dir(folder.path().join("pages"))?;
    fs::write(folder.path().join("pages/index.html"), "<!doctype html><title>Inside</title>")?;
    let configuration = configuration(&vendor, folder.path(), &vendor.copied("mod_auth_openidc").await?);
    fs::write(folder.path().join("httpd.conf"), configuration)?;
    let _process = Command::new(settings::program("WARIFU_TEST_APACHE", "apache2"))
        .args(["-D", "FOREGROUND", "-f"])
        .arg(folder.path().join("httpd.conf"))
        .env("OIDC_CLIENT_SECRET", &vendor.secret)
        .env("OIDC_CRYPTO_PASSPHRASE", &vendor.secret)
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    ready(vendor.port).await?;

    let mut member = Member::named("minato", "member")?;
    let page = vendor.page("/index.html");
    member.open(&page, &vendor.own.site.clock).await?;
    let shown = member.browser.page()?;
    let logged = || fs::read_to_string(folder.path().join("error.log")).unwrap_or_default();
    assert_eq!((shown.url.as_str(), shown.texts("title")?), (&*page, vec!["Inside".to_owned()]), "{}", logged());
    let told = |name: &str| shown.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    assert_eq!(told("told-email"), "misaki.tanaka@example.jp", "{}", logged());
    // The module names the issuer after the subject.
    let subject = vendor.own.site.provider("/minato").replacen("http://", "", 1);
    assert!(told("told-user").len() > subject.len(), "{}", told("told-user"));
    assert_eq!(shown.headers["told-name"].as_bytes(), "田中 美咲".as_bytes(), "{:?}", shown.headers);
    Ok(())
}
