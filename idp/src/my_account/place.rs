//! What stands around every account page: the menu, the member's name, the ways back.
//!
//! The portal opens these pages in a tab of their own, and says so in the address. Then there is a button that closes
//! the tab; without a script it leads to the portal, as the other one does.

use maud::{Markup, html};
use realm::Realm;
use url::form_urlencoded;
use web::controls::{self, LinkButton, Problems, actions};
use web::{FormToken, Menu, MenuItem, MenuMember, View};

use super::texts;
use crate::sign_in::OwnPage;

/// One account page before its content.
#[derive(Debug)]
pub struct Place<'a> {
    /// The society and the language.
    pub view: View<'a>,
    /// The realm.
    pub realm: &'a Realm,
    /// Which page it is.
    pub page: &'a OwnPage,
    /// The member's name.
    pub name: String,
}

/// The entries of the menu: where each leads, and what else is below it.
const ENTRIES: [(&str, base::Text, &[&str]); 5] = [
    ("", texts::PROFILE, &["/user-id", "/email", "/method", "/export"]),
    ("/sign-in", texts::SIGN_IN_METHODS, &["/password", "/authenticators", "/passkeys"]),
    ("/sessions", texts::SESSIONS, &[]),
    ("/applications", texts::APPLICATIONS, &[]),
    ("/history", texts::HISTORY, &[]),
];

impl<'a> Place<'a> {
    /// The address of another of the account pages, in the same tab.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        self.page.beside(path).address(&self.realm.name)
    }

    /// The same with a parameter.
    pub fn link_with(&self, path: &str, (name, value): (&str, &str)) -> String {
        let link = self.link(path);
        let parameter = form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish();
        format!("{link}{}{parameter}", if link.contains('?') { "&" } else { "?" })
    }

    /// The page with this title. `problems` are those of its form.
    pub fn page(&self, title: &str, problems: &Problems, content: &Markup) -> Markup {
        self.view.page(title).menu(&self.menu()).problems(problems).wide(html! {
            (content)
            (self.ways_back())
        })
    }

    /// The page's form, and below it the way back without a change, to the account page at `back`.
    pub fn form(&self, token: &FormToken, back: &str, fields: &Markup) -> Markup {
        html! {
            (controls::form(&self.page.address(&self.realm.name), token, fields))
            p.actions { (LinkButton::secondary(&self.link(back), self.view.say(texts::CANCEL))) }
        }
    }

    fn menu(&self) -> Menu {
        let item = |(path, label, below): (&str, base::Text, &[&str])| {
            let here = self.page.path();
            let current = here == path || below.iter().any(|below| here.starts_with(below));
            MenuItem { label: self.view.say(label).to_owned(), href: self.link(path), current, own_tab: false }
        };
        let sign_out = format!("/{}/logout", self.realm.name);
        Menu {
            items: ENTRIES.into_iter().map(item).collect(),
            member: Some(MenuMember { name: self.name.clone(), picture: None, sign_out }),
        }
    }

    fn ways_back(&self) -> Markup {
        let portal = format!("{}/", self.realm.portal_url);
        actions(&html! {
            @if self.page.is_in_own_tab() {
                a #close-tab .button.secondary href=(portal) data-close { (self.view.say(texts::CLOSE)) }
            }
            (LinkButton::secondary(&portal, self.view.say(texts::BACK_TO_PORTAL)))
        })
    }
}
