//! The access token (RFC 9068): issued, and read when it comes back.

use base::{GrantId, RandomToken, SessionId};
use chrono::{DateTime, Utc};
use realm::{Client, Realm};
use serde::{Deserialize, Serialize};

use crate::Scope;
use crate::bearer::BearerError;
use crate::code::IssuedCode;
use crate::jose::TokenType;
use crate::keys::KeySet;
use crate::strict_json;

/// The claims of an access token (RFC 9068 §2.2), ready to be signed.
///
/// `sid` and `grant` lead to the session and the family of tokens, which the userinfo endpoint asks about every
/// time: a token is no longer good when they are not.
#[derive(Debug, Serialize, Deserialize)]
pub struct AccessTokenClaims {
    iss: String,
    sub: String,
    aud: String,
    client_id: String,
    exp: i64,
    iat: i64,
    jti: String,
    #[serde(default, skip_serializing_if = "Scope::is_empty")]
    scope: Scope,
    #[serde(flatten)]
    member: Option<MemberClaims>,
}

/// What only a token issued for a member has.
#[derive(Debug, Serialize, Deserialize)]
struct MemberClaims {
    auth_time: i64,
    acr: String,
    sid: SessionId,
    grant: GrantId,
}

/// A verified access token of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken {
    /// The member, as the client knows them.
    pub subject: String,
    /// The client that it was issued to.
    pub client_id: String,
    /// What it permits.
    pub scope: Scope,
    /// The session that it came from.
    pub session: SessionId,
    /// The family of tokens that it belongs to.
    pub grant: GrantId,
}

impl AccessTokenClaims {
    /// For a redeemed code.
    #[must_use]
    pub fn for_member(realm: &Realm, code: &IssuedCode, now: DateTime<Utc>) -> Self {
        let member = MemberClaims {
            auth_time: code.authentication.at.timestamp(),
            acr: code.authentication.acr.urn().to_owned(),
            sid: code.session,
            grant: code.grant,
        };
        let claims = Self::new(realm, code.request.client_id(), code.request.scope().clone(), now);
        Self { sub: code.subject.clone(), member: Some(member), ..claims }
    }

    /// For a client itself: it is its own subject (RFC 9068 §2.2).
    #[must_use]
    pub fn for_client(realm: &Realm, client: &Client, scope: Scope, now: DateTime<Utc>) -> Self {
        Self::new(realm, &client.id, scope, now)
    }

    /// The audience is the provider itself, as long as no other resource is asked for (RFC 9068 §3).
    fn new(realm: &Realm, client_id: &str, scope: Scope, now: DateTime<Utc>) -> Self {
        Self {
            iss: realm.issuer.clone(),
            sub: client_id.to_owned(),
            aud: realm.issuer.clone(),
            client_id: client_id.to_owned(),
            exp: (now + realm.lifetimes.access_token).timestamp(),
            iat: now.timestamp(),
            jti: RandomToken::generate().expose().to_owned(),
            scope,
            member: None,
        }
    }
}

impl AccessToken {
    /// Reads a token that this realm issued for a member and that has not expired (RFC 9068 §4).
    ///
    /// Whether session, grant and account are still good is the caller's to ask.
    ///
    /// # Errors
    /// [`BearerError::InvalidToken`] for any other text: there is one answer to all of them.
    pub fn verify(realm: &Realm, keys: &KeySet, token: &str, now: DateTime<Utc>) -> Result<Self, BearerError> {
        let claims = keys.verify(token, TokenType::AccessToken).and_then(strict_json::read::<AccessTokenClaims>);
        let claims = claims.ok_or(BearerError::InvalidToken)?;
        let good = claims.iss == realm.issuer && claims.aud == realm.issuer && now.timestamp() < claims.exp;
        let member = claims.member.filter(|_| good).ok_or(BearerError::InvalidToken)?;
        Ok(Self {
            subject: claims.sub,
            client_id: claims.client_id,
            scope: claims.scope,
            session: member.sid,
            grant: member.grant,
        })
    }
}
