//! Which implementation hashes passwords: the operator's choice, and so a word of the settings.

/// An implementation of Argon2id (RFC 9106). Both make and verify the same hashes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HashEngine {
    /// `argon2-rust`: with the widest vectors of the processor, two to three times as fast; young, and not audited.
    #[default]
    Argon2Rust,
    /// `rustcrypto`: the usual one.
    RustCrypto,
}

/// There is no implementation of that name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`argon2-rust` or `rustcrypto` is expected")]
pub struct UnknownHashEngine;

impl std::str::FromStr for HashEngine {
    type Err = UnknownHashEngine;

    fn from_str(name: &str) -> Result<Self, UnknownHashEngine> {
        match name {
            "argon2-rust" => Ok(Self::Argon2Rust),
            "rustcrypto" => Ok(Self::RustCrypto),
            _ => Err(UnknownHashEngine),
        }
    }
}
