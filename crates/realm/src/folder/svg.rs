//! The logo: refused unless it is nothing but shapes.
//!
//! An SVG can run scripts and load things from elsewhere. The logo is served as an image under a strict content
//! security policy, and still only known-harmless elements are let in: a list of what is allowed ages better than a
//! list of what is not. A file is refused rather than rewritten, so that what is shown is what was checked.

use std::ops::Range;
use std::sync::Arc;

use base::Text;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::texts;
use super::texts::refused as reason;
use crate::diagnostic::{Problems, Value};
use crate::source::{Location, Source};

/// The largest logo, in bytes.
const LARGEST: usize = 64 * 1024;

const NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// Not `use`: copies of copies of copies make a small file draw forever.
const ELEMENTS: [&str; 18] = [
    "svg",
    "g",
    "title",
    "desc",
    "defs",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
];

/// The logo, if it is harmless; why not is noted.
pub(super) fn harmless(path: String, text: &Arc<str>, problems: &mut Problems) -> Option<Arc<str>> {
    if text.len() > LARGEST {
        problems.add(&texts::LARGE_LOGO, Location::whole(path), &[("limit", (LARGEST / 1024).into())]);
        return None;
    }
    let source = Arc::new(Source { path, text: Arc::clone(text) });
    let mut reader = Reader::from_str(text);
    let (mut depth, mut seen_root, mut harmless) = (0_usize, false, true);
    loop {
        let begin = position(&reader);
        let event = reader.read_event();
        let span = begin..position(&reader).max(begin);
        let refused = match &event {
            Ok(Event::Eof) if depth == 0 && seen_root => return harmless.then(|| Arc::clone(text)),
            Ok(Event::Eof) => return broken("unexpected end", &source, span, problems),
            Err(error) => return broken(&error.to_string(), &source, span, problems),
            Ok(Event::Start(element) | Event::Empty(element)) => {
                let refused = if depth == 0 { unfit_root(element, seen_root) } else { None };
                seen_root = true;
                refused.or_else(|| refused_element(element))
            }
            Ok(Event::DocType(_) | Event::PI(_) | Event::CData(_)) => Some(reason::DECLARATION),
            Ok(_) => None,
        };
        match event {
            Ok(Event::Start(_)) => depth += 1,
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if let Some(what) = refused {
            harmless = false;
            problems.add(&texts::UNSAFE_LOGO, Location::span(&source, span), &[("what", Value::Word(what))]);
        }
    }
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn broken<T>(cause: &str, source: &Arc<Source>, span: Range<usize>, problems: &mut Problems) -> Option<T> {
    problems.add(&texts::BROKEN_LOGO, Location::span(source, span), &[("cause", cause.into())]);
    None
}

/// A browser draws an SVG file only with the namespace, and scales it only with a view box.
fn unfit_root(element: &BytesStart<'_>, second: bool) -> Option<Text> {
    let value = |name| element.try_get_attribute(name).ok().flatten().map(|attribute| attribute.value.into_owned());
    let fit = !second
        && element.name().as_ref() == "svg"
        && value("xmlns").is_some_and(|namespace| namespace == NAMESPACE)
        && value("viewBox").is_some();
    (!fit).then_some(reason::NOT_SVG)
}

fn refused_element(element: &BytesStart<'_>) -> Option<Text> {
    let name = element.name();
    if name.as_ref().contains(':') {
        return Some(reason::PREFIX);
    }
    if !ELEMENTS.contains(&name.as_ref()) {
        return Some(reason::ELEMENT);
    }
    element.attributes().find_map(|attribute| match attribute {
        Ok(attribute) => refused_attribute(attribute.key.as_ref(), &attribute.value),
        Err(_) => Some(reason::DECLARATION),
    })
}

fn refused_attribute(name: &str, value: &str) -> Option<Text> {
    let (name, value) = (name.to_ascii_lowercase(), value.to_ascii_lowercase());
    let is_namespace = name == "xmlns" && value == NAMESPACE;
    let is_link = name == "href" || name == "xlink:href";
    let is_known_prefix = is_link
        || matches!(name.as_str(), "xml:space" | "xml:lang")
        || (name == "xmlns:xlink" && value == "http://www.w3.org/1999/xlink");
    if name.starts_with("on") {
        Some(reason::HANDLER)
    } else if name == "xmlns" && !is_namespace || name.contains(':') && !is_known_prefix {
        Some(reason::PREFIX)
    } else if is_link && !value.starts_with('#') || refers_outside(&value) {
        Some(reason::REFERENCE)
    } else if name == "style" && value.contains(['\\', '@', '&']) {
        Some(reason::STYLE)
    } else {
        None
    }
}

/// Whether a value has `url(…)` to anywhere but a part of the same file. Escapes count as outside: nobody needs them.
fn refers_outside(value: &str) -> bool {
    value.split("url(").skip(1).any(|target| !target.trim_start_matches(['"', '\'', ' ']).starts_with('#'))
        || value.contains("&#")
        || value.contains("javascript:")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<&'static str> {
        let mut problems = Problems::default();
        let logo = harmless("logo.svg".to_owned(), &text.into(), &mut problems);
        let codes: Vec<_> = problems.into_sorted(None).into_iter().map(|found| found.code).collect();
        assert_eq!(logo.is_none(), !codes.is_empty(), "{text}");
        codes
    }

    fn drawing(inside: &str) -> String {
        format!(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">{inside}</svg>"#)
    }

    #[test]
    fn shapes_are_let_in() {
        for inside in [
            r#"<title>港</title><path d="M0 0h8v8z" fill="url(#g)" style="stroke:none"/>"#,
            r##"<defs><linearGradient id="g"><stop offset="0" stop-color="#fff"/></linearGradient></defs><linearGradient href="#g"/>"##,
            "<!-- a comment --><g><text x=\"1\">A &amp; B</text></g>",
        ] {
            assert_eq!(codes(&drawing(inside)), [""; 0], "{inside}");
        }
    }

    #[test]
    fn what_could_act_is_refused() {
        for inside in [
            "<script>alert(1)</script>",
            "<path onload=\"x()\"/>",
            "<PATH ONCLICK=\"x()\"/>",
            "<image href=\"https://example.jp/a.png\"/>",
            "<use href=\"https://example.jp/a.svg#a\"/>",
            "<use xlink:href=\"data:image/svg+xml,x\"/>",
            "<a href=\"#x\"><path/></a>",
            "<path fill=\"url(https://example.jp/a)\"/>",
            "<path style=\"fill:u\\72l(x)\"/>",
            "<path fill=\"&#117;rl(x)\"/>",
            "<style>@import 'x'</style>",
            "<foreignObject/>",
            "<animate attributeName=\"href\" to=\"javascript:x\"/>",
            "<x:script xmlns:x=\"http://www.w3.org/2000/svg\"/>",
            "<set/>",
            "<g id=\"a\"/><use href=\"#a\"/>",
            "<linearGradient href=\"https://example.jp/a.svg#a\"/>",
            "<![CDATA[<script>]]>",
        ] {
            assert_eq!(codes(&drawing(inside)).first(), Some(&"unsafe-logo"), "{inside}");
        }
    }

    #[test]
    fn only_one_svg_is_a_logo() {
        assert_eq!(codes("<html/>"), ["unsafe-logo"]);
        assert_eq!(codes("<svg viewBox=\"0 0 1 1\"/>"), ["unsafe-logo"]);
        assert_eq!(codes(&(drawing("") + &drawing(""))), ["unsafe-logo"]);
        assert_eq!(codes("<!DOCTYPE svg><svg/>"), ["unsafe-logo", "unsafe-logo"]);
        assert_eq!(codes(""), ["broken-logo"]);
        assert_eq!(codes("<svg"), ["broken-logo"]);
        assert_eq!(codes(&drawing("<g>")), ["broken-logo"]);
        assert_eq!(codes(&drawing(&" ".repeat(LARGEST))), ["large-logo"]);
    }
}
