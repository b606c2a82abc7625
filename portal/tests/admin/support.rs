//! A portal in a place of its own, the files that a society imports, and an administrator at a terminal.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use base::{Clock, KeyEncryptionKey};
use portal::App;
use sea_orm::{ConnectionTrait, DbErr, Statement};
use serde_json::Value;
use tempfile::TempDir;
use uuid::Uuid;
use web::Service;
use web::service::Settings;

const LINES: &str = "line_id,household_number,branch,care_month,kind,institution,count,total,insurer,public,own,note,patient_name\n\
    L1,H1,00,2025-08,通院,港内科,3,10000,7000,0,3000,,港 花子\n\
    L2,H1,01,2025-08,調剤,潮薬局,1,500,350,0,150,,港 次郎\n\
    L3,H1,02,2025-09,歯科,岬歯科,1,2000,1400,0,600,,港 太郎\n\
    L4,H2,00,2025-08,通院,丘医院,1,900,630,0,270,,汐見 守\n";
const OBJECTIONS: &str = "household_number,branch,objects\nH1,01,yes\n";
const BENEFITS: &str = "decision_id,household_number,branch,kind,care_month,decided_on,amount\n\
    1,H1,00,高額療養費,2025-05,2025-08-25,48210\n";
const NOTICES: &str = "document_id,household_number,branch,patient_name,kigo,bango,insurer_number,eligible_from,issued_on\n\
    1,H1,00,港 花子,12,3456,06139999,2011-04-01,2025-12-02\n";
const CERTIFICATES: &str = "document_id,household_number,branch,patient_name,kigo,bango,insurer_number,eligible_from,issued_on,valid_until\n\
    1,H1,00,港 花子,12,3456,06139999,2011-04-01,2025-12-02,2099-11-30\n";
const CHECKUPS: &str = "result_id,household_number,branch,taken_on,item,value\n1,H1,00,2025-06-10,体重,52.4\n";
const PRESCRIPTIONS: &str = "prescription_id,household_number,branch,care_month,pharmacy,medicine\n\
    1,H1,00,2025-08,みなと薬局,アムロジピン錠5mg\n";
const DECISIONS: &str = "application_id,outcome,granted_amount,decided_on\nA1,granted,2000,2025-12-10\n";
const RECIPIENTS: &str = "household_number,branch\nH1,00\nH2,00\n";
const NOTICE: &str = "+++\ntitle = { ja = \"窓口の休み\" }\ncategory = \"society\"\n+++\n休みます。\n";
const MY_MAIL: &str = "+++\ntitle = { ja = \"検診のご案内\" }\nreply = true\n+++\nご返信ください。\n";

/// The files, by their names.
const FILES: [(&str, &str); 11] = [
    ("lines.csv", LINES),
    ("objections.csv", OBJECTIONS),
    ("benefits.csv", BENEFITS),
    ("notices.csv", NOTICES),
    ("certificates.csv", CERTIFICATES),
    ("checkups.csv", CHECKUPS),
    ("prescriptions.csv", PRESCRIPTIONS),
    ("decisions.csv", DECISIONS),
    ("recipients.csv", RECIPIENTS),
    ("closed.md", NOTICE),
    ("checkup.md", MY_MAIL),
];

/// A portal with the societies `minato`, where the insured person sees the family, and `tsubaki`, where each patient sees
/// only themselves.
pub struct Portal {
    pub app: Arc<App>,
    /// Where `warifu.toml` is, and everything that it names.
    pub folder: TempDir,
}

impl Portal {
    pub async fn on_sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("portal.sqlite").display());
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
        for (realm, household) in [("minato", "insured-person"), ("tsubaki", "each-patient")] {
            write_realm(&folder.path().join("realms").join(realm), household);
        }
        for (name, text) in FILES {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let settings = write_settings(folder.path(), &database_url);
        let app = Arc::new(App::open(&settings, Clock::system()).await.unwrap());
        Self { app, folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Gives a command: its words, separated by blanks.
    pub fn run(&self, command: &str) -> (Option<i32>, String, String) {
        self.run_bound(command, None)
    }

    /// Gives a command where the process is bound to one realm.
    pub fn run_bound(&self, command: &str, only_realm: Option<&str>) -> (Option<i32>, String, String) {
        let mut program = Command::new(env!("CARGO_BIN_EXE_warifu-portal"));
        let program = program
            .current_dir(self.folder.path())
            .env_clear()
            .envs(only_realm.map(|realm| ("WARIFU_ONLY_REALM", realm)))
            .args(command.split(' '));
        let Output { status, stdout, stderr } = program.output().unwrap();
        let [stdout, stderr] = [stdout, stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        (status.code(), stdout, stderr)
    }

    /// Gives a command that is meant to succeed, and returns what it writes.
    pub fn does(&self, command: &str) -> String {
        let (code, out, err) = self.run(command);
        assert_eq!(code, Some(0), "{command}: {out}{err}");
        out
    }

    /// The log of `minato` as `audit list` writes it for programs, but for the reading of it.
    pub fn listed(&self) -> Vec<Value> {
        let lines = self.does("audit list minato --format json");
        let entries = lines.lines().map(|line| serde_json::from_str(line).unwrap());
        entries.filter(|entry: &Value| entry["event"] != "audit-read").collect()
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

    /// An application that is not decided.
    pub async fn somebody_applies(&self) {
        self.execute(
            "INSERT INTO applications (realm, application_id, household_number, branch, patient_name, vaccinated_on, \
             institution, paid, submitted_at) VALUES ('minato', 'A1', 'H1', '00', '港 花子', '2025-11-05', '港内科', 3500, \
             '2025-11-06T03:00:00+00:00')",
        )
        .await;
    }

    /// A reply to what was sent.
    pub async fn somebody_replies(&self) {
        self.execute(
            "UPDATE letters SET reply = 'はい', replied_at = '2026-11-06T03:00:00+00:00' WHERE household_number = 'H1'",
        )
        .await;
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where these tests read the environment")]
fn postgres_url() -> String {
    std::env::var("WARIFU_TEST_POSTGRES").unwrap_or_else(|_| {
        panic!("WARIFU_TEST_POSTGRES is not set: these tests need a real server, which `./.ci/test` starts and names")
    })
}

/// Writes the file that a process would read its settings from, and reads it.
fn write_settings(folder: &Path, database_url: &str) -> Settings {
    let place = |name: &str| folder.join(name).display().to_string();
    let key = place("key-encryption-key");
    std::fs::write(&key, KeyEncryptionKey::generate().to_base64().expose()).unwrap();
    let settings = [
        ("database_url", database_url),
        ("realm_config", &place("realms")),
        ("state_dir", &place("state")),
        ("secrets_dir", &place("secrets")),
        ("key_encryption_key_file", &key),
        ("mail", &format!("folder:{}", place("mail"))),
    ];
    let lines = settings.iter().map(|(name, value)| format!("{name} = {value:?}\n")).collect::<String>();
    let file = folder.join("warifu.toml");
    std::fs::write(&file, lines + "development = true\n").unwrap();
    Settings::read(Service::Portal, Some(&file)).unwrap()
}

fn write_realm(folder: &Path, household: &str) {
    std::fs::create_dir_all(folder.join("terms")).unwrap();
    std::fs::write(folder.join("realm.toml"), REALM).unwrap();
    let portal = format!("household = {household:?}\n[[tile]]\nservice = \"expenses\"\n");
    std::fs::write(folder.join("portal.toml"), portal).unwrap();
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

/// Runs each named test on both databases.
macro_rules! on_both_databases {
    ($($test:ident),+ $(,)?) => {
        mod sqlite { $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() { super::$test(crate::support::Portal::on_sqlite().await).await; }
        )+ }
        mod postgres { $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() { super::$test(crate::support::Portal::on_postgres().await).await; }
        )+ }
    };
}

pub(crate) use on_both_databases;
