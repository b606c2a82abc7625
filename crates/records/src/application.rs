//! An application for the influenza subsidy (インフルエンザ予防接種補助金): what the form must hold, and what the society
//! decided.
//!
//! How much is granted, to whom and until when is the society's to say and to decide; the form takes what was paid.

use std::fmt;

use base::{Text, fold_digits, fold_width};
use chrono::{DateTime, NaiveDate, Utc};
use expenses::{Branch, HouseholdNumber, LineId};

use crate::{Line, Row};

/// The fields of the form, by the names that the page gives them.
pub mod field {
    /// Who was vaccinated.
    pub const PATIENT: &str = "patient_name";
    /// When.
    pub const VACCINATED_ON: &str = "vaccinated_on";
    /// Where.
    pub const INSTITUTION: &str = "institution";
    /// What was paid.
    pub const PAID: &str = "paid";
}

/// The longest name of a person or an institution, in characters.
const LONGEST_NAME: usize = 100;
/// The most that one vaccination can have cost, in yen: beyond it somebody slipped.
const MOST_PAID: i64 = 99_999;

/// What somebody asks for.
#[derive(Clone, PartialEq, Eq)]
pub struct Claim {
    /// The name of the person who was vaccinated.
    pub patient_name: String,
    /// The day.
    pub vaccinated_on: NaiveDate,
    /// Where.
    pub institution: String,
    /// What was paid, in yen.
    pub paid: i64,
}

/// What somebody typed.
#[derive(Clone, Copy, Debug)]
pub struct Typed<'a> {
    /// The name of the person who was vaccinated.
    pub patient_name: &'a str,
    /// The day.
    pub vaccinated_on: &'a str,
    /// Where.
    pub institution: &'a str,
    /// What was paid.
    pub paid: &'a str,
}

/// An application that the society has received.
#[derive(Clone, PartialEq, Eq)]
pub struct Application {
    /// Its number, by which the applicant and the society speak of it.
    pub id: LineId,
    /// The applicant's family.
    pub household: HouseholdNumber,
    /// The applicant.
    pub branch: Branch,
    /// What they ask for.
    pub claim: Claim,
    /// When it was received.
    pub submitted_at: DateTime<Utc>,
    /// What was decided, once it is.
    pub decision: Option<Decision>,
}

/// What the society decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What is granted, in yen; `None` when it is declined.
    pub granted: Option<i64>,
    /// The day of the decision.
    pub decided_on: NaiveDate,
    /// What the applicant is told besides.
    pub note: Option<String>,
}

/// A decision, as a row of a file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The application.
    pub application: LineId,
    /// What was decided.
    pub decision: Decision,
}

impl Typed<'_> {
    /// Reads the form; `today` is Japan's date.
    ///
    /// # Errors
    /// Every problem, by its field, in the order of the fields.
    pub fn read(&self, today: NaiveDate) -> Result<Claim, Vec<(&'static str, Text)>> {
        let mut problems = Vec::new();
        let mut check = |field, problem: Option<Text>| problems.extend(problem.map(|problem| (field, problem)));
        let patient_name = name(self.patient_name);
        check(field::PATIENT, patient_name.is_none().then_some(NAME));
        let vaccinated_on = day(self.vaccinated_on);
        let to_come = vaccinated_on.is_some_and(|day| day > today);
        check(field::VACCINATED_ON, vaccinated_on.is_none().then_some(DAY));
        check(field::VACCINATED_ON, to_come.then_some(TO_COME));
        let institution = name(self.institution);
        check(field::INSTITUTION, institution.is_none().then_some(INSTITUTION));
        let paid = paid(self.paid);
        check(field::PAID, paid.is_none().then_some(PAID));
        match (patient_name, vaccinated_on, institution, paid) {
            (Some(patient_name), Some(vaccinated_on), Some(institution), Some(paid)) if problems.is_empty() => {
                Ok(Claim { patient_name, vaccinated_on, institution, paid })
            }
            _ => Err(problems),
        }
    }
}

/// A name as people write it: any width of space between its parts, none around them.
fn name(typed: &str) -> Option<String> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_name = (1..=LONGEST_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    is_name.then_some(name)
}

/// Eight digits, with whatever people put between them.
fn day(typed: &str) -> Option<NaiveDate> {
    let digits = fold_digits(typed);
    let plain = digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit()) && digits.starts_with("20");
    NaiveDate::parse_from_str(&digits, "%Y%m%d").ok().filter(|_| plain)
}

/// `3,500円` is an amount too.
fn paid(typed: &str) -> Option<i64> {
    let folded = fold_width(typed);
    let digits: String = folded.trim_end_matches('円').chars().filter(|c| *c != ',' && !c.is_whitespace()).collect();
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|yen| plain && (1..=MOST_PAID).contains(yen))
}

impl Line for Decided {
    const COLUMNS: &'static [&'static str] = &["application_id", "outcome", "granted_amount", "decided_on", "note"];
    const OPTIONAL: &'static [&'static str] = &["note"];
    const ID: &'static str = "application_id";

    fn read(row: &mut Row<'_>) -> Option<Self> {
        let application = row.id("application_id");
        let granted = row.read("outcome", OUTCOME, |text| match text {
            "granted" => Some(true),
            "declined" => Some(false),
            _ => None,
        });
        let amount = match granted {
            Some(true) => row.yen("granted_amount").map(Some),
            _ => row.read("granted_amount", NOTHING_GRANTED, |text| matches!(text, "" | "0").then_some(None)),
        };
        let decided_on = row.past_day("decided_on");
        let note = row.text("note");
        granted?;
        let decision = Decision { granted: amount?, decided_on: decided_on?, note };
        Some(Self { application: application?, decision })
    }
}

/// Shows the number alone: who was vaccinated belongs in no log.
impl fmt::Debug for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Application({}, …)", self.id.as_str())
    }
}

/// Shows nothing.
impl fmt::Debug for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Claim(…)")
    }
}

const NAME: Text = Text {
    ja: "接種を受けた方の氏名を100文字以内で入力してください。",
    en: "Please enter the name of the person who was vaccinated, in up to 100 characters.",
};
const DAY: Text = Text {
    ja: "接種日を8桁の数字で入力してください（例 20261105）。",
    en: "Please enter the date of the vaccination as eight digits, such as 20261105.",
};
const TO_COME: Text = Text {
    ja: "接種日が未来の日付です。接種を受けたあとに申請してください。",
    en: "This date is in the future. Please apply after the vaccination.",
};
const INSTITUTION: Text = Text {
    ja: "接種を受けた医療機関の名前を100文字以内で入力してください。",
    en: "Please enter the name of the institution, in up to 100 characters.",
};
const PAID: Text = Text {
    ja: "支払った金額を1〜99,999円の数字で入力してください。",
    en: "Please enter what you paid, from 1 to 99,999 yen.",
};
const OUTCOME: Text = Text {
    ja: "支給は granted、不支給は declined と記入してください。",
    en: "Must be granted or declined.",
};
const NOTHING_GRANTED: Text = Text {
    ja: "不支給のときは空欄または0としてください。",
    en: "Must be empty or 0 unless the outcome is granted.",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row::testing::{each_is_named, read};

    const TYPED: Typed<'static> = Typed {
        patient_name: "港　花子 ",
        vaccinated_on: "２０２６－１１－０５",
        institution: "みなと内科",
        paid: "３，５００円",
    };

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 20).unwrap()
    }

    #[test]
    fn a_form_is_read_as_people_write() {
        let claim = TYPED.read(today()).unwrap();
        assert_eq!((claim.patient_name.as_str(), claim.paid), ("港 花子", 3_500));
        assert_eq!(claim.vaccinated_on.to_string(), "2026-11-05");
    }

    #[test]
    fn each_problem_is_told_by_its_field() {
        let long = "あ".repeat(101);
        for (typed, fields) in [
            (Typed { patient_name: " ", ..TYPED }, vec![field::PATIENT]),
            (Typed { patient_name: &long, ..TYPED }, vec![field::PATIENT]),
            (Typed { vaccinated_on: "20261121", ..TYPED }, vec![field::VACCINATED_ON]),
            (Typed { vaccinated_on: "2026-02-30", ..TYPED }, vec![field::VACCINATED_ON]),
            (Typed { vaccinated_on: "", institution: "", ..TYPED }, vec![field::VACCINATED_ON, field::INSTITUTION]),
            (Typed { paid: "0", ..TYPED }, vec![field::PAID]),
            (Typed { paid: "-3500", ..TYPED }, vec![field::PAID]),
            (Typed { paid: "100000", ..TYPED }, vec![field::PAID]),
        ] {
            let problems = typed.read(today()).unwrap_err();
            assert_eq!(problems.iter().map(|(field, _)| *field).collect::<Vec<_>>(), fields, "{typed:?}");
        }
    }

    const GOOD: [(&str, &str); 4] =
        [("application_id", "abc"), ("outcome", "granted"), ("granted_amount", "2000"), ("decided_on", "2026-11-20")];

    #[test]
    fn a_decision_grants_an_amount_or_declines() {
        assert_eq!(read::<Decided>(&GOOD, &[]).unwrap().decision.granted, Some(2_000));
        let declined = [("outcome", "declined"), ("granted_amount", "")];
        assert_eq!(read::<Decided>(&GOOD, &declined).unwrap().decision.granted, None);
        each_is_named::<Decided>(
            &GOOD,
            &[("application_id", ""), ("granted_amount", ""), ("granted_amount", "x"), ("decided_on", "2027-01-01")],
        );
        assert!(read::<Decided>(&GOOD, &[("outcome", "declined")]).is_err(), "nothing is granted then");
        assert!(read::<Decided>(&GOOD, &[("outcome", "支給")]).is_err());
    }
}
