//! `warifu-idp audit list`, `audit verify`, `audit export`: what happened in a society, and whether the log still says so.
//!
//! What the commands do stands in the crate `audit`, for the portal's are the same; here it is decided whose log is meant.

use std::path::Path;
use std::process::ExitCode;

use audit::command::{ExportArguments, ListArguments, Source, VerifyArguments, verify_file};
use base::{AccountId, Language, RealmName, Text};
use clap::{Args, Subcommand};
use realm::Realm;
use web::Service;
use web::service::Settings;
use web::service::nodes::{Manner, Output};

use super::member::Named;
use super::society::refuse;
use super::{Words, exit, read, society};
use crate::App;
use crate::audit_log::LOG;
use crate::rows::{NamedBy, in_realm};

const NO_MEMBER: Text = Text { ja: "その加入者はいません。", en: "There is no such member." };

/// The commands about the audit log.
#[derive(Debug, Subcommand)]
pub(super) enum AuditCommand {
    /// List what happened, the oldest first.
    List(List),
    /// Follow the chain of seals, and say what was altered, deleted, moved or put in.
    Verify(Verify),
    /// Write the log with its chain, as JSON lines that `audit verify --file` can follow elsewhere.
    Export(Export),
}

/// The arguments of `audit list`.
#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    wanted: ListArguments,
    /// About the member with this member number.
    #[arg(long, value_name = "MEMBER_NUMBER")]
    member: Option<String>,
    /// In which language to say what is wrong.
    #[arg(long, value_enum, default_value_t = Words::Ja)]
    lang: Words,
}

/// The arguments of `audit verify`.
#[derive(Debug, Args)]
pub(super) struct Verify {
    #[command(flatten)]
    wanted: VerifyArguments,
    #[command(flatten)]
    manner: Manner,
}

/// The arguments of `audit export`.
#[derive(Debug, Args)]
pub(super) struct Export {
    #[command(flatten)]
    wanted: ExportArguments,
    /// In which language to say what is wrong.
    #[arg(long, value_enum, default_value_t = Words::Ja)]
    lang: Words,
}

impl AuditCommand {
    /// The society whose log is meant; `None` where it is a file's.
    pub(super) const fn society(&self) -> Option<&RealmName> {
        match self {
            Self::List(list) => Some(&list.wanted.realm),
            Self::Verify(verify) => verify.wanted.realm.as_ref(),
            Self::Export(export) => Some(&export.wanted.realm),
        }
    }

    /// The language in which the command speaks.
    pub(super) fn language(&self) -> Language {
        match self {
            Self::List(list) => list.lang.into(),
            Self::Verify(verify) => verify.manner.language(),
            Self::Export(export) => export.lang.into(),
        }
    }
}

/// Lists, verifies or exports. Exit code 0: done, and nothing wrong was found; 1: something is wrong; 3: no such realm,
/// member, month or file; 4: a file cannot be written; 5: refused, or the file is there.
///
/// # Errors
/// When the settings are unusable, the database fails or the output breaks off.
pub(super) async fn run(settings: Option<&Path>, command: &AuditCommand) -> anyhow::Result<ExitCode> {
    let language = command.language();
    let Some(name) = command.society() else { return verify_elsewhere(settings, command) };
    let (app, realm) = match society::open(&read(settings)?, name, language).await? {
        Ok(opened) => opened,
        Err(code) => return Ok(code),
    };
    let source = source(&app, &realm);
    match command {
        AuditCommand::List(arguments) => list(&app, &realm, arguments).await,
        AuditCommand::Export(Export { wanted, .. }) => source.export(wanted, language).await,
        AuditCommand::Verify(Verify { wanted, manner }) => {
            let judgement = source.verify(wanted.seen.clone()).await?;
            Ok(say(&judgement, *manner))
        }
    }
}

const fn source<'a>(app: &'a App, realm: &'a Realm) -> Source<'a> {
    Source { log: LOG, database: &app.database, realm: &realm.name, key: &app.sealing_key, clock: &app.clock }
}

async fn list(app: &App, realm: &Realm, List { wanted, member, lang }: &List) -> anyhow::Result<ExitCode> {
    let rows = in_realm(app.database.reader(), &realm.name);
    let mut about = None;
    if let Some(number) = member {
        let named = Named::new(NamedBy::MemberNumber, number);
        let found = rows.accounts_named((named.by, &[named.name])).await?;
        let Some(account) = found.first() else {
            return Ok(refuse((NO_MEMBER, &[]), (*lang).into(), exit::USAGE));
        };
        about = Some(account.account_id());
    }
    let numbers = async |accounts: &[AccountId]| rows.member_numbers(accounts).await;
    source(app, realm).list(wanted, about, ("member_number", numbers)).await?;
    Ok(ExitCode::SUCCESS)
}

fn verify_elsewhere(settings: Option<&Path>, command: &AuditCommand) -> anyhow::Result<ExitCode> {
    let AuditCommand::Verify(Verify { wanted: VerifyArguments { file: Some(file), seen, .. }, manner }) = command
    else {
        return Ok(ExitCode::from(exit::USAGE));
    };
    let key = Settings::read(Service::Provider, settings).ok().map(|settings| settings.key_encryption_key);
    let judged = verify_file((LOG, key.as_ref()), file, seen.clone(), manner.language())?;
    Ok(judged.map_or_else(|code| code, |judgement| say(&judgement, *manner)))
}

fn say(judgement: &audit::command::Judgement, manner: Manner) -> ExitCode {
    match manner.format {
        Output::Json => println!("{}", judgement.as_json()),
        Output::Text => println!("{}", judgement.in_words(manner.language())),
    }
    judgement.exit_code()
}
