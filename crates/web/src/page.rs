//! The frame of every page: head, header, language switch, menu, footer.
//!
//! A screen asks its [`View`] for a page, says what belongs above the content, and puts the content into one of two
//! shapes: `card`, a narrow column for signing in and for errors, or `wide`, for reading. Nothing here needs a
//! script: the menu unfolds by `<details>`, the languages are links to the same address.

use axum::http::Uri;
use base::{Language, Text};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use realm::Contact;
use std::fmt::Display;
use url::form_urlencoded;

use crate::controls::Problems;
use crate::{Brand, Site, assets, language, texts};

/// For whom and where a page is made. A screen is a function of it and of the screen's own facts.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The society whose page it is.
    pub site: &'a Site,
    /// The language of the answer.
    pub language: Language,
    /// The request's own address, to which the language switch leads back.
    pub uri: &'a Uri,
}

/// A page before its content.
#[derive(Debug)]
pub struct Page<'a> {
    view: View<'a>,
    title: String,
    heading: Option<Markup>,
    problems: Option<&'a Problems>,
    menu: Option<&'a Menu>,
    breadcrumb: Vec<(String, String)>,
}

/// The menu of a signed-in member's pages, and the way out.
#[derive(Clone, Debug, Default)]
pub struct Menu {
    /// The entries, in their order.
    pub items: Vec<MenuItem>,
    /// Who is signed in, if anybody is.
    pub member: Option<MenuMember>,
}

/// The member whose menu it is.
#[derive(Clone, Debug)]
pub struct MenuMember {
    /// Their name, or how they want to be called.
    pub name: String,
    /// Where their picture is, if they have one.
    pub picture: Option<String>,
    /// Where a click on the name leads: to the question whether to sign out.
    pub sign_out: String,
}

/// One entry of the menu.
#[derive(Clone, Debug)]
pub struct MenuItem {
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Whether the page shown is this one, or below it.
    pub current: bool,
    /// Whether it opens in a tab of its own, which it may close again.
    pub own_tab: bool,
}

impl<'a> View<'a> {
    /// One of our texts in the visitor's language.
    #[must_use]
    pub const fn say(&self, text: Text) -> &'static str {
        text.get(self.language)
    }

    /// One of our texts with its `{places}` filled.
    #[must_use]
    pub fn say_with(&self, text: Text, values: &[(&str, &dyn Display)]) -> String {
        text.with(self.language, values)
    }

    /// One of our texts with its `{places}` filled by markup.
    #[must_use]
    pub fn say_around(&self, text: Text, values: &[(&str, &Markup)]) -> Markup {
        let escaped = html! { (self.say(text)) }.into_string();
        let fill = |text: String, (name, value): &(&str, &Markup)| text.replace(&format!("{{{name}}}"), &value.0);
        PreEscaped(values.iter().fold(escaped, fill))
    }

    /// A name, or another text that is Japanese whatever the language of the page: whatever reads it aloud is told.
    #[must_use]
    pub fn japanese(&self, text: &str) -> Markup {
        html! {
            @if self.language != Language::Ja && language::is_japanese(text) {
                span lang=(Language::Ja.tag()) { (text) }
            } @else {
                (text)
            }
        }
    }

    /// One of the society's texts in the visitor's language.
    #[must_use]
    pub fn own<'t>(&self, text: &'t Text<String>) -> &'t str {
        text.in_language(self.language)
    }

    /// A page with this title, which is also its heading.
    #[must_use]
    pub fn page(self, title: impl Into<String>) -> Page<'a> {
        Page { view: self, title: title.into(), heading: None, problems: None, menu: None, breadcrumb: Vec::new() }
    }
}

impl<'a> Page<'a> {
    /// The heading, where it says more than the plain title can: which part of it is in another language.
    #[must_use]
    pub fn heading(mut self, heading: Markup) -> Self {
        self.heading = Some(heading);
        self
    }

    /// What was wrong with the form: stands in a box above the content, and the title says so first.
    #[must_use]
    pub const fn problems(mut self, problems: &'a Problems) -> Self {
        self.problems = Some(problems);
        self
    }

    /// The member's menu.
    #[must_use]
    pub const fn menu(mut self, menu: &'a Menu) -> Self {
        self.menu = Some(menu);
        self
    }

    /// A page above this one, the topmost first.
    #[must_use]
    pub fn below(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.breadcrumb.push((label.into(), href.into()));
        self
    }

    /// The page in a narrow column: signing in, steps, errors.
    #[must_use]
    pub fn card(self, content: Markup) -> Markup {
        self.render("card", &content)
    }

    /// The page in a wide column: the portal.
    #[must_use]
    pub fn wide(self, content: Markup) -> Markup {
        self.render("wide", &content)
    }

    fn render(&self, shape: &str, content: &Markup) -> Markup {
        let view = &self.view;
        let problems = self.problems.filter(|problems| !problems.is_empty());
        html! {
            (DOCTYPE)
            html lang=(view.language.tag()) {
                head { (self.head(problems.is_some())) }
                body {
                    a.skip href="#main" { (view.say(texts::SKIP)) }
                    (self.header())
                    main #main .(shape) tabindex="-1" {
                        (self.breadcrumb())
                        @if let Some(problems) = problems { (problems.summary(view.language)) }
                        h1 { @if let Some(heading) = &self.heading { (heading) } @else { (self.title) } }
                        (content)
                    }
                    (self.footer())
                }
            }
        }
    }

    fn head(&self, problems: bool) -> Markup {
        let view = &self.view;
        html! {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="robots" content="noindex, nofollow";
            meta name="format-detection" content="telephone=no";
            title {
                @if problems { (view.say(texts::ERROR_IN_TITLE)) }
                (self.title) "｜" (view.own(&view.site.society))
            }
            link rel="stylesheet" href=(assets::url("app.css"));
            @if let Some(brand) = &view.site.brand { link rel="stylesheet" href=(brand.stylesheet_url()); }
            script src=(assets::url("app.js")) defer {}
        }
    }

    fn header(&self) -> Markup {
        let view = &self.view;
        let logo = view.site.brand.as_ref().and_then(Brand::logo_url);
        html! {
            header.site {
                div.bar {
                    a.society href=[view.site.home.as_deref()] {
                        @if let Some(logo) = logo { img src=(logo) alt="" width="40" height="40"; }
                        span { (view.own(&view.site.society)) }
                    }
                    (self.languages())
                    @if let Some(menu) = self.menu { (self.menu_part(menu)) }
                }
            }
        }
    }

    /// Links to this same address in each language.
    fn languages(&self) -> Markup {
        let view = &self.view;
        html! {
            nav.languages aria-label=(view.say(texts::LANGUAGE)) {
                @for language in Language::ALL {
                    @if language == view.language {
                        span lang=(language.tag()) aria-current="true" { (language.own_name()) }
                    } @else {
                        a lang=(language.tag()) hreflang=(language.tag()) href=(in_language(view.uri, language)) {
                            (language.own_name())
                        }
                    }
                }
            }
        }
    }

    /// The same entries twice, one of them shown: folded on a phone, in a row where there is room.
    fn menu_part(&self, menu: &Menu) -> Markup {
        let view = &self.view;
        let label = view.say(texts::MENU);
        let entries = html! {
            ul.entries {
                @for item in &menu.items {
                    li { (self.menu_item(item)) }
                }
            }
            @if let Some(member) = &menu.member {
                a.member href=(member.sign_out) {
                    span.name {
                        @if let Some(picture) = &member.picture { img src=(picture) alt="" width="32" height="32"; }
                        span { (view.say_around(texts::SIGNED_IN_AS, &[("name", &view.japanese(&member.name))])) }
                    }
                    " "
                    span.out { (view.say(texts::SIGN_OUT)) }
                }
            }
        };
        html! {
            details.menu {
                summary { span.lines aria-hidden="true" {} (label) }
                nav aria-label=(label) { (entries) }
            }
            nav.menu aria-label=(label) { (entries) }
        }
    }

    /// A tab that knows its opener can be closed by its own button. It opens pages of the two sites alone.
    fn menu_item(&self, item: &MenuItem) -> Markup {
        let (target, relation) = item.own_tab.then_some(("_blank", "opener")).unzip();
        let about = item.own_tab.then(|| self.view.say_with(texts::IN_OWN_TAB, &[("label", &item.label)]));
        html! {
            a href=(item.href) target=[target] rel=[relation] aria-label=[about]
                aria-current=[item.current.then_some("page")] { (item.label) }
        }
    }

    fn breadcrumb(&self) -> Markup {
        html! {
            @if !self.breadcrumb.is_empty() {
                nav.breadcrumb aria-label=(self.view.say(texts::BREADCRUMB)) {
                    ol {
                        @for (label, href) in &self.breadcrumb { li { a href=(href) { (label) } } }
                        li aria-current="page" { @if let Some(heading) = &self.heading { (heading) } @else { (self.title) } }
                    }
                }
            }
        }
    }

    fn footer(&self) -> Markup {
        html! {
            @if let Some(contact) = &self.view.site.contact {
                footer.site #contact {
                    div.bar {
                        (contact_part(&self.view, contact))
                        @if let Some(help) = &self.view.site.help {
                            p.help { a href=(help) { (self.view.say(texts::HELP)) } }
                        }
                    }
                }
            }
        }
    }
}

fn contact_part(view: &View<'_>, contact: &Contact) -> Markup {
    html! {
        h2 { (view.say(texts::CONTACT)) }
        p.desk { (view.own(&contact.name)) }
        dl {
            @if let Some(phone) = &contact.phone {
                div { dt { (view.say(texts::PHONE)) } dd { a href={ "tel:" (telephone(phone)) } { (phone) } } }
            }
            @if let Some(hours) = &contact.hours {
                div { dt { (view.say(texts::HOURS)) } dd { (view.own(hours)) } }
            }
            @if let Some(email) = &contact.email {
                div { dt { (view.say(texts::EMAIL)) } dd { a href={ "mailto:" (email) } { (email) } } }
            }
        }
    }
}

/// The same address in another language, as a reference to the query only: a path such as `//elsewhere` cannot
/// make it lead away.
fn in_language(uri: &Uri, language: Language) -> String {
    let kept = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
        .filter(|(name, _)| name != language::PARAMETER);
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(kept)
        .append_pair(language::PARAMETER, language.tag())
        .finish();
    format!("?{query}")
}

/// A telephone number as a dialler takes it.
fn telephone(written: &str) -> String {
    base::fold_width(written).chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
}
