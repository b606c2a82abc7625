//! The subject of a certificate, comparable with what a client's file says (RFC 4514).

use std::collections::BTreeSet;

use data_encoding::HEXLOWER_PERMISSIVE;
use unicode_normalization::UnicodeNormalization as _;
use x509_parser::x509::X509Name;

/// A name as a list of relative names, the most specific first, as RFC 4514 §2.1 writes it. Several attributes of one
/// relative name have no order among themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DistinguishedName(Vec<BTreeSet<Attribute>>);

/// An attribute: its type as a dotted number, and its value as it is [compared](comparable).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Attribute {
    kind: String,
    value: Vec<u8>,
}

/// The short names of RFC 4514 §3, and those that programs write besides.
const KINDS: [(&str, &str); 12] = [
    ("CN", "2.5.4.3"),
    ("SN", "2.5.4.4"),
    ("SERIALNUMBER", "2.5.4.5"),
    ("C", "2.5.4.6"),
    ("L", "2.5.4.7"),
    ("ST", "2.5.4.8"),
    ("STREET", "2.5.4.9"),
    ("O", "2.5.4.10"),
    ("OU", "2.5.4.11"),
    ("UID", "0.9.2342.19200300.100.1.1"),
    ("DC", "0.9.2342.19200300.100.1.25"),
    ("EMAILADDRESS", "1.2.840.113549.1.9.1"),
];

impl DistinguishedName {
    /// The name in a certificate, which lists it from the general to the specific.
    pub(super) fn of(name: &X509Name<'_>) -> Self {
        let relative = name.iter_rdn().map(|relative| {
            let attribute = |a: &x509_parser::x509::AttributeTypeAndValue<'_>| Attribute {
                kind: a.attr_type().to_id_string(),
                value: comparable(a.as_str().map_or(a.as_slice(), str::as_bytes)),
            };
            relative.iter().map(attribute).collect()
        });
        let mut names: Vec<_> = relative.collect();
        names.reverse();
        Self(names)
    }

    /// Reads the string representation (RFC 4514 §3). `None` for anything else, and for a type that has no name here.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let relative = |part: &str| split(part, '+').into_iter().map(Attribute::parse).collect::<Option<_>>();
        split(text, ',').into_iter().map(relative).collect::<Option<_>>().map(Self)
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Attribute {
    fn parse(text: &str) -> Option<Self> {
        let (kind, value) = text.split_once('=')?;
        let kind = kind.trim_matches(' ');
        let known = KINDS.iter().find(|(name, _)| kind.eq_ignore_ascii_case(name)).map(|(_, number)| *number);
        let is_number = kind.contains('.') && kind.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let kind = known.or_else(|| is_number.then_some(kind))?.to_owned();
        Some(Self { kind, value: comparable(&unescape(value)?) })
    }
}

/// A value as it is compared with another (RFC 5280 §7.1: `caseIgnoreMatch` of RFC 4517 §4.2.11, prepared as RFC 4518
/// §2 says): compatible characters are the same, case does not count, nor how many spaces stand between words, nor those
/// at the ends. Bytes that are no text are compared as they are.
fn comparable(value: &[u8]) -> Vec<u8> {
    let Ok(text) = str::from_utf8(value) else { return value.to_vec() };
    // Letter by letter: what has two small forms, as ß and ı have, remains unlike the letters that it resembles.
    let folded = text.nfkc().flat_map(char::to_lowercase).nfkc().collect::<String>();
    folded.split_whitespace().collect::<Vec<_>>().join(" ").into_bytes()
}

/// The parts between separators that are not escaped.
fn split(text: &str, separator: char) -> Vec<&str> {
    let mut escaped = false;
    text.split(|c: char| {
        let separates = c == separator && !escaped;
        escaped = c == '\\' && !escaped;
        separates
    })
    .collect()
}

/// Undoes escapes (RFC 4514 §2.4): a special character or two hexadecimal digits. Spaces around the value do not count
/// unless they are escaped.
fn unescape(text: &str) -> Option<Vec<u8>> {
    let mut value = Vec::new();
    let mut ends_at = 0;
    let mut rest = text.trim_start_matches(' ');
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..)?;
        if c != '\\' {
            value.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            ends_at = if c == ' ' { ends_at } else { value.len() };
            continue;
        }
        let escaped = rest.chars().next()?;
        if " \"#+,;<=>\\".contains(escaped) {
            value.extend_from_slice(escaped.encode_utf8(&mut [0; 4]).as_bytes());
            rest = rest.get(escaped.len_utf8()..)?;
        } else {
            let (digits, after) = rest.split_at_checked(2)?;
            value.extend(HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).ok()?);
            rest = after;
        }
        ends_at = value.len();
    }
    value.truncate(ends_at);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_is_written_in_many_ways() {
        let same = [
            r"CN=Booking\, Inc.,OU=API+L=東京,O=Minato",
            r"cn=Booking\2c Inc. , ou=API + L=\E6\9D\B1\E4\BA\AC, O=Minato",
            r"2.5.4.3=Booking\, Inc.,L=東京+OU=API,O= Minato ",
            r"CN=booking\,   INC.,OU=api+L=東京,O=ＭＩＮＡＴＯ",
            r"CN=\ Booking\,\09Inc.\ ,OU=API+L=東京,O=minato\20",
        ];
        let [first, others @ ..] = same.map(|text| DistinguishedName::parse(text).expect(text));
        for other in others {
            assert_eq!(other, first);
        }
        for another in [
            r"CN=Booking\, Inc.,OU=API,L=東京,O=Minato",
            r"O=Minato,OU=API+L=東京,CN=Booking\, Inc.",
            r"CN=Booking\,Inc.,OU=API+L=東京,O=Minato",
            r"CN=Booking\, Inc,OU=API+L=東京,O=Minato",
            r"CN=B ooking\, Inc.,OU=API+L=東京,O=Minato",
            r"CN=Bookıng\, Inc.,OU=API+L=東京,O=Minato",
            r"CN=Вooking\, Inc.,OU=API+L=東京,O=Minato",
        ] {
            assert_ne!(DistinguishedName::parse(another).expect(another), first, "{another}");
        }
    }

    #[test]
    fn values_are_compared_as_directories_compare_them() {
        let same = [("ÉCOLE", "École"), ("ﬁnance", "FINANCE"), ("カ\u{3099}", "ガ"), (" a\u{3000} b ", "A B")];
        for (one, other) in same {
            assert_eq!(comparable(one.as_bytes()), comparable(other.as_bytes()), "{one} {other}");
        }
        for (one, other) in [("ab", "a b"), ("ı", "i"), ("é", "e"), ("a\u{200B}", "a")] {
            assert_ne!(comparable(one.as_bytes()), comparable(other.as_bytes()), "{one} {other}");
        }
        assert_eq!(comparable(b"A\xff"), b"A\xff", "what is no text");
    }

    #[test]
    fn what_is_no_name_is_none() {
        for bad in ["", "Booking", "CN=a,,O=b", "CN=a\\", "CN=a\\x", "NICKNAME=a", "CN=a,Inc."] {
            assert_eq!(DistinguishedName::parse(bad), None, "{bad}");
        }
    }
}
