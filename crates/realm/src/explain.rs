//! `realm explain`: what a key is in the end, where that is written, and what it means.

use std::fmt::Write;
use std::path::Path;

use base::{Language, Text};
use serde::Serialize;
use serde_json::{Value, json};

use crate::check::{Format, Report, absent};
use crate::diagnostic::{Problems, Value as Told};
use crate::did_you_mean::did_you_mean;
use crate::effective::{self, as_toml};
use crate::folder::{Bundle, Folder, shown};
use crate::parse::{Parsed, dotted};
use crate::schema::{self, FileSchema};
use crate::source::Location;
use crate::{Severity, examine, texts};

/// One key of a file.
#[derive(Clone, Debug)]
pub struct Explained {
    /// The file within the realm's folder.
    pub file: String,
    /// The key as people write it: `sign_in.lockout.failures`.
    pub key: String,
    /// Its value; null where there is none.
    pub value: Value,
    /// Where it is written; `None` for a default.
    pub written: Option<Location>,
    /// What the key means.
    pub meaning: Text<String>,
}

/// Explains a key of a realm, or all keys of a table, of a file, or of everything. A key is one of `realm.toml` or
/// `portal.toml`; the file may be named before it: `clients/portal.toml:scopes`. What cannot be explained is reported.
///
/// # Errors
/// When the folder of all realms itself cannot be read.
pub fn explain(root: &Path, name: &str, key: Option<&str>) -> std::io::Result<Result<Vec<Explained>, Report>> {
    let (known, _) = examine::realm_names(root)?;
    let report = |diagnostics| Ok(Err(Report { realms: Vec::new(), diagnostics }));
    let Some(realm) = known.iter().find(|known| known.as_str() == name) else {
        return report(absent(root, name, &known).into_iter().collect());
    };
    let mut problems = Problems::default();
    let folder = Folder::read(root, realm.clone(), &mut problems);
    let all = all(&Bundle::read(&folder, &mut problems));
    let wanted = Wanted::parse(key);
    let found: Vec<Explained> = all.iter().filter(|one| wanted.is(one)).cloned().collect();
    if !found.is_empty() {
        return Ok(Ok(found));
    }
    // A file that cannot be read explains nothing; its mistakes do.
    let mut findings = problems.into_sorted(Some(realm));
    findings.retain(|finding| finding.severity == Severity::Error);
    if findings.is_empty() {
        findings.extend(unknown_key(&shown(&root.join(name)), key.unwrap_or_default(), &all));
    }
    report(findings)
}

fn unknown_key(folder: &str, key: &str, all: &[Explained]) -> Vec<crate::Diagnostic> {
    let mut problems = Problems::default();
    // Whoever names the last part alone means all of it.
    let last = all.iter().find(|one| one.key.rsplit('.').next() == Some(key)).map_or(key, |one| &one.key);
    let (help, meant) = did_you_mean(last, all.iter().map(|one| one.key.as_str()), texts::NO_SUCH_KEY.help);
    let values: [(&str, Told); 2] = [("key", key.into()), ("meant", meant.into())];
    problems.add_with_help(&texts::NO_SUCH_KEY, Location::whole(folder), &values, Some(help));
    problems.into_sorted(None)
}

/// What was asked for.
struct Wanted<'k> {
    file: Option<String>,
    key: &'k str,
}

impl<'k> Wanted<'k> {
    fn parse(asked: Option<&'k str>) -> Self {
        let asked = asked.unwrap_or_default();
        let in_full = |file: &str| if file.ends_with(".toml") { file.to_owned() } else { format!("{file}.toml") };
        match asked.split_once(':') {
            Some((file, key)) => Self { file: Some(in_full(file)), key },
            None if asked.contains('/') || asked.ends_with(".toml") => Self { file: Some(in_full(asked)), key: "" },
            None => Self { file: None, key: asked },
        }
    }

    fn is(&self, one: &Explained) -> bool {
        let file = match &self.file {
            Some(file) => *file == one.file,
            None => self.key.is_empty() || !one.file.starts_with("clients/"),
        };
        let rest = one.key.strip_prefix(self.key);
        file && rest.is_some_and(|rest| self.key.is_empty() || rest.is_empty() || rest.starts_with('.'))
    }
}

fn all(bundle: &Bundle) -> Vec<Explained> {
    let mut all = Vec::new();
    all.extend(bundle.realm.iter().flat_map(|file| of_file("realm.toml".to_owned(), file, &schema::REALM)));
    all.extend(bundle.portal.iter().flat_map(|file| of_file("portal.toml".to_owned(), file, &schema::PORTAL)));
    for (id, file) in &bundle.clients {
        all.extend(of_file(format!("clients/{id}.toml"), file, &schema::CLIENT));
    }
    all
}

fn of_file<T: Serialize>(file: String, parsed: &Parsed<T>, schema: &FileSchema) -> Vec<Explained> {
    let values = effective::of_file(parsed);
    let explained = |(pointer, value): (String, Value)| Explained {
        file: file.clone(),
        key: dotted(&pointer),
        written: parsed.written(&pointer),
        meaning: schema.meaning(&pointer),
        value,
    };
    // What the file is based on is in it already.
    values.into_iter().filter(|(pointer, _)| pointer != "/extends").map(explained).collect()
}

/// The explanations as they are printed. Of several keys the text is a TOML file that says all of it.
#[must_use]
pub fn render_explained(all: &[Explained], format: Format, language: Language) -> String {
    match (format, all) {
        (Format::Json, _) => {
            let all: Vec<Value> = all.iter().map(as_json).collect();
            format!("{:#}\n", Value::Array(all))
        }
        (Format::Text, [one]) => one.in_words(language),
        (Format::Text, all) => all.iter().fold(String::new(), |text, one| text + &one.in_a_line(language)),
    }
}

fn as_json(one: &Explained) -> Value {
    let written = one.written.as_ref().map(|place| {
        let (line, column) = place.line_and_column();
        json!({ "path": place.path(), "line": line, "column": column })
    });
    json!({ "file": one.file, "key": one.key, "value": one.value, "written": written, "meaning": one.meaning })
}

impl Explained {
    fn place(&self, language: Language) -> String {
        match &self.written {
            Some(place) => format!("{}:{}", place.path(), place.line_and_column().0),
            None => texts::BY_DEFAULT.get(language).to_owned(),
        }
    }

    fn in_words(&self, language: Language) -> String {
        let value = if self.value.is_null() { texts::NO_VALUE.get(language).to_owned() } else { as_toml(&self.value) };
        let meaning = self.meaning.in_language(language);
        format!("{} = {value}\n  {}\n  {meaning}\n", self.key, self.place(language))
    }

    fn in_a_line(&self, language: Language) -> String {
        let mut line = String::new();
        let written = if self.value.is_null() {
            write!(line, "# {} =", self.key)
        } else {
            write!(line, "{} = {}", self.key, as_toml(&self.value))
        };
        // Writing into a text does not fail.
        written.and_then(|()| writeln!(line, "  # {}", self.place(language))).map_or_else(|_| String::new(), |()| line)
    }
}
