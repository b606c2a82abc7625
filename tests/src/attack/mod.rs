//! Attacks rehearsed against a site of our own: what each must come to is said as a verdict, so that a program can tell.
//!
//! Short forms of most of them are tests; the commands are for the full size, on a release build.

mod flood;
mod guesses;
mod mails;
mod oversized;
mod races;
mod raw;
mod slow;
mod spray;

use crate::verdict::Findings;
pub use crate::verdict::Verdict;
pub use flood::flood;
pub use guesses::guesses;
pub use mails::mails;
pub use oversized::oversized;
pub use races::races;
pub use slow::slow;
pub use spray::spray;
