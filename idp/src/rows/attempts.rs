//! The count of wrong attempts in a row, by secret and by whose secret it is.
//!
//! An attempt is reserved before it is judged, in one statement: however many guesses arrive at once and on however
//! many nodes, no more are judged than the realm allows. A success gives the count back.

use chrono::{DateTime, Utc};
use realm::{Lockout, Unlock};
use sea_orm::entity::prelude::*;
use sea_orm::{FromQueryResult, Statement, Value};
use store::Tx;

use super::{AcrossRealms, InRealm};

/// What is guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guessed {
    /// A password; the subject is the account.
    Password,
    /// A password of a user ID that nobody has; the subject is the hash of the ID.
    PasswordOfNobody,
    /// A code of an authenticator app; the subject is the account.
    AppCode,
    /// The first code of an authenticator app that is being registered; the subject is the account.
    NewAppCode,
    /// An answer of a passkey; the subject is the account.
    Passkey,
    /// A date of birth; the subject is the account.
    BirthDate,
}

impl Guessed {
    const fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::PasswordOfNobody => "password-of-nobody",
            Self::AppCode => "app-code",
            Self::NewAppCode => "new-app-code",
            Self::Passkey => "passkey",
            Self::BirthDate => "birth-date",
        }
    }
}

/// Adds one to a count unless the limit is reached; a count that has rested long enough begins anew.
const RESERVE: &str = "
    INSERT INTO attempts (realm, secret, subject, failures, last_at) VALUES ($1, $2, $3, 1, $4)
    ON CONFLICT (realm, secret, subject) DO UPDATE
    SET failures = CASE WHEN attempts.last_at < $5 THEN 1 ELSE attempts.failures + 1 END, last_at = $4
    WHERE attempts.failures < $6 OR attempts.last_at < $5
    RETURNING failures";

#[derive(FromQueryResult)]
struct Reserved {
    failures: i64,
}

impl InRealm<'_, Tx> {
    /// Reserves one attempt and says the how-manieth in a row it is. `None` when the realm's limit was reached
    /// before: the secret is locked, until an administrator unlocks it or, where the realm says so, for a time.
    pub async fn reserve_attempt(
        &self,
        (guessed, subject): (Guessed, &str),
        lockout: Lockout,
        now: DateTime<Utc>,
    ) -> Result<Option<u32>, DbErr> {
        let rested_before = match lockout.unlock {
            Unlock::Administrator => DateTime::UNIX_EPOCH,
            Unlock::After(rest) => now - rest,
        };
        let values: [Value; 6] = [
            self.realm.as_str().into(),
            guessed.name().into(),
            subject.into(),
            now.into(),
            rested_before.into(),
            i64::from(lockout.failures).into(),
        ];
        let statement = Statement::from_sql_and_values(self.connection.get_database_backend(), RESERVE, values);
        let reserved = Reserved::find_by_statement(statement).one(self.connection).await?;
        Ok(reserved.map(|row| u32::try_from(row.failures).unwrap_or(u32::MAX)))
    }

    /// Forgets the wrong attempts: after a success, or when an administrator unlocks.
    pub async fn forget_attempts(&self, (guessed, subject): (Guessed, &str)) -> Result<(), DbErr> {
        entity::Entity::delete_many()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Secret.eq(guessed.name()))
            .filter(entity::Column::Subject.eq(subject))
            .exec(self.connection)
            .await?;
        Ok(())
    }
}

impl AcrossRealms<'_> {
    /// Forgets old attempts at user IDs that nobody has: anybody can make as many as they like.
    pub async fn forget_guesses_at_nobody(&self, before: DateTime<Utc>) -> Result<(), DbErr> {
        entity::Entity::delete_many()
            .filter(entity::Column::Secret.eq(Guessed::PasswordOfNobody.name()))
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
    }

    impl ActiveModelBehavior for ActiveModel {}
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use store::Database;

    use super::super::{across_realms, in_realm};
    use super::*;

    #[tokio::test]
    async fn what_was_guessed_at_nobody_is_forgotten_and_a_lock_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("idp.sqlite").display());
        let database = Database::connect(&url).await.unwrap();
        database.migrate(migrations::idp::up).await.unwrap();
        let lockout = Lockout { failures: 1, unlock: Unlock::Administrator };
        let (then, now) = (DateTime::UNIX_EPOCH, DateTime::UNIX_EPOCH + TimeDelta::days(2));
        let guess = async |guessed, at| {
            database
                .write(move |tx| {
                    Box::pin(async move {
                        let realm = "minato".parse().unwrap();
                        in_realm(tx, &realm).reserve_attempt((guessed, "somebody"), lockout, at).await
                    })
                })
                .await
                .unwrap()
        };
        for guessed in [Guessed::Password, Guessed::PasswordOfNobody] {
            assert_eq!(guess(guessed, then).await, Some(1));
            assert_eq!(guess(guessed, now).await, None, "{guessed:?} is locked");
        }
        let yesterday = now - TimeDelta::days(1);
        let forgotten = database
            .write(move |tx| Box::pin(async move { across_realms(tx).forget_guesses_at_nobody(yesterday).await }));
        forgotten.await.unwrap();
        assert_eq!(guess(Guessed::Password, now).await, None);
        assert_eq!(guess(Guessed::PasswordOfNobody, now).await, Some(1));
    }
}
