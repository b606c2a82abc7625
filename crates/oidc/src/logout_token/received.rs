//! Logout tokens that an application is sent, and what it must refuse (OpenID Connect Back-Channel Logout §2.6).
//!
//! A logout token ends sessions of members who did not ask for it here, so it is checked like an ID token: signed by a key
//! of the provider with the one algorithm agreed on, made for this application, and young. That it is no ID token is
//! checked too: it has the event, and no `nonce`.

use base::TokenHash;
use chrono::{DateTime, TimeDelta, Utc};
use realm::SigningAlgorithm;
use serde_json::{Map, Value};

use super::EVENT;
use crate::jose::ClientKeySet;
use crate::numeric_date::{SKEW, moment};

/// How long a token may be good at most: for that long its `jti` is remembered.
const LONGEST: TimeDelta = TimeDelta::hours(24);
/// The longest `jti`, `sub` or `sid` that is read, in bytes (OpenID Connect Core §2: a `sub` has 255 at most).
const LONGEST_ID: usize = 255;

/// What an application expects of the logout tokens that it is sent.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The provider's issuer.
    pub issuer: &'a str,
    /// The application's client id there.
    pub client_id: &'a str,
    /// How the provider signs for it: as its ID tokens (§2.4).
    pub algorithm: SigningAlgorithm,
}

/// A logout token that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoutToken {
    /// Whose sessions end.
    pub ended: Ended,
    /// What must not come a second time: the hash of its `jti`.
    pub once: TokenHash,
    /// Until when that must be remembered.
    pub until: DateTime<Utc>,
}

/// Which sessions a logout token ends (§2.6 rule 10).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The one of this provider's session (`sid`).
    Session(String),
    /// All of this member (`sub`), because no session is named.
    Member(String),
}

/// Why a logout token is refused. No variant holds anything that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadLogoutToken {
    /// No token, another kind of token, or not signed by the provider as agreed.
    #[error("not a logout token signed by the provider")]
    Signature,
    /// Another issuer.
    #[error("another issuer")]
    Issuer,
    /// Not for this application, or for others too.
    #[error("another audience")]
    Audience,
    /// `iat` or `exp` is missing, past, ahead or too far ahead.
    #[error("not in its time")]
    Time,
    /// The `events` claim is missing or about something else.
    #[error("not about a logout")]
    Event,
    /// It has a `nonce`: perhaps an ID token.
    #[error("a nonce, which a logout token must not have")]
    Nonce,
    /// Neither `sub` nor `sid`, or one of them is no text of a sane length.
    #[error("nobody whose session could end")]
    Nobody,
    /// No `jti`.
    #[error("no jti")]
    NoId,
}

impl LogoutToken {
    /// Verifies a token with the provider's keys.
    ///
    /// # Errors
    /// [`BadLogoutToken`] for the first rule that it breaks.
    pub fn verify(
        token: &str,
        keys: &ClientKeySet,
        expected: &Expected<'_>,
        now: DateTime<Utc>,
    ) -> Result<Self, BadLogoutToken> {
        let claims = keys.verify(token, &[expected.algorithm]).filter(|_| may_be_logout_token(token));
        let claims = claims.ok_or(BadLogoutToken::Signature)?;
        if claims.get("iss").and_then(Value::as_str) != Some(expected.issuer) {
            return Err(BadLogoutToken::Issuer);
        }
        if !is_for(claims.get("aud"), expected.client_id) {
            return Err(BadLogoutToken::Audience);
        }
        let until = good_until(&claims, now).ok_or(BadLogoutToken::Time)?;
        if !claims.get("events").and_then(|events| events.get(EVENT)).is_some_and(Value::is_object) {
            return Err(BadLogoutToken::Event);
        }
        if claims.contains_key("nonce") {
            return Err(BadLogoutToken::Nonce);
        }
        let ended = match (id(&claims, "sid")?, id(&claims, "sub")?) {
            (Some(session), _) => Ended::Session(session),
            (None, Some(member)) => Ended::Member(member),
            (None, None) => return Err(BadLogoutToken::Nobody),
        };
        let jti = claims.get("jti").and_then(Value::as_str).filter(|jti| is_sane(jti)).ok_or(BadLogoutToken::NoId)?;
        Ok(Self { ended, once: TokenHash::of(&format!("{} {jti}", expected.issuer)), until: until + SKEW })
    }
}

/// §2.4 recommends `logout+jwt`; older providers say `JWT` or nothing. Any other type is another kind of token.
fn may_be_logout_token(token: &str) -> bool {
    match ClientKeySet::declared_type(token) {
        None => true,
        Some(declared) => declared
            .as_str()
            .is_some_and(|name| ["logout+jwt", "JWT"].iter().any(|known| name.eq_ignore_ascii_case(known))),
    }
}

/// As for an ID token (OpenID Connect Core §3.1.3.7 rule 3): this application, and nobody whom it does not know.
fn is_for(audience: Option<&Value>, client_id: &str) -> bool {
    match audience {
        Some(Value::String(one)) => one == client_id,
        Some(Value::Array(all)) => !all.is_empty() && all.iter().all(|one| one.as_str() == Some(client_id)),
        _ => false,
    }
}

fn good_until(claims: &Map<String, Value>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let at = |name: &str| moment(claims, name).ok().flatten();
    let (issued, until) = (at("iat")?, at("exp")?);
    (issued <= now + SKEW && now < until + SKEW && until <= now + LONGEST).then_some(until)
}

/// A claim that names a member or a session: absent, or a text.
fn id(claims: &Map<String, Value>, name: &str) -> Result<Option<String>, BadLogoutToken> {
    match claims.get(name) {
        None => Ok(None),
        Some(Value::String(id)) if is_sane(id) => Ok(Some(id.clone())),
        Some(_) => Err(BadLogoutToken::Nobody),
    }
}

const fn is_sane(id: &str) -> bool {
    !id.is_empty() && id.len() <= LONGEST_ID
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::jose::{SigningKey, TokenType};
    use crate::testing;

    const ISSUER: &str = "https://id.example.jp/minato";
    const EXPECTED: Expected<'static> =
        Expected { issuer: ISSUER, client_id: "portal", algorithm: SigningAlgorithm::ES256 };

    fn claims() -> Value {
        let now = testing::now().timestamp();
        json!({
            "iss": ISSUER, "aud": "portal", "iat": now, "exp": now + 120, "jti": "one",
            "sub": "subject-1", "sid": "session-1", "events": { EVENT: {} },
        })
    }

    struct Provider(SigningKey);

    impl Provider {
        fn new() -> Self {
            Self(SigningKey::generate(SigningAlgorithm::ES256).unwrap())
        }

        fn read(&self, token: &str) -> Result<LogoutToken, BadLogoutToken> {
            let keys = ClientKeySet::of([self.0.public().jwk()]);
            LogoutToken::verify(token, &keys, &EXPECTED, testing::now())
        }

        /// What becomes of a token with these claims instead, `null` for one that is missing.
        fn with(&self, changes: &Value) -> Result<LogoutToken, BadLogoutToken> {
            let mut claims = claims();
            for (name, value) in changes.as_object().unwrap() {
                claims[name] = value.clone();
            }
            claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
            self.read(self.0.sign(TokenType::LogoutToken, &claims).unwrap().expose())
        }
    }

    #[test]
    fn a_token_ends_the_session_that_it_names_or_all_of_a_member() {
        let provider = Provider::new();
        let token = provider.with(&json!({})).unwrap();
        assert_eq!(token.ended, Ended::Session("session-1".to_owned()));
        assert_eq!(token.until, testing::now() + TimeDelta::seconds(150));
        assert_ne!(token.once, provider.with(&json!({ "jti": "two" })).unwrap().once);
        assert_eq!(provider.with(&json!({ "sid": null })).unwrap().ended, Ended::Member("subject-1".to_owned()));
        assert_eq!(provider.with(&json!({ "sub": null })).unwrap().ended, Ended::Session("session-1".to_owned()));
        assert!(provider.with(&json!({ "aud": ["portal"], "events": { EVENT: {}, "other": 1 } })).is_ok());
    }

    #[test]
    fn each_rule_of_the_standard_is_kept() {
        use BadLogoutToken::{Audience, Event, Issuer, NoId, Nobody, Nonce, Time};
        let (provider, now) = (Provider::new(), testing::now().timestamp());
        for (changes, reason) in [
            (json!({ "iss": "https://elsewhere.example" }), Issuer),
            (json!({ "iss": null }), Issuer),
            (json!({ "aud": "checkup" }), Audience),
            (json!({ "aud": ["portal", "checkup"] }), Audience),
            (json!({ "aud": [] }), Audience),
            (json!({ "iat": null }), Time),
            (json!({ "iat": now + 31 }), Time),
            (json!({ "exp": null }), Time),
            (json!({ "exp": now - 30 }), Time),
            (json!({ "exp": now + 86_401 }), Time),
            (json!({ "events": null }), Event),
            (json!({ "events": { "http://schemas.openid.net/event/other": {} } }), Event),
            (json!({ "events": { EVENT: true } }), Event),
            (json!({ "events": [EVENT] }), Event),
            (json!({ "nonce": "n" }), Nonce),
            (json!({ "sub": null, "sid": null }), Nobody),
            (json!({ "sid": 7 }), Nobody),
            (json!({ "sub": "s".repeat(256) }), Nobody),
            (json!({ "jti": null }), NoId),
            (json!({ "jti": "" }), NoId),
        ] {
            assert_eq!(provider.with(&changes).unwrap_err(), reason, "{changes}");
        }
    }

    #[test]
    fn no_other_token_passes_for_a_logout_token() {
        let provider = Provider::new();
        let by = |header: Value| provider.read(&provider.0.sign_parts(&header, &claims()).unwrap());
        for header in [
            json!({ "alg": "ES256" }),
            json!({ "alg": "ES256", "typ": "JWT" }),
            json!({ "alg": "ES256", "typ": "LOGOUT+JWT" }),
        ] {
            assert!(by(header.clone()).is_ok(), "{header}");
        }
        for header in [
            json!({ "alg": "ES256", "typ": "at+jwt" }),
            json!({ "alg": "ES256", "typ": 1 }),
            json!({ "alg": "none" }),
            json!({ "alg": "HS256" }),
            json!({ "alg": "PS256" }),
            json!({ "alg": "ES256", "crit": ["exp"] }),
            json!({ "alg": "ES256", "kid": "another" }),
        ] {
            assert_eq!(by(header.clone()).unwrap_err(), BadLogoutToken::Signature, "{header}");
        }
        let stranger = Provider::new().0.sign(TokenType::LogoutToken, &claims()).unwrap();
        for token in ["", "a.b.c", stranger.expose()] {
            assert_eq!(provider.read(token).unwrap_err(), BadLogoutToken::Signature, "{token}");
        }
    }
}
