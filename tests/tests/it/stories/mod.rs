//! What people and applications do across both sites, told from their side.

mod account;
mod bad_input;
mod by_mail;
mod demonstration;
mod desk;
mod eligibility;
mod enrolment;
mod expenses;
mod first_sign_in;
mod forgotten;
mod gates;
mod imports;
mod killed;
mod maintenance;
pub mod member;
mod no_dead_ends;
mod pages;
mod passkey;
mod passkey_alone;
mod passkey_errors;
mod realms;
mod remembered;
mod screens;
pub mod signed_out;
mod stock_client;
mod tabs;
mod terms;
