//! What a realm's files say in the end: everything written, here or in what it is based on, and every default.
//!
//! The files' own types say it, so that a key is never forgotten here.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::folder::Bundle;
use crate::parse::{Parsed, child};

/// A key by its pointer, and its value.
pub(crate) type Values = BTreeMap<String, Value>;

/// Every TOML file of a realm, by its path within the folder, and what it says.
pub(crate) fn values(bundle: &Bundle) -> BTreeMap<String, Values> {
    let mut files = BTreeMap::new();
    files.extend(bundle.realm.as_ref().map(|file| ("realm.toml".to_owned(), of_file(file))));
    files.extend(bundle.portal.as_ref().map(|file| ("portal.toml".to_owned(), of_file(file))));
    files.extend(bundle.clients.iter().map(|(id, file)| (format!("clients/{id}.toml"), of_file(file))));
    files
}

/// What one file says. Keys that may be absent, and are, have no value: null.
pub(crate) fn of_file<T: Serialize>(parsed: &Parsed<T>) -> Values {
    let mut values = Values::new();
    flatten("", serde_json::to_value(&parsed.file).unwrap_or_default(), &mut values);
    values
}

/// Tables are taken apart, lists are not: what a list says depends on all of it.
fn flatten(pointer: &str, value: Value, values: &mut Values) {
    match value {
        Value::Object(table) => {
            for (key, value) in table {
                flatten(&child(pointer, &key), value, values);
            }
        }
        Value::Array(items) => {
            values.insert(pointer.to_owned(), Value::Array(items.into_iter().map(without_null).collect()));
        }
        value => _ = values.insert(pointer.to_owned(), value),
    }
}

fn without_null(value: Value) -> Value {
    match value {
        Value::Object(table) => table
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key, without_null(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(without_null).collect(),
        value => value,
    }
}

/// A value as TOML writes it on one line.
pub(crate) fn as_toml(value: &Value) -> String {
    toml::Value::try_from(value).map_or_else(|_| value.to_string(), |value| value.to_string())
}
