//! Browsers in which a member completed a sign-in before, each known by the hash of its own cookie.
//!
//! They have a lane of their own at the limits, and no mail tells of a sign-in from them.

use base::{AccountId, TokenHash};
use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{QueryOrder, QuerySelect};
use store::Tx;

use super::{AcrossRealms, InRealm, Seen};

/// The most browsers that are remembered of one member; the one not seen for the longest time goes first. Each is a
/// lane in which a stolen cookie could guess.
const MOST: u64 = 20;

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// Whether the member completed a sign-in in this browser before.
    pub async fn knows_browser(&self, account: AccountId, browser: &TokenHash) -> Result<bool, DbErr> {
        Ok(self.browsers_of(account).filter(is(browser)).one(self.connection).await?.is_some())
    }

    fn browsers_of(&self, account: AccountId) -> Select<entity::Entity> {
        entity::Entity::find()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Account.eq(account.uuid()))
    }
}

fn is(browser: &TokenHash) -> sea_orm::sea_query::SimpleExpr {
    entity::Column::Browser.eq(browser.as_str())
}

impl InRealm<'_, Tx> {
    /// Notes that the member completed a sign-in in a browser. `true` when it was not known before.
    pub async fn note_browser(
        &self,
        account: AccountId,
        (browser, seen): (&TokenHash, &Seen),
        now: DateTime<Utc>,
    ) -> Result<bool, DbErr> {
        let again = entity::Entity::update_many()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Account.eq(account.uuid()))
            .filter(is(browser))
            .col_expr(entity::Column::Name, Expr::value(seen.browser.clone()))
            .col_expr(entity::Column::LastSeenAt, Expr::value(now));
        if again.exec(self.connection).await?.rows_affected > 0 {
            return Ok(false);
        }
        let row = entity::ActiveModel {
            realm: Set(self.realm.to_string()),
            account: Set(account.uuid()),
            browser: Set(browser.to_string()),
            name: Set(seen.browser.clone()),
            first_seen_at: Set(now),
            last_seen_at: Set(now),
        };
        let key = [entity::Column::Realm, entity::Column::Account, entity::Column::Browser];
        entity::Entity::insert(row)
            .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
            .exec_without_returning(self.connection)
            .await?;
        self.forget_the_oldest_browsers(account).await?;
        Ok(true)
    }

    async fn forget_the_oldest_browsers(&self, account: AccountId) -> Result<(), DbErr> {
        let too_many = self.browsers_of(account).order_by_desc(entity::Column::LastSeenAt).offset(MOST);
        for row in too_many.limit(MOST).all(self.connection).await? {
            row.delete(self.connection).await?;
        }
        Ok(())
    }
}

impl AcrossRealms<'_> {
    /// Forgets browsers not seen since `before`: their cookies are gone too.
    pub async fn forget_browsers(&self, before: DateTime<Utc>) -> Result<(), DbErr> {
        entity::Entity::delete_many().filter(entity::Column::LastSeenAt.lt(before)).exec(self.0).await?;
        Ok(())
    }
}

pub(super) mod entity {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "known_browsers")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub realm: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub account: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub browser: String,
        pub name: Option<String>,
        pub first_seen_at: chrono::DateTime<chrono::Utc>,
        pub last_seen_at: chrono::DateTime<chrono::Utc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::super::{across_realms, in_realm};
    use super::*;
    use crate::testing::empty_database;

    fn browser(number: i64) -> TokenHash {
        TokenHash::of(&number.to_string())
    }

    #[tokio::test]
    async fn twenty_browsers_are_known_for_as_long_as_they_come_back() {
        let (database, _folder) = empty_database().await;
        let (account, minato) = (AccountId::generate(), "minato".parse::<base::RealmName>().unwrap());
        let day = |number| DateTime::UNIX_EPOCH + TimeDelta::days(number);
        let note = async |number, at| {
            let realm = minato.clone();
            let note = database.write(move |tx| {
                Box::pin(async move {
                    in_realm(tx, &realm).note_browser(account, (&browser(number), &Seen::default()), at).await
                })
            });
            note.await.unwrap()
        };
        let known = async |number| in_realm(database.reader(), &minato).knows_browser(account, &browser(number)).await;
        for number in 0..20 {
            assert!(note(number, day(number)).await);
            assert!(!note(number, day(number)).await, "the same once more");
        }
        assert!(!note(0, day(30)).await, "still known");
        assert!(note(20, day(31)).await);
        assert!(known(0).await.unwrap() && known(20).await.unwrap());
        assert!(!known(1).await.unwrap(), "not seen for the longest time");
        let stranger = in_realm(database.reader(), &minato).knows_browser(AccountId::generate(), &browser(0)).await;
        assert!(!stranger.unwrap(), "another member's");

        let forget =
            database.write(move |tx| Box::pin(async move { across_realms(tx).forget_browsers(day(31)).await }));
        forget.await.unwrap();
        assert!(known(20).await.unwrap() && !known(0).await.unwrap());
    }
}
