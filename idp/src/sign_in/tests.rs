//! How pages of a sign-in look in each language.

use axum::http::Uri;
use base::Language;
use maud::Markup;
use oidc::consent::Disclosure;
use realm::{Client, Consent};
use web::{Service, Site, View};

use super::consent;
use super::frame::Frame;
use super::switch::{self, Names};
use crate::applications::branding;
use crate::testing::{content_of, frame, society};

/// Compares a page in both languages with what was agreed.
fn looks_as_agreed(name: &str, page: impl Fn(View<'_>, &Frame) -> Markup) {
    let realm = society("minato");
    let site = Site::of(&realm, Service::Provider);
    for language in Language::ALL {
        let view = View { site: &site, language, uri: &Uri::from_static("/minato/login?sign_in=1") };
        let html = page(view, &frame(&realm)).into_string();
        insta::assert_snapshot!(format!("{name}-{}", language.tag()), content_of(&html));
    }
}

#[test]
fn somebody_else_is_signed_in() {
    let names = Names { there: "伊藤 さくら".to_owned(), new: "佐藤 誠".to_owned() };
    looks_as_agreed("switch", |view, frame| switch::page(view, &names, frame));
}

/// Another vendor's application that says all there is to say of itself.
fn vendor(policy: Consent) -> Client {
    let address = |path: &str| Some(format!("https://dock.example.jp/{path}"));
    Client {
        consent: policy,
        client_uri: address(""),
        logo_uri: address("logo.png"),
        policy_uri: address("privacy?a=1&b=2"),
        tos_uri: address("terms"),
        ..Client::clone(society("asahi").client("checkup-booking").unwrap())
    }
}

#[test]
fn an_application_wants_to_learn_of_its_member() {
    let shown = |client, wanted, frame: &Frame| consent::Shown {
        client,
        wanted,
        member: "田中 美咲".to_owned(),
        frame: frame.clone(),
    };
    let all = "openid profile email phone address kenpo offline_access bookings:write".to_owned();
    let wanted = Disclosure::of(all.try_into().unwrap(), ["shoe_size".to_owned()].into());
    let client = vendor(Consent::Remembered);
    looks_as_agreed("consent", |view, frame| consent::page(view, &shown(&client, &wanted, frame)));
    let claims = ["birthdate", "email", "name#ja-Kana-JP"].map(str::to_owned);
    let wanted = Disclosure::of("openid".to_owned().try_into().unwrap(), claims.into());
    let client = Client { logo_uri: None, policy_uri: None, ..vendor(Consent::EveryTime) };
    looks_as_agreed("consent-every-time", |view, frame| consent::page(view, &shown(&client, &wanted, frame)));
}

#[test]
fn an_application_that_says_nothing_of_itself_is_not_spoken_of() {
    let realm = society("minato");
    let site = Site::of(&realm, Service::Provider);
    let view = View { site: &site, language: Language::Ja, uri: &Uri::from_static("/minato/login") };
    assert_eq!(branding(view, realm.client("portal").unwrap()).into_string(), "");
    assert!(branding(view, &vendor(Consent::Implicit)).into_string().contains("https://dock.example.jp/logo.png"));
}
