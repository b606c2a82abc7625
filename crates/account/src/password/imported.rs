//! What a stored hash says of itself: ours, or one that a society brought along from the system it had before.
//!
//! Imported hashes are PHC strings as well, so that one column and one form hold all. They are verified as they are,
//! and give way to ours when their member signs in. Their bounds keep a line of a file from asking for hours or for
//! all memory: each is far beyond what anybody's system uses.

use argon2::password_hash::phc::{Output, PasswordHash as PhcString, Salt};
use argon2::{Algorithm, Params, Version};
use pbkdf2::pbkdf2_hmac;
use sha1::Sha1;
use sha2::{Sha256, Sha512};

use super::PasswordHash;

/// The most memory of an imported Argon2 hash, in KiB.
const MOST_MEMORY: u32 = 128 * 1024;
/// The most passes of an imported Argon2 hash.
const MOST_PASSES: u32 = 16;
/// The most lanes of an imported Argon2 hash.
const MOST_LANES: u32 = 16;
/// The most rounds of an imported PBKDF2 hash: OWASP's figure for the weakest digest is 1.3 million.
const MOST_ROUNDS: u32 = 2_000_000;

/// A hash, taken apart.
pub(super) struct Parameters {
    pub(super) kind: Kind,
    pub(super) salt: Salt,
    pub(super) tag: Output,
}

/// How it was made.
pub(super) enum Kind {
    Argon2 { algorithm: Algorithm, version: Version, params: Params },
    Pbkdf2 { digest: Digest, rounds: u32 },
}

/// The hash function within PBKDF2-HMAC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Digest {
    Sha1,
    Sha256,
    Sha512,
}

impl Digest {
    pub(super) fn derive(self, (password, salt): (&[u8], &[u8]), rounds: u32, tag: &mut [u8]) {
        match self {
            Self::Sha1 => pbkdf2_hmac::<Sha1>(password, salt, rounds, tag),
            Self::Sha256 => pbkdf2_hmac::<Sha256>(password, salt, rounds, tag),
            Self::Sha512 => pbkdf2_hmac::<Sha512>(password, salt, rounds, tag),
        }
    }
}

impl Parameters {
    /// Takes a PHC string apart. `None` for what is none, or of no kind that we verify.
    pub(super) fn read(text: &str) -> Option<Self> {
        let phc = PhcString::new(text).ok()?;
        let kind = match phc.algorithm.as_str() {
            "pbkdf2" | "pbkdf2-sha1" => Self::pbkdf2(Digest::Sha1, &phc)?,
            "pbkdf2-sha256" => Self::pbkdf2(Digest::Sha256, &phc)?,
            "pbkdf2-sha512" => Self::pbkdf2(Digest::Sha512, &phc)?,
            other => {
                let algorithm = Algorithm::try_from(other).ok()?;
                let version = phc.version.map_or(Ok(Version::V0x13), Version::try_from).ok()?;
                Kind::Argon2 { algorithm, version, params: Params::try_from(&phc).ok()? }
            }
        };
        Some(Self { kind, salt: phc.salt?, tag: phc.hash? })
    }

    fn pbkdf2(digest: Digest, phc: &PhcString) -> Option<Kind> {
        Some(Kind::Pbkdf2 { digest, rounds: phc.params.get_decimal("i")? })
    }

    fn is_within_bounds(&self) -> bool {
        match &self.kind {
            Kind::Argon2 { params, .. } => {
                params.m_cost() <= MOST_MEMORY && params.t_cost() <= MOST_PASSES && params.p_cost() <= MOST_LANES
            }
            Kind::Pbkdf2 { rounds, .. } => (1..=MOST_ROUNDS).contains(rounds),
        }
    }
}

impl PasswordHash {
    /// A hash that another system made, as a PHC string: `$argon2id$v=19$m=…,t=…,p=…$SALT$TAG` (also `argon2i`,
    /// `argon2d`; at most 128 MiB, 16 passes and 16 lanes) or `$pbkdf2-sha512$i=…$SALT$TAG` (also `pbkdf2-sha256` and
    /// `pbkdf2-sha1`; at most two million rounds), salt and tag in base64 without padding, as Keycloak's and most
    /// others' can be written.
    ///
    /// # Errors
    /// `None` when it is no such string.
    #[must_use]
    pub fn imported(text: &str) -> Option<Self> {
        Parameters::read(text).filter(Parameters::is_within_bounds).map(|_| Self(text.to_owned()))
    }
}
