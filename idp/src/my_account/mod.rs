//! 「アカウントの設定」: what members see and change of themselves, below `/REALM/account`.
//!
//! A page that only shows takes a [`Member`]; one on which credentials, the address or all data at once are handled
//! takes a [`FreshAuth`], and there is no other way to have either than to have signed in. Who opens a page without
//! them is asked, by the same screens as in any sign-in, and stands at the page afterwards.

pub mod add_device;
pub mod applications;
pub mod delete;
pub mod email;
pub mod email_verification;
pub mod export;
pub mod history;
mod member;
pub mod method;
pub mod password;
mod place;
pub mod profile;
pub mod sessions;
pub mod sign_in_methods;
#[cfg(test)]
mod tests;
mod texts;
mod told;
pub mod user_id;

pub use member::{FreshAuth, Member};
pub use place::Place;
