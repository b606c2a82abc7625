//! The hidden token of a form: this page was made for this browser.
//!
//! A digest of the browser's cookie, the realm, the member and the form's name under a key that only the service has, so it
//! needs no storage and lives as long as the cookie: a form that was left open over night still counts. Each
//! rendering begins with a new random salt, so that compressed pages do not betray the token (BREACH).

use base::{AccountId, KeyEncryptionKey, Purpose, RandomToken, RealmName, SealedFor};
use maud::{Markup, Render, html};
use subtle::ConstantTimeEq;

use crate::Browser;

/// The name of the hidden field.
pub(crate) const FIELD: &str = "form_token";

/// Makes and checks the tokens of one browser's forms in one realm.
#[derive(Clone, Copy, Debug)]
pub struct FormGuard<'a> {
    /// The key of the service.
    pub key: &'a KeyEncryptionKey,
    /// The realm whose pages these are.
    pub realm: &'a RealmName,
    /// The browser that is served.
    pub browser: &'a Browser,
    /// The member whose page it is, where it is one's own: at a shared browser nobody sends another's form.
    pub member: Option<AccountId>,
}

/// The token of one form. Rendered, it is the hidden field.
#[derive(Clone, Debug)]
pub struct FormToken(String);

impl FormGuard<'_> {
    /// A token for a form. `form` names what the form does ("login", "terms"): a token of one opens no other.
    #[must_use]
    pub fn token(&self, form: &str) -> FormToken {
        let salt = RandomToken::generate();
        let digest = self.key.digest(self.place(form), self.signed(salt.expose()).as_bytes());
        FormToken(format!("{}.{digest}", salt.expose()))
    }

    /// Whether a presented token was made for this form and this browser.
    #[must_use]
    pub fn accepts(&self, form: &str, presented: &str) -> bool {
        let Some((salt, digest)) = presented.split_once('.') else { return false };
        let signed = self.signed(salt);
        let mut digests = self.key.digests(self.place(form), signed.as_bytes());
        digests.any(|right| digest.as_bytes().ct_eq(right.as_bytes()).into())
    }

    const fn place<'p>(&'p self, form: &'p str) -> SealedFor<'p> {
        SealedFor { purpose: Purpose::FormToken, realm: self.realm, row: form }
    }

    fn signed(&self, salt: &str) -> String {
        let member = self.member.map_or_else(String::new, |member| member.to_string());
        format!("{salt}.{}.{member}", self.browser.token())
    }
}

impl FormToken {
    /// The token itself, as the hidden field sends it.
    #[cfg(test)]
    pub(crate) fn value(&self) -> &str {
        &self.0
    }
}

impl Render for FormToken {
    fn render(&self) -> Markup {
        html! { input type="hidden" name=(FIELD) value=(self.0); }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::*;
    use crate::{Cookies, Service};

    fn browser(realm: &RealmName) -> Browser {
        Browser::recognise(&Cookies::new(Service::Provider, realm, true), &HeaderMap::new())
    }

    #[test]
    fn a_token_is_of_its_key_realm_form_and_browser_only() {
        let (minato, hikari): (RealmName, RealmName) = ("minato".parse().unwrap(), "hikari".parse().unwrap());
        let (key, other_key) = (KeyEncryptionKey::generate(), KeyEncryptionKey::generate());
        let (mine, other) = (browser(&minato), browser(&minato));
        let guard = FormGuard { key: &key, realm: &minato, browser: &mine, member: None };
        let FormToken(token) = guard.token("login");

        assert!(guard.accepts("login", &token));
        assert!(!guard.accepts("terms", &token));
        assert!(!FormGuard { browser: &other, ..guard }.accepts("login", &token));
        let somebody = Some(AccountId::generate());
        assert!(!FormGuard { member: somebody, ..guard }.accepts("login", &token));
        let FormToken(own) = FormGuard { member: somebody, ..guard }.token("login");
        assert!(FormGuard { member: somebody, ..guard }.accepts("login", &own));
        assert!(!FormGuard { member: Some(AccountId::generate()), ..guard }.accepts("login", &own));
        assert!(!FormGuard { realm: &hikari, ..guard }.accepts("login", &token));
        assert!(!FormGuard { key: &other_key, ..guard }.accepts("login", &token));
        let changed = other_key.opening_with([key.clone()]);
        assert!(
            FormGuard { key: &changed, ..guard }.accepts("login", &token),
            "a page from before the key was changed"
        );
    }

    #[test]
    fn tokens_differ_each_time_and_no_change_is_accepted() {
        let realm: RealmName = "minato".parse().unwrap();
        let (key, browser) = (KeyEncryptionKey::generate(), browser(&realm));
        let guard = FormGuard { key: &key, realm: &realm, browser: &browser, member: None };
        let FormToken(token) = guard.token("login");
        assert_ne!(token, guard.token("login").0);
        for changed in ["", ".", "a.b", &token[1..], &token[..token.len() - 1], &token.replace('.', "..")] {
            assert!(!guard.accepts("login", changed), "{changed}");
        }
    }
}
