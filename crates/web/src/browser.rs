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

#[cfg(test)]
mod tests {
    use axum::http::header::COOKIE as COOKIE_HEADER;

    use super::*;
    use crate::Service;

    #[test]
    fn a_browser_is_known_again_by_the_cookie_it_was_given() {
        let cookies = Cookies::new(Service::Provider, &"minato".parse().unwrap(), true);
        let new = Browser::recognise(&cookies, &HeaderMap::new());
        assert!(new.is_new() && new.cookie().is_some());

        let mut headers = HeaderMap::new();
        let sent = format!("{}={}", cookies.name(COOKIE), new.token());
        headers.insert(COOKIE_HEADER, sent.parse().unwrap());
        let known = Browser::recognise(&cookies, &headers);
        assert!(!known.is_new() && known.cookie().is_none());
        assert_eq!(known.hash(), new.hash());
        assert_ne!(known.hash(), Browser::recognise(&cookies, &HeaderMap::new()).hash());
    }

    #[test]
    fn a_value_that_we_did_not_give_is_replaced() {
        let cookies = Cookies::new(Service::Provider, &"minato".parse().unwrap(), true);
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE_HEADER, format!("{}=short", cookies.name(COOKIE)).parse().unwrap());
        assert!(Browser::recognise(&cookies, &headers).is_new());
    }
}
