//! `applications export`: what members applied for, as a CSV file for the society.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use base::{Clock, RealmName, japan_standard_time};
use expenses::export::defused;
use records::Application;
use web::service::Settings;

use crate::app::connect;
use crate::audit_log;
use crate::import::refuses;
use crate::new_file::create;
use crate::rows::{Event, in_realm};

/// By this mark spreadsheets know UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{FEFF}".as_bytes();

const COLUMNS: [&str; 12] = [
    "application_id",
    "submitted_at",
    "household_number",
    "branch",
    "patient_name",
    "vaccinated_on",
    "institution",
    "paid",
    "outcome",
    "granted_amount",
    "decided_on",
    "note",
];

/// Which applications, and where to.
#[derive(Clone, Debug, clap::Args)]
pub struct ExportApplications {
    /// 組合（レルム）の名前 / The realm's name
    pub realm: RealmName,
    /// 書き出すファイル（既定は標準出力）。既存のファイルには書きません / A new file; the standard output unless given
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// 決定済みの申請も含める / Those that are decided too
    #[arg(long)]
    pub all: bool,
}

impl ExportApplications {
    /// Writes the file.
    ///
    /// # Errors
    /// What kept it from being written whole.
    pub async fn run(&self, settings: &Settings, clock: &Clock) -> anyhow::Result<ExitCode> {
        if let Some(refused) = refuses(&self.realm, settings)? {
            return Ok(refused);
        }
        let database = connect(settings).await?;
        let applications = in_realm(database.reader(), &self.realm).applications(self.all).await?;
        let count = applications.len();
        let which = if self.all { "all" } else { "not-decided" };
        let what = (Event::ApplicationsExported, format!("{which} applications={count}"));
        let noted = audit_log::note(&database, &self.realm, what, clock.now());
        match &self.output {
            Some(path) => {
                let mut file = match create(path, noted).await? {
                    Ok(file) => file,
                    Err(code) => return Ok(code),
                };
                write(&applications, &mut file)?;
                file.sync_all()?;
            }
            None => {
                noted.await?;
                write(&applications, &mut std::io::stdout().lock())?;
            }
        }
        eprintln!("{count}件の申請を書き出しました / {count} applications");
        Ok(ExitCode::SUCCESS)
    }
}

/// Writes applications as a file that a spreadsheet opens, and whose cells it takes for no formulas.
pub(crate) fn write(applications: &[Application], out: &mut dyn Write) -> anyhow::Result<()> {
    out.write_all(BYTE_ORDER_MARK)?;
    let mut file = csv::Writer::from_writer(out);
    file.write_record(COLUMNS)?;
    for application in applications {
        file.write_record(row(application).map(defused))?;
    }
    Ok(file.flush()?)
}

fn row(application: &Application) -> [String; COLUMNS.len()] {
    let (claim, decision) = (&application.claim, application.decision.as_ref());
    let outcome = decision.map(|decision| if decision.granted.is_some() { "granted" } else { "declined" });
    let granted = decision.and_then(|decision| decision.granted);
    [
        application.id.as_str().to_owned(),
        japan_standard_time(application.submitted_at).format("%Y-%m-%d %H:%M").to_string(),
        application.household.as_str().to_owned(),
        application.branch.to_string(),
        claim.patient_name.clone(),
        claim.vaccinated_on.to_string(),
        claim.institution.clone(),
        claim.paid.to_string(),
        outcome.unwrap_or_default().to_owned(),
        granted.map(|yen| yen.to_string()).unwrap_or_default(),
        decision.map(|decision| decision.decided_on.to_string()).unwrap_or_default(),
        decision.and_then(|decision| decision.note.clone()).unwrap_or_default(),
    ]
}
