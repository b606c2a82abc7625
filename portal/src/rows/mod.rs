//! The portal's rows: the only place in the service that knows the database's tables.
//!
//! Every query is a method of [`InRealm`], which cannot be had without naming a realm, and every query of receipt
//! lines takes a [`Household`](crate::member::Household), which cannot be had without a session: a query that
//! forgets whose lines it reads does not exist. Methods that write stand on `InRealm<'_, Tx>` alone, and a `Tx`
//! exists only inside `store::Database::write`.

mod applications;
mod arrivals;
mod attachments;
mod audited_persons;
mod benefits;
mod checkups;
mod eligibility;
mod events;
mod imported;
mod known_members;
mod letters;
mod my_mails;
mod notice_readings;
mod notices;
mod objections;
mod prescriptions;
mod profiles;
mod receipt_lines;
mod sealed;
mod sessions;
mod whose;

use base::RealmName;

pub use arrivals::kind_name;
pub use attachments::{AttachedFile, AttachedTo};
pub use eligibility::DocumentKind;
pub use events::Event;
pub use known_members::{Acquaintance, ToTell, members_to_tell};
pub use letters::{Addressee, LetterRow, Outgoing, Sending};
pub use notices::{NoticeRow, Readable};
pub use profiles::Picture;
pub use receipt_lines::Stored;
pub use sea_orm::DbErr;
pub use sealed::SEALED;
pub use sessions::{SessionOwner, SessionRow, SessionsOf, delete_sessions_of_all_realms};
pub use whose::Kept;

/// The rows of one realm, by one connection or inside one write.
#[derive(Clone, Copy, Debug)]
pub struct InRealm<'c, C> {
    connection: &'c C,
    realm: &'c RealmName,
}

/// The one way to the rows: through a realm.
pub const fn in_realm<'c, C>(connection: &'c C, realm: &'c RealmName) -> InRealm<'c, C> {
    InRealm { connection, realm }
}

/// The error of a column that holds what no program of ours wrote.
fn damaged(column: &str) -> DbErr {
    DbErr::Type(format!("{column} holds what no program of ours wrote"))
}

#[cfg(test)]
mod imported_tests;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;
