//! A page of the account pages as the goal of a sign-in.
//!
//! What stands in an address comes from whoever wrote the link. So a page is read strictly: whatever it says, it leads
//! below `/REALM/account` and nowhere else (RFC 9700 §4.11, no open redirector).

use base::RealmName;
use serde::{Deserialize, Serialize};

/// What is behind the address of a page that was opened in a tab of its own.
const IN_OWN_TAB: &str = "?tab=own";
/// The longest path below `/REALM/account`.
const LONGEST: usize = 100;

/// One of the account pages, by what its address says after `/REALM/account`: `""`, `"/password"`,
/// `"/password?tab=own"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OwnPage(String);

impl OwnPage {
    /// The first of the account pages.
    #[must_use]
    pub fn first(in_own_tab: bool) -> Self {
        Self(if in_own_tab { IN_OWN_TAB.to_owned() } else { String::new() })
    }

    /// The page that a request's address names; `None` for any other. Only what says that the tab is the page's own is
    /// kept of the query.
    #[must_use]
    pub fn of(realm: &RealmName, uri: &axum::http::Uri) -> Option<Self> {
        let below = uri.path().strip_prefix('/')?.strip_prefix(realm.as_str())?.strip_prefix("/account")?;
        let mut query = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
        let own_tab = query.any(|(name, value)| name == "tab" && value == "own");
        Self::read(&format!("{below}{}", if own_tab { IN_OWN_TAB } else { "" }))
    }

    /// Reads what [`as_str`](Self::as_str) wrote into an address.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let path = text.strip_suffix(IN_OWN_TAB).unwrap_or(text);
        let is_part = |part: &str| {
            // A registered application's client id is base64url.
            let is_sign = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
            !part.is_empty() && part.bytes().all(is_sign)
        };
        let sound = match path.strip_prefix('/') {
            Some(parts) => path.len() <= LONGEST && parts.split('/').all(is_part),
            None => path.is_empty(),
        };
        sound.then(|| Self(text.to_owned()))
    }

    /// As it stands in the addresses of a sign-in's screens.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands after `/REALM/account`: the path alone.
    #[must_use]
    pub fn path(&self) -> &str {
        self.0.strip_suffix(IN_OWN_TAB).unwrap_or(&self.0)
    }

    /// Whether the page was opened in a tab of its own.
    #[must_use]
    pub fn is_in_own_tab(&self) -> bool {
        self.0.ends_with(IN_OWN_TAB)
    }

    /// Another of the account pages, in the same tab. `path` is what stands after `/REALM/account`.
    #[must_use]
    pub fn beside(&self, path: &str) -> Self {
        Self(format!("{path}{}", if self.is_in_own_tab() { IN_OWN_TAB } else { "" }))
    }

    /// The page's address.
    #[must_use]
    pub fn address(&self, realm: &RealmName) -> String {
        format!("/{realm}/account{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_below_the_account_pages_and_nowhere_else() {
        let realm: RealmName = "minato".parse().unwrap();
        for (text, address) in [
            ("", "/minato/account"),
            ("?tab=own", "/minato/account?tab=own"),
            ("/password", "/minato/account/password"),
            ("/passkeys/0192-ab/delete?tab=own", "/minato/account/passkeys/0192-ab/delete?tab=own"),
            ("/applications/x_Y-9/withdraw", "/minato/account/applications/x_Y-9/withdraw"),
        ] {
            let page = OwnPage::read(text).unwrap();
            assert_eq!((page.address(&realm).as_str(), page.as_str()), (address, text));
            assert_eq!(OwnPage::of(&realm, &address.parse().unwrap()), Some(page));
        }
        let long = format!("/{}", "a".repeat(100));
        for text in [
            "//evil.example",
            "/",
            "/password/",
            ".evil.example",
            "@evil.example",
            "/..",
            "/%2e%2e",
            "/a\\b",
            "/password?tab=other",
            "?tab=own?tab=own",
            "/password#x",
            "/Ａ",
            "s",
            &long,
        ] {
            assert_eq!(OwnPage::read(text), None, "{text}");
        }
    }

    #[test]
    fn of_an_address_only_the_tab_is_kept() {
        let realm: RealmName = "minato".parse().unwrap();
        for (address, page) in [
            ("/minato/account/history?before=1-2&tab=own&x=%0d", Some("/history?tab=own")),
            ("/minato/account?ui_locales=en", Some("")),
            ("/minato/accounts", None),
            ("/kusunoki/account", None),
            ("/minato/login", None),
        ] {
            let found = OwnPage::of(&realm, &address.parse().unwrap());
            assert_eq!(found.as_ref().map(OwnPage::as_str), page, "{address}");
        }
    }

    #[test]
    fn pages_beside_one_stay_in_its_tab() {
        assert_eq!(OwnPage::first(true).beside("/password").as_str(), "/password?tab=own");
        assert_eq!(OwnPage::first(false).beside("").as_str(), "");
    }
}
