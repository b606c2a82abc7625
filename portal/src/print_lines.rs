//! `expenses print`: the statement of a person without web access, as they would save it, for the society to post.
//!
//! It holds what that person would see signed in, and no more: the society's rule on households and its members'
//! objections hold for paper too. So a dependant gets their own lines and nobody else's.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use base::{Clock, Language, RealmName, Text, japan_date};
use clap::ArgGroup;
use expenses::{CareMonth, Period};
use store::Database;
use web::service::Settings;

use crate::app::connect;
use crate::import::INVALID;
use crate::member::Household;
use crate::new_file::create;
use crate::publish::{in_both, society};
use crate::rows::{Addressee, DbErr, Event, in_realm};
use crate::screens::expenses::export::{Choice, Export, Source};

const NOTHING: Text = Text {
    ja: "この期間の明細はありません。何も書き出していません",
    en: "there are no lines of this period; nothing was written",
};
const PRINTED: Text = Text { ja: "{n}件の明細をPDFにしました", en: "a PDF of {n} lines was written" };

/// Whose lines, of which months, and where to.
#[derive(Clone, Debug, clap::Args)]
#[command(group = ArgGroup::new("when").required(true).args(["year", "month"]))]
pub struct PrintLines {
    /// 組合（レルム）の名前 / The realm's name
    pub realm: RealmName,
    /// 世帯番号、または「世帯番号:枝番」 / A household's number, or NUMBER:BRANCH
    pub person: Addressee,
    /// 診療の年 / The calendar year of care
    #[arg(long, value_parser = clap::value_parser!(i32).range(2000..=2099))]
    pub year: Option<i32>,
    /// 診療の月 / The month of care
    #[arg(long, value_name = "YYYY-MM")]
    pub month: Option<CareMonth>,
    /// 宛名に書く氏名 / The person's name, as it stands on the statement
    #[arg(long)]
    pub name: Option<String>,
    /// 言語 / The language: ja or en
    #[arg(long, default_value = "ja", value_parser = language)]
    pub lang: Language,
    /// 書き出すファイル。既存のファイルには書きません / A new file
    #[arg(long, value_name = "FILE.pdf")]
    pub output: PathBuf,
}

/// `ja` or `en`, as a command line names a language.
pub(crate) fn language(text: &str) -> Result<Language, &'static str> {
    Language::ALL.into_iter().find(|language| language.tag() == text).ok_or("ja / en")
}

impl PrintLines {
    /// Writes the file.
    ///
    /// # Errors
    /// What kept it from being written whole.
    pub async fn run(&self, settings: &Settings, clock: &Clock) -> anyhow::Result<ExitCode> {
        let realm = match society(settings, &self.realm)? {
            Ok(realm) => realm,
            Err(code) => return Ok(code),
        };
        let period = self.month.map(Period::of_month).or_else(|| Period::of_year(self.year?));
        let period = period.context("a year or a month")?;
        let database = connect(settings).await?;
        let household = Household::of_addressee(&self.person, realm.portal.household);
        let today = japan_date(clock.now());
        let source = Source { database: &database, realm: &realm, language: self.lang, today };
        let choice = Choice::everybody(source, &household, period).await?;
        let export = Export::of(source, self.name.clone(), (&household, period), &choice).await?;
        if export.lines().is_empty() {
            eprintln!("{}", in_both(NOTHING, &[]));
            return Ok(INVALID.into());
        }
        let pdf = export.pdf()?;
        let mut file = match create(&self.output, self.note(&database, export.lines().len(), clock)).await? {
            Ok(file) => file,
            Err(code) => return Ok(code),
        };
        file.write_all(&pdf)?;
        file.sync_all()?;
        println!("{}", in_both(PRINTED, &[("n", &export.lines().len())]));
        Ok(ExitCode::SUCCESS)
    }

    /// Notes in the audit log that so many lines are printed, and whose.
    async fn note(&self, database: &Database, lines: usize, clock: &Clock) -> Result<(), DbErr> {
        let period = self.month.map(|month| month.to_string()).or_else(|| Some(self.year?.to_string()));
        let object = format!("{} lines={lines}", period.unwrap_or_default());
        let (realm, person, now) = (self.realm.clone(), self.person.clone(), clock.now());
        let write = database.write(move |tx| {
            Box::pin(async move {
                let rows = in_realm(tx, &realm);
                let about = rows.note_audited_person(&person).await?;
                rows.record(Event::StatementPrinted, (Some(about), Some(object)), now).await
            })
        });
        write.await
    }
}
