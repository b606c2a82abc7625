//! `warifu-idp letters`: the letter (ID通知書) with which a member signs in for the first time, on A4 or on a postcard.
//!
//! The initial password is printed as long as nobody has used it, and told by its parts where the realm makes it of what
//! the member knows. Where the realm sends activation codes, the letter is where a member's first one is made. Each
//! letter leaves an entry in the audit log before it is on the disk.

mod layout;
mod letter;
mod output;
mod texts;

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use base::{AccountId, Language, RealmName, Secret, japan_date};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use print::{Paper, Sheet};
use realm::Realm;
use web::service::Settings;

use super::member::{Deed, Desk, Effect, Named, NotDone, Order, order_for_file};
use super::society::refuse;
use super::told::Told;
use super::{Words, exit, initial_password, society};
use crate::App;
use crate::rows::{AccountRow, in_realm};
use letter::Stationery;
use output::{Exists, Output};

/// So many letters are noted in one write.
const TOGETHER: usize = 500;
const TEMPLATE: &str = "{bar:40} {percent:>3}%  {pos}/{len}  {eta}";

/// Its arguments.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The society.
    pub(super) realm: RealmName,
    #[command(flatten)]
    members: Chosen,
    /// Postcards (100 × 148 mm) instead of A4. A postcard shows the password to everybody: use sealed ones (圧着はがき).
    #[arg(long)]
    postcard: bool,
    /// Where to: a file that ends in .pdf (500 letters a file, then FILE-2.pdf …), or a folder with a file a letter. A
    /// list of which letter is whose (.csv) is written beside them. Nothing is written over.
    #[arg(long, value_name = "PATH")]
    out: PathBuf,
    /// In which language to speak. The letters are in Japanese and English.
    #[arg(long, value_enum, default_value_t = Words::Ja)]
    pub(super) lang: Words,
}

#[derive(Clone, Debug, Args)]
#[group(required = true, multiple = false)]
struct Chosen {
    /// The member with this user ID.
    #[arg(long = "id", value_name = "USER_ID")]
    user_id: Option<String>,
    /// The member with this member number.
    #[arg(long, value_name = "MEMBER_NUMBER")]
    number: Option<String>,
    /// All members of this file: CSV with one column, whose header row says member_number or user_id.
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// All insured members who have not completed a first sign-in.
    #[arg(long)]
    never_signed_in: bool,
}

/// Prints them. Exit code 0: printed; 1: the file has mistakes; 3: no such realm, member or file; 5: refused, also to
/// write over a file.
///
/// # Errors
/// When the settings are unusable, or the database or the disk fails.
pub(super) async fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let language: Language = arguments.lang.into();
    let (app, realm) = match society::open(settings, &arguments.realm, language).await? {
        Ok((app, realm)) => (Arc::new(app), realm),
        Err(code) => return Ok(code),
    };
    let members = match choose((&app, &realm), &arguments.members, language).await? {
        Ok(members) => members,
        Err(code) => return Ok(code),
    };
    if members.is_empty() {
        return Ok(refuse((texts::NOBODY, &[]), language, exit::USAGE));
    }
    let paper = if arguments.postcard { Paper::Postcard } else { Paper::A4 };
    let print = Print { app, realm, paper, language };
    match print.all(&members, &arguments.out).await {
        Ok(place) => {
            let values: [(&str, &dyn Display); 2] = [("letters", &members.len()), ("place", &place.display())];
            println!("{}", texts::PRINTED.with(language, &values));
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => match error.downcast::<Exists>() {
            Ok(Exists(file)) => Ok(refuse((texts::EXISTS, &[("file", &file.display())]), language, exit::REFUSED)),
            Err(error) => Err(error),
        },
    }
}

/// The accounts of those who get a letter, in the order in which they get it.
async fn choose(
    (app, realm): (&Arc<App>, &Arc<Realm>),
    chosen: &Chosen,
    language: Language,
) -> anyhow::Result<Result<Vec<AccountId>, ExitCode>> {
    let rows = in_realm(app.database.reader(), &realm.name);
    if let Some(path) = &chosen.file {
        let told = Told::new(path, language);
        let mut found = Vec::new();
        let mut of_each = |effect: &Effect| found.push(effect.account.account_id());
        let trial = Order { dry_run: true, ..order() };
        let tried = order_for_file((app, realm), &trial, path, &mut |event| told.hear(event), &mut of_each).await;
        return match tried {
            Err(error) => told.stopped(error).map(Err),
            Ok(report) => {
                told.end(0);
                Ok(if report.bad == 0 {
                    Ok(found)
                } else {
                    Err(refuse((texts::MISTAKES, &[]), language, exit::INVALID))
                })
            }
        };
    }
    if chosen.never_signed_in {
        return Ok(Ok(rows.never_signed_in(japan_date(app.clock.now())).await?));
    }
    let Some(named) = Named::of(chosen.user_id.as_ref(), chosen.number.as_ref()) else { return Ok(Ok(Vec::new())) };
    let found = rows.accounts_named((named.by, &[named.name])).await?;
    Ok(Ok(found.iter().map(AccountRow::account_id).collect()))
}

fn order() -> Order {
    Order { deed: Deed::PrintLetter, administrator: audit::administrator(), reason: None, dry_run: false }
}

/// A run of the printer.
struct Print {
    app: Arc<App>,
    realm: Arc<Realm>,
    paper: Paper,
    language: Language,
}

impl Print {
    /// Prints everybody's letter, and says where they are.
    async fn all(&self, members: &[AccountId], out: &Path) -> anyhow::Result<PathBuf> {
        let stationery = Stationery::of(&self.realm, self.app.clock.now())?;
        let mut output = Output::create(out, stationery.title())?;
        let style = ProgressStyle::with_template(TEMPLATE).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::new(members.len().try_into().unwrap_or(u64::MAX)).with_style(style);
        let mut number = 0;
        for together in members.chunks(TOGETHER) {
            for (account, issued) in self.note(together.to_vec()).await? {
                number += 1;
                let sheet = layout::lay_out(self.paper, &stationery.letter(number, &account, issued));
                self.report_lacking(number, &sheet, &bar);
                output.add(&sheet, &account.member_number)?;
                bar.inc(1);
            }
        }
        bar.finish_and_clear();
        output.finish()
    }

    /// Notes the letters in the audit log, and returns what is to be printed in them.
    async fn note(&self, together: Vec<AccountId>) -> anyhow::Result<Vec<(AccountRow, Option<Secret>)>> {
        let desk = Desk { app: Arc::clone(&self.app), realm: Arc::clone(&self.realm), order: order() };
        let noted = self.app.database.write(move |tx| {
            Box::pin(async move {
                let mut effects = Vec::with_capacity(together.len());
                for account in in_realm(tx, &desk.realm.name).accounts_with(&together).await? {
                    effects.push(desk.carry_out(tx, &account).await?);
                }
                Ok::<_, NotDone>(effects)
            })
        });
        noted.await?.into_iter().map(|effect| self.opened(effect)).collect()
    }

    /// The account, and its password as far as it may be printed.
    fn opened(&self, effect: Effect) -> anyhow::Result<(AccountRow, Option<Secret>)> {
        let issued = match effect.password {
            Some((password, _)) => Some(password),
            None => initial_password::open(&self.app.sealing_key, &self.realm.name, &effect.account)?,
        };
        Ok((effect.account, issued))
    }

    fn report_lacking(&self, number: usize, sheet: &Sheet, bar: &ProgressBar) {
        if sheet.missing().is_empty() {
            return;
        }
        let characters: Vec<String> =
            sheet.missing().iter().map(|letter| format!("{letter} U+{:04X}", u32::from(*letter))).collect();
        let values: [(&str, &dyn Display); 2] = [("number", &number), ("characters", &characters.join(" "))];
        bar.suspend(|| println!("{}", texts::LACKING.with(self.language, &values)));
    }
}
