//! In which language a visitor is answered.
//!
//! Their own choice on our pages comes first and is remembered; then what was remembered; then what the application
//! asked for; then what the browser says. Every list is read only so far, whatever is sent.

use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::{HeaderMap, Uri};
use base::Language;
use chrono::TimeDelta;

use crate::{Cookies, SetCookie};

/// The query parameter of the language switch (OpenID Connect Core §3.1.2.1 names it).
pub(crate) const PARAMETER: &str = "ui_locales";
const COOKIE: &str = "lang";
/// Of longer lists only the beginning is read.
const LIST_LIMIT: usize = 256;

/// What is known of a visitor's wishes, the strongest first.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wishes<'a> {
    /// What they chose with the switch on this page.
    pub chosen: Option<&'a str>,
    /// What this browser chose before.
    pub remembered: Option<&'a str>,
    /// The `ui_locales` of the authorization request.
    pub application: Option<&'a str>,
    /// The browser's `Accept-Language`.
    pub browser: Option<&'a str>,
}

/// The language of an answer.
#[derive(Clone, Debug)]
pub struct LanguageChoice {
    /// The language.
    pub language: Language,
    /// Set when the visitor has just chosen it.
    pub cookie: Option<SetCookie>,
}

impl Wishes<'_> {
    /// The language that meets the strongest wish, Japanese if there is none.
    #[must_use]
    pub fn language(self) -> Language {
        let tags = |list: Option<&str>| list.and_then(|list| Language::first_of(beginning(list)));
        tags(self.chosen)
            .or_else(|| tags(self.remembered))
            .or_else(|| tags(self.application))
            .or_else(|| self.browser.and_then(accepted))
            .unwrap_or_default()
    }
}

impl LanguageChoice {
    /// The language for a request to one of our own pages. `application` is the `ui_locales` of the sign-in that
    /// the page belongs to. Not for the authorization endpoint: there the query speaks for the application.
    #[must_use]
    pub fn of_page(cookies: &Cookies, uri: &Uri, headers: &HeaderMap, application: Option<&str>) -> Self {
        let query = uri.query().unwrap_or_default();
        let switched = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == PARAMETER);
        let chosen = switched.and_then(|(_, value)| Language::first_of(beginning(&value)));
        let wishes = Wishes {
            chosen: chosen.map(Language::tag),
            remembered: cookies.read(headers, COOKIE),
            application,
            browser: headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()),
        };
        Self { language: wishes.language(), cookie: chosen.map(|language| remember(cookies, language)) }
    }
}

/// The cookie that remembers a choice, for a year.
fn remember(cookies: &Cookies, language: Language) -> SetCookie {
    cookies.set(COOKIE, language.tag(), Some(TimeDelta::days(365)))
}

/// The best of our languages in an `Accept-Language` header (RFC 9110 §12.5.4), by weight and then by order.
fn accepted(header: &str) -> Option<Language> {
    let weighed = beginning(header).split(',').filter_map(|range| {
        let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
        let weight = match parameters.trim().strip_prefix("q=") {
            Some(weight) => weight.trim().parse::<f32>().ok().filter(|weight| *weight > 0.0 && *weight <= 1.0)?,
            None => 1.0,
        };
        Some((Language::from_tag(tag.trim())?, weight))
    });
    weighed.reduce(|best, next| if next.1 > best.1 { next } else { best }).map(|(language, _)| language)
}

fn beginning(list: &str) -> &str {
    list.get(..list.floor_char_boundary(LIST_LIMIT)).unwrap_or_default()
}
