//! How the pages of the steps look, realm by realm and in each language.

use account::PasswordRule;
use axum::http::Uri;
use base::{Language, Text};
use maud::Markup;
use realm::{CharacterClass, Method, Realm, Step};
use web::controls::Problems;
use web::{Service, Site, View};

use super::{birth_date, method, password, user_id};
use crate::new_password::Refused;
use crate::sign_in::frame::Frame;
use crate::testing::{content_of, frame, society};

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

/// Compares a page in both languages with what was agreed.
fn looks_as_agreed(name: &str, realm: &Realm, page: impl Fn(View<'_>, Frame) -> Markup) {
    let site = Site::of(realm, Service::Provider);
    for language in Language::ALL {
        let view = View { site: &site, language, uri: &Uri::from_static("/minato/login/step?sign_in=1") };
        let html = page(view, frame(realm)).into_string();
        insta::assert_snapshot!(format!("{name}-{}", language.tag()), content_of(&html));
    }
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
    fn shown<'a>(realm: &'a Realm, refused: &'a Refused, frame: Frame) -> password::Shown<'a> {
        let policy = &realm.sign_in.password;
        password::Shown { policy, user_id: "mnt-0001977", refused, everywhere: refused.broken.is_none(), frame }
    }
    let (usual, composed) = (society("minato"), composed_passwords());
    let nothing = Refused::default();
    looks_as_agreed("password", &usual, |view, frame| password::page(view, &shown(&usual, &nothing, frame)));
    let broken = vec![PasswordRule::Length, PasswordRule::Contains(CharacterClass::Symbol)];
    let refused = Refused { broken: Some(broken), ..Refused::default() };
    looks_as_agreed("password-refused", &composed, |view, frame| {
        password::page(view, &shown(&composed, &refused, frame))
    });
}
