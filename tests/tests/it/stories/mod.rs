//! What people and applications do across both sites, told from their side.

mod bad_input;
mod demonstration;
mod expenses;
mod gates;
mod killed;
mod member;
mod screens;
mod stock_client;
