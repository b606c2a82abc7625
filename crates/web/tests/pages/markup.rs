//! What the pages are made of: their looks in each language, their labels, their escaping.

use std::collections::HashSet;

use axum::http::Uri;
use base::Language;
use maud::{Markup, Render, html};
use web::controls::{Button, Checkbox, Field, LinkButton, Notice, Problems, Radios, Tile, links, tiles};
use web::{ErrorPage, Menu, MenuItem, MenuMember, Service, View};

use crate::sample;

/// Every sample page in both languages.
fn pages() -> Vec<(String, String)> {
    let site = sample::site(Service::Portal);
    let uri = Uri::from_static("/minato/page?sign_in=1&lang=en");
    let pages = Language::ALL.into_iter().flat_map(|language| sample::PAGES.map(|page| (language, page)));
    pages
        .map(|(language, (name, page))| {
            let view = View { site: &site, language, uri: &uri };
            (format!("{name}-{}", language.tag()), page(view).into_string())
        })
        .collect()
}

/// The values of an attribute, in their order.
fn values<'h>(html: &'h str, attribute: &str) -> Vec<&'h str> {
    let start = format!(" {attribute}=\"");
    html.split(start.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// One element a line, without what changes with every build or rendering.
fn legible(html: &str) -> String {
    let mut html = html.to_owned();
    for (start, end) in [("/assets/", "/"), ("/brand/", "/"), ("name=\"form_token\" value=\"", "\"")] {
        let parts: Vec<String> = html.split(start).map(str::to_owned).collect();
        let changed =
            parts.iter().skip(1).filter_map(|part| part.split_once(end).map(|(_, rest)| format!("…{end}{rest}")));
        html = std::iter::once(parts[0].clone()).chain(changed).collect::<Vec<_>>().join(start);
    }
    html.replace("><", ">\n<")
}

#[test]
fn pages_look_as_agreed() {
    for (name, html) in pages() {
        insta::assert_snapshot!(name, legible(&html));
    }
}

#[test]
fn every_reference_within_a_page_is_met() {
    for (name, html) in pages() {
        let ids = values(&html, "id");
        let unique: HashSet<_> = ids.iter().copied().collect();
        assert_eq!(unique.len(), ids.len(), "{name}: an id stands twice: {ids:?}");
        let described = values(&html, "aria-describedby").into_iter().flat_map(str::split_ascii_whitespace);
        let anchors = values(&html, "href").into_iter().filter_map(|href| href.strip_prefix('#'));
        let labels = values(&html, "for").into_iter();
        for reference in described.chain(anchors).chain(labels).filter(|reference| !reference.is_empty()) {
            assert!(unique.contains(reference), "{name}: nothing is called {reference}");
        }
    }
}

#[test]
fn every_control_has_a_label_and_every_form_its_token() {
    for (name, html) in pages() {
        let labelled: HashSet<_> = values(&html, "for").into_iter().collect();
        for tag in html.split('<').filter(|tag| tag.starts_with("input") || tag.starts_with("textarea")) {
            let id = values(tag, "id").first().copied();
            assert!(tag.contains("type=\"hidden\"") || id.is_some_and(|id| labelled.contains(id)), "{name}: {tag}");
        }
        assert_eq!(html.matches("<form").count(), html.matches("name=\"form_token\"").count(), "{name}");
        assert_eq!(html.matches("<h1>").count(), 1, "{name}");
    }
}

#[test]
fn an_error_is_found_from_its_field_and_from_the_summary() {
    let problems = Problems::of_field("code", "認証コードが異なります。");
    let field = Field::code("code", "6桁").hint("30秒").check(&problems).value("123456").render().into_string();
    assert!(field.contains(r#"aria-describedby="code-hint code-error" aria-invalid="true""#), "{field}");
    assert!(field.contains(r#"autocomplete="one-time-code""#) && field.contains(r#"inputmode="numeric""#));
    assert!(!field.contains("123456"), "a code is never put back");

    let (_, page) = pages().into_iter().find(|(name, _)| name == "code-ja").unwrap();
    let title = page.split("<title>").nth(1).unwrap();
    assert!(title.starts_with("エラー：") && page.contains(r#"role="alert""#));
    assert!(page.contains(r##"<a href="#code">認証コードが異なります。</a>"##));
}

#[test]
fn a_password_is_never_put_back() {
    let field = Field::password("password", "パスワード", Language::Ja).value("tanaka-1990").render().into_string();
    assert!(!field.contains("1990"), "{field}");
}

#[test]
fn the_language_switch_keeps_the_address_and_cannot_lead_away() {
    let site = sample::site(Service::Portal);
    let uri = Uri::from_static("//evil.example/a?lang=en&x=%22%3E%3Cscript%3E&sign_in=1");
    let html = View { site: &site, language: Language::Ja, uri: &uri }.page("題").card(html! {}).into_string();
    assert!(html.contains(r#"href="?x=%22%3E%3Cscript%3E&amp;sign_in=1&amp;lang=en""#), "{html}");
    assert!(!html.contains("evil.example"));
}

#[test]
fn whatever_is_shown_is_escaped() {
    const EVIL: &str = r#""'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}"#;
    let mut site = sample::site(Service::Portal);
    site.society = base::Text { ja: EVIL.to_owned(), en: EVIL.to_owned() };
    let problems = Problems::of_field("evil", EVIL);
    let uri = Uri::from_static("/?a=%3Cscript%3E");
    let view = View { site: &site, language: Language::Ja, uri: &uri };
    let menu = Menu {
        items: vec![MenuItem { label: EVIL.to_owned(), href: EVIL.to_owned(), current: true, own_tab: true }],
        member: Some(MenuMember { name: EVIL.to_owned(), picture: Some(EVIL.to_owned()), sign_out: EVIL.to_owned() }),
    };
    let content: Markup = html! {
        (Field::text("evil", EVIL).value(EVIL).hint(EVIL).check(&problems))
        (Field::area("area", EVIL).value(EVIL))
        (Radios::new("radio", EVIL).option(EVIL, EVIL).explained(EVIL).chosen(Some(EVIL)))
        (Checkbox::new("box", EVIL).hint(EVIL))
        (Button::primary("button", EVIL).sends("name", EVIL))
        (LinkButton::primary(EVIL, EVIL))
        (Notice::information(EVIL, html! { (EVIL) }))
        (tiles(&[Tile { label: EVIL, href: EVIL, about: Some(EVIL) }]))
        (links(&[(EVIL, EVIL)]))
    };
    let html = view.page(EVIL).problems(&problems).menu(&menu).below(EVIL, EVIL).wide(content).into_string();
    assert!(!html.contains("<script>") && !html.contains("<img src=x"), "{html}");
    assert!(!html.contains(r#"""'>"#), "an attribute was left: {html}");
}

#[test]
fn an_error_page_names_a_way_onward_and_no_cause() {
    let site = sample::site(Service::Provider);
    let uri = Uri::from_static("/minato/login");
    let reference = base::Reference::generate();
    for language in Language::ALL {
        let view = View { site: &site, language, uri: &uri };
        let response =
            ErrorPage::failure(reference.clone()).onward("健診予約に戻る", "https://rp.example.jp/").respond(view);
        assert_eq!(response.status(), 500);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let body = runtime.block_on(axum::body::to_bytes(response.into_body(), 100_000)).unwrap();
        let html = String::from_utf8(body.to_vec()).unwrap();
        assert!(html.contains(&reference.to_string()) && html.contains("健診予約に戻る"));
    }
}
