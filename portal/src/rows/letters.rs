//! The letters of MY mail: each belongs to one person of one household, and every query of a page takes that person out
//! of the session's [`Household`].
//!
//! A letter has no number of its own: a page's address names what was sent, and whose copy it shows is never part of it.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use expenses::{Branch, HouseholdNumber};
use realm::{Document, Letter};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{Condition, QueryOrder, QuerySelect};
use store::Tx;

use super::{InRealm, Stored};
use crate::member::Household;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letters")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    realm: String,
    #[sea_orm(primary_key, auto_increment = false)]
    household_number: String,
    #[sea_orm(primary_key, auto_increment = false)]
    branch: String,
    #[sea_orm(primary_key, auto_increment = false)]
    my_mail: String,
    title_ja: String,
    html_ja: String,
    title_en: Option<String>,
    html_en: Option<String>,
    reply_wanted: bool,
    reply_until: Option<DateTime<Utc>>,
    sent_at: DateTime<Utc>,
    read_at: Option<DateTime<Utc>>,
    reply: Option<String>,
    replied_at: Option<DateTime<Utc>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// Whom a letter is for, as a society names them.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Addressee {
    /// The household's number.
    pub household: HouseholdNumber,
    /// The person's own number within it.
    pub branch: Branch,
}

/// A letter that is to be sent.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// Whom it is for.
    pub to: Addressee,
    /// What it says.
    pub letter: Letter,
}

/// What is the same in all letters of one MY mail.
#[derive(Clone, Debug)]
pub struct Sending {
    /// The MY mail's name.
    pub my_mail: String,
    /// Whether a reply is wanted.
    pub reply_wanted: bool,
    /// From when on no reply is taken.
    pub reply_until: Option<DateTime<Utc>>,
    /// When it is sent.
    pub at: DateTime<Utc>,
}

/// A letter that somebody got.
#[derive(Clone, Debug)]
pub struct LetterRow {
    /// Whom it is for.
    pub household_number: String,
    /// The same.
    pub branch: String,
    /// The MY mail that it is one of.
    pub my_mail: String,
    /// What it says.
    pub letter: Letter,
    /// Whether a reply is wanted.
    pub reply_wanted: bool,
    /// From when on none is taken.
    pub reply_until: Option<DateTime<Utc>>,
    /// When it was sent.
    pub sent_at: DateTime<Utc>,
    /// When it was opened first.
    pub read_at: Option<DateTime<Utc>>,
    /// What was replied, and when.
    pub reply: Option<(String, DateTime<Utc>)>,
}

/// What became of the letters of one MY mail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LetterCounts {
    /// How many there are.
    pub sent: u64,
    /// How many were opened.
    pub read: u64,
    /// How many were replied to.
    pub replied: u64,
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// The letters of a person, the newest first: at most `most`, after passing over `skipped`.
    pub async fn letters(&self, of: &Household, (skipped, most): (u64, u64)) -> Result<Vec<LetterRow>, DbErr> {
        let newest_first = self.letters_of(of).order_by_desc(Column::SentAt).order_by_asc(Column::MyMail);
        let rows = newest_first.offset(skipped).limit(most).all(self.connection).await?;
        Ok(rows.into_iter().map(LetterRow::from).collect())
    }

    /// How many letters a person has not opened.
    pub async fn unread_letters(&self, of: &Household) -> Result<u64, DbErr> {
        self.letters_of(of).filter(Column::ReadAt.is_null()).count(self.connection).await
    }

    /// How many of them were sent since a moment.
    pub async fn new_letters(&self, of: &Household, since: DateTime<Utc>) -> Result<u64, DbErr> {
        let new = self.letters_of(of).filter(Column::ReadAt.is_null()).filter(Column::SentAt.gt(since));
        new.count(self.connection).await
    }

    /// A person's copy of a MY mail.
    pub async fn letter(&self, of: &Household, my_mail: &str) -> Result<Option<LetterRow>, DbErr> {
        let row = self.letters_of(of).filter(Column::MyMail.eq(my_mail)).one(self.connection).await?;
        Ok(row.map(LetterRow::from))
    }

    /// The letters that were replied to, of one MY mail or of all, the first reply first: for the administrator.
    pub async fn replies(&self, my_mail: Option<&str>) -> Result<Vec<LetterRow>, DbErr> {
        let replied =
            Entity::find().filter(Column::Realm.eq(self.realm.as_str())).filter(Column::RepliedAt.is_not_null());
        let replied = match my_mail {
            Some(my_mail) => replied.filter(Column::MyMail.eq(my_mail)),
            None => replied,
        };
        let first_first = replied.order_by_asc(Column::RepliedAt).order_by_asc(Column::HouseholdNumber);
        Ok(first_first.all(self.connection).await?.into_iter().map(LetterRow::from).collect())
    }

    /// What became of the letters of a MY mail.
    pub async fn letter_counts(&self, my_mail: &str) -> Result<LetterCounts, DbErr> {
        let all = || Entity::find().filter(Column::Realm.eq(self.realm.as_str())).filter(Column::MyMail.eq(my_mail));
        Ok(LetterCounts {
            sent: all().count(self.connection).await?,
            read: all().filter(Column::ReadAt.is_not_null()).count(self.connection).await?,
            replied: all().filter(Column::RepliedAt.is_not_null()).count(self.connection).await?,
        })
    }

    fn letters_of(&self, of: &Household) -> Select<Entity> {
        Entity::find()
            .filter(Column::Realm.eq(self.realm.as_str()))
            .filter(Column::HouseholdNumber.eq(of.number().as_str()))
            .filter(Column::Branch.eq(of.own().to_string()))
    }
}

impl InRealm<'_, Tx> {
    /// Sends letters, and says for each whether it is new: who has a copy of this MY mail keeps the one they have.
    pub async fn send_letters(&self, sending: &Sending, letters: Vec<Outgoing>) -> Result<Vec<Stored>, DbErr> {
        let households = letters.iter().map(|letter| letter.to.household.as_str().to_owned());
        let there = Entity::find()
            .select_only()
            .columns([Column::HouseholdNumber, Column::Branch])
            .filter(Column::Realm.eq(self.realm.as_str()))
            .filter(Column::MyMail.eq(&sending.my_mail))
            .filter(Column::HouseholdNumber.is_in(households))
            .into_tuple::<(String, String)>()
            .all(self.connection)
            .await?;
        let mut there: HashSet<(String, String)> = there.into_iter().collect();
        let mut outcomes = Vec::with_capacity(letters.len());
        let mut new = Vec::new();
        for letter in letters {
            let key = (letter.to.household.as_str().to_owned(), letter.to.branch.to_string());
            let is_new = there.insert(key);
            outcomes.push(if is_new { Stored::New } else { Stored::Unchanged });
            if is_new {
                new.push(self.new_letter(sending, letter));
            }
        }
        if !new.is_empty() {
            let once = OnConflict::columns([Column::Realm, Column::HouseholdNumber, Column::Branch, Column::MyMail])
                .do_nothing()
                .to_owned();
            Entity::insert_many(new).on_conflict(once).exec_without_returning(self.connection).await?;
        }
        Ok(outcomes)
    }

    /// Deletes the letters of a MY mail from before a moment, and says how many there were.
    pub(super) async fn delete_letters_of(&self, my_mail: &str, before: DateTime<Utc>) -> Result<u64, DbErr> {
        let old = Entity::delete_many()
            .filter(Column::Realm.eq(self.realm.as_str()))
            .filter(Column::MyMail.eq(my_mail))
            .filter(Column::SentAt.lt(before));
        old.exec(self.connection).await.map(|deleted| deleted.rows_affected)
    }

    fn new_letter(&self, sending: &Sending, Outgoing { to, letter }: Outgoing) -> ActiveModel {
        let (title_en, html_en) = letter.en.map(|en| (en.title, en.html.to_string())).unzip();
        ActiveModel {
            realm: Set(self.realm.to_string()),
            household_number: Set(to.household.as_str().to_owned()),
            branch: Set(to.branch.to_string()),
            my_mail: Set(sending.my_mail.clone()),
            title_ja: Set(letter.ja.title),
            html_ja: Set(letter.ja.html.to_string()),
            title_en: Set(title_en),
            html_en: Set(html_en),
            reply_wanted: Set(sending.reply_wanted),
            reply_until: Set(sending.reply_until),
            sent_at: Set(sending.at),
            read_at: Set(None),
            reply: Set(None),
            replied_at: Set(None),
        }
    }

    /// Notes that a person has opened their copy, the first time.
    pub async fn note_letter_opened(&self, of: &Household, my_mail: &str, now: DateTime<Utc>) -> Result<(), DbErr> {
        let opened = self
            .change(of, my_mail, ActiveModel { read_at: Set(Some(now)), ..Default::default() })
            .filter(Column::ReadAt.is_null());
        opened.exec(self.connection).await.map(drop)
    }

    /// Keeps a person's reply. `false` when none is wanted, it is too late, or there is one already: the first stays.
    pub async fn reply(
        &self,
        of: &Household,
        my_mail: &str,
        (text, now): (String, DateTime<Utc>),
    ) -> Result<bool, DbErr> {
        let in_time = Condition::any().add(Column::ReplyUntil.is_null()).add(Column::ReplyUntil.gt(now));
        let replied = self
            .change(
                of,
                my_mail,
                ActiveModel { reply: Set(Some(text)), replied_at: Set(Some(now)), ..Default::default() },
            )
            .filter(Column::ReplyWanted.eq(true))
            .filter(Column::RepliedAt.is_null())
            .filter(in_time);
        Ok(replied.exec(self.connection).await?.rows_affected == 1)
    }

    fn change(&self, of: &Household, my_mail: &str, to: ActiveModel) -> sea_orm::UpdateMany<Entity> {
        Entity::update_many()
            .set(to)
            .filter(Column::Realm.eq(self.realm.as_str()))
            .filter(Column::HouseholdNumber.eq(of.number().as_str()))
            .filter(Column::Branch.eq(of.own().to_string()))
            .filter(Column::MyMail.eq(my_mail))
    }
}

impl From<Model> for LetterRow {
    fn from(row: Model) -> Self {
        let document = |title, html: String| Document { title, html: html.into(), sha256: String::new() };
        Self {
            household_number: row.household_number,
            branch: row.branch,
            my_mail: row.my_mail,
            letter: Letter {
                ja: document(row.title_ja, row.html_ja),
                en: row.title_en.zip(row.html_en).map(|(title, html)| document(title, html)),
            },
            reply_wanted: row.reply_wanted,
            reply_until: row.reply_until,
            sent_at: row.sent_at,
            read_at: row.read_at,
            reply: row.reply.zip(row.replied_at),
        }
    }
}

/// Shows nothing: a log line would be about a person.
impl std::fmt::Debug for Addressee {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Addressee(…)")
    }
}

/// `H0001024` or `H0001024:02`: a household's number, and the person's own if it is not the insured person's.
impl std::str::FromStr for Addressee {
    type Err = NotAnAddressee;

    fn from_str(text: &str) -> Result<Self, NotAnAddressee> {
        let (household, branch) = match text.rsplit_once(':') {
            Some((household, branch)) => (household, branch.parse().map_err(|_| NotAnAddressee)?),
            None => (text, Branch::INSURED),
        };
        Ok(Self { household: household.parse().map_err(|_| NotAnAddressee)?, branch })
    }
}

/// A text that names nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("世帯番号か「世帯番号:枝番」を書いてください / write a household's number, or NUMBER:BRANCH")]
pub struct NotAnAddressee;
