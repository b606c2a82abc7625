//! Bad lines: each named with its line, its column and the reason, and none of their thousand imported.

use crate::support::{HEADER, Member, Provider, counts, file_of, on_both_databases};

on_both_databases!(
    what_others_hold_is_refused,
    an_id_once_given_stays_with_its_member,
    a_thousand_with_a_bad_line_changes_nothing_and_the_others_stand,
);

async fn what_others_hold_is_refused(mut site: Provider) {
    let taken = "Another member has this user ID.";
    let address = "This user ID is another member's e-mail address.";
    let id = "This e-mail address is another member's user ID.";
    site.import(&[Member::number(1), Member::number(2).with("user_id", "sato@example.jp")]).await;
    for (column, text, reason) in [
        ("user_id", "mnt-1", taken),
        ("user_id", "MNT-1", taken),
        ("user_id", "ｍｎｔ－１", taken),
        ("user_id", "m1@example.jp", address),
        ("user_id", "M1@Example.JP", address),
        ("email", "Sato@example.jp", id),
    ] {
        let problem = refused(&mut site, &[Member::number(3).with(column, text)]).await;
        assert_eq!(problem, [format!("members.csv:2:{column}: {reason}")], "{column}={text}");
    }
    let shared = Member::number(3).with("email", "m1@example.jp");
    assert_eq!(
        site.import(&[shared]).await,
        [1, 0, 0, 0],
        "an address that nobody has shown to be theirs may be shared"
    );
    let own = Member::number(4).with("user_id", "m4@example.jp");
    assert_eq!(site.import(&[own]).await, [1, 0, 0, 0], "one's own address is a fine user ID");
}

async fn an_id_once_given_stays_with_its_member(mut site: Provider) {
    site.import(&[1, 2].map(Member::number)).await;
    let swapped = [Member::number(1).with("user_id", "mnt-2"), Member::number(2).with("user_id", "mnt-1")];
    let problems = refused(&mut site, &swapped).await;
    assert_eq!(problems, [2, 3].map(|line| format!("members.csv:{line}:user_id: Another member has this user ID.")));
}

async fn a_thousand_with_a_bad_line_changes_nothing_and_the_others_stand(mut site: Provider) {
    let mut members: Vec<Member> = (1..=2500).map(Member::number).collect();
    members[1499] = Member::number(1500).with("birth_date", "1984-02-31");
    let file = site.file(file_of(&members));
    let report = site.try_import("minato", &file).await.unwrap();
    assert_eq!((report.bad, report.left_out, report.outcomes["new"]), (1, 999, 1500));
    assert_eq!(site.problems.len(), 1);
    assert!(site.problems[0].starts_with("members.csv:1501:birth_date: Must be a day that exists"));
    assert_eq!(site.count("SELECT count(*) FROM accounts").await, 1500);

    members[1499] = Member::number(1500);
    let file = site.file(file_of(&members));
    assert_eq!(counts(&site.try_import("minato", &file).await.unwrap()), [1000, 0, 1500, 0]);
}

/// Imports what must be refused; returns why.
async fn refused(site: &mut Provider, members: &[Member]) -> Vec<String> {
    let before = site.count("SELECT count(*) FROM accounts").await;
    let file = site.file(file_of(members));
    let report = site.try_import("minato", &file).await.unwrap();
    assert!(report.outcomes.is_empty(), "{report:?}");
    assert_eq!(site.count("SELECT count(*) FROM accounts").await, before);
    site.problems.clone()
}

#[tokio::test]
async fn lines_that_contradict_each_other_are_named() {
    let mut site = Provider::on_sqlite().await;
    let same =
        |line: u64| format!("Line {line} has the same value: no value of this column may stand twice in a file.");
    for (first, second, problems) in [
        (
            Member::number(1),
            Member::number(2).with("member_number", "M1"),
            vec![format!("members.csv:3:member_number: {}", same(2))],
        ),
        (
            Member::number(1),
            Member::number(2).with("user_id", "ＭＮＴ-1"),
            vec![format!("members.csv:3:user_id: {}", same(2))],
        ),
        (
            Member::number(1).with("user_id", "tanaka@example.jp"),
            Member::number(2).with("email", "Tanaka@example.jp"),
            vec![
                "members.csv:2:user_id: This user ID is another member's e-mail address.".to_owned(),
                "members.csv:3:email: This e-mail address is another member's user ID.".to_owned(),
            ],
        ),
    ] {
        assert_eq!(refused(&mut site, &[first, second]).await, problems);
    }
}

#[tokio::test]
async fn what_a_new_member_lacks_is_named() {
    let mut site = Provider::on_sqlite().await;
    for (realm, column, text, problem) in [
        ("minato", "initial_password", "", "initial_password: A new member needs an initial password."),
        (
            "tsubaki",
            "bango",
            "健1",
            "initial_password: Kigo and bango are not digits, so no initial password can be made of them: write one.",
        ),
        (
            "minato",
            "user_id",
            "",
            "user_id: The user ID is missing. Dependants have no account and do not belong into this file.",
        ),
        (
            "minato",
            "family_name",
            "a\u{0}b",
            "family_name: Line breaks, tabs and other control characters are not allowed.",
        ),
    ] {
        let mut member = Member::number(1).with(column, text);
        if realm == "tsubaki" {
            member = member.with("initial_password", "");
        }
        let file = site.file(file_of(&[member]));
        let report = site.try_import(realm, &file).await.unwrap();
        assert_eq!((report.bad, &site.problems), (1, &vec![format!("members.csv:2:{problem}")]));
    }
    assert_eq!(site.count("SELECT count(*) FROM accounts").await, 0);
}

#[tokio::test]
async fn columns_may_stand_in_any_order_but_must_all_be_there() {
    let mut site = Provider::on_sqlite().await;
    let backwards = |line: &str| line.split(',').rev().collect::<Vec<_>>().join(",");
    let line = Member::number(1).0.join(",");
    let file = site.file(format!("\u{feff}{}\n{}\n", backwards(HEADER), backwards(&line)));
    assert_eq!(counts(&site.try_import("minato", &file).await.unwrap()), [1, 0, 0, 0]);
    assert_eq!(site.import(&[Member::number(1)]).await, [0, 0, 1, 0]);

    let file = site.file(HEADER.replace(",email", "") + "\n");
    assert!(site.try_import("minato", &file).await.is_err());
}
