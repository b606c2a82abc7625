//! The pages themselves, whoever reads them and however: enlarged, spoken, in either language.

mod applications;
mod expenses;
mod exports;
mod keyboard;
mod person;
pub mod round;
mod services;
