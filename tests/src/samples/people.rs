//! The sample members, who of them can sign in and how, and as many invented members as a measurement wants.

use std::io;

use anyhow::Context as _;
use chrono::{Days, NaiveDate};
use realm::Method;
use serde::Deserialize;

use super::chance::Chance;

const PERSONAS: &str = include_str!("../../samples/personas.toml");

/// Somebody who can sign in.
#[derive(Clone, Debug)]
pub struct Persona {
    /// The realm.
    pub realm: String,
    /// What the stories call them, unique within the realm.
    pub name: String,
    /// Who they are, in a few words.
    pub about: String,
    /// Their number with the society.
    pub member_number: String,
    /// The user ID.
    pub user_id: String,
    /// The password: their own, or the issued one of somebody who never signed in.
    pub password: String,
    /// Whether they have signed in before and chosen that password.
    pub activated: bool,
    /// The name that the pages greet them with, family name first.
    pub full_name: String,
    /// The birth date.
    pub birth_date: NaiveDate,
    /// The e-mail address; some have none.
    pub email: Option<String>,
    /// The second factor that they chose.
    pub method: Method,
    /// Their authenticator apps.
    pub authenticators: Vec<Authenticator>,
    /// Whether the account is locked.
    pub locked: bool,
    /// Whether they have accepted the terms in force.
    pub accepted_terms: bool,
}

/// An authenticator app that a persona registered.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authenticator {
    /// The device's name, as its owner gave it.
    pub name: String,
    /// The shared secret in base 32 (RFC 4648), as an app takes it.
    pub secret: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonaFile {
    persona: Vec<PersonaEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonaEntry {
    realm: String,
    name: String,
    about: String,
    member_number: String,
    password: Option<String>,
    derived_password: Option<String>,
    method: Option<Method>,
    #[serde(default)]
    authenticators: Vec<Authenticator>,
    #[serde(default)]
    locked: bool,
    #[serde(default)]
    accepted_terms: bool,
}

/// The columns of a member file that a persona is made of.
#[derive(Deserialize)]
struct MemberRow {
    member_number: String,
    user_id: String,
    initial_password: String,
    household_number: String,
    family_name: String,
    given_name: String,
    birth_date: NaiveDate,
    email: Option<String>,
}

/// A realm's sample members, as the import command takes them. `None` for a realm without samples.
#[must_use]
pub fn members(realm: &str) -> Option<&'static str> {
    super::files(realm).map(|(members, _)| members)
}

/// The numbers of the households of a realm's sample members.
///
/// # Errors
/// When the realm has none, or their file is wrong.
pub fn households(realm: &str) -> anyhow::Result<Vec<String>> {
    let file = members(realm).with_context(|| format!("{realm} has no sample members"))?;
    let rows = csv::Reader::from_reader(file.as_bytes()).into_deserialize();
    rows.map(|row: csv::Result<MemberRow>| Ok(row?.household_number)).collect()
}

/// Everybody who can sign in, in the order of their file.
///
/// # Errors
/// When the sample files contradict each other.
pub fn personas() -> anyhow::Result<Vec<Persona>> {
    let file: PersonaFile = toml::from_str(PERSONAS).context("samples/personas.toml")?;
    file.persona.into_iter().map(persona).collect()
}

fn persona(entry: PersonaEntry) -> anyhow::Result<Persona> {
    let file = members(&entry.realm).with_context(|| format!("{} has no sample members", entry.realm))?;
    let row = csv::Reader::from_reader(file.as_bytes())
        .deserialize()
        .filter_map(Result::ok)
        .find(|row: &MemberRow| row.member_number == entry.member_number)
        .with_context(|| format!("{} is in no member file", entry.member_number))?;
    Ok(Persona {
        realm: entry.realm,
        name: entry.name,
        about: entry.about,
        member_number: row.member_number,
        user_id: row.user_id,
        activated: entry.password.is_some(),
        password: entry.password.or(entry.derived_password).unwrap_or(row.initial_password),
        full_name: format!("{} {}", row.family_name, row.given_name),
        birth_date: row.birth_date,
        email: row.email,
        method: entry.method.unwrap_or(Method::AppOtp),
        authenticators: entry.authenticators,
        locked: entry.locked,
        accepted_terms: entry.accepted_terms,
    })
}

const FAMILY_NAMES: [(&str, &str); 12] = [
    ("青木", "アオキ"),
    ("石川", "イシカワ"),
    ("上田", "ウエダ"),
    ("岡本", "オカモト"),
    ("金子", "カネコ"),
    ("斎藤", "サイトウ"),
    ("髙田", "タカダ"),
    ("中島", "ナカジマ"),
    ("西村", "ニシムラ"),
    ("橋本", "ハシモト"),
    ("松﨑", "マツザキ"),
    ("和田", "ワダ"),
];
const GIVEN_NAMES: [(&str, &str); 10] = [
    ("明", "アキラ"),
    ("香織", "カオリ"),
    ("健一", "ケンイチ"),
    ("沙織", "サオリ"),
    ("翔太", "ショウタ"),
    ("千夏", "チナツ"),
    ("直樹", "ナオキ"),
    ("裕子", "ユウコ"),
    ("義男", "ヨシオ"),
    ("玲奈", "レナ"),
];

/// Writes a member file of any length, for measuring: the same people every time, none of the samples among them.
///
/// # Errors
/// When writing fails.
pub fn write_many_members(count: u32, out: impl io::Write) -> csv::Result<()> {
    let mut file = csv::Writer::from_writer(out);
    file.write_record(members("minato").unwrap_or_default().lines().next().unwrap_or_default().split(','))?;
    for number in 0..count {
        let mut chance = Chance::of(&format!("member {number}"));
        let family = chance.one_of(&FAMILY_NAMES).copied().unwrap_or_default();
        let given = chance.one_of(&GIVEN_NAMES).copied().unwrap_or_default();
        let days = u64::try_from(chance.between(0, 50 * 365)).unwrap_or_default();
        let born = NaiveDate::default().checked_sub_days(Days::new(12 * 365)).unwrap_or_default() + Days::new(days);
        let email = if chance.percent(85) { format!("member{number}@example.jp") } else { String::new() };
        file.write_record([
            &format!("L{number:07}"),
            &format!("load-{number:07}"),
            &format!("{:08x}-{:04x}", chance.between(0, 0xFFFF_FFFF), chance.between(0, 0xFFFF)),
            &format!("LH{number:07}"),
            "500",
            &format!("{number}"),
            "00",
            family.0,
            given.0,
            family.1,
            given.1,
            &born.to_string(),
            &email,
            "2020-04-01",
            "",
        ])?;
    }
    file.flush().map_err(Into::into)
}
