//! A table of cells, right and wrong, and what becomes of them.

use realm::DerivedPart;

use super::*;

const GOOD: [(&str, &str); 15] = [
    ("member_number", "M0001024"),
    ("user_id", "mnt-0001024"),
    ("initial_password", "kx7Tq-29mWf"),
    ("household_number", "H0001024"),
    ("kigo", "120"),
    ("bango", "1024"),
    ("branch", "00"),
    ("family_name", "田中"),
    ("given_name", "美咲"),
    ("family_name_kana", "タナカ"),
    ("given_name_kana", "ミサキ"),
    ("birth_date", "1984-06-12"),
    ("email", "misaki.tanaka@example.jp"),
    ("eligible_from", "2011-04-01"),
    ("eligible_until", ""),
];

type Changes<'a> = &'a [(&'static str, &'a str)];

fn read_in(initial: &InitialCredentials, changes: Changes<'_>) -> Result<MemberLine, Vec<Fault>> {
    let find = |column| changes.iter().chain(&GOOD).find(|(name, _)| *name == column).map_or("", |(_, text)| *text);
    MemberLine::read(find, (initial, true), NaiveDate::from_ymd_opt(2026, 11, 20).unwrap())
}

fn read(changes: Changes<'_>) -> MemberLine {
    read_in(&InitialCredentials::Issued, changes).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn faults(changes: Changes<'_>) -> Vec<Fault> {
    read_in(&InitialCredentials::Issued, changes).err().unwrap_or_default()
}

fn password(line: &MemberLine) -> (&str, &str) {
    match &line.password {
        InitialPassword::Stated(password) => ("stated", password.expose()),
        InitialPassword::Derived(password) => ("derived", password.expose()),
        InitialPassword::CarriedOver(hash) => ("carried over", hash.as_str()),
        InitialPassword::Absent => ("absent", ""),
    }
}

#[test]
fn a_good_line_is_a_member() {
    let line = read(&[]);
    assert_eq!(line.insured.member_number, "M0001024");
    assert_eq!(line.user_id.as_str(), "mnt-0001024");
    assert_eq!(line.email.as_ref().map(EmailAddress::as_str), Some("misaki.tanaka@example.jp"));
    assert_eq!(line.insured.eligible_until, None);
    assert_eq!(password(&line), ("stated", "kx7Tq-29mWf"));
}

#[test]
fn what_keyboards_and_spreadsheets_do_to_a_cell_is_undone() {
    let line = read(&[
        ("member_number", " M0001024　"),
        ("user_id", "ＭＮＴ－０００１０２４"),
        ("kigo", "１２０"),
        ("branch", "0"),
        ("email", "Misaki.Tanaka@Example.jp"),
        ("birth_date", "1984/6/12"),
        ("eligible_from", "２０１１０４０１"),
    ]);
    assert_eq!(line.text().expose(), read(&[]).text().expose());
}

#[test]
fn what_may_be_missing_may_be_missing() {
    let optional = ["given_name", "family_name_kana", "given_name_kana", "email", "eligible_until", "initial_password"];
    let line = read(&optional.map(|column| (column, "")));
    assert!(line.email.is_none());
    assert_eq!(password(&line), ("absent", ""));
}

#[test]
fn an_issued_id_may_be_outside_what_members_choose_from() {
    assert_eq!(read(&[("user_id", "1")]).user_id.as_str(), "1");
    assert_eq!(read(&[("user_id", "120+1024/A")]).user_id.as_str(), "120+1024/a");
}

#[test]
fn each_bad_cell_is_named_by_its_column() {
    let (long_number, long_name) = ("1".repeat(65), "田".repeat(101));
    let (long_id, long_password) = ("a".repeat(256), "a".repeat(129));
    let long_address = format!("m@{}.example.jp", ["a"; 130].join("."));
    for (column, text, reason) in [
        ("member_number", "", texts::NUMBER),
        ("member_number", "M 1", texts::NUMBER),
        ("member_number", &long_number, texts::NUMBER),
        ("household_number", "", texts::NUMBER),
        ("household_number", &long_number, texts::NUMBER),
        ("kigo", "", texts::NUMBER),
        ("bango", "12 34", texts::NUMBER),
        ("branch", "", texts::BRANCH),
        ("branch", "100", texts::BRANCH),
        ("branch", "本人", texts::BRANCH),
        ("user_id", "", texts::USER_ID_MISSING),
        ("user_id", "misaki tanaka", texts::USER_ID_CHARACTER),
        ("user_id", "田中", texts::USER_ID_CHARACTER),
        ("user_id", "<script>", texts::USER_ID_CHARACTER),
        ("user_id", &long_id, texts::USER_ID_LONG),
        ("initial_password", "kx7Tq 29mWf", texts::PASSWORD_SPACE),
        ("initial_password", "kx7Tq-29mWf ", texts::PASSWORD_SPACE),
        ("initial_password", &long_password, texts::PASSWORD_LONG),
        ("family_name", " ", texts::NAME_MISSING),
        ("birth_date", "", texts::DATE),
        ("birth_date", "1984-02-30", texts::DATE),
        ("birth_date", "1983-02-29", texts::DATE),
        ("birth_date", "84-06-12", texts::DATE),
        ("birth_date", "1984-06-12-01", texts::DATE),
        ("birth_date", "1984-6/12", texts::DATE),
        ("birth_date", "+984-06-12", texts::DATE),
        ("birth_date", "S59.6.12", texts::DATE),
        ("birth_date", "30845", texts::DATE),
        ("birth_date", "2026-11-21", texts::NOT_BORN_YET),
        ("birth_date", "1899-12-31", texts::BORN_LONG_AGO),
        ("email", "misaki.tanaka", texts::EMAIL_MALFORMED),
        ("email", "misaki.@example.jp", texts::EMAIL_MALFORMED),
        ("email", &long_address, texts::EMAIL_LONG),
        ("eligible_from", "", texts::DATE),
        ("eligible_from", "1984-06-11", texts::BEFORE_BIRTH),
        ("eligible_until", "2011-03-31", texts::ENDS_BEFORE_IT_BEGINS),
        ("eligible_until", "2011-13-01", texts::DATE),
    ] {
        assert_eq!(faults(&[(column, text)]), [Fault::new(column, reason)], "{column}={text}");
    }
    let reason = Fault::with("given_name", texts::LONG, &[("max", &LONGEST_NAME)]);
    assert_eq!(faults(&[("given_name", &long_name)]), [reason]);
}

#[test]
fn the_edges_of_what_is_possible_are_possible() {
    for (column, text) in [
        ("birth_date", "2026-11-20"),
        ("birth_date", "1900-01-01"),
        ("birth_date", "1984-02-29"),
        ("eligible_until", "2011-04-01"),
        ("eligible_until", "9999-12-31"),
        ("member_number", &"1".repeat(64)),
        ("initial_password", &"a".repeat(128)),
    ] {
        let begins = if text == "2026-11-20" { "2026-11-20" } else { "2011-04-01" };
        assert_eq!(faults(&[(column, text), ("eligible_from", begins)]), [], "{column}={text}");
    }
}

#[test]
fn all_faults_of_a_line_are_told_at_once_and_none_repeats_the_cell() {
    let changes =
        [("user_id", "himitsu himitsu"), ("birth_date", "himitsu"), ("email", "himitsu"), ("branch", "himitsu")];
    let faults = faults(&changes);
    let mut columns: Vec<_> = faults.iter().map(|fault| &*fault.column).collect();
    columns.sort_unstable();
    assert_eq!(columns, ["birth_date", "branch", "email", "user_id"]);
    assert!(!format!("{faults:?}").contains("himitsu"));
}

#[test]
fn a_realm_that_derives_passwords_derives_those_that_the_file_lacks() {
    let parts = vec![DerivedPart::Kigo { width: 4 }, DerivedPart::Bango { width: 0 }, DerivedPart::BirthDate];
    let derived = InitialCredentials::Derived(parts);
    let read = |changes: Changes<'_>| read_in(&derived, changes).unwrap_or_else(|faults| panic!("{faults:?}"));
    assert_eq!(password(&read(&[])), ("stated", "kx7Tq-29mWf"));
    assert_eq!(password(&read(&[("initial_password", "")])), ("derived", "0120102419840612"));
    assert_eq!(password(&read(&[("initial_password", ""), ("bango", "健1")])), ("absent", ""));
}

const STANDARD: [(&str, &str); 4] =
    [("nickname", "みー"), ("gender", "female"), ("phone_number", "+81 90-0000-0000"), ("address.country", "JP")];

#[test]
fn standard_claims_may_be_filed_and_are_checked() {
    assert_eq!(json!(read(&STANDARD).insured.standard)["address"]["country"], "JP");
    let wrong = [
        ("picture", "face.png"),
        ("zoneinfo", "Tokyo"),
        ("locale", "日本語"),
        ("phone_number_verified", "yes"),
        ("website", &*format!("https://{}.jp/", "a".repeat(255))),
    ];
    let found: Vec<_> = faults(&wrong).into_iter().map(|fault| fault.column).collect();
    assert_eq!(found, ["picture", "website", "zoneinfo", "locale", "phone_number_verified"]);
}

#[test]
fn every_cell_is_part_of_what_a_line_says() {
    let other =
        ["x1", "x2", "x3", "x4", "5", "6", "07", "x8", "x9", "x10", "x11", "1985-01-01", "x@x.jp", "2012-04-01"];
    for (column, text) in COLUMNS.into_iter().zip(other.into_iter().chain(["2020-01-01"])) {
        assert_ne!(read(&[(column, text)]).text().expose(), read(&[]).text().expose(), "{column}");
    }
    for (column, text) in STANDARD {
        assert_ne!(read(&[(column, text)]).text().expose(), read(&[]).text().expose(), "{column}");
    }
    let moved = [("family_name", "田"), ("given_name", "中美咲")];
    assert_ne!(read(&moved).text().expose(), read(&[]).text().expose());
}

#[test]
fn a_password_of_a_former_system_comes_as_a_hash_or_not_at_all() {
    const HASH: &str = "$pbkdf2-sha256$i=27500$c2FsdCBvZiBhIHNvY2lldHk$O52+ZLYWrlhYv84TOASc6Q";
    let derived = InitialCredentials::Derived(vec![DerivedPart::Kigo { width: 2 }, DerivedPart::BirthDate]);
    for initial in [InitialCredentials::Issued, InitialCredentials::ActivationCode, derived] {
        let line = read_in(&initial, &[("initial_password", ""), ("password_hash", HASH)]).ok().unwrap();
        assert_eq!(password(&line), ("carried over", HASH));
        assert!(line.text().expose().contains(HASH));
    }
    for (changes, reason) in [
        (&[("password_hash", HASH)][..], texts::PASSWORD_AND_HASH),
        (&[("initial_password", ""), ("password_hash", "5f4dcc3b5aa765d61d8327deb882cf99")], texts::NO_HASH),
        (&[("initial_password", ""), ("password_hash", "$pbkdf2-sha256$i=9000000$c2FsdA$c2FsdA")], texts::NO_HASH),
    ] {
        assert_eq!(faults(changes), [Fault::new("password_hash", reason)]);
    }
    let cell = |column| GOOD.iter().find(|(name, _)| *name == column).map_or("", |(_, text)| *text);
    let cell = |column| if column == "password_hash" { HASH } else { cell(column) };
    let today = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
    let refused = MemberLine::read(cell, (&InitialCredentials::Issued, false), today).err().unwrap();
    assert_eq!(refused, [Fault::new("password_hash", texts::HASHES_NOT_ALLOWED)]);
}
