//! How an answer travels to its client: in the query of a redirect, or in a form that the browser posts.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::RedirectUrl;

/// The way (`response_mode`). There is no `fragment`: nothing travels by scripts' addresses here (RFC 9700 §2.1.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseMode {
    /// In the query of a redirect (OAuth 2.0 Multiple Response Type Encoding Practices §2.1).
    #[default]
    Query,
    /// In a form that the browser posts by itself (OAuth 2.0 Form Post Response Mode §2).
    FormPost,
}

impl ResponseMode {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Query, Self::FormPost];

    /// The value in `response_mode`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::FormPost => "form_post",
        }
    }

    /// The way that a value names; without one, that of `code`.
    #[must_use]
    pub fn of(value: Option<&str>) -> Option<Self> {
        let Some(value) = value else { return Some(Self::Query) };
        Self::ALL.into_iter().find(|mode| mode.name() == value)
    }
}

/// An answer at a client's own address. Only a [`TrustedClient`](super::TrustedClient) makes one.
#[derive(Debug)]
pub enum AuthorizationResponse {
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

impl AuthorizationResponse {
    pub(super) fn new<'a>(
        mode: ResponseMode,
        redirect_uri: &str,
        answer: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        match mode {
            ResponseMode::Query => Self::Redirect(RedirectUrl::new(redirect_uri, answer)),
            ResponseMode::FormPost => Self::FormPost(FormPost {
                address: redirect_uri.to_owned(),
                fields: answer.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            }),
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
