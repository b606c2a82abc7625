//! A society's Markdown, refused where it would be unsafe, and turned into harmless HTML.
//!
//! What the page could not show safely is a mistake with a place, not something silently dropped: a member must see
//! the terms as the society wrote them. The sanitiser behind it should find nothing left to do.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use comrak::nodes::{AstNode, NodeValue, Sourcepos};
use comrak::{Arena, Options, format_html, parse_document};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::texts;
use crate::diagnostic::Problems;
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
    let (Reading { title, fit, is_empty, .. }, ()) = read((&source, text), problems, |_, _| ());
    if title.is_none() {
        problems.add(&texts::NO_TITLE, Location::whole(&*source.path), &[]);
    } else if is_empty {
        problems.add(&texts::NO_CONTENT, Location::whole(&*source.path), &[]);
    }
    if !fit || is_empty {
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
    read((&source, text), &mut Problems::default(), harmless).1
}

/// Markdown whose title stands elsewhere, as harmless HTML. `text` is the part of the source that is meant, at its place.
/// `None` when it is not fit to be shown; why is noted.
pub(crate) fn body(source: &Arc<Source>, text: &str, problems: &mut Problems) -> Option<Arc<str>> {
    let (Reading { title_at, fit, is_empty, .. }, body) = read((source, text), problems, harmless);
    if let Some(at) = title_at {
        problems.add(&texts::TITLE_ELSEWHERE, Location::span(source, at), &[]);
        return None;
    }
    if is_empty {
        problems.add(&texts::NO_CONTENT, Location::whole(&*source.path), &[]);
    }
    (fit && !is_empty).then_some(body)
}

/// Takes Markdown apart, notes what may not be shown, and makes something of all but the title.
fn read<T>(
    (source, text): (&Arc<Source>, &str),
    problems: &mut Problems,
    make: impl for<'n> FnOnce(&'n AstNode<'n>, &Options<'_>) -> T,
) -> (Reading, T) {
    let (arena, options) = (Arena::new(), options());
    let root = parse_document(&arena, text, &options);
    let mut reading = Reading { title: None, title_at: None, fit: true, is_empty: false };
    let places = Places::of(text);
    let nodes: Vec<_> = root.descendants().collect();
    for node in nodes {
        let data = node.data.borrow();
        let span = places.bytes(data.sourcepos);
        let finding = match &data.value {
            NodeValue::Heading(heading) if heading.level == 1 => {
                let second = reading.title.is_some();
                reading.note_title(node, span.clone());
                node.detach();
                second.then_some(&texts::SECOND_TITLE)
            }
            NodeValue::HtmlBlock(_) | NodeValue::HtmlInline(_) => Some(&texts::RAW_HTML),
            NodeValue::Image(_) => Some(&texts::IMAGE),
            NodeValue::Link(link) if !SCHEMES.iter().any(|scheme| link.url.starts_with(scheme)) => {
                Some(&texts::UNSAFE_LINK)
            }
            _ => None,
        };
        if let Some(finding) = finding {
            reading.fit = false;
            problems.add(finding, Location::span(source, span), &[]);
        }
    }
    reading.is_empty = root.first_child().is_none();
    let made = make(root, &options);
    (reading, made)
}

/// Markdown as CommonMark has it, with tables; and with emphasis beside Japanese punctuation, where CommonMark, made for
/// languages with spaces, sees none.
fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.cjk_friendly_emphasis = true;
    options
}

fn harmless<'n>(root: &'n AstNode<'n>, options: &Options<'_>) -> Arc<str> {
    let mut html = String::new();
    // A string takes whatever is written to it.
    let _always_written = format_html(root, options, &mut html);
    SANITISER.clean(&html).to_string().trim_end().into()
}

/// What was read.
struct Reading {
    title: Option<String>,
    /// Where the title stands.
    title_at: Option<Range<usize>>,
    fit: bool,
    /// There is nothing but the title.
    is_empty: bool,
}

impl Reading {
    fn note_title<'n>(&mut self, heading: &'n AstNode<'n>, at: Range<usize>) {
        let title = self.title.get_or_insert_default();
        for node in heading.descendants() {
            match &node.data.borrow().value {
                NodeValue::Text(text) => title.push_str(text),
                NodeValue::Code(code) => title.push_str(&code.literal),
                _ => {}
            }
        }
        self.title_at.get_or_insert(at);
    }
}

/// Where the lines of a text begin, in bytes.
struct Places(Vec<usize>);

impl Places {
    fn of(text: &str) -> Self {
        Self(std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect())
    }

    /// The bytes between the first and the last character of a node: lines and columns, in bytes, from 1.
    fn bytes(&self, of: Sourcepos) -> Range<usize> {
        let line = |number: usize| self.0.get(number.saturating_sub(1)).copied().unwrap_or_default();
        let start = line(of.start.line) + of.start.column.saturating_sub(1);
        start..(line(of.end.line) + of.end.column).max(start)
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
    fn emphasis_needs_no_spaces_in_japanese() {
        let text = "# 規約\n\nこれは**重要。**です。**「同意」**も**{{日}}**に*要*ります。\n";
        let document = document("terms.ja.md".to_owned(), &text.into(), &mut Problems::default()).unwrap();
        let shown = "これは<strong>重要。</strong>です。<strong>「同意」</strong>も<strong>{{日}}</strong>に<em>要</em>ります。";
        assert_eq!(&*document.html, format!("<p>{shown}</p>"));
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
