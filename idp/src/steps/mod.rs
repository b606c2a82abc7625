//! What a realm asks of a member before the sign-in completes, one screen a step, in the order of its files.

pub mod terms;
mod texts;
