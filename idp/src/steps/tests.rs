//! How the pages of the steps look, realm by realm and in each language.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use account::PasswordRule;
use axum::http::{HeaderMap, Uri};
use base::{KeyEncryptionKey, Language, Text};
use maud::Markup;
use realm::{CharacterClass, Lookup, Method, ProcessSettings, Realm, Realms, Step};
use web::controls::Problems;
use web::{Browser, Cookies, FormGuard, Service, Site, View};

use super::{birth_date, method, password, user_id};
use crate::sign_in::frame::Frame;

/// A sample society as its files describe it.
fn society(name: &str) -> Realm {
    static REALMS: OnceLock<Realms> = OnceLock::new();
    let load = || {
        let state = tempfile::tempdir().unwrap();
        let settings = ProcessSettings {
            provider_url: "http://localhost:8080".parse().unwrap(),
            portal_url: "http://localhost:8081".parse().unwrap(),
            development: true,
            secrets_dir: state.path().to_owned(),
        };
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../realm-config");
        Realms::load(&folder, state.path(), &settings).unwrap().0
    };
    let Lookup::Serving(realm) = REALMS.get_or_init(load).find(name) else { panic!("{name} is broken") };
    Realm::clone(&Arc::clone(&realm))
}

/// A society that asks for the method apart, recommends the passkey, and has a name of its own for codes by mail.
fn method_apart() -> Realm {
    let mut realm = society("minato");
    realm.sign_in.steps = vec![Step::BirthDate, Step::Terms, Step::UserId, Step::Password, Step::Method];
    realm.sign_in.recommended_method = Some(Method::Passkey);
    let label = Text { ja: "メール認証".to_owned(), en: "Code by mail".to_owned() };
    realm.sign_in.method_labels = vec![(Method::MailOtp, label)];
    realm
}

/// A society with the weaker rules of a password.
fn composed_passwords() -> Realm {
    let mut realm = society("minato");
    realm.sign_in.password.max = 13;
    realm.sign_in.password.ignore_case = true;
    realm.sign_in.password.composition = vec![CharacterClass::Letter, CharacterClass::Digit, CharacterClass::Symbol];
    realm
}

fn frame(realm: &Realm) -> Frame {
    let key = KeyEncryptionKey::generate();
    let browser = Browser::recognise(&Cookies::new(Service::Provider, &realm.name, false), &HeaderMap::new());
    let guard = FormGuard { key: &key, realm: &realm.name, browser: &browser };
    let address = |path: &str| format!("/{}/{path}?sign_in=1&client_id=portal", realm.name);
    Frame {
        action: address("login/step"),
        cancel: address("login/cancel"),
        tokens: (guard.token("step"), guard.token("cancel")),
    }
}

/// Compares a page in both languages with what was agreed.
fn looks_as_agreed(name: &str, realm: &Realm, page: impl Fn(View<'_>, Frame) -> Markup) {
    let site = Site::of(realm, Service::Provider);
    for language in Language::ALL {
        let view = View { site: &site, language, uri: &Uri::from_static("/minato/login/step?sign_in=1") };
        let html = page(view, frame(realm)).into_string();
        insta::assert_snapshot!(format!("{name}-{}", language.tag()), content_of(&html));
    }
}

/// What stands in the page's frame, one element a line, without the tokens.
fn content_of(html: &str) -> String {
    let main = html.split_once("<main").unwrap().1.split_once("</main>").unwrap().0;
    let mut parts = main.split("name=\"form_token\" value=\"");
    let mut content = parts.next().unwrap().to_owned();
    for part in parts {
        content.push_str("name=\"form_token\" value=\"…");
        content.push_str(part.trim_start_matches(|c| c != '"'));
    }
    content.replace("><", ">\n<")
}

#[test]
fn the_birth_date() {
    let realm = society("minato");
    looks_as_agreed("birth-date", &realm, |view, frame| {
        birth_date::page(view, &birth_date::Form::default(), &Problems::none(), &frame)
    });
}

#[test]
fn the_user_id_with_the_method() {
    let realm = society("minato");
    let typed = user_id::Form { username: "mnt-0001977".to_owned(), method: String::new() };
    looks_as_agreed("user-id-with-method", &realm, |view, frame| {
        user_id::page(view, &realm, &typed, &Problems::none(), &frame)
    });
}

#[test]
fn the_user_id_alone() {
    for realm in [society("kusunoki"), method_apart()] {
        let typed = user_id::Form { username: "K200842".to_owned(), method: String::new() };
        let name = format!("user-id-{}", realm.name);
        looks_as_agreed(&name, &realm, |view, frame| user_id::page(view, &realm, &typed, &Problems::none(), &frame));
    }
}

#[test]
fn the_method() {
    let realm = method_apart();
    looks_as_agreed("method", &realm, |view, frame| method::page(view, &realm, None, &Problems::none(), &frame));
}

#[test]
fn the_new_password() {
    let shown = |realm, broken, problems, frame| -> password::Shown<'_> {
        let realm: &Realm = realm;
        password::Shown { policy: &realm.sign_in.password, user_id: "mnt-0001977", broken, problems, frame }
    };
    let (usual, composed, problems) = (society("minato"), composed_passwords(), Problems::none());
    looks_as_agreed("password", &usual, |view, frame| password::page(view, &shown(&usual, None, &problems, frame)));
    let broken = [PasswordRule::Length, PasswordRule::Contains(CharacterClass::Symbol)];
    looks_as_agreed("password-refused", &composed, |view, frame| {
        password::page(view, &shown(&composed, Some(&broken), &problems, frame))
    });
}
