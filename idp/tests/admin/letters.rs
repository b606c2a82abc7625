//! Letters as a printer and a screen reader get them: read back by a reader that is not ours (Debian's poppler-utils).

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use crate::support::{Member, Provider};

/// Runs `warifu-idp letters minato` beside a provider's files and settings.
fn letters(site: &Provider, arguments: &str) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_warifu-idp"));
    let command = command.current_dir(site.folder.path()).env_clear().args(["letters", "minato", "--lang", "en"]);
    let Output { status, stdout, stderr } = command.args(arguments.split(' ')).output().unwrap();
    (status.code(), format!("{}{}", String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap()))
}

/// What one of poppler's tools says of a file.
fn poppler(tool: &str, arguments: &[&str], file: &Path) -> String {
    let output = Command::new(tool).args(arguments).arg(file).arg("-").output();
    let output = output.unwrap_or_else(|error| panic!("{tool} (Debian: poppler-utils): {error}"));
    String::from_utf8(output.stdout).unwrap()
}

fn text(file: &Path) -> String {
    poppler("pdftotext", &["-layout"], file)
}

fn pages(file: &Path) -> usize {
    text(file).matches('\u{c}').count()
}

#[tokio::test]
async fn everybody_who_never_signed_in_gets_a_page_with_what_they_need() {
    let mut site = Provider::on_sqlite().await;
    let members = [
        Member::number(1).with("given_name", "𠮷\u{2B740}"),
        Member::number(2),
        Member::number(3).with("eligible_until", "2020-03-31"),
        Member::number(4),
    ];
    site.import(&members).await;
    site.execute("UPDATE accounts SET first_signed_in_at = created_at WHERE user_id = 'mnt-4'").await;
    let (code, said) = letters(&site, "--never-signed-in --out letters.pdf");
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("2 letters are in letters.pdf"), "{said}");
    assert!(said.contains("Letter 1: 〓 stands for characters that cannot be printed (\u{2B740} U+2B740)"), "{said}");

    let file = site.folder.path().join("letters.pdf");
    let printed = text(&file);
    assert_eq!(pages(&file), 2, "the insured who never signed in, a page each");
    for expected in [
        "ID通知書",
        "田中 𠮷〓 様",
        "mnt-1",
        "issued-1",
        "issued-2",
        "生年月日を西暦の8桁の数字で入力します",
        "03-0000-0000",
        "Choose a new password",
    ] {
        assert!(printed.contains(expected), "{expected} in {printed}");
    }
    let steps = ["生年月日を", "利用規約を", "新しいパスワードを"].map(|step| printed.find(step).unwrap());
    assert!(steps.is_sorted(), "in the realm's own order");
    let info = Command::new("pdfinfo").arg(&file).output().unwrap();
    let info = String::from_utf8(info.stdout).unwrap();
    assert!(info.contains("Tagged:          yes") && info.contains("Title:           ID通知書"), "{info}");

    let list = std::fs::read_to_string(site.folder.path().join("letters.csv")).unwrap();
    assert_eq!(list, "letter,file,page,member_number\n1,letters.pdf,1,\"M1\"\n2,letters.pdf,2,\"M2\"\n");
    for name in ["letters.pdf", "letters.csv"] {
        let mode = std::fs::metadata(site.folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name} holds secrets or says whose they are");
    }
    assert_eq!(site.count("SELECT count(*) FROM audit_events WHERE event = 'letter-printed'").await, 2);
}

#[tokio::test]
async fn a_used_password_is_not_printed_and_a_derived_one_is_told_by_its_parts() {
    let mut site = Provider::on_sqlite().await;
    site.import(&[Member::number(1)]).await;
    site.execute("UPDATE accounts SET password_hash = 'used', issued_password = NULL").await;
    assert_eq!(letters(&site, "--number M1 --out used.pdf --postcard").0, Some(0));
    let printed = text(&site.folder.path().join("used.pdf"));
    assert!(printed.contains("すでにお使いの初期パスワード") && !printed.contains("issued-1"), "{printed}");

    let file = site.file(crate::support::file_of(&[Member::number(1).with("initial_password", "")]));
    site.try_import("tsubaki", &file).await.unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_warifu-idp"));
    let command = command.current_dir(site.folder.path()).env_clear();
    let done = command.args(["letters", "tsubaki", "--id", "mnt-1", "--out", "derived.pdf"]).output().unwrap();
    assert!(done.status.success(), "{done:?}");
    let printed = text(&site.folder.path().join("derived.pdf"));
    assert!(printed.contains("記号（2桁）＋番号（4桁）＋生年月日（西暦8桁）"), "{printed}");
    assert!(!printed.contains("19840612"), "{printed}");
}

#[tokio::test]
async fn a_folder_has_a_file_for_each_letter_under_names_that_say_nothing() {
    let mut site = Provider::on_sqlite().await;
    site.import(&[1, 2, 3].map(Member::number)).await;
    std::fs::write(site.folder.path().join("list.csv"), "user_id\nmnt-3\nmnt-1\n").unwrap();
    assert_eq!(letters(&site, "--file list.csv --out letters").0, Some(0));
    let folder = site.folder.path().join("letters");
    let mut names: Vec<String> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["000001.pdf", "000002.pdf", "letters.csv"]);
    assert!(text(&folder.join("000001.pdf")).contains("mnt-3"), "in the file's order");
}

#[tokio::test]
async fn nothing_is_written_over_and_nothing_is_printed_of_a_file_with_mistakes() {
    let mut site = Provider::on_sqlite().await;
    site.import(&[Member::number(1)]).await;
    std::fs::write(site.folder.path().join("there.pdf"), "mine").unwrap();
    let (code, said) = letters(&site, "--number M1 --out there.pdf");
    assert_eq!((code, said.as_str()), (Some(5), "there.pdf exists already and is not written over.\n"));
    assert_eq!(std::fs::read(site.folder.path().join("there.pdf")).unwrap(), b"mine");

    std::fs::write(site.folder.path().join("list.csv"), "member_number\nM1\nM9\n").unwrap();
    let (code, said) = letters(&site, "--file list.csv --out new.pdf");
    assert_eq!(code, Some(1));
    assert_eq!(
        said,
        "list.csv:3:member_number: There is no such member.\nThe file has mistakes: nothing was written.\n"
    );
    assert!(!site.folder.path().join("new.pdf").exists());
    assert_eq!(site.count("SELECT count(*) FROM audit_events WHERE event = 'letter-printed'").await, 0);
    assert_eq!(letters(&site, "--number M9 --out new.pdf").0, Some(3));
}
