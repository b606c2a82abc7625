//! The browser itself, recognised by a cookie before anybody has signed in.
//!
//! Sign-ins under way and form tokens are bound to it: a link or a form that travels to another browser is
//! worth nothing there.

use axum::http::HeaderMap;
use base::{RandomToken, TokenHash};
use chrono::TimeDelta;

use crate::{Cookies, SetCookie};

/// One browser at one site.
#[derive(Clone, Debug)]
pub struct Browser {
    token: base::Secret,
    hash: TokenHash,
    cookie: Option<SetCookie>,
}

const COOKIE: &str = "browser";
const TOKEN_LENGTH: usize = 43;

impl Browser {
    /// The browser that sent these headers. One without a cookie is given one: see [`cookie`](Self::cookie).
    #[must_use]
    pub fn recognise(cookies: &Cookies, headers: &HeaderMap) -> Self {
        let known = cookies.read(headers, COOKIE).filter(|value| value.len() == TOKEN_LENGTH);
        let (token, cookie) = match known {
            Some(value) => (value.to_owned(), None),
            None => {
                let token = RandomToken::generate().expose().to_owned();
                let cookie = cookies.set(COOKIE, &token, Some(TimeDelta::days(365)));
                (token, Some(cookie))
            }
        };
        Self { hash: TokenHash::of(&token), token: token.into(), cookie }
    }

    /// By what the browser is recognised in stored rows.
    #[must_use]
    pub const fn hash(&self) -> &TokenHash {
        &self.hash
    }

    /// Whether the browser has not been here before, or keeps no cookies.
    #[must_use]
    pub const fn is_new(&self) -> bool {
        self.cookie.is_some()
    }

    /// The cookie that a new browser must be sent along with its first page.
    pub fn cookie(&self) -> Option<SetCookie> {
        self.cookie.clone()
    }

    pub(crate) fn token(&self) -> &str {
        self.token.expose()
    }
}
