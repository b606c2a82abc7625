//! How the pages for those who have forgotten something look, in each language.

use axum::http::Uri;
use base::{Language, Text};
use maud::{Markup, Render, html};
use realm::{Realm, Unlock};
use web::controls::Problems;
use web::{Service, Site, View};

use super::{Told, password, reset, texts, user_id};
use crate::new_password::Refused;
use crate::sign_in::frame::Frame;
use crate::testing::{content_of, frame, society};

/// Compares a page in both languages with what was agreed.
fn looks_as_agreed(name: &str, realm: &Realm, page: impl Fn(View<'_>, Frame) -> Markup) {
    let site = Site::of(realm, Service::Provider);
    for language in Language::ALL {
        let view = View { site: &site, language, uri: &Uri::from_static("/minato/forgotten?client_id=portal") };
        let html = page(view, frame(realm)).into_string();
        insta::assert_snapshot!(format!("{name}-{}", language.tag()), content_of(&html));
    }
}

fn address(path: &str) -> String {
    format!("/minato/{path}?sign_in=1&client_id=portal")
}

fn onward() -> (Text, String) {
    (texts::TO_SIGN_IN, address("login"))
}

fn shown<'a>(user_id: &'a str, problems: &'a Problems, frame: Frame) -> password::Shown<'a> {
    password::Shown {
        user_id,
        problems,
        action: address("forgotten/password"),
        token: frame.tokens.0,
        other: address("forgotten/user-id"),
        onward: onward(),
    }
}

#[test]
fn a_forgotten_password() {
    looks_as_agreed("password", &society("minato"), |view, frame| {
        password::page(view, &shown("", &Problems::none(), frame))
    });
}

#[test]
fn a_forgotten_user_id() {
    looks_as_agreed("user-id", &society("minato"), |view, frame| {
        let shown = user_id::Shown {
            typed: &user_id::Form::default(),
            problems: &Problems::none(),
            action: address("forgotten/user-id"),
            token: frame.tokens.0,
            other: address("forgotten/password"),
            onward: onward(),
        };
        user_id::page(view, &shown)
    });
}

#[test]
fn a_password_set_anew() {
    let realm = society("minato");
    looks_as_agreed("reset", &realm, |view, frame| {
        let shown = reset::Shown {
            policy: &realm.sign_in.password,
            user_id: "misaki.tanaka",
            until: "17:05".to_owned(),
            refused: &Refused::default(),
            action: "/minato/password/reset?token=TOKEN".to_owned(),
            token: frame.tokens.0,
        };
        reset::page(view, &shown)
    });
}

#[test]
fn a_link_that_is_dead() {
    looks_as_agreed("dead", &society("minato"), |view, frame| {
        reset::dead_page(view, 5, &shown("misaki.tanaka", &Problems::none(), frame))
    });
}

#[test]
fn what_is_told() {
    let (by_administrator, mut by_time) = (society("minato"), society("minato"));
    by_time.sign_in.lockout.unlock = Unlock::After(chrono::TimeDelta::minutes(30));
    let user_id = "misaki.tanaka".to_owned();
    for (name, realm, told) in [
        ("told-password-asked", &by_administrator, Told::PasswordAsked { user_id: user_id.clone() }),
        ("told-user-id-asked", &by_administrator, Told::UserIdAsked { address: "misaki@example.jp".to_owned() }),
        ("told-password-set", &by_administrator, Told::PasswordSet { user_id: user_id.clone() }),
        ("told-password-set-time", &by_time, Told::PasswordSet { user_id }),
    ] {
        looks_as_agreed(name, realm, |view, _| view.page("").card(html! { (told.notice(view, realm).render()) }));
    }
}
