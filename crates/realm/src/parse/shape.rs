//! Mistakes of shape, told to people: what stands there, what belongs there, what was probably meant.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::texts;
use super::tree::{Tree, child};
use crate::diagnostic::{Problems, Value};
use crate::did_you_mean::did_you_mean;
use crate::schema::{FileSchema, ShapeError, ShapeErrorKind};
use crate::source::Location;

/// The place a mistake is shown at.
pub(super) fn location(error: &ShapeError, tree: &Tree) -> Location {
    match &error.kind {
        ShapeErrorKind::UnknownKey { key, .. } => tree.key(&child(&error.pointer, key)),
        ShapeErrorKind::MissingKey { .. } => tree.key(&error.pointer),
        _ => tree.value(&error.pointer),
    }
}

/// The pointer to the key that a misspelled one was meant to be.
pub(super) fn misspelled(error: &ShapeError) -> Option<String> {
    let ShapeErrorKind::UnknownKey { key, known } = &error.kind else { return None };
    let (_, meant) = did_you_mean(key, known.iter().map(String::as_str), texts::KNOWN_KEYS);
    (!meant.is_empty()).then(|| child(&error.pointer, &meant))
}

/// Whether a complaint merely follows from another mistake: it is on a line that could not be read, or it misses a
/// key that is there and misspelled, or one in a file of which not all could be read.
pub(super) fn is_consequence(
    error: &ShapeError,
    place: &Location,
    broken_lines: &BTreeSet<usize>,
    misspelled: &BTreeSet<String>,
) -> bool {
    match &error.kind {
        ShapeErrorKind::MissingKey { key } => {
            !broken_lines.is_empty() || misspelled.contains(&child(&error.pointer, key))
        }
        _ => broken_lines.contains(&place.line_and_column().0),
    }
}

/// Reports a mistake.
pub(super) fn report(error: &ShapeError, tree: &Tree, place: Location, problems: &mut Problems) {
    let key = dotted(&error.pointer);
    let written = || tree.written(&error.pointer).unwrap_or_default().to_owned();
    match &error.kind {
        ShapeErrorKind::UnknownKey { key: unknown, known } => {
            let (help, meant) = did_you_mean(unknown, known.iter().map(String::as_str), texts::KNOWN_KEYS);
            let values = [("key", unknown.into()), ("known", known.join(", ").into()), ("meant", meant.into())];
            problems.add_with_help(&texts::UNKNOWN_KEY, place, &values, Some(help));
        }
        ShapeErrorKind::MissingKey { key: missing } => {
            let missing = dotted(&child(&error.pointer, missing));
            problems.add(&texts::MISSING_KEY, place, &[("key", missing.into())]);
        }
        ShapeErrorKind::WrongType { .. } if is_secret(&error.pointer) => {
            problems.add(&texts::PLAIN_SECRET, place, &[("key", key.into())]);
        }
        ShapeErrorKind::WrongType { expected } => {
            let expected = expected.first().map_or(texts::TYPE_OTHER, |name| texts::type_name(name));
            problems.add(&texts::WRONG_TYPE, place, &[("key", key.into()), ("expected", Value::Word(expected))]);
        }
        ShapeErrorKind::NotAnOption { options } => {
            let written = written();
            let (help, meant) =
                did_you_mean(written.trim_matches('"'), options.iter().map(String::as_str), texts::KNOWN_OPTIONS);
            let values = [
                ("key", key.into()),
                ("value", written.into()),
                ("known", options.join(", ").into()),
                ("meant", meant.into()),
            ];
            problems.add_with_help(&texts::NOT_AN_OPTION, place, &values, Some(help));
        }
        ShapeErrorKind::Unreadable { pattern } => {
            let values = [("key", key.into()), ("value", written().into())];
            let help = texts::PATTERNS.into_iter().find(|(known, _)| known == pattern).map(|(_, help)| help);
            problems.add_with_help(&texts::UNREADABLE, place, &values, help);
        }
        kind => report_limit(kind, key, place, problems),
    }
}

fn report_limit(kind: &ShapeErrorKind, key: String, place: Location, problems: &mut Problems) {
    let (finding, limit) = match kind {
        ShapeErrorKind::TooSmall { limit } => (&texts::TOO_SMALL, limit.clone()),
        ShapeErrorKind::TooLarge { limit } => (&texts::TOO_LARGE, limit.clone()),
        ShapeErrorKind::TooFew { limit } => (&texts::TOO_FEW, limit.to_string()),
        ShapeErrorKind::TooMany { limit } => (&texts::TOO_MANY, limit.to_string()),
        ShapeErrorKind::Repeated => (&texts::REPEATED, String::new()),
        ShapeErrorKind::Other { message } => (&texts::OTHER_SHAPE, message.clone()),
        _ => return,
    };
    problems.add(finding, place, &[("key", key.into()), ("limit", limit.into())]);
}

fn is_secret(pointer: &str) -> bool {
    matches!(pointer, "/secret" | "/next_secret")
}

/// A pointer as people write keys: `sign_in.lockout.failures`, with positions in brackets from 1.
pub(crate) fn dotted(pointer: &str) -> String {
    pointer.split('/').skip(1).fold(String::new(), |path, segment| match segment.parse::<usize>() {
        Ok(index) => format!("{path}[{}]", index + 1),
        Err(_) if path.is_empty() => segment.to_owned(),
        Err(_) => format!("{path}.{segment}"),
    })
}

/// The pointer to what a mistake is about.
pub(super) fn subject(error: &ShapeError) -> String {
    match &error.kind {
        ShapeErrorKind::MissingKey { key } | ShapeErrorKind::UnknownKey { key, .. } => child(&error.pointer, key),
        _ => error.pointer.clone(),
    }
}

/// Mends a document so that the rest of it can be read: what is wrong is taken out, or replaced by a stand-in when
/// the file cannot do without it. An item of a list takes its list along: a list with a hole says something else
/// than was written.
pub(super) fn mend(document: &mut Json, error: &ShapeError, schema: &FileSchema) {
    let mut pointer = subject(error);
    loop {
        let Some((parent, key)) = pointer.rsplit_once('/') else { return };
        match document.pointer_mut(parent) {
            Some(Json::Object(table)) => {
                let key = key.replace("~1", "/").replace("~0", "~");
                match schema.stand_in(&pointer) {
                    Some(stand_in) => table.insert(key, stand_in),
                    None => table.remove(&key),
                };
                return;
            }
            Some(Json::Array(_)) => pointer = parent.to_owned(),
            _ => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema;

    #[test]
    fn keys_are_named_as_people_write_them() {
        assert_eq!(dotted("/sign_in/lockout/failures"), "sign_in.lockout.failures");
        assert_eq!(dotted("/tile/0/label"), "tile[1].label");
        assert_eq!(dotted(""), "");
    }

    #[test]
    fn a_wrong_item_takes_its_list_along() {
        let mut document = serde_json::json!({ "sign_in": { "methods": ["passkey", "sms"], "enrolment": "at-once" } });
        let kind = ShapeErrorKind::NotAnOption { options: Vec::new() };
        mend(&mut document, &ShapeError { pointer: "/sign_in/methods/1".to_owned(), kind }, &schema::REALM);
        assert_eq!(document, serde_json::json!({ "sign_in": { "enrolment": "at-once" } }));
    }

    #[test]
    fn what_a_file_cannot_do_without_gets_a_stand_in() {
        let mut document = serde_json::json!({});
        let kind = ShapeErrorKind::MissingKey { key: "display_name".to_owned() };
        mend(&mut document, &ShapeError { pointer: String::new(), kind }, &schema::REALM);
        assert_eq!(document, serde_json::json!({ "display_name": { "ja": "", "en": "" } }));
    }
}
