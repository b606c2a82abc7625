//! The same society's files, month after month.

use account::{EmailAddress, HashCost, PasswordHasher, StoredPassword, TypedPassword, UserId};
use base::{Sealed, Secret};
use chrono::NaiveDate;
use idp::rows::{AccountRow, FiledMember, Insured, in_realm};
use idp::stored_password;
use oidc::claims::StandardClaims;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use realm::Step;
use store::import::{Encoding, ImportError};

use crate::support::{Member, Provider, counts, file_of, minato, on_both_databases};

on_both_databases!(
    lines_are_counted_by_what_became_of_them,
    what_the_society_owns_follows_the_file,
    what_the_member_owns_stays,
    what_became_the_members_own_meanwhile_stays,
    an_issued_password_is_replaced_until_its_first_use,
    a_derived_password_is_made_once,
    up_to_the_reference_date_a_derived_password_follows_the_file,
    members_whom_the_file_does_not_name_stay,
    an_interrupted_import_goes_on,
    a_dry_run_leaves_nothing,
    an_id_that_its_member_gave_up_is_free,
    a_password_of_a_former_system_is_the_members_own,
);

async fn lines_are_counted_by_what_became_of_them(mut site: Provider) {
    let members = [1, 2, 3, 4].map(Member::number);
    assert_eq!(site.import(&members).await, [4, 0, 0, 0]);
    assert_eq!(site.import(&members).await, [0, 0, 4, 0]);

    let [one, two, three, four] = members;
    let three = three.with("family_name", "佐藤");
    let lost = four.clone().with("eligible_until", "2026-10-31");
    let both = two.clone().with("eligible_until", "2027-03-31").with("family_name", "伊藤");
    assert_eq!(site.import(&[one, both.clone(), three, lost, Member::number(5)]).await, [1, 1, 1, 2]);

    let longer = both.clone().with("eligible_until", "2028-03-31");
    assert_eq!(site.import(&[longer]).await, [0, 1, 0, 0], "an end that moves away is a change");
    assert_eq!(site.import(&[both]).await, [0, 0, 0, 1], "an end that comes nearer is a loss");
    assert_eq!(site.import(&[two]).await, [0, 1, 0, 0], "an end that is taken back is a change");
    assert_eq!(site.count("SELECT count(*) FROM audit_events WHERE event = 'members-imported'").await, 6);
}

async fn what_the_society_owns_follows_the_file(mut site: Provider) {
    site.import(&[Member::number(1)]).await;
    let before = site.account("mnt-1").await;
    let changes = [
        ("household_number", "H9"),
        ("kigo", "999"),
        ("bango", "8888"),
        ("branch", "1"),
        ("family_name", "髙橋"),
        ("given_name", "結衣"),
        ("family_name_kana", "タカハシ"),
        ("given_name_kana", "ユイ"),
        ("birth_date", "1985-07-13"),
        ("eligible_from", "2012-05-01"),
        ("eligible_until", "2030-03-31"),
        ("email", "new@example.jp"),
        ("user_id", "mnt-0001"),
    ];
    let member = changes.iter().fold(Member::number(1), |member, (column, text)| member.with(column, text));
    assert_eq!(site.import(&[member]).await, [0, 0, 0, 1]);

    let after = site.account("mnt-0001").await;
    assert_eq!((after.id, &after.subject, after.created_at), (before.id, &before.subject, before.created_at));
    assert!(after.updated_at >= before.updated_at);
    let of_the_society = [&after.household_number, &after.kigo, &after.bango, &after.branch].map(String::as_str);
    assert_eq!(of_the_society, ["H9", "999", "8888", "01"]);
    let names = [&after.family_name, &after.given_name, &after.family_name_kana, &after.given_name_kana];
    assert_eq!(names.map(String::as_str), ["髙橋", "結衣", "タカハシ", "ユイ"]);
    assert_eq!(after.birth_date, day(1985, 7, 13));
    assert_eq!((after.eligible_from, after.eligible_until), (day(2012, 5, 1), Some(day(2030, 3, 31))));
    assert_eq!(after.email.as_deref(), Some("new@example.jp"));
}

async fn what_the_member_owns_stays(mut site: Provider) {
    site.import(&[Member::number(1)]).await;
    make_it_ones_own(&site).await;

    let changes = [("user_id", "mnt-0001"), ("email", "new@example.jp"), ("initial_password", "issued-anew")];
    let member = changes.iter().fold(Member::number(1), |member, (column, text)| member.with(column, text));
    assert_eq!(site.import(&[member.with("family_name", "髙橋")]).await, [0, 1, 0, 0]);
    let account = site.account("misaki").await;
    assert_eq!(account.email.as_deref(), Some("misaki@example.jp"));
    assert_eq!(account.issued_password, None);
    assert_eq!(account.password_hash.as_deref(), Some("a hash"));
    assert_eq!(account.family_name, "髙橋");
}

/// The rule stands in the statement, so it does not matter what the import knew when it began.
async fn what_became_the_members_own_meanwhile_stays(mut site: Provider) {
    site.import(&[Member::number(1)]).await;
    let id = site.account("mnt-1").await.account_id();
    let insured = Insured {
        member_number: "M1".to_owned(),
        household_number: "H1".to_owned(),
        kigo: "1".to_owned(),
        bango: "1".to_owned(),
        branch: "00".to_owned(),
        family_name: "髙橋".to_owned(),
        given_name: "結衣".to_owned(),
        family_name_kana: String::new(),
        given_name_kana: String::new(),
        birth_date: day(1984, 6, 12),
        eligible_from: day(2011, 4, 1),
        eligible_until: None,
        standard: StandardClaims::default(),
    };
    let filed = FiledMember {
        id,
        insured,
        user_id: UserId::issued("mnt-0001").unwrap(),
        email: Some(EmailAddress::read("new@example.jp").unwrap()),
        issued_password: Some("sealed".to_owned().into()),
        password_hash: None,
        fingerprint: "fingerprint".to_owned(),
    };
    make_it_ones_own(&site).await;
    let now = site.app.clock.now();
    let write = site
        .app
        .database
        .write(move |tx| Box::pin(async move { in_realm(tx, &minato()).put_members(vec![filed], now).await }));
    write.await.unwrap();

    let account = site.account("misaki").await;
    assert_eq!((account.email.as_deref(), account.issued_password.as_deref()), (Some("misaki@example.jp"), None));
    assert_eq!(account.family_name, "髙橋");
}

/// The member signs in, chooses an ID and shows that an address is theirs.
async fn make_it_ones_own(site: &Provider) {
    let (id, now) = (site.account("mnt-1").await.account_id(), site.app.clock.now());
    let write = site.app.database.write(move |tx| {
        Box::pin(async move {
            let minato = minato();
            let rows = in_realm(tx, &minato);
            rows.store_password_hash(id, &"a hash".to_owned().into()).await?;
            rows.mark_step_done(id, Step::UserId, now).await?;
            rows.mark_step_done(id, Step::Email, now).await
        })
    });
    write.await.unwrap();
    site.execute("UPDATE accounts SET user_id = 'misaki', email = 'misaki@example.jp'").await;
}

async fn an_issued_password_is_replaced_until_its_first_use(mut site: Provider) {
    site.import(&[Member::number(1)]).await;
    let account = site.account("mnt-1").await;
    assert_eq!(site.issued_password("minato", &account).as_deref(), Some("issued-1"));
    let stored = StoredPassword::Issued(typed("issued-1"));
    let now = site.app.clock.now();
    let id = account.account_id();
    assert!(
        StoredPassword::verify(Some((id, &stored)), &typed("issued-1"), &mut PasswordHasher::new(HashCost::LEAST), now)
            .is_some()
    );

    assert_eq!(site.import(&[Member::number(1).with("initial_password", "issued-anew")]).await, [0, 1, 0, 0]);
    let account = site.account("mnt-1").await;
    assert_eq!(site.issued_password("minato", &account).as_deref(), Some("issued-anew"));

    assert_eq!(site.import(&[Member::number(1).with("initial_password", "")]).await, [0, 1, 0, 0]);
    let account = site.account("mnt-1").await;
    assert_eq!(
        site.issued_password("minato", &account).as_deref(),
        Some("issued-anew"),
        "a file without one says none"
    );
}

async fn a_password_of_a_former_system_is_the_members_own(mut site: Provider) {
    // みなと-2026, hashed by the argon2 program of the reference implementation.
    const HASH: &str = "$argon2i$v=19$m=64,t=2,p=2$c2FsdCBvZiBhIHNvY2lldHk$aWb13I0Sd0IFWcNPEys5N0j8UY/chq5ygW76jsK+75U";
    let own = |password: &str| {
        let plain = file_of(&[Member::number(1).with("initial_password", password)]);
        let (header, line) = plain.split_once("\r\n").unwrap();
        format!("{header},password_hash\r\n{},\"{HASH}\"\r\n", line.trim_end())
    };
    // The society has sent a password already; the former system's ends it.
    site.import(&[Member::number(1)]).await;
    for expected in [[0, 1, 0, 0], [0, 0, 1, 0]] {
        let file = site.file(own(""));
        assert_eq!(counts(&site.try_import("minato", &file).await.unwrap()), expected);
    }
    let row = site.account("mnt-1").await;
    assert!(row.issued_password.is_none() && row.password_chosen_at.is_some());
    assert!(!row.password_hash.as_deref().unwrap().contains('$'), "the hash is sealed");
    let (realm, key) = (site.realm("minato"), site.app.sealing_key.clone());
    let (id, stored) = stored_password::open(&key, &realm, &row).unwrap().unwrap();
    let (now, mut hasher) = (site.app.clock.now(), PasswordHasher::new(HashCost::LEAST));
    let mut verify = |text| StoredPassword::verify(Some((id, &stored)), &typed(text), &mut hasher, now);
    assert!(verify("みなと-2027").is_none());
    let ours = stored_password::seal_hash(&key, &realm.name, id, &verify("みなと-2026").unwrap().rehash.unwrap());

    let (kept, read) = (ours.clone(), row.clone());
    let keep = |read: AccountRow, hash: Sealed| {
        site.app
            .database
            .write(move |tx| Box::pin(async move { in_realm(tx, &minato()).rehash_password(&read, &hash).await }))
    };
    keep(read, kept).await.unwrap();
    // Whoever read the row before comes too late, and so does the next file.
    keep(row, Sealed::from("another".to_owned())).await.unwrap();
    assert_eq!(site.import(&[Member::number(1)]).await, [0, 1, 0, 0]);
    let row = site.account("mnt-1").await;
    assert_eq!((row.password_hash.as_deref(), row.issued_password), (Some(ours.as_str()), None));
}

async fn a_derived_password_is_made_once(mut site: Provider) {
    let member = Member::number(315).with("kigo", "21").with("initial_password", "");
    for (file, expected) in [
        (member.clone(), "21031519840612"),
        (member.clone().with("kigo", "99").with("bango", "1"), "21031519840612"),
        (member.clone().with("birth_date", "1984-06-21"), "21031519840621"),
        (member.clone().with("initial_password", "by-letter"), "by-letter"),
        (member, "by-letter"),
    ] {
        assert_eq!(password_after(&mut site, "tsubaki", file).await, expected);
    }
    site.execute("UPDATE accounts SET issued_password = NULL").await;
    let again = site.file(file_of(&[Member::number(315).with("kigo", "21").with("initial_password", "")]));
    let report = site.try_import("tsubaki", &again).await.unwrap();
    assert_eq!(counts(&report), [0, 1, 0, 0], "whoever is left without a password gets one, though the line is known");
}

async fn up_to_the_reference_date_a_derived_password_follows_the_file(mut site: Provider) {
    let member = Member::number(315).with("kigo", "21").with("initial_password", "");
    assert_eq!(password_after(&mut site, "hikari", member.clone()).await, "21031519840612");
    let moved = member.with("kigo", "99").with("bango", "1");
    assert_eq!(password_after(&mut site, "hikari", moved).await, "99000119840612");
}

/// Imports member 315, and returns the password that waits for its first use.
async fn password_after(site: &mut Provider, realm: &str, member: Member) -> String {
    let file = site.file(file_of(&[member]));
    counts(&site.try_import(realm, &file).await.unwrap());
    let name = realm.parse().unwrap();
    let account = in_realm(site.app.database.reader(), &name).account_by_user_id("mnt-315").await;
    site.issued_password(realm, &account.unwrap().unwrap()).unwrap()
}

async fn members_whom_the_file_does_not_name_stay(mut site: Provider) {
    site.import(&[1, 2].map(Member::number)).await;
    let before = site.account("mnt-2").await;
    site.import(&[Member::number(1).with("family_name", "髙橋")]).await;
    assert_eq!(site.account("mnt-2").await, before);
}

async fn an_interrupted_import_goes_on(mut site: Provider) {
    // The third thousand meets a database that fails.
    let members: Vec<Member> = (1..=3500).map(Member::number).collect();
    site.execute("CREATE UNIQUE INDEX stop ON accounts (realm) WHERE bango IN ('2001', '2002')").await;
    let file = site.file(file_of(&members));
    assert!(matches!(site.try_import("minato", &file).await, Err(ImportError::Database(_))));
    assert_eq!(site.count("SELECT count(*) FROM accounts").await, 2000);
    let noted = "SELECT count(*) FROM audit_events WHERE event = ";
    let [begun, imported] = ["members-import-begun", "members-imported"].map(|event| format!("{noted}'{event}'"));
    assert_eq!((site.count(&begun).await, site.count(&imported).await), (1, 0), "stopped, but not unseen");

    site.execute("DROP INDEX stop").await;
    let report = site.try_import("minato", &file).await.unwrap();
    assert_eq!((report.continued_after, counts(&report)), (2000, [3500, 0, 0, 0]));
    assert_eq!(site.count("SELECT count(*) FROM accounts").await, 3500);
    assert_eq!((site.count(&begun).await, site.count(&imported).await), (2, 1));
}

async fn a_dry_run_leaves_nothing(mut site: Provider) {
    site.import(&[Member::number(1)]).await;
    let before = site.account("mnt-1").await;
    let mut file = site.file(file_of(&[Member::number(1).with("family_name", "髙橋"), Member::number(2)]));
    file.dry_run = true;
    assert_eq!(counts(&site.try_import("minato", &file).await.unwrap()), [1, 1, 0, 0]);
    assert_eq!(site.account("mnt-1").await, before);
    assert_eq!(site.count("SELECT count(*) FROM accounts").await, 1);
    assert_eq!(site.count("SELECT count(*) FROM audit_events").await, 1);
}

async fn an_id_that_its_member_gave_up_is_free(mut site: Provider) {
    site.import(&[Member::number(1)]).await;
    make_it_ones_own(&site).await;
    let heir = Member::number(2).with("user_id", "mnt-1").with("email", "m1@example.jp");
    assert_eq!(site.import(&[heir]).await, [1, 0, 0, 0]);
    let corrected = Member::number(1).with("family_name", "髙橋");
    assert_eq!(site.import(&[corrected]).await, [0, 1, 0, 0], "the file may go on naming the ID that was issued once");
    assert_eq!(site.account("mnt-1").await.member_number, "M2");
}

#[tokio::test]
async fn a_file_may_be_in_shift_jis() {
    let mut site = Provider::on_sqlite().await;
    let text = file_of(&[Member::number(1).with("family_name", "髙﨑")]);
    // 髙﨑 as Windows writes it, outside the standard's own characters.
    let bytes = text.bytes().collect::<Vec<_>>();
    let mut in_shift_jis = Vec::new();
    let mut rest = std::str::from_utf8(&bytes).unwrap();
    for (japanese, encoded) in [
        ("髙﨑", &[0xFB, 0xFC, 0xED, 0x95][..]),
        ("美咲", &[0x94, 0xFC, 0x8D, 0xE7]),
        ("タナカ", &[0x83, 0x5E, 0x83, 0x69, 0x83, 0x4A]),
        ("ミサキ", &[0x83, 0x7E, 0x83, 0x54, 0x83, 0x4C]),
    ] {
        let (before, after) = rest.split_once(japanese).unwrap();
        in_shift_jis.extend_from_slice(before.as_bytes());
        in_shift_jis.extend_from_slice(encoded);
        rest = after;
    }
    in_shift_jis.extend_from_slice(rest.as_bytes());

    let mut file = site.file(&in_shift_jis);
    assert!(matches!(site.try_import("minato", &file).await, Err(ImportError::Unusable(_))));
    file.encoding = Encoding::ShiftJis;
    assert_eq!(counts(&site.try_import("minato", &file).await.unwrap()), [1, 0, 0, 0]);
    let account = site.account("mnt-1").await;
    assert_eq!((account.family_name.as_str(), account.family_name_kana.as_str()), ("髙﨑", "タナカ"));
    assert_eq!(
        site.import(&[Member::number(1).with("family_name", "髙﨑")]).await,
        [0, 0, 1, 0],
        "the encoding is none of it"
    );
}

#[test]
fn whatever_was_imported_is_unchanged_when_it_comes_again() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
    let people = prop::collection::vec((r#"[^\p{C}\p{Z}]{1,20}"#, "[!-~]{0,40}", 0..40_000_i64), 1..12);
    let outcome = runner.run(&people, |people| {
        let lines: Vec<Member> = (0..).zip(&people).map(|(number, person)| random(number, person)).collect();
        let expected = u64::try_from(lines.len()).unwrap();
        let counted = runtime.block_on(async {
            let mut site = Provider::on_sqlite().await;
            (site.import(&lines).await, site.import(&lines).await)
        });
        prop_assert_eq!(counted, ([expected, 0, 0, 0], [0, 0, expected, 0]));
        Ok(())
    });
    outcome.unwrap();
}

fn random(number: u32, (name, password, days): &(String, String, i64)) -> Member {
    let password = if password.is_empty() { "-" } else { password };
    let born = day(1900, 1, 1) + chrono::TimeDelta::days(*days);
    Member::number(number)
        .with("family_name", name)
        .with("initial_password", password)
        .with("birth_date", &born.to_string())
        .with("eligible_from", "2026-04-01")
        .with("email", if days % 3 == 0 { "" } else { "shared@example.jp" })
}

fn typed(password: &str) -> TypedPassword {
    TypedPassword::new(&Secret::new(password.to_owned()), false)
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}
