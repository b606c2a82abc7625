//! What members are told of applications: who they are, and what they learn.
//!
//! The pages of a sign-in and the account pages say it in the same words.

mod branding;
mod disclosed;
mod texts;

pub use branding::{branding, respond};
pub use disclosed::{disclosed, scope_label};
