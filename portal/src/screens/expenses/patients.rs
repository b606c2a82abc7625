//! By what addresses name a patient.
//!
//! An address may be kept, passed on and logged by somebody, so neither a name nor a number of the insurance stands in
//! it: a patient is named by a keyed digest, which is the same whenever the page is asked for and tells nothing.

use base::{Purpose, SealedFor};
use expenses::Branch;

use crate::boundary::Visit;
use crate::member::Household;

/// So many hexadecimal digits tell the persons of a household apart.
const LENGTH: usize = 10;

/// By what an address names a patient of this household.
pub fn index(visit: &Visit, household: &Household, patient: Branch) -> String {
    let (realm, row) = (&visit.realm.name, household.number().as_str());
    let place = SealedFor { purpose: Purpose::Patient, realm, row };
    let mut digest = visit.app.sealing_key.digest(place, patient.to_string().as_bytes());
    digest.truncate(LENGTH);
    digest
}
