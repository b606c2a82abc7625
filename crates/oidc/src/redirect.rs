//! An address of a client that the provider may send a browser to.
//!
//! There is no way to make one from a request's text: it is built on a URI that a client's file lists. So a
//! handler that can only redirect to a [`RedirectUrl`] cannot be an open redirector (RFC 9700 §4.11).

use std::fmt;

use url::form_urlencoded::Serializer;

/// A registered URI with an answer in its query.
#[derive(Clone, PartialEq, Eq)]
pub struct RedirectUrl(String);

impl RedirectUrl {
    /// Adds parameters to a registered URI. A query that it already has is retained (RFC 6749 §3.1.2), and nothing
    /// of it is rewritten: it must arrive byte by byte as it was registered.
    pub(crate) fn new<'a>(registered: &str, answer: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let added = Serializer::new(String::new()).extend_pairs(answer).finish();
        let separator = match registered.split_once('?') {
            _ if added.is_empty() => "",
            None => "?",
            Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
            Some(_) => "&",
        };
        Self(format!("{registered}{separator}{added}"))
    }

    /// The address for a `Location` header. It may hold a code: it must not be logged.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for RedirectUrl {
    /// Without the query, in which a code may stand.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RedirectUrl({}…)", self.0.split('?').next().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registered_address_stays_as_it_is() {
        let table = [
            ("https://rp.example/cb", "https://rp.example/cb?state=a+%26%3Db"),
            ("https://rp.example/cb?x=1", "https://rp.example/cb?x=1&state=a+%26%3Db"),
            ("https://rp.example/cb?", "https://rp.example/cb?state=a+%26%3Db"),
            ("https://rp.example/cb?x=1&", "https://rp.example/cb?x=1&state=a+%26%3Db"),
            ("https://RP.example/%7Ecb", "https://RP.example/%7Ecb?state=a+%26%3Db"),
        ];
        for (registered, expected) in table {
            assert_eq!(RedirectUrl::new(registered, [("state", "a &=b")]).as_str(), expected);
            assert_eq!(RedirectUrl::new(registered, []).as_str(), registered);
        }
    }

    #[test]
    fn debug_output_hides_the_code() {
        let url = RedirectUrl::new("https://rp.example/cb", [("code", "secret")]);
        assert_eq!(format!("{url:?}"), "RedirectUrl(https://rp.example/cb…)");
    }
}
