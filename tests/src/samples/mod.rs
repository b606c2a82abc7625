//! Sample people and what their care cost: all of it invented, all of it the same on every machine.
//!
//! The people are files in `tests/samples/`, in the columns of the import commands, so that the same files try the
//! commands by hand. The receipt lines are made for a given day, because a demonstration whose newest month is two
//! years old shows nothing of "this year".

mod care;
mod chance;
mod notices;
mod people;
mod receipts;
mod services;

pub use notices::{write_my_mail, write_notices};
pub use people::{Authenticator, Persona, households, members, personas, write_many_members};
pub use receipts::{receipts, write_many_receipts};
pub use services::Services;

/// The realms that have sample people.
pub const REALMS: [&str; 6] = ["minato", "kusunoki", "hikari", "tsubaki", "kogane", "asahi"];

/// The sample files of a realm: its members and its patients. `None` for a realm without samples.
fn files(realm: &str) -> Option<(&'static str, &'static str)> {
    macro_rules! files {
        ($realm:literal) => {
            (
                include_str!(concat!("../../samples/", $realm, "/members.csv")),
                include_str!(concat!("../../samples/", $realm, "/patients.csv")),
            )
        };
    }
    Some(match realm {
        "minato" => files!("minato"),
        "kusunoki" => files!("kusunoki"),
        "hikari" => files!("hikari"),
        "tsubaki" => files!("tsubaki"),
        "kogane" => files!("kogane"),
        "asahi" => files!("asahi"),
        _ => return None,
    })
}
