//! The identity provider: addresses, rules, rows.
//!
//! Rules come from `account` and `oidc`, which know neither HTTP nor tables; here they meet requests and rows. A
//! reader finds a screen by its address in [`routes`], and what comes next in a sign-in in `sign_in/next.rs`.

pub mod admin;
mod app;
mod applications;
pub mod audit_log;
mod boundary;
mod ceremony;
mod dev;
mod developers;
mod draft;
mod email;
mod enrolment;
pub mod figures;
mod forgotten;
mod kept;
mod logout;
pub mod mail;
mod mailed_code;
mod my_account;
mod new_password;
mod outbound;
mod password_pool;
mod registration;
pub mod reloading;
mod renewal;
pub mod routes;
pub mod rows;
mod sign_in;
pub mod start;
mod steps;
pub mod stored_password;
#[cfg(test)]
mod testing;
mod token;

pub use app::App;
pub use routes::{router, router_for_certificates};
