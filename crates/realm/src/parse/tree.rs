//! A TOML document as JSON, and the place of each of its keys and values.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use serde_json::{Number, Value};
use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

use super::syntax::without_plain_secrets;
use crate::source::{Location, Source};

/// A file as it is written. How it may be shown is made when something about it is.
pub(super) struct Written {
    path: String,
    text: Arc<str>,
    source: OnceCell<Arc<Source>>,
}

impl Written {
    /// A file with this text.
    pub const fn new(path: String, text: Arc<str>) -> Self {
        Self { path, text, source: OnceCell::new() }
    }

    /// The text, with all that is in it.
    pub const fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// What findings quote.
    pub fn source(&self) -> &Arc<Source> {
        let made = || Source { path: self.path.clone(), text: without_plain_secrets(&self.text) };
        self.source.get_or_init(|| made().into())
    }
}

/// Places of a document's parts, by JSON Pointer.
type Places = BTreeMap<String, Place>;

/// The places of a document's parts. Of a file in which nothing is wrong nobody asks for any: they are found when the
/// first is asked for.
pub(crate) struct Tree {
    /// The file itself; what it is based on has places of its own.
    written: Written,
    /// The text as far as it can be parsed, every part at its place.
    readable: Arc<str>,
    places: OnceCell<Places>,
}

struct Place {
    source: Arc<Source>,
    key: Option<Range<usize>>,
    value: Range<usize>,
}

impl Tree {
    /// The places in a file of which `readable` could be parsed.
    pub(super) const fn new(written: Written, readable: Arc<str>) -> Self {
        Self { written, readable, places: OnceCell::new() }
    }

    fn places(&self) -> &Places {
        self.places.get_or_init(|| {
            let mut places = Places::new();
            let (document, _) = DeTable::parse_recoverable(&self.readable);
            places_of(document.get_ref(), "", self.written.source(), &mut places);
            places
        })
    }

    /// This document over one that it is based on: what only that one says has its place there.
    pub fn over(&mut self, mut base: Self, value: &mut Value, below: Value) {
        base.places();
        self.places();
        if let (Some(own), Some(inherited)) = (self.places.get_mut(), base.places.take()) {
            merge(own, inherited, (value, below), "");
        }
    }

    /// The value at a pointer, or the nearest thing around it that the file says.
    pub fn value(&self, pointer: &str) -> Location {
        match self.places().get(pointer) {
            Some(place) => Location::span(&place.source, place.value.clone()),
            None => self.around(pointer),
        }
    }

    /// Where exactly this key is written, if it is.
    pub fn own(&self, pointer: &str) -> Option<Location> {
        let place = self.places().get(pointer)?;
        Some(Location::span(&place.source, place.key.clone().unwrap_or_else(|| place.value.clone())))
    }

    /// The key at a pointer.
    pub fn key(&self, pointer: &str) -> Location {
        match self.places().get(pointer) {
            Some(Place { source, key: Some(key), .. }) => Location::span(source, key.clone()),
            Some(place) => Location::span(&place.source, place.value.clone()),
            None => self.around(pointer),
        }
    }

    fn around(&self, pointer: &str) -> Location {
        match pointer.rsplit_once('/') {
            Some((parent, _)) => self.key(parent),
            None => Location::whole(&*self.written.path),
        }
    }

    /// The text of the value at a pointer as it stands in the file.
    pub fn written(&self, pointer: &str) -> Option<&str> {
        self.places().get(pointer).and_then(|place| place.source.text.get(place.value.clone()))
    }
}

/// A document as JSON.
pub(super) fn json(table: &DeTable<'_>) -> Value {
    Value::Object(table.iter().map(|(key, value)| (key.get_ref().to_string(), json_of(value.get_ref()))).collect())
}

fn json_of(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(integer) => number(integer),
        DeValue::Float(float) => float.as_str().parse().ok().and_then(Number::from_f64).into(),
        DeValue::Boolean(boolean) => Value::Bool(*boolean),
        DeValue::Datetime(datetime) => Value::String(datetime.to_string()),
        DeValue::Array(array) => array.iter().map(|item| json_of(item.get_ref())).collect(),
        DeValue::Table(table) => json(table),
    }
}

fn places_of(table: &DeTable<'_>, pointer: &str, source: &Arc<Source>, places: &mut Places) {
    for (key, value) in table {
        place(value, (child(pointer, key.get_ref()), Some(key.span())), source, places);
    }
}

fn place(
    value: &Spanned<DeValue<'_>>,
    (pointer, key): (String, Option<Range<usize>>),
    source: &Arc<Source>,
    places: &mut Places,
) {
    match value.get_ref() {
        DeValue::Array(array) => {
            for (index, item) in array.iter().enumerate() {
                place(item, (format!("{pointer}/{index}"), None), source, places);
            }
        }
        DeValue::Table(table) => places_of(table, &pointer, source, places),
        _ => {}
    }
    places.insert(pointer, Place { source: Arc::clone(source), key, value: value.span() });
}

/// Tables are merged key by key; anything else, lists too, takes the place of what it is based on.
fn merge(places: &mut Places, mut base: Places, (value, below): (&mut Value, Value), pointer: &str) {
    let (Value::Object(table), Value::Object(below)) = (value, below) else { return };
    for (key, inherited) in below {
        let pointer = child(pointer, &key);
        let prefix = format!("{pointer}/");
        let beneath = base.split_off(&pointer);
        let (beneath, rest): (Places, Places) =
            beneath.into_iter().partition(|(place, _)| *place == pointer || place.starts_with(&prefix));
        base.extend(rest);
        match table.get_mut(&key) {
            Some(own) => merge(places, beneath, (own, inherited), &pointer),
            None => {
                places.extend(beneath);
                table.insert(key, inherited);
            }
        }
    }
}

/// A pointer one level down, escaped as RFC 6901 §3 says.
pub(crate) fn child(pointer: &str, key: &str) -> String {
    if key.contains(['~', '/']) {
        return format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
    }
    [pointer, "/", key].concat()
}

/// An integer; one that no 64 bits hold becomes null, which no key accepts.
fn number(integer: &DeInteger<'_>) -> Value {
    i64::from_str_radix(integer.as_str(), integer.radix()).ok().into()
}
