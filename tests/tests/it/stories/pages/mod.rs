//! The pages themselves, whoever reads them and however: enlarged, spoken, in either language.

mod applications;
mod exports;
mod keyboard;
mod person;
mod round;
mod services;
