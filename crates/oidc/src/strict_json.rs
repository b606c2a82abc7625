//! JSON of strangers, read without ambiguity.
//!
//! A member that occurs twice means one thing to one parser and another to the next (RFC 8259 §4), and attacks on
//! tokens live on such differences; nesting costs stack. Both are refused here, whatever the format above.

use std::fmt;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// Parses an object in which no member occurs twice, at any level, and no value lies deeper than `depth` levels:
/// at depth 1 the members are scalars.
///
/// `None` for anything else.
pub(crate) fn parse_object(bytes: &[u8], depth: usize) -> Option<Map<String, Value>> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = Strict { depth }.deserialize(&mut deserializer).ok()?;
    deserializer.end().ok()?;
    match value {
        Value::Object(object) => Some(object),
        _ => None,
    }
}

/// A value that may hold `depth` more levels of arrays and objects.
#[derive(Clone, Copy)]
struct Strict {
    depth: usize,
}

impl Strict {
    fn inner<E: Error>(self) -> Result<Self, E> {
        let depth = self.depth.checked_sub(1).ok_or_else(|| E::custom("nested too deeply"))?;
        Ok(Self { depth })
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// Hands one kind of scalar on to `serde_json`'s own conversion.
macro_rules! scalar {
    ($($visit:ident($type:ty)),+) => {
        $(fn $visit<E: Error>(self, value: $type) -> Result<Value, E> {
            Ok(Value::from(value))
        })+
    };
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without repeated members")
    }

    scalar!(visit_bool(bool), visit_i64(i64), visit_u64(u64), visit_f64(f64), visit_str(&str), visit_string(String));

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let mut array = Vec::new();
        while let Some(element) = elements.next_element_seed(inner)? {
            array.push(element);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if object.contains_key(&name) {
                return Err(A::Error::custom("a member occurs twice"));
            }
            object.insert(name, members.next_value_seed(inner)?);
        }
        Ok(Value::Object(object))
    }
}

/// Reads an object as a type, `None` when it is not one.
pub(crate) fn read<T: DeserializeOwned>(object: Map<String, Value>) -> Option<T> {
    serde_json::from_value(Value::Object(object)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_members_are_refused_at_every_level() {
        let good = parse_object(br#"{"a":{"b":[1,-2,3.5,true,null,"x"]},"c":{"b":1}}"#, 5).unwrap();
        assert_eq!(serde_json::to_string(&good).unwrap(), r#"{"a":{"b":[1,-2,3.5,true,null,"x"]},"c":{"b":1}}"#);
        for bad in [r#"{"a":1,"a":1}"#, r#"{"a":{"b":1,"b":2}}"#, r#"{"a":[{"b":1,"b":2}]}"#, r#"{"a":1,"\u0061":2}"#] {
            assert_eq!(parse_object(bad.as_bytes(), 5), None, "{bad}");
        }
    }

    #[test]
    fn only_whole_objects_within_the_depth_are_read() {
        for bad in ["", "[]", "1", "null", "\"a\"", "{", "{}x", "{} {}", "{a:1}", "{\"a\":1,}", "\u{feff}{}"] {
            assert_eq!(parse_object(bad.as_bytes(), 5), None, "{bad}");
        }
        assert_eq!(parse_object(b"{\"a\":\"\xff\"}", 5), None);
        let nested = |levels: usize| "{\"a\":".repeat(levels) + "1" + &"}".repeat(levels);
        assert!(parse_object(nested(5).as_bytes(), 5).is_some());
        assert_eq!(parse_object(nested(6).as_bytes(), 5), None);
        assert_eq!(parse_object(nested(100_000).as_bytes(), 5), None);
    }
}
