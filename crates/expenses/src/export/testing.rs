//! Households for the tests of exports, with names that are hard on files.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::About;
use crate::{Amounts, CareMonth, Kind, ReceiptLine};

pub(super) fn month(text: &str) -> CareMonth {
    text.parse().unwrap()
}

pub(super) fn about() -> About<'static> {
    About {
        insurer: "港健康保険組合",
        insured: Some("港 花子"),
        created: NaiveDate::from_ymd_opt(2026, 11, 26).unwrap(),
        covered: ["2026-01", "2026-02"].map(month).to_vec(),
        missing: ["2026-03", "2026-04"].map(month).to_vec(),
    }
}

pub(super) fn line(institution: Option<&str>, patient: &str, own: i64) -> ReceiptLine {
    ReceiptLine {
        id: "L1".parse().unwrap(),
        household: "H-SECRET".parse().unwrap(),
        branch: "02".parse().unwrap(),
        patient_name: Some(patient.to_owned()).filter(|name| !name.is_empty()),
        month: month("2026-08"),
        kind: Kind::Outpatient,
        institution: institution.map(str::to_owned),
        count: 2,
        amounts: Amounts::new(own + 700, 600, 100, own).unwrap(),
        note: String::new(),
    }
}

/// What an import accepts and a file may stumble over.
pub(super) const HARD: [&str; 12] = [
    "=cmd|'/c calc'!A0",
    "+81",
    "-1",
    "@SUM(A1)",
    "＝ｃｍｄ",
    "＠医院",
    "\"引用\",カンマ",
    "]]><x>&amp;&#0;",
    "𠮷田\u{2028}医院",
    "髙﨑〜①㈱",
    "\u{FFFE}\u{FFFF}",
    "' or 1=1",
];

pub(super) fn lines() -> impl Strategy<Value = Vec<ReceiptLine>> {
    let text = prop_oneof![prop::sample::select(&HARD[..]).prop_map(str::to_owned), "\\PC{0,30}"];
    let line = (text.clone(), text, 0..1_000_000_i64, 2024..2027_i32, 1..=12_u32, 0..6_usize);
    let line = line.prop_map(|(institution, patient, own, year, number, kind)| ReceiptLine {
        month: CareMonth::new(year, number).unwrap(),
        kind: Kind::read(["入院", "通院", "歯科", "調剤", "訪問看護", "はり・きゅう"][kind]).unwrap(),
        ..super::testing::line(Some(&institution).filter(|text| !text.is_empty()).map(String::as_str), &patient, own)
    });
    prop::collection::vec(line, 0..40)
}
