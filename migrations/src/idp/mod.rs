//! The provider's tables, in the order of their history.

mod accounts;
mod audit_chain;
mod consents;
mod journeys;
mod logouts;
mod realm_identities;
mod refresh_token_keys;
mod refresh_tokens;
mod registered_clients;
mod sessions;
mod signing_keys;
mod standard_claims;

use sea_orm_migration::prelude::{DbErr, MigrationTrait, MigratorTrait};
use sea_orm_migration::sea_orm::DatabaseTransaction;

/// Brings the provider's database up to date.
#[derive(Clone, Copy, Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(crate::store::Migration),
            Box::new(accounts::Migration),
            Box::new(sessions::Migration),
            Box::new(crate::outbox::Migration),
            Box::new(journeys::Migration),
            Box::new(logouts::Migration),
            Box::new(refresh_tokens::Migration),
            Box::new(signing_keys::Migration),
            Box::new(refresh_token_keys::Migration),
            Box::new(registered_clients::Migration),
            Box::new(consents::Migration),
            Box::new(standard_claims::Migration),
            Box::new(crate::nodes::Migration),
            Box::new(realm_identities::Migration),
            Box::new(crate::leases::Migration),
            Box::new(audit_chain::Migration),
            Box::new(crate::failure_kinds::Migration),
            Box::new(crate::restores::Migration),
        ]
    }
}

/// The names of all changes of the provider's database, as the database notes those that it has seen.
#[must_use]
pub fn names() -> Vec<String> {
    Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect()
}

/// Brings the provider's database up to date within a transaction of `store::Database::migrate`. One of a newer version is
/// left as it is.
///
/// # Errors
/// The database's own failure, or that its history is another one's.
pub async fn up(transaction: &DatabaseTransaction) -> Result<(), DbErr> {
    crate::standing::catch_up::<Migrator>(transaction).await
}
