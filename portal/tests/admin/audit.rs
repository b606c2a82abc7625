//! The portal's audit log in both databases: each command leaves its trace with who gave it, and a trace that somebody alters
//! is found, here or in an export.

use chrono::TimeDelta;
use portal::audit_log::{drop_what_is_too_old, seal_waiting};
use serde_json::Value;

use crate::support::{Portal, on_both_databases};

/// Every command that leaves a trace, with the event and the object that are listed.
const COMMANDS: [(&str, &str, &str); 18] = [
    (
        "expenses import minato lines.csv",
        "expenses-imported",
        "receipt-lines lines=4 new=4 changed=0 unchanged=0 removed=0 bad=0 left-out=0",
    ),
    (
        "expenses objections minato objections.csv",
        "objections-imported",
        "objections lines=1 new=1 changed=0 unchanged=0 removed=0 bad=0 left-out=0",
    ),
    (
        "benefits import minato benefits.csv",
        "benefits-imported",
        "benefits lines=1 new=1 changed=0 unchanged=0 removed=0 bad=0 left-out=0",
    ),
    (
        "eligibility-information import minato notices.csv",
        "eligibility-information-imported",
        "eligibility-notices lines=1 new=1 changed=0 unchanged=0 removed=0 bad=0 left-out=0",
    ),
    (
        "eligibility-certificate import minato certificates.csv",
        "eligibility-certificates-imported",
        "eligibility-certificates lines=1 new=1 changed=0 unchanged=0 removed=0 bad=0 left-out=0",
    ),
    (
        "checkups import minato checkups.csv",
        "checkups-imported",
        "checkups lines=1 new=1 changed=0 unchanged=0 removed=0 bad=0 left-out=0",
    ),
    (
        "prescriptions import minato prescriptions.csv",
        "prescriptions-imported",
        "prescriptions lines=1 new=1 changed=0 unchanged=0 removed=0 bad=0 left-out=0",
    ),
    ("applications export minato", "applications-exported", "not-decided applications=1"),
    ("applications export minato --all --output applications.csv", "applications-exported", "all applications=1"),
    (
        "applications import minato decisions.csv",
        "applications-decided",
        "decisions lines=1 new=1 changed=0 unchanged=0 removed=0 bad=0 left-out=0",
    ),
    ("notice publish minato closed.md", "notice-published", "closed"),
    ("notice withdraw minato closed", "notice-withdrawn", "closed"),
    ("mymail send minato checkup.md --to H1", "my-mail-sent", "checkup new=1 already=0"),
    ("mymail send minato checkup.md --recipients recipients.csv", "my-mail-sent", "checkup new=1 already=1"),
    ("mymail replies minato", "replies-exported", "replies=1"),
    ("mymail replies minato --id checkup", "replies-exported", "checkup replies=1"),
    ("expenses print minato H1 --year 2025 --output year.pdf", "statement-printed", "2025 lines=2"),
    ("expenses print minato H2:00 --month 2025-08 --output month.pdf", "statement-printed", "2025-08 lines=1"),
];

const HEADER: &str =
    "line_id,household_number,branch,care_month,kind,institution,count,total,insurer,public,own,note\n";

/// The user of the operating system under which these tests run.
fn whoami() -> String {
    let output = std::process::Command::new("id").arg("-un").output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

async fn each_command_leaves_its_trace_and_a_dry_run_none(site: Portal) {
    site.somebody_applies().await;
    for (command, event, object) in COMMANDS {
        if command.contains(" import ") || command.contains(" objections ") || command.contains(" send ") {
            site.does(&format!("{command} --dry-run"));
        }
        if event == "notice-published" {
            site.does(&format!("{command} --dry-run"));
        }
        if event == "replies-exported" {
            site.somebody_replies().await;
        }
        let before = site.listed().len();
        site.does(command);
        let entries = site.listed();
        assert_eq!(entries.len(), before + 1, "{command}");
        let entry = entries.last().unwrap();
        assert_eq!((&entry["event"], &entry["object"]), (&event.into(), &object.into()), "{command}");
        assert_eq!((&entry["actor"], &entry["administrator"]), (&"administrator".into(), &whoami().into()), "{entry}");
    }
    assert_eq!(site.listed().len(), COMMANDS.len());
    assert_eq!(site.count("SELECT count(*) FROM audit_events WHERE realm <> 'minato'").await, 0);
    // What changes nothing leaves no entry.
    assert_eq!(site.run("notice withdraw minato closed").0, Some(1));
    assert_eq!(site.run("expenses import minato away.csv").0, Some(3));
    assert_eq!(site.run("applications export minato --output applications.csv").0, Some(5), "nothing is written over");
    assert_eq!(site.listed().len(), COMMANDS.len());
    // What is noted now is listed the next time.
    let reads = site.does("audit list minato --event audit-read");
    let line = format!("  audit-read  actor=administrator  administrator={}", whoami());
    assert!(reads.lines().count() > 0 && reads.lines().all(|read| read.ends_with(&line)), "{reads}");
}

/// Of more than one write the first leaves a trace, too: nobody brings lines in, or writes to people, and stops before the end
/// unseen.
async fn what_takes_several_writes_is_noted_from_its_beginning(site: Portal) {
    let mut file = HEADER.to_owned();
    file.extend((0..1001).map(|n| format!("L{n},H{n},00,2025-08,通院,港内科,1,1000,700,0,300,\n")));
    std::fs::write(site.path("many.csv"), file).unwrap();
    site.does("expenses import minato many.csv --dry-run");
    site.does("expenses import minato many.csv");
    let mut people = "household_number,branch\n".to_owned();
    people.extend((0..1001).map(|n| format!("H{n},00\n")));
    std::fs::write(site.path("people.csv"), people).unwrap();
    site.does("mymail send minato checkup.md --recipients people.csv");
    let entries = site.listed();
    let told: Vec<_> = entries.iter().map(|entry| (entry["event"].as_str(), entry["object"].as_str())).collect();
    let imported = "receipt-lines lines=1001 new=1001 changed=0 unchanged=0 removed=0 bad=0 left-out=0";
    assert_eq!(
        told,
        [
            (Some("import-begun"), Some("receipt-lines")),
            (Some("expenses-imported"), Some(imported)),
            (Some("my-mail-begun"), Some("checkup")),
            (Some("my-mail-sent"), Some("checkup new=1001 already=0")),
        ]
    );
}

async fn whom_an_entry_is_about_is_told_by_no_number(site: Portal) {
    site.does("expenses import minato lines.csv");
    for (person, file) in [("H1", "one.pdf"), ("H1:02", "other.pdf"), ("H1", "again.pdf")] {
        site.does(&format!("expenses print minato {person} --year 2025 --output {file}"));
    }
    let entries = site.listed();
    let about: Vec<(&str, &str)> = entries[1..]
        .iter()
        .map(|entry| (entry["person"].as_str().unwrap(), entry["account"].as_str().unwrap()))
        .collect();
    assert_eq!(about.iter().map(|(person, _)| *person).collect::<Vec<_>>(), ["H1", "H1:02", "H1"]);
    assert!(about[0].1 == about[2].1 && about[0].1 != about[1].1, "{about:?}");
    assert_eq!(site.does("audit list minato --member H1:00 --event statement-printed").lines().count(), 2);
    assert_eq!(site.does("audit list minato --member H1:02 --event statement-printed").lines().count(), 1);
    let (code, _, err) = site.run("audit list minato --member H9 --lang en");
    assert_eq!((code, err.as_str()), (Some(3), "No entry of the log is about this person.\n"));

    // What leaves for elsewhere has an id and nothing more.
    seal_waiting(&site.app, "one").await.unwrap();
    let exported = site.does("audit export minato");
    let entries: String = exported.lines().filter(|line| line.starts_with("{\"entry\":")).collect();
    assert!(entries.contains(about[0].1) && !entries.contains("H1"), "{entries}");
    assert_eq!(site.count("SELECT count(*) FROM audited_persons").await, 2);
}

async fn an_altered_row_is_found_in_the_database_and_in_an_export(site: Portal) {
    site.does("expenses import minato lines.csv");
    site.does("notice publish minato closed.md");
    assert_eq!(seal_waiting(&site.app, "one").await.unwrap(), 2);
    let (code, said) = verify(&site, "minato");
    assert_eq!((code, &said["entries"], &said["fine"]), (Some(0), &2.into(), &true.into()), "{said}");
    let noted = format!("2:{}", said["last"]["seal"].as_str().unwrap());
    assert_eq!(verify(&site, &format!("minato --seen {noted}")).0, Some(0));

    site.does("audit export minato --output log.jsonl");
    assert_eq!(site.run("audit export minato --output log.jsonl").0, Some(5), "nothing is written over");
    let (code, said) = verify(&site, "--file log.jsonl");
    assert_eq!((code, &said["entries"], &said["sealer_verified"]), (Some(0), &2.into(), &true.into()), "{said}");
    let text = std::fs::read_to_string(site.path("log.jsonl")).unwrap();
    std::fs::write(site.path("log.jsonl"), text.replacen("\"object\":\"closed\"", "\"object\":\"opened\"", 1)).unwrap();
    let (code, out, _) = site.run("audit verify --file log.jsonl --lang en");
    assert!(code == Some(1) && out.starts_with("Entry 2 is not what was sealed"), "{out}");

    site.execute("UPDATE audit_events SET administrator = 'somebody' WHERE number = 1").await;
    let (code, said) = verify(&site, "minato");
    assert_eq!((code, &said["findings"][0]["kind"]), (Some(1), &"not-as-sealed".into()), "{said}");
    let (_, out, _) = site.run("audit verify minato");
    assert!(out.starts_with("1番の記録は、封印したものと違います"), "{out}");
    site.execute("DELETE FROM audit_events WHERE number = 1").await;
    let (code, said) = verify(&site, "minato");
    assert_eq!((code, &said["findings"][0]["kind"]), (Some(1), &"missing".into()), "{said}");
}

fn verify(site: &Portal, more: &str) -> (Option<i32>, Value) {
    let (code, out, err) = site.run(&format!("audit verify {more} --format json"));
    assert_eq!(err, "");
    (code, serde_json::from_str(&out).unwrap())
}

/// The provider's log, although it is for the same realm and sealed with the same key, is none of the portal's.
async fn the_log_of_another_program_is_not_taken_for_ours(site: Portal) {
    site.does("notice publish minato closed.md");
    let elsewhere = audit::Sealer {
        log: audit::Log { name: "warifu-idp audit log", program: "provider" },
        database: site.app.database.clone(),
        clock: site.app.clock.clone(),
        key: site.app.sealing_key.clone(),
    };
    assert_eq!(elsewhere.seal_waiting("one").await.unwrap(), 1);
    let (code, said) = verify(&site, "minato");
    assert_eq!((code, &said["findings"][0]["kind"]), (Some(1), &"segment-detached".into()), "{said}");
}

async fn months_are_dropped_when_they_are_kept_no_longer(site: Portal) {
    site.does("expenses import minato lines.csv");
    site.does("expenses print minato H1 --year 2025 --output year.pdf");
    seal_waiting(&site.app, "one").await.unwrap();
    // Five years, when the society's file does not say otherwise.
    site.app.clock.advance(TimeDelta::days(5 * 366 + 31));
    site.does("notice publish minato closed.md");
    seal_waiting(&site.app, "one").await.unwrap();
    assert_eq!(drop_what_is_too_old(&site.app, "one").await.unwrap(), 1);
    seal_waiting(&site.app, "one").await.unwrap();
    assert_eq!(site.count("SELECT count(*) FROM audit_events WHERE event = 'statement-printed'").await, 0);
    let (code, said) = verify(&site, "minato");
    assert!(code == Some(0) && said["begins_after"].is_string(), "{said}");
    let dropped = "SELECT count(*) FROM audit_events WHERE event = 'audit-dropped' AND actor = 'portal'";
    assert_eq!(site.count(dropped).await, 1);
}

async fn a_backup_that_is_put_back_is_noted_in_every_log(site: Portal) {
    site.does("restore --epoch");
    let noted = "SELECT count(*) FROM audit_events WHERE event = 'restored' AND actor = 'administrator' \
        AND administrator IS NOT NULL AND realm = ";
    for realm in ["'minato'", "'tsubaki'"] {
        assert_eq!(site.count(&format!("{noted}{realm}")).await, 1, "{realm}");
    }
}

/// Bound to one society, the commands read no other's log, and no file, whose log nobody knows before it is read.
async fn an_administrator_bound_to_one_society_reads_no_other_log(site: Portal) {
    site.does("notice publish minato closed.md");
    seal_waiting(&site.app, "one").await.unwrap();
    site.does("audit export minato --output log.jsonl");
    for command in [
        "audit list minato",
        "audit list minato --member H1",
        "audit verify minato",
        "audit export minato",
        "audit export minato --output other.jsonl",
        "audit verify --file log.jsonl",
    ] {
        let (code, out, err) = site.run_bound(command, Some("tsubaki"));
        assert_eq!((code, out.as_str()), (Some(5), ""), "{command}");
        assert!(
            err.ends_with("この環境で扱える組合は tsubaki だけです / only tsubaki can be worked on here\n"),
            "{err}"
        );
    }
    assert!(!site.path("other.jsonl").exists());
    for command in ["audit list minato", "audit verify minato", "audit export minato"] {
        assert_eq!(site.run_bound(command, Some("minato")).0, Some(0), "{command}");
    }
    for command in ["audit list nowhere", "audit export minato --month 2020-01", "audit verify --file away.jsonl"] {
        assert_eq!(site.run(command).0, Some(3), "{command}");
    }
}

on_both_databases!(
    each_command_leaves_its_trace_and_a_dry_run_none,
    what_takes_several_writes_is_noted_from_its_beginning,
    whom_an_entry_is_about_is_told_by_no_number,
    an_altered_row_is_found_in_the_database_and_in_an_export,
    the_log_of_another_program_is_not_taken_for_ours,
    months_are_dropped_when_they_are_kept_no_longer,
    a_backup_that_is_put_back_is_noted_in_every_log,
    an_administrator_bound_to_one_society_reads_no_other_log,
);
