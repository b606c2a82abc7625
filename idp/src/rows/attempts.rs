//! The count of wrong attempts in a row, by what is guessed, whose it is, and in which lane.
//!
//! An attempt is reserved before it is judged, in one statement: however many guesses arrive at once and on however
//! many nodes, no more are judged than the realm allows. A success gives the count back.
//!
//! A browser in which the member completed a sign-in before has a lane of its own, so that strangers who guess at a
//! member's ID lock nobody out but strangers.

use std::fmt;

use account::lock_opens_at;
use base::{AccountId, TokenHash};
use chrono::{DateTime, Utc};
use realm::Lockout;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{Condition, FromQueryResult, QueryOrder, Statement, UpdateMany, Value};
use store::Tx;

use super::{AcrossRealms, InRealm};

/// What is guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guessed {
    /// A password.
    Password,
    /// A code of an authenticator app.
    AppCode,
    /// A code sent by mail as a second factor.
    MailCode,
    /// A code sent by mail to show that an address is one's own.
    EmailVerificationCode,
    /// An answer of a passkey.
    Passkey,
    /// A date of birth.
    BirthDate,
}

impl Guessed {
    /// What of an account can be guessed.
    pub const OF_AN_ACCOUNT: [Self; 6] =
        [Self::Password, Self::AppCode, Self::MailCode, Self::EmailVerificationCode, Self::Passkey, Self::BirthDate];

    /// What can be guessed of an account's second factor.
    pub const OF_A_SECOND_FACTOR: [Self; 2] = [Self::AppCode, Self::Passkey];

    /// Its name, as rows and the audit log keep it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::AppCode => "app-code",
            Self::MailCode => "mail-code",
            Self::EmailVerificationCode => "email-verification-code",
            Self::Passkey => "passkey",
            Self::BirthDate => "birth-date",
        }
    }
}

/// Whose secret it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// A member's.
    Account(AccountId),
    /// Nobody's: a keyed digest of what was typed instead of a member's name. It is counted all the same, so that nobody
    /// learns whom there is.
    Nobody(String),
}

/// In which lane attempts are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lane {
    /// That of all browsers in which the member never completed a sign-in.
    Strangers,
    /// That of a browser in which they did, by the hash of its cookie.
    KnownBrowser(TokenHash),
}

/// Where attempts are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counter {
    /// What is guessed.
    pub guessed: Guessed,
    /// Whose it is.
    pub whose: Whose,
    /// In which lane.
    pub lane: Lane,
}

/// An attempt that was counted and has not been judged yet.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// Where it is counted.
    pub counter: Counter,
    /// Which attempts it belongs to: all since the last success, or since the last lock that rested out.
    pub series: Uuid,
    /// The how-manieth in a row it is, from 1.
    pub number: u32,
}

/// What the names of secrets that nobody has end with.
const OF_NOBODY: &str = "-of-nobody";

impl fmt::Display for Whose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(account) => account.fmt(f),
            Self::Nobody(typed) => typed.fmt(f),
        }
    }
}

impl Counter {
    fn secret(&self) -> String {
        match self.whose {
            Whose::Account(_) => self.guessed.name().to_owned(),
            Whose::Nobody(_) => format!("{}{OF_NOBODY}", self.guessed.name()),
        }
    }

    fn subject(&self) -> String {
        match &self.lane {
            Lane::Strangers => self.whose.to_string(),
            Lane::KnownBrowser(browser) => format!("{}{browser}", lanes_of(&self.whose)),
        }
    }
}

/// What the subjects of a member's known browsers begin with.
fn lanes_of(whose: &Whose) -> String {
    format!("{whose}:")
}

/// Adds one to a count unless the limit is reached; after a lock that has rested out a new series begins.
const RESERVE: &str = "
    INSERT INTO attempts (realm, secret, subject, failures, last_at, series, rested_locks)
    VALUES ($1, $2, $3, 1, $4, $5, 0)
    ON CONFLICT (realm, secret, subject) DO UPDATE SET
        series = CASE WHEN attempts.failures < $6 THEN COALESCE(attempts.series, $5) ELSE $5 END,
        rested_locks = COALESCE(attempts.rested_locks, 0) + CASE WHEN attempts.failures < $6 THEN 0 ELSE 1 END,
        failures = CASE WHEN attempts.failures < $6 THEN attempts.failures + 1 ELSE 1 END,
        last_at = $4, opens_at = NULL, told_at = NULL
    WHERE attempts.failures < $6 OR attempts.opens_at <= $4
    RETURNING failures, series, rested_locks";

#[derive(FromQueryResult)]
struct Reserved {
    failures: i64,
    series: Uuid,
    rested_locks: i64,
}

/// The wrong attempts in a row at one secret, in one lane.
pub type AttemptRow = entity::Model;

impl AttemptRow {
    /// Whether the secret is locked in this lane.
    #[must_use]
    pub fn is_locked(&self, lockout: Lockout, now: DateTime<Utc>) -> bool {
        self.failures >= i64::from(lockout.failures) && self.opens_at.is_none_or(|opens_at| now < opens_at)
    }

    /// Whether it is the lane of a browser in which the member completed a sign-in before.
    #[must_use]
    pub fn is_of_a_known_browser(&self) -> bool {
        self.subject.contains(':')
    }
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// The wrong attempts at an account's secrets, by secret and lane.
    pub async fn attempts_at(&self, account: AccountId) -> Result<Vec<AttemptRow>, DbErr> {
        entity::Entity::find()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(in_any_lane(account))
            .order_by_asc(entity::Column::Secret)
            .order_by_asc(entity::Column::Subject)
            .all(self.connection)
            .await
    }

    /// Whether a lock stands of which nobody was told, though its last attempt was made before `before`: whoever
    /// judged it never came back.
    pub async fn is_lock_untold(
        &self,
        counter: &Counter,
        lockout: Lockout,
        before: DateTime<Utc>,
    ) -> Result<bool, DbErr> {
        let locks = entity::Entity::find().filter(self.is(counter)).filter(untold(lockout));
        Ok(locks.filter(entity::Column::LastAt.lt(before)).one(self.connection).await?.is_some())
    }

    /// Which of the names of nobody's secret wrong attempts are counted under, if they are under one.
    pub async fn counted_nobody(&self, guessed: Guessed, names: &[String]) -> Result<Option<String>, DbErr> {
        let counted = entity::Entity::find()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Secret.eq(format!("{}{OF_NOBODY}", guessed.name())))
            .filter(entity::Column::Subject.is_in(names))
            .order_by_desc(entity::Column::Failures);
        Ok(counted.one(self.connection).await?.map(|row| row.subject))
    }

    fn is(&self, counter: &Counter) -> Condition {
        Condition::all()
            .add(entity::Column::Realm.eq(self.realm.as_str()))
            .add(entity::Column::Secret.eq(counter.secret()))
            .add(entity::Column::Subject.eq(counter.subject()))
    }
}

fn in_any_lane(account: AccountId) -> Condition {
    let whose = Whose::Account(account);
    Condition::any()
        .add(entity::Column::Subject.eq(whose.to_string()))
        .add(entity::Column::Subject.starts_with(lanes_of(&whose)))
}

fn untold(lockout: Lockout) -> Condition {
    Condition::all().add(entity::Column::Failures.gte(lockout.failures)).add(entity::Column::ToldAt.is_null())
}

impl InRealm<'_, Tx> {
    /// Reserves one attempt. `None` when the realm's limit was reached before: the secret is locked in this lane,
    /// until an administrator unlocks it or, where the realm says so, for a time.
    pub async fn reserve_attempt(
        &self,
        counter: Counter,
        lockout: Lockout,
        now: DateTime<Utc>,
    ) -> Result<Option<Attempt>, DbErr> {
        let values: [Value; 6] = [
            self.realm.as_str().into(),
            counter.secret().into(),
            counter.subject().into(),
            now.into(),
            Uuid::now_v7().into(),
            i64::from(lockout.failures).into(),
        ];
        let statement = Statement::from_sql_and_values(self.connection.get_database_backend(), RESERVE, values);
        let Some(row) = Reserved::find_by_statement(statement).one(self.connection).await? else { return Ok(None) };
        let number = u32::try_from(row.failures).unwrap_or(u32::MAX);
        let earlier = u32::try_from(row.rested_locks).unwrap_or(u32::MAX);
        if let Some(opens_at) = lock_opens_at(lockout, earlier, now).filter(|_| number >= lockout.failures) {
            self.update(&counter)
                .col_expr(entity::Column::OpensAt, Expr::value(opens_at))
                .exec(self.connection)
                .await?;
        }
        Ok(Some(Attempt { counter, series: row.series, number }))
    }

    /// Gives one attempt back that is not to count. It counts all the same where its series is over, or where it was
    /// told already that the secret is locked.
    pub async fn give_back(&self, attempt: &Attempt) -> Result<(), DbErr> {
        self.update(&attempt.counter)
            .filter(entity::Column::Series.eq(attempt.series))
            .filter(entity::Column::ToldAt.is_null())
            .filter(entity::Column::Failures.gt(0))
            .col_expr(entity::Column::Failures, Expr::col(entity::Column::Failures).sub(1))
            .exec(self.connection)
            .await?;
        Ok(())
    }

    /// Notes that the secret is locked: `true` once for each lock, to whoever is to tell of it.
    pub async fn note_lock(&self, counter: &Counter, lockout: Lockout, now: DateTime<Utc>) -> Result<bool, DbErr> {
        let noted = self.update(counter).filter(untold(lockout)).col_expr(entity::Column::ToldAt, Expr::value(now));
        Ok(noted.exec(self.connection).await?.rows_affected == 1)
    }

    /// Forgets the wrong attempts in the lane of one that was right.
    pub async fn forget_attempts(&self, right: &Attempt) -> Result<(), DbErr> {
        entity::Entity::delete_many().filter(self.is(&right.counter)).exec(self.connection).await?;
        Ok(())
    }

    /// Forgets the wrong attempts at some of an account's secrets in every lane: those secrets are others now, or an
    /// administrator unlocks them.
    pub async fn forget_attempts_at(&self, account: AccountId, secrets: &[Guessed]) -> Result<(), DbErr> {
        entity::Entity::delete_many()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Secret.is_in(secrets.iter().map(|guessed| guessed.name())))
            .filter(in_any_lane(account))
            .exec(self.connection)
            .await?;
        Ok(())
    }

    fn update(&self, counter: &Counter) -> UpdateMany<entity::Entity> {
        entity::Entity::update_many().filter(self.is(counter))
    }
}

impl AcrossRealms<'_> {
    /// Forgets old attempts at user IDs that nobody has: anybody can make as many as they like.
    pub async fn forget_guesses_at_nobody(&self, before: DateTime<Utc>) -> Result<(), DbErr> {
        entity::Entity::delete_many()
            .filter(entity::Column::Secret.ends_with(OF_NOBODY))
            .filter(entity::Column::LastAt.lt(before))
            .exec(self.0)
            .await?;
        Ok(())
    }
}

mod entity {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "attempts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub realm: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub secret: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub subject: String,
        pub failures: i64,
        pub last_at: chrono::DateTime<chrono::Utc>,
        pub series: Option<Uuid>,
        pub rested_locks: Option<i64>,
        pub opens_at: Option<chrono::DateTime<chrono::Utc>>,
        pub told_at: Option<chrono::DateTime<chrono::Utc>>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

#[cfg(test)]
mod tests;
