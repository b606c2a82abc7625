//! The one integration-test binary.
//!
//! One binary links once; its modules mirror what they are about. No test depends on another, on an order, or on
//! what ran before: each that needs a site builds its own on free ports.
#[cfg(test)]
mod attacks;
#[cfg(test)]
mod chromium;
#[cfg(test)]
mod house;
#[cfg(test)]
mod layers;
#[cfg(test)]
mod parsers;
#[cfg(test)]
mod protocol;
#[cfg(test)]
mod settings;
#[cfg(test)]
#[path = "../../../crates/store/tests/contracts/smtp_server.rs"]
#[expect(dead_code, reason = "the contracts of the outbox use the rest of it")]
mod smtp_server;
#[cfg(test)]
mod stories;
