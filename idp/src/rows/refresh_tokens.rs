//! Refresh tokens: each spent once by one conditional statement, and recognised for as long as its grant could be renewed.

use base::{GrantId, TokenHash};
use chrono::{DateTime, TimeDelta, Utc};
use oidc::dpop::KeyThumbprint;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    DbBackend, FromQueryResult as _, Iterable as _, JoinType, QuerySelect as _, QueryTrait as _, SelectA, SelectB,
    SelectC, Statement,
};
use store::{Database, StatementText, Tx};

use super::accounts::AccountRow;
use super::grants::{GrantRow, entity as grants};
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

    /// The token with this hash, from its row.
    fn read(hash: &TokenHash, row: entity::Model) -> Self {
        Self {
            grant: row.grant_id.into(),
            hash: hash.clone(),
            key: row.dpop_key.as_deref().and_then(KeyThumbprint::parse),
            spent_at: row.spent_at,
            forgotten_at: row.forgotten_at,
        }
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
        Ok(row.map(|row| RefreshTokenRow::read(hash, row)))
    }

    /// The token with this hash, spent or not, its grant and the account that this opens, where the grant is good
    /// ([`good_grant`](Self::good_grant)): one query, because a renewal begins with it.
    pub async fn refresh_token_of_good_grant(
        &self,
        hash: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<(RefreshTokenRow, GrantRow, AccountRow)>, DbErr> {
        static TEXT: StatementText = StatementText::new();
        let backend = self.connection.get_database_backend();
        let realm = || self.realm.as_str().into();
        let values = [realm(), true.into(), 1.into(), realm(), now.into(), hash.as_str().into()];
        let statement = TEXT.with(backend, values, || {
            let token: RelationDef = grants::Entity::belongs_to(entity::Entity)
                .from((grants::Column::Realm, grants::Column::Id))
                .to((entity::Column::Realm, entity::Column::GrantId))
                .into();
            let mut query = self.good_grants(now).join(JoinType::InnerJoin, token);
            for column in entity::Column::iter() {
                let name = format!("{}{}", SelectC.as_str(), column.as_str());
                query = query.expr_as(Expr::col((entity::Entity, column)), name);
            }
            query.filter(entity::Column::Hash.eq(hash.as_str())).build(backend)
        });
        let Some(row) = self.connection.query_one_raw(statement).await? else { return Ok(None) };
        let token = entity::Model::from_query_result(&row, SelectC.as_str())?;
        let grant = GrantRow::from_query_result(&row, SelectA.as_str())?;
        Ok(Some((RefreshTokenRow::read(hash, token), grant, AccountRow::from_query_result(&row, SelectB.as_str())?)))
    }
}

/// Stores the first token of a grant, and lets it be renewed, in one statement to the server.
const BEGIN_ON_POSTGRES: &str = "WITH renewable AS (UPDATE grants SET renewable_until = $1 WHERE realm = $2 AND id = $3 \
    RETURNING realm, id) INSERT INTO refresh_tokens (realm, hash, grant_id, issued_at, forgotten_at, dpop_key) \
    SELECT realm, $4, id, $5, $1, $6 FROM renewable RETURNING hash";
/// The same in two, sent as one.
const BEGIN_ON_SQLITE: &str = "INSERT INTO refresh_tokens (realm, hash, grant_id, issued_at, forgotten_at, dpop_key) \
    SELECT realm, ?4, id, ?5, ?1, ?6 FROM grants WHERE realm = ?2 AND id = ?3; \
    UPDATE grants SET renewable_until = ?1 WHERE realm = ?2 AND id = ?3 RETURNING id";

/// Stores the successor of a token that nobody has spent, and spends it, in one statement to the server.
const TURN_ON_POSTGRES: &str = "WITH spent AS (UPDATE refresh_tokens SET spent_at = $1 WHERE realm = $2 AND hash = $3 \
    AND spent_at IS NULL RETURNING realm, hash, grant_id, forgotten_at, dpop_key) \
    INSERT INTO refresh_tokens (realm, hash, grant_id, parent, issued_at, spent_at, forgotten_at, dpop_key) \
    SELECT realm, $4, grant_id, hash, $1, NULL, forgotten_at, dpop_key FROM spent RETURNING hash";
/// The same in two, sent as one.
const TURN_ON_SQLITE: &str = "INSERT INTO refresh_tokens \
    (realm, hash, grant_id, parent, issued_at, spent_at, forgotten_at, dpop_key) \
    SELECT realm, ?4, grant_id, hash, ?1, NULL, forgotten_at, dpop_key FROM refresh_tokens \
    WHERE realm = ?2 AND hash = ?3 AND spent_at IS NULL; \
    UPDATE refresh_tokens SET spent_at = ?1 WHERE realm = ?2 AND hash = ?3 AND spent_at IS NULL RETURNING hash";

impl InRealm<'_, Database> {
    /// Stores the first token of a grant, which may be renewed from then on until the token is forgotten. An error without
    /// that grant.
    pub async fn begin_renewals(&self, token: &RefreshTokenRow, now: DateTime<Utc>) -> Result<(), DbErr> {
        let backend = self.connection.reader().get_database_backend();
        let sql = if backend == DbBackend::Postgres { BEGIN_ON_POSTGRES } else { BEGIN_ON_SQLITE };
        let values = [
            token.forgotten_at.into(),
            self.realm.as_str().into(),
            token.grant.uuid().into(),
            token.hash.as_str().into(),
            now.into(),
            token.key.as_ref().map(KeyThumbprint::as_str).into(),
        ];
        let begun = self.connection.write_statements(Statement::from_sql_and_values(backend, sql, values)).await?;
        begun.map(drop).ok_or_else(|| DbErr::RecordNotFound("the grant of a refresh token".to_owned()))
    }

    /// Replaces a token by its successor. Of all who present it at once, one does (`true`); the others find it spent.
    pub async fn turn_refresh_token(
        &self,
        token: &RefreshTokenRow,
        successor: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<bool, DbErr> {
        let backend = self.connection.reader().get_database_backend();
        let sql = if backend == DbBackend::Postgres { TURN_ON_POSTGRES } else { TURN_ON_SQLITE };
        let values = [now.into(), self.realm.as_str().into(), token.hash.as_str().into(), successor.as_str().into()];
        let turned = self.connection.write_statements(Statement::from_sql_and_values(backend, sql, values)).await?;
        Ok(turned.is_some())
    }
}

impl InRealm<'_, Tx> {
    /// Gives another successor to a token that was spent. A client that authenticates (`may_retry`) may have missed the
    /// answer: for half a minute, and while nobody has used the successor, it gets another one in its place.
    pub async fn turn_refresh_token_again(
        &self,
        token: &RefreshTokenRow,
        successor: &TokenHash,
        (may_retry, now): (bool, DateTime<Utc>),
    ) -> Result<Rotated, DbErr> {
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
