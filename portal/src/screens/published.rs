//! What notices and MY mail have in common: a text in the reader's language or else in Japanese, files to take along,
//! lists in pages.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use base::{Language, Text, japan_date};
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use realm::{Document, MediaType};
use url::Url;
use web::{View, controls, format};

use crate::rows::AttachedFile;

const ONLY_JAPANESE: Text = Text { ja: "", en: "This text is available in Japanese only." };
const FILES: Text = Text { ja: "添付ファイル", en: "Attached files" };
const FILE: Text = Text { ja: "{name}（{kind}、{size}）", en: "{name} ({kind}, {size})" };
const OTHER_PAGES: Text = Text { ja: "ほかのページ", en: "Other pages" };
const NEWER: Text = Text { ja: "新しいもの", en: "Newer" };
const OLDER: Text = Text { ja: "古いもの", en: "Older" };

/// So many entries stand on one page of a list.
pub const PER_PAGE: u64 = 20;

/// A text that exists in Japanese, and perhaps in English.
#[derive(Clone, Copy, Debug)]
pub struct Wording<'a> {
    /// The Japanese text.
    pub ja: &'a Document,
    /// The English text, where there is one.
    pub en: Option<&'a Document>,
}

impl<'a> Wording<'a> {
    /// The text for a reader.
    #[must_use]
    pub fn for_reader(self, language: Language) -> &'a Document {
        self.en.filter(|_| language == Language::En).unwrap_or(self.ja)
    }

    /// The title within a page, with its language where that is another than the page's.
    pub fn title(self, view: View<'_>) -> Markup {
        view.japanese(&self.for_reader(view.language).title)
    }

    /// The text itself. Who reads English and is given Japanese is told so.
    pub fn body(self, view: View<'_>) -> Markup {
        let text = self.for_reader(view.language);
        let only_japanese = view.language != Language::Ja && self.en.is_none();
        html! {
            @if only_japanese {
                p { (view.say(ONLY_JAPANESE)) }
                div lang=(Language::Ja.tag()) { (controls::document(text)) }
            } @else {
                (controls::document(text))
            }
        }
    }
}

/// The day of something, as an element that programs read too.
pub fn day(view: View<'_>, at: DateTime<Utc>) -> Markup {
    let day = japan_date(at);
    html! { time datetime=(day) { (format::date(day, view.language)) } }
}

/// Files that go with a text. `below` is the text's own address.
pub fn files(view: View<'_>, below: &str, files: &[AttachedFile]) -> Markup {
    html! {
        @if !files.is_empty() {
            section {
                h2 { (view.say(FILES)) }
                ul.links {
                    @for file in files {
                        li { a href={ (below) "/files" (as_segment(&file.name)) } download { (about(view, file)) } }
                    }
                }
            }
        }
    }
}

fn about(view: View<'_>, file: &AttachedFile) -> String {
    let kilobytes = (file.size + 1023) / 1024;
    let size = format!("{kilobytes} KB");
    view.say_with(FILE, &[("name", &file.name), ("kind", &file.media_type.short_name()), ("size", &size)])
}

/// A name as one segment of a path, with its slash: the browser takes the file's name from there, in any language.
fn as_segment(name: &str) -> String {
    let Ok(mut url) = Url::parse("http://localhost") else { return String::new() };
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.push(name);
    }
    url.path().to_owned()
}

/// A file on its way: to be kept, not to be shown here, and whatever shows it may run nothing in it.
pub fn file(media_type: MediaType, content: Vec<u8>) -> Response {
    let headers = [
        (CONTENT_TYPE, media_type.name()),
        (CONTENT_DISPOSITION, "attachment"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; sandbox"),
    ];
    (headers, content).into_response()
}

/// Which page of a list is asked for, from 0. What is no number is the first.
pub fn page_of(query: &str) -> u64 {
    let pairs = web::pairs(query.as_bytes()).unwrap_or_default();
    let number = pairs.iter().find(|(name, _)| name == "page").and_then(|(_, page)| page.parse::<u32>().ok());
    number.map_or(0, |number| u64::from(number.saturating_sub(1)))
}

/// The ways to the pages before and after. `list` is the list's address with its query, ready for another parameter.
pub fn neighbours(view: View<'_>, list: &str, page: u64, more: bool) -> Markup {
    html! {
        @if page > 0 || more {
            nav.neighbours aria-label=(view.say(OTHER_PAGES)) {
                @if page > 0 { a rel="prev" href={ (list) "page=" (page) } { (view.say(NEWER)) } }
                @if more { a rel="next" href={ (list) "page=" (page + 2) } { (view.say(OLDER)) } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_name_is_one_segment_whatever_stands_in_it() {
        for (name, segment) in [
            ("a b.pdf", "/a%20b.pdf"),
            ("申込書.pdf", "/%E7%94%B3%E8%BE%BC%E6%9B%B8.pdf"),
            ("a/?#.pdf", "/a%2F%3F%23.pdf"),
        ] {
            assert_eq!(as_segment(name), segment);
        }
    }

    #[test]
    fn pages_are_counted_from_one_and_nonsense_is_the_first() {
        for (query, page) in
            [("", 0), ("page=1", 0), ("page=3&x=1", 2), ("page=0", 0), ("page=-1", 0), ("page=99999999999999999999", 0)]
        {
            assert_eq!(page_of(query), page, "{query}");
        }
    }
}
