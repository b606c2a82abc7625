//! The one place where passwords are hashed: Argon2id (RFC 9106) with memory that is used again.
//!
//! Two implementations compute the same tags. argon2-rust uses the widest vectors of the processor and is almost three
//! times as fast, which decides how many members sign in at once on a Monday morning; but it is young, unaudited and
//! full of `unsafe`. So RustCrypto's stays a setting away, and a test holds the two against each other.

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash as PhcString, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use argon2_rust::params::{Memory, TagLen};
use base::HashEngine;
use subtle::ConstantTimeEq as _;

use super::PasswordHash;
use super::imported::{Kind, Parameters};

/// The length of our tags, in bytes.
const TAG: usize = 32;

/// What one hash costs. The default is OWASP's: 19 MiB of memory, two passes, one lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashCost {
    /// Memory, in KiB; at least 8.
    pub memory_kib: u32,
    /// Passes over the memory; at least 1.
    pub passes: u32,
}

impl Default for HashCost {
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, passes: 2 }
    }
}

impl HashCost {
    /// The least that Argon2 allows: for tests, never for a service.
    pub const LEAST: Self = Self { memory_kib: 8, passes: 1 };

    fn parameters(self) -> Params {
        Params::new(self.memory_kib, self.passes, 1, Some(TAG)).unwrap_or_default()
    }
}

/// Hashes and verifies, one password after the other, in memory of its own: as much as its cost says, kept from hash to
/// hash, because fetching and clearing it anew costs as much as a hash. A thread has one.
pub struct PasswordHasher {
    own: Params,
    memory: Arena,
}

enum Arena {
    Argon2Rust(argon2_rust::Hasher),
    RustCrypto(Vec<Block>),
}

impl std::fmt::Debug for PasswordHasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PasswordHasher").field("own", &self.own).finish_non_exhaustive()
    }
}

impl PasswordHasher {
    /// A hasher of new passwords at a cost, with the usual implementation.
    #[must_use]
    pub fn new(cost: HashCost) -> Self {
        Self::with_engine(cost, HashEngine::default())
    }

    /// The same with the implementation that is named.
    #[must_use]
    pub fn with_engine(cost: HashCost, engine: HashEngine) -> Self {
        let own = cost.parameters();
        let memory = match engine {
            HashEngine::Argon2Rust => Arena::Argon2Rust(
                argon2_rust::Argon2::new(
                    argon2_rust::Algorithm::Argon2id,
                    argon2_rust::Version::V0x13,
                    argon2_rust::Params::default(),
                )
                .hasher(),
            ),
            HashEngine::RustCrypto => Arena::RustCrypto(Vec::new()),
        };
        Self { own, memory }
    }

    /// Hashes under a new salt. `None` when memory is short.
    pub(super) fn hash(&mut self, password: &[u8]) -> Option<PasswordHash> {
        let (salt, mut tag) = (Salt::generate(), [0; TAG]);
        let parameters = self.own.clone();
        self.tag((Algorithm::Argon2id, Version::V0x13, &parameters), (password, &salt), &mut tag)?;
        let phc = PhcString {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(&parameters).ok()?,
            salt: Some(salt),
            hash: Some(Output::new(&tag).ok()?),
        };
        Some(PasswordHash(phc.to_string()))
    }

    /// Whether a hash, ours or an imported one, is this password's. It costs what the hash says, whatever the answer.
    pub(super) fn verify(&mut self, password: &[u8], hash: &PasswordHash) -> bool {
        let Some(stored) = Parameters::read(&hash.0) else { return false };
        let mut tag = vec![0; stored.tag.as_bytes().len()];
        let computed = match &stored.kind {
            Kind::Argon2 { algorithm, version, params } => {
                self.tag((*algorithm, *version, params), (password, &stored.salt), &mut tag)
            }
            Kind::Pbkdf2 { digest, rounds } => {
                digest.derive((password, &stored.salt), *rounds, &mut tag);
                Some(())
            }
        };
        computed.is_some() && bool::from(tag.ct_eq(stored.tag.as_bytes()))
    }

    /// Whether a hash is as this hasher would make it today.
    pub(super) fn is_current(&self, hash: &PasswordHash) -> bool {
        let current = |stored: Parameters| match stored.kind {
            Kind::Argon2 { algorithm, version, params } => {
                let cost = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
                let own = (Algorithm::Argon2id, Version::V0x13, cost(&self.own), TAG);
                (algorithm, version, cost(&params), stored.tag.len()) == own
            }
            Kind::Pbkdf2 { .. } => false,
        };
        Parameters::read(&hash.0).is_some_and(current)
    }

    /// The tag of a password and its salt. What needs more memory than is ours gets it for this one time.
    fn tag(
        &mut self,
        (algorithm, version, params): (Algorithm, Version, &Params),
        (password, salt): (&[u8], &[u8]),
        tag: &mut [u8],
    ) -> Option<()> {
        let larger = params.block_count() > self.own.block_count();
        match &mut self.memory {
            Arena::Argon2Rust(hasher) => {
                let argon2 = argon2_rust_of((algorithm, version, params), tag.len())?;
                if larger {
                    return argon2.hash_into(password, salt, tag).ok();
                }
                hasher.set_argon2(argon2);
                hasher.hash_into(password, salt, tag).ok()
            }
            Arena::RustCrypto(blocks) => {
                blocks.resize(params.block_count().max(self.own.block_count()), Block::default());
                let argon2 = Argon2::new(algorithm, version, params.clone());
                let done = argon2.hash_password_into_with_memory(password, salt, tag, &mut *blocks).ok();
                if larger {
                    blocks.clear();
                    blocks.shrink_to_fit();
                }
                done
            }
        }
    }
}

/// The same in the words of the other library.
fn argon2_rust_of(
    (algorithm, version, params): (Algorithm, Version, &Params),
    tag: usize,
) -> Option<argon2_rust::Argon2> {
    let lanes = params.p_cost();
    let same = argon2_rust::Params::builder()
        .memory(Memory::kib(params.m_cost().into()))
        .passes(params.t_cost())
        .lanes(lanes)
        .threads(lanes)
        .tag_len(TagLen::bytes(tag.try_into().ok()?))
        .build()
        .ok()?;
    let algorithm = match algorithm {
        Algorithm::Argon2d => argon2_rust::Algorithm::Argon2d,
        Algorithm::Argon2i => argon2_rust::Algorithm::Argon2i,
        Algorithm::Argon2id => argon2_rust::Algorithm::Argon2id,
    };
    let version = match version {
        Version::V0x10 => argon2_rust::Version::V0x10,
        Version::V0x13 => argon2_rust::Version::V0x13,
    };
    Some(argon2_rust::Argon2::new(algorithm, version, same))
}
