//! Everything that is held about one member, as they may take it with them. Secrets are left out by not being named.

use base::AccountId;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::{FromQueryResult, QueryOrder};
use serde::Serialize;

use super::accounts::entity as accounts;
use super::authenticators::entity as authenticators;
use super::consents::entity as consents;
use super::grants::entity as grants;
use super::known_browsers::entity as known_browsers;
use super::passkeys::entity as passkeys;
use super::sessions::entity as sessions;
use super::terms_acceptances::entity as terms_acceptances;
use super::{AuditRow, InRealm};

/// All of it.
#[derive(Debug, Serialize)]
pub struct Held {
    profile: Option<Profile>,
    authenticators: Vec<Authenticator>,
    passkeys: Vec<Passkey>,
    accepted_terms: Vec<Terms>,
    sessions: Vec<Session>,
    known_browsers: Vec<KnownBrowser>,
    consents: Vec<Consent>,
    applications: Vec<Grant>,
    history: Vec<Entry>,
}

#[derive(Debug, FromQueryResult, Serialize)]
struct Profile {
    subject: String,
    user_id: String,
    member_number: String,
    household_number: String,
    kigo: String,
    bango: String,
    branch: String,
    family_name: String,
    given_name: String,
    family_name_kana: String,
    given_name_kana: String,
    birth_date: NaiveDate,
    standard_claims: Option<String>,
    email: Option<String>,
    email_confirmed_at: Option<DateTime<Utc>>,
    email_verified_at: Option<DateTime<Utc>>,
    email_bounced_at: Option<DateTime<Utc>>,
    language: Option<String>,
    method: Option<String>,
    disabled: bool,
    eligible_from: NaiveDate,
    eligible_until: Option<NaiveDate>,
    first_signed_in_at: Option<DateTime<Utc>>,
    birth_date_confirmed_at: Option<DateTime<Utc>>,
    user_id_confirmed_at: Option<DateTime<Utc>>,
    user_id_chosen_at: Option<DateTime<Utc>>,
    password_chosen_at: Option<DateTime<Utc>>,
    renewed_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

#[derive(Debug, FromQueryResult, Serialize)]
struct Authenticator {
    name: String,
    created_at: DateTime<Utc>,
}

#[derive(Debug, FromQueryResult, Serialize)]
struct Passkey {
    name: String,
    credential_id: String,
    created_at: DateTime<Utc>,
    used_at: Option<DateTime<Utc>>,
}

#[derive(Debug, FromQueryResult, Serialize)]
struct Terms {
    version: String,
    language: String,
    text_sha256: String,
    accepted_at: DateTime<Utc>,
}

#[derive(Debug, FromQueryResult, Serialize)]
struct Session {
    browser: Option<String>,
    network: Option<String>,
    created_at: DateTime<Utc>,
    last_used_at: Option<DateTime<Utc>>,
    remembered_until: Option<DateTime<Utc>>,
    expires_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
}

/// A browser in which the member completed a sign-in.
#[derive(Debug, FromQueryResult, Serialize)]
struct KnownBrowser {
    name: Option<String>,
    first_seen_at: DateTime<Utc>,
    last_seen_at: DateTime<Utc>,
}

/// What the member agreed that an application learns.
#[derive(Debug, FromQueryResult, Serialize)]
struct Consent {
    client: String,
    scope: String,
    claims: String,
    given_at: DateTime<Utc>,
}

/// What an application was given.
#[derive(Debug, FromQueryResult, Serialize)]
struct Grant {
    client: String,
    scope: String,
    claims: String,
    created_at: DateTime<Utc>,
    revoked_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Serialize)]
struct Entry {
    at: DateTime<Utc>,
    actor: String,
    event: String,
    client: Option<String>,
    browser: Option<String>,
    network: Option<String>,
    reason: Option<String>,
    object: Option<String>,
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// Everything that is held about a member.
    pub async fn held_about(&self, account: AccountId) -> Result<Held, DbErr> {
        let (realm, id, connection) = (self.realm.as_str(), account.uuid(), self.connection);
        macro_rules! of {
            ($table:ident) => {
                $table::Entity::find().filter($table::Column::Realm.eq(realm)).filter($table::Column::Account.eq(id))
            };
        }
        let profile =
            accounts::Entity::find().filter(accounts::Column::Realm.eq(realm)).filter(accounts::Column::Id.eq(id));
        Ok(Held {
            profile: profile.into_model().one(connection).await?,
            authenticators: of!(authenticators).into_model().all(connection).await?,
            passkeys: of!(passkeys).into_model().all(connection).await?,
            accepted_terms: of!(terms_acceptances).into_model().all(connection).await?,
            sessions: of!(sessions).order_by_asc(sessions::Column::CreatedAt).into_model().all(connection).await?,
            known_browsers: of!(known_browsers).into_model().all(connection).await?,
            consents: of!(consents).into_model().all(connection).await?,
            applications: of!(grants).order_by_asc(grants::Column::CreatedAt).into_model().all(connection).await?,
            history: self.log().all_about(account).await?.into_iter().map(Entry::from).collect(),
        })
    }
}

impl From<AuditRow> for Entry {
    fn from(row: AuditRow) -> Self {
        let AuditRow { at, actor, event, client, browser, network, reason, object, .. } = row;
        Self { at, actor, event, client, browser, network, reason, object }
    }
}
