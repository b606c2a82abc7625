//! Who is signed in, as the identity provider vouched for it, and which household that opens.
//!
//! A [`Member`] is made from verified claims only, and a [`Household`] from a member only, so whatever stands in a
//! URL, a form or a header can never choose whose receipts are read.

use base::Secret;
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use expenses::{Branch, CareMonth, HouseholdNumber, Patients};
use realm::{Acr, HouseholdRule, SignInPolicy};
use serde::{Deserialize, Serialize};

use crate::profile::Profile;
use crate::rows::Addressee;

/// A signed-in member: what the session keeps, sealed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Member {
    /// The provider's name for the person (`sub`).
    pub subject: String,
    /// The name to greet them by, if the provider knows one.
    pub name: Option<String>,
    /// The e-mail address, if the provider vouches that it is theirs.
    #[serde(default)]
    pub address: Option<Secret>,
    /// Their insurance, if they are insured with this society.
    pub insured: Option<Insured>,
    /// What the sign-in proved.
    pub acr: Acr,
    /// When they showed it to the provider (`auth_time`), if it says so: it may be long before the sign-in here.
    #[serde(default)]
    pub authenticated_at: Option<DateTime<Utc>>,
    /// The ID token: it tells the provider at sign-out whose session ends (RP-Initiated Logout §2).
    pub id_token: Secret,
    /// The provider's session that the sign-in belongs to (`sid`), if it names one: it may end without us.
    #[serde(default)]
    pub session: Option<String>,
    /// What they say of themselves here. It is read with each session, so that all of a member's browsers show the same.
    #[serde(skip)]
    pub profile: Profile,
}

/// The place of an insured person in their society: the claim `kenpo` of our provider, as far as the portal needs it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Insured {
    household_number: String,
    branch: String,
    /// The last insured day, when it is known.
    #[serde(default)]
    eligible_until: Option<NaiveDate>,
}

/// A household that the signed-in member may look into, and how far.
#[derive(Clone, Debug)]
pub struct Household {
    number: HouseholdNumber,
    own: Branch,
    patients: Patients,
    /// The last month that was insured, when it is known.
    until: Option<CareMonth>,
}

/// What the end of a member's insurance means for what they read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Eligibility {
    /// They are insured.
    Insured,
    /// They no longer are, and still read what concerns the insured period.
    Former {
        /// The last insured day.
        last_day: NaiveDate,
        /// The last day on which they read.
        readable_until: NaiveDate,
    },
    /// The society's time after the insurance is over.
    Over,
}

impl Member {
    /// The member's household under the society's rule. `None` for a person who is not insured with it.
    #[must_use]
    pub fn household(&self, rule: HouseholdRule) -> Option<Household> {
        let insured = self.insured.as_ref()?;
        let number = insured.household_number.parse().ok()?;
        let own = insured.branch.parse().ok()?;
        let patients = patients(rule, own);
        let until = insured.eligible_until.and_then(|day| CareMonth::new(day.year(), day.month()).ok());
        Some(Household { number, own, patients, until })
    }

    /// Whether they are the insured person (被保険者) of their household, and no dependant: branch 00.
    #[must_use]
    pub fn is_insured_person(&self) -> bool {
        let branch = self.insured.as_ref().and_then(|insured| insured.branch.parse::<Branch>().ok());
        branch.is_some_and(|branch| branch == Branch::INSURED)
    }

    /// How the member's insurance stands on a day in Japan, by the society's rule.
    #[must_use]
    pub fn eligibility(&self, policy: &SignInPolicy, today: NaiveDate) -> Eligibility {
        let ended = self.insured.as_ref().and_then(|insured| insured.eligible_until).filter(|day| *day < today);
        match ended.map(|last_day| (last_day, policy.readable_until(last_day))) {
            None => Eligibility::Insured,
            Some((last_day, Some(readable_until))) if today <= readable_until => {
                Eligibility::Former { last_day, readable_until }
            }
            Some(_) => Eligibility::Over,
        }
    }
}

/// Whose lines the person with this branch number may see. Where the society shows the household's, it shows them to the
/// insured person: the family's consent goes no further, so a dependant with an account sees their own.
fn patients(rule: HouseholdRule, own: Branch) -> Patients {
    match rule {
        HouseholdRule::InsuredPerson if own == Branch::INSURED => Patients::WholeHousehold,
        HouseholdRule::InsuredPerson | HouseholdRule::EachPatient => Patients::Only(own),
    }
}

impl Household {
    /// What a person whom the society names would see: for commands that write to them. A page has a member.
    #[must_use]
    pub fn of_addressee(who: &Addressee, rule: HouseholdRule) -> Self {
        let Addressee { household, branch } = who.clone();
        Self { number: household, own: branch, patients: patients(rule, branch), until: None }
    }

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

    /// The last month whose lines the reader may see, when there is a last one: a month that was insured only in part
    /// counts whole, because lines are kept by month.
    #[must_use]
    pub const fn until(&self) -> Option<CareMonth> {
        self.until
    }

    /// Whose lines the reader may see.
    #[must_use]
    pub const fn patients(&self) -> Patients {
        self.patients
    }
}
