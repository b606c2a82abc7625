//! Who is signed in, as the identity provider vouched for it, and which household that opens.
//!
//! A [`Member`] is made from verified claims only, and a [`Household`] from a member only, so whatever stands in a
//! URL, a form or a header can never choose whose receipts are read.

use base::Secret;
use expenses::{Branch, HouseholdNumber, Patients};
use realm::{Acr, HouseholdRule};
use serde::{Deserialize, Serialize};

/// A signed-in member: what the session keeps, sealed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Member {
    /// The provider's name for the person (`sub`).
    pub subject: String,
    /// The name to greet them by, if the provider knows one.
    pub name: Option<String>,
    /// Their insurance, if they are insured with this society.
    pub insured: Option<Insured>,
    /// What the sign-in proved.
    pub acr: Acr,
    /// The ID token: it tells the provider at sign-out whose session ends (RP-Initiated Logout §2).
    pub id_token: Secret,
}

/// The place of an insured person in their society: the claim `kenpo` of our provider, as far as the portal needs it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Insured {
    household_number: String,
    branch: String,
}

/// A household that the signed-in member may look into, and how far.
#[derive(Clone, Debug)]
pub struct Household {
    number: HouseholdNumber,
    own: Branch,
    patients: Patients,
}

impl Member {
    /// The member's household under the society's rule. `None` for a person who is not insured with it.
    #[must_use]
    pub fn household(&self, rule: HouseholdRule) -> Option<Household> {
        let insured = self.insured.as_ref()?;
        let number = insured.household_number.parse().ok()?;
        let own = insured.branch.parse().ok()?;
        let patients = match rule {
            HouseholdRule::InsuredPerson => Patients::WholeHousehold,
            HouseholdRule::EachPatient => Patients::Only(own),
        };
        Some(Household { number, own, patients })
    }
}

impl Household {
    /// The household's number.
    #[must_use]
    pub const fn number(&self) -> &HouseholdNumber {
        &self.number
    }

    /// The reader's own number within it.
    #[must_use]
    pub const fn own(&self) -> Branch {
        self.own
    }

    /// Whose lines the reader may see.
    #[must_use]
    pub const fn patients(&self) -> Patients {
        self.patients
    }
}
