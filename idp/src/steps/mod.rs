//! What a realm asks of a member before the sign-in completes, one screen a step, in the order of its files.

pub mod birth_date;
pub mod email;
pub mod email_verification;
pub mod method;
pub mod password;
pub mod terms;
mod texts;
pub mod user_id;

#[cfg(test)]
mod tests;
