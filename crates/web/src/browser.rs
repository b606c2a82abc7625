//! The browser itself, recognised by a cookie before anybody has signed in.
//!
//! Sign-ins under way and form tokens are bound to it: a link or a form that travels to another browser is
//! worth nothing there.

use std::sync::{Arc, OnceLock};

use axum::http::HeaderMap;
use base::{RandomToken, Secret, TokenHash};
use chrono::TimeDelta;

use crate::{Cookies, SetCookie};

/// One browser at one site.
#[derive(Clone, Debug)]
pub struct Browser {
    cookies: Cookies,
    sent: Option<Secret>,
    /// Made of what was sent, or else by lot, once somebody asks: most requests of applications and for documents never
    /// do, and the lot is not cheap. Clones are the same browser.
    mark: Arc<OnceLock<Mark>>,
}

#[derive(Debug)]
struct Mark {
    token: Secret,
    hash: TokenHash,
}

const COOKIE: &str = "browser";
const TOKEN_LENGTH: usize = 43;

impl Browser {
    /// The browser that sent these headers. One without a cookie is given one: see [`cookie`](Self::cookie).
    #[must_use]
    pub fn recognise(cookies: &Cookies, headers: &HeaderMap) -> Self {
        let sent = cookies
            .read(headers, COOKIE)
            .filter(|value| value.len() == TOKEN_LENGTH)
            .map(|value| Secret::from(value.to_owned()));
        Self { cookies: cookies.clone(), sent, mark: Arc::default() }
    }

    /// By what the browser is recognised in stored rows.
    #[must_use]
    pub fn hash(&self) -> &TokenHash {
        &self.mark().hash
    }

    /// Whether the browser has not been here before, or keeps no cookies.
    #[must_use]
    pub const fn is_new(&self) -> bool {
        self.sent.is_none()
    }

    /// The cookie that a new browser must be sent along with its first page.
    pub fn cookie(&self) -> Option<SetCookie> {
        self.is_new().then(|| self.cookies.set(COOKIE, self.token(), Some(TimeDelta::days(365))))
    }

    pub(crate) fn token(&self) -> &str {
        self.mark().token.expose()
    }

    fn mark(&self) -> &Mark {
        self.mark.get_or_init(|| {
            let token = self.sent.clone().unwrap_or_else(|| RandomToken::generate().expose().to_owned().into());
            Mark { hash: TokenHash::of(token.expose()), token }
        })
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
        assert_eq!(new.clone().hash(), new.hash());
        let other = Browser::recognise(&cookies, &HeaderMap::new());
        assert_eq!(other.clone().token(), other.token(), "clones are one browser before anybody asked, too");

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
