//! How the pages of the steps look, realm by realm and in each language.

use account::{EmailAddress, MailCodeOf, MailCodeUse, Mailing, PasswordRule};
use axum::http::Uri;
use base::{KeyEncryptionKey, Language, Text};
use chrono::{DateTime, TimeDelta};
use maud::Markup;
use realm::{CharacterClass, Method, Realm, Step};
use web::controls::Problems;
use web::{Service, Site, View};

use super::texts::email as email_texts;
use super::{birth_date, email, email_verification, method, password, terms, user_id};
use crate::email::waiting::Waiting;
use crate::mailed_code::page::Mailed;
use crate::new_password::Refused;
use crate::sign_in::frame::Frame;
use crate::sign_in::mail_code;
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
fn the_email_address() {
    for realm in [society("minato"), society("hikari")] {
        let typed = email::Form { email: "misaki.tanaka@example.jp".to_owned(), everywhere: None };
        looks_as_agreed(&format!("email-{}", realm.name), &realm, |view, frame| {
            email::page(view, (&realm, false), &typed, &Problems::none(), &frame)
        });
    }
    let realm = society("kusunoki");
    let typed = email::Form { email: "misaki.@example.jp".to_owned(), everywhere: None };
    looks_as_agreed("email-came-back-and-malformed", &realm, |view, frame| {
        let problems = Problems::of_field("email", view.say(email_texts::MALFORMED));
        email::page(view, (&realm, true), &typed, &problems, &frame)
    });
}

#[test]
fn what_is_wrong_with_an_address_is_told_apart() {
    let realm = society("minato");
    let site = Site::of(&realm, Service::Provider);
    let view = View { site: &site, language: Language::Ja, uri: &Uri::from_static("/minato/login/email") };
    let long = format!("{}@{}.example.jp", "m".repeat(64), ["a"; 100].join("."));
    for (typed, text) in [
        ("", email_texts::EMPTY),
        ("　", email_texts::EMPTY),
        ("misaki", email_texts::MALFORMED),
        ("misaki.@example.jp", email_texts::MALFORMED),
        ("mi saki@example.jp", email_texts::MALFORMED),
        (&long, email_texts::TOO_LONG),
        (&long.replace('@', ".@"), email_texts::MALFORMED_AND_TOO_LONG),
    ] {
        let problems = email::read(view, typed).unwrap_err();
        assert_eq!(problems.on("email"), Some(view.say(text)), "{typed}");
    }
    assert_eq!(email::read(view, " Misaki@Example.JP ").unwrap().as_str(), "misaki@example.jp");
}

/// A mail to Misaki, as far as a page speaks of it, so many seconds after the first.
fn mailed<'a>(realm: &'a Realm, (address, mailing): (&'a EmailAddress, &'a Mailing), seconds: i64) -> Mailed<'a> {
    let key = KeyEncryptionKey::from_base64("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap();
    let (asked_by, use_for) = (uuid::Uuid::nil(), MailCodeUse::OneTimeCode);
    let of = MailCodeOf { realm: &realm.name, asked_by, use_for, address, counter: mailing.counter() };
    let now = mailing.begun_at() + TimeDelta::seconds(seconds);
    Mailed { realm, address, mailing, tag: of.work_out(&key).tag, came_back: false, now }
}

fn begun() -> (EmailAddress, Mailing) {
    let at: DateTime<chrono::Utc> = "2026-11-20T03:00:00Z".parse().unwrap();
    (EmailAddress::read("misaki.tanaka@example.jp").unwrap(), Mailing::begin(TimeDelta::minutes(5), at))
}

#[test]
fn waiting_for_the_mail_that_verifies() {
    let (realm, (address, mailing)) = (society("minato"), begun());
    looks_as_agreed("email-verification", &realm, |view, frame| {
        let waiting = Waiting {
            mailed: mailed(&realm, (&address, &mailing), 0),
            here: "/minato/login/email-verification?sign_in=1",
            asks: "/minato/login/email-verification/state?sign_in=1",
            change: "/minato/login/email?sign_in=1",
        };
        let page = email_verification::page(view, &waiting, &Problems::none(), &frame);
        // The hash in the address of the script is not for people to compare.
        maud::PreEscaped(page.into_string().replace(&web::assets::url("waiting.js"), "waiting.js"))
    });
}

#[test]
fn a_code_by_mail() {
    let (realm, (address, first)) = (society("minato"), begun());
    let repeated = first.sent_again(TimeDelta::minutes(5), first.begun_at() + TimeDelta::seconds(40)).unwrap();
    let looks = |name, mailed: &Mailed<'_>, problem: Option<&'static str>| {
        let problems = problem.map_or_else(Problems::none, |problem| Problems::of_field("code", problem));
        looks_as_agreed(name, &realm, |view, frame| mail_code::page(view, mailed, &problems, &frame));
    };
    looks("mail-code", &mailed(&realm, (&address, &first), 0), None);
    looks("mail-code-again", &mailed(&realm, (&address, &repeated), 200), Some("認証コードが異なります。"));
    let came_back = Mailed { came_back: true, ..mailed(&realm, (&address, &first), 301) };
    looks("mail-code-too-late", &came_back, None);
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

#[test]
fn the_terms() {
    let realm = society("minato");
    let version = realm.terms.last().unwrap();
    let shown = |frame: Frame, may_wait_until| terms::Shown {
        action: frame.action,
        decline: frame.cancel,
        version,
        may_wait_until,
        tokens: frame.tokens,
    };
    looks_as_agreed("terms", &realm, |view, frame| terms::page(view, &shown(frame, None)));
    let last_day = "2026-04-14".parse().ok();
    looks_as_agreed("terms-that-may-wait", &realm, |view, frame| terms::page(view, &shown(frame, last_day)));
    looks_as_agreed("terms-declined", &realm, |view, frame| {
        terms::declined_page(view, "Portal", "/minato/login/terms", &frame)
    });
}
