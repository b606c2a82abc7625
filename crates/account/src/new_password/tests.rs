//! What a member may choose as a password, realm by realm, and what no member may.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::HashCost;

const SYMBOLS: &str = r##"!"#$%&'()*~`{+}<>?_-^\@[:;],./=|"##;

/// The rules of `minato` and most others.
fn usual() -> PasswordPolicy {
    PasswordPolicy { min: 8, max: 64, composition: Vec::new(), ignore_case: false, symbols: SYMBOLS.to_owned() }
}

/// The rules of `kogane`, weaker by waiver.
fn kogane() -> PasswordPolicy {
    use CharacterClass::{Digit, Letter, Symbol};
    PasswordPolicy { max: 13, composition: vec![Letter, Digit, Symbol], ignore_case: true, ..usual() }
}

/// 中村 隼人, as letters and the member file know him.
const KNOWN: [&str; 7] =
    ["港健康保険組合", "Minato Health Insurance Society", "minato", "130", "1977", "20030117", "hayato.nakamura"];

fn hasher() -> PasswordHasher {
    PasswordHasher::new(HashCost::LEAST)
}

fn broken(policy: &PasswordPolicy, password: &str) -> Vec<PasswordRule> {
    let issued = TypedPassword::new(&"e4Xj=35kRzD".to_owned().into(), policy.ignore_case);
    let rules = NewPasswordRules::new(policy, "mnt-0001977", KNOWN);
    rules.broken_by(&password.to_owned().into(), Some(&StoredPassword::Issued(issued)), &mut hasher())
}

#[test]
fn each_rule_has_its_cases() {
    use PasswordRule::{Alphabet, Length, NotCommon, NotCurrent, NotPersonal, NotUserId};
    for (password, expected) in [
        ("Tsuki-akari-27", vec![]),
        ("horikosi82kawa", vec![]),
        (SYMBOLS, vec![]),
        ("umi-to¥yama", vec![]),
        ("kR7=zq9", vec![Length]),
        (&"kR7=zq9x".repeat(8), vec![]),
        (&format!("{}k", "kR7=zq9x".repeat(8)), vec![Length]),
        ("kR7= zq9x", vec![Alphabet]),
        ("ｋＲ7=zq9x", vec![Alphabet]),
        ("みなとの海と山の港", vec![Alphabet]),
        ("e4Xj=35kRzD", vec![NotCurrent]),
        ("MNT-0001977", vec![NotUserId, NotPersonal]),
        ("mnt0001977", vec![NotPersonal, NotCommon]),
        ("130197720030117", vec![NotPersonal]),
        ("2003-01-17", vec![NotPersonal, NotCommon]),
        ("Nakamura.Hayato", vec![NotPersonal]),
        ("minato-1977", vec![NotPersonal]),
        ("minato12", vec![NotCommon]),
        ("password", vec![NotCommon]),
        ("PASSWORD1", vec![NotCommon]),
        ("p@ssw0rd", vec![NotCommon]),
        ("12345678", vec![NotCommon]),
        ("qwertyuiop", vec![NotCommon]),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", vec![NotCommon]),
        ("passwordpasswordpassword", vec![NotCommon]),
        ("", vec![Length, NotCommon]),
    ] {
        assert_eq!(broken(&usual(), password), expected, "{password}");
    }
}

#[test]
fn a_realm_may_ask_for_kinds_of_characters_and_take_both_cases_as_one() {
    use CharacterClass::{Digit, Letter, Symbol};
    use PasswordRule::{Contains, Length, NotCurrent};
    for (password, expected) in [
        ("kR7=zq9x", vec![]),
        ("kR7zq9xy", vec![Contains(Symbol)]),
        ("kR=zqxyw", vec![Contains(Digit)]),
        ("7=962+48", vec![Contains(Letter)]),
        ("kR7=zq9x-kR7=z", vec![Length]),
        ("E4XJ=35KRZD", vec![NotCurrent]),
    ] {
        assert_eq!(broken(&kogane(), password), expected, "{password}");
    }
}

#[test]
fn the_yen_sign_is_the_backslash_whichever_the_realm_names() {
    for symbols in ["\\", "¥"] {
        let policy = PasswordPolicy { symbols: symbols.to_owned(), ..usual() };
        assert_eq!(broken(&policy, "umi\\to¥yama"), vec![], "{symbols}");
    }
    let neither = PasswordPolicy { symbols: "-".to_owned(), ..usual() };
    assert_eq!(broken(&neither, "umi\\to¥yama"), vec![PasswordRule::Alphabet]);
}

#[test]
fn what_is_accepted_is_the_password_from_then_on() {
    let rules = NewPasswordRules::new(&kogane(), "kgn-1", []);
    let hash = rules.accept(&"kR7=zq9x".to_owned().into(), None, &mut hasher()).unwrap();
    let stored = StoredPassword::Hashed(hash);
    for (password, same) in [("kR7=zq9x", true), ("KR7=ZQ9X", true), ("kR7=zq9y", false)] {
        let typed = TypedPassword::new(&password.to_owned().into(), true);
        assert_eq!(stored.is(&typed, &mut hasher()), same, "{password}");
        let again = rules.accept(&password.to_owned().into(), Some(&stored), &mut hasher());
        assert_eq!(again.err(), same.then(|| vec![PasswordRule::NotCurrent]), "{password}");
    }
    let too_long = rules.accept(&"k-7z".repeat(5_000).into(), None, &mut hasher());
    assert!(too_long.unwrap_err().contains(&PasswordRule::Length));
}

/// The list inside the library is not ours to read; these stand for it from its beginning to its end.
#[test]
fn passwords_that_everybody_knows_are_refused() {
    for password in [
        "iloveyou",
        "sunshine",
        "princess",
        "football",
        "baseball",
        "superman",
        "trustno1",
        "starwars",
        "whatever",
        "zaq12wsx",
        "1qaz2wsx",
        "q1w2e3r4",
        "abcd1234",
        "asdfghjk",
        "87654321",
        "11112222",
        "20202020",
        "pokemon1",
        "doraemon",
        "naruto12",
        "hogehoge",
        "password123",
        "Passw0rd!",
        "19850101",
    ] {
        assert!(broken(&usual(), password).contains(&PasswordRule::NotCommon), "{password}");
    }
}

#[test]
fn a_text_is_its_shortest_part_repeated() {
    for (text, part) in [("", ""), ("a", "a"), ("aaaa", "a"), ("abab", "ab"), ("ababa", "ababa"), ("みなみな", "みな")]
    {
        assert_eq!(repeated_part(text), part);
    }
}

proptest! {
    #[test]
    fn what_breaks_no_rule_is_within_the_policy(password in "[ -~¥ａ-ｚ]{0,70}", waived in any::<bool>()) {
        let policy = if waived { kogane() } else { usual() };
        if broken(&policy, &password).is_empty() {
            prop_assert!((policy.min..=policy.max).contains(&password.chars().count()));
            prop_assert!(password.chars().all(|c| c.is_ascii_alphanumeric() || c == '¥' || SYMBOLS.contains(c)));
            prop_assert!(!waived || password.contains(|c: char| c.is_ascii_digit()));
        }
    }

    #[test]
    fn whatever_is_made_of_known_words_is_refused(
        parts in prop::collection::vec(select(vec!["130", "1977", "20030117", "Hayato", "NAKAMURA", "minato"]), 2..5),
        between in select(vec!["", "-", "/", "_"]),
    ) {
        prop_assert!(broken(&usual(), &parts.join(between)).contains(&PasswordRule::NotPersonal));
    }

    #[test]
    fn anything_is_judged_without_harm(password in "\\PC{0,40}") {
        let _whatever = broken(&usual(), &password);
    }

    #[test]
    fn repeating_a_common_password_makes_no_other(times in 1usize..8) {
        prop_assert!(broken(&usual(), &"password".repeat(times)).contains(&PasswordRule::NotCommon));
    }
}
