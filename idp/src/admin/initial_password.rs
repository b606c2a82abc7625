//! Initial passwords at the society's desk: sealed into a row, opened for a letter, or told by their parts.
//!
//! A password that a member chose is a hash and cannot be read. One that the society issued can, until its first use.

use account::derived_password;
use base::{AccountId, KeyEncryptionKey, Language, Purpose, RealmName, Sealed, SealedFor, Secret, Text, Unsealable};
use realm::{DerivedPart, InitialCredentials, Realm};

use crate::rows::AccountRow;

const AND: Text = Text { ja: "＋", en: " + " };
const KIGO: Text = Text { ja: "記号", en: "kigo (記号)" };
const BANGO: Text = Text { ja: "番号", en: "bango (番号)" };
const KIGO_FILLED: Text = Text { ja: "記号（{width}桁）", en: "kigo (記号, {width} digits)" };
const BANGO_FILLED: Text = Text { ja: "番号（{width}桁）", en: "bango (番号, {width} digits)" };
const BIRTH_DATE: Text = Text { ja: "生年月日（西暦8桁）", en: "birth date (8 digits: YYYYMMDD)" };

/// Seals an account's initial password.
pub(super) fn seal(key: &KeyEncryptionKey, realm: &RealmName, account: AccountId, password: &Secret) -> Sealed {
    let row = account.to_string();
    key.seal(SealedFor { purpose: Purpose::InitialPassword, realm, row: &row }, password.expose().as_bytes())
}

/// The initial password that waits for its first use, if one does.
///
/// # Errors
/// When another key sealed it.
pub(super) fn open(
    key: &KeyEncryptionKey,
    realm: &RealmName,
    account: &AccountRow,
) -> Result<Option<Secret>, Unsealable> {
    let Some(sealed) = account.issued_password() else { return Ok(None) };
    let row = account.account_id().to_string();
    let opened = key.open(SealedFor { purpose: Purpose::InitialPassword, realm, row: &row }, &sealed)?;
    Ok(Some(Secret::new(String::from_utf8_lossy(opened.expose()).into_owned())))
}

/// The password that the realm makes of what the member knows; `None` where it makes none.
pub(super) fn derived(realm: &Realm, account: &AccountRow) -> Option<Secret> {
    let InitialCredentials::Derived(parts) = &realm.sign_in.initial_credentials else { return None };
    derived_password(parts, (&account.kigo, &account.bango), account.birth_date)
}

/// Of what the realm makes it, in words: 「記号（2桁）＋番号（4桁）＋生年月日（西暦8桁）」. `None` where it makes none.
pub(super) fn parts(realm: &Realm, language: Language) -> Option<String> {
    let InitialCredentials::Derived(parts) = &realm.sign_in.initial_credentials else { return None };
    let say = |part: &DerivedPart| match *part {
        DerivedPart::Kigo { width: 0 } => KIGO.get(language).to_owned(),
        DerivedPart::Bango { width: 0 } => BANGO.get(language).to_owned(),
        DerivedPart::Kigo { width } => KIGO_FILLED.with(language, &[("width", &width)]),
        DerivedPart::Bango { width } => BANGO_FILLED.with(language, &[("width", &width)]),
        DerivedPart::BirthDate => BIRTH_DATE.get(language).to_owned(),
    };
    Some(parts.iter().map(say).collect::<Vec<_>>().join(AND.get(language)))
}
