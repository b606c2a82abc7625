//! By what addresses name a patient, and what is known by its patient and its day alone.
//!
//! An address may be kept, passed on and logged by somebody, so neither a name nor a number of the insurance stands in
//! it: a patient is named by a keyed digest, which is the same whenever the page is asked for and tells nothing. Without
//! a key it would tell: there are so few numbers and days that all of them can be tried.

use base::{KeyEncryptionKey, Purpose, SealedFor};
use chrono::NaiveDate;
use expenses::Branch;

use crate::boundary::Visit;
use crate::member::Household;

/// So many hexadecimal digits tell the persons of a household apart, and what each of them has of a day.
const LENGTH: usize = 10;

/// By what an address names a patient of this household.
pub fn index(visit: &Visit, household: &Household, patient: Branch) -> String {
    under(&visit.app.sealing_key, visit, household, &patient.to_string())
}

/// Whether an address names this patient, be it an address from before the key was changed.
pub fn is_named(visit: &Visit, household: &Household, patient: Branch, by: &str) -> bool {
    visit.app.sealing_key.each().any(|key| under(&key, visit, household, &patient.to_string()) == by)
}

/// By what an address names what a patient of this household has of one day, such as a check-up.
pub fn index_of_day(visit: &Visit, household: &Household, (patient, day): (Branch, NaiveDate)) -> String {
    under(&visit.app.sealing_key, visit, household, &format!("{patient}/{day}"))
}

/// Whether an address names what this patient has of this day, be it an address from before the key was changed.
pub fn is_named_of_day(visit: &Visit, household: &Household, (patient, day): (Branch, NaiveDate), by: &str) -> bool {
    visit.app.sealing_key.each().any(|key| under(&key, visit, household, &format!("{patient}/{day}")) == by)
}

fn under(key: &KeyEncryptionKey, visit: &Visit, household: &Household, named: &str) -> String {
    let (realm, row) = (&visit.realm.name, household.number().as_str());
    let mut digest = key.digest(SealedFor { purpose: Purpose::Patient, realm, row }, named.as_bytes());
    digest.truncate(LENGTH);
    digest
}
