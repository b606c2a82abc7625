//! What a society's administrator may write, and what the program makes of it.
//!
//! A realm is a folder of small files. This crate reads the folder, names every mistake with its place, and hands
//! out immutable snapshots; a folder that stops being right never takes a running realm down.
#![deny(missing_docs)]

mod model;
mod realms;
mod settings;

pub use model::*;
pub use realms::{Lookup, Realms};
pub use settings::ProcessSettings;
