//! The hidden token of a form: this page was made for this browser.
//!
//! A digest of the browser's cookie, the realm and the form's name under a key that only the service has, so it
//! needs no storage and lives as long as the cookie: a form that was left open over night still counts. Each
//! rendering begins with a new random salt, so that compressed pages do not betray the token (BREACH).

use base::{KeyEncryptionKey, Purpose, RandomToken, RealmName, SealedFor};
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
}

/// The token of one form. Rendered, it is the hidden field.
#[derive(Clone, Debug)]
pub struct FormToken(String);

impl FormGuard<'_> {
    /// A token for a form. `form` names what the form does ("login", "terms"): a token of one opens no other.
    #[must_use]
    pub fn token(&self, form: &str) -> FormToken {
        let salt = RandomToken::generate();
        FormToken(format!("{}.{}", salt.expose(), self.digest(form, salt.expose())))
    }

    /// Whether a presented token was made for this form and this browser.
    #[must_use]
    pub fn accepts(&self, form: &str, presented: &str) -> bool {
        let Some((salt, digest)) = presented.split_once('.') else { return false };
        digest.as_bytes().ct_eq(self.digest(form, salt).as_bytes()).into()
    }

    fn digest(&self, form: &str, salt: &str) -> String {
        let place = SealedFor { purpose: Purpose::FormToken, realm: self.realm, row: form };
        self.key.digest(place, format!("{salt}.{}", self.browser.token()).as_bytes())
    }
}

impl Render for FormToken {
    fn render(&self) -> Markup {
        html! { input type="hidden" name=(FIELD) value=(self.0); }
    }
}
