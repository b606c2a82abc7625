//! After a backup was put back: what may be used once is taken for used.

use base::RealmName;
use chrono::{DateTime, Utc};
use sea_orm::QuerySelect;
use sea_orm::entity::prelude::*;

use super::{AcrossRealms, Actor, Event, in_realm};
use super::{authenticators, grants, realm_identities, refresh_tokens, sessions};

/// How long the code of an authenticator app is shown, in seconds (RFC 6238 §5.2).
const STEP: i64 = 30;

/// What was forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forgotten {
    /// Sessions that were ended.
    pub sessions: u64,
    /// Grants that were revoked.
    pub grants: u64,
    /// Refresh tokens that were removed.
    pub refresh_tokens: u64,
}

impl AcrossRealms<'_> {
    /// Ends all sessions, whose applications are told; revokes all grants and removes their refresh tokens; lets no code of
    /// an authenticator app count that has been shown until now; and notes in each realm's audit log that a backup was put
    /// back.
    pub async fn forget_what_was_used(&self, now: DateTime<Utc>) -> Result<Forgotten, DbErr> {
        let sessions = sessions::entity::Entity::update_many()
            .filter(sessions::entity::Column::EndedAt.is_null())
            .col_expr(sessions::entity::Column::EndedAt, Expr::value(now))
            .col_expr(sessions::entity::Column::TellAt, Expr::value(now))
            .exec(self.0)
            .await?;
        let grants = grants::entity::Entity::update_many()
            .filter(grants::entity::Column::RevokedAt.is_null())
            .col_expr(grants::entity::Column::RevokedAt, Expr::value(now))
            .exec(self.0)
            .await?;
        let refresh_tokens = refresh_tokens::entity::Entity::delete_many().exec(self.0).await?;
        // The next one's code may have been accepted already, for a clock that is ahead.
        let last_step = now.timestamp() / STEP + 1;
        authenticators::entity::Entity::update_many()
            .filter(authenticators::entity::Column::LastStep.lt(last_step))
            .col_expr(authenticators::entity::Column::LastStep, Expr::value(last_step))
            .exec(self.0)
            .await?;
        let realms: Vec<String> = realm_identities::entity::Entity::find()
            .select_only()
            .column(realm_identities::entity::Column::Realm)
            .into_tuple()
            .all(self.0)
            .await?;
        for realm in realms.iter().filter_map(|name| name.parse::<RealmName>().ok()) {
            in_realm(self.0, &realm).record((Actor::Administrator, Event::Restored), None, None, now).await?;
        }
        Ok(Forgotten {
            sessions: sessions.rows_affected,
            grants: grants.rows_affected,
            refresh_tokens: refresh_tokens.rows_affected,
        })
    }
}
