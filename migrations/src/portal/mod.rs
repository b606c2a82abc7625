//! The portal's tables, in the order of their history.

mod applications;
mod audit_log;
mod benefits;
mod checkups;
mod eligibility;
mod known_members;
mod mail;
mod my_mail;
mod notices;
mod objections;
mod prescriptions;
mod profiles;
mod receipt_lines;
mod receipt_lines_person;
mod receipt_totals;
mod session_owners;
mod sessions;

use sea_orm_migration::prelude::{DbErr, MigrationTrait, MigratorTrait};
use sea_orm_migration::sea_orm::DatabaseTransaction;

/// Brings the portal's database up to date.
#[derive(Clone, Copy, Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(crate::store::Migration),
            Box::new(receipt_lines::Migration),
            Box::new(sessions::Migration),
            Box::new(session_owners::Migration),
            Box::new(benefits::Migration),
            Box::new(eligibility::Migration),
            Box::new(objections::Migration),
            Box::new(receipt_lines_person::Migration),
            Box::new(checkups::Migration),
            Box::new(prescriptions::Migration),
            Box::new(applications::Migration),
            Box::new(notices::Migration),
            Box::new(my_mail::Migration),
            Box::new(known_members::Migration),
            Box::new(crate::outbox::Migration),
            Box::new(mail::Migration),
            Box::new(crate::nodes::Migration),
            Box::new(profiles::Migration),
            Box::new(receipt_totals::Migration),
            Box::new(crate::failure_kinds::Migration),
            Box::new(crate::restores::Migration),
            Box::new(crate::leases::Migration),
            Box::new(audit_log::Migration),
        ]
    }
}

/// The names of all changes of the portal's database, as the database notes those that it has seen.
#[must_use]
pub fn names() -> Vec<String> {
    Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect()
}

/// Brings the portal's database up to date within a transaction of `store::Database::migrate`. One of a newer version is
/// left as it is.
///
/// # Errors
/// The database's own failure, or that its history is another one's.
pub async fn up(transaction: &DatabaseTransaction) -> Result<(), DbErr> {
    crate::standing::catch_up::<Migrator>(transaction).await
}
