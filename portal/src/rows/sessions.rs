//! Sessions, by the hash of the cookie that names them. What is known of the person is sealed.

use base::{Sealed, TokenHash};
use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use store::Tx;

use super::InRealm;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    realm: String,
    #[sea_orm(primary_key, auto_increment = false)]
    token_hash: String,
    member: String,
    signed_in_at: DateTime<Utc>,
    used_at: DateTime<Utc>,
    subject_hash: Option<String>,
    provider_session_hash: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// One member signed in with one browser.
#[derive(Clone, Debug)]
pub struct SessionRow {
    /// What is known of the member, sealed for this row.
    pub member: Sealed,
    /// When the sign-in was completed.
    pub signed_in_at: DateTime<Utc>,
    /// When a page was last asked for, to the minute.
    pub used_at: DateTime<Utc>,
}

/// Whose a session is, by hashes: what a provider calls people and sessions may be longer than a column.
#[derive(Clone, Debug)]
pub struct SessionOwner {
    /// The member (`sub`).
    pub subject: TokenHash,
    /// The provider's session that it came from (`sid`), if it names one.
    pub provider_session: Option<TokenHash>,
}

/// Which sessions are ended from outside.
#[derive(Clone, Debug)]
pub enum SessionsOf {
    /// All of a member.
    Subject(TokenHash),
    /// Those that came from one session of the provider.
    ProviderSession(TokenHash),
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// The session of a cookie, however old it is.
    pub async fn session(&self, token: &TokenHash) -> Result<Option<SessionRow>, DbErr> {
        let row = Entity::find_by_id(self.session_key(token)).one(self.connection).await?;
        Ok(row.map(|Model { member, signed_in_at, used_at, .. }| SessionRow {
            member: member.into(),
            signed_in_at,
            used_at,
        }))
    }

    fn session_key(&self, token: &TokenHash) -> (String, String) {
        (self.realm.to_string(), token.as_str().to_owned())
    }
}

impl InRealm<'_, Tx> {
    /// Begins a session.
    pub async fn insert_session(&self, token: &TokenHash, row: SessionRow, owner: SessionOwner) -> Result<(), DbErr> {
        let (realm, token_hash) = self.session_key(token);
        let row = ActiveModel {
            realm: Set(realm),
            token_hash: Set(token_hash),
            member: Set(row.member.as_str().to_owned()),
            signed_in_at: Set(row.signed_in_at),
            used_at: Set(row.used_at),
            subject_hash: Set(Some(owner.subject.as_str().to_owned())),
            provider_session_hash: Set(owner.provider_session.map(|hash| hash.as_str().to_owned())),
        };
        Entity::insert(row).exec_without_returning(self.connection).await.map(drop)
    }

    /// Notes that a session was used.
    pub async fn touch_session(&self, token: &TokenHash, now: DateTime<Utc>) -> Result<(), DbErr> {
        let (realm, token_hash) = self.session_key(token);
        let touched = Entity::update_many()
            .col_expr(Column::UsedAt, Expr::value(now))
            .filter(Column::Realm.eq(realm))
            .filter(Column::TokenHash.eq(token_hash));
        touched.exec(self.connection).await.map(drop)
    }

    /// Ends a session.
    pub async fn delete_session(&self, token: &TokenHash) -> Result<(), DbErr> {
        Entity::delete_by_id(self.session_key(token)).exec(self.connection).await.map(drop)
    }

    /// Ends the sessions of a member, or those of one session of the provider, and says how many there were.
    pub async fn delete_sessions_of(&self, whose: &SessionsOf) -> Result<u64, DbErr> {
        let (column, hash) = match whose {
            SessionsOf::Subject(hash) => (Column::SubjectHash, hash),
            SessionsOf::ProviderSession(hash) => (Column::ProviderSessionHash, hash),
        };
        let ended =
            Entity::delete_many().filter(Column::Realm.eq(self.realm.as_str())).filter(column.eq(hash.as_str()));
        Ok(ended.exec(self.connection).await?.rows_affected)
    }
}

/// Deletes the sessions of every realm that began before a moment, and says how many. A background job: one
/// statement for all realms, because a poll for each of 1,400 realms would be the load.
pub async fn delete_sessions_of_all_realms(tx: &Tx, begun_before: DateTime<Utc>) -> Result<u64, DbErr> {
    let ended = Entity::delete_many().filter(Column::SignedInAt.lt(begun_before)).exec(tx).await?;
    Ok(ended.rows_affected)
}
