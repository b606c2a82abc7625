//! What the provider knows of a member that a client may be told.

use base::Language;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::StandardClaims;

/// A member's facts, as the provider read them from its rows.
#[derive(Clone, Debug)]
pub struct Person {
    /// The name as it is written.
    pub name: Name,
    /// The name in kana.
    pub kana: Option<Name>,
    /// The e-mail address, when the member has one.
    pub email: Option<Email>,
    /// The birth date.
    pub birth_date: Option<NaiveDate>,
    /// The language that the member chose.
    pub language: Option<Language>,
    /// What else the society knows.
    pub standard: StandardClaims,
    /// When any of this last changed.
    pub updated_at: DateTime<Utc>,
    /// The insurance.
    pub insurance: Insurance,
}

/// A family name and a given name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// 姓
    pub family: String,
    /// 名
    pub given: String,
}

/// An e-mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    /// The address.
    pub address: String,
    /// Whether the member proved that it is theirs.
    pub verified: bool,
}

/// The claim `kenpo`: what a society's own applications know a member by. None of it is ever a `sub`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Insurance {
    /// The member's number in the society's files.
    pub member_number: String,
    /// The household's number.
    pub household_number: String,
    /// 記号
    pub kigo: String,
    /// 番号
    pub bango: String,
    /// 枝番
    pub branch: String,
    /// The first insured day.
    pub eligible_from: NaiveDate,
    /// The last insured day, when it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eligible_until: Option<NaiveDate>,
}

impl Person {
    /// One claim's value, or `None` when it is not known of this member: claims are left out, never null
    /// (OpenID Connect Core §5.3.2).
    pub(super) fn claim(&self, name: &str) -> Option<Value> {
        let (family, given) = (&self.name.family, &self.name.given);
        let kana = self.kana.as_ref();
        Some(match name {
            "name" => json!(format!("{family} {given}")),
            "family_name" => json!(family),
            "given_name" => json!(given),
            "name#ja-Kana-JP" => kana.map(|kana| json!(format!("{} {}", kana.family, kana.given)))?,
            "family_name#ja-Kana-JP" => json!(kana?.family),
            "given_name#ja-Kana-JP" => json!(kana?.given),
            "birthdate" => json!(self.birth_date?.format("%Y-%m-%d").to_string()),
            "locale" => match self.language {
                Some(chosen) => json!(chosen.tag()),
                None => self.standard.get(name)?,
            },
            "updated_at" => json!(self.updated_at.timestamp()),
            "email" => json!(self.email.as_ref()?.address),
            "email_verified" => json!(self.email.as_ref()?.verified),
            "kenpo" => json!(self.insurance),
            _ => return self.standard.get(name),
        })
    }

    /// Some claims, each that is known.
    pub(super) fn claims<'a>(&self, names: impl Iterator<Item = &'a str>) -> Map<String, Value> {
        names.filter_map(|name| Some((name.to_owned(), self.claim(name)?))).collect()
    }
}
