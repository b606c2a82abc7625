//! A provider in a place of its own: a society's files, a database, a clock that stands still until it is moved.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use base::{AccountId, Clock, KeyEncryptionKey, Language, Purpose, RealmName, SealedFor};
use idp::admin::member_import::{MemberFile, import};
use idp::rows::{AccountRow, in_realm};
use idp::{App, start};
use realm::Realm;
use sea_orm::{ConnectionTrait, DbErr, Statement};
use store::import::{Encoding, Event, ImportError, Report};
use tempfile::TempDir;
use uuid::Uuid;
use web::Service;
use web::service::Settings;

pub const HEADER: &str = "member_number,user_id,initial_password,household_number,kigo,bango,branch,family_name,\
    given_name,family_name_kana,given_name_kana,birth_date,email,eligible_from,eligible_until";

/// A provider with the societies `minato`, which issues passwords, `tsubaki`, which derives them, and `hikari`, which
/// does so by a reference date that has not come.
pub struct Provider {
    pub app: Arc<App>,
    /// Where `warifu.toml` is, and everything that it names.
    pub folder: TempDir,
    pub problems: Vec<String>,
}

impl Provider {
    pub async fn on_sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("idp.sqlite").display());
        Self::open(folder, url).await
    }

    pub async fn on_postgres() -> Self {
        let server = postgres_url();
        let schema = format!("t{}", Uuid::new_v4().simple());
        let connection = sea_orm::Database::connect(&server).await.unwrap();
        connection.execute_unprepared(&format!("CREATE SCHEMA {schema}")).await.unwrap();
        let separator = if server.contains('?') { '&' } else { '?' };
        Self::open(tempfile::tempdir().unwrap(), format!("{server}{separator}options[search_path]={schema}")).await
    }

    async fn open(folder: TempDir, database_url: String) -> Self {
        for (realm, sign_in) in [("minato", ISSUED), ("tsubaki", DERIVED), ("hikari", DERIVED_AT_A_DATE)] {
            write_realm(&folder.path().join("realms").join(realm), sign_in);
        }
        let settings = write_settings(folder.path(), &database_url);
        let checked = realm::check(&settings.realm_config, &[], &start::process_settings(&settings)).unwrap();
        assert!(checked.is_fine(), "{}", checked.render(realm::Format::Text, Language::En));
        let app = Arc::new(start::open(&settings, Clock::system()).await.unwrap());
        Self { app, folder, problems: Vec::new() }
    }

    /// The same place once more, as after a restart.
    pub async fn again(folder: TempDir) -> Self {
        let settings = Settings::read(Service::Provider, Some(&folder.path().join("warifu.toml"))).unwrap();
        let app = Arc::new(start::open(&settings, Clock::system()).await.unwrap());
        Self { app, folder, problems: Vec::new() }
    }

    /// A file beside the database.
    pub fn file(&self, content: impl AsRef<[u8]>) -> MemberFile {
        let path: PathBuf = self.folder.path().join("members.csv");
        std::fs::write(&path, content).unwrap();
        MemberFile { path, encoding: Encoding::Utf8, dry_run: false }
    }

    pub async fn try_import(&mut self, realm: &str, file: &MemberFile) -> Result<Report, ImportError> {
        let problems = &mut self.problems;
        problems.clear();
        let mut listener = |event| {
            if let Event::Problem(problem) = event {
                problems.push(problem.in_file("members.csv", Language::En));
            }
        };
        let serving = self.app.realms.serving();
        let realm = serving.iter().find(|known| known.name.as_str() == realm).expect("the realm's files are fine");
        import(&self.app, realm, file, &mut listener).await
    }

    /// Imports lines into `minato`, and counts what became of them: new, changed, unchanged, lost eligibility.
    pub async fn import(&mut self, lines: &[Member]) -> [u64; 4] {
        let file = self.file(file_of(lines));
        counts(&self.try_import("minato", &file).await.unwrap())
    }

    /// The account of a member of `minato`.
    pub async fn account(&self, user_id: &str) -> AccountRow {
        let rows = in_realm(self.app.database.reader(), &minato()).account_by_user_id(user_id).await;
        rows.unwrap().unwrap_or_else(|| panic!("nobody has the user ID {user_id}"))
    }

    /// The password that waits for its first use.
    pub fn issued_password(&self, realm: &str, account: &AccountRow) -> Option<String> {
        let (realm, row) = (realm.parse().unwrap(), account.account_id().to_string());
        let place = SealedFor { purpose: Purpose::InitialPassword, realm: &realm, row: &row };
        let sealed = account.issued_password()?;
        Some(String::from_utf8(self.app.sealing_key.open(place, &sealed).unwrap().expose().clone()).unwrap())
    }

    /// A society as it is served.
    pub fn realm(&self, name: &str) -> Arc<Realm> {
        let serving = self.app.realms.serving();
        Arc::clone(serving.iter().find(|realm| realm.name.as_str() == name).expect("the realm's files are fine"))
    }

    /// Notes wrong attempts at a secret of a member of `minato`.
    pub async fn guess(&self, secret: &'static str, account: AccountId, failures: i64) {
        const SQL: &str = "INSERT INTO attempts (realm, secret, subject, failures, last_at) \
            VALUES ('minato', $1, $2, $3, $4)";
        let (subject, now) = (account.to_string(), self.app.clock.now());
        let write = self.app.database.write(move |tx| {
            Box::pin(async move {
                let values = [secret.into(), subject.into(), failures.into(), now.into()];
                let statement = Statement::from_sql_and_values(tx.get_database_backend(), SQL, values);
                tx.execute_raw(statement).await.map(drop) as Result<(), DbErr>
            })
        });
        write.await.unwrap();
    }

    /// Changes rows as no command does.
    pub async fn execute(&self, sql: &'static str) {
        let write = self
            .app
            .database
            .write(move |tx| Box::pin(async move { tx.execute_unprepared(sql).await.map(drop) as Result<(), DbErr> }));
        write.await.unwrap();
    }

    pub async fn count(&self, sql: &str) -> i64 {
        let reader = self.app.database.reader();
        let statement = Statement::from_string(reader.get_database_backend(), sql);
        reader.query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
    }
}

pub fn minato() -> RealmName {
    "minato".parse().unwrap()
}

pub fn counts(report: &Report) -> [u64; 4] {
    assert_eq!((report.bad, report.left_out), (0, 0), "{report:?}");
    ["new", "changed", "unchanged", "lost_eligibility"].map(|name| report.outcomes.get(name).copied().unwrap_or(0))
}

/// A line of a file, which is right until a test changes it.
#[derive(Clone, Debug)]
pub struct Member(pub [String; 15]);

impl Member {
    pub fn number(number: u32) -> Self {
        let texts = [
            format!("M{number}"),
            format!("mnt-{number}"),
            format!("issued-{number}"),
            format!("H{number}"),
            "120".to_owned(),
            number.to_string(),
            "00".to_owned(),
            "田中".to_owned(),
            "美咲".to_owned(),
            "タナカ".to_owned(),
            "ミサキ".to_owned(),
            "1984-06-12".to_owned(),
            format!("m{number}@example.jp"),
            "2011-04-01".to_owned(),
            String::new(),
        ];
        Self(texts)
    }

    pub fn with(mut self, column: &str, text: &str) -> Self {
        let place = HEADER.split(',').position(|name| name == column).unwrap();
        self.0[place] = text.to_owned();
        self
    }

    fn line(&self) -> String {
        let quoted = self.0.iter().map(|text| format!("\"{}\"", text.replace('"', "\"\"")));
        quoted.collect::<Vec<_>>().join(",")
    }
}

pub fn file_of(lines: &[Member]) -> String {
    let lines = lines.iter().map(Member::line);
    std::iter::once(HEADER.to_owned()).chain(lines).map(|line| line + "\r\n").collect()
}

#[expect(clippy::disallowed_methods, reason = "the one place where these tests read the environment")]
fn postgres_url() -> String {
    std::env::var("WARIFU_TEST_POSTGRES").unwrap_or_else(|_| {
        panic!("WARIFU_TEST_POSTGRES is not set: these tests need a real server, which `./.ci/test` starts and names")
    })
}

/// Writes the file that a process would read its settings from, and reads it.
pub fn write_settings(folder: &Path, database_url: &str) -> Settings {
    let place = |name: &str| folder.join(name).display().to_string();
    let key = place("key-encryption-key");
    std::fs::write(&key, KeyEncryptionKey::generate().to_base64().expose()).unwrap();
    let settings = [
        ("database_url", database_url),
        ("realm_config", &place("realms")),
        ("state_dir", &place("state")),
        ("secrets_dir", &place("secrets")),
        ("key_encryption_key_file", &key),
    ];
    let lines = settings.iter().map(|(name, value)| format!("{name} = {value:?}\n")).collect::<String>();
    let file = folder.join("warifu.toml");
    std::fs::write(&file, lines + "development = true\n").unwrap();
    Settings::read(Service::Provider, Some(&file)).unwrap()
}

fn write_realm(folder: &Path, sign_in: &str) {
    std::fs::create_dir_all(folder.join("terms")).unwrap();
    std::fs::write(folder.join("realm.toml"), format!("{REALM}{sign_in}")).unwrap();
    std::fs::write(folder.join("portal.toml"), "[[tile]]\nservice = \"expenses\"\n").unwrap();
    for language in ["ja", "en"] {
        std::fs::write(folder.join(format!("terms/2026-04-01.{language}.md")), "# Terms\n\nText.\n").unwrap();
    }
}

const REALM: &str = r#"
display_name = { ja = "港健康保険組合", en = "Minato Health Insurance Society" }
[contact]
phone = "03-0000-0000"
[mail]
domain = "minato.example.jp"
"#;

const ISSUED: &str = r#"
[sign_in]
initial_credentials = { kind = "issued", password_hashes = true }
"#;

const DERIVED: &str = r#"
[sign_in.initial_credentials]
kind = "derived"
password = "{kigo:2}{bango:4}{birth_date}"
accept_weaker = "for the tests"
"#;

const DERIVED_AT_A_DATE: &str = r#"
[sign_in.initial_credentials]
kind = "derived"
password = "{kigo:2}{bango:4}{birth_date}"
reference_date = "2999-12-31"
accept_weaker = "for the tests"
"#;

/// Runs each named test on both databases.
macro_rules! on_both_databases {
    ($($test:ident),+ $(,)?) => {
        mod sqlite { $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() { super::$test(crate::support::Provider::on_sqlite().await).await; }
        )+ }
        mod postgres { $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() { super::$test(crate::support::Provider::on_postgres().await).await; }
        )+ }
    };
}

pub(crate) use on_both_databases;
