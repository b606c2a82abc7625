//! The command as an administrator gives it: exit codes, what it prints, what it never prints.

use std::process::{Command, Output};

use base::KeyEncryptionKey;

use crate::support::{Member, Provider, file_of, write_settings};

/// Runs `warifu-idp member import` beside a provider's files and settings.
fn run(site: &Provider, arguments: &[&str], only_realm: Option<&str>) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_warifu-idp"));
    command
        .current_dir(site.folder.path())
        .env_clear()
        .envs(only_realm.map(|realm| ("WARIFU_ONLY_REALM", realm)))
        .args(["member", "import"])
        .args(arguments);
    let Output { status, stdout, stderr } = command.output().unwrap();
    let [stdout, stderr] = [stdout, stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (status.code(), stdout, stderr)
}

#[tokio::test]
async fn it_counts_what_it_did() {
    let site = Provider::on_sqlite().await;
    site.file(file_of(&[1, 2].map(Member::number)));
    let (code, out, err) = run(&site, &["minato", "members.csv", "--lang", "en"], Some("minato"));
    assert_eq!(out, "2 lines: 2 new, 0 changed, 0 lost eligibility, 0 unchanged, 0 bad, 0 left out\n");
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let (code, out, _) = run(&site, &["minato", "members.csv", "--dry-run"], None);
    let expected =
        "2件：新規 0、変更 0、資格喪失 0、変更なし 2、エラー 0、見送り 0\n検査のみです。何も変更していません。\n";
    assert_eq!((code, out.as_str()), (Some(0), expected));
}

#[tokio::test]
async fn it_names_mistakes_and_repeats_no_personal_data() {
    let site = Provider::on_sqlite().await;
    let canary = Member::number(2)
        .with("user_id", "himitsu himitsu")
        .with("email", "himitsu")
        .with("birth_date", "himitsu")
        .with("initial_password", "himitsu himitsu")
        .with("family_name", "himitsu\u{7}");
    site.file(file_of(&[Member::number(1), canary]));
    let (code, out, err) = run(&site, &["minato", "members.csv", "--lang", "en"], None);
    assert_eq!(code, Some(1));
    assert!(out.contains("members.csv:3:family_name: "), "{out}");
    assert!(out.contains("2 lines: 0 new, 0 changed, 0 lost eligibility, 0 unchanged, 1 bad, 1 left out"), "{out}");
    for text in [&out, &err] {
        assert!(!text.contains("himitsu") && !text.contains("田中") && !text.contains("issued-1"), "{text}");
    }

    site.file("田中,美咲\n");
    let (code, out, _) = run(&site, &["minato", "members.csv"], None);
    assert_eq!(code, Some(1));
    assert!(out.starts_with("members.csv:1: 1行目が見出し行ではありません。"), "{out}");
}

#[tokio::test]
async fn what_it_cannot_or_must_not_do_it_says_by_its_exit_code() {
    let site = Provider::on_sqlite().await;
    site.file(file_of(&[Member::number(1)]));
    for (arguments, only_realm, code) in [
        (&["minato", "members.csv"][..], Some("tsubaki"), 5),
        (&["minato", "members.csv"], Some("Not A Realm"), 4),
        (&["sumire", "members.csv"], None, 3),
        (&["minato", "nothing.csv"], None, 3),
        (&["minato", "members.csv", "--encoding", "ebcdic"], None, 3),
        (&["minato"], None, 3),
    ] {
        let (found, out, err) = run(&site, arguments, only_realm);
        assert_eq!((found, out.as_str()), (Some(code), ""), "{arguments:?} {only_realm:?}: {err}");
        assert!(!err.is_empty());
    }
    assert_eq!(site.count("SELECT count(*) FROM accounts").await, 0);

    write_settings(site.folder.path(), "postgres://nobody@127.0.0.1:1/nowhere");
    let (code, _, _) = run(&site, &["minato", "members.csv"], None);
    assert_eq!(code, Some(4));
}

/// A key that is not the one that sealed the rows makes every line look changed, and nothing worse.
#[tokio::test]
async fn another_key_only_makes_lines_look_changed() {
    let site = Provider::on_sqlite().await;
    site.file(file_of(&[Member::number(1)]));
    run(&site, &["minato", "members.csv"], None);
    let key = site.folder.path().join("key-encryption-key");
    std::fs::write(key, KeyEncryptionKey::generate().to_base64().expose()).unwrap();
    let (code, out, _) = run(&site, &["minato", "members.csv", "--lang", "en"], None);
    assert_eq!(code, Some(0));
    assert!(out.starts_with("1 lines: 0 new, 1 changed"), "{out}");
}
