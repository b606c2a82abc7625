//! The portal: a relying party on which members read what their family's care cost.
//!
//! It learns who a member is only from the identity provider's ID token and userinfo, and knows nothing else of the
//! provider. [`App`] is one process's state, [`router`] the whole service over it, [`serve`] both with a listener.

mod acquaintance;
mod app;
mod audit_command;
pub mod audit_log;
mod boundary;
mod convert;
mod digest;
mod doctor;
mod export;
mod health;
mod import;
mod keeping;
mod member;
mod new_file;
mod paper;
pub mod picture;
mod print_lines;
mod profile;
mod publish;
mod realm_command;
mod reloading;
mod relying_party;
mod reseal;
mod retention;
mod routes;
mod rows;
mod screens;
mod serve;
mod session;
#[cfg(test)]
mod testing;
mod why;

pub use app::{App, migrate};
pub use audit_command::{AuditCommand, ExportLog, ListLog, VerifyLog};
pub use convert::ConvertClaims;
pub use doctor::examine;
pub use export::ExportApplications;
pub use import::{ImportFile, ImportKind, bound_to_another, import};
pub use keeping::{Backup, Migrate, Restore};
pub use print_lines::PrintLines;
pub use publish::{MyMailCommand, NoticeCommand, Recipients, publish_notice, send_my_mail};
pub use realm_command::RealmCommand;
pub use reseal::KeyCommand;
pub use routes::router;
pub use rows::Addressee;
pub use serve::serve;
pub use why::Why;
