//! Mails about what is new (通知設定): which kinds a member wants, and the link in every mail that switches them all off.

pub mod off;
pub mod settings;

#[cfg(test)]
mod tests;
mod texts;

pub use off::OFF;
pub use texts::TITLE;
