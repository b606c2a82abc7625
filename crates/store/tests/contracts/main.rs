//! What every database and every store of expiring state must do, run against all of them.
//!
//! PostgreSQL and Redis are real servers, named by the environment (`./.ci/test` starts them and sets it).
#![cfg(test)]

mod database;
mod expiring;
mod failures;
mod import;
mod lease;
mod many;
mod moments;
mod nodes;
mod outbox;
mod sealed;
mod smtp_server;
mod support;
