//! The compact form of a signed token (RFC 7515 §7.1, RFC 7519): written, and read strictly.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::public_key::name;
use super::{SigningKey, VerifyingKey};
use crate::strict_json;

/// A token that we signed. Its `Debug` shows nothing: who has it, uses it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Jwt(String);

impl Jwt {
    /// The token as it is handed out. It must not be logged.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Jwt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Jwt(…)")
    }
}

/// What a token is, in its `typ` header: one kind never passes for another (RFC 8725 §3.11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenType {
    /// An ID token (OpenID Connect Core §2).
    IdToken,
    /// An access token (RFC 9068 §2.1).
    AccessToken,
    /// Userinfo that a client wants signed (OpenID Connect Core §5.3.2).
    Userinfo,
    /// An authorization response (JARM §2.1), which names no type of its own. It has no `sub`, so it never passes for an
    /// ID token.
    AuthorizationResponse,
    /// A logout token (OpenID Connect Back-Channel Logout §2.4).
    LogoutToken,
}

impl TokenType {
    const fn name(self) -> &'static str {
        match self {
            Self::IdToken | Self::Userinfo | Self::AuthorizationResponse => "JWT",
            Self::AccessToken => "at+jwt",
            Self::LogoutToken => "logout+jwt",
        }
    }
}

/// A token could not be signed: claims that are no JSON object, or a key that OpenSSL refuses to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the token cannot be signed")]
pub struct SigningFailed;

impl SigningKey {
    /// Signs claims as a token of one type.
    ///
    /// # Errors
    /// [`SigningFailed`].
    pub fn sign<T: Serialize>(&self, token_type: TokenType, claims: &T) -> Result<Jwt, SigningFailed> {
        let header = json!({"typ": token_type.name(), "alg": name(self.algorithm()), "kid": self.public().kid()});
        self.sign_parts(&header, claims).map(Jwt)
    }
}

impl SigningKey {
    /// Signs claims below a header that is taken as it is: what a client signs has other headers than our tokens.
    ///
    /// # Errors
    /// [`SigningFailed`].
    pub fn sign_parts<T: Serialize>(&self, header: &Value, claims: &T) -> Result<String, SigningFailed> {
        let claims = serde_json::to_vec(claims).map_err(|_| SigningFailed)?;
        let mut token = BASE64URL_NOPAD.encode(header.to_string().as_bytes());
        token.push('.');
        BASE64URL_NOPAD.encode_append(&claims, &mut token);
        let signature = self.sign_bytes(token.as_bytes()).ok_or(SigningFailed)?;
        token.push('.');
        BASE64URL_NOPAD.encode_append(&signature, &mut token);
        Ok(token)
    }
}

/// The longest token that is looked at.
const LONGEST_TOKEN: usize = 16 * 1024;
/// Levels of nesting in a payload: ours have two (an object of arrays), one to spare.
const DEPTH: usize = 3;

/// The parts of a compact token: what was signed, header, payload, signature.
pub(super) struct Parts<'a> {
    pub(super) signed: &'a str,
    pub(super) header: Map<String, Value>,
    pub(super) payload: Vec<u8>,
    pub(super) signature: Vec<u8>,
}

impl<'a> Parts<'a> {
    /// Exactly three parts in canonical base64url without padding (RFC 7515 §2); a header of so many levels.
    pub(super) fn split(token: &'a str, depth: usize) -> Option<Self> {
        if token.len() > LONGEST_TOKEN {
            return None;
        }
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, payload) = signed.split_once('.')?;
        let decode = |part: &str| BASE64URL_NOPAD.decode(part.as_bytes()).ok();
        Some(Self {
            signed,
            header: strict_json::parse_object(&decode(header)?, depth)?,
            payload: decode(payload)?,
            signature: decode(signature)?,
        })
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.header.get(name)?.as_str()
    }
}

/// The claims of a token that one of our keys signed as one type.
///
/// `key` finds the key by the `kid` of the header; it alone decides the algorithm. `alg` and `typ` must be exactly
/// what we write, and there must be no fourth member: so `crit` (RFC 7515 §4.1.11: extensions that are not
/// understood), `b64`, and keys that a token brings along (`jwk`, `jku`, `x5c`, `x5u`) are refused. `judge` decides about the
/// signature, which it may remember. Which claims must be there, and whether the token expired, is the caller's to check.
pub(crate) fn verify<'k>(
    (token, token_type): (&str, TokenType),
    key: impl FnOnce(&str) -> Option<&'k VerifyingKey>,
    judge: impl FnOnce(&dyn Fn() -> bool) -> bool,
) -> Option<Map<String, Value>> {
    let parts = Parts::split(token, 1)?;
    let key = key(parts.header("kid")?)?;
    let ours = parts.header.len() == 3
        && parts.header("alg")? == name(key.algorithm())
        && parts.header("typ")? == token_type.name();
    if ours && judge(&|| key.verifies(parts.signed.as_bytes(), &parts.signature)) {
        strict_json::parse_object(&parts.payload, DEPTH)
    } else {
        None
    }
}
