//! In which language a visitor is answered.
//!
//! Their own choice on our pages comes first and is remembered; then what was remembered; then what the application
//! asked for; then what the browser says. Every list is read only so far, whatever is sent. The switch has a parameter
//! of its own, because `ui_locales` in an address is an application's word: it must not take the place of what the
//! visitor chose.

use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::{HeaderMap, Uri};
use base::Language;
use chrono::TimeDelta;

use crate::{Cookies, SetCookie};

/// The query parameter of the language switch.
pub(crate) const PARAMETER: &str = "lang";
/// The query parameter by which applications ask (OpenID Connect Core §3.1.2.1, RP-Initiated Logout 1.0 §2).
const OF_APPLICATION: &str = "ui_locales";
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
    /// The language for a request. `application` is the `ui_locales` of the sign-in that the page belongs to, where the
    /// address does not say it.
    #[must_use]
    pub fn of_page(cookies: &Cookies, uri: &Uri, headers: &HeaderMap, application: Option<&str>) -> Self {
        let query = uri.query().unwrap_or_default().as_bytes();
        let said = |parameter: &str| {
            let (_, value) = url::form_urlencoded::parse(query).find(|(name, _)| name == parameter)?;
            Language::first_of(beginning(&value))
        };
        let chosen = said(PARAMETER);
        let wishes = Wishes {
            chosen: chosen.map(Language::tag),
            remembered: cookies.read(headers, COOKIE),
            application: application.or_else(|| said(OF_APPLICATION).map(Language::tag)),
            browser: headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()),
        };
        Self { language: wishes.language(), cookie: chosen.map(|language| remember(cookies, language)) }
    }

    /// The language that a visitor chose in a form of ours.
    #[must_use]
    pub fn chosen(cookies: &Cookies, language: Language) -> Self {
        Self { language, cookie: Some(remember(cookies, language)) }
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

/// Whether a text has Japanese letters in it, so that it is read aloud as Japanese.
pub(crate) fn is_japanese(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Service;
    use axum::http::header::COOKIE as COOKIE_HEADER;
    use axum::response::IntoResponse;

    #[test]
    fn the_strongest_wish_counts() {
        let language =
            |chosen, remembered, application, browser| Wishes { chosen, remembered, application, browser }.language();
        for (wishes, expected) in [
            ((None, None, None, None), Language::Ja),
            ((None, None, None, Some("en-US,en;q=0.9,ja;q=0.8")), Language::En),
            ((None, None, None, Some("fr, ja;q=0.5, en;q=0.7")), Language::En),
            ((None, None, None, Some("en;q=0, ja")), Language::Ja),
            ((None, None, None, Some("en;q=nonsense, ja;q=0.1")), Language::Ja),
            ((None, None, None, Some("zh, *")), Language::Ja),
            ((None, None, Some("fr en ja"), Some("ja")), Language::En),
            ((None, None, Some("fr"), Some("en")), Language::En),
            ((None, Some("ja"), Some("en"), Some("en")), Language::Ja),
            ((Some("en"), Some("ja"), Some("ja"), Some("ja")), Language::En),
            ((Some("klingon"), Some("en"), None, None), Language::En),
        ] {
            let (chosen, remembered, application, browser) = wishes;
            assert_eq!(language(chosen, remembered, application, browser), expected, "{wishes:?}");
        }
    }

    #[test]
    fn long_lists_are_read_only_so_far() {
        let list = format!("{}en", "日,".repeat(100_000));
        assert_eq!(Wishes { browser: Some(&list), ..Wishes::default() }.language(), Language::Ja);
    }

    #[test]
    fn a_choice_is_remembered_and_an_applications_wish_is_not() {
        let cookies = Cookies::new(Service::Provider, &"minato".parse().unwrap(), false);
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE_HEADER, "warifu-idp-minato-lang=ja".parse().unwrap());
        let at = |uri: &str| LanguageChoice::of_page(&cookies, &uri.parse().unwrap(), &headers, Some("en"));

        let switched = at("/minato/login?sign_in=1&lang=en");
        assert_eq!(switched.language, Language::En);
        let response = (switched.cookie.unwrap(), "").into_response();
        let set = response.headers().get("set-cookie").unwrap().to_str().unwrap();
        assert!(set.starts_with("warifu-idp-minato-lang=en; "), "{set}");

        let unchanged = at("/minato/login?sign_in=1");
        assert_eq!(unchanged.language, Language::Ja);
        assert!(unchanged.cookie.is_none());
        let asked = at("/minato/authorize?ui_locales=en");
        assert_eq!(asked.language, Language::Ja, "an application does not undo the visitor's choice");
        assert!(asked.cookie.is_none());
        headers.clear();
        let asked =
            LanguageChoice::of_page(&cookies, &"/minato/logout?ui_locales=fr+en".parse().unwrap(), &headers, None);
        assert_eq!((asked.language, asked.cookie.is_none()), (Language::En, true));
    }
}
