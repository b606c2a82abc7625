//! The words for what is wrong between keys, a file for each thing they are about.

mod addresses;
mod client;
mod keys;
mod portal;
mod realm;
mod secrets;

pub(super) use addresses::*;
pub(super) use client::*;
pub(super) use keys::*;
pub(super) use portal::*;
pub(super) use realm::*;
pub(super) use secrets::*;
