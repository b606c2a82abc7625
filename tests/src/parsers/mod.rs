//! Every parser of what strangers send, each with what must hold of whatever comes out of it.
//!
//! `tests/fuzz` looks for bytes that break one; what it has found interesting is kept in `tests/fuzz/seeds` and goes
//! through all of them again in each run of the tests. A parser gets bytes and nothing else; where it reads several
//! things, [`PARTS`] stands between them.

mod browsers;
mod files;
mod protocol;

use std::sync::OnceLock;

/// Takes bytes, and fails when something that it must keep to does not hold.
pub type Parser = fn(&[u8]) -> anyhow::Result<()>;

/// All of them, by the names of their seeds' folders.
pub const PARSERS: [(&str, Parser); 23] = [
    ("assertion", protocol::assertion),
    ("authorize", protocol::authorize),
    ("basic", protocol::basic),
    ("certificate", protocol::certificate),
    ("claims", protocol::claims),
    ("claims_format", files::claims_format),
    ("cookies", browsers::cookies),
    ("dpop", protocol::dpop),
    ("form", protocol::form),
    ("forwarded", browsers::forwarded),
    ("host", browsers::host),
    ("import", files::import),
    ("languages", browsers::languages),
    ("logout_token", protocol::logout_token),
    ("members", files::members),
    ("passkey", browsers::passkey),
    ("picture", files::picture),
    ("publication", files::publication),
    ("realm", files::realm),
    ("redirect_uri", protocol::redirect_uri),
    ("registration", protocol::registration),
    ("request_object", protocol::request_object),
    ("typed", browsers::typed),
];

/// What stands between the parts of an input: ASCII's record separator.
pub const PARTS: u8 = 0x1E;

/// The parts of an input; those that are missing are empty.
fn parts<const N: usize>(data: &[u8]) -> [&[u8]; N] {
    let mut parts = data.splitn(N, |byte| *byte == PARTS);
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

/// Makes something the first time that it is needed.
fn once<T>(cell: &'static OnceLock<T>, make: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<&'static T> {
    match cell.get() {
        Some(made) => Ok(made),
        None => {
            let made = make()?;
            Ok(cell.get_or_init(|| made))
        }
    }
}
