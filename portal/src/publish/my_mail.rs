//! `mymail send`, `mymail list`, `mymail replies`.
//!
//! A text is sent once to each member: the same command again reaches those alone who do not have it, and another text
//! under the same name is refused, so that nobody's letter changes after they have read it. A file of recipients is first
//! gone through to its end: one bad line, and nobody is written to.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use base::{Clock, Language, RealmName, Text};
use chrono::{DateTime, Utc};
use clap::{ArgGroup, Args, Subcommand};
use expenses::CareMonth;
use realm::{MyMail, Realm};
use store::Database;
use store::import::{Encoding, Event, ImportError, Outcomes};
use web::format;
use web::service::Settings;

use super::recipients::{self, Recipients};
use super::replies;
use super::{in_both, refuse_file, society};
use crate::app::connect;
use crate::audit_log;
use crate::import::INVALID;
use crate::rows::{self, Addressee, DbErr, Stored, in_realm};

const SENT: Text = Text {
    ja: "MYメール {id}：{new}人に届きました。すでに届いている人 {already}",
    en: "MY mail {id}: {new} members got it, {already} had it already",
};
const WOULD_BE_SENT: Text = Text {
    ja: "MYメール {id}：{new}人に届きます（検査のみ）。すでに届いている人 {already}",
    en: "MY mail {id}: {new} members would get it (dry run), {already} have it already",
};
const OTHER_TEXT: Text = Text {
    ja: "MYメール {id} は、別の文章で{at}に送られています。idかファイル名を変えてください",
    en: "another text was sent as {id} on {at}: choose another id, or name the file otherwise",
};
const NOTHING_TO_FILL_IN: Text = Text {
    ja: "差し込み（{names}）があるので、--recipientsで宛先のファイルを渡してください",
    en: "there are placeholders ({names}): give a file of recipients with --recipients",
};
const NOBODY: Text = Text { ja: "当てはまる人がいません", en: "this is for nobody" };
const NOT_SENT: Text = Text {
    ja: "誤りのある行が{n}行あり、だれにも送っていません",
    en: "{n} lines have mistakes; nobody was written to",
};

/// MYメール / MY mail.
#[derive(Clone, Debug, Subcommand)]
pub enum MyMailCommand {
    /// MarkdownファイルのMYメールを送る / Send a MY mail from a Markdown file
    Send(SendMyMail),
    /// 送ったMYメールの一覧 / List what was sent
    List {
        /// 組合（レルム）の名前 / The realm's name
        realm: RealmName,
    },
    /// 返信をCSVで書き出す / Export the replies as CSV
    Replies {
        /// 組合（レルム）の名前 / The realm's name
        realm: RealmName,
        /// このMYメールの返信だけ / Those to this MY mail alone
        #[arg(long, value_name = "NAME")]
        id: Option<String>,
    },
}

/// `mymail send`
#[derive(Clone, Debug, Args)]
#[command(group = ArgGroup::new("whom").required(true).args(["to", "recipients", "all", "insured", "dependants", "expenses"]))]
pub struct SendMyMail {
    /// 組合（レルム）の名前 / The realm's name
    pub realm: RealmName,
    /// Markdownファイル / The file
    pub file: PathBuf,
    /// この人に：世帯番号、または「世帯番号:枝番」（何度でも書ける）/ To this person: a household's number, or NUMBER:BRANCH; may be repeated
    #[arg(long, value_name = "PERSON")]
    pub to: Vec<Addressee>,
    /// CSVファイルの人に（household_number, branch と差し込みの列）/ To those in a CSV file: household_number, branch and a column for each placeholder
    #[arg(long, value_name = "FILE.csv")]
    pub recipients: Option<PathBuf>,
    /// ログインしたことのある全員に / To everybody who has ever signed in
    #[arg(long)]
    pub all: bool,
    /// ログインしたことのある被保険者に / To the insured persons who have ever signed in
    #[arg(long)]
    pub insured: bool,
    /// ログインしたことのある被扶養者に / To the dependants who have ever signed in
    #[arg(long)]
    pub dependants: bool,
    /// この月に医療費の明細があり、ログインしたことのある人に / To those who have ever signed in and see receipt lines of this month
    #[arg(long, value_name = "YYYY-MM")]
    pub expenses: Option<CareMonth>,
    /// CSVファイルの文字コード / The encoding of the CSV file: utf-8 or shift_jis
    #[arg(long, default_value = "utf-8", requires = "recipients")]
    pub encoding: Encoding,
    /// 検査のみ行い、何も変更しない / Check only, change nothing
    #[arg(long)]
    pub dry_run: bool,
}

impl MyMailCommand {
    /// The society that it is about.
    #[must_use]
    pub const fn society(&self) -> &RealmName {
        let (Self::Send(SendMyMail { realm, .. }) | Self::List { realm } | Self::Replies { realm, .. }) = self;
        realm
    }

    /// Does it, and says so on the terminal.
    ///
    /// # Errors
    /// What kept the command from its work.
    pub async fn run(&self, settings: &Settings, clock: &Clock) -> anyhow::Result<ExitCode> {
        let realm = match society(settings, self.society())? {
            Ok(realm) => realm,
            Err(code) => return Ok(code),
        };
        match self {
            Self::Send(send) => return send.run(settings, &realm, clock).await,
            Self::List { .. } => list(&connect(settings).await?, &realm.name).await?,
            Self::Replies { id, .. } => {
                let database = connect(settings).await?;
                let letters = in_realm(database.reader(), &realm.name).replies(id.as_deref()).await?;
                let whose = id.iter().cloned().chain([format!("replies={}", letters.len())]);
                let what = (rows::Event::RepliesExported, whose.collect::<Vec<_>>().join(" "));
                audit_log::note(&database, &realm.name, what, clock.now()).await?;
                replies::write(&letters, io::stdout().lock())?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl SendMyMail {
    async fn run(&self, settings: &Settings, realm: &Realm, clock: &Clock) -> anyhow::Result<ExitCode> {
        let mail = match MyMail::read(&self.file) {
            Ok(mail) => mail,
            Err(mistakes) => return Ok(refuse_file(&self.file, &mistakes)),
        };
        let refuse = |why: String| {
            eprintln!("{}: {why}", self.file.display());
            Ok(ExitCode::from(INVALID))
        };
        if self.recipients.is_none() && !mail.placeholders.is_empty() {
            return refuse(in_both(NOTHING_TO_FILL_IN, &[("names", &mail.placeholders.join(", "))]));
        }
        let database = connect(settings).await?;
        let former = in_realm(database.reader(), &realm.name).sent_mail(&mail.id).await?;
        if let Some(former) = former.filter(|former| former.sha256 != mail.sha256) {
            let at = format::moment(former.sent_at, Language::Ja);
            return refuse(in_both(OTHER_TEXT, &[("id", &mail.id), ("at", &at)]));
        }
        let id = mail.id.clone();
        let outcomes = match &self.recipients {
            Some(_) => match self.to_file(&database, realm, (mail, clock)).await? {
                Ok(outcomes) => outcomes,
                Err(code) => return Ok(code),
            },
            None => {
                let whom = self.whom(&database, realm).await?;
                if whom.is_empty() {
                    return refuse(in_both(NOBODY, &[]));
                }
                let sending =
                    recipients::Delivery { realm: realm.name.clone(), now: clock.now(), dry_run: self.dry_run };
                sending.to(&database, mail, whom).await?
            }
        };
        let count = |name: Stored| outcomes.get(crate::import::name_of(name)).copied().unwrap_or_default();
        let said = if self.dry_run { WOULD_BE_SENT } else { SENT };
        let (new, already) = (count(Stored::New), count(Stored::Unchanged));
        println!("{}", in_both(said, &[("id", &id), ("new", &new), ("already", &already)]));
        Ok(ExitCode::SUCCESS)
    }

    /// Whom the letter is for, where no file says it.
    async fn whom(&self, database: &Database, realm: &Realm) -> Result<Vec<Addressee>, DbErr> {
        let rows = in_realm(database.reader(), &realm.name);
        let mut whom = self.to.clone();
        if let Some(month) = self.expenses {
            whom.extend(rows.known_members_with_lines(month, realm.portal.household).await?);
        } else if self.to.is_empty() {
            let wanted = |member: &Addressee| {
                let insured = member.branch == expenses::Branch::INSURED;
                self.all || insured == self.insured
            };
            whom.extend(rows.known_addressees().await?.into_iter().filter(wanted));
        }
        Ok(whom)
    }

    /// Sends to those in a file, after all of it has been found good.
    async fn to_file(
        &self,
        database: &Database,
        realm: &Realm,
        (mail, clock): (MyMail, &Clock),
    ) -> anyhow::Result<Result<Outcomes, ExitCode>> {
        let Some(path) = &self.recipients else { return Ok(Ok(Outcomes::new())) };
        let file = path.display().to_string();
        let mut tell = |event| {
            if let Event::Problem(problem) = event {
                Language::ALL.into_iter().for_each(|language| eprintln!("{}", problem.in_file(&file, language)));
            }
        };
        let recipients = Recipients { realm: realm.name.clone(), path: path.clone(), encoding: self.encoding };
        let outcome = recipients.send(database, (&mail, self.dry_run), clock, &mut tell).await;
        Ok(match outcome {
            Ok(report) if report.bad == 0 => Ok(report.outcomes),
            Ok(report) => {
                eprintln!("{file}: {}", in_both(NOT_SENT, &[("n", &report.bad)]));
                Err(INVALID.into())
            }
            Err(ImportError::Unusable(problems)) => {
                problems.into_iter().for_each(|problem| tell(Event::Problem(problem)));
                Err(INVALID.into())
            }
            Err(ImportError::File(cause)) => {
                eprintln!("{file}: {cause}");
                Err(crate::import::USAGE.into())
            }
            Err(error) => return Err(error.into()),
        })
    }
}

/// Sends a MY mail without placeholders to those named, as of a moment, without a word to anybody.
///
/// # Errors
/// The database's own failure, or another text under the same name.
pub async fn send_my_mail(
    database: &Database,
    realm: &RealmName,
    (mail, whom): (MyMail, Vec<Addressee>),
    now: DateTime<Utc>,
) -> Result<Outcomes, DbErr> {
    recipients::Delivery { realm: realm.clone(), now, dry_run: false }.to(database, mail, whom).await
}

/// What was sent, one a line: name, moment, how many got it, opened it, replied, title.
async fn list(database: &Database, realm: &RealmName) -> Result<(), DbErr> {
    let rows = in_realm(database.reader(), realm);
    for mail in rows.sent_mails().await? {
        let counts = rows.letter_counts(&mail.id).await?;
        let at = format::moment(mail.sent_at, Language::Ja);
        println!("{}\t{at}\t{}\t{}\t{}\t{}", mail.id, counts.sent, counts.read, counts.replied, mail.title);
    }
    Ok(())
}
