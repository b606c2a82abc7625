//! Sessions: browsers in which a member is signed in.

use account::{Lasting, Proofs};
use base::{AccountId, RealmName, SessionId, TokenHash};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait, LockType, OnConflict};
use sea_orm::{QueryOrder, QueryResult, QuerySelect, Statement, Value};
use store::Tx;

use super::{AcrossRealms, InRealm, Seen};

/// How much later a use is worth a note.
const USE_IS_NOTED_AFTER: TimeDelta = TimeDelta::minutes(5);

/// One session, as the migration describes it.
pub type SessionRow = entity::Model;

impl SessionRow {
    /// The session's id, which clients see as `sid`.
    #[must_use]
    pub fn session_id(&self) -> SessionId {
        self.id.into()
    }

    /// Whose session it is.
    #[must_use]
    pub fn account_id(&self) -> AccountId {
        self.account.into()
    }

    /// What was shown in it. A row that cannot be read, or that speaks of somebody else, proves nothing.
    #[must_use]
    pub fn proofs(&self) -> Proofs {
        let read = serde_json::from_str::<Proofs>(&self.proofs).ok();
        read.filter(|proofs| proofs.account() == Some(self.account_id())).unwrap_or_default()
    }

    /// Whether it is time to note that the session is used: a row is not written at every page.
    #[must_use]
    pub fn use_is_due(&self, now: DateTime<Utc>) -> bool {
        self.last_used_at.is_none_or(|at| now - at >= USE_IS_NOTED_AFTER)
    }

    /// Whether it is alive: not ended, and within its absolute limit.
    #[must_use]
    pub fn is_alive(&self, now: DateTime<Utc>) -> bool {
        self.ended_at.is_none() && now < self.expires_at
    }

    /// Whether the browser is still known by it: it is alive, or over its limit and remembered.
    #[must_use]
    pub fn is_known(&self, now: DateTime<Utc>) -> bool {
        self.ended_at.is_none() && (now < self.expires_at || self.remembered_until.is_some_and(|until| now < until))
    }

    /// The session as far as it speaks for a sign-in. `proofs` are its own.
    #[must_use]
    pub fn lasting<'a>(&'a self, proofs: &'a Proofs) -> Lasting<'a> {
        Lasting { proofs, remembered_until: self.remembered_until, terms_later: self.terms_later.as_deref() }
    }
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// The session that a browser's cookie belongs to: a live one, or one that is remembered.
    pub async fn session_by_cookie(&self, cookie: &TokenHash, now: DateTime<Utc>) -> Result<Option<SessionRow>, DbErr> {
        let row = self.sessions().filter(entity::Column::Cookie.eq(cookie.as_str())).one(self.connection).await?;
        Ok(row.filter(|session| session.is_known(now)))
    }

    /// The live session with this id.
    pub async fn session(&self, id: SessionId, now: DateTime<Utc>) -> Result<Option<SessionRow>, DbErr> {
        let row = self.sessions().filter(entity::Column::Id.eq(id.uuid())).one(self.connection).await?;
        Ok(row.filter(|session| session.is_alive(now)))
    }

    /// A member's sessions, live or remembered, the newest first.
    pub async fn sessions_of(&self, account: AccountId, now: DateTime<Utc>) -> Result<Vec<SessionRow>, DbErr> {
        self.sessions()
            .filter(entity::Column::Account.eq(account.uuid()))
            .filter(entity::Column::EndedAt.is_null())
            .filter(entity::Column::ExpiresAt.gt(now).or(entity::Column::RememberedUntil.gt(now)))
            .order_by_desc(entity::Column::CreatedAt)
            .all(self.connection)
            .await
    }

    fn sessions(&self) -> Select<entity::Entity> {
        entity::Entity::find().filter(entity::Column::Realm.eq(self.realm.as_str()))
    }
}

impl InRealm<'_, Tx> {
    /// The live session with this id, which nobody can end before this write does.
    pub async fn hold_session(&self, id: SessionId, now: DateTime<Utc>) -> Result<Option<SessionRow>, DbErr> {
        let held = self.sessions().filter(entity::Column::Id.eq(id.uuid())).lock(LockType::NoKeyUpdate);
        Ok(held.one(self.connection).await?.filter(|session| session.is_alive(now)))
    }

    /// Begins a session, or gives the one with this id a new cookie and what was shown since. The absolute limit of
    /// one that exists does not move.
    pub async fn put_session(
        &self,
        (id, account): (SessionId, AccountId),
        cookie: &TokenHash,
        (proofs, seen): (&Proofs, &Seen),
        (now, expires_at): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<(), DbErr> {
        let row = entity::ActiveModel {
            realm: Set(self.realm.to_string()),
            id: Set(id.uuid()),
            account: Set(account.uuid()),
            cookie: Set(cookie.as_str().to_owned()),
            proofs: Set(serde_json::to_string(proofs).map_err(|error| DbErr::Custom(error.to_string()))?),
            created_at: Set(now),
            expires_at: Set(expires_at),
            ended_at: Set(None),
            browser: Set(seen.browser.clone()),
            network: Set(seen.network.clone()),
            last_used_at: Set(Some(now)),
            remembered_until: Set(None),
            terms_later: Set(None),
            tell_at: Set(Some(expires_at)),
        };
        let renewed = [
            entity::Column::Cookie,
            entity::Column::Proofs,
            entity::Column::Browser,
            entity::Column::Network,
            entity::Column::LastUsedAt,
        ];
        let key = [entity::Column::Realm, entity::Column::Id];
        entity::Entity::insert(row)
            .on_conflict(OnConflict::columns(key).update_columns(renewed).to_owned())
            .exec_without_returning(self.connection)
            .await?;
        Ok(())
    }

    /// Notes that a session is used, and in which network.
    pub async fn note_use(&self, id: SessionId, seen: &Seen, now: DateTime<Utc>) -> Result<(), DbErr> {
        entity::Entity::update_many()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Id.eq(id.uuid()))
            .filter(entity::Column::EndedAt.is_null())
            .col_expr(entity::Column::LastUsedAt, Expr::value(now))
            .col_expr(entity::Column::Network, Expr::value(seen.network.clone()))
            .exec(self.connection)
            .await?;
        Ok(())
    }

    /// Keeps what the member wished of a session: until when its password is remembered, and which terms are put off.
    pub async fn keep_wishes(
        &self,
        id: SessionId,
        (remembered_until, terms_later): (Option<DateTime<Utc>>, Option<&str>),
    ) -> Result<(), DbErr> {
        entity::Entity::update_many()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Id.eq(id.uuid()))
            .col_expr(entity::Column::RememberedUntil, Expr::value(remembered_until))
            .col_expr(entity::Column::TermsLater, Expr::value(terms_later.map(str::to_owned)))
            .exec(self.connection)
            .await?;
        Ok(())
    }

    /// Ends all sessions of a member but `kept`, and revokes what clients were granted in them
    /// (「全てのデバイスからサインアウトする」).
    pub async fn end_sessions_of(
        &self,
        account: AccountId,
        kept: Option<SessionId>,
        now: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        self.hold_account(account).await?;
        for session in self.sessions_of(account, now).await? {
            if Some(session.session_id()) != kept {
                self.end_session(session.session_id(), now).await?;
            }
        }
        self.revoke_other_grants_of(account, kept, now).await
    }

    /// Ends a session, of which its applications are then told. `false` when it had ended before.
    pub async fn end_session(&self, id: SessionId, now: DateTime<Utc>) -> Result<bool, DbErr> {
        let ended = entity::Entity::update_many()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Id.eq(id.uuid()))
            .filter(entity::Column::EndedAt.is_null())
            .col_expr(entity::Column::EndedAt, Expr::value(now))
            .col_expr(entity::Column::TellAt, Expr::value(now))
            .exec(self.connection)
            .await?;
        Ok(ended.rows_affected == 1)
    }
}

/// A session that ended, of which applications are to be told.
#[derive(Clone, Debug)]
pub struct EndedSession {
    /// The realm.
    pub realm: RealmName,
    /// The session.
    pub session: SessionId,
    /// Whose it was.
    pub account: AccountId,
}

// The outer condition is the one that counts between nodes: PostgreSQL looks at it again when it had to wait for a row.
const TAKE_ENDED: &str = "UPDATE sessions SET tell_at = NULL WHERE tell_at <= $1 AND (realm, id) IN \
    (SELECT realm, id FROM sessions WHERE tell_at <= $1 ORDER BY tell_at LIMIT $2) RETURNING realm, id, account";

impl AcrossRealms<'_> {
    /// Takes sessions that ended, or reached their limit, and of which nobody was told yet: at most `limit`.
    pub async fn take_ended_sessions(&self, limit: u32, now: DateTime<Utc>) -> Result<Vec<EndedSession>, DbErr> {
        let values: [Value; 2] = [now.into(), i64::from(limit).into()];
        let statement = Statement::from_sql_and_values(self.0.get_database_backend(), TAKE_ENDED, values);
        let ended = |row: &QueryResult| {
            let realm: String = row.try_get_by("realm")?;
            Ok(EndedSession {
                realm: realm.parse().map_err(|_| DbErr::Type("a session of no realm".to_owned()))?,
                session: row.try_get_by::<Uuid, _>("id")?.into(),
                account: row.try_get_by::<Uuid, _>("account")?.into(),
            })
        };
        self.0.query_all_raw(statement).await?.iter().map(ended).collect()
    }
}

pub(super) mod entity {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sessions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub realm: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub account: Uuid,
        pub cookie: String,
        pub proofs: String,
        pub created_at: chrono::DateTime<chrono::Utc>,
        pub expires_at: chrono::DateTime<chrono::Utc>,
        pub ended_at: Option<chrono::DateTime<chrono::Utc>>,
        pub browser: Option<String>,
        pub network: Option<String>,
        pub last_used_at: Option<chrono::DateTime<chrono::Utc>>,
        pub remembered_until: Option<chrono::DateTime<chrono::Utc>>,
        pub terms_later: Option<String>,
        pub tell_at: Option<chrono::DateTime<chrono::Utc>>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
