//! Secrets at rest: sealed with a key that is not in the database.
//!
//! AES-256-GCM with a random nonce. The key-encryption key comes from outside; HKDF gives each purpose a key of
//! its own, and where a value belongs (realm, row) is authenticated with it, so a sealed value copied to another
//! row or realm does not open. Each value names the key that sealed it, so that keys can be rotated: one key seals,
//! and others beside it open what they sealed until all of it is sealed anew.

use std::fmt;
use std::sync::Arc;

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
    /// Every purpose, in the order in which they are declared.
    const ALL: [Self; 21] = [
        Self::SigningKey,
        Self::AuthenticatorSeed,
        Self::PasswordHash,
        Self::InitialPassword,
        Self::ImportFingerprint,
        Self::FormToken,
        Self::PortalToken,
        Self::Mail,
        Self::MailRecipient,
        Self::MemberAddress,
        Self::MailCode,
        Self::WrongPassword,
        Self::VisitorAddress,
        Self::MailBudget,
        Self::UnknownUserId,
        Self::MailCodeAddress,
        Self::ResetLink,
        Self::Draft,
        Self::RegisteredClient,
        Self::Patient,
        Self::AuditSegment,
    ];

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

    /// The id of the key that sealed the value ([`KeyEncryptionKey::id`]); `None` for what is no sealed value.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.parts().map(|(key_id, _)| key_id)
    }

    fn parts(&self) -> Option<(&str, &str)> {
        self.0.strip_prefix("v1.").and_then(|rest| rest.split_once('.'))
    }
}

impl From<String> for Sealed {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// The key outside the database that seals everything secret inside it, 256 bits; with others, where there are any, that
/// open what they sealed and seal nothing. Cheap to clone.
#[derive(Clone)]
pub struct KeyEncryptionKey {
    sealing: Arc<OneKey>,
    others: Vec<Arc<OneKey>>,
}

struct OneKey {
    id: String,
    key: Secret<[u8; 32]>,
    /// What each purpose has of its own, in the order of [`Purpose::ALL`]: worked out once.
    subkeys: [Subkey; Purpose::ALL.len()],
}

struct Subkey {
    cipher: Aes256Gcm,
    mac: Hmac<Sha256>,
}

/// A text that is not 32 bytes in base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key-encryption key is 32 bytes in base64 (44 characters)")]
pub struct NotAKey;

/// A value that none of the keys sealed, or not for this place, or that was changed.
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
        Secret::new(BASE64.encode(self.sealing.key.expose()))
    }

    fn from_bytes(key: [u8; 32]) -> Self {
        Self { sealing: Arc::new(OneKey::new(key)), others: Vec::new() }
    }

    /// The same key, with others that open what they sealed: former ones, and one that is to seal soon.
    #[must_use]
    pub fn opening_with(mut self, others: impl IntoIterator<Item = Self>) -> Self {
        let all = others.into_iter().flat_map(|other| [vec![other.sealing], other.others].concat());
        for other in all {
            if other.id != self.sealing.id && self.others.iter().all(|known| known.id != other.id) {
                self.others.push(other);
            }
        }
        self
    }

    /// The id of the key that seals: 8 hexadecimal digits, which tell nothing of it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.sealing.id
    }

    /// The keys one by one, each alone: first the one that seals, then the others.
    pub fn each(&self) -> impl Iterator<Item = Self> {
        [&self.sealing].into_iter().chain(&self.others).map(|key| Self { sealing: Arc::clone(key), others: Vec::new() })
    }

    /// Seals a value for one place.
    #[must_use]
    pub fn seal(&self, place: SealedFor<'_>, value: &[u8]) -> Sealed {
        let nonce = random_bytes::<12>();
        let context = context(place, self.id());
        let payload = Payload { msg: value, aad: context.as_bytes() };
        let cipher = &self.sealing.subkey(place.purpose).cipher;
        #[expect(clippy::expect_used, reason = "AES-GCM refuses only values beyond 64 GiB")]
        let sealed = cipher.encrypt(&Nonce::from(nonce), payload).expect("a value of sane size");
        Sealed(format!("v1.{}.{}", self.id(), BASE64.encode(&[nonce.as_slice(), &sealed].concat())))
    }

    /// Opens a value sealed for the same place, by whichever of the keys sealed it.
    ///
    /// # Errors
    /// [`Unsealable`] when none of the keys did or the place is another, or the value was changed.
    pub fn open(&self, place: SealedFor<'_>, sealed: &Sealed) -> Result<Secret<Vec<u8>>, Unsealable> {
        let (key_id, body) = sealed.parts().ok_or(Unsealable)?;
        let key = [&self.sealing].into_iter().chain(&self.others).find(|key| key.id == key_id).ok_or(Unsealable)?;
        let bytes = BASE64.decode(body.as_bytes()).map_err(|_| Unsealable)?;
        let (nonce, ciphertext) = bytes.split_at_checked(12).ok_or(Unsealable)?;
        let nonce: [u8; 12] = nonce.try_into().map_err(|_| Unsealable)?;
        let context = context(place, key_id);
        let payload = Payload { msg: ciphertext, aad: context.as_bytes() };
        let cipher = &key.subkey(place.purpose).cipher;
        cipher.decrypt(&Nonce::from(nonce), payload).map(Secret::new).map_err(|_| Unsealable)
    }

    /// The same value for the same place under the key that seals; `None` when it is that already.
    ///
    /// # Errors
    /// [`Unsealable`], as [`open`](Self::open).
    pub fn reseal(&self, place: SealedFor<'_>, sealed: &Sealed) -> Result<Option<Sealed>, Unsealable> {
        if sealed.key_id() == Some(self.id()) {
            return Ok(None);
        }
        Ok(Some(self.seal(place, self.open(place, sealed)?.expose())))
    }

    /// A keyed digest (HMAC-SHA-256, hexadecimal) of a value: the same for the same value, telling nothing of it. It is
    /// another under another key: see [`digests`](Self::digests).
    #[must_use]
    pub fn digest(&self, place: SealedFor<'_>, value: &[u8]) -> String {
        let mut mac = self.sealing.subkey(place.purpose).mac.clone();
        mac.update(context(place, "").as_bytes());
        mac.update(value);
        HEXLOWER.encode(&mac.finalize().into_bytes())
    }

    /// The digests of a value under each of the keys, the one of the key that seals first: by them is found, while a key
    /// makes room for another, what was noted under either.
    pub fn digests<'k>(&'k self, place: SealedFor<'k>, value: &'k [u8]) -> impl Iterator<Item = String> + 'k {
        self.each().map(move |key| key.digest(place, value))
    }
}

impl OneKey {
    fn new(key: [u8; 32]) -> Self {
        let fingerprint = HEXLOWER.encode(&Sha256::digest(key));
        let expand = Hkdf::<Sha256>::new(None, &key);
        let subkeys = Purpose::ALL.map(|purpose| Subkey::new(&expand, purpose));
        Self { id: fingerprint.chars().take(8).collect(), key: Secret::new(key), subkeys }
    }

    fn subkey(&self, purpose: Purpose) -> &Subkey {
        #[expect(clippy::indexing_slicing, reason = "there is one for each purpose")]
        &self.subkeys[purpose as usize]
    }
}

impl Subkey {
    fn new(expand: &Hkdf<Sha256>, purpose: Purpose) -> Self {
        let mut subkey = [0_u8; 32];
        #[expect(clippy::expect_used, reason = "HKDF-SHA-256 gives up to 8,160 bytes")]
        expand.expand(purpose.label().as_bytes(), &mut subkey).expect("32 bytes are within HKDF's limit");
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
        let mac = Hmac::<Sha256>::new_from_slice(&subkey).expect("a key of any length");
        Self { cipher: Aes256Gcm::new(&subkey.into()), mac }
    }
}

/// Shows which keys these are, and nothing of them.
impl fmt::Debug for KeyEncryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.each().map(|key| key.id().to_owned())).finish()
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
    fn each_purpose_has_a_subkey_of_its_own() {
        for (place, purpose) in Purpose::ALL.into_iter().enumerate() {
            assert_eq!(purpose as usize, place, "{purpose:?}");
        }
        let (key, realm) = (KeyEncryptionKey::generate(), "minato".parse().unwrap());
        let of = |purpose| key.digest(SealedFor { purpose, realm: &realm, row: "1" }, b"x");
        let all: std::collections::BTreeSet<String> = Purpose::ALL.map(of).into();
        assert_eq!(all.len(), Purpose::ALL.len());
    }

    /// What was sealed by versions before must open, so how keys are derived may never change.
    #[test]
    fn what_was_sealed_once_opens_for_good() {
        let key = KeyEncryptionKey::from_base64("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap();
        let realm = "minato".parse().unwrap();
        assert_eq!(key.id(), "630dcd29");
        let digest = "11374948cb8cf7b241d2439752126e3475b908ecb10239e8ac1bce35fdba133c";
        assert_eq!(key.digest(place(&realm, "1"), b"seed"), digest);
        let sealed = Sealed("v1.630dcd29.AAECAwQFBgcICQoLQvbW0U09rcFZZ+uhXhxfUEQdBy0=".to_owned());
        assert_eq!(key.open(place(&realm, "1"), &sealed).unwrap().expose(), b"seed");
    }

    #[test]
    fn a_former_key_opens_and_does_not_seal() {
        let realm = "minato".parse().unwrap();
        let (former, current) = (KeyEncryptionKey::generate(), KeyEncryptionKey::generate());
        let before = former.seal(place(&realm, "1"), b"seed");
        let both = current.clone().opening_with([former.clone(), former.clone(), current.clone()]);
        assert_eq!(both.each().map(|key| key.id().to_owned()).collect::<Vec<_>>(), [current.id(), former.id()]);

        assert_eq!(both.open(place(&realm, "1"), &before).unwrap().expose(), b"seed");
        assert!(both.open(place(&realm, "2"), &before).is_err());
        assert_eq!(both.seal(place(&realm, "1"), b"seed").key_id(), Some(current.id()));

        let after = both.reseal(place(&realm, "1"), &before).unwrap().unwrap();
        assert_eq!(current.open(place(&realm, "1"), &after).unwrap().expose(), b"seed");
        assert!(former.open(place(&realm, "1"), &after).is_err());
        assert_eq!(both.reseal(place(&realm, "1"), &after), Ok(None));
        assert_eq!(current.reseal(place(&realm, "1"), &before), Err(Unsealable));
        assert_eq!(both.reseal(place(&realm, "2"), &before), Err(Unsealable), "of another row");
    }

    #[test]
    fn a_digest_is_found_under_each_key() {
        let realm = "minato".parse().unwrap();
        let (former, current) = (KeyEncryptionKey::generate(), KeyEncryptionKey::generate());
        let both = current.clone().opening_with([former.clone()]);
        let digests: Vec<String> = both.digests(place(&realm, "1"), b"x").collect();
        assert_eq!(digests, [current.digest(place(&realm, "1"), b"x"), former.digest(place(&realm, "1"), b"x")]);
        assert_eq!(both.digest(place(&realm, "1"), b"x"), digests[0]);
    }

    #[test]
    fn a_key_shows_its_id_alone() {
        let key = KeyEncryptionKey::generate();
        assert_eq!(format!("{key:?}"), format!("[\"{}\"]", key.id()));
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
