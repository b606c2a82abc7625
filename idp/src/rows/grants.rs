//! Grants: what a client was given by one sign-in, and the list of the clients that a session served.

use base::{AccountId, GrantId, SessionId};
use chrono::{DateTime, Utc};
use oidc::Granted;
use oidc::authorize::ClaimsRequest;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{FromQueryResult as _, JoinType, QueryOrder, QuerySelect, QueryTrait as _, SelectA, SelectB, SelectTwo};
use store::{StatementText, Tx};

use super::InRealm;
use super::accounts::{AccountRow, entity as accounts};
use super::sessions::entity as sessions;

/// One grant, as the migration describes it.
pub type GrantRow = entity::Model;

impl GrantRow {
    /// What a sign-in granted.
    #[must_use]
    pub fn new(account: AccountId, granted: &Granted, now: DateTime<Utc>) -> Self {
        Self {
            realm: String::new(),
            id: granted.grant.uuid(),
            account: account.uuid(),
            session: granted.session.uuid(),
            client: granted.client_id.clone(),
            scope: granted.scope.to_string(),
            claims: serde_json::to_string(&granted.claims).unwrap_or_default(),
            created_at: now,
            revoked_at: None,
            granted: serde_json::to_string(granted).ok(),
            offline: Some(granted.is_offline()),
            renewable_until: None,
        }
    }

    /// What was granted, as its tokens say it. `None` for a grant from before it was kept.
    #[must_use]
    pub fn granted(&self) -> Option<Granted> {
        serde_json::from_str(self.granted.as_deref()?).ok()
    }

    /// Whether it goes on when its session ends.
    #[must_use]
    pub fn is_offline(&self) -> bool {
        self.offline == Some(true)
    }

    /// Whether refresh tokens may still renew it.
    #[must_use]
    pub fn is_renewable(&self, now: DateTime<Utc>) -> bool {
        self.renewable_until.is_some_and(|until| now < until)
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

    /// A grant whose tokens are good, as far as it and its session go, and the account that it opens: it was not revoked,
    /// and goes on without its session or that is alive. Applications ask for it with every token, so it is one query.
    pub async fn good_grant(&self, id: GrantId, now: DateTime<Utc>) -> Result<Option<(GrantRow, AccountRow)>, DbErr> {
        static TEXT: StatementText = StatementText::new();
        let backend = self.connection.get_database_backend();
        let realm = || self.realm.as_str().into();
        let values = [realm(), true.into(), 1.into(), realm(), now.into(), id.uuid().into()];
        let statement = TEXT
            .with(backend, values, || self.good_grants(now).filter(entity::Column::Id.eq(id.uuid())).build(backend));
        let Some(row) = self.connection.query_one_raw(statement).await? else { return Ok(None) };
        let grant = GrantRow::from_query_result(&row, SelectA.as_str())?;
        Ok(Some((grant, AccountRow::from_query_result(&row, SelectB.as_str())?)))
    }

    /// The query for all good grants and the accounts that they open, to be narrowed.
    pub(super) fn good_grants(&self, now: DateTime<Utc>) -> SelectTwo<entity::Entity, accounts::Entity> {
        let of_session = |column: sessions::Column| Expr::col((sessions::Entity, column));
        let session = Query::select()
            .expr(Expr::val(1))
            .from(sessions::Entity)
            .and_where(of_session(sessions::Column::Realm).eq(self.realm.as_str()))
            .and_where(of_session(sessions::Column::Id).equals((entity::Entity, entity::Column::Session)))
            .and_where(of_session(sessions::Column::EndedAt).is_null())
            .and_where(of_session(sessions::Column::ExpiresAt).gt(now))
            .to_owned();
        let account: RelationDef = entity::Entity::belongs_to(accounts::Entity)
            .from((entity::Column::Realm, entity::Column::Account))
            .to((accounts::Column::Realm, accounts::Column::Id))
            .into();
        entity::Entity::find()
            .join(JoinType::InnerJoin, account)
            .select_also(accounts::Entity)
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::RevokedAt.is_null())
            .filter(entity::Column::Offline.eq(true).or(Expr::exists(session)))
    }
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// The grants of a member that tokens still come from: those of sessions that live, and those that refresh tokens may
    /// still renew.
    pub async fn live_grants_of(
        &self,
        account: AccountId,
        living: &[SessionId],
        now: DateTime<Utc>,
    ) -> Result<Vec<GrantRow>, DbErr> {
        let lives = entity::Column::Session.is_in(living.iter().map(|session| session.uuid()));
        let renewable = entity::Column::Offline.eq(true).and(entity::Column::RenewableUntil.gt(now));
        entity::Entity::find()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Account.eq(account.uuid()))
            .filter(entity::Column::RevokedAt.is_null())
            .filter(lives.or(renewable))
            .order_by_asc(entity::Column::CreatedAt)
            .all(self.connection)
            .await
    }

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
        static TEXT: StatementText = StatementText::new();
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
            granted: Set(grant.granted.clone()),
            offline: Set(grant.offline),
            renewable_until: Set(None),
        };
        let once = OnConflict::columns([entity::Column::Realm, entity::Column::Id]).do_nothing().to_owned();
        let statement = TEXT.insert(self.connection.get_database_backend(), &row, &once);
        self.connection.execute_raw(statement).await.map(drop)
    }

    /// Revokes a grant and with it every token issued from it.
    pub async fn revoke_grant(&self, id: GrantId, now: DateTime<Utc>) -> Result<(), DbErr> {
        self.revoke(entity::Column::Id.eq(id.uuid()), now).await.map(drop)
    }

    /// Revokes the grants of a session that end with it: all but those that the member gave an application for the time
    /// when they are away (OpenID Connect Back-Channel Logout §2.7).
    pub async fn revoke_grants_of_session(&self, id: SessionId, now: DateTime<Utc>) -> Result<(), DbErr> {
        let ending = entity::Column::Offline.is_null().or(entity::Column::Offline.eq(false));
        self.revoke(entity::Column::Session.eq(id.uuid()).and(ending), now).await.map(drop)
    }

    /// Revokes all grants of a member but those of the session `kept`.
    pub async fn revoke_other_grants_of(
        &self,
        account: AccountId,
        kept: Option<SessionId>,
        now: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        let own = entity::Column::Account.eq(account.uuid());
        let others = match kept {
            Some(kept) => own.and(entity::Column::Session.ne(kept.uuid())),
            None => own,
        };
        self.revoke(others, now).await.map(drop)
    }

    /// Revokes all that a client was granted.
    pub async fn revoke_grants_of_client(&self, client: &str, now: DateTime<Utc>) -> Result<u64, DbErr> {
        self.revoke(entity::Column::Client.eq(client), now).await
    }

    /// Revokes all that a client was granted by a member.
    pub async fn revoke_grants_to(&self, client: &str, account: AccountId, now: DateTime<Utc>) -> Result<(), DbErr> {
        let theirs = entity::Column::Account.eq(account.uuid()).and(entity::Column::Client.eq(client));
        self.revoke(theirs, now).await.map(drop)
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
        pub granted: Option<String>,
        pub offline: Option<bool>,
        pub renewable_until: Option<chrono::DateTime<chrono::Utc>>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
