//! A folder of realms to be spoilt: two small societies that are right, in a temporary directory.

use std::fs;
use std::path::{Path, PathBuf};

use base::Language;
use realm::{Format, ProcessSettings, Realms, Report};
use tempfile::TempDir;

const REALM: &str = r##"display_name = { ja = "朝日健康保険組合", en = "Asahi Health Insurance Society" }

[contact]
phone = "03-0000-0000"

[brand]
primary_colour = "#0b4f8a"

[sign_in]
methods = ["passkey", "app-otp", "mail-otp"]
steps = ["birth-date", "terms", "email", "email-verification", "user-id", "method", "password"]

[mail]
domain = "asahi.example.jp"
"##;

const PORTAL: &str = r#"household = "insured-person"

[[tile]]
service = "expenses"

[[tile]]
client = "booking"
label = { ja = "予約", en = "Booking" }
"#;

const PORTAL_CLIENT: &str = r#"client_id = "portal"
name = { ja = "ポータル", en = "Portal" }
secret = { file = "asahi.secret" }
redirect_uris = ["{portal}/callback"]
post_logout_redirect_uris = ["{portal}/signed-out"]
initiate_login_uri = "{portal}/sign-in"
"#;

const BOOKING_CLIENT: &str = r#"client_id = "booking"
name = { ja = "予約", en = "Booking" }
secret = { file = "asahi.secret" }
redirect_uris = ["https://booking.example.jp/callback"]
initiate_login_uri = "https://booking.example.jp/login"
"#;

/// The folders of a process: realms, state, secrets.
pub struct Site {
    directory: TempDir,
    pub settings: ProcessSettings,
}

impl Site {
    /// `asahi` and `kogane`, both right.
    pub fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let settings = ProcessSettings {
            provider_url: "http://localhost:8080".parse().unwrap(),
            portal_url: "http://localhost:8081/".parse().unwrap(),
            development: true,
            secrets_dir: directory.path().join("secrets"),
        };
        let site = Self { directory, settings };
        fs::create_dir_all(site.settings.secrets_dir.clone()).unwrap();
        fs::write(site.settings.secrets_dir.join("asahi.secret"), "a secret of the tests\n").unwrap();
        for realm in ["asahi", "kogane"] {
            site.write(realm, "realm.toml", REALM);
            site.write(realm, "portal.toml", PORTAL);
            site.write(realm, "clients/portal.toml", PORTAL_CLIENT);
            site.write(realm, "clients/booking.toml", BOOKING_CLIENT);
            site.write(realm, "terms/2026-04-01.ja.md", "# 利用規約\n\n約束です。\n");
            site.write(realm, "terms/2026-04-01.en.md", "# Terms\n\nA promise.\n");
        }
        site
    }

    pub fn root(&self) -> PathBuf {
        self.directory.path().join("realm-config")
    }

    pub fn state(&self) -> PathBuf {
        self.directory.path().join("state")
    }

    fn path(&self, realm: &str, file: &str) -> PathBuf {
        self.root().join(realm).join(file)
    }

    /// Writes a file of a realm.
    pub fn write(&self, realm: &str, file: &str, content: impl AsRef<[u8]>) {
        let path = self.path(realm, file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Replaces a text that must be there.
    pub fn replace(&self, realm: &str, file: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(realm, file)).unwrap();
        assert!(text.contains(from), "{file} lacks {from}");
        self.write(realm, file, text.replace(from, to));
    }

    /// Writes behind what a file holds.
    pub fn append(&self, realm: &str, file: &str, more: &str) {
        let text = fs::read_to_string(self.path(realm, file)).unwrap_or_default();
        self.write(realm, file, text + more);
    }

    pub fn remove(&self, realm: &str, file: &str) {
        fs::remove_file(self.path(realm, file)).unwrap();
    }

    pub fn check(&self, names: &[&str]) -> Report {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        realm::check(&self.root(), &names, &self.settings).unwrap()
    }

    /// What `realm check` prints in both languages, with the temporary directory's name taken out.
    pub fn printed(&self, names: &[&str]) -> String {
        let report = self.check(names);
        let printed = |language| self.anonymous(&report.render(Format::Text, language));
        format!("{}\n----------\n\n{}", printed(Language::Ja), printed(Language::En))
    }

    pub fn anonymous(&self, text: &str) -> String {
        text.replace(&format!("{}/", self.directory.path().display()), "")
    }

    /// Loads as a server does: what is right is kept.
    pub fn load(&self) -> Realms {
        let (realms, _) = Realms::load(&self.root(), &self.state(), &self.settings).unwrap();
        realms.keep_last_good();
        realms
    }

    /// The codes of the findings of a load.
    pub fn codes_of_load(&self) -> Vec<&'static str> {
        let (realms, findings) = Realms::load(&self.root(), &self.state(), &self.settings).unwrap();
        findings.into_iter().chain(realms.keep_last_good()).map(|finding| finding.code).collect()
    }
}

/// The sample realms of the repository.
pub fn samples() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../realm-config"))
}
