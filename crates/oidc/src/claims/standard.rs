//! The standard claims that only some societies know of their members (OpenID Connect Core §5.1 and §5.1.1).
//!
//! A society files them beside what every member has; the provider passes them on and makes no use of them. So they
//! are kept together, by the names that the standard gives them, and what is not known is not there.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// What stands before the name of a member of `address`.
const IN_ADDRESS: &str = "address.";

/// What was wrong with a filed claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandardClaimFault {
    /// More than 255 characters.
    TooLong,
    /// No `https` or `http` address.
    NotAWebAddress,
    /// Not as ITU-T E.164 writes a telephone number: `+`, the country's code, digits.
    NotATelephoneNumber,
    /// Not as the IANA database names a time zone.
    NotATimeZone,
    /// No tag of a language (BCP 47).
    NotALanguage,
    /// Neither `true` nor `false`, or said of a number that is not there.
    NotTrueOrFalse,
}

/// The standard claims on record of a member, beside name, birth date, language and e-mail address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StandardClaims(Map<String, Value>);

impl StandardClaims {
    /// The longest value, in characters.
    pub const LONGEST: usize = 255;
    /// The names under which a society files them: the claims' own, and those of the members of `address` behind it.
    pub const NAMES: [&'static str; 17] = [
        "middle_name",
        "nickname",
        "preferred_username",
        "profile",
        "picture",
        "website",
        "gender",
        "zoneinfo",
        "locale",
        "phone_number",
        "phone_number_verified",
        "address.formatted",
        "address.street_address",
        "address.locality",
        "address.region",
        "address.postal_code",
        "address.country",
    ];

    /// Reads what is filed. `cell` gives the text under a name, empty where nothing is known.
    ///
    /// # Errors
    /// Every name whose text it cannot be, with what is wrong.
    pub fn read<'a>(cell: impl Fn(&'static str) -> &'a str) -> Result<Self, Vec<(&'static str, StandardClaimFault)>> {
        let mut claims = Map::new();
        let mut address = Map::new();
        let mut faults = Vec::new();
        for name in Self::NAMES {
            let text = cell(name).trim();
            if text.is_empty() {
                continue;
            }
            match (value(name, text), name.strip_prefix(IN_ADDRESS)) {
                (Ok(value), Some(member)) => drop(address.insert(member.to_owned(), value)),
                (Ok(value), None) => drop(claims.insert(name.to_owned(), value)),
                (Err(fault), _) => faults.push((name, fault)),
            }
        }
        if claims.contains_key("phone_number_verified") && cell("phone_number").trim().is_empty() {
            faults.push(("phone_number_verified", StandardClaimFault::NotTrueOrFalse));
        }
        if !address.is_empty() {
            claims.insert("address".to_owned(), Value::Object(address));
        }
        if faults.is_empty() { Ok(Self(claims)) } else { Err(faults) }
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One claim's value, if it is known.
    pub(super) fn get(&self, name: &str) -> Option<Value> {
        self.0.get(name).cloned()
    }
}

fn value(name: &str, text: &str) -> Result<Value, StandardClaimFault> {
    if text.chars().count() > StandardClaims::LONGEST {
        return Err(StandardClaimFault::TooLong);
    }
    let (is_right, fault) = match name {
        "profile" | "picture" | "website" => (is_web_address(text), StandardClaimFault::NotAWebAddress),
        "phone_number" => (is_telephone_number(text), StandardClaimFault::NotATelephoneNumber),
        "zoneinfo" => (is_time_zone(text), StandardClaimFault::NotATimeZone),
        "locale" => (is_language(text), StandardClaimFault::NotALanguage),
        "phone_number_verified" => {
            return text.parse().map(Value::Bool).map_err(|_| StandardClaimFault::NotTrueOrFalse);
        }
        _ => return Ok(json!(text)),
    };
    if is_right { Ok(json!(text)) } else { Err(fault) }
}

fn is_web_address(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "https" | "http") && url.has_host())
}

/// At most 15 digits, for reading parted by hyphens and spaces; an extension may follow (RFC 3966).
fn is_telephone_number(text: &str) -> bool {
    let Some(number) = text.strip_prefix('+') else { return false };
    let (number, extension) =
        number.split_once(";ext=").map_or((number, None), |(number, after)| (number, Some(after)));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let digits: String = number.chars().filter(|character| !matches!(character, '-' | ' ')).collect();
    all_digits(&digits) && digits.len() <= 15 && extension.is_none_or(all_digits)
}

/// Shaped like a name of the database; which names there are changes with it.
fn is_time_zone(text: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'+' | b'-');
    text == "UTC" || (text.contains('/') && text.split('/').all(|part| !part.is_empty() && part.bytes().all(known)))
}

/// Shaped like a tag: parts of one to eight letters and digits, the first of letters.
fn is_language(text: &str) -> bool {
    let part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    text.split('-').all(part) && text.bytes().take_while(|byte| *byte != b'-').all(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(filed: &[(&str, &str)]) -> Result<Value, Vec<(&'static str, StandardClaimFault)>> {
        let cell = |name: &str| filed.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| *text);
        StandardClaims::read(cell).map(|claims| serde_json::to_value(claims).unwrap())
    }

    #[test]
    fn what_is_filed_is_told_by_its_name_and_the_rest_is_left_out() {
        assert_eq!(read(&[]).unwrap(), json!({}));
        let filed = [
            ("nickname", " みー "),
            ("phone_number", "+81 3-1234-5678;ext=12"),
            ("phone_number_verified", "false"),
            ("address.postal_code", "100-0001"),
            ("address.country", "JP"),
            ("zoneinfo", "America/Argentina/Buenos_Aires"),
            ("website", "https://example.jp/"),
        ];
        let expected = json!({
            "nickname": "みー",
            "phone_number": "+81 3-1234-5678;ext=12",
            "phone_number_verified": false,
            "address": { "postal_code": "100-0001", "country": "JP" },
            "zoneinfo": "America/Argentina/Buenos_Aires",
            "website": "https://example.jp/",
        });
        assert_eq!(read(&filed).unwrap(), expected);
    }

    #[test]
    fn everything_wrong_is_named_at_once() {
        use StandardClaimFault::*;
        let long = "長".repeat(256);
        let filed = [
            ("middle_name", long.as_str()),
            ("picture", "javascript:alert(1)"),
            ("zoneinfo", "Tokyo"),
            ("locale", "日本語"),
            ("phone_number", "03-1234-5678"),
            ("phone_number_verified", "yes"),
        ];
        let found = read(&filed).unwrap_err();
        assert_eq!(
            found,
            [
                ("middle_name", TooLong),
                ("picture", NotAWebAddress),
                ("zoneinfo", NotATimeZone),
                ("locale", NotALanguage),
                ("phone_number", NotATelephoneNumber),
                ("phone_number_verified", NotTrueOrFalse)
            ]
        );
        assert_eq!(
            read(&[("phone_number_verified", "true")]).unwrap_err(),
            [("phone_number_verified", NotTrueOrFalse)]
        );
        for wrong in ["+", "+81x", "+1234567890123456", "+81;ext=", "81312345678"] {
            assert_eq!(
                read(&[("phone_number", wrong)]).unwrap_err(),
                [("phone_number", NotATelephoneNumber)],
                "{wrong}"
            );
        }
    }
}
