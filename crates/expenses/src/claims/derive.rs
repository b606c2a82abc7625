//! A receipt's line, where its records leave one answer.

use base::{Text, fold_width};

use super::{Derived, Open};
use crate::{Amounts, Branch, CareMonth, Kind};

/// 点数表: medical receipts.
const MEDICAL: &str = "1";
/// 負担者種別 of the record SN: the health insurance.
const INSURANCE: &str = "1";
/// Yen for a point (診療報酬の算定方法).
const YEN_A_POINT: i64 = 10;

impl Open {
    /// The line, or everything that is missing for one.
    pub(super) fn derive(&self) -> Result<Derived, Vec<Text>> {
        let mut missing = Vec::new();
        let mut need = |reason: Text, found: bool| {
            if !found {
                missing.push(reason);
            }
        };
        let medical = self.institution.as_ref().is_some_and(|record| field(record, 4) == MEDICAL);
        need(NOT_MEDICAL, medical);
        if !medical {
            return Err(missing);
        }
        let id = field(&self.receipt, 19).parse().ok();
        need(NO_ID, id.is_some());
        let month = month(field(&self.receipt, 4));
        need(NO_MONTH, month.is_some());
        let branch = self.branch();
        need(NO_BRANCH, branch.is_some());
        let insurance = self.insurance();
        need(NO_INSURANCE, insurance.is_some());
        let kind = field(&self.receipt, 3).chars().last().and_then(|last| last.to_digit(10));
        need(NO_KIND, kind.is_some());
        let count = insurance.and_then(|record| number(field(record, 5))).and_then(|days| u32::try_from(days).ok());
        need(NO_DAYS, insurance.is_none() || count.is_some_and(|days| days <= 31));
        let amounts = match (insurance, kind) {
            (Some(insurance), Some(kind)) => self.amounts(insurance, kind).map_err(|reason| need(reason, false)).ok(),
            _ => None,
        };
        let all = (id, month, branch, insurance, kind, count, amounts);
        let (Some(id), Some(month), Some(branch), Some(insurance), Some(kind), Some(count), Some(amounts)) = all else {
            return Err(missing);
        };
        if !missing.is_empty() {
            return Err(missing);
        }
        Ok(Derived {
            id,
            kigo: fold_width(field(insurance, 3)),
            bango: fold_width(field(insurance, 4)),
            branch,
            patient_name: named(field(&self.receipt, 5)),
            month,
            // 別表5: the odd ones are in hospital.
            kind: if kind % 2 == 1 { Kind::Inpatient } else { Kind::Outpatient },
            institution: self.institution.as_ref().and_then(|record| named(field(record, 7))),
            count,
            amounts,
        })
    }

    /// The record of the health insurance: one, with a number by which the insured person is found.
    fn insurance(&self) -> Option<&[String]> {
        match self.insurance.as_slice() {
            [one] if !field(one, 4).is_empty() => Some(one),
            _ => None,
        }
    }

    /// The patient's number, as the counter confirmed it for the health insurance.
    fn branch(&self) -> Option<Branch> {
        let confirmed = self.confirmed.iter().find(|record| field(record, 2) == INSURANCE)?;
        fold_width(field(confirmed, 7)).parse().ok()
    }

    /// Who pays what. The patient's share is three tenths; two for a child before school and for the elderly without an
    /// income like the working (健康保険法第74条, 第110条), which the last digit of the receipt's kind tells. Where the
    /// record states what the patient pays, because a limit was reached, that counts.
    fn amounts(&self, insurance: &[String], kind: u32) -> Result<Amounts, Text> {
        let points = number(field(insurance, 6)).ok_or(NO_POINTS)?;
        if !field(insurance, 13).is_empty() {
            return Err(REDUCED);
        }
        let total = points * YEN_A_POINT;
        let share = match (field(insurance, 12), kind) {
            ("", 3 | 4 | 7 | 8) => total / 10 * 2,
            ("", _) => total / 10 * 3,
            (stated, _) => number(stated).ok_or(NO_POINTS)?,
        };
        let own = match self.subsidies.as_slice() {
            [] => share,
            [one] if ["", field(insurance, 6)].contains(&field(one, 6)) => number(field(one, 7)).ok_or(SUBSIDISED)?,
            _ => return Err(SUBSIDISED),
        };
        if total > Amounts::MAX {
            return Err(NO_POINTS);
        }
        Amounts::new(total, total - share, share - own, own).map_err(|_| SUBSIDISED)
    }
}

/// The field at a place of a record, counted from 1 as the specification does; the first is the record's kind.
fn field(record: &[String], place: usize) -> &str {
    place.checked_sub(1).and_then(|index| record.get(index)).map_or("", |text| text.trim())
}

fn named(text: &str) -> Option<String> {
    let name = text.trim_matches(|c: char| c.is_whitespace());
    Some(name.to_owned()).filter(|name| !name.is_empty() && !name.contains(char::is_control))
}

/// Plain digits, up to nine.
fn number(text: &str) -> Option<i64> {
    let plain = (1..=9).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

/// `202608`; of older receipts `50808`: the era (4 平成, 5 令和), its year, the month.
fn month(text: &str) -> Option<CareMonth> {
    let digits = number(text)?;
    let (year, month) = (digits / 100, digits % 100);
    let year = match (text.len(), year / 100) {
        (6, _) => year,
        (5, 5) => 2018 + year % 100,
        (5, 4) => 1988 + year % 100,
        _ => return None,
    };
    CareMonth::new(i32::try_from(year).ok()?, u32::try_from(month).ok()?).ok()
}

const NOT_MEDICAL: Text = Text {
    ja: "医科のレセプト（点数表1）ではないため、変換できません。",
    en: "It is no medical receipt (点数表 1): the layout of others is not known here.",
};
const NO_ID: Text = Text {
    ja: "検索番号（RE）がないため、明細のIDを決められません。",
    en: "It has no search number (RE, 検索番号) to be the line’s ID.",
};
const NO_MONTH: Text =
    Text { ja: "診療年月（RE）を読み取れません。", en: "The month of care (RE) cannot be read." };
const NO_BRANCH: Text = Text {
    ja: "枝番（SN）がないため、受診者を決められません。",
    en: "It has no branch number (SN) that tells who the patient is.",
};
const NO_INSURANCE: Text = Text {
    ja: "医療保険の記録（HO）が1件ではないか、番号がありません。",
    en: "It has not exactly one record of health insurance (HO) with a number.",
};
const NO_KIND: Text = Text {
    ja: "レセプト種別（RE）を読み取れません。",
    en: "The kind of receipt (RE) cannot be read.",
};
const NO_DAYS: Text =
    Text { ja: "診療実日数（HO）を読み取れません。", en: "The number of days (HO) cannot be read." };
const NO_POINTS: Text = Text {
    ja: "合計点数または負担金額（HO）を読み取れません。",
    en: "The points or the payment (HO) cannot be read.",
};
const REDUCED: Text = Text {
    ja: "一部負担金の減免（HO）があるため、自己負担額を決められません。",
    en: "The own payment was reduced or remitted (HO): what was paid cannot be derived.",
};
const SUBSIDISED: Text = Text {
    ja: "公費（KO）の対象や負担金額から、公費負担額と自己負担額を決められません。",
    en: "What public schemes (KO) paid, and so the own payment, cannot be derived.",
};
