//! What the sample families have of the society's other services, in the files of their import commands.
//!
//! Everything is made for a given day, as the receipts are: a check-up of five years ago is no course of five years.

use anyhow::Context as _;
use chrono::{Datelike as _, Months, NaiveDate};
use portal::ImportKind;
use realm::Service;
use serde::Deserialize;

use super::chance::Chance;

#[derive(Deserialize)]
struct Person {
    household_number: String,
    branch: String,
    name: String,
    birth_date: NaiveDate,
}

#[derive(Deserialize)]
struct Member {
    household_number: String,
    kigo: String,
    bango: String,
    eligible_from: NaiveDate,
}

/// An item of a check-up: its name, unit, reference range, between which tenths its values lie, and by how many at most
/// one year's differs from a person's usual.
type Item = (&'static str, &'static str, &'static str, &'static str, (i64, i64), i64);

/// Invented values: they are to look like a check-up, and mean nothing.
const ITEMS: [Item; 8] = [
    ("体重", "kg", "", "", (480, 780), 12),
    ("BMI", "", "18.5", "24.9", (195, 268), 5),
    ("腹囲", "cm", "", "", (680, 930), 15),
    ("収縮期血圧", "mmHg", "", "129", (1080, 1380), 60),
    ("拡張期血圧", "mmHg", "", "84", (640, 900), 40),
    ("空腹時血糖", "mg/dL", "70", "99", (820, 1090), 40),
    ("HbA1c", "%", "", "5.5", (50, 61), 1),
    ("LDLコレステロール", "mg/dL", "60", "119", (820, 1480), 80),
];

/// Medicines with what they come in, and what a generic would save.
const MEDICINES: [(&str, &str, &str); 6] = [
    ("アムロジピン錠5mg", "28日分", ""),
    ("ロスバスタチン錠2.5mg", "28日分", "380"),
    ("フェキソフェナジン錠60mg", "14日分", "210"),
    ("カルボシステイン錠500mg", "5日分", ""),
    ("ロキソプロフェン錠60mg", "5日分", "90"),
    ("レバミピド錠100mg", "5日分", ""),
];

/// The files of a realm's families, as the society would hold them on a day.
pub struct Services {
    persons: Vec<Person>,
    members: Vec<Member>,
    today: NaiveDate,
}

impl Services {
    /// The families of a realm.
    ///
    /// # Errors
    /// When the realm has no sample people, or their files are wrong.
    pub fn of(realm: &str, today: NaiveDate) -> anyhow::Result<Self> {
        let (members, persons) = super::files(realm).with_context(|| format!("{realm} has no sample people"))?;
        let persons = csv::Reader::from_reader(persons.as_bytes()).deserialize().collect::<Result<_, _>>();
        let members = csv::Reader::from_reader(members.as_bytes()).deserialize().collect::<Result<_, _>>();
        Ok(Self { persons: persons.context("patients.csv")?, members: members.context("members.csv")?, today })
    }

    /// The file of each service, with the command that takes it.
    ///
    /// # Errors
    /// None that memory has.
    pub fn files(&self) -> anyhow::Result<[(Service, ImportKind, String); 5]> {
        let last_day = self.today + Months::new(30);
        Ok([
            (Service::Benefits, ImportKind::Benefits, self.benefits()?),
            (Service::EligibilityInformation, ImportKind::EligibilityNotices, self.eligibility(None)?),
            (Service::EligibilityCertificate, ImportKind::EligibilityCertificates, self.eligibility(Some(last_day))?),
            (Service::Checkups, ImportKind::Checkups, self.checkups()?),
            (Service::Prescriptions, ImportKind::Prescriptions, self.prescriptions()?),
        ])
    }

    fn benefits(&self) -> anyhow::Result<String> {
        let header =
            "decision_id,household_number,branch,patient_name,kind,care_month,decided_on,amount,paid_on,payment,note";
        let granted = [
            ("高額療養費", 6, 3),
            ("一部負担還元金", 6, 3),
            ("一部負担還元金", 14, 11),
            ("療養費（治療用装具）", 20, 18),
        ];
        self.file(header, |person, rows| {
            for (number, (kind, month, decided)) in (1..).zip(granted) {
                let id = format!("{}-{}-B{number}", person.household_number, person.branch);
                let mut chance = Chance::of(&id);
                if !chance.percent(60) {
                    continue;
                }
                let decided = self.before(decided);
                rows.push(vec![
                    id,
                    person.household_number.clone(),
                    person.branch.clone(),
                    person.name.clone(),
                    kind.to_owned(),
                    self.before(month).format("%Y-%m").to_string(),
                    decided.to_string(),
                    (chance.between(12, 900) * 100).to_string(),
                    (decided + Months::new(1)).to_string(),
                    "ご登録の口座へのお振り込み".to_owned(),
                    String::new(),
                ]);
            }
        })
    }

    /// Notices of eligibility, or certificates where they have a last day.
    fn eligibility(&self, valid_until: Option<NaiveDate>) -> anyhow::Result<String> {
        let header = "document_id,household_number,branch,patient_name,birth_date,kigo,bango,insurer_number,standing,eligible_from,issued_on,valid_until";
        self.file(header, |person, rows| {
            let Some(member) = self.members.iter().find(|one| one.household_number == person.household_number) else {
                return;
            };
            let from = member.eligible_from.max(person.birth_date);
            rows.push(vec![
                format!("{}-{}", person.household_number, person.branch),
                person.household_number.clone(),
                person.branch.clone(),
                person.name.clone(),
                person.birth_date.to_string(),
                member.kigo.clone(),
                member.bango.clone(),
                "06139999".to_owned(),
                if person.branch == "00" { "本人" } else { "家族" }.to_owned(),
                from.to_string(),
                from.max(self.before(11)).to_string(),
                valid_until.map(|day| day.to_string()).unwrap_or_default(),
            ]);
        })
    }

    /// Results of a check-up a year, six years back, of everybody who is of age.
    fn checkups(&self) -> anyhow::Result<String> {
        let header = "result_id,household_number,branch,patient_name,taken_on,institution,position,item,value,unit,low,high,judgement";
        self.file(header, |person, rows| {
            for year in (0..6).filter(|year| self.before(12 * year).years_since(person.birth_date) >= Some(20)) {
                let day = self.before(12 * year + 5);
                for (number, (item, unit, low, high, values, swing)) in (1..).zip(ITEMS) {
                    let who = format!("{}-{}-{item}", person.household_number, person.branch);
                    let usual = Chance::of(&who).between(values.0, values.1);
                    let tenths = usual + Chance::of(&format!("{who}-{}", day.year())).between(-swing, swing);
                    let value = if tenths > 300 {
                        format!("{}", tenths / 10)
                    } else {
                        format!("{}.{}", tenths / 10, tenths % 10)
                    };
                    rows.push(self.result(person, day, (number, item, unit), (&value, low, high)));
                }
                rows.push(self.result(person, day, (9, "尿蛋白", ""), ("(-)", "", "")));
            }
        })
    }

    fn result(
        &self,
        person: &Person,
        day: NaiveDate,
        (position, item, unit): (i32, &str, &str),
        (value, low, high): (&str, &str, &str),
    ) -> Vec<String> {
        let id = format!("{}-{}-{}-{position}", person.household_number, person.branch, day.year());
        let texts = [
            &id,
            &person.household_number,
            &person.branch,
            &person.name,
            &day.to_string(),
            "けんしんプラザ中央",
            &position.to_string(),
            item,
            value,
            unit,
            low,
            high,
            "",
        ];
        texts.map(str::to_owned).to_vec()
    }

    /// Medicines of the last year, as far as they have arrived.
    fn prescriptions(&self) -> anyhow::Result<String> {
        let header =
            "prescription_id,household_number,branch,patient_name,care_month,pharmacy,medicine,quantity,generic_saving";
        self.file(header, |person, rows| {
            for month in 3..15 {
                let day = self.before(month);
                let id = format!("{}-{}-{}", person.household_number, person.branch, day.format("%Y%m"));
                let mut chance = Chance::of(&id);
                let Some((medicine, quantity, saving)) = chance.one_of(&MEDICINES).filter(|_| day > person.birth_date)
                else {
                    continue;
                };
                if chance.percent(55) {
                    let month = day.format("%Y-%m").to_string();
                    let texts = [
                        &id,
                        &person.household_number,
                        &person.branch,
                        &person.name,
                        &month,
                        "駅前みどり薬局",
                        medicine,
                        quantity,
                        saving,
                    ];
                    rows.push(texts.map(str::to_owned).to_vec());
                }
            }
        })
    }

    /// A file of what each person has.
    fn file(&self, header: &str, rows_of: impl Fn(&Person, &mut Vec<Vec<String>>)) -> anyhow::Result<String> {
        let mut rows = Vec::new();
        self.persons.iter().for_each(|person| rows_of(person, &mut rows));
        let mut file = csv::Writer::from_writer(Vec::new());
        file.write_record(header.split(','))?;
        for row in rows {
            file.write_record(row)?;
        }
        Ok(String::from_utf8(file.into_inner()?)?)
    }

    fn before(&self, months: u32) -> NaiveDate {
        self.today - Months::new(months)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::REALMS;

    #[test]
    fn every_realm_has_something_of_every_service() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        for realm in REALMS {
            let services = Services::of(realm, today).unwrap();
            for (service, _, file) in services.files().unwrap() {
                assert!(file.lines().count() > 2, "{realm} {service:?}: {file}");
            }
            assert_eq!(services.checkups().unwrap(), services.checkups().unwrap(), "the same every time");
        }
    }

    /// A course of five years is looked at by people: HbA1c that halves in a year is no sample of anything.
    #[test]
    fn nobodys_values_jump() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
        for realm in REALMS {
            let file = Services::of(realm, today).unwrap().checkups().unwrap();
            let mut rows: Vec<csv::StringRecord> =
                csv::Reader::from_reader(file.as_bytes()).records().flatten().collect();
            rows.sort_by_key(|row| [&row[1], &row[2], &row[7], &row[4]].map(str::to_owned));
            for pair in rows.windows(2).filter(|pair| [1, 2, 7].iter().all(|of| pair[0][*of] == pair[1][*of])) {
                let [one, next] = [0, 1].map(|place| pair[place][8].parse::<f64>().ok());
                let Some((one, next)) = one.zip(next) else { continue };
                assert!((one - next).abs() <= one / 5.0, "{realm} {}: {one} {next}", &pair[0][7]);
                assert!(&pair[0][7] != "HbA1c" || (4.9..=6.3).contains(&one), "{one}");
            }
        }
    }
}
