//! Set-ups to copy, for the libraries that applications use most.
//!
//! Those called tested are run in this repository's tests, against this provider: the program from this very page where
//! it is one, else the same settings.

use maud::{Markup, html};
use realm::Realm;
use web::View;

use super::{code, texts};

/// What stands for an application's own client id and redirect URI.
const PLACEHOLDERS: [(&str, &str); 2] =
    [("{client_id}", "your-client-id"), ("{redirect_uri}", "https://app.example.jp/callback")];

/// One library.
pub(super) struct Setup {
    /// Its id on the page.
    pub(super) id: &'static str,
    /// Its name.
    pub(super) name: &'static str,
    /// Where it is from.
    pub(super) home: &'static str,
    /// Whether a test runs it.
    pub(super) tested: bool,
    text: &'static str,
}

macro_rules! setup {
    ($id:literal, $name:literal, $home:literal, $tested:literal) => {
        Setup {
            id: $id,
            name: $name,
            home: $home,
            tested: $tested,
            text: include_str!(concat!("setups/", $id, ".txt")),
        }
    };
}

pub(super) const SETUPS: [Setup; 9] = [
    setup!("openidconnect", "openidconnect", "Rust (crates.io)", true),
    setup!("openid-client", "openid-client", "Node.js (npm)", true),
    setup!("oidc-client-ts", "oidc-client-ts", "TypeScript, JavaScript (npm)", true),
    setup!("authlib", "Authlib", "Python (PyPI)", true),
    setup!("mod_auth_openidc", "mod_auth_openidc", "Apache HTTP Server", true),
    setup!("spring-security", "Spring Security", "Java, Kotlin", false),
    setup!("go-oidc", "go-oidc", "Go", false),
    setup!("aspnet-core", "ASP.NET Core", "C#", false),
    setup!("laravel", "Laravel Socialite", "PHP", false),
];

impl Setup {
    /// The set-up for a society, as it is copied.
    pub(super) fn text(&self, realm: &Realm) -> String {
        let own = self.text.replace("{issuer}", &realm.issuer);
        PLACEHOLDERS.iter().fold(own, |text, (place, value)| text.replace(place, value))
    }
}

pub(super) fn section(view: View<'_>, realm: &Realm) -> Markup {
    html! {
        p { (view.say(texts::SETUPS_LEAD)) }
        p { @for (_, value) in PLACEHOLDERS { (code(value)) " " } (view.say(texts::TO_REPLACE)) }
        @for setup in &SETUPS {
            section #(setup.id) {
                h3 { span lang="en" { (setup.name) } }
                p {
                    span lang="en" { (setup.home) } " "
                    span.tag { (view.say(if setup.tested { texts::TESTED } else { texts::UNTESTED })) }
                }
                pre lang="en" { code { (setup.text(realm)) } }
            }
        }
    }
}
