//! What a society's administrator may write, and what the program makes of it.
//!
//! A realm is a folder of small files. This crate reads the folder, names every mistake with its place, and hands
//! out immutable snapshots; a folder that stops being right never takes a running realm down.
//!
//! ```text
//! folder (IO) → parse: TOML and shape → rules: what keys mean together → build → Realm
//!                         └──────────── problems, each with its place ──────────┘
//! ```
#![deny(missing_docs)]

mod addresses;
mod audit;
mod build;
mod check;
mod diagnostic;
mod did_you_mean;
mod effective;
mod examine;
mod explain;
mod files;
mod folder;
mod format;
mod last_good;
mod model;
mod new;
mod parse;
mod plan;
mod publication;
mod realms;
mod render;
mod rules;
mod schema;
mod secrets;
mod settings;
mod source;
mod texts;

pub use audit::{Weakness, audit, render_audit};
pub use check::{Format, Report, check, hashes, read};
pub use diagnostic::{Diagnostic, Severity};
pub use explain::{Explained, explain, render_explained};
pub use format::format;
pub use model::*;
pub use new::{NotMade, make};
pub use plan::{Change, Plan, PlanKind, plan};
pub use publication::{Attachment, Audience, Letter, MediaType, MyMail, Notice, Unpublishable};
pub use realms::{
    Candidate, Issuers, LoadError, Lookup, Outcome, Realms, Refusal, ReloadResult, Report as RealmReport, Which,
};
pub use schema::schema_files;
pub use settings::ProcessSettings;
pub use source::Location;
