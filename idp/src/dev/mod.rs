//! Pages that exist on a developer's machine only.

pub mod mail;
mod texts;
