//! A society's Markdown, refused where it would be unsafe, and turned into harmless HTML.
//!
//! What the page could not show safely is a mistake with a place, not something silently dropped: a member must see
//! the terms as the society wrote them. The sanitiser behind it should find nothing left to do.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use data_encoding::HEXLOWER;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use sha2::{Digest, Sha256};

use super::texts;
use crate::diagnostic::{Finding, Problems};
use crate::model::{Document, Html};
use crate::source::{Location, Source};

static SANITISER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let tags = [
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "p",
        "br",
        "hr",
        "ul",
        "ol",
        "li",
        "em",
        "strong",
        "code",
        "pre",
        "blockquote",
        "a",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    ];
    let mut builder = ammonia::Builder::new();
    builder
        .tags(HashSet::from(tags))
        .url_schemes(HashSet::from(SCHEMES.map(|scheme| scheme.trim_end_matches(':'))))
        .link_rel(Some("noopener noreferrer"));
    builder
});

const SCHEMES: [&str; 3] = ["https:", "mailto:", "tel:"];

/// A Markdown file as a document. `None` when it is not fit to be shown; why is noted.
pub(super) fn document(path: String, text: &Arc<str>, problems: &mut Problems) -> Option<Document> {
    let source = Arc::new(Source { path, text: Arc::clone(text) });
    let (Reading { title, fit, .. }, body) = read(&source, text, problems);
    if title.is_none() {
        problems.add(&texts::NO_TITLE, Location::whole(&*source.path), &[]);
    } else if body.is_empty() {
        problems.add(&texts::NO_CONTENT, Location::whole(&*source.path), &[]);
    }
    if !fit || body.is_empty() {
        return None;
    }
    Some(Document {
        title: title?,
        html: Html::of_markdown(Arc::clone(text), rendered),
        sha256: HEXLOWER.encode(&Sha256::digest(&**text)),
    })
}

/// A text that was found fit, as HTML.
fn rendered(text: &str) -> Arc<str> {
    let source = Arc::new(Source { path: String::new(), text: "".into() });
    harmless(read(&source, text, &mut Problems::default()).1)
}

/// Markdown whose title stands elsewhere, as harmless HTML. `text` is the part of the source that is meant, at its place.
/// `None` when it is not fit to be shown; why is noted.
pub(crate) fn body(source: &Arc<Source>, text: &str, problems: &mut Problems) -> Option<Arc<str>> {
    let (Reading { title_at, fit, .. }, body) = read(source, text, problems);
    if let Some(at) = title_at {
        problems.add(&texts::TITLE_ELSEWHERE, Location::span(source, at), &[]);
        return None;
    }
    if body.is_empty() {
        problems.add(&texts::NO_CONTENT, Location::whole(&*source.path), &[]);
    }
    (fit && !body.is_empty()).then(|| harmless(body))
}

/// Takes Markdown apart, and notes what may not be shown.
fn read<'a, 't>(source: &'a Arc<Source>, text: &'t str, problems: &'a mut Problems) -> (Reading<'a>, Vec<Event<'t>>) {
    let mut reading = Reading { title: None, title_at: None, in_title: false, source, problems, fit: true };
    let events = Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter();
    let body = events.filter_map(|(event, span)| reading.keep(event, span)).collect();
    (reading, body)
}

fn harmless(body: Vec<Event<'_>>) -> Arc<str> {
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, body.into_iter());
    SANITISER.clean(&html).to_string().into()
}

struct Reading<'a> {
    title: Option<String>,
    /// Where the title stands.
    title_at: Option<Range<usize>>,
    in_title: bool,
    source: &'a Arc<Source>,
    problems: &'a mut Problems,
    fit: bool,
}

impl Reading<'_> {
    /// Takes the title out and refuses what may not be shown.
    fn keep<'e>(&mut self, event: Event<'e>, span: Range<usize>) -> Option<Event<'e>> {
        match &event {
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => {
                if self.title.is_some() {
                    self.refuse(&texts::SECOND_TITLE, span.clone());
                }
                self.title.get_or_insert_default();
                let line = self.source.text.get(span.clone()).unwrap_or_default().trim_end();
                self.title_at.get_or_insert(span.start..span.start + line.len());
                self.in_title = true;
                return None;
            }
            Event::End(TagEnd::Heading(HeadingLevel::H1)) => {
                self.in_title = false;
                return None;
            }
            Event::Html(_) | Event::InlineHtml(_) => self.refuse(&texts::RAW_HTML, span),
            Event::Start(Tag::Image { .. }) => self.refuse(&texts::IMAGE, span),
            Event::Start(Tag::Link { dest_url, .. }) if !SCHEMES.iter().any(|scheme| dest_url.starts_with(scheme)) => {
                self.refuse(&texts::UNSAFE_LINK, span);
            }
            Event::Text(text) | Event::Code(text) if self.in_title => {
                if let Some(title) = &mut self.title {
                    title.push_str(text);
                }
            }
            _ => {}
        }
        (!self.in_title).then_some(event)
    }

    fn refuse(&mut self, finding: &Finding, span: Range<usize>) {
        self.fit = false;
        self.problems.add(finding, Location::span(self.source, span), &[]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<&'static str> {
        let mut problems = Problems::default();
        let document = document("faq.ja.md".to_owned(), &text.into(), &mut problems);
        let codes: Vec<_> = problems.into_sorted(None).into_iter().map(|found| found.code).collect();
        assert_eq!(document.is_none(), !codes.is_empty(), "{text}");
        codes
    }

    #[test]
    fn a_document_has_a_title_and_harmless_html() {
        let mut problems = Problems::default();
        let text = "# 規約 `a`\n\n## 第1条\n\n[組合](https://example.jp/)と**約束**\n\n|a|b|\n|-|-|\n|1|2|\n";
        let document = document("terms.ja.md".to_owned(), &text.into(), &mut problems).unwrap();
        assert_eq!(document.title, "規約 a");
        assert!(document.html.starts_with("<h2>第1条</h2>"), "{}", document.html);
        assert!(document.html.contains(r#"<a href="https://example.jp/" rel="noopener noreferrer">組合</a>"#));
        assert!(document.html.contains("<td>2</td>"));
        assert_eq!(document.sha256.len(), 64);
    }

    #[test]
    fn what_is_unsafe_is_refused_where_it_stands() {
        assert_eq!(codes("本文だけ"), ["no-title"]);
        assert_eq!(codes("# 題だけ"), ["no-content"]);
        assert_eq!(codes("# 題\n\n# 題\n\n本文"), ["second-title"]);
        assert_eq!(codes("# 題\n\n<script>alert(1)</script>"), ["raw-html"]);
        assert_eq!(codes("# 題\n\n本文<b onclick=x>太字"), ["raw-html"]);
        assert_eq!(codes("# 題\n\n![絵](https://example.jp/a.png)"), ["image"]);
        assert_eq!(codes("# 題\n\n[押す](javascript:alert(1))"), ["unsafe-link"]);
        assert_eq!(codes("# 題\n\n[押す](JAVASCRIPT:x) [こちら](//example.jp)"), ["unsafe-link", "unsafe-link"]);
    }
}
