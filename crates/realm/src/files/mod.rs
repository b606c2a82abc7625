//! The realm files as they are written: one struct a file, one field a key.
//!
//! What a key means stands here, in Japanese and English on adjacent lines, and flows from here into the JSON
//! Schema that editors read. Everything but the few keys a society cannot do without has a default, and every
//! default is the safe choice. Nothing here is used outside this crate: `build` turns files into the model.

mod client;
mod portal;
mod realm;
mod sign_in;

use std::fmt;

use base::Text;
use chrono::TimeDelta;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize, Serializer};

pub(crate) use client::{ClientFile, ClientLifetimesTable, JwkSetTable, SecretReference};
pub(crate) use portal::{
    ExpensesTable, LinkTable, NoticeCategoryTable, PortalFile, ProviderTable, TaxFileTable, TileTable,
};
pub(crate) use realm::{
    ContactTable, LifetimesTable, MailTable, MaintenanceTable, RealmFile, RegisteredPkce, RegistrationTable,
};
pub(crate) use sign_in::{InitialCredentialsTable, InitialKind, LockoutTable, SignInTable};

/// Patterns of keys' values, and how `texts.rs` describes them to people.
pub(crate) mod pattern {
    /// One line of text that is not blank.
    pub const LINE: &str = r"^[^\u0000-\u001f\u007f]*[^\s\u0000-\u001f\u007f][^\u0000-\u001f\u007f]*$";
    /// A length of time.
    pub const DURATION: &str = "^[1-9][0-9]{0,3}(s|min|h|d)$";
    /// The administrator, or a length of time.
    pub const UNLOCK: &str = "^(administrator|[1-9][0-9]{0,3}(s|min|h|d))$";
    /// A colour.
    pub const COLOUR: &str = "^#[0-9a-fA-F]{6}$";
    /// The n-th weekday of a month.
    pub const EVERY: &str = "^(1st|2nd|3rd|4th) (monday|tuesday|wednesday|thursday|friday|saturday|sunday)$";
    /// A time of day, or a day and a time of day.
    pub const WHEN: &str = "^([0-9]{4}-[0-9]{2}-[0-9]{2}[T ])?([01][0-9]|2[0-3]):[0-5][0-9]$";
    /// A day.
    pub const DAY: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
    /// A day, or a day and a time of day.
    pub const MOMENT: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]([01][0-9]|2[0-3]):[0-5][0-9](:00)?)?$";
    /// An e-mail address as we send from: the plain kind only.
    pub const EMAIL: &str = r"^[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$";
    /// A host name.
    pub const DOMAIN: &str = r"^[a-z0-9-]+(\.[a-z0-9-]+)+$";
    /// A host name or a single label, such as `localhost`.
    pub const HOST: &str = r"^[a-z0-9-]+(\.[a-z0-9-]+)*$";
    /// A telephone number.
    pub const PHONE: &str = "^[0-9+()-]{6,20}$";
    /// An id: a client, a category.
    pub const ID: &str = "^[a-z][a-z0-9-]{0,63}$";
    /// The name of a notice or of a MY mail.
    pub const PUBLICATION: &str = "^[a-z0-9][a-z0-9-]{0,63}$";
    /// A scope (RFC 6749 §3.3).
    pub const SCOPE: &str = r"^[\u0021\u0023-\u005b\u005d-\u007e]+$";
    /// The parts of a derived initial password.
    pub const DERIVED: &str = r"^(\{(kigo|bango)(:[1-9])?\}|\{birth_date\})+$";
    /// The name of an environment variable.
    pub const VARIABLE: &str = "^[A-Za-z_][A-Za-z0-9_]*$";
    /// A file that another one is based on: a relative path.
    pub const BASE: &str = r"^(\.{1,2}/)*([A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*\.toml$";
    /// Symbols on a keyboard.
    pub const SYMBOLS: &str = r"^[!-/:-@\[-`{-~¥]+$";
}

/// 日本語と英語の文言（どちらも必要）
/// A text in Japanese and English; both are needed.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BothLanguages {
    /// 日本語（1行）
    /// Japanese, one line.
    #[schemars(regex(pattern = pattern::LINE))]
    pub ja: String,
    /// 英語（1行）
    /// English, one line.
    #[schemars(regex(pattern = pattern::LINE))]
    pub en: String,
}

impl From<BothLanguages> for Text<String> {
    fn from(text: BothLanguages) -> Self {
        Self { ja: text.ja, en: text.en }
    }
}

/// A length of time, written as a number and one of `s`, `min`, `h`, `d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Duration(pub TimeDelta);

impl Serialize for Duration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// As administrators write it: hours up to three days, then days.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.num_seconds();
        match (seconds % 60, seconds % 3600, seconds % 86_400) {
            (0, 0, 0) if seconds > 3 * 86_400 => write!(f, "{}d", seconds / 86_400),
            (0, 0, _) => write!(f, "{}h", seconds / 3600),
            (0, ..) => write!(f, "{}min", seconds / 60),
            _ => write!(f, "{seconds}s"),
        }
    }
}

impl TryFrom<String> for Duration {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not a length of time")
    }
}

impl Duration {
    /// The length that a text such as `30min` names.
    pub fn parse(text: &str) -> Option<Self> {
        let unit_at = text.find(|c: char| !c.is_ascii_digit())?;
        let number: i64 = text.get(..unit_at)?.parse().ok()?;
        let length = match text.get(unit_at..)? {
            "s" => TimeDelta::try_seconds(number),
            "min" => TimeDelta::try_minutes(number),
            "h" => TimeDelta::try_hours(number),
            "d" => TimeDelta::try_days(number),
            _ => None,
        };
        length.map(Self)
    }
}

impl JsonSchema for Duration {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Duration".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": pattern::DURATION })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_written_as_they_are_read() {
        for text in ["30min", "90s", "24h", "72h", "7d", "30d", "36h"] {
            assert_eq!(Duration::parse(text).unwrap().to_string(), text);
        }
        for number in 1..=9999_i64 {
            let duration = Duration(TimeDelta::seconds(number));
            assert_eq!(Duration::parse(&duration.to_string()), Some(duration));
        }
    }

    #[test]
    fn lengths_of_time_have_a_unit() {
        assert_eq!(Duration::parse("30min"), Some(Duration(TimeDelta::minutes(30))));
        assert_eq!(Duration::parse("7d"), Some(Duration(TimeDelta::days(7))));
        for bad in ["30", "min", "30 min", "30m", "", "-1h"] {
            assert_eq!(Duration::parse(bad), None, "{bad}");
        }
    }
}
