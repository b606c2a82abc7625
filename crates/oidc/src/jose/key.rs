//! Private signing keys.

use std::fmt;

use base::Secret;
use josekit::JoseError;
use josekit::jwk::KeyPair;
use josekit::jwk::alg::ed::EdCurve;
use josekit::jws::{ES256, EdDSA, JwsSigner, PS256, RS256};
use realm::SigningAlgorithm;

use super::VerifyingKey;

/// A private key for one algorithm, with its signer built once (RSA signers cost more to build than to use).
///
/// It has no `Serialize` and its `Debug` shows the key id only.
pub struct SigningKey {
    algorithm: SigningAlgorithm,
    pair: Box<dyn KeyPair>,
    signer: Box<dyn JwsSigner>,
    public: VerifyingKey,
}

/// Bytes that are no private key of the algorithm, or a key that could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the private key cannot be used")]
pub struct NotASigningKey;

impl From<JoseError> for NotASigningKey {
    /// The cause is dropped: it might quote the key.
    fn from(_: JoseError) -> Self {
        Self
    }
}

/// RSA keys have 2,048 bits: longer ones would cost six times the signing.
const RSA_BITS: u32 = 2048;

impl SigningKey {
    /// Makes a key. For RSA it takes up to 200 ms of one core: call it off the async threads.
    ///
    /// # Errors
    /// [`NotASigningKey`] when the machine gives no random numbers.
    pub fn generate(algorithm: SigningAlgorithm) -> Result<Self, NotASigningKey> {
        let pair: Box<dyn KeyPair> = match algorithm {
            SigningAlgorithm::RS256 => Box::new(RS256.generate_key_pair(RSA_BITS)?),
            SigningAlgorithm::PS256 => Box::new(PS256.generate_key_pair(RSA_BITS)?),
            SigningAlgorithm::ES256 => Box::new(ES256.generate_key_pair()?),
            SigningAlgorithm::EdDSA => Box::new(EdDSA.generate_key_pair(EdCurve::Ed25519)?),
        };
        Self::of_pair(algorithm, pair)
    }

    /// Reads what [`to_private_bytes`](Self::to_private_bytes) wrote.
    ///
    /// # Errors
    /// [`NotASigningKey`] for anything else, and for a key of another algorithm.
    pub fn from_private_bytes(algorithm: SigningAlgorithm, bytes: &Secret<Vec<u8>>) -> Result<Self, NotASigningKey> {
        let der = bytes.expose();
        let pair: Box<dyn KeyPair> = match algorithm {
            SigningAlgorithm::RS256 => Box::new(RS256.key_pair_from_der(der)?),
            SigningAlgorithm::PS256 => Box::new(PS256.key_pair_from_der(der)?),
            SigningAlgorithm::ES256 => Box::new(ES256.key_pair_from_der(der)?),
            SigningAlgorithm::EdDSA => Box::new(EdDSA.key_pair_from_der(der)?),
        };
        Self::of_pair(algorithm, pair)
    }

    fn of_pair(algorithm: SigningAlgorithm, pair: Box<dyn KeyPair>) -> Result<Self, NotASigningKey> {
        let der = pair.to_der_private_key();
        let signer: Box<dyn JwsSigner> = match algorithm {
            SigningAlgorithm::RS256 => Box::new(RS256.signer_from_der(&der)?),
            SigningAlgorithm::PS256 => Box::new(PS256.signer_from_der(&der)?),
            SigningAlgorithm::ES256 => Box::new(ES256.signer_from_der(&der)?),
            SigningAlgorithm::EdDSA => Box::new(EdDSA.signer_from_der(&der)?),
        };
        let public = pair.to_jwk_public_key();
        let public = VerifyingKey::from_jwk(algorithm, public.as_ref()).ok_or(NotASigningKey)?;
        Ok(Self { algorithm, pair, signer, public })
    }

    /// The private key as PKCS #8 DER, to be sealed before it is stored.
    #[must_use]
    pub fn to_private_bytes(&self) -> Secret<Vec<u8>> {
        Secret::new(self.pair.to_der_private_key())
    }

    /// The algorithm that the key is for; a key is never used for two.
    #[must_use]
    pub const fn algorithm(&self) -> SigningAlgorithm {
        self.algorithm
    }

    /// The public half.
    #[must_use]
    pub const fn public(&self) -> &VerifyingKey {
        &self.public
    }

    pub(crate) fn sign_bytes(&self, message: &[u8]) -> Option<Vec<u8>> {
        self.signer.sign(message).ok()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({:?} {})", self.algorithm, self.public.kid())
    }
}
