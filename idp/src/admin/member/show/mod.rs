//! `warifu-idp member show`: everything the desk needs to help a member on the telephone, and no secret.
//!
//! Looking is noted in the audit log too: it is personal data.

mod said;
mod texts;

use std::process::ExitCode;

use account::Refusal;
use base::{AccountId, Language, RealmName};
use chrono::{DateTime, NaiveDate, Utc};
use clap::{Args, ValueEnum};
use realm::{Realm, Step};
use serde::Serialize;
use store::outbox::{State, Written};
use web::service::Settings;

use super::who::{Named, OneMember};
use crate::App;
use crate::admin::society::refuse;
use crate::admin::{Words, exit, society};
use crate::rows::{AccountRow, Actor, AuditRow, DbErr, Details, Event, SessionRow, in_realm};

/// So many of the last sign-ins are shown.
const SIGN_INS: u64 = 5;
/// And so many of the last mails.
const MAILS: usize = 5;

/// Its arguments.
#[derive(Debug, Args)]
pub struct ShowArguments {
    /// The society.
    pub(in crate::admin) realm: RealmName,
    #[command(flatten)]
    member: OneMember,
    /// How to write it.
    #[arg(long, value_enum, default_value_t = Output::Text)]
    format: Output,
    /// In which language.
    #[arg(long, value_enum, default_value_t = Words::Ja)]
    pub(in crate::admin) lang: Words,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Output {
    /// For people.
    Text,
    /// For programs: one object.
    Json,
}

/// What is known of a member, as `--format json` writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// The society's number for the member.
    pub member_number: String,
    /// The user ID.
    pub user_id: String,
    /// Whether that is still the one that the society issued (仮ID).
    pub user_id_is_provisional: bool,
    /// Family name and given name.
    pub name: String,
    /// `active`, `disabled` or `no-longer-eligible`.
    pub standing: &'static str,
    /// Since when the member is insured (資格取得).
    pub eligible_from: NaiveDate,
    /// Until when (資格喪失), if that is known.
    pub eligible_until: Option<NaiveDate>,
    /// `chosen`, `used` (the issued one, still in use), `issued` or `none`.
    pub password: &'static str,
    /// The second factor that the member chose.
    pub method: Option<&'static str>,
    /// The e-mail address.
    pub email: Option<String>,
    /// Since when mail to it comes back.
    pub email_bounced_at: Option<DateTime<Utc>>,
    /// When the first sign-in was completed.
    pub first_signed_in_at: Option<DateTime<Utc>>,
    /// The realm's steps in their order, and when each was done.
    pub steps: Vec<StepShown>,
    /// Authenticator apps and passkeys.
    pub devices: Vec<DeviceShown>,
    /// Wrong attempts in a row.
    pub wrong_attempts: Vec<AttemptsShown>,
    /// Browsers in which the member is signed in.
    pub sessions: Vec<SessionShown>,
    /// The last sign-ins, the newest first.
    pub last_sign_ins: Vec<SignInShown>,
    /// The last mails to the address, the newest first.
    pub last_mails: Vec<MailShown>,
}

/// A step of the first sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepShown {
    /// Which.
    pub step: Step,
    /// When it was done; of the terms, the version that was agreed to instead.
    pub done: Option<String>,
}

/// A device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeviceShown {
    /// `app-otp` or `passkey`.
    pub kind: &'static str,
    /// The name that the member gave it.
    pub name: String,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// When it was last used, if that is known.
    pub used_at: Option<DateTime<Utc>>,
}

/// The wrong attempts at one secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AttemptsShown {
    /// Which secret.
    pub secret: String,
    /// Whether they were made in a browser in which the member had signed in before: those are counted apart.
    pub known_browser: bool,
    /// How many in a row.
    pub failures: i64,
    /// Whether the secret is locked by them.
    pub locked: bool,
    /// When the last was made.
    pub last_at: DateTime<Utc>,
}

/// A session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SessionShown {
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
    /// The browser's family and system.
    pub browser: Option<String>,
    /// The network.
    pub network: Option<String>,
}

/// A sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignInShown {
    /// When.
    pub at: DateTime<Utc>,
    /// For which application.
    pub client: Option<String>,
    /// The browser's family and system.
    pub browser: Option<String>,
    /// The network.
    pub network: Option<String>,
}

/// A mail to the address that the member has now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MailShown {
    /// When it was written.
    pub at: DateTime<Utc>,
    /// What it is about.
    pub kind: String,
    /// `queued`, `sent` (a mail server has taken it) or `refused`.
    pub state: &'static str,
    /// How many times it was tried.
    pub attempts: u32,
    /// What the mail server last replied that did not take it (RFC 5321 §4.2).
    pub reply_code: Option<u16>,
}

/// Shows it. Exit code 0: shown; 3: no such realm or member; 5: refused.
///
/// # Errors
/// When the settings are unusable or the database fails.
pub(in crate::admin) async fn run(settings: &Settings, arguments: &ShowArguments) -> anyhow::Result<ExitCode> {
    let language: Language = arguments.lang.into();
    let (app, realm) = match society::open(settings, &arguments.realm, language).await? {
        Ok(opened) => opened,
        Err(code) => return Ok(code),
    };
    let Some(named) = arguments.member.named() else { return Ok(ExitCode::from(exit::USAGE)) };
    let Some(shown) = look(&app, &realm, &named, audit::administrator()).await? else {
        return Ok(refuse((super::texts::NO_MEMBER, &[]), language, exit::USAGE));
    };
    match arguments.format {
        Output::Json => println!("{}", serde_json::to_string_pretty(&shown)?),
        Output::Text => print!("{}", shown.in_words(&realm, language)),
    }
    Ok(ExitCode::SUCCESS)
}

/// Looks at a member, and notes that somebody did. `None` when there is no such member.
///
/// # Errors
/// The database's failure.
pub async fn look(app: &App, realm: &Realm, named: &Named, administrator: String) -> Result<Option<Shown>, DbErr> {
    let rows = in_realm(app.database.reader(), &realm.name);
    let found = rows.accounts_named((named.by, std::slice::from_ref(&named.name))).await?;
    let Some(account) = found.into_iter().next() else { return Ok(None) };
    let (name, id, now) = (realm.name.clone(), account.account_id(), app.clock.now());
    let details = Details { account: Some(id), administrator: Some(administrator), ..Details::default() };
    let noted = app.database.write(move |tx| {
        Box::pin(async move {
            in_realm(tx, &name).record_with((Actor::Administrator, Event::MemberShown), details, now).await
        })
    });
    noted.await?;
    gather(app, realm, account).await.map(Some)
}

async fn gather(app: &App, realm: &Realm, account: AccountRow) -> Result<Shown, DbErr> {
    let (rows, id, now) = (in_realm(app.database.reader(), &realm.name), account.account_id(), app.clock.now());
    let facts = rows.account_facts(&account).await?;
    let standing = match facts.refusal(realm, now) {
        None => "active",
        Some(Refusal::Disabled) => "disabled",
        Some(Refusal::NoLongerEligible) => "no-longer-eligible",
    };
    let attempts = rows.attempts_at(id).await?.into_iter().map(|row| AttemptsShown {
        locked: row.is_locked(realm.sign_in.lockout, now),
        known_browser: row.is_of_a_known_browser(),
        secret: row.secret,
        failures: row.failures,
        last_at: row.last_at,
    });
    let address = account.address();
    let mails = match &address {
        Some(address) => app.outbox.last_to(&app.database, (&realm.name, address.as_str()), MAILS).await?,
        None => Vec::new(),
    };
    let sign_ins = rows.log().account_events(id, &[Event::SignedIn.name()], None, SIGN_INS).await?;
    Ok(Shown {
        last_mails: mails.into_iter().map(MailShown::from).collect(),
        standing,
        steps: steps(realm, &account, facts.accepted_terms),
        devices: devices(app, realm, id).await?,
        wrong_attempts: attempts.collect(),
        sessions: rows.sessions_of(id, now).await?.into_iter().map(SessionShown::from).collect(),
        last_sign_ins: sign_ins.into_iter().map(SignInShown::from).collect(),
        password: password(&account),
        method: account.chosen_method().map(realm::Method::name),
        user_id_is_provisional: account.user_id_chosen_at.is_none(),
        name: format!("{} {}", account.family_name, account.given_name).trim_end().to_owned(),
        member_number: account.member_number,
        user_id: account.user_id,
        eligible_from: account.eligible_from,
        eligible_until: account.eligible_until,
        email: account.email,
        email_bounced_at: account.email_bounced_at,
        first_signed_in_at: account.first_signed_in_at,
    })
}

async fn devices(app: &App, realm: &Realm, account: AccountId) -> Result<Vec<DeviceShown>, DbErr> {
    let rows = in_realm(app.database.reader(), &realm.name);
    let apps = rows.authenticators(account).await?.into_iter().map(|row| DeviceShown {
        kind: "app-otp",
        name: row.name,
        created_at: row.created_at,
        used_at: None,
    });
    let passkeys = rows.passkeys(account).await?.into_iter().map(|row| DeviceShown {
        kind: "passkey",
        name: row.name,
        created_at: row.created_at,
        used_at: row.used_at,
    });
    Ok(apps.chain(passkeys).collect())
}

const fn password(account: &AccountRow) -> &'static str {
    match (account.password_chosen_at, &account.password_hash, &account.issued_password) {
        (Some(_), Some(_), _) => "chosen",
        (None, Some(_), _) => "used",
        (_, None, Some(_)) => "issued",
        (_, None, None) => "none",
    }
}

fn steps(realm: &Realm, account: &AccountRow, accepted_terms: Option<String>) -> Vec<StepShown> {
    let moment = |at: Option<DateTime<Utc>>| at.map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
    let done = |step: Step| match step {
        Step::BirthDate => moment(account.birth_date_confirmed_at),
        Step::Terms => accepted_terms.clone(),
        Step::Email => moment(account.email_confirmed_at),
        Step::EmailVerification => moment(account.email_verified_at),
        Step::UserId => moment(account.user_id_confirmed_at),
        Step::Method => account.chosen_method().map(|method| method.name().to_owned()),
        Step::Password => moment(account.password_chosen_at),
    };
    realm.sign_in.steps.iter().map(|step| StepShown { step: *step, done: done(*step) }).collect()
}

impl From<SessionRow> for SessionShown {
    fn from(row: SessionRow) -> Self {
        let SessionRow { created_at, expires_at, browser, network, .. } = row;
        Self { created_at, expires_at, browser, network }
    }
}

impl From<Written> for MailShown {
    fn from(Written { kind, at, progress }: Written) -> Self {
        let state = match progress.state {
            State::Queued => "queued",
            State::Sent => "sent",
            State::Failed => "refused",
        };
        Self { at, kind, state, attempts: progress.attempts, reply_code: progress.reply_code }
    }
}

impl From<AuditRow> for SignInShown {
    fn from(row: AuditRow) -> Self {
        let AuditRow { at, client, browser, network, .. } = row;
        Self { at, client, browser, network }
    }
}
