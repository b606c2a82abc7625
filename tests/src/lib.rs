//! What the stories, the demonstration and the load figures share: sample people, a site built from both services,
//! and visitors who use it as people and programs do.

pub mod attack;
pub mod authenticator;
pub mod certificates;
pub mod conformance;
pub mod holds;
pub mod ledger;
pub mod load;
pub mod mailbox;
pub mod parsers;
pub mod samples;
pub mod scale;
pub mod site;
mod verdict;
pub mod visitor;
