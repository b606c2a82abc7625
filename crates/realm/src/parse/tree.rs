//! A TOML document as JSON, and the place of each of its keys and values.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use serde_json::{Map, Number, Value};
use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

use crate::source::{Location, Source};

/// The places of a document's parts, by JSON Pointer.
pub(crate) struct Tree {
    /// The file itself; what it is based on has places of its own.
    source: Arc<Source>,
    places: BTreeMap<String, Place>,
}

struct Place {
    source: Arc<Source>,
    key: Option<Range<usize>>,
    value: Range<usize>,
}

impl Tree {
    /// Takes a document apart.
    pub fn new(document: &Spanned<DeTable<'_>>, source: Arc<Source>) -> (Self, Value) {
        let mut tree = Self { source, places: BTreeMap::new() };
        let value = tree.table(document.get_ref(), "");
        (tree, value)
    }

    fn table(&mut self, table: &DeTable<'_>, pointer: &str) -> Value {
        let entries = table.iter().map(|(key, value)| {
            let below = child(pointer, key.get_ref());
            let json = self.place(value, below, Some(key.span()));
            (key.get_ref().to_string(), json)
        });
        Value::Object(entries.collect::<Map<_, _>>())
    }

    fn place(&mut self, value: &Spanned<DeValue<'_>>, pointer: String, key: Option<Range<usize>>) -> Value {
        let json = match value.get_ref() {
            DeValue::String(text) => Value::String(text.to_string()),
            DeValue::Integer(integer) => number(integer),
            DeValue::Float(float) => float.as_str().parse().ok().and_then(Number::from_f64).into(),
            DeValue::Boolean(boolean) => Value::Bool(*boolean),
            DeValue::Datetime(datetime) => Value::String(datetime.to_string()),
            DeValue::Array(array) => {
                let items = array.iter().enumerate();
                items.map(|(index, item)| self.place(item, format!("{pointer}/{index}"), None)).collect()
            }
            DeValue::Table(table) => self.table(table, &pointer),
        };
        self.places.insert(pointer, Place { source: Arc::clone(&self.source), key, value: value.span() });
        json
    }

    /// This document over one that it is based on: what only that one says has its place there.
    pub fn over(&mut self, base: Self, value: &mut Value, below: Value) {
        self.merge(base.places, value, below, "");
    }

    /// Tables are merged key by key; anything else, lists too, takes the place of what it is based on.
    fn merge(&mut self, mut base: BTreeMap<String, Place>, value: &mut Value, below: Value, pointer: &str) {
        let (Value::Object(table), Value::Object(below)) = (value, below) else { return };
        for (key, inherited) in below {
            let pointer = child(pointer, &key);
            let prefix = format!("{pointer}/");
            let beneath = base.split_off(&pointer);
            let (beneath, rest): (BTreeMap<_, _>, BTreeMap<_, _>) =
                beneath.into_iter().partition(|(place, _)| *place == pointer || place.starts_with(&prefix));
            base.extend(rest);
            match table.get_mut(&key) {
                Some(own) => self.merge(beneath, own, inherited, &pointer),
                None => {
                    self.places.extend(beneath);
                    table.insert(key, inherited);
                }
            }
        }
    }

    /// The value at a pointer, or the nearest thing around it that the file says.
    pub fn value(&self, pointer: &str) -> Location {
        match self.places.get(pointer) {
            Some(place) => Location::span(&place.source, place.value.clone()),
            None => self.around(pointer),
        }
    }

    /// Where exactly this key is written, if it is.
    pub fn own(&self, pointer: &str) -> Option<Location> {
        let place = self.places.get(pointer)?;
        Some(Location::span(&place.source, place.key.clone().unwrap_or_else(|| place.value.clone())))
    }

    /// The key at a pointer.
    pub fn key(&self, pointer: &str) -> Location {
        match self.places.get(pointer) {
            Some(Place { source, key: Some(key), .. }) => Location::span(source, key.clone()),
            Some(place) => Location::span(&place.source, place.value.clone()),
            None => self.around(pointer),
        }
    }

    fn around(&self, pointer: &str) -> Location {
        match pointer.rsplit_once('/') {
            Some((parent, _)) => self.key(parent),
            None => Location::whole(&*self.source.path),
        }
    }

    /// The text of the value at a pointer as it stands in the file.
    pub fn written(&self, pointer: &str) -> Option<&str> {
        self.places.get(pointer).and_then(|place| place.source.text.get(place.value.clone()))
    }
}

/// A pointer one level down, escaped as RFC 6901 §3 says.
pub(crate) fn child(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// An integer; one that no 64 bits hold becomes null, which no key accepts.
fn number(integer: &DeInteger<'_>) -> Value {
    i64::from_str_radix(integer.as_str(), integer.radix()).ok().into()
}
