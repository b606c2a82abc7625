//! Whose password is whose, however its hash came about.

use base::HashEngine;
use proptest::prelude::*;

use super::*;

/// The hash of みなと-2026 in other programs: the argon2 of the reference implementation, and Python's hashlib.
const IMPORTED: [&str; 7] = [
    "$argon2id$v=19$m=7168,t=5,p=1$c2FsdCBvZiBhIHNvY2lldHk$O52+ZLYWrlhYv84TOASc6cjeebTOFRSGXWHNc7PneLE",
    "$argon2i$v=19$m=64,t=2,p=2$c2FsdCBvZiBhIHNvY2lldHk$aWb13I0Sd0IFWcNPEys5N0j8UY/chq5ygW76jsK+75U",
    "$argon2d$v=16$m=32,t=1,p=1$c2FsdCBvZiBhIHNvY2lldHk$CdxXBJ4dXBhBXplB8gocu8rJfA7M5CbOnmWJ3obm1UI",
    "$pbkdf2-sha512$i=21000$c2FsdCBvZiBhIHNvY2lldHk$pAZcwo3sM+yykdTANeNYxkvGO12ghywdBMFk5GyE90vSlq5izwV1OoVcpliIx0iuOEUIGVFqrAnjTDXM6kuL9A",
    "$pbkdf2-sha256$i=27500$c2FsdCBvZiBhIHNvY2lldHk$nZd0npxwHZeqho8Wk+TVKqbvzctsgxsUyu7agaykuH8kc4WYA754u2LG64SAG7nuUNJxRKcUhcl7Inx9RAWlUQ",
    "$pbkdf2-sha256$i=6000$c2FsdCBvZiBhIHNvY2lldHk$dPrAbUIzTlg2EokTVCpWVrZmnu5yvQldQWiyZVkcZAk",
    "$pbkdf2-sha1$i=20000$c2FsdCBvZiBhIHNvY2lldHk$xpEojk9Hac0U164Y5uVQAkHfm/k/C8J9U5JtebQUkdVRwiEZPknmVEZCmkqhUNhXwP17Il1AkH55d9OcaWnAAQ",
];

const ENGINES: [HashEngine; 2] = [HashEngine::Argon2Rust, HashEngine::RustCrypto];

fn least() -> PasswordHasher {
    PasswordHasher::new(HashCost::LEAST)
}

fn typed(text: &str) -> TypedPassword {
    TypedPassword::new(&text.to_owned().into(), false)
}

#[test]
fn only_the_right_password_is_a_proof() {
    let (account, now) = (AccountId::generate(), DateTime::UNIX_EPOCH);
    let stored = StoredPassword::Hashed(typed("みなと-2026").hash(&mut least()).unwrap());
    let verify = |text: &str| StoredPassword::verify(Some((account, &stored)), &typed(text), &mut least(), now);

    let right = verify("みなと-2026").unwrap();
    assert_eq!((right.proof.account(), right.proof.factor()), (account, Factor::Password));
    assert!(right.rehash.is_none());
    assert!(verify("みなと-2027").is_none());
    assert!(verify("").is_none());
    assert!(StoredPassword::verify(None, &typed("みなと-2026"), &mut least(), now).is_none());
}

#[test]
fn an_issued_password_is_hashed_at_its_first_use() {
    let (account, now) = (AccountId::generate(), DateTime::UNIX_EPOCH);
    let issued = StoredPassword::Issued(typed("301234519901101"));
    let first = StoredPassword::verify(Some((account, &issued)), &typed("301234519901101"), &mut least(), now);
    let stored = StoredPassword::Hashed(first.unwrap().rehash.unwrap());
    let second = StoredPassword::verify(Some((account, &stored)), &typed("301234519901101"), &mut least(), now);
    assert!(second.unwrap().rehash.is_none());
    assert!(StoredPassword::verify(Some((account, &issued)), &typed("x"), &mut least(), now).is_none());
}

#[test]
fn composed_and_decomposed_kana_are_one_password() {
    let (account, now) = (AccountId::generate(), DateTime::UNIX_EPOCH);
    let stored = StoredPassword::Hashed(typed("が").hash(&mut least()).unwrap());
    assert!(StoredPassword::verify(Some((account, &stored)), &typed("か\u{3099}"), &mut least(), now).is_some());
}

#[test]
fn the_yen_sign_is_the_backslash() {
    let stored = StoredPassword::Hashed(typed("umi¥yama").hash(&mut least()).unwrap());
    assert!(stored.is(&typed("umi\\yama"), &mut least()) && !stored.is(&typed("umi/yama"), &mut least()));
}

#[test]
fn a_mark_is_short_and_belongs_to_one_key_realm_and_account() {
    let (key, minato, kogane) = (KeyEncryptionKey::generate(), "minato".parse().unwrap(), "kogane".parse().unwrap());
    let marks = [
        typed("a").mark(&key, &minato, "1"),
        typed("b").mark(&key, &minato, "1"),
        typed("a").mark(&key, &minato, "2"),
        typed("a").mark(&key, &kogane, "1"),
        typed("a").mark(&KeyEncryptionKey::generate(), &minato, "1"),
    ];
    assert!(marks.iter().all(|mark| mark.len() == MARK));
    assert_eq!(marks[0], typed("a").mark(&key, &minato, "1"));
    let others = marks.iter().filter(|mark| **mark != marks[0]).count();
    assert!(others >= 3, "of four, two are alike by chance once in millions: {marks:?}");
}

#[test]
fn a_password_beyond_the_limit_is_nobodys() {
    let (account, now) = (AccountId::generate(), DateTime::UNIX_EPOCH);
    let longest = "a".repeat(LONGEST);
    let stored = StoredPassword::Hashed(typed(&longest).hash(&mut least()).unwrap());
    let longer = typed(&format!("{longest}b"));
    assert!(StoredPassword::verify(Some((account, &stored)), &longer, &mut least(), now).is_none());
    assert!(longer.hash(&mut least()).is_none());
}

#[test]
fn a_hash_of_another_system_is_verified_and_gives_way_to_ours() {
    let (account, now) = (AccountId::generate(), DateTime::UNIX_EPOCH);
    for (hash, engine) in IMPORTED.iter().flat_map(|hash| ENGINES.map(|engine| (*hash, engine))) {
        let mut hasher = PasswordHasher::with_engine(HashCost::LEAST, engine);
        let stored = StoredPassword::Hashed(PasswordHash::imported(hash).unwrap());
        let wrong = StoredPassword::verify(Some((account, &stored)), &typed("みなと-2027"), &mut hasher, now);
        assert!(wrong.is_none(), "{hash}");
        let right = StoredPassword::verify(Some((account, &stored)), &typed("みなと-2026"), &mut hasher, now).unwrap();
        let stored = StoredPassword::Hashed(right.rehash.unwrap());
        let again = StoredPassword::verify(Some((account, &stored)), &typed("みなと-2026"), &mut hasher, now).unwrap();
        assert!(again.rehash.is_none(), "{hash}");
    }
}

#[test]
fn a_hash_of_another_cost_is_made_anew() {
    let (account, now) = (AccountId::generate(), DateTime::UNIX_EPOCH);
    let stored = StoredPassword::Hashed(typed("みなと-2026").hash(&mut least()).unwrap());
    for cost in [HashCost { passes: 2, ..HashCost::LEAST }, HashCost { memory_kib: 16, ..HashCost::LEAST }] {
        let mut hasher = PasswordHasher::new(cost);
        let right = StoredPassword::verify(Some((account, &stored)), &typed("みなと-2026"), &mut hasher, now).unwrap();
        assert!(hasher.is_current(&right.rehash.unwrap()), "{cost:?}");
    }
}

#[test]
fn what_is_no_hash_or_would_cost_too_much_is_not_imported() {
    let argon2 =
        |parameters: &str| format!("$argon2id$v=19${parameters}$c2FsdCBvZiBhIHNvY2lldHk$O52+ZLYWrlhYv84TOASc6Q");
    let pbkdf2 = |rounds: &str| format!("$pbkdf2-sha256$i={rounds}$c2FsdCBvZiBhIHNvY2lldHk$O52+ZLYWrlhYv84TOASc6Q");
    assert!(PasswordHash::imported(&argon2("m=131072,t=16,p=16")).is_some());
    assert!(PasswordHash::imported(&pbkdf2("2000000")).is_some());
    for text in [
        argon2("m=131073,t=1,p=1"),
        argon2("m=64,t=17,p=1"),
        argon2("m=256,t=1,p=17"),
        argon2("m=7,t=1,p=1"),
        pbkdf2("2000001"),
        pbkdf2("0"),
        pbkdf2("-1"),
        pbkdf2("99999999999"),
        String::new(),
        "secret".to_owned(),
        "$argon2id$v=19$m=64,t=1,p=1$c2FsdCBvZiBhIHNvY2lldHk".to_owned(),
        "$argon2id$v=20$m=64,t=1,p=1$c2FsdCBvZiBhIHNvY2lldHk$O52+ZLYWrlhYv84TOASc6Q".to_owned(),
        "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW".to_owned(),
    ] {
        assert!(PasswordHash::imported(&text).is_none(), "{text}");
    }
}

proptest! {
    /// Two implementations, one function: what either makes, the other knows, whatever was hashed before in its memory.
    #[test]
    fn both_implementations_make_the_same_hashes(
        passwords in prop::collection::vec("\\PC{0,40}", 1..4),
        memory_kib in 8_u32..200,
        passes in 1_u32..4,
    ) {
        let hashers = || ENGINES.map(|engine| PasswordHasher::with_engine(HashCost { memory_kib, passes }, engine));
        let mut used = hashers();
        for password in passwords.iter().map(|text| typed(text)) {
            for maker in 0..used.len() {
                let hash = password.hash(&mut used[maker]).unwrap();
                for hasher in used.iter_mut().chain(&mut hashers()) {
                    prop_assert!(hasher.verify(password.bytes(), &hash) && hasher.is_current(&hash));
                    prop_assert!(!hasher.verify(typed("another password than any above").bytes(), &hash));
                }
            }
        }
    }

    #[test]
    fn no_text_makes_the_reading_of_hashes_fall_over(text in "\\PC{0,80}", tail in "[$a-z0-9,=+/]{0,60}") {
        for text in [text, format!("$argon2id$v=19${tail}"), format!("$pbkdf2-sha256${tail}")] {
            if let Some(hash) = PasswordHash::imported(&text) {
                prop_assert_eq!(hash.as_str(), text);
            }
        }
    }
}
