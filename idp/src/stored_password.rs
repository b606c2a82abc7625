//! What a row keeps of a member's password, sealed and opened.
//!
//! A hash is sealed with the key-encryption key, which is not in the database: whoever steals the rows cannot even
//! begin to guess (NIST SP 800-63B-4 §3.1.1.2 asks for a keyed hash), and the key can be changed, as a pepper within a
//! hash could not. A hash from before they were sealed begins with a dollar sign, and is sealed when it is next made.

use account::{PasswordHash, StoredPassword, TypedPassword};
use base::{AccountId, KeyEncryptionKey, Purpose, RealmName, Sealed, SealedFor, Secret, Unsealable};
use realm::Realm;

use crate::rows::AccountRow;

/// Seals the hash of an account's password.
#[must_use]
pub fn seal_hash(key: &KeyEncryptionKey, realm: &RealmName, account: AccountId, hash: &PasswordHash) -> Sealed {
    let row = account.to_string();
    key.seal(SealedFor { purpose: Purpose::PasswordHash, realm, row: &row }, hash.as_str().as_bytes())
}

/// What an account recognises its password by; `None` for one that has no password yet.
///
/// # Errors
/// When what is sealed does not open.
pub fn open(
    key: &KeyEncryptionKey,
    realm: &Realm,
    row: &AccountRow,
) -> Result<Option<(AccountId, StoredPassword)>, Unsealable> {
    let id = row.account_id();
    let row_id = id.to_string();
    let open = |purpose, sealed: &Sealed| {
        let opened = key.open(SealedFor { purpose, realm: &realm.name, row: &row_id }, sealed)?;
        Ok(String::from_utf8_lossy(opened.expose()).into_owned())
    };
    if let Some(kept) = row.password_hash.clone() {
        let hash = if kept.starts_with('$') { kept } else { open(Purpose::PasswordHash, &Sealed::from(kept))? };
        return Ok(Some((id, StoredPassword::Hashed(hash.into()))));
    }
    let Some(sealed) = row.issued_password() else { return Ok(None) };
    let issued = Secret::new(open(Purpose::InitialPassword, &sealed)?);
    let ignore_case = realm.sign_in.password.ignore_case;
    Ok(Some((id, StoredPassword::Issued(TypedPassword::new(&issued, ignore_case)))))
}
