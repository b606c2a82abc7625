//! The crate as its users see it: folders on disk in, findings and realms out.
#![cfg(test)] // tells clippy that the helpers below are tests too

mod administration;
mod anything;
mod broken;
mod format;
mod handbook;
mod loading;
mod samples;
mod schema;
mod site;
mod touched;
