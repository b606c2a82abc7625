//! A member's session on the portal: how it begins, how long it lasts, how it ends.
//!
//! The browser holds 256 random bits, the database their hash, and what is known of the member is sealed beside it.
//! A sign-in always begins a new session and ends the one that the browser had, so that an id which somebody planted
//! or left behind is worth nothing (CVE-2024-7341, CVE-2025-12390).

use base::{Purpose, RandomToken, RealmName, Sealed, SealedFor, TokenHash};
use chrono::{DateTime, TimeDelta, Utc};

use crate::App;
use crate::member::Member;
use crate::rows::{DbErr, SessionOwner, SessionRow, in_realm};

/// How long a session lives without being used (NIST SP 800-63B-4 §2.2.3).
const IDLE: TimeDelta = TimeDelta::hours(1);
/// How long a session lives at most (the same).
pub(crate) const ABSOLUTE: TimeDelta = TimeDelta::hours(24);
/// How exactly its use is noted: not every page costs a write.
const NOTED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// A session that is good now.
#[derive(Clone, Debug)]
pub struct Session {
    /// Who is signed in.
    pub member: Member,
    token: TokenHash,
}

impl Session {
    /// The session that a cookie names, if it is good now. Using it keeps it from becoming idle.
    pub async fn find(app: &App, realm: &RealmName, token: TokenHash) -> Result<Option<Self>, DbErr> {
        let now = app.clock.now();
        let Some(row) = in_realm(app.database.reader(), realm).session(&token).await? else { return Ok(None) };
        if !is_good(&row, now) {
            return Ok(None);
        }
        let Some(mut member) = unseal(app, realm, &token, &row.member) else { return Ok(None) };
        member.profile = in_realm(app.database.reader(), realm).profile(&TokenHash::of(&member.subject)).await?;
        if now - row.used_at >= NOTED_EVERY {
            let (realm, token) = (realm.clone(), token.clone());
            let touch = app
                .database
                .write(move |tx| Box::pin(async move { in_realm(tx, &realm).touch_session(&token, now).await }));
            touch.await?;
        }
        Ok(Some(Self { member, token }))
    }

    /// Begins a session, and ends the one that the browser had before. Returns what the browser's cookie holds.
    pub async fn begin(
        app: &App,
        realm: &RealmName,
        member: &Member,
        former: Option<TokenHash>,
    ) -> Result<RandomToken, DbErr> {
        let (cookie, now) = (RandomToken::generate(), app.clock.now());
        let token = cookie.hash();
        let row = SessionRow { member: seal(app, realm, &token, member)?, signed_in_at: now, used_at: now };
        let owner = SessionOwner {
            subject: TokenHash::of(&member.subject),
            provider_session: member.session.as_deref().map(TokenHash::of),
        };
        let realm = realm.clone();
        let write = app.database.write(move |tx| {
            Box::pin(async move {
                if let Some(former) = former {
                    in_realm(tx, &realm).delete_session(&former).await?;
                }
                in_realm(tx, &realm).insert_session(&token, row, owner).await
            })
        });
        write.await.map(|()| cookie)
    }

    /// Ends the session.
    pub async fn end(self, app: &App, realm: &RealmName) -> Result<Member, DbErr> {
        let (realm, token) = (realm.clone(), self.token);
        let write =
            app.database.write(move |tx| Box::pin(async move { in_realm(tx, &realm).delete_session(&token).await }));
        write.await.map(|()| self.member)
    }
}

/// Whether a session has reached neither of its limits.
fn is_good(row: &SessionRow, now: DateTime<Utc>) -> bool {
    now - row.used_at < IDLE && now - row.signed_in_at < ABSOLUTE
}

fn place<'a>(realm: &'a RealmName, token: &'a TokenHash) -> SealedFor<'a> {
    SealedFor { purpose: Purpose::PortalToken, realm, row: token.as_str() }
}

fn seal(app: &App, realm: &RealmName, token: &TokenHash, member: &Member) -> Result<Sealed, DbErr> {
    let json = serde_json::to_vec(member).map_err(|error| DbErr::Json(error.to_string()))?;
    Ok(app.sealing_key.seal(place(realm, token), &json))
}

/// What was sealed; `None` after the key was changed: then the member signs in again.
fn unseal(app: &App, realm: &RealmName, token: &TokenHash, sealed: &Sealed) -> Option<Member> {
    let json = app.sealing_key.open(place(realm, token), sealed).ok()?;
    serde_json::from_slice(json.expose()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_after_an_hour_unused_and_after_a_day_at_the_latest() {
        let begun = DateTime::parse_from_rfc3339("2026-11-20T00:00:00Z").unwrap().to_utc();
        let row = |used_at| SessionRow { member: String::new().into(), signed_in_at: begun, used_at };
        for (used_after, now_after, good) in [
            (TimeDelta::zero(), TimeDelta::minutes(59), true),
            (TimeDelta::zero(), TimeDelta::minutes(60), false),
            (TimeDelta::hours(23), TimeDelta::minutes(24 * 60 - 1), true),
            (TimeDelta::hours(23) + TimeDelta::minutes(30), TimeDelta::hours(24), false),
        ] {
            assert_eq!(is_good(&row(begun + used_after), begun + now_after), good, "{used_after} {now_after}");
        }
    }
}
