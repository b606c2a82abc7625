//! What a society says of a person's eligibility: the notice (資格情報のお知らせ) and the certificate (資格確認書).
//!
//! They say nearly the same of a person and are two documents in law: the notice serves together with the My Number
//! card alone, the certificate by itself. So one record, and a type for each file.

use std::fmt;

use base::Text;
use chrono::{Datelike as _, NaiveDate};
use expenses::{CareMonth, LineId};

use crate::{Line, Person, Row};

/// A person's eligibility, as a document of the society states it.
#[derive(Clone, PartialEq, Eq)]
pub struct Eligibility {
    /// The society's id of the document.
    pub id: LineId,
    /// Whose it is. The name is always there.
    pub person: Person,
    /// The name in kana.
    pub kana: Option<String>,
    /// The birth date.
    pub birth_date: Option<NaiveDate>,
    /// 記号.
    pub kigo: String,
    /// 番号.
    pub bango: String,
    /// The society's own number (保険者番号).
    pub insurer_number: String,
    /// The person's standing in the society's words (本人・家族の別).
    pub standing: Option<String>,
    /// The first insured day (資格取得年月日).
    pub eligible_from: NaiveDate,
    /// The day on which the insurance ended (資格喪失年月日), if it has.
    pub eligible_until: Option<NaiveDate>,
    /// The share that the person pays, in the society's words (負担割合).
    pub copayment: Option<String>,
    /// The day of issue (交付年月日).
    pub issued_on: NaiveDate,
    /// The last day of validity (有効期限), of a certificate.
    pub valid_until: Option<NaiveDate>,
    /// The society's remark (備考).
    pub note: Option<String>,
}

/// A notice of eligibility (資格情報のお知らせ).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EligibilityNotice(pub Eligibility);

/// A certificate of eligibility (資格確認書).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EligibilityCertificate(pub Eligibility);

const COLUMNS: &[&str] = &[
    "document_id",
    "household_number",
    "branch",
    "patient_name",
    "name_kana",
    "birth_date",
    "kigo",
    "bango",
    "insurer_number",
    "standing",
    "eligible_from",
    "eligible_until",
    "copayment",
    "issued_on",
    "valid_until",
    "note",
    "withdrawn",
];
const OPTIONAL: &[&str] = &["name_kana", "birth_date", "standing", "eligible_until", "copayment", "note", "withdrawn"];
/// The certificate alone has a last day.
const OPTIONAL_IN_NOTICE: &[&str] =
    &["name_kana", "birth_date", "standing", "eligible_until", "copayment", "valid_until", "note", "withdrawn"];
const ID: &str = "document_id";

const NAME: Text = Text { ja: "氏名を記入してください。", en: "Must be the person’s name." };
const INSURER_NUMBER: Text = Text {
    ja: "保険者番号を8桁の数字で記入してください。",
    en: "Must be an insurer number of eight digits.",
};

impl Line for EligibilityNotice {
    const COLUMNS: &'static [&'static str] = COLUMNS;
    const OPTIONAL: &'static [&'static str] = OPTIONAL_IN_NOTICE;
    const ID: &'static str = ID;

    fn read(row: &mut Row<'_>) -> Option<Self> {
        let valid_until = row.day_if_any("valid_until");
        read(row, valid_until).map(Self)
    }
}

impl Line for EligibilityCertificate {
    const COLUMNS: &'static [&'static str] = COLUMNS;
    const OPTIONAL: &'static [&'static str] = OPTIONAL;
    const ID: &'static str = ID;

    fn read(row: &mut Row<'_>) -> Option<Self> {
        let valid_until = row.day("valid_until");
        read(row, valid_until).map(Self)
    }
}

fn read(row: &mut Row<'_>, valid_until: Option<NaiveDate>) -> Option<Eligibility> {
    let id = row.id("document_id");
    let person = row.person();
    let named = person.as_ref().is_none_or(|person| person.name.is_some());
    row.check("patient_name", NAME, named);
    let kana = row.text("name_kana");
    let birth_date = row.day_if_any("birth_date");
    let kigo = row.required_text("kigo");
    let bango = row.required_text("bango");
    let eight_digits = |text: &str| text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
    let insurer_number = row.read("insurer_number", INSURER_NUMBER, |text| eight_digits(text).then(|| text.to_owned()));
    let standing = row.text("standing");
    let eligible_from = row.past_day("eligible_from");
    let eligible_until = row.day_if_any("eligible_until");
    let copayment = row.text("copayment");
    let issued_on = row.past_day("issued_on");
    let note = row.text("note");
    Some(Eligibility {
        id: id?,
        person: person?,
        kana,
        birth_date,
        kigo: kigo?,
        bango: bango?,
        insurer_number: insurer_number?,
        standing,
        eligible_from: eligible_from?,
        eligible_until,
        copayment,
        issued_on: issued_on?,
        valid_until,
        note,
    })
}

impl Eligibility {
    /// The month in which the insurance began: what was later than a reader's own insurance is not theirs to read.
    /// `None` for a person who is insured since before 2000.
    #[must_use]
    pub fn month(&self) -> Option<CareMonth> {
        CareMonth::new(self.eligible_from.year(), self.eligible_from.month()).ok()
    }
}

/// The newest document of each person, person by person.
#[must_use]
pub fn newest_of_each(mut documents: Vec<Eligibility>) -> Vec<Eligibility> {
    documents.sort_by(|one, other| {
        let key = |document: &Eligibility| (document.issued_on, document.id.clone());
        one.person.branch.cmp(&other.person.branch).then_with(|| key(other).cmp(&key(one)))
    });
    documents.dedup_by(|later, kept| later.person.branch == kept.person.branch);
    documents
}

/// Shows the id alone: an insurance number belongs in no log.
impl fmt::Debug for Eligibility {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Eligibility({}, …)", self.id.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row::testing::{each_is_named, read};

    const GOOD: [(&str, &str); 9] = [
        ("document_id", "E-1"),
        ("household_number", "H001"),
        ("branch", "00"),
        ("patient_name", "港 花子"),
        ("kigo", "12"),
        ("bango", "3456"),
        ("insurer_number", "06139999"),
        ("eligible_from", "1998-04-01"),
        ("issued_on", "2025-12-02"),
    ];
    const BAD: [(&str, &str); 8] = [
        ("document_id", ""),
        ("patient_name", ""),
        ("kigo", ""),
        ("bango", ""),
        ("insurer_number", "6139999"),
        ("eligible_from", "2027-01-01"),
        ("issued_on", "2027-01-01"),
        ("birth_date", "19900101"),
    ];

    #[test]
    fn only_a_certificate_needs_a_last_day() {
        let notice: EligibilityNotice = read(&GOOD, &[]).unwrap();
        assert_eq!((notice.0.valid_until, notice.0.month()), (None, None));
        each_is_named::<EligibilityNotice>(&GOOD, &BAD);
        each_is_named::<EligibilityCertificate>(&GOOD, &[("valid_until", "")]);
        let certificate: EligibilityCertificate = read(&GOOD, &[("valid_until", "2030-11-30")]).unwrap();
        assert_eq!(certificate.0.valid_until, NaiveDate::from_ymd_opt(2030, 11, 30));
    }

    #[test]
    fn the_newest_document_of_each_person_counts() {
        let document = |id, branch, issued| {
            let changes = [("document_id", id), ("branch", branch), ("issued_on", issued)];
            read::<EligibilityNotice>(&GOOD, &changes).unwrap().0
        };
        let documents = vec![
            document("1", "02", "2025-12-02"),
            document("2", "00", "2025-12-02"),
            document("3", "00", "2026-04-01"),
            document("4", "02", "2024-12-02"),
        ];
        let ids: Vec<String> = newest_of_each(documents).iter().map(|kept| kept.id.as_str().to_owned()).collect();
        assert_eq!(ids, ["3", "1"]);
    }
}
