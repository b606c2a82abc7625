//! What the sample families' care cost: receipt lines of every month from the January three years ago.
//!
//! The newest lines are three months old: receipts reach a society about two months after the care, and its portal a month
//! later. Every kind of care occurs, some institutions' names are missing as they are in real files, and the own share
//! carries single yen because points are multiplied and never rounded again.

use std::io;

use anyhow::Context as _;
use chrono::{Datelike, Months, NaiveDate};
use serde::Deserialize;

use super::care::{Care, Treatment};
use super::chance::Chance;

const INSTITUTIONS: &str = include_str!("../../samples/institutions.csv");

const COLUMNS: [&str; 13] = [
    "line_id",
    "household_number",
    "branch",
    "care_month",
    "kind",
    "institution",
    "count",
    "total",
    "insurer",
    "public",
    "own",
    "note",
    "patient_name",
];

/// The month's own share beyond which the benefit for high costs sets in, in yen (標準報酬月額 28万円 to 50万円).
const HIGH_COST: i64 = 80_100;

#[derive(Deserialize)]
struct Patient {
    household_number: String,
    branch: String,
    name: String,
    birth_date: NaiveDate,
    care: Care,
}

#[derive(Deserialize)]
struct Institution {
    kind: String,
    name: String,
}

/// A realm's receipt lines as the import command takes them, as the society would hold them on a day.
///
/// # Errors
/// When the realm has no sample patients, or their file is wrong.
pub fn receipts(realm: &str, today: NaiveDate) -> anyhow::Result<String> {
    let (_, file) = super::files(realm).with_context(|| format!("{realm} has no sample patients"))?;
    let mut out = Lines::new(Vec::new())?;
    for patient in csv::Reader::from_reader(file.as_bytes()).deserialize() {
        let patient: Patient = patient.context("samples/patients.csv")?;
        for month in months(today) {
            out.write_month(&patient, month)?;
        }
    }
    let bytes = out.file.into_inner().map_err(|error| error.into_error())?;
    String::from_utf8(bytes).context("sample receipts")
}

/// Writes at least `count` receipt lines, for measuring: of the households of
/// [`write_many_members`](super::write_many_members).
///
/// # Errors
/// When writing fails.
pub fn write_many_receipts(count: u64, today: NaiveDate, out: impl io::Write) -> anyhow::Result<()> {
    let mut out = Lines::new(out)?;
    for household in 0_u32.. {
        let patient = Patient {
            household_number: format!("LH{household:07}"),
            branch: "00".to_owned(),
            name: String::new(),
            birth_date: NaiveDate::default(),
            care: Care::Chronic,
        };
        for month in months(today) {
            out.write_month(&patient, month)?;
            if out.written >= count {
                return Ok(out.file.flush()?);
            }
        }
    }
    Ok(())
}

/// The first days of all months that the files cover.
fn months(today: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let first = NaiveDate::from_ymd_opt(today.year() - 3, 1, 1).unwrap_or(today);
    let last = today - Months::new(3);
    (0..).map(move |n| first + Months::new(n)).take_while(move |month| *month <= last)
}

/// A receipt file being written.
struct Lines<W: io::Write> {
    file: csv::Writer<W>,
    institutions: Vec<Institution>,
    written: u64,
}

impl<W: io::Write> Lines<W> {
    fn new(out: W) -> anyhow::Result<Self> {
        let institutions = csv::Reader::from_reader(INSTITUTIONS.as_bytes()).deserialize().collect::<Result<_, _>>();
        let mut file = csv::Writer::from_writer(out);
        file.write_record(COLUMNS)?;
        Ok(Self { file, institutions: institutions.context("samples/institutions.csv")?, written: 0 })
    }

    fn write_month(&mut self, patient: &Patient, month: NaiveDate) -> anyhow::Result<()> {
        if month < patient.birth_date {
            return Ok(());
        }
        let who = format!("{}-{}", patient.household_number, patient.branch);
        let mut chance = Chance::of(&format!("{who} {month}"));
        for (place, treatment) in patient.care.month(month.month(), &mut chance).into_iter().enumerate() {
            let id = format!("{who}-{}-{}", month.format("%Y%m"), place + 1);
            let institution = self.institution(&who, treatment.kind, &mut chance);
            let shares = Shares::of(patient, &treatment, month);
            self.file.write_record([
                &id,
                &patient.household_number,
                &patient.branch,
                &month.format("%Y-%m").to_string(),
                treatment.kind,
                &institution,
                &treatment.count.to_string(),
                &shares.total.to_string(),
                &shares.insurer.to_string(),
                &shares.public.to_string(),
                &shares.own.to_string(),
                shares.note,
                &patient.name,
            ])?;
            self.written += 1;
        }
        Ok(())
    }

    /// People keep their doctor: mostly the same institution for one person and kind. Some names never arrive.
    fn institution(&self, who: &str, kind: &str, chance: &mut Chance) -> String {
        let choices: Vec<&str> = self.institutions.iter().filter(|i| i.kind == kind).map(|i| i.name.as_str()).collect();
        let usual = Chance::of(&format!("{who} {kind}")).one_of(&choices).copied();
        let other = chance.one_of(&choices).copied();
        if chance.percent(4) {
            return String::new();
        }
        if chance.percent(80) { usual } else { other }.unwrap_or_default().to_owned()
    }
}

/// Who paid what, in yen.
struct Shares {
    total: i64,
    insurer: i64,
    public: i64,
    own: i64,
    note: &'static str,
}

impl Shares {
    fn of(patient: &Patient, treatment: &Treatment, month: NaiveDate) -> Self {
        let total = treatment.points * 10;
        let share = total * own_tenths(patient.birth_date, month) / 10;
        let capped = share.min(HIGH_COST + (total - 267_000).max(0) / 100);
        let insurer = total - capped;
        let (public, own) = if patient.care.own_share_paid_by_town() { (capped, 0) } else { (0, capped) };
        let note = match (public, share > capped) {
            (1.., _) => "子ども医療費助成",
            (_, true) => "高額療養費（現物給付）",
            _ => "",
        };
        Self { total, insurer, public, own, note }
    }
}

/// The own share in tenths: two before school and from 70, three between (健康保険法第74条).
fn own_tenths(born: NaiveDate, month: NaiveDate) -> i64 {
    match month.years_since(born).unwrap_or_default() {
        0..6 | 70.. => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use expenses::row::line;

    use super::*;
    use crate::samples::{REALMS, personas};

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 20).unwrap()
    }

    #[test]
    fn sample_lines_are_what_the_import_takes() {
        for realm in REALMS {
            let file = receipts(realm, today()).unwrap();
            let mut reader = csv::Reader::from_reader(file.as_bytes());
            let header = reader.headers().unwrap().clone();
            let mut ids = BTreeSet::new();
            for record in reader.records() {
                let record = record.unwrap();
                let column = |name| header.iter().position(|h| h == name).map_or("", |place| &record[place]);
                let read = line::parse(column, today()).unwrap_or_else(|e| panic!("{record:?}: {e:?}"));
                let line::Entry::Line(line) = read else { panic!("{record:?} is withdrawn") };
                assert!(ids.insert(line.id.as_str().to_owned()), "{record:?} twice");
            }
            assert!(ids.len() > 200, "{realm}: {}", ids.len());
        }
    }

    #[test]
    fn every_kind_occurs_and_the_newest_month_is_three_months_ago() {
        let file = receipts("minato", today()).unwrap();
        for kind in ["入院", "通院", "歯科", "調剤", "訪問看護", "柔道整復", "はり・きゅう"] {
            assert!(file.contains(&format!(",{kind},")), "{kind}");
        }
        assert!(file.contains(",2023-01,") && file.contains(",2026-08,") && !file.contains(",2026-09,"));
        assert!(file.contains(",通院,,") || file.contains(",調剤,,"), "some institutions are missing");
    }

    #[test]
    fn samples_are_the_same_every_time() {
        assert_eq!(receipts("kusunoki", today()).unwrap(), receipts("kusunoki", today()).unwrap());
    }

    #[test]
    fn every_persona_is_a_sample_member_with_usable_secrets() {
        let personas = personas().unwrap();
        assert!(personas.iter().any(|p| p.realm == "minato" && p.name == "member"));
        for authenticator in personas.iter().flat_map(|p| &p.authenticators) {
            let secret = data_encoding::BASE32_NOPAD.decode(authenticator.secret.as_bytes()).unwrap();
            assert_eq!(secret.len(), 20, "160 bits, as RFC 4226 recommends");
        }
    }

    #[test]
    fn a_measurement_gets_as_many_lines_as_it_asks_for() {
        let mut members = Vec::new();
        crate::samples::write_many_members(100, &mut members).unwrap();
        assert_eq!(String::from_utf8(members).unwrap().lines().count(), 101);
        let mut lines = Vec::new();
        write_many_receipts(1_000, today(), &mut lines).unwrap();
        assert!(String::from_utf8(lines).unwrap().lines().count() >= 1_001);
    }
}
