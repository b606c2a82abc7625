//! Cookies: one way to name, set, read and clear them.
//!
//! A cookie's name carries its site and realm, because browsers share cookies between ports and paths of a
//! host. Under https the `__Host-` prefix makes the browser itself refuse a cookie that came from another host or
//! over plain http (RFC 6265bis §4.1.3.2). The value is always opaque: nothing about a person stands in a cookie.

use std::sync::Arc;

use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponseParts, ResponseParts};
use base::RealmName;
use chrono::TimeDelta;

/// Which of the two programs a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// The identity provider.
    Provider,
    /// The portal.
    Portal,
}

impl Service {
    /// The service's short name, in cookies and logs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Provider => "idp",
            Self::Portal => "portal",
        }
    }
}

/// The cookies of one realm on one service.
#[derive(Clone, Debug)]
pub struct Cookies {
    prefix: Arc<str>,
    secure: bool,
}

/// A `Set-Cookie` header. It is part of a response: `(cookie, page)`.
#[derive(Clone, Debug)]
#[must_use = "a cookie that is not part of the response is not set"]
pub struct SetCookie(HeaderValue);

impl Cookies {
    /// The cookies of a realm. `https` is whether the site's own address is https; plain http is only for a
    /// development machine's loopback.
    #[must_use]
    pub fn new(service: Service, realm: &RealmName, https: bool) -> Self {
        Self::named(service, &format!("-{realm}"), https)
    }

    /// The cookies of pages that belong to no realm.
    pub(crate) fn without_realm(service: Service, https: bool) -> Self {
        Self::named(service, "", https)
    }

    fn named(service: Service, realm: &str, https: bool) -> Self {
        let host = if https { "__Host-" } else { "" };
        Self { prefix: format!("{host}warifu-{}{realm}-", service.name()).into(), secure: https }
    }

    /// A cookie's full name: `session` is `__Host-warifu-idp-minato-session`.
    #[must_use]
    pub fn name(&self, what: &str) -> String {
        format!("{}{what}", self.prefix)
    }

    /// Sets a cookie, until the browser closes or for as long as `max_age` says. Values are tokens and tags:
    /// what is not a letter, digit or one of `-_.` is left out.
    pub fn set(&self, what: &str, value: &str, max_age: Option<TimeDelta>) -> SetCookie {
        let value: String = value.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect();
        let max_age = max_age.map(|age| format!("; Max-Age={}", age.num_seconds())).unwrap_or_default();
        let secure = if self.secure { "; Secure" } else { "" };
        let text = format!("{}{what}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{max_age}", self.prefix);
        SetCookie(HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static("")))
    }

    /// Makes the browser forget a cookie.
    pub fn clear(&self, what: &str) -> SetCookie {
        self.set(what, "", Some(TimeDelta::zero()))
    }

    /// The value that the browser sent, if any.
    #[must_use]
    pub fn read<'h>(&self, headers: &'h HeaderMap, what: &str) -> Option<&'h str> {
        let pairs = headers.get_all(COOKIE).into_iter().filter_map(|header| header.to_str().ok());
        pairs.flat_map(|header| header.split(';')).find_map(|pair| {
            let (name, value) = pair.trim().split_once('=')?;
            (name.strip_prefix(&*self.prefix)? == what && !value.is_empty()).then_some(value)
        })
    }
}

impl IntoResponseParts for SetCookie {
    type Error = std::convert::Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Self::Error> {
        parts.headers_mut().append(SET_COOKIE, self.0);
        Ok(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookies(https: bool) -> Cookies {
        Cookies::new(Service::Provider, &"minato".parse().unwrap(), https)
    }

    #[test]
    fn attributes_follow_the_scheme() {
        let SetCookie(secure) = cookies(true).set("session", "abc", Some(TimeDelta::hours(1)));
        let expected = "__Host-warifu-idp-minato-session=abc; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=3600";
        assert_eq!(secure, expected);
        let SetCookie(plain) = cookies(false).set("session", "abc", None);
        assert_eq!(plain, "warifu-idp-minato-session=abc; Path=/; HttpOnly; SameSite=Lax");
        let SetCookie(cleared) = cookies(false).clear("session");
        assert_eq!(cleared, "warifu-idp-minato-session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    }

    #[test]
    fn a_value_cannot_bring_attributes_or_headers_along() {
        let SetCookie(header) = cookies(true).set("lang", "ja; Domain=example.jp\r\nX: y", None);
        assert!(header.to_str().unwrap().starts_with("__Host-warifu-idp-minato-lang=jaDomainexample.jpXy; Path=/"));
    }

    #[test]
    fn only_this_realms_cookies_are_read() {
        let mut headers = HeaderMap::new();
        headers.append(
            COOKIE,
            "a=b; warifu-idp-hikari-session=other; warifu-portal-minato-session=other".parse().unwrap(),
        );
        assert_eq!(cookies(false).read(&headers, "session"), None);
        headers.append(COOKIE, "x; warifu-idp-minato-session=mine".parse().unwrap());
        assert_eq!(cookies(false).read(&headers, "session"), Some("mine"));
        assert_eq!(cookies(true).read(&headers, "session"), None);
    }
}
