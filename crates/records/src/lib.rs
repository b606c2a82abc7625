//! What a society tells its members besides their expenses: benefits, eligibility, check-ups, prescriptions, and what
//! became of an application.
//!
//! Everything here is a pure function of its arguments. Each kind of record is read from a row of an import file, and a
//! record that exists is one that a page can show as it stands: nothing medical is judged, computed or completed here.
#![deny(missing_docs)]

mod application;
mod benefit;
mod checkup;
mod eligibility;
mod prescription;
mod row;

pub use application::{Application, Claim, Decided, Decision, Typed, field};
pub use benefit::BenefitDecision;
pub use checkup::{Checkup, CheckupResult, Course, checkups_of, courses_of};
pub use eligibility::{Eligibility, EligibilityCertificate, EligibilityNotice, newest_of_each};
pub use prescription::Prescription;
pub use row::{Entry, Line, Person, Problem, Row, parse, parse_entry};
