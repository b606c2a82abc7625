//! Secrets at rest: sealed with a key that is not in the database.
//!
//! AES-256-GCM with a random nonce. The key-encryption key comes from outside; HKDF gives each purpose a key of
//! its own, and where a value belongs (realm, row) is authenticated with it, so a sealed value copied to another
//! row or realm does not open. Each value names the key that sealed it, so that keys can be rotated.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use data_encoding::{BASE64, HEXLOWER};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::RealmName;
use crate::secret::Secret;
use crate::token::random_bytes;

/// What a sealed value is for. Each purpose has a key of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A realm's private signing key.
    SigningKey,
    /// The seed of a member's authenticator app.
    AuthenticatorSeed,
    /// The hash of a member's password.
    PasswordHash,
    /// An issued initial password, until its first use.
    InitialPassword,
    /// The fingerprint of an imported row, by which an unchanged row is recognised.
    ImportFingerprint,
    /// The tokens in the forms of our pages.
    FormToken,
    /// What the portal keeps of a member's tokens.
    PortalToken,
    /// A mail on its way.
    Mail,
    /// The digest of an address by which its mails are found again.
    MailRecipient,
    /// A member's address on the portal, and the secret of the link that switches its mails off.
    MemberAddress,
    /// Codes sent by mail.
    MailCode,
    /// By what a wrong password is recognised when it comes again.
    WrongPassword,
    /// Under what the requests of one address are counted.
    VisitorAddress,
    /// For what mails are counted: addresses, and what was typed.
    MailBudget,
    /// What was typed instead of a member's user ID.
    UnknownUserId,
    /// The address that a code was mailed to.
    MailCodeAddress,
    /// The address that the link of a forgotten password was mailed to.
    ResetLink,
    /// What a member typed into a form that came too late.
    Draft,
    /// The secrets of an application that registered itself.
    RegisteredClient,
    /// By what the addresses of pages name a patient.
    Patient,
    /// What the audit log of a month comes to.
    AuditSegment,
}

impl Purpose {
    const fn label(self) -> &'static str {
        match self {
            Self::SigningKey => "signing-key",
            Self::AuthenticatorSeed => "authenticator-seed",
            Self::PasswordHash => "password-hash",
            Self::InitialPassword => "initial-password",
            Self::ImportFingerprint => "import-fingerprint",
            Self::FormToken => "form-token",
            Self::PortalToken => "portal-token",
            Self::Mail => "mail",
            Self::MailRecipient => "mail-recipient",
            Self::MemberAddress => "member-address",
            Self::MailCode => "mail-code",
            Self::WrongPassword => "wrong-password",
            Self::VisitorAddress => "visitor-address",
            Self::MailBudget => "mail-budget",
            Self::UnknownUserId => "unknown-user-id",
            Self::MailCodeAddress => "mail-code-address",
            Self::ResetLink => "reset-link",
            Self::Draft => "draft",
            Self::RegisteredClient => "registered-client",
            Self::Patient => "patient",
            Self::AuditSegment => "audit-segment",
        }
    }
}

/// Where a sealed value belongs. It opens nowhere else.
#[derive(Clone, Copy, Debug)]
pub struct SealedFor<'a> {
    /// What the value is.
    pub purpose: Purpose,
    /// The realm whose value it is.
    pub realm: &'a RealmName,
    /// The row that holds it, by its id.
    pub row: &'a str,
}

/// A sealed value: `v1.KEY-ID.base64(nonce ‖ ciphertext ‖ tag)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sealed(String);

impl Sealed {
    /// The value as its row keeps it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for Sealed {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// The key outside the database that seals everything secret inside it: 256 bits.
#[derive(Clone, Debug)]
pub struct KeyEncryptionKey {
    id: String,
    key: Secret<[u8; 32]>,
}

/// A text that is not 32 bytes in base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key-encryption key is 32 bytes in base64 (44 characters)")]
pub struct NotAKey;

/// A value that this key did not seal, or not for this place, or that was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a sealed value does not open with this key-encryption key")]
pub struct Unsealable;

impl KeyEncryptionKey {
    /// A new key, for a demonstration or a first installation.
    #[must_use]
    pub fn generate() -> Self {
        Self::from_bytes(random_bytes())
    }

    /// Reads a key from base64.
    ///
    /// # Errors
    /// [`NotAKey`] for anything but 32 bytes in base64.
    pub fn from_base64(text: &str) -> Result<Self, NotAKey> {
        let bytes = BASE64.decode(text.trim().as_bytes()).map_err(|_| NotAKey)?;
        Ok(Self::from_bytes(bytes.try_into().map_err(|_| NotAKey)?))
    }

    /// The key in base64, to be kept outside the database.
    #[must_use]
    pub fn to_base64(&self) -> Secret {
        Secret::new(BASE64.encode(self.key.expose()))
    }

    fn from_bytes(key: [u8; 32]) -> Self {
        let fingerprint = HEXLOWER.encode(&Sha256::digest(key));
        Self { id: fingerprint.chars().take(8).collect(), key: Secret::new(key) }
    }

    /// Seals a value for one place.
    #[must_use]
    pub fn seal(&self, place: SealedFor<'_>, value: &[u8]) -> Sealed {
        let nonce = random_bytes::<12>();
        let context = context(place, &self.id);
        let payload = Payload { msg: value, aad: context.as_bytes() };
        #[expect(clippy::expect_used, reason = "AES-GCM refuses only values beyond 64 GiB")]
        let sealed = self.cipher(place.purpose).encrypt(&Nonce::from(nonce), payload).expect("a value of sane size");
        Sealed(format!("v1.{}.{}", self.id, BASE64.encode(&[nonce.as_slice(), &sealed].concat())))
    }

    /// Opens a value sealed for the same place.
    ///
    /// # Errors
    /// [`Unsealable`] when the key or the place is another, or the value was changed.
    pub fn open(&self, place: SealedFor<'_>, sealed: &Sealed) -> Result<Secret<Vec<u8>>, Unsealable> {
        let body = sealed.0.strip_prefix("v1.").and_then(|rest| rest.split_once('.')).ok_or(Unsealable)?;
        let bytes = BASE64.decode(body.1.as_bytes()).map_err(|_| Unsealable)?;
        let (nonce, ciphertext) = bytes.split_at_checked(12).ok_or(Unsealable)?;
        let nonce: [u8; 12] = nonce.try_into().map_err(|_| Unsealable)?;
        let context = context(place, body.0);
        let payload = Payload { msg: ciphertext, aad: context.as_bytes() };
        self.cipher(place.purpose).decrypt(&Nonce::from(nonce), payload).map(Secret::new).map_err(|_| Unsealable)
    }

    /// A keyed digest (HMAC-SHA-256, hexadecimal) of a value: the same for the same value, telling nothing of it.
    #[must_use]
    pub fn digest(&self, place: SealedFor<'_>, value: &[u8]) -> String {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.subkey(place.purpose)).expect("a key of any length");
        mac.update(context(place, "").as_bytes());
        mac.update(value);
        HEXLOWER.encode(&mac.finalize().into_bytes())
    }

    fn cipher(&self, purpose: Purpose) -> Aes256Gcm {
        Aes256Gcm::new(&self.subkey(purpose).into())
    }

    fn subkey(&self, purpose: Purpose) -> [u8; 32] {
        let mut subkey = [0_u8; 32];
        #[expect(clippy::expect_used, reason = "HKDF-SHA-256 gives up to 8,160 bytes")]
        Hkdf::<Sha256>::new(None, self.key.expose())
            .expand(purpose.label().as_bytes(), &mut subkey)
            .expect("32 bytes are within HKDF's limit");
        subkey
    }
}

/// What is authenticated with a value. The parts cannot contain the separator's meaning: a realm's name has none.
fn context(place: SealedFor<'_>, key_id: &str) -> String {
    format!("{}|{}|{}|{}", place.purpose.label(), place.realm, key_id, place.row)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place<'a>(realm: &'a RealmName, row: &'a str) -> SealedFor<'a> {
        SealedFor { purpose: Purpose::SigningKey, realm, row }
    }

    #[test]
    fn a_value_opens_with_its_key_in_its_place_only() {
        let (minato, hikari) = ("minato".parse().unwrap(), "hikari".parse().unwrap());
        let key = KeyEncryptionKey::generate();
        let sealed = key.seal(place(&minato, "1"), b"seed");

        assert_eq!(key.open(place(&minato, "1"), &sealed).unwrap().expose(), b"seed");
        assert!(key.open(place(&hikari, "1"), &sealed).is_err());
        assert!(key.open(place(&minato, "2"), &sealed).is_err());
        assert!(KeyEncryptionKey::generate().open(place(&minato, "1"), &sealed).is_err());
        let other = SealedFor { purpose: Purpose::FormToken, ..place(&minato, "1") };
        assert!(key.open(other, &sealed).is_err());
    }

    #[test]
    fn a_changed_value_does_not_open() {
        let realm = "minato".parse().unwrap();
        let key = KeyEncryptionKey::generate();
        let sealed = key.seal(place(&realm, "1"), b"seed").as_str().to_owned();
        for index in 0..sealed.len() {
            let mut bytes = sealed.clone().into_bytes();
            bytes[index] = if bytes[index] == b'A' { b'B' } else { b'A' };
            let changed = Sealed(String::from_utf8(bytes).unwrap());
            assert!(key.open(place(&realm, "1"), &changed).is_err(), "byte {index}");
        }
    }

    #[test]
    fn a_key_survives_its_base64() {
        let key = KeyEncryptionKey::generate();
        let again = KeyEncryptionKey::from_base64(key.to_base64().expose()).unwrap();
        let realm = "minato".parse().unwrap();
        assert_eq!(key.digest(place(&realm, "1"), b"x"), again.digest(place(&realm, "1"), b"x"));
        assert_eq!(KeyEncryptionKey::from_base64("c2hvcnQ=").unwrap_err(), NotAKey);
    }
}
