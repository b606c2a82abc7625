//! What the files of a realm's folder are: settings, applications, terms, help, logo.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use base::{Language, Text};
use chrono::NaiveDate;

use super::bases::Bases;
use super::{Folder, markdown, svg, texts};
use crate::diagnostic::{Problems, Value};
use crate::did_you_mean::did_you_mean;
use crate::files::{ClientFile, PortalFile, RealmFile};
use crate::model::{Document, Help, TermsVersion};
use crate::parse::Parsed;
use crate::schema;
use crate::source::Location;

/// A folder's files, each as what it is.
pub(crate) struct Bundle {
    /// `realm.toml`.
    pub realm: Option<Parsed<RealmFile>>,
    /// `portal.toml`.
    pub portal: Option<Parsed<PortalFile>>,
    /// `clients/*.toml`, by the files' names.
    pub clients: BTreeMap<String, Parsed<ClientFile>>,
    /// The names of all files in `clients/`, of those that could not be read too.
    pub client_ids: BTreeSet<String>,
    /// `terms/*.md`, the earliest version first.
    pub terms: Vec<TermsVersion>,
    /// Whether there is any file in `terms/`, fit or not.
    pub terms_are_meant: bool,
    /// `help/*.md`.
    pub help: Help,
    /// `brand/logo.svg`.
    pub logo: Option<Arc<str>>,
}

/// What a file is, by its path.
enum Kind<'p> {
    Realm,
    Portal,
    Client(&'p str),
    Document(DocumentKind, Language),
    Logo,
    BadTermsName,
    Unknown,
}

/// What a document is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum DocumentKind {
    Guide,
    Faq,
    /// The terms that take effect on a day.
    Terms(NaiveDate),
}

impl DocumentKind {
    /// The path of its files within the folder, without language and ending.
    fn stem(self) -> String {
        match self {
            Self::Guide => "help/guide".to_owned(),
            Self::Faq => "help/faq".to_owned(),
            Self::Terms(day) => format!("terms/{day}"),
        }
    }

    /// The day from which terms are in force.
    const fn day(&self) -> Option<NaiveDate> {
        match self {
            Self::Terms(day) => Some(*day),
            Self::Guide | Self::Faq => None,
        }
    }
}

impl<'p> Kind<'p> {
    fn of(path: &'p str) -> Self {
        match path.split_once('/') {
            None if path == "realm.toml" => Self::Realm,
            None if path == "portal.toml" => Self::Portal,
            Some(("clients", name)) => name.strip_suffix(".toml").map_or(Self::Unknown, Self::Client),
            Some(("terms", name)) => match language_of(name) {
                Some((day, language)) => match day_of(day) {
                    Some(day) => Self::Document(DocumentKind::Terms(day), language),
                    None => Self::BadTermsName,
                },
                None => Self::BadTermsName,
            },
            Some(("help", name)) => match language_of(name) {
                Some(("guide", language)) => Self::Document(DocumentKind::Guide, language),
                Some(("faq", language)) => Self::Document(DocumentKind::Faq, language),
                _ => Self::Unknown,
            },
            Some(("brand", "logo.svg")) => Self::Logo,
            _ => Self::Unknown,
        }
    }
}

/// A file name without its language, and the language.
fn language_of(name: &str) -> Option<(&str, Language)> {
    let (stem, tag) = name.strip_suffix(".md")?.rsplit_once('.')?;
    Language::ALL.into_iter().find(|language| language.tag() == tag).map(|language| (stem, language))
}

/// The day of a terms file: written in full, so that names sort as days do.
fn day_of(text: &str) -> Option<NaiveDate> {
    text.parse().ok().filter(|day: &NaiveDate| day.to_string() == text)
}

/// Files that editors, version control and file systems leave in any folder, and notes for people.
pub(super) fn is_ignored(name: &str) -> bool {
    name.starts_with('.') || name.ends_with('~') || name.starts_with('#') || name == "README.md"
}

/// Documents as they are found, a language at a time; `None` for one that is there and not fit.
#[derive(Default)]
struct Documents {
    found: BTreeMap<DocumentKind, BTreeMap<Language, Option<Document>>>,
}

impl Documents {
    fn add(&mut self, kind: DocumentKind, language: Language, document: Option<Document>) {
        self.found.entry(kind).or_default().insert(language, document);
    }

    /// A document in both languages; a language that is missing is noted.
    fn take(&mut self, kind: DocumentKind, folder: &Folder, problems: &mut Problems) -> Option<Text<Document>> {
        let mut found = self.found.remove(&kind)?;
        for (language, name) in [(Language::Ja, texts::JAPANESE), (Language::En, texts::ENGLISH)] {
            if !found.contains_key(&language) {
                let absent = format!("{}/{}.{}.md", folder.path, kind.stem(), language.tag());
                let values = [("language", Value::Word(name))];
                problems.add(&texts::ABSENT_LANGUAGE, Location::whole(absent), &values);
            }
        }
        let ja = found.remove(&Language::Ja).flatten()?;
        let en = found.remove(&Language::En).flatten()?;
        Some(Text { ja, en })
    }

    /// The versions of the terms, the earliest first.
    fn terms_versions(mut self, folder: &Folder, problems: &mut Problems) -> Vec<TermsVersion> {
        let days: Vec<NaiveDate> = self.found.keys().filter_map(DocumentKind::day).collect();
        let mut versions: Vec<TermsVersion> = Vec::new();
        for day in days {
            let kind = DocumentKind::Terms(day);
            let Some(documents) = self.take(kind, folder, problems) else { continue };
            if let Some(earlier) = versions.last().filter(|earlier| earlier.documents == documents) {
                let place = Location::whole(format!("{}/{}.ja.md", folder.path, kind.stem()));
                problems.add(&texts::UNCHANGED_TERMS, place, &[("earlier", (&earlier.version).into())]);
            }
            versions.push(TermsVersion { version: day.to_string(), effective_from: day, documents });
        }
        versions
    }
}

impl Bundle {
    /// Reads every file of a folder, and notes what is wrong with each.
    pub fn read(folder: &Folder, problems: &mut Problems) -> Self {
        let mut bundle = Self {
            realm: None,
            portal: None,
            clients: BTreeMap::new(),
            client_ids: BTreeSet::new(),
            terms: Vec::new(),
            terms_are_meant: folder.files.keys().chain(&folder.unreadable).any(|path| path.starts_with("terms/")),
            help: Help::default(),
            logo: None,
        };
        let mut documents = Documents::default();
        for (relative, text) in folder.files.iter().filter(|(relative, _)| !relative.starts_with("../")) {
            let path = format!("{}/{relative}", folder.path);
            match Kind::of(relative) {
                Kind::Realm => {
                    bundle.realm = Parsed::read((path, text), &folder.bases(relative), &schema::REALM, problems);
                }
                Kind::Portal => {
                    bundle.portal = Parsed::read((path, text), &folder.bases(relative), &schema::PORTAL, problems);
                }
                Kind::Client(id) => bundle.client(id, path, text, problems),
                Kind::Document(kind, language) => {
                    documents.add(kind, language, markdown::document(path, text, problems));
                }
                Kind::Logo => bundle.logo = svg::harmless(path, text, problems),
                Kind::BadTermsName => problems.add(&texts::BAD_TERMS_NAME, Location::whole(path), &[]),
                Kind::Unknown => report_unknown(relative, path, problems),
            }
        }
        // What could not be read has been reported; it is not absent as well.
        for relative in &folder.unreadable {
            match Kind::of(relative) {
                Kind::Client(id) => _ = bundle.client_ids.insert(id.to_owned()),
                Kind::Document(kind, language) => documents.add(kind, language, None),
                _ => {}
            }
        }
        bundle.help.guide = documents.take(DocumentKind::Guide, folder, problems);
        bundle.help.faq = documents.take(DocumentKind::Faq, folder, problems);
        bundle.terms = documents.terms_versions(folder, problems);
        report_absent(folder, problems);
        bundle
    }

    fn client(&mut self, id: &str, path: String, text: &Arc<str>, problems: &mut Problems) {
        self.client_ids.insert(id.to_owned());
        if let Some(client) = Parsed::read((path, text), &Bases::default(), &schema::CLIENT, problems) {
            self.clients.insert(id.to_owned(), client);
        }
    }
}

fn report_absent(folder: &Folder, problems: &mut Problems) {
    for needed in ["realm.toml", "portal.toml"] {
        if !folder.files.contains_key(needed) && !folder.unreadable.contains(needed) {
            problems.add(&texts::ABSENT_FILE, Location::whole(format!("{}/{needed}", folder.path)), &[]);
        }
    }
}

fn report_unknown(relative: &str, path: String, problems: &mut Problems) {
    const KNOWN: [&str; 7] = [
        "realm.toml",
        "portal.toml",
        "brand/logo.svg",
        "help/guide.ja.md",
        "help/guide.en.md",
        "help/faq.ja.md",
        "help/faq.en.md",
    ];
    let (help, meant) = did_you_mean(relative, KNOWN, texts::UNKNOWN_FILE.help);
    problems.add_with_help(&texts::UNKNOWN_FILE, Location::whole(path), &[("meant", meant.into())], Some(help));
}
