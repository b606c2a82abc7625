//! Who agreed to which version of the terms.

use base::{AccountId, Language};
use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{OnConflict, SelectStatement};
use sea_orm::{QuerySelect, QueryTrait as _};
use store::Tx;

use super::InRealm;

/// One agreement.
#[derive(Clone, Debug)]
pub struct Acceptance<'a> {
    /// The version agreed to.
    pub version: &'a str,
    /// The language in which it was shown.
    pub language: Language,
    /// The SHA-256 of the text that was shown.
    pub text_sha256: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// The newest version that a member agreed to: versions are dates, so the greatest.
    pub(super) fn newest_accepted_terms(&self, account: AccountId) -> SelectStatement {
        entity::Entity::find()
            .select_only()
            .column_as(entity::Column::Version.max(), "newest")
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Account.eq(account.uuid()))
            .into_query()
    }
}

impl InRealm<'_, Tx> {
    /// Records an agreement; the first to a version stands.
    pub async fn accept_terms(&self, account: AccountId, acceptance: &Acceptance<'_>) -> Result<(), DbErr> {
        let row = entity::ActiveModel {
            realm: Set(self.realm.to_string()),
            account: Set(account.uuid()),
            version: Set(acceptance.version.to_owned()),
            language: Set(acceptance.language.tag().to_owned()),
            text_sha256: Set(acceptance.text_sha256.to_owned()),
            accepted_at: Set(acceptance.at),
        };
        let key = [entity::Column::Realm, entity::Column::Account, entity::Column::Version];
        entity::Entity::insert(row)
            .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
            .exec_without_returning(self.connection)
            .await?;
        Ok(())
    }
}

pub(super) mod entity {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "terms_acceptances")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub realm: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub account: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub version: String,
        pub language: String,
        pub text_sha256: String,
        pub accepted_at: chrono::DateTime<chrono::Utc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
