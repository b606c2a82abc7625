//! How pages of a sign-in look in each language.

use axum::http::Uri;
use base::Language;
use maud::Markup;
use web::{Service, Site, View};

use super::frame::Frame;
use super::switch::{self, Names};
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
