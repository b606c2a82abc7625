//! One mistake: where it is, what is wrong, what to write instead, in both languages.

use std::fmt;

use base::{Language, RealmName, Text};
use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::source::Location;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The realm is not served with it.
    Error,
    /// The realm is served; somebody should look.
    Warning,
}

/// A kind of finding; all of them stand in `texts.rs`.
#[derive(Debug)]
pub(crate) struct Finding {
    /// A stable name, for searching and for `--format json`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, with `{values}`.
    pub message: Text,
    /// What to write instead, with `{values}`; empty when the message says it all.
    pub help: Text,
}

impl Finding {
    /// A finding that keeps the realm from being served.
    pub const fn error(code: &'static str, message: Text, help: Text) -> Self {
        Self { code, severity: Severity::Error, message, help }
    }

    /// A finding that somebody should look at.
    pub const fn warning(code: &'static str, message: Text, help: Text) -> Self {
        Self { code, severity: Severity::Warning, message, help }
    }
}

/// No advice: the message says it all.
pub(crate) const NO_HELP: Text = Text { ja: "", en: "" };

/// One mistake in a realm's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The realm it concerns; `None` for the folder of all realms.
    pub realm: Option<RealmName>,
    /// How bad it is.
    pub severity: Severity,
    /// A stable name of the kind of mistake, such as `unknown-key`.
    pub code: &'static str,
    /// What is wrong.
    pub message: Text<String>,
    /// What to write instead.
    pub help: Option<Text<String>>,
    /// Where.
    pub location: Location,
}

/// As programs read it: `realm`, `severity`, `code`, `path`, `line`, `column`, `message` and `help` in both languages.
impl Serialize for Diagnostic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (line, column) = self.location.line_and_column();
        let mut fields = serializer.serialize_struct("Diagnostic", 8)?;
        fields.serialize_field("realm", &self.realm)?;
        fields.serialize_field("severity", &self.severity)?;
        fields.serialize_field("code", self.code)?;
        fields.serialize_field("path", self.location.path())?;
        fields.serialize_field("line", &line)?;
        fields.serialize_field("column", &column)?;
        fields.serialize_field("message", &self.message)?;
        fields.serialize_field("help", &self.help)?;
        fields.end()
    }
}

/// A value put into a message: the same in both languages, or a word of each.
pub(crate) enum Value {
    /// The same in both languages.
    Same(String),
    /// A word of ours.
    Word(Text),
}

impl<T: fmt::Display> From<T> for Value {
    fn from(value: T) -> Self {
        Self::Same(value.to_string())
    }
}

impl fmt::Display for InLanguage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::Same(text) => f.write_str(text),
            Value::Word(word) => f.write_str(word.get(self.1)),
        }
    }
}

struct InLanguage<'v>(&'v Value, Language);

fn filled(text: Text, values: &[(&str, Value)]) -> Text<String> {
    let fill = |language| {
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, InLanguage(value, language))).collect();
        let values: Vec<(&str, &dyn fmt::Display)> =
            values.iter().map(|(name, value)| (*name, value as &dyn fmt::Display)).collect();
        text.with(language, &values)
    };
    Text { ja: fill(Language::Ja), en: fill(Language::En) }
}

/// Everything found so far in one realm.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    found: Vec<Diagnostic>,
}

impl Problems {
    /// Notes a finding.
    pub fn add(&mut self, finding: &Finding, location: Location, values: &[(&str, Value)]) {
        self.add_with_help(finding, location, values, None);
    }

    /// Notes a finding whose advice depends on what was found, such as "did you mean".
    pub fn add_with_help(
        &mut self,
        finding: &Finding,
        location: Location,
        values: &[(&str, Value)],
        help: Option<Text>,
    ) {
        let help = Some(help.unwrap_or(finding.help)).filter(|help| !help.ja.is_empty());
        self.found.push(Diagnostic {
            realm: None,
            severity: finding.severity,
            code: finding.code,
            message: filled(finding.message, values),
            help: help.map(|help| filled(help, values)),
            location,
        });
    }

    /// Whether the realm cannot be served.
    pub fn any_error(&self) -> bool {
        self.found.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// All findings, of a realm or of none, file by file and line by line.
    pub fn into_sorted(mut self, realm: Option<&RealmName>) -> Vec<Diagnostic> {
        for diagnostic in &mut self.found {
            diagnostic.realm = realm.cloned();
        }
        self.found.sort_by_key(|diagnostic| {
            (diagnostic.location.path().to_owned(), diagnostic.location.line_and_column(), diagnostic.code)
        });
        self.found
    }
}
