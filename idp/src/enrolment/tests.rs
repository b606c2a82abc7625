//! How the pages on which devices are registered and used look, in each language.

use account::{EnrolmentChallenge, NewAuthenticator, PasskeyHolder, RelyingParty};
use axum::http::Uri;
use base::{AccountId, AuthenticatorId, Language, Secret};
use chrono::DateTime;
use maud::Markup;
use realm::Realm;
use web::controls::Problems;
use web::{Service, Site, View, assets};

use super::passkey::Enrolment;
use super::{Around, app_otp, passkey, texts};
use crate::ceremony::Asked;
use crate::sign_in::frame::Frame;
use crate::testing::{content_of, frame, society};

/// Compares a page in both languages with what was agreed.
fn looks_as_agreed(name: &str, page: impl Fn(View<'_>, Frame) -> Markup) {
    let realm = society("minato");
    let site = Site::of(&realm, Service::Provider);
    for language in Language::ALL {
        let view = View { site: &site, language, uri: &Uri::from_static("/minato/login/step?sign_in=1") };
        let content = content_of(&page(view, frame(&realm)).into_string());
        let (before, picture) = content.split_once("data:image/png;base64,").unwrap_or((&content, ""));
        let after = picture.trim_start_matches(|c| c != '"');
        // Neither the picture nor the hash in the address of the script is for people to compare.
        let content = format!("{before}{after}").replace(&assets::url("passkey.js"), "passkey.js");
        insta::assert_snapshot!(format!("{name}-{}", language.tag()), content);
    }
}

/// The secret of RFC 6238 appendix B.
fn new_app() -> NewAuthenticator {
    NewAuthenticator { id: AuthenticatorId::generate(), seed: Secret::new(b"12345678901234567890".to_vec()) }
}

fn app_page(view: View<'_>, handheld: bool, problems: &Problems, frame: Frame) -> Markup {
    let (new, name) = (new_app(), view.say(texts::APP_ON_IPHONE));
    let shown = app_otp::Page { new: &new, user_id: "tanaka", handheld, name, everywhere: handheld };
    app_otp::page(view, &shown, problems, &Around::SignIn(frame)).unwrap()
}

#[test]
fn an_app_at_a_computer() {
    looks_as_agreed("app", |view, frame| app_page(view, false, &Problems::none(), frame));
}

#[test]
fn an_app_on_a_phone_after_a_wrong_code() {
    looks_as_agreed("app-phone-wrong", |view, frame| {
        app_page(view, true, &Problems::of_field("code", view.say(texts::CODE_WRONG)), frame)
    });
}

fn challenge(realm: &Realm) -> EnrolmentChallenge {
    let party = RelyingParty::of(realm).unwrap();
    let holder = PasskeyHolder { account: AccountId::generate(), user_id: "tanaka", name: "田中 太郎" };
    party.ask_for_new(&holder, &[]).unwrap().1
}

#[test]
fn a_passkey() {
    let challenge = challenge(&society("minato"));
    let asked = Asked { options: "{}".to_owned(), challenge, at: DateTime::UNIX_EPOCH };
    let enrolment = Enrolment::Asked(asked);
    looks_as_agreed("passkey", |view, frame| {
        let proposed = passkey::Form::proposing(view.say(texts::PASSKEY_ON_MAC).to_owned());
        passkey::page(view, (&enrolment, &proposed), &Problems::none(), &Around::SignIn(frame))
    });
}

#[test]
fn signing_in_with_a_passkey() {
    looks_as_agreed("passkey-sign-in", |view, frame| {
        crate::sign_in::passkey::page(view, "{}", &Problems::none(), &frame)
    });
}
