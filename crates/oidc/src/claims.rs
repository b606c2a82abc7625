//! What tokens and the userinfo endpoint say about a member.
//!
//! One table says which claim belongs to which scope; everything that hands out a claim, permits one or announces
//! one reads it. So a claim outside the scopes in a client's file has no way to that client.

mod access_token;
mod confirmation;
mod id_token;
mod person;
mod standard;
mod userinfo;

use chrono::{DateTime, Utc};
use realm::Acr;
use serde::{Deserialize, Serialize};

pub use access_token::{AccessToken, AccessTokenClaims};
pub use confirmation::Confirmation;
pub use id_token::IdTokenClaims;
pub use person::{Email, Insurance, Name, Person};
pub use standard::{StandardClaimFault, StandardClaims};
pub use userinfo::userinfo;

#[cfg(test)]
mod tests;

/// How and when a member signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authentication {
    /// When (`auth_time`).
    pub at: DateTime<Utc>,
    /// What it proved (`acr`).
    pub acr: Acr,
    /// By what means (`amr`).
    pub amr: Vec<Amr>,
}

/// A means of authentication (RFC 8176 §2). A code by mail is a one-time password like any other here; that it is
/// weaker shows in `acr`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Amr {
    /// A password.
    Pwd,
    /// A one-time password, of an app or by mail.
    Otp,
    /// A key in hardware: a passkey.
    Hwk,
    /// More than one factor.
    Mfa,
}

/// Scopes and the claims that they cover (OpenID Connect Core §5.4). `kenpo` is our own: what a health-insurance
/// society's applications need to know of an insured person. A name in kana carries the language tag of
/// OpenID Connect Core §5.2.
const CLAIMS_OF_SCOPES: [(&str, &[&str]); 6] = [
    (
        "profile",
        &[
            "name",
            "family_name",
            "given_name",
            "middle_name",
            "nickname",
            "preferred_username",
            "profile",
            "picture",
            "website",
            "gender",
            "zoneinfo",
            "name#ja-Kana-JP",
            "family_name#ja-Kana-JP",
            "given_name#ja-Kana-JP",
            "birthdate",
            "locale",
            "updated_at",
        ],
    ),
    ("email", &["email", "email_verified"]),
    ("address", &["address"]),
    ("phone", &["phone_number", "phone_number_verified"]),
    ("kenpo", &["kenpo"]),
    // Tokens that are renewed while the member is away (§11).
    ("offline_access", &[]),
];

/// The scopes that a realm can grant for a member, beside those that its clients' files name for other services.
pub(crate) fn scopes() -> impl Iterator<Item = &'static str> {
    std::iter::once("openid").chain(CLAIMS_OF_SCOPES.iter().map(|(scope, _)| *scope))
}

/// The claims of some scopes.
pub(crate) fn of_scopes(granted: impl Fn(&str) -> bool) -> impl Iterator<Item = &'static str> {
    CLAIMS_OF_SCOPES.iter().filter(move |(scope, _)| granted(scope)).flat_map(|(_, claims)| claims.iter().copied())
}

/// The claims of one scope.
pub fn of_scope(scope: &str) -> impl Iterator<Item = &'static str> {
    of_scopes(move |known| known == scope)
}

/// Whether a claim belongs to a scope among those listed.
pub(crate) fn is_covered(claim: &str, listed: &[String]) -> bool {
    of_scopes(|scope| listed.iter().any(|listed| listed == scope)).any(|covered| covered == claim)
}

/// Whether a scope is about a member, so that a client without one cannot have it (OpenID Connect Core §5.4 and §11).
pub(crate) fn concerns_a_member(scope: &str) -> bool {
    scopes().any(|known| known == scope)
}
