//! The desk's commands as an administrator gives them: what they say in both languages, and their exit codes.

use std::process::{Command, Output};

use insta::assert_snapshot;

use crate::support::{Member, Provider, file_of};

/// Runs `warifu-idp` beside a provider's files and settings.
fn run(site: &Provider, arguments: &[&str], only_realm: Option<&str>) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_warifu-idp"));
    let command = command
        .current_dir(site.folder.path())
        .env_clear()
        .envs(only_realm.map(|realm| ("WARIFU_ONLY_REALM", realm)))
        .args(arguments);
    let Output { status, stdout, stderr } = command.output().unwrap();
    let [stdout, stderr] = [stdout, stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (status.code(), stdout, stderr)
}

async fn site_with_members() -> Provider {
    let mut site = Provider::on_sqlite().await;
    site.import(&[Member::number(1), Member::number(2).with("email", "")]).await;
    site
}

#[tokio::test]
async fn what_is_done_is_said_in_a_line_in_both_languages() {
    let site = site_with_members().await;
    let one = site.account("mnt-1").await.account_id();
    let mut said = String::new();
    for language in ["ja", "en"] {
        site.guess("password", one, 11).await;
        for deed in ["unlock", "reset-mfa", "sign-out"] {
            for (member, dry) in [("M1", &["--dry-run"][..]), ("M1", &[]), ("M2", &[])] {
                let order =
                    ["member", deed, "minato", "--number", member, "--reason", "電話で確認", "--lang", language];
                let (code, out, err) = run(&site, &[&order, dry].concat(), Some("minato"));
                assert_eq!((code, err.as_str()), (Some(0), ""), "{deed}");
                said += &format!("{deed} {}\n{out}\n", dry.concat());
            }
        }
    }
    assert_snapshot!(said);
}

#[tokio::test]
async fn a_new_password_of_one_member_is_shown_once_and_those_of_a_file_never() {
    let site = site_with_members().await;
    let order = ["member", "reset-password", "minato", "--reason", "電話で確認"];
    let (code, out, _) = run(&site, &[&order[..], &["--id", "mnt-1"]].concat(), None);
    let password = site.issued_password("minato", &site.account("mnt-1").await).unwrap();
    assert_eq!(code, Some(0));
    assert!(out.contains(&format!("初期パスワード: {password}\n")), "{out}");

    std::fs::write(site.folder.path().join("list.csv"), "member_number\nM1\nM2\n").unwrap();
    let (code, out, _) = run(&site, &[&order[..], &["--file", "list.csv"]].concat(), None);
    assert_eq!(code, Some(0));
    for member in ["mnt-1", "mnt-2"] {
        let password = site.issued_password("minato", &site.account(member).await).unwrap();
        assert!(!out.contains(&password), "{out}");
    }
    assert_snapshot!(out);

    std::fs::write(site.folder.path().join("members.csv"), file_of(&[Member::number(1)])).unwrap();
    run(&site, &["member", "import", "tsubaki", "members.csv"], None);
    let order = ["member", "reset-password", "tsubaki", "--number", "M1", "--reason", "lost letter", "--lang", "en"];
    let (_, out, _) = run(&site, &order, None);
    assert_snapshot!(out);
}

#[tokio::test]
async fn a_member_is_shown_in_both_languages() {
    let site = site_with_members().await;
    site.guess("password", site.account("mnt-1").await.account_id(), 11).await;
    site.execute("UPDATE attempts SET last_at = '2026-11-20T08:05:00+00:00'").await;
    site.execute(
        "UPDATE accounts SET first_signed_in_at = '2026-11-20T08:05:00+00:00', \
        birth_date_confirmed_at = '2026-11-20T08:05:00+00:00', email_bounced_at = '2026-11-21T08:05:00+00:00' \
        WHERE user_id = 'mnt-1'",
    )
    .await;
    for language in ["ja", "en"] {
        let show = ["member", "show", "minato", "--id", "mnt-1", "--lang", language];
        let (code, out, err) = run(&site, &show, Some("minato"));
        assert_eq!((code, err.as_str()), (Some(0), ""));
        assert_snapshot!(format!("show_{language}"), out);
    }
    let (_, out, _) = run(&site, &["member", "show", "minato", "--number", "M1", "--format", "json"], None);
    assert_snapshot!("show_json", out);
}

#[tokio::test]
async fn the_log_is_listed_for_people_and_for_programs() {
    let site = site_with_members().await;
    let reset = ["member", "reset-mfa", "minato", "--number", "M1", "--reason", "電話で\"確認\""];
    run(&site, &reset, None);
    let (code, out, _) = run(&site, &["audit", "list", "minato", "--member", "M1"], Some("minato"));
    let said = "  mfa-reset  actor=administrator  administrator=";
    assert_eq!((code, out.lines().count()), (Some(0), 1), "{out}");
    assert!(out.contains(said) && out.ends_with("  member_number=M1  reason=\"電話で\\\"確認\\\"\"\n"), "{out}");
    let (_, out, _) = run(&site, &["audit", "list", "minato", "--format", "json"], None);
    let events: Vec<String> = out
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["event"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(events, ["members-imported", "mfa-reset", "audit-read"], "what is noted now is listed next time");
    let (_, out, _) = run(&site, &["audit", "list", "minato", "--since", "2999-01-01"], None);
    assert_eq!(out, "");
}

#[tokio::test]
async fn what_cannot_or_must_not_be_done_is_said_by_the_exit_code() {
    let site = site_with_members().await;
    std::fs::write(site.folder.path().join("list.csv"), "member_number\nM1\nM7\n").unwrap();
    std::fs::write(site.folder.path().join("odd.csv"), "name\nM1\n").unwrap();
    let mut said = String::new();
    for language in ["ja", "en"] {
        for (arguments, code) in [
            ("member unlock minato --number M9 --reason reason", 3),
            ("member unlock sumire --number M1 --reason reason", 3),
            ("member unlock minato --file nothing.csv --reason reason", 3),
            ("member unlock minato --file list.csv --reason reason", 1),
            ("member unlock minato --file odd.csv --reason reason", 1),
            ("member show minato --number M9", 3),
            ("audit list minato --member M9", 3),
        ] {
            let arguments: Vec<&str> = arguments.split(' ').chain(["--lang", language]).collect();
            let (found, out, err) = run(&site, &arguments, None);
            assert_eq!(found, Some(code), "{arguments:?}: {out}{err}");
            said += &format!("{}\n{out}{err}\n", arguments.join(" "));
        }
    }
    assert_snapshot!(said);
    for arguments in [
        "member unlock minato --number M1",
        "member unlock minato --number M1 --reason x",
        "member unlock minato --number M1 --id mnt-1 --reason reason",
        "member unlock minato --reason reason",
        "member show minato",
        "audit list minato --since yesterday",
    ] {
        let (found, out, err) = run(&site, &arguments.split(' ').collect::<Vec<_>>(), None);
        assert_eq!((found, out.as_str()), (Some(3), ""), "{arguments}: {err}");
    }
}

/// Whichever command it is: there is no other way to the data than `admin::run`.
#[tokio::test]
async fn an_administrator_bound_to_one_society_reaches_no_other() {
    let site = site_with_members().await;
    for arguments in [
        "member show minato --number M1",
        "member unlock minato --number M1 --reason reason",
        "member reset-mfa minato --number M1 --reason reason",
        "member reset-password minato --number M1 --reason reason",
        "member sign-out minato --number M1 --reason reason",
        "member import minato members.csv",
        "audit list minato",
        "letters minato --number M1 --out letters.pdf",
        "mail preview minato",
        "realm check minato",
        "realm check",
        "realm check tsubaki minato",
        "migrate",
        "serve",
    ] {
        let (code, out, err) = run(&site, &arguments.split(' ').collect::<Vec<_>>(), Some("tsubaki"));
        assert_eq!(
            (code, out.as_str(), err.as_str()),
            (Some(5), "", "この接続で扱えるのは tsubaki だけです。\n"),
            "{arguments}"
        );
    }
    let (code, _, err) = run(&site, &["realm", "check", "tsubaki"], Some("tsubaki"));
    assert_eq!(code, Some(0), "{err}");
}

/// The desk is told the cause of its own society's failures, and of nobody else's.
#[tokio::test]
async fn a_reference_number_leads_to_its_cause() {
    let site = site_with_members().await;
    let reference: base::Reference = "7K3MQ9TX".parse().unwrap();
    let failure = store::failures::Failure {
        reference,
        realm: Some("minato".parse().unwrap()),
        at: "2026-11-20T03:00:00Z".parse().unwrap(),
        place: "/{realm}/login".to_owned(),
        kind: Some(store::failures::Kind::DatabaseAway),
        cause: "pool timed out for taro@example.jp".to_owned(),
    };
    assert!(site.app.failures.keep(failure).await.unwrap());
    let mut said = String::new();
    for language in ["ja", "en"] {
        let (code, out, err) = run(&site, &["why", "7k3m-q9tx", "--lang", language], Some("minato"));
        assert_eq!((code, err.as_str()), (Some(0), ""));
        said += &out;
    }
    for line in [
        "受付番号：7K3M-Q9TX",
        "日時：2026-11-20 12:00:00",
        "組合：minato",
        "画面：/{realm}/login",
        "原因：pool timed out for …",
        "Cause: pool timed out for …",
    ] {
        assert!(said.lines().any(|said| said == line), "{line} in {said}");
    }
    assert!(said.contains("\nAdvice: The database could not be reached."), "{said}");
    assert_eq!(run(&site, &["why", "7K3M-Q9TX"], Some("tsubaki")).0, Some(3));
    assert_eq!(run(&site, &["why", "0000-0000"], None).0, Some(3));
    assert_eq!(run(&site, &["why", "IIII-OOOO"], None).0, Some(3));
    let (_, out, _) = run(&site, &["why", "7K3M-Q9TX", "--format", "json"], None);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&out).unwrap()["kind"], "database-away");
}
