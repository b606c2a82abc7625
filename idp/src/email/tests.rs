//! How the page of a mail's link looks, in each language.

use axum::http::Uri;
use base::{Language, Secret, SignInId};
use chrono::TimeDelta;
use web::{Service, Site, View};

use super::verify::{Shown, page};
use super::*;
use crate::testing::{content_of, society};

#[test]
fn the_page_of_a_link() {
    let realm = society("minato");
    let site = Site::of(&realm, Service::Provider);
    let sent_at: DateTime<Utc> = "2026-11-20T03:00:00Z".parse().unwrap();
    let link = LinkTo {
        asked_by: AskedBy::SignIn(SignInId::generate()),
        account: AccountId::generate(),
        address: "misaki.tanaka@example.jp".to_owned(),
        sent_at,
        good_until: sent_at + TimeDelta::minutes(30),
    };
    let token = Secret::new("0123".to_owned());
    for (name, shown) in [
        ("open", Shown::Open(&link)),
        ("confirmed", Shown::Done(texts::CONFIRMED, None)),
        ("confirmed-here", Shown::Done(texts::CONFIRMED_BEFORE, Some("/minato/login/email-verification?sign_in=1"))),
        ("late", Shown::Late(&link, None)),
        ("late-too-early", Shown::Late(&link, Some(TimeDelta::seconds(29)))),
        ("sent", Shown::Sent(&link)),
        ("taken", Shown::Dead(texts::TAKEN, texts::TAKEN_WHY)),
        ("void", Shown::Dead(texts::VOID, texts::VOID_WHY)),
    ] {
        for language in Language::ALL {
            let view = View { site: &site, language, uri: &Uri::from_static("/minato/email/verify?token=0123") };
            let html = page(view, &realm, &token, &shown).into_string();
            insta::assert_snapshot!(format!("{name}-{}", language.tag()), content_of(&html));
        }
    }
}
