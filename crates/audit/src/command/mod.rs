//! `audit list`, `audit export`, `audit verify`: what the commands of both programs do once they know whose log is meant.
//!
//! Options, output and exit codes are the same for both, because scripts and people should not have to know which program's
//! log they read. Which realms a process may touch, and in which words it refuses, is each program's own.

mod export;
mod list;
mod verify;

use std::fmt::Display;
use std::process::ExitCode;

use base::{AccountId, Clock, KeyEncryptionKey, Language, RealmName, Text};
use sea_orm::DbErr;
use store::Database;

use super::administrator::administrator;
use super::log::{ADMINISTRATOR, Log, READ};
use super::rows::{Details, in_realm};

pub use export::ExportArguments;
pub use list::{ListArguments, Output};
pub use verify::{Judgement, VerifyArguments, verify_file};

/// Exit codes, as realm-config/README.md lists them for all commands.
mod exit {
    pub const INVALID: u8 = 1;
    pub const USAGE: u8 = 3;
    pub const UNREACHABLE: u8 = 4;
    pub const REFUSED: u8 = 5;
}

/// The log of one realm in a program's database.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The program's log.
    pub log: Log,
    /// Where it stands.
    pub database: &'a Database,
    /// The realm.
    pub realm: &'a RealmName,
    /// What closes each month.
    pub key: &'a KeyEncryptionKey,
    /// The time.
    pub clock: &'a Clock,
}

impl Source<'_> {
    /// Notes that the log is being read, of everybody or of one account: reading is itself an entry.
    async fn note(&self, account: Option<AccountId>) -> Result<(), DbErr> {
        let (realm, now) = (self.realm.clone(), self.clock.now());
        let details = Details { account, administrator: Some(administrator()), ..Details::default() };
        let write = self.database.write(move |tx| {
            Box::pin(async move { in_realm(tx, &realm).record((ADMINISTRATOR, READ), details, now).await })
        });
        write.await
    }
}

/// Says on standard error why a command does not go on.
fn refuse((why, values): (Text, &[(&str, &dyn Display)]), language: Language, code: u8) -> ExitCode {
    eprintln!("{}", why.with(language, values));
    ExitCode::from(code)
}
