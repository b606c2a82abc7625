//! Whether what a token stands for is still good, and who the member is.
//!
//! A signature says that a token was right when it was issued. Whether account, session and grant are good now is
//! asked here, each time, so that signing out or closing an account takes effect at once.

use base::GrantId;
use oidc::claims::{Email, Insurance, Name, Person};

use crate::App;
use crate::boundary::{Failure, Visit};
use crate::rows::{AccountRow, GrantRow, in_realm};

/// The account behind a grant that is alive, if it may still be used, and the grant. One that does not go on without
/// its session needs that alive, too. The grant knows the session that it came from.
///
/// # Errors
/// The database's failure.
pub async fn good_account(app: &App, visit: &Visit, grant: GrantId) -> Result<Option<(AccountRow, GrantRow)>, Failure> {
    let rows = in_realm(app.database.reader(), &visit.realm.name);
    let Some((grant, account)) = rows.good_grant(grant, visit.now).await? else { return Ok(None) };
    let refusal = account.refusal(&visit.realm, visit.now);
    Ok(refusal.is_none().then_some((account, grant)))
}

/// The member as claims tell of them.
#[must_use]
pub fn person(account: &AccountRow) -> Person {
    let email = account.email.clone().map(|address| Email { address, verified: account.email_verified_at.is_some() });
    Person {
        name: Name { family: account.family_name.clone(), given: account.given_name.clone() },
        kana: Some(Name { family: account.family_name_kana.clone(), given: account.given_name_kana.clone() }),
        email,
        birth_date: Some(account.birth_date),
        language: account.chosen_language(),
        standard: account.standard_claims(),
        updated_at: account.updated_at,
        insurance: Insurance {
            member_number: account.member_number.clone(),
            household_number: account.household_number.clone(),
            kigo: account.kigo.clone(),
            bango: account.bango.clone(),
            branch: account.branch.clone(),
            eligible_from: account.eligible_from,
            eligible_until: account.eligible_until,
        },
    }
}
