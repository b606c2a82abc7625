//! What the service's own tests stand on: a site with a society in a throw-away folder, a browser that keeps cookies,
//! and a small identity provider.

mod browser;
mod provider;

use std::path::Path;
use std::sync::Arc;

use base::{Clock, KeyEncryptionKey, Language, RealmName};
use chrono::NaiveDate;
use expenses::{Amounts, Kind, Objection, ReceiptLine};
use realm::{Acr, Realm};
use store::import::{Encoding, Event, Problem, Report};
use url::Url;
use web::TrustedProxies;
use web::service::Settings;

pub use browser::{Answer, Browser, File};
pub use provider::{Fault, Provider};

use crate::member::Member;
use crate::rows::in_realm;
use crate::rows::testing::new_schema;
use crate::session::Session;
use crate::{App, ImportFile, ImportKind};

/// A portal with the societies `minato` (the insured person sees the family, the second factor waits for the second
/// sign-in) and `hikari` (each patient alone, the second factor at once), and `asahi`, whose members sign in by a provider
/// that is not the society's own.
pub struct Site {
    pub app: Arc<App>,
    pub provider: Provider,
    pub clock: Clock,
    settings: Settings,
    folder: tempfile::TempDir,
}

impl Site {
    /// A site on SQLite.
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database_url = format!("sqlite:{}", folder.path().join("portal.sqlite").display());
        Self::over(database_url, folder, |_| {}).await
    }

    /// A site on SQLite whose files were changed before it opened: `change` gets the folder that has `realms/` and
    /// `secrets/`.
    pub async fn open_with(change: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database_url = format!("sqlite:{}", folder.path().join("portal.sqlite").display());
        Self::over(database_url, folder, change).await
    }

    /// A site on PostgreSQL, in a schema of its own.
    pub async fn open_on_postgres() -> Self {
        let database_url = new_schema(&postgres()).await;
        Self::over(database_url, tempfile::tempdir().unwrap(), |_| {}).await
    }

    async fn over(database_url: String, folder: tempfile::TempDir, change: impl FnOnce(&Path)) -> Self {
        let provider = Provider::start().await;
        for (realm, household, enrolment) in
            [("minato", "insured-person", "second-sign-in"), ("hikari", "each-patient", "at-once")]
        {
            write_realm(&folder.path().join("realms").join(realm), household, enrolment);
        }
        write_help(&folder.path().join("realms/hikari/help"));
        let asahi = folder.path().join("realms/asahi");
        write_realm(&asahi, "each-patient", "at-once");
        let portal = PORTAL.replace("HOUSEHOLD", "each-patient");
        let elsewhere = OTHER_PROVIDER.replace("ISSUER", provider.url.join("/elsewhere").unwrap().as_str());
        std::fs::write(asahi.join("portal.toml"), format!("{portal}{elsewhere}")).unwrap();
        std::fs::remove_file(asahi.join("clients/portal.toml")).unwrap();
        let secrets = folder.path().join("secrets");
        std::fs::create_dir_all(&secrets).unwrap();
        std::fs::write(secrets.join("portal"), provider::SECRET).unwrap();
        change(folder.path());
        let settings = Settings {
            listen: "127.0.0.1:0".parse().unwrap(),
            provider_url: provider.url.clone(),
            portal_url: Url::parse("http://localhost:8081").unwrap(),
            database_url,
            mail: format!("folder:{}", folder.path().join("mail").display()).into(),
            redis_url: None,
            realm_config: folder.path().join("realms"),
            state_dir: folder.path().join("state"),
            secrets_dir: secrets,
            key_encryption_key: KeyEncryptionKey::generate(),
            password_hashing: base::HashEngine::default(),
            trusted_proxies: TrustedProxies::default(),
            outbound_ca: None,
            development: true,
            tls: None,
            metrics_listen: None,
            log: web::service::LogFormat::default(),
            otlp_endpoint: None,
            mutual_tls: None,
        };
        let checked = realm::check(&settings.realm_config, &[], &process(&settings)).unwrap();
        assert!(checked.is_fine(), "{}", checked.render(realm::Format::Text, Language::En));
        crate::migrate(&settings).await.unwrap();
        let clock = Clock::system();
        let app = Arc::new(App::open(&settings, clock.clone()).await.unwrap());
        Self { app, provider, clock, settings, folder }
    }

    /// The same site after a restart with another key-encryption key.
    pub async fn with_key(self, key: KeyEncryptionKey) -> Self {
        let settings = Settings { key_encryption_key: key, ..self.settings };
        let app = Arc::new(App::open(&settings, self.clock.clone()).await.unwrap());
        Self { app, settings, ..self }
    }

    pub fn realm(&self, name: &str) -> Arc<Realm> {
        let serving = self.app.realms.serving();
        serving.into_iter().find(|realm| realm.name.as_str() == name).expect("the realm's files are fine")
    }

    /// The folder that has `realms/` and `secrets/`.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn browser(&self) -> Browser {
        Browser::new(crate::router(&self.app))
    }

    /// A browser with the cookies of another, such as one from before a restart.
    pub fn browser_like(&self, other: &Browser) -> Browser {
        let mut browser = self.browser();
        browser.cookies.clone_from(&other.cookies);
        browser
    }

    /// A browser in which a member is signed in already.
    pub async fn browser_of(&self, realm: &str, member: &Member) -> Browser {
        let cookie = Session::begin(&self.app, &realm.parse().unwrap(), member, None).await.unwrap();
        let mut browser = self.browser();
        browser.cookies.insert(format!("warifu-portal-{realm}-session"), cookie.expose().to_owned());
        browser
    }

    /// Imports a file's text, and returns what was counted and what was wrong.
    pub async fn import(&self, realm: &str, kind: ImportKind, text: &[u8], dry_run: bool) -> (Report, Vec<Problem>) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file.csv");
        std::fs::write(&file, text).unwrap();
        let file = ImportFile { realm: realm.parse().unwrap(), file, encoding: Encoding::Utf8, dry_run };
        let mut problems = Vec::new();
        let mut listener = |event| {
            if let Event::Problem(problem) = event {
                problems.push(problem);
            }
        };
        let report = crate::import(&self.app.database, (kind, &file), &self.clock, &mut listener).await.unwrap();
        (report, problems)
    }

    /// Imports a file that is meant to be fine.
    pub async fn brings_in(&self, realm: &str, kind: ImportKind, text: &str) -> Report {
        let (report, problems) = self.import(realm, kind, text.as_bytes(), false).await;
        assert!(problems.is_empty(), "{problems:?}");
        report
    }

    /// What an administrator reads about a file with mistakes, in both languages, after making sure that nothing of it
    /// came in.
    pub async fn complains(&self, realm: &str, kind: ImportKind, text: &str) -> String {
        let (report, problems) = self.import(realm, kind, text.as_bytes(), false).await;
        assert!(report.outcomes.is_empty() && report.bad > 0, "{report:?}");
        let lines = problems.iter().flat_map(|found| Language::ALL.map(|language| found.in_file("file.csv", language)));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Notes whether a person objects, as an import does.
    pub async fn object(&self, realm: &str, household: &str, branch: &str, objects: bool) {
        let realm: RealmName = realm.parse().unwrap();
        let objection = Objection { household: household.parse().unwrap(), branch: branch.parse().unwrap(), objects };
        let write = self
            .app
            .database
            .write(move |tx| Box::pin(async move { in_realm(tx, &realm).put_objections(&[objection]).await }));
        write.await.unwrap();
    }

    /// Stores lines as an import does.
    pub async fn store(&self, realm: &str, lines: Vec<ReceiptLine>) -> Vec<crate::rows::Stored> {
        let realm: RealmName = realm.parse().unwrap();
        let write = self
            .app
            .database
            .write(move |tx| Box::pin(async move { in_realm(tx, &realm).put_lines(&lines, false).await }));
        write.await.unwrap()
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where these tests read the environment")]
fn postgres() -> String {
    const NAME: &str = "WARIFU_TEST_POSTGRES";
    std::env::var(NAME).unwrap_or_else(|_| panic!("{NAME} is not set: `./.ci/test` starts a server and names it"))
}

fn process(settings: &Settings) -> realm::ProcessSettings {
    realm::ProcessSettings {
        provider_url: settings.provider_url.clone(),
        portal_url: settings.portal_url.clone(),
        development: settings.development,
        secrets_dir: settings.secrets_dir.clone(),
    }
}

/// One line: its amounts are 70 % and 30 % of a total that grows with the id.
pub fn line(id: u32, household: &str, branch: &str, month: &str) -> ReceiptLine {
    let own = i64::from(id) * 3 + 2;
    let insurer = i64::from(id) * 7;
    ReceiptLine {
        id: format!("L{id}").parse().unwrap(),
        household: household.parse().unwrap(),
        branch: branch.parse().unwrap(),
        patient_name: None,
        month: month.parse().unwrap(),
        kind: Kind::Outpatient,
        institution: Some(format!("第{id}医院")),
        count: 2,
        amounts: Amounts::new(own + insurer, insurer, 0, own).unwrap(),
        note: String::new(),
    }
}

/// A member as the provider vouches for them.
pub fn member(household: Option<(&str, &str)>) -> Member {
    let insured = household.map(|(number, branch)| serde_json::json!({ "household_number": number, "branch": branch }));
    Member {
        subject: "subject-1".to_owned(),
        name: Some("港 花子".to_owned()),
        address: None,
        insured: insured.map(|insured| serde_json::from_value(insured).unwrap()),
        acr: Acr::AppCode,
        authenticated_at: Some(Clock::system().now()),
        id_token: "id-token".to_owned().into(),
        session: None,
        profile: crate::profile::Profile::default(),
    }
}

/// The same member, insured until a day.
pub fn former_member(household: (&str, &str), eligible_until: NaiveDate) -> Member {
    let (number, branch) = household;
    let insured = serde_json::json!({
        "household_number": number, "branch": branch, "eligible_from": "2011-04-01", "eligible_until": eligible_until
    });
    Member { insured: Some(serde_json::from_value(insured).unwrap()), ..member(None) }
}

fn write_realm(folder: &Path, household: &str, enrolment: &str) {
    std::fs::create_dir_all(folder.join("clients")).unwrap();
    std::fs::create_dir_all(folder.join("terms")).unwrap();
    std::fs::write(folder.join("realm.toml"), REALM.replace("ENROLMENT", enrolment)).unwrap();
    let portal = PORTAL.replace("HOUSEHOLD", household);
    std::fs::write(folder.join("portal.toml"), format!("{portal}{SERVICES}")).unwrap();
    std::fs::write(folder.join("clients/portal.toml"), CLIENT).unwrap();
    for language in ["ja", "en"] {
        std::fs::write(folder.join(format!("terms/2026-04-01.{language}.md")), "# Terms\n\nText.\n").unwrap();
    }
}

/// One society has written its own help.
fn write_help(folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    for (name, text) in [
        (
            "faq.ja.md",
            "# よくある質問\n\n## メール\n\n### パスワードのメールが来ない\n\n**迷惑**メールを見てください。\n\n### 差出人は？\n\n光です。\n",
        ),
        ("faq.en.md", "# Questions\n\n## Mail\n\n### No mail?\n\nSee the junk.\n\n### Who writes?\n\nHikari.\n"),
        ("guide.ja.md", "# ご利用案内\n\n## 光の使い方\n\n開くだけです。\n"),
        ("guide.en.md", "# Guide\n\n## How to use Hikari\n\nOpen it.\n"),
    ] {
        std::fs::write(folder.join(name), text).unwrap();
    }
}

const REALM: &str = r#"
display_name = { ja = "港健康保険組合", en = "Minato Health Insurance Society" }
[contact]
phone = "03-0000-0000"
[sign_in]
enrolment = "ENROLMENT"
years_after_eligibility = 2
[mail]
domain = "minato.example.jp"
kinds = ["expenses", "benefits", "applications", "notices", "my-mail"]
"#;

const PORTAL: &str = r#"
household = "HOUSEHOLD"
[[tile]]
service = "expenses"
[[document]]
label = { ja = "ご利用の手引き", en = "Guide" }
url = "https://www.minato.example.jp/guide.pdf"
"#;

/// The services that `minato` and `hikari` have besides, and `asahi` has not.
const SERVICES: &str = r#"
[[tile]]
service = "tax-data"
[[tile]]
service = "benefits"
[[tile]]
service = "eligibility-information"
[[tile]]
service = "eligibility-certificate"
[[tile]]
service = "checkups"
[[tile]]
service = "prescriptions"
[[tile]]
service = "applications"
"#;

const OTHER_PROVIDER: &str = r#"
[provider]
issuer = "ISSUER"
client_id = "portal"
secret = { file = "portal" }
id_token_signed_response_alg = "EdDSA"
"#;

const CLIENT: &str = r#"
client_id = "portal"
name = { ja = "会員ポータル", en = "Member portal" }
secret = { file = "portal" }
redirect_uris = ["{portal}/callback"]
post_logout_redirect_uris = ["{portal}/signed-out"]
initiate_login_uri = "{portal}/sign-in"
scopes = ["openid", "profile", "kenpo"]
minimum_acr = "password"
id_token_signed_response_alg = "ES256"
"#;

/// What stands on the pages of a PDF, as a reader takes it out.
pub fn pdf_text(pdf: &[u8]) -> String {
    poppler("pdftotext", &["-layout"], pdf)
}

/// What a reader knows of a PDF.
pub fn pdf_info(pdf: &[u8]) -> String {
    poppler("pdfinfo", &[], pdf)
}

fn poppler(program: &str, arguments: &[&str], pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file.pdf");
    std::fs::write(&file, pdf).unwrap();
    let onto_the_screen = Some("-").filter(|_| program == "pdftotext");
    let output = std::process::Command::new(program).args(arguments).arg(&file).args(onto_the_screen).output();
    let output = output.unwrap_or_else(|_| panic!("{program}, of poppler-utils"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
