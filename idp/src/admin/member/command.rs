//! `warifu-idp member unlock | reset-mfa | reset-password | sign-out`: for one member or a file of them.
//!
//! What is done to each is said in a line; problems of a file are named by line and column. A new password of one member
//! is shown once; those of a file are not, because they would lie about: `letters` prints them.

use std::fmt::Display;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use base::{Language, RealmName};
use clap::Args;
use realm::Realm;
use store::import::Report;
use web::service::Settings;

use super::file::{DONE, UNCHANGED};
use super::order::{Deed, Effect, NotDone, Order, Reason, order_for_one};
use super::who::{Members, Named};
use super::{order_for_file, texts};
use crate::App;
use crate::admin::society::refuse;
use crate::admin::told::{DRY_RUN, Told};
use crate::admin::{Words, exit, initial_password, society};

/// Their arguments.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The society.
    pub(in crate::admin) realm: RealmName,
    #[command(flatten)]
    members: Members,
    /// Why, for the audit log. Write no names, numbers or other personal data here: the log outlives the member.
    #[arg(long)]
    reason: Reason,
    /// Say what would change, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// In which language to speak.
    #[arg(long, value_enum, default_value_t = Words::Ja)]
    pub(in crate::admin) lang: Words,
}

/// Does it. Exit code 0: done, or nothing to do; 1: some lines of the file are bad; 3: no such realm, member or file;
/// 5: refused.
///
/// # Errors
/// When the settings are unusable or the database fails.
pub(in crate::admin) async fn run(settings: &Settings, deed: Deed, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let language = arguments.lang.into();
    let (app, realm) = match society::open(settings, &arguments.realm, language).await? {
        Ok((app, realm)) => (Arc::new(app), realm),
        Err(code) => return Ok(code),
    };
    let order = Order {
        deed,
        administrator: audit::administrator(),
        reason: Some(arguments.reason.clone()),
        dry_run: arguments.dry_run,
    };
    match (&arguments.members.file, arguments.members.named()) {
        (Some(path), _) => for_file((&app, &realm), &order, path, language).await,
        (None, Some(named)) => for_one((&app, &realm), &order, &named, language).await,
        (None, None) => Ok(ExitCode::from(exit::USAGE)),
    }
}

async fn for_one(
    (app, realm): (&Arc<App>, &Arc<Realm>),
    order: &Order,
    named: &Named,
    language: Language,
) -> anyhow::Result<ExitCode> {
    match order_for_one(app, realm, order, named).await {
        Ok(effect) => {
            println!("{}", of_member(order.deed, &effect, language));
            tell_password(realm, &effect, language);
        }
        Err(NotDone::Tried(effect)) => {
            println!("{}\n{}", of_member(order.deed, &effect, language), DRY_RUN.get(language));
        }
        Err(NotDone::Unknown) => return Ok(refuse((texts::NO_MEMBER, &[]), language, exit::USAGE)),
        Err(error @ (NotDone::Unsendable(_) | NotDone::Database(_))) => return Err(error.into()),
    }
    Ok(ExitCode::SUCCESS)
}

fn tell_password(realm: &Realm, effect: &Effect, language: Language) {
    let Some((password, derived)) = &effect.password else { return };
    match initial_password::parts(realm, language).filter(|_| *derived) {
        Some(parts) => println!("{}", texts::DERIVED_PASSWORD.with(language, &[("parts", &parts)])),
        None => {
            let password: &dyn Display = password.expose();
            println!("{}", texts::NEW_PASSWORD.with(language, &[("password", password)]));
            println!("{}", texts::SHOWN_ONCE.get(language));
        }
    }
}

async fn for_file(
    society: (&Arc<App>, &Arc<Realm>),
    order: &Order,
    path: &Path,
    language: Language,
) -> anyhow::Result<ExitCode> {
    let told = Told::new(path, language);
    let mut hear = |event| told.hear(event);
    let mut of_each = |effect: &Effect| told.say(&of_member(order.deed, effect, language));
    match order_for_file(society, order, path, &mut hear, &mut of_each).await {
        Ok(report) => Ok(sum_up(&told, &report, order, language)),
        Err(error) => told.stopped(error),
    }
}

fn sum_up(told: &Told, report: &Report, order: &Order, language: Language) -> ExitCode {
    told.end(report.continued_after);
    let count = |outcome: &str| report.outcomes.get(outcome).copied().unwrap_or_default();
    let (done, unchanged) = (count(DONE), count(UNCHANGED));
    let values: [(&str, &dyn Display); 5] = [
        ("lines", &report.lines),
        ("done", &done),
        ("unchanged", &unchanged),
        ("bad", &report.bad),
        ("left_out", &report.left_out),
    ];
    told.say(&texts::COUNTS.with(language, &values));
    if report.left_out > 0 {
        told.say(&texts::LEFT_OUT.with(language, &values));
    }
    if order.dry_run {
        told.say(&DRY_RUN.get(language));
    } else if order.deed == Deed::ResetPassword && done > 0 {
        told.say(&texts::IN_LETTERS.get(language));
    }
    if report.bad == 0 { ExitCode::SUCCESS } else { ExitCode::from(exit::INVALID) }
}

/// What was done for a member, in a line.
fn of_member(deed: Deed, effect: &Effect, language: Language) -> String {
    let what = if effect.changed { changes(deed, effect, language) } else { texts::NOTHING.get(language).to_owned() };
    texts::OF_MEMBER.with(language, &[("member", &effect.account.member_number), ("what", &what)])
}

fn changes(deed: Deed, effect: &Effect, language: Language) -> String {
    let mut said: Vec<String> = Vec::new();
    if deed == Deed::ResetPassword {
        said.push(texts::INITIAL_PASSWORD.get(language).to_owned());
    }
    for attempt in &effect.attempts {
        let secret = texts::secret(&attempt.secret).get(language);
        said.push(texts::ATTEMPTS.with(language, &[("secret", &secret), ("failures", &attempt.failures)]));
    }
    let sessions = u64::try_from(effect.sessions).unwrap_or(u64::MAX);
    for (text, count) in [
        (texts::AUTHENTICATORS, effect.authenticators),
        (texts::PASSKEYS, effect.passkeys),
        (texts::SESSIONS, sessions),
        (texts::GRANTS, effect.grants),
    ] {
        // A reset says what it found even where that was nothing: the member may think otherwise.
        let asked_for = deed == Deed::ResetMfa && (text == texts::AUTHENTICATORS || text == texts::PASSKEYS);
        if count > 0 || asked_for {
            said.push(text.with(language, &[("count", &count)]));
        }
    }
    if deed != Deed::SignOut {
        said.push(if effect.told { texts::TOLD } else { texts::NOT_TOLD }.get(language).to_owned());
    }
    said.join(texts::AND.get(language))
}
