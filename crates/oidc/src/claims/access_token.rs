//! The access token (RFC 9068): issued, and read when it comes back.

use base::{GrantId, RandomToken, SessionId};
use chrono::{DateTime, Utc};
use realm::{Client, Realm};
use serde::{Deserialize, Serialize};

use super::Confirmation;
use crate::bearer::BearerError;
use crate::jose::TokenType;
use crate::keys::KeySet;
use crate::{Granted, Scope, strict_json};

/// The claims of an access token (RFC 9068 §2.2), ready to be signed.
///
/// `sid` and `grant` lead to the session and the family of tokens, which the userinfo endpoint asks about every
/// time: a token is no longer good when they are not.
#[derive(Debug, Serialize, Deserialize)]
pub struct AccessTokenClaims {
    iss: String,
    sub: String,
    aud: Audience,
    client_id: String,
    exp: i64,
    iat: i64,
    jti: String,
    #[serde(default, skip_serializing_if = "Scope::is_empty")]
    scope: Scope,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cnf: Option<Confirmation>,
    #[serde(flatten)]
    member: Option<MemberClaims>,
}

/// One audience as a text, several as a list (RFC 7519 §4.1.3).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// What only a token issued for a member has.
#[derive(Debug, Serialize, Deserialize)]
struct MemberClaims {
    auth_time: i64,
    acr: String,
    sid: SessionId,
    grant: GrantId,
}

/// A verified access token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken {
    /// The member, as the client knows them; for a token of the client's own, the client.
    pub subject: String,
    /// The client that it was issued to.
    pub client_id: String,
    /// What it permits.
    pub scope: Scope,
    /// Whom it is for: resources, or the provider itself.
    pub audience: Vec<String>,
    /// Its own name (`jti`).
    pub id: String,
    /// When it was issued and until when it is good, in seconds since 1970.
    pub times: (i64, i64),
    /// The member's session and the family of tokens that it belongs to; `None` for one of the client's own.
    pub member: Option<(SessionId, GrantId)>,
    /// What must be shown with it.
    pub confirmation: Option<Confirmation>,
}

impl AccessTokenClaims {
    /// For what a sign-in granted.
    #[must_use]
    pub fn for_member(realm: &Realm, client: &Client, granted: &Granted, now: DateTime<Utc>) -> Self {
        let member = MemberClaims {
            auth_time: granted.authentication.at.timestamp(),
            acr: granted.authentication.acr.urn().to_owned(),
            sid: granted.session,
            grant: granted.grant,
        };
        let claims = Self::new(realm, client, (granted.scope.clone(), granted.audience(realm)), now);
        Self { sub: granted.subject.clone(), member: Some(member), ..claims }
    }

    /// For a client itself: it is its own subject (RFC 9068 §2.2).
    #[must_use]
    pub fn for_client(
        realm: &Realm,
        client: &Client,
        (scope, resources): (Scope, Vec<String>),
        now: DateTime<Utc>,
    ) -> Self {
        let audience = if resources.is_empty() { vec![realm.issuer.clone()] } else { resources };
        Self::new(realm, client, (scope, audience), now)
    }

    /// The same token, of use only to who shows this too (RFC 7800 §3.1).
    #[must_use]
    pub fn bound_to(self, cnf: Option<Confirmation>) -> Self {
        Self { cnf, ..self }
    }

    fn new(realm: &Realm, client: &Client, (scope, audience): (Scope, Vec<String>), now: DateTime<Utc>) -> Self {
        let aud = match <[String; 1]>::try_from(audience) {
            Ok([one]) => Audience::One(one),
            Err(several) => Audience::Several(several),
        };
        Self {
            iss: realm.issuer.clone(),
            sub: client.id.clone(),
            aud,
            client_id: client.id.clone(),
            exp: (now + client.access_token_lifetime(realm)).timestamp(),
            iat: now.timestamp(),
            jti: RandomToken::generate().expose().to_owned(),
            scope,
            cnf: None,
            member: None,
        }
    }
}

impl AccessToken {
    /// Reads a token that this realm issued and that has not expired (RFC 9068 §4).
    ///
    /// Whether session, grant and account are still good is the caller's to ask.
    ///
    /// # Errors
    /// [`BearerError::InvalidToken`] for any other text: there is one answer to all of them.
    pub fn verify(realm: &Realm, keys: &KeySet, token: &str, now: DateTime<Utc>) -> Result<Self, BearerError> {
        let claims =
            keys.verify_now(token, TokenType::AccessToken, now).and_then(strict_json::read::<AccessTokenClaims>);
        let claims = claims.ok_or(BearerError::InvalidToken)?;
        if claims.iss != realm.issuer || now.timestamp() >= claims.exp {
            return Err(BearerError::InvalidToken);
        }
        Ok(Self {
            subject: claims.sub,
            client_id: claims.client_id,
            scope: claims.scope,
            audience: match claims.aud {
                Audience::One(one) => vec![one],
                Audience::Several(several) => several,
            },
            id: claims.jti,
            times: (claims.iat, claims.exp),
            member: claims.member.map(|member| (member.sid, member.grant)),
            confirmation: claims.cnf,
        })
    }

    /// The session and the family of a member's token that is for the provider itself: what userinfo takes.
    ///
    /// # Errors
    /// [`BearerError::InvalidToken`] for one of a client's own, and one for another resource.
    pub fn for_userinfo(&self, realm: &Realm) -> Result<(SessionId, GrantId), BearerError> {
        let ours = self.audience.contains(&realm.issuer);
        self.member.filter(|_| ours).ok_or(BearerError::InvalidToken)
    }
}
