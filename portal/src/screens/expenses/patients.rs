//! By what addresses name a patient.
//!
//! An address may be kept, passed on and logged by somebody, so neither a name nor a number of the insurance stands in
//! it: a patient is named by a keyed digest, which is the same whenever the page is asked for and tells nothing.

use base::{KeyEncryptionKey, Purpose, SealedFor};
use expenses::Branch;

use crate::boundary::Visit;
use crate::member::Household;

/// So many hexadecimal digits tell the persons of a household apart.
const LENGTH: usize = 10;

/// By what an address names a patient of this household.
pub fn index(visit: &Visit, household: &Household, patient: Branch) -> String {
    under(&visit.app.sealing_key, visit, household, patient)
}

/// Whether an address names this patient, be it an address from before the key was changed.
pub fn is_named(visit: &Visit, household: &Household, patient: Branch, by: &str) -> bool {
    visit.app.sealing_key.each().any(|key| under(&key, visit, household, patient) == by)
}

fn under(key: &KeyEncryptionKey, visit: &Visit, household: &Household, patient: Branch) -> String {
    let (realm, row) = (&visit.realm.name, household.number().as_str());
    let mut digest = key.digest(SealedFor { purpose: Purpose::Patient, realm, row }, patient.to_string().as_bytes());
    digest.truncate(LENGTH);
    digest
}
