//! Proof Key for Code Exchange (RFC 7636): who began the sign-in is who redeems its code.
//!
//! S256 alone exists. With `plain` whoever reads the authorization request can redeem the code.

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The SHA-256 of a code verifier, in base64url (RFC 7636 §4.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CodeChallenge(String);

impl CodeChallenge {
    /// Reads an S256 challenge: exactly the 43 characters that 32 bytes make.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        (bytes.len() == 32).then(|| Self(text.to_owned()))
    }

    /// Whether a verifier is the one that the challenge was made of.
    pub(crate) fn answers_to(&self, verifier: &str) -> bool {
        let challenge = BASE64URL_NOPAD.encode(&Sha256::digest(verifier.as_bytes()));
        is_verifier(verifier) && bool::from(challenge.as_bytes().ct_eq(self.0.as_bytes()))
    }
}

/// `43*128unreserved` (RFC 7636 §4.1).
fn is_verifier(text: &str) -> bool {
    let unreserved = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~');
    (43..=128).contains(&text.len()) && text.bytes().all(unreserved)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7636 Appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    fn challenge_of(verifier: &str) -> CodeChallenge {
        CodeChallenge(BASE64URL_NOPAD.encode(&Sha256::digest(verifier.as_bytes())))
    }

    #[test]
    fn the_verifier_of_the_standard_answers_its_challenge() {
        let challenge = CodeChallenge::parse(CHALLENGE).unwrap();
        assert!(challenge.answers_to(VERIFIER));
        assert!(!challenge.answers_to(CHALLENGE));
        assert!(!challenge.answers_to(""));
    }

    #[test]
    fn challenges_are_32_bytes_in_canonical_base64url() {
        for bad in
            ["", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c", &format!("{CHALLENGE}="), &format!("{CHALLENGE}A")]
        {
            assert_eq!(CodeChallenge::parse(bad), None, "{bad}");
        }
        // The last character carries two bits that must be zero: otherwise one value has several spellings.
        assert_eq!(CodeChallenge::parse("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN"), None);
        assert_eq!(CodeChallenge::parse("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM"), None);
    }

    #[test]
    fn verifiers_have_43_to_128_unreserved_characters() {
        for length in [43, 128] {
            let verifier = "a".repeat(length);
            assert!(challenge_of(&verifier).answers_to(&verifier));
        }
        for bad in ["a".repeat(42), "a".repeat(129), "a".repeat(42) + "+", "a".repeat(42) + "あ", "a".repeat(42) + " "]
        {
            assert!(!challenge_of(&bad).answers_to(&bad), "{bad}");
        }
    }
}
