//! `warifu-portal audit list`, `audit verify`, `audit export`: what administrators did in a society, and whether the log
//! still says so.
//!
//! What the commands do stands in the crate `audit`, for the provider's are the same; here it is decided whose log is meant.

use std::path::Path;
use std::process::ExitCode;

use audit::command::{ExportArguments, Judgement, ListArguments, Source, VerifyArguments, verify_file};
use base::{AccountId, Clock, Language, Text};
use clap::{Args, Subcommand};
use web::Service;
use web::service::Settings;
use web::service::nodes::{Manner, Output};

use crate::app::connect;
use crate::audit_log::LOG;
use crate::import::{USAGE, bound_to_another};
use crate::print_lines::language;
use crate::publish::society;
use crate::rows::{Addressee, in_realm};

const NOBODY: Text =
    Text { ja: "この方についての記録はありません。", en: "No entry of the log is about this person." };

/// 監査ログ / The audit log.
#[derive(Clone, Debug, Subcommand)]
pub enum AuditCommand {
    /// したことの一覧（古い順）/ List what was done, the oldest first
    List(ListLog),
    /// 封印をたどり、書き換えや削除を調べる / Follow the chain of seals, and say what was altered, deleted, moved or put in
    Verify(VerifyLog),
    /// 封印とともに書き出す（verify --file で確かめられる）/ Write the log with its chain, for `audit verify --file`
    Export(ExportLog),
}

/// `audit list`
#[derive(Clone, Debug, Args)]
pub struct ListLog {
    #[command(flatten)]
    #[expect(missing_docs, reason = "flattened: a comment would stand in the help as another option's")]
    pub wanted: ListArguments,
    /// この人についての記録だけ：世帯番号、または「世帯番号:枝番」 / About this person: a household's number, or NUMBER:BRANCH
    #[arg(long, value_name = "PERSON")]
    pub member: Option<Addressee>,
    /// 言語 / The language: ja or en
    #[arg(long, default_value = "ja", value_parser = language)]
    pub lang: Language,
}

/// `audit verify`
#[derive(Clone, Debug, Args)]
pub struct VerifyLog {
    #[command(flatten)]
    #[expect(missing_docs, reason = "flattened: a comment would stand in the help as another option's")]
    pub wanted: VerifyArguments,
    #[command(flatten)]
    #[expect(missing_docs, reason = "flattened: a comment would stand in the help as another option's")]
    pub manner: Manner,
}

/// `audit export`
#[derive(Clone, Debug, Args)]
pub struct ExportLog {
    #[command(flatten)]
    #[expect(missing_docs, reason = "flattened: a comment would stand in the help as another option's")]
    pub wanted: ExportArguments,
    /// 言語 / The language: ja or en
    #[arg(long, default_value = "ja", value_parser = language)]
    pub lang: Language,
}

impl AuditCommand {
    /// Lists, verifies or exports. Exit code 0: done, and nothing wrong was found; 1: something is wrong; 3: no such realm,
    /// person, month or file; 4: a file cannot be written; 5: refused, or the file is there.
    ///
    /// # Errors
    /// When the settings are unusable, the database fails or the output breaks off.
    pub async fn run(&self, settings: Option<&Path>, clock: &Clock) -> anyhow::Result<ExitCode> {
        let name = match self {
            Self::List(ListLog { wanted: ListArguments { realm, .. }, .. })
            | Self::Export(ExportLog { wanted: ExportArguments { realm, .. }, .. })
            | Self::Verify(VerifyLog { wanted: VerifyArguments { realm: Some(realm), .. }, .. }) => realm,
            Self::Verify(verify) => return verify.elsewhere(settings),
        };
        if let Some(refused) = bound_to_another(Some(name), name)? {
            return Ok(refused);
        }
        let settings = Settings::read(Service::Portal, settings)?;
        let realm = match society(&settings, name)? {
            Ok(realm) => realm,
            Err(code) => return Ok(code),
        };
        let database = connect(&settings).await?;
        let (realm, key) = (&realm.name, &settings.key_encryption_key);
        let source = Source { log: LOG, database: &database, realm, key, clock };
        match self {
            Self::List(list) => list.run(source).await,
            Self::Verify(verify) => Ok(verify.say(&source.verify(verify.wanted.seen.clone()).await?)),
            Self::Export(export) => source.export(&export.wanted, export.lang).await,
        }
    }
}

impl ListLog {
    async fn run(&self, source: Source<'_>) -> anyhow::Result<ExitCode> {
        let rows = in_realm(source.database.reader(), source.realm);
        let mut about = None;
        if let Some(person) = &self.member {
            about = rows.audited_person(person).await?;
            if about.is_none() {
                eprintln!("{}", NOBODY.get(self.lang));
                return Ok(USAGE.into());
            }
        }
        let persons = async |ids: &[AccountId]| rows.audited_persons(ids).await;
        source.list(&self.wanted, about, ("person", persons)).await?;
        Ok(ExitCode::SUCCESS)
    }
}

impl VerifyLog {
    /// Verifies a file, for which neither the settings nor the database are needed.
    fn elsewhere(&self, settings: Option<&Path>) -> anyhow::Result<ExitCode> {
        let Some(file) = &self.wanted.file else { return Ok(USAGE.into()) };
        if let Some(refused) = bound_to_another(None, &file.display())? {
            return Ok(refused);
        }
        let key = Settings::read(Service::Portal, settings).ok().map(|settings| settings.key_encryption_key);
        let judged = verify_file((LOG, key.as_ref()), file, self.wanted.seen.clone(), self.manner.language())?;
        Ok(judged.map_or_else(|code| code, |judgement| self.say(&judgement)))
    }

    fn say(&self, judgement: &Judgement) -> ExitCode {
        match self.manner.format {
            Output::Json => println!("{}", judgement.as_json()),
            Output::Text => println!("{}", judgement.in_words(self.manner.language())),
        }
        judgement.exit_code()
    }
}
