//! To whom a MY mail goes: by a file with what is to be filled in, or by a list.

use std::path::PathBuf;
use std::sync::Arc;

use base::{Clock, RealmName, Text};
use chrono::{DateTime, Utc};
use expenses::{Branch, NotABranch};
use futures::future::BoxFuture;
use realm::MyMail;
use store::import::{Applied, Encoding, Event, Fault, Import, ImportError, Importer, Line, Outcomes, Record, Report};
use store::{Database, Tx};

use crate::import::{count, done, name_of};
use crate::rows::{self, Addressee, DbErr, Outgoing, Sending, Stored, in_realm};

/// So many letters are written at once.
const CHUNK: usize = 1000;
/// The most characters of what is filled in.
const LONGEST: usize = 1000;

const NOT_A_HOUSEHOLD: Text = Text {
    ja: "世帯番号ではありません（空白のない1〜64文字）",
    en: "this is no household's number (1 to 64 characters without white space)",
};
const NOT_A_BRANCH: Text =
    Text { ja: "枝番ではありません（数字1〜2桁）", en: "this is no branch number (one or two digits)" };
const NOT_FILLED: Text = Text {
    ja: "空です（MYメールに差し込む列です）",
    en: "this is empty, and the message has a place for it",
};
const TOO_LONG: Text =
    Text { ja: "長すぎます（{most}文字まで）", en: "this is too long (at most {most} characters)" };

/// A file of recipients.
#[derive(Clone, Debug)]
pub struct Recipients {
    /// The society.
    pub realm: RealmName,
    /// The file.
    pub path: PathBuf,
    /// How its text is encoded.
    pub encoding: Encoding,
}

impl Recipients {
    /// Sends a MY mail to everybody in the file, each with their own words, or to nobody: the file is gone through to its
    /// end first. An interrupted run goes on when the command is given again.
    ///
    /// # Errors
    /// [`ImportError`].
    pub async fn send(
        &self,
        database: &Database,
        (mail, dry_run): (&MyMail, bool),
        clock: &Clock,
        listener: &mut (dyn FnMut(Event) + Send),
    ) -> Result<Report, ImportError> {
        let run =
            |dry_run| Import { realm: self.realm.clone(), path: self.path.clone(), encoding: self.encoding, dry_run };
        let file = || LetterFile::new(self.realm.clone(), mail, clock.now());
        let tried = run(true).run(database, file(), clock, listener).await?;
        if dry_run || tried.bad > 0 {
            return Ok(tried);
        }
        run(false).run(database, file(), clock, listener).await
    }
}

/// What a file of recipients means.
struct LetterFile {
    realm: RealmName,
    mail: MyMail,
    kind: String,
    now: DateTime<Utc>,
}

impl LetterFile {
    fn new(realm: RealmName, mail: &MyMail, now: DateTime<Utc>) -> Self {
        // What one text was sent by, another one must not go on with.
        let kind = format!("my-mail {} {}", mail.id, mail.sha256);
        Self { realm, mail: mail.clone(), kind, now }
    }

    /// What is wrong with what is to be filled in.
    fn faults(&self, record: &Record<'_>) -> Vec<Fault> {
        let names = self.mail.placeholders.iter();
        let fault = |name: &String| {
            let value = record.get(name);
            if value.trim().is_empty() {
                return Some(Fault::new(name.clone(), NOT_FILLED));
            }
            let long = value.chars().count() > LONGEST;
            long.then(|| Fault::with(name.clone(), TOO_LONG, &[("most", &LONGEST)]))
        };
        names.filter_map(fault).collect()
    }
}

impl Importer for LetterFile {
    const COLUMNS: &'static [&'static str] = &["household_number", "branch"];
    const OPTIONAL: &'static [&'static str] = &["branch"];
    const UNIQUE: &'static [&'static str] = &[];
    const UNIQUE_TOGETHER: &'static [&'static str] = &["household_number", "branch"];
    type Row = Outgoing;

    fn kind(&self) -> &str {
        &self.kind
    }

    fn more_columns(&self) -> &[String] {
        &self.mail.placeholders
    }

    fn spelling(&self, column: &str, text: &str) -> String {
        match branch(text) {
            Ok(branch) if column == "branch" => branch.to_string(),
            _ => text.trim().to_owned(),
        }
    }

    fn parse(&self, record: &Record<'_>) -> Result<Outgoing, Vec<Fault>> {
        let mut faults = self.faults(record);
        let household = record.get("household_number").trim().parse();
        let branch = branch(record.get("branch"));
        if household.is_err() {
            faults.push(Fault::new("household_number", NOT_A_HOUSEHOLD));
        }
        if branch.is_err() {
            faults.push(Fault::new("branch", NOT_A_BRANCH));
        }
        let (Ok(household), Ok(branch)) = (household, branch) else { return Err(faults) };
        if !faults.is_empty() {
            return Err(faults);
        }
        let to = Addressee { household, branch };
        Ok(Outgoing { to, letter: self.mail.letter(|name| record.get(name)) })
    }

    fn apply<'t>(self: Arc<Self>, tx: &'t Tx, lines: Vec<Line<Outgoing>>) -> BoxFuture<'t, Result<Applied, DbErr>> {
        Box::pin(async move {
            let letters = lines.into_iter().map(|line| line.value).collect();
            Ok(done(send(tx, (&self.realm, &self.mail), letters, self.now).await?))
        })
    }

    fn begin<'t>(self: Arc<Self>, tx: &'t Tx, at: DateTime<Utc>) -> BoxFuture<'t, Result<(), DbErr>> {
        Box::pin(async move { note_begun(tx, (&self.realm, &self.mail), at).await })
    }

    fn finish<'t>(self: Arc<Self>, tx: &'t Tx, done: Report, at: DateTime<Utc>) -> BoxFuture<'t, Result<(), DbErr>> {
        Box::pin(async move { note_sent(tx, (&self.realm, &self.mail), &done.outcomes, at).await })
    }
}

/// A branch as files write it: left empty for the insured person.
fn branch(text: &str) -> Result<Branch, NotABranch> {
    match text.trim() {
        "" => Ok(Branch::INSURED),
        text => text.parse(),
    }
}

/// A MY mail on its way to a list of people.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// The society.
    pub realm: RealmName,
    /// The moment.
    pub now: DateTime<Utc>,
    /// Whether nothing is changed.
    pub dry_run: bool,
}

/// Why a write was taken back.
enum TakenBack {
    /// It was only tried.
    Tried(Outcomes),
    Failed(DbErr),
}

impl From<DbErr> for TakenBack {
    fn from(error: DbErr) -> Self {
        Self::Failed(error)
    }
}

impl Delivery {
    /// Sends the same words to everybody in a list.
    ///
    /// # Errors
    /// The database's own failure: those who have it by then keep it, and the command may be given again.
    pub async fn to(&self, database: &Database, mail: MyMail, whom: Vec<Addressee>) -> Result<Outcomes, DbErr> {
        let mail = Arc::new(mail);
        let mut outcomes = Outcomes::new();
        let (mut chunks, mut is_first) = (whom.chunks(CHUNK).peekable(), true);
        while let Some(chunk) = chunks.next() {
            let letters = chunk.iter().map(|to| Outgoing { to: to.clone(), letter: mail.letter(|_| "") }).collect();
            let (delivery, mail, mut sent) = (self.clone(), Arc::clone(&mail), outcomes);
            let is_last = chunks.peek().is_none();
            let is_first_of_several = std::mem::take(&mut is_first) && !is_last;
            let write = database.write(move |tx| {
                Box::pin(async move {
                    let Self { realm, now, dry_run } = delivery;
                    count(&mut sent, send(tx, (&realm, &mail), letters, now).await?);
                    if dry_run {
                        return Err(TakenBack::Tried(sent));
                    }
                    if is_first_of_several {
                        note_begun(tx, (&realm, &mail), now).await?;
                    }
                    if is_last {
                        note_sent(tx, (&realm, &mail), &sent, now).await?;
                    }
                    Ok(sent)
                })
            });
            outcomes = match write.await {
                Ok(sent) | Err(TakenBack::Tried(sent)) => sent,
                Err(TakenBack::Failed(error)) => return Err(error),
            };
        }
        Ok(outcomes)
    }
}

/// Notes in the audit log that a MY mail is on its way to more than can be sent to at once.
async fn note_begun(tx: &Tx, (realm, mail): (&RealmName, &MyMail), at: DateTime<Utc>) -> Result<(), DbErr> {
    in_realm(tx, realm).record(rows::Event::MyMailBegun, (None, Some(mail.id.clone())), at).await
}

/// Notes in the audit log that a MY mail has reached everybody it was for.
async fn note_sent(
    tx: &Tx,
    (realm, mail): (&RealmName, &MyMail),
    sent: &Outcomes,
    at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let count = |stored| sent.get(name_of(stored)).copied().unwrap_or_default();
    let object = format!("{} new={} already={}", mail.id, count(Stored::New), count(Stored::Unchanged));
    in_realm(tx, realm).record(rows::Event::MyMailSent, (None, Some(object)), at).await
}

/// Writes letters, and what they are letters of.
async fn send(
    tx: &Tx,
    (realm, mail): (&RealmName, &MyMail),
    letters: Vec<Outgoing>,
    now: DateTime<Utc>,
) -> Result<Vec<Stored>, DbErr> {
    let rows = in_realm(tx, realm);
    if !rows.begin_my_mail(mail, now).await? {
        return Err(DbErr::Custom("another text was sent under this name at the same time".to_owned()));
    }
    let sending =
        Sending { my_mail: mail.id.clone(), reply_wanted: mail.reply, reply_until: mail.reply_until, at: now };
    rows.send_letters(&sending, letters).await
}
