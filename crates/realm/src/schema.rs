//! The JSON Schema of realm files: generated for editors, and used here to find every mistake of a file at once.
//!
//! The only user of schemars' generator and of jsonschema, whose interface changes often; nothing of theirs leaves
//! this module. A schema knows shapes (keys, types, ranges, choices); what keys mean together is for `rules`.

use std::sync::LazyLock;

use base::Text;
use jsonschema::Validator;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema};
use serde_json::Value;

use crate::files::{ClientFile, PortalFile, RealmFile};
use crate::publication::{MyMailFront, NoticeFront};

/// The schema of one kind of file.
pub(crate) struct FileSchema {
    schema: Value,
    validator: Option<Validator>,
}

/// `realm.toml`.
pub(crate) static REALM: LazyLock<FileSchema> = LazyLock::new(FileSchema::of::<RealmFile>);
/// `portal.toml`.
pub(crate) static PORTAL: LazyLock<FileSchema> = LazyLock::new(FileSchema::of::<PortalFile>);
/// `clients/*.toml`.
pub(crate) static CLIENT: LazyLock<FileSchema> = LazyLock::new(FileSchema::of::<ClientFile>);

/// The settings of a notice.
pub(crate) static NOTICE: LazyLock<FileSchema> = LazyLock::new(FileSchema::of::<NoticeFront>);
/// The settings of a MY mail.
pub(crate) static MY_MAIL: LazyLock<FileSchema> = LazyLock::new(FileSchema::of::<MyMailFront>);

/// The schemas as they are written into `realm-config/schema/`: file name and content.
#[must_use]
pub fn schema_files() -> [(&'static str, String); 3] {
    let pretty = |file: &FileSchema| format!("{:#}\n", file.schema);
    [
        ("realm.schema.json", pretty(&REALM)),
        ("portal.schema.json", pretty(&PORTAL)),
        ("client.schema.json", pretty(&CLIENT)),
    ]
}

/// A mistake of shape.
#[derive(Debug)]
pub(crate) struct ShapeError {
    /// Where: a JSON Pointer (RFC 6901) to the value, or for a key that should not or should be there, to its table.
    pub pointer: String,
    /// What.
    pub kind: ShapeErrorKind,
}

/// The kinds of mistakes a schema can see.
#[derive(Debug)]
pub(crate) enum ShapeErrorKind {
    UnknownKey {
        key: String,
        known: Vec<String>,
    },
    MissingKey {
        key: String,
    },
    WrongType {
        expected: Vec<String>,
    },
    NotAnOption {
        options: Vec<String>,
    },
    TooSmall {
        limit: String,
    },
    TooLarge {
        limit: String,
    },
    TooFew {
        limit: u64,
    },
    TooMany {
        limit: u64,
    },
    Repeated,
    Unreadable {
        pattern: String,
    },
    /// Whatever our schemas do not use today; told in jsonschema's own words rather than lost.
    Other {
        message: String,
    },
}

impl FileSchema {
    fn of<T: JsonSchema>() -> Self {
        let settings = SchemaSettings::draft2020_12().with_transform(RecursiveTransform(WithoutNull));
        let mut schema = settings.into_generator().into_root_schema_for::<T>();
        schema.insert("x-generated".to_owned(), "from crates/realm/src/files; do not edit".into());
        let schema = schema.to_value();
        let validator = jsonschema::validator_for(&schema).ok();
        Self { schema, validator }
    }

    /// Every mistake of shape in a document.
    pub fn errors(&self, document: &Value) -> Vec<ShapeError> {
        let Some(validator) = &self.validator else { return Vec::new() };
        validator
            .iter_errors(document)
            .flat_map(|error| {
                let pointer = error.instance_path().as_str().to_owned();
                self.kinds(error.kind(), &pointer, error.to_string())
                    .into_iter()
                    .map(move |kind| ShapeError { pointer: pointer.clone(), kind })
            })
            .collect()
    }

    fn kinds(&self, kind: &ValidationErrorKind, pointer: &str, message: String) -> Vec<ShapeErrorKind> {
        use ShapeErrorKind as Kind;
        let one = match kind {
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                let unknown = |key: &String| Kind::UnknownKey { key: key.clone(), known: self.keys_at(pointer) };
                return unexpected.iter().map(unknown).collect();
            }
            ValidationErrorKind::Required { property } => Kind::MissingKey { key: text_of(property) },
            ValidationErrorKind::Type { kind } => Kind::WrongType { expected: type_names(kind) },
            ValidationErrorKind::Enum { .. } | ValidationErrorKind::OneOfNotValid { .. } => {
                Kind::NotAnOption { options: self.options_at(pointer) }
            }
            ValidationErrorKind::Minimum { limit } => Kind::TooSmall { limit: limit.to_string() },
            ValidationErrorKind::Maximum { limit } => Kind::TooLarge { limit: limit.to_string() },
            ValidationErrorKind::MinLength { limit } | ValidationErrorKind::MinItems { limit } => {
                Kind::TooFew { limit: *limit }
            }
            ValidationErrorKind::MaxLength { limit } | ValidationErrorKind::MaxItems { limit } => {
                Kind::TooMany { limit: *limit }
            }
            ValidationErrorKind::UniqueItems => Kind::Repeated,
            ValidationErrorKind::Pattern { pattern } => Kind::Unreadable { pattern: pattern.clone() },
            _ => Kind::Other { message },
        };
        vec![one]
    }

    /// The keys that a table may have.
    fn keys_at(&self, pointer: &str) -> Vec<String> {
        let table = self.subschema(pointer).and_then(|schema| schema.get("properties")).and_then(Value::as_object);
        table.map(|properties| properties.keys().cloned().collect()).unwrap_or_default()
    }

    /// The values that a key may have.
    fn options_at(&self, pointer: &str) -> Vec<String> {
        let Some(schema) = self.subschema(pointer) else { return Vec::new() };
        let list = |key: &str| schema.get(key).and_then(Value::as_array).into_iter().flatten();
        let constants = list("oneOf").filter_map(|option| option.get("const"));
        constants.chain(list("enum")).map(text_of).collect()
    }

    /// Something of the right shape for a key that a file cannot do without, so that the rest of the file can be
    /// read when it is missing or wrong. `None` for a key that may be absent.
    pub fn stand_in(&self, pointer: &str) -> Option<Value> {
        let (table, key) = pointer.rsplit_once('/')?;
        let required = self.subschema(table)?.get("required")?.as_array()?;
        required.iter().any(|name| name == key).then(|| self.smallest(self.subschema(pointer)))
    }

    fn smallest(&self, schema: Option<&Value>) -> Value {
        let Some(schema) = schema else { return Value::Null };
        let part = |key: &str| schema.get(key);
        match part("type").and_then(Value::as_str) {
            Some("string") => Value::String(String::new()),
            Some("object") => {
                let names = part("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
                let below = |name| part("properties").and_then(|properties| properties.get(name));
                names
                    .map(|name| (name.to_owned(), self.smallest(below(name).map(|schema| self.resolved(schema)))))
                    .collect()
            }
            _ => Value::Null,
        }
    }

    /// What a key means: the first line of its description is Japanese, the rest English. Items of a list and keys of free
    /// tables mean what the list means.
    pub fn meaning(&self, pointer: &str) -> Text<String> {
        let mut schema = &self.schema;
        let mut meaning = Text { ja: String::new(), en: String::new() };
        for segment in pointer.split('/').skip(1) {
            let Some(below) = schema.get("properties").and_then(|properties| properties.get(segment)) else { break };
            let written = below.get("description").and_then(Value::as_str).and_then(|text| text.split_once('\n'));
            if let Some((ja, en)) = written {
                meaning = Text { ja: ja.to_owned(), en: en.replace('\n', " ") };
            }
            schema = self.resolved(below);
        }
        meaning
    }

    /// The schema of the value at an instance's pointer.
    fn subschema(&self, pointer: &str) -> Option<&Value> {
        pointer.split('/').skip(1).try_fold(&self.schema, |schema, segment| {
            let below = if segment.parse::<usize>().is_ok() {
                schema.get("items")?
            } else {
                schema.get("properties")?.get(segment)?
            };
            Some(self.resolved(below))
        })
    }

    fn resolved<'s>(&'s self, schema: &'s Value) -> &'s Value {
        let target = schema.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#'));
        target.and_then(|pointer| self.schema.pointer(pointer)).unwrap_or(schema)
    }
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn type_names(kind: &TypeKind) -> Vec<String> {
    match kind {
        TypeKind::Single(one) => vec![one.to_string()],
        TypeKind::Multiple(several) => several.iter().map(|one| one.to_string()).collect(),
    }
}

/// TOML has no null, so an optional key is one that may be absent, never one that may be null.
#[derive(Clone, Debug)]
struct WithoutNull;

impl Transform for WithoutNull {
    fn transform(&mut self, schema: &mut Schema) {
        let Some(map) = schema.as_object_mut() else { return };
        match map.get_mut("default") {
            Some(Value::Null) => _ = map.remove("default"),
            Some(Value::Object(table)) => table.retain(|_, value| !value.is_null()),
            _ => {}
        }
        if let Some(Value::Array(types)) = map.get_mut("type") {
            types.retain(|name| name != "null");
            if let [only] = types.as_slice() {
                let only = only.clone();
                map.insert("type".to_owned(), only);
            }
        }
        let Some(Value::Array(options)) = map.get_mut("anyOf") else { return };
        options.retain(|option| option.get("type").is_none_or(|name| name != "null"));
        if let [Value::Object(only)] = options.as_slice() {
            let only = only.clone();
            map.remove("anyOf");
            map.extend(only);
        }
    }
}
