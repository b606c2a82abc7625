//! Which version of the terms a member still has to agree to, and for how long that may wait.

use chrono::NaiveDate;
use realm::Realm;

use crate::AccountFacts;

impl AccountFacts {
    /// Whether the version in force is one that the member did not agree to. Versions are named by their day, so the
    /// later one is the greater.
    pub(crate) fn terms_are_due(&self, realm: &Realm, today: NaiveDate) -> bool {
        let asked = realm.terms_in_force(today).map(|terms| terms.version.as_str());
        asked.is_some_and(|asked| self.accepted_terms.as_deref() < Some(asked))
    }

    /// The last day, in Japan, on which the member may put the version in force off: only whoever agreed to the former
    /// one and has signed in before may, and only for as long as the realm allows.
    #[must_use]
    pub fn terms_may_wait_until(&self, realm: &Realm, today: NaiveDate) -> Option<NaiveDate> {
        let knows_the_former = self.accepted_terms.is_some() && self.first_signed_in_at.is_some();
        let asked = realm.terms_in_force(today).filter(|_| knows_the_former && self.terms_are_due(realm, today))?;
        let last_day = asked.effective_from.checked_add_signed(realm.terms_grace?)?.pred_opt()?;
        (today <= last_day).then_some(last_day)
    }

    pub(crate) fn terms_may_wait(&self, realm: &Realm, today: NaiveDate) -> bool {
        self.terms_may_wait_until(realm, today).is_some()
    }
}
