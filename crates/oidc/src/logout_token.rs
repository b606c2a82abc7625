//! Logout tokens: how an application's server is told that a session ended (OpenID Connect Back-Channel Logout §2.4).

mod received;

use base::{RandomToken, SessionId};
use chrono::{DateTime, TimeDelta, Utc};
use realm::{Client, Realm};
use serde::Serialize;
use serde_json::{Value, json};

pub use received::{BadLogoutToken, Ended, Expected, LogoutToken};

/// The event that a logout token is about (§2.4).
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// For how long a logout token is good: two minutes at most (§2.4 recommends it).
const LIFETIME: TimeDelta = TimeDelta::minutes(2);

/// The claims of a logout token, ready to be signed. There is no `nonce`, so that it never passes for an ID token.
#[derive(Debug, Serialize)]
pub struct LogoutTokenClaims<'a> {
    iss: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
    jti: String,
    sub: &'a str,
    sid: String,
    events: Value,
}

impl<'a> LogoutTokenClaims<'a> {
    /// The claims that tell a client of a session's end. `subject` is the member as the client knows them.
    #[must_use]
    pub fn new(realm: &'a Realm, client: &'a Client, ended: (&'a str, SessionId), now: DateTime<Utc>) -> Self {
        let (subject, session) = ended;
        Self {
            iss: &realm.issuer,
            aud: &client.id,
            iat: now.timestamp(),
            exp: (now + LIFETIME).timestamp(),
            jti: RandomToken::generate().expose().to_owned(),
            sub: subject,
            sid: session.to_string(),
            events: json!({ EVENT: {} }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn a_logout_token_says_whose_session_ended_and_is_no_id_token() {
        let realm = testing::realm();
        let session = SessionId::generate();
        let client = realm.client("portal").unwrap();
        let claims = LogoutTokenClaims::new(&realm, client, ("subject-1", session), testing::now());
        let claims = serde_json::to_value(claims).unwrap();
        assert_eq!(claims["iss"], realm.issuer);
        assert_eq!(claims["aud"], "portal");
        assert_eq!(claims["sub"], "subject-1");
        assert_eq!(claims["sid"], session.to_string());
        assert_eq!(claims["events"], json!({ "http://schemas.openid.net/event/backchannel-logout": {} }));
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 120);
        assert!(claims.get("nonce").is_none());
    }
}
