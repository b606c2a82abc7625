//! Refresh tokens: each spent once by one conditional statement, and recognised for as long as its grant could be renewed.

use base::{GrantId, TokenHash};
use chrono::{DateTime, TimeDelta, Utc};
use oidc::dpop::KeyThumbprint;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use store::Tx;

use super::{AcrossRealms, InRealm};

/// For how long a client that got no answer may ask once more with the token that it spent.
const RETRIED_WITHIN: TimeDelta = TimeDelta::seconds(30);

/// A token that was handed out.
#[derive(Clone, Debug)]
pub struct RefreshTokenRow {
    /// The family that it renews.
    pub grant: GrantId,
    hash: TokenHash,
    /// The key that must show itself with it, if one must.
    pub key: Option<KeyThumbprint>,
    spent_at: Option<DateTime<Utc>>,
    forgotten_at: DateTime<Utc>,
}

/// What became of a token that was presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotated {
    /// Its successor is stored.
    Done,
    /// It was spent before: two parties hold it, and one of them should not (RFC 9700 §4.14.2).
    Reused,
}

impl RefreshTokenRow {
    /// The token handed out first for a grant.
    #[must_use]
    pub fn first(
        grant: GrantId,
        token: &TokenHash,
        (forgotten_at, key): (DateTime<Utc>, Option<&KeyThumbprint>),
    ) -> Self {
        Self { grant, hash: token.clone(), key: key.cloned(), spent_at: None, forgotten_at }
    }

    /// Whether it was replaced by another.
    #[must_use]
    pub const fn is_spent(&self) -> bool {
        self.spent_at.is_some()
    }
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// The token with this hash, spent or not.
    pub async fn refresh_token(&self, hash: &TokenHash) -> Result<Option<RefreshTokenRow>, DbErr> {
        let row = entity::Entity::find()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Hash.eq(hash.as_str()))
            .one(self.connection)
            .await?;
        Ok(row.map(|row| RefreshTokenRow {
            grant: row.grant_id.into(),
            hash: hash.clone(),
            key: row.dpop_key.as_deref().and_then(KeyThumbprint::parse),
            spent_at: row.spent_at,
            forgotten_at: row.forgotten_at,
        }))
    }
}

impl InRealm<'_, Tx> {
    /// Stores the first token of a grant.
    pub async fn put_refresh_token(&self, token: &RefreshTokenRow, now: DateTime<Utc>) -> Result<(), DbErr> {
        self.insert_refresh_token(token, None, now).await
    }

    /// Replaces a token by its successor. Of all who present it at once, one does; the others find it spent. A client
    /// that authenticates (`may_retry`) may have missed the answer: for half a minute, and while nobody has used the
    /// successor, it gets another one in its place.
    pub async fn rotate_refresh_token(
        &self,
        token: &RefreshTokenRow,
        successor: &TokenHash,
        (may_retry, now): (bool, DateTime<Utc>),
    ) -> Result<Rotated, DbErr> {
        let spent = entity::Entity::update_many()
            .filter(self.this_refresh_token(&token.hash))
            .filter(entity::Column::SpentAt.is_null())
            .col_expr(entity::Column::SpentAt, Expr::value(now))
            .exec(self.connection)
            .await?;
        if spent.rows_affected == 1 {
            let next = RefreshTokenRow { hash: successor.clone(), ..token.clone() };
            self.insert_refresh_token(&next, Some(&token.hash), now).await?;
            return Ok(Rotated::Done);
        }
        let fresh = self.refresh_token(&token.hash).await?.and_then(|row| row.spent_at);
        if !may_retry || fresh.is_none_or(|spent_at| now - spent_at > RETRIED_WITHIN) {
            return Ok(Rotated::Reused);
        }
        let replaced = entity::Entity::update_many()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::GrantId.eq(token.grant.uuid()))
            .filter(entity::Column::Parent.eq(token.hash.as_str()))
            .filter(entity::Column::SpentAt.is_null())
            .col_expr(entity::Column::Hash, Expr::value(successor.as_str()))
            .exec(self.connection)
            .await?;
        Ok(if replaced.rows_affected == 1 { Rotated::Done } else { Rotated::Reused })
    }

    async fn insert_refresh_token(
        &self,
        token: &RefreshTokenRow,
        parent: Option<&TokenHash>,
        now: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        let row = entity::ActiveModel {
            realm: Set(self.realm.to_string()),
            hash: Set(token.hash.as_str().to_owned()),
            grant_id: Set(token.grant.uuid()),
            parent: Set(parent.map(|parent| parent.as_str().to_owned())),
            issued_at: Set(now),
            spent_at: Set(None),
            forgotten_at: Set(token.forgotten_at),
            dpop_key: Set(token.key.as_ref().map(|key| key.as_str().to_owned())),
        };
        entity::Entity::insert(row).exec_without_returning(self.connection).await?;
        Ok(())
    }

    fn this_refresh_token(&self, hash: &TokenHash) -> sea_orm::Condition {
        sea_orm::Condition::all()
            .add(entity::Column::Realm.eq(self.realm.as_str()))
            .add(entity::Column::Hash.eq(hash.as_str()))
    }
}

impl AcrossRealms<'_> {
    /// Removes the tokens whose grants can no longer be renewed, and says how many they were.
    pub async fn forget_refresh_tokens(&self, now: DateTime<Utc>) -> Result<u64, DbErr> {
        let forgotten = entity::Entity::delete_many().filter(entity::Column::ForgottenAt.lte(now)).exec(self.0).await?;
        Ok(forgotten.rows_affected)
    }
}

pub(super) mod entity {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "refresh_tokens")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub realm: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub hash: String,
        pub grant_id: Uuid,
        pub parent: Option<String>,
        pub issued_at: chrono::DateTime<chrono::Utc>,
        pub spent_at: Option<chrono::DateTime<chrono::Utc>>,
        pub forgotten_at: chrono::DateTime<chrono::Utc>,
        pub dpop_key: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
