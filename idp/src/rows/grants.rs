//! Grants: what a client was given by one sign-in, and the list of the clients that a session served.

use base::{AccountId, GrantId, SessionId};
use chrono::{DateTime, Utc};
use oidc::authorize::{AuthorizeRequest, ClaimsRequest};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{QueryOrder, QuerySelect};
use store::Tx;

use super::InRealm;

/// One grant, as the migration describes it.
pub type GrantRow = entity::Model;

impl GrantRow {
    /// What a request is granted.
    #[must_use]
    pub fn new(
        id: GrantId,
        (account, session): (AccountId, SessionId),
        request: &AuthorizeRequest,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            realm: String::new(),
            id: id.uuid(),
            account: account.uuid(),
            session: session.uuid(),
            client: request.client_id().to_owned(),
            scope: request.scope().to_string(),
            claims: serde_json::to_string(request.claims()).unwrap_or_default(),
            created_at: now,
            revoked_at: None,
        }
    }

    /// The claims that the request asked for one by one.
    #[must_use]
    pub fn requested_claims(&self) -> ClaimsRequest {
        serde_json::from_str(&self.claims).unwrap_or_default()
    }

    /// Whose data it opens.
    #[must_use]
    pub fn account_id(&self) -> AccountId {
        self.account.into()
    }

    /// The session that it came from.
    #[must_use]
    pub fn session_id(&self) -> SessionId {
        self.session.into()
    }
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// The grant with this id, unless it was revoked.
    pub async fn live_grant(&self, id: GrantId) -> Result<Option<GrantRow>, DbErr> {
        entity::Entity::find()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Id.eq(id.uuid()))
            .filter(entity::Column::RevokedAt.is_null())
            .one(self.connection)
            .await
    }
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// The clients that a session served, each once.
    pub async fn clients_of_session(&self, id: SessionId) -> Result<Vec<String>, DbErr> {
        entity::Entity::find()
            .select_only()
            .column(entity::Column::Client)
            .distinct()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Session.eq(id.uuid()))
            .order_by_asc(entity::Column::Client)
            .into_tuple()
            .all(self.connection)
            .await
    }
}

impl InRealm<'_, Tx> {
    /// Records a grant. The same one again changes nothing, so that a sign-in interrupted at its end can end twice.
    pub async fn put_grant(&self, grant: &GrantRow) -> Result<(), DbErr> {
        let row = entity::ActiveModel {
            realm: Set(self.realm.to_string()),
            id: Set(grant.id),
            account: Set(grant.account),
            session: Set(grant.session),
            client: Set(grant.client.clone()),
            scope: Set(grant.scope.clone()),
            claims: Set(grant.claims.clone()),
            created_at: Set(grant.created_at),
            revoked_at: Set(None),
        };
        let key = [entity::Column::Realm, entity::Column::Id];
        entity::Entity::insert(row)
            .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
            .exec_without_returning(self.connection)
            .await?;
        Ok(())
    }

    /// Revokes a grant and with it every token issued from it.
    pub async fn revoke_grant(&self, id: GrantId, now: DateTime<Utc>) -> Result<(), DbErr> {
        self.revoke(entity::Column::Id.eq(id.uuid()), now).await.map(drop)
    }

    /// Revokes all grants of a session.
    pub async fn revoke_grants_of_session(&self, id: SessionId, now: DateTime<Utc>) -> Result<(), DbErr> {
        self.revoke(entity::Column::Session.eq(id.uuid()), now).await.map(drop)
    }

    /// Revokes all grants of a member, of ended sessions too, and says how many they were.
    pub async fn revoke_grants_of(&self, account: AccountId, now: DateTime<Utc>) -> Result<u64, DbErr> {
        self.revoke(entity::Column::Account.eq(account.uuid()), now).await
    }

    async fn revoke(&self, which: impl Into<Expr>, now: DateTime<Utc>) -> Result<u64, DbErr> {
        let revoked = entity::Entity::update_many()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(sea_orm::Condition::all().add(which.into()))
            .filter(entity::Column::RevokedAt.is_null())
            .col_expr(entity::Column::RevokedAt, Expr::value(now))
            .exec(self.connection)
            .await?;
        Ok(revoked.rows_affected)
    }
}

pub(super) mod entity {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "grants")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub realm: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub account: Uuid,
        pub session: Uuid,
        pub client: String,
        pub scope: String,
        pub claims: String,
        pub created_at: chrono::DateTime<chrono::Utc>,
        pub revoked_at: Option<chrono::DateTime<chrono::Utc>>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
