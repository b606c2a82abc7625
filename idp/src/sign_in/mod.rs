//! Signing in: from a client's request to the code that answers it.
//!
//! `authorize` begins, `due` guards each screen, `next` says which screen that is, `finish` ends. The screens of the
//! factors stand here, those of the realm's steps in `steps`; none of them knows what comes after it.

pub mod addresses;
pub mod another;
pub mod app_code;
pub mod authorize;
pub mod cancel;
mod code;
pub mod consent;
mod destination;
pub mod due;
mod enter;
mod finish;
mod form_post;
pub mod frame;
pub mod limits;
pub mod mail_code;
mod new_browser;
pub mod next;
mod own_page;
mod pages;
pub mod passkey;
pub mod password;
mod pending;
mod spray;
mod standing;
pub mod switch;
#[cfg(test)]
mod tests;
mod texts;
mod used;
pub mod with_passkey;

pub use code::Codes;
pub use destination::{Destination, Goal, Whom};
pub use due::{Current, Due, Screen};
pub use enter::enter;
pub use finish::finish;
pub use next::{in_sign_in, see_other};
pub use own_page::OwnPage;
pub use pages::WayBack;
pub use pages::resting;
pub use pending::SignIn;
pub use used::session_in_use;
