//! How an answer travels to its client: in the query of a redirect or in a form that the browser posts, as it is or as
//! one signed token.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use realm::{Client, SigningAlgorithm};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::RedirectUrl;
use crate::jose::{SigningFailed, TokenType};
use crate::keys::KeySet;

/// For how long a signed answer is good: browsers carry it at once, and ten minutes are the most that is advised (JARM
/// §2.1).
const SIGNED_FOR: TimeDelta = TimeDelta::minutes(5);

/// The way (`response_mode`). There is no `fragment`: nothing travels by scripts' addresses here (RFC 9700 §2.1.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseMode {
    /// In the query of a redirect (OAuth 2.0 Multiple Response Type Encoding Practices §2.1).
    #[default]
    Query,
    /// In a form that the browser posts by itself (OAuth 2.0 Form Post Response Mode §2).
    FormPost,
    /// Signed, in the way that is usual for `code`: the query (JARM §2.3.4).
    Jwt,
    /// Signed, in the query (JARM §2.3.1).
    QueryJwt,
    /// Signed, in a form (JARM §2.3.3).
    FormPostJwt,
}

impl ResponseMode {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Query, Self::FormPost, Self::Jwt, Self::QueryJwt, Self::FormPostJwt];

    /// The value in `response_mode`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::FormPost => "form_post",
            Self::Jwt => "jwt",
            Self::QueryJwt => "query.jwt",
            Self::FormPostJwt => "form_post.jwt",
        }
    }

    /// The way that a value names; without one, that of `code`.
    #[must_use]
    pub fn of(value: Option<&str>) -> Option<Self> {
        let Some(value) = value else { return Some(Self::Query) };
        Self::ALL.into_iter().find(|mode| mode.name() == value)
    }

    const fn is_signed(self) -> bool {
        matches!(self, Self::Jwt | Self::QueryJwt | Self::FormPostJwt)
    }

    const fn is_posted(self) -> bool {
        matches!(self, Self::FormPost | Self::FormPostJwt)
    }
}

/// An answer at a client's own address. Only a [`TrustedClient`](super::TrustedClient) makes one.
#[derive(Debug)]
pub enum AuthorizationResponse {
    /// It goes as it is.
    Plain(Delivery),
    /// It must be signed first.
    ToSign(UnsignedResponse),
}

/// An answer on its way.
#[derive(Debug)]
pub enum Delivery {
    /// The browser is sent there.
    Redirect(RedirectUrl),
    /// The browser posts a form there.
    FormPost(FormPost),
}

/// A form of hidden fields. Its `Debug` shows no value: one may be a code.
pub struct FormPost {
    address: String,
    fields: Vec<(String, String)>,
}

/// An answer that its client wants signed (JARM §2.1). Its `Debug` shows no value: one may be a code.
pub struct UnsignedResponse {
    mode: ResponseMode,
    redirect_uri: String,
    algorithm: SigningAlgorithm,
    claims: Map<String, Value>,
}

impl AuthorizationResponse {
    /// `answer` names the issuer, which a signed answer needs too.
    pub(super) fn new<'a>(
        mode: ResponseMode,
        client: &'a Client,
        redirect_uri: &str,
        answer: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        if !mode.is_signed() {
            return Self::Plain(Delivery::new(mode, redirect_uri, answer));
        }
        let audience = [("aud", client.id.as_str())];
        let claims = answer.into_iter().chain(audience).map(|(name, value)| (name.to_owned(), value.into()));
        Self::ToSign(UnsignedResponse {
            mode,
            redirect_uri: redirect_uri.to_owned(),
            algorithm: client.authorization_signed_response_alg,
            claims: claims.collect(),
        })
    }
}

impl UnsignedResponse {
    /// Signs it as the client's file says. All that is left outside is `response` (JARM §2.3).
    ///
    /// # Errors
    /// [`SigningFailed`], also when the realm has no key of the algorithm.
    pub fn sign(&self, keys: &KeySet, now: DateTime<Utc>) -> Result<Delivery, SigningFailed> {
        let mut claims = self.claims.clone();
        claims.insert("exp".to_owned(), (now + SIGNED_FOR).timestamp().into());
        let key = keys.signing(self.algorithm, now).ok_or(SigningFailed)?;
        let response = key.sign(TokenType::AuthorizationResponse, &claims)?;
        Ok(Delivery::new(self.mode, &self.redirect_uri, [("response", response.expose())]))
    }
}

impl Delivery {
    fn new<'a>(mode: ResponseMode, redirect_uri: &str, answer: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        if mode.is_posted() {
            let fields = answer.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
            Self::FormPost(FormPost { address: redirect_uri.to_owned(), fields: fields.collect() })
        } else {
            Self::Redirect(RedirectUrl::new(redirect_uri, answer))
        }
    }
}

impl FormPost {
    /// Where the form goes: a registered URI, byte by byte.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Its fields.
    #[must_use]
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }
}

impl fmt::Debug for FormPost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.fields.iter().map(|(name, _)| name.as_str()).collect();
        write!(f, "FormPost({} {names:?})", self.address)
    }
}

impl fmt::Debug for UnsignedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&String> = self.claims.keys().collect();
        write!(f, "UnsignedResponse({} {names:?})", self.redirect_uri)
    }
}
