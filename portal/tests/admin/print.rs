//! `expenses print` over both databases: the statement of a person without web access holds what they would see, and is
//! nobody's business but theirs.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use crate::support::{Portal, on_both_databases};

/// What stands on the pages, without the blanks that a reader of PDF puts between its columns.
fn text(site: &Portal, name: &str) -> String {
    let output = Command::new("pdftotext").args(["-layout"]).arg(site.path(name)).arg("-").output();
    let output = output.expect("pdftotext, of poppler-utils");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().split_whitespace().collect()
}

async fn it_holds_what_the_person_would_see_and_nobody_who_objects(site: Portal) {
    site.does("expenses import minato lines.csv");
    site.does("expenses objections minato objections.csv");
    let said = site.does("expenses print minato H1 --year 2025 --name 港花子 --output insured.pdf");
    assert_eq!(said, "2件の明細をPDFにしました / a PDF of 2 lines was written\n");
    let insured = text(&site, "insured.pdf");
    for seen in ["港内科", "岬歯科", "3,000", "港健康保険組合"] {
        assert!(insured.contains(seen), "{seen}: {insured}");
    }
    for hidden in ["潮薬局", "次郎", "丘医院"] {
        assert!(!insured.contains(hidden), "{hidden}: {insured}");
    }
    // Who objects still sees themselves, and a dependant nobody else, though the insured person sees the family.
    site.does("expenses print minato H1:01 --year 2025 --output objector.pdf");
    let objector = text(&site, "objector.pdf");
    assert!(objector.contains("潮薬局"), "{objector}");
    for hidden in ["港内科", "岬歯科"] {
        assert!(!objector.contains(hidden), "{hidden}: {objector}");
    }
    // Where each patient sees only themselves, so it is on paper.
    site.does("expenses import tsubaki lines.csv");
    for (person, seen) in [("H1", "港内科"), ("H1:02", "岬歯科")] {
        let name = format!("{}.pdf", seen);
        site.does(&format!("expenses print tsubaki {person} --year 2025 --output {name}"));
        let alone = text(&site, &name);
        for institution in ["港内科", "岬歯科", "潮薬局"] {
            assert_eq!(alone.contains(institution), institution == seen, "{alone}");
        }
    }
    site.does("expenses print minato H1 --month 2025-09 --lang en --output month.pdf");
    let month = text(&site, "month.pdf");
    assert!(month.contains("岬歯科") && !month.contains("港内科"), "{month}");
    for name in ["insured.pdf", "objector.pdf", "month.pdf"] {
        let mode = std::fs::metadata(site.path(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let printed = site.listed().into_iter().filter(|entry| entry["event"] == "statement-printed").collect::<Vec<_>>();
    let whose: Vec<_> = printed.iter().map(|entry| (entry["person"].as_str(), entry["object"].as_str())).collect();
    let expected = [("H1", "2025 lines=2"), ("H1:01", "2025 lines=1"), ("H1", "2025-09 lines=1")];
    assert_eq!(whose, expected.map(|(person, object)| (Some(person), Some(object))));
}

async fn nothing_is_written_over_and_nothing_of_a_period_without_lines(site: Portal) {
    site.does("expenses import minato lines.csv");
    let (code, out, err) = site.run("expenses print minato H1 --year 2020 --output empty.pdf");
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(err.contains("there are no lines of this period; nothing was written"), "{err}");
    assert!(!site.path("empty.pdf").exists());
    assert_eq!(site.run("expenses print minato H9 --year 2025 --output nobody.pdf").0, Some(1));

    std::fs::write(site.path("there.pdf"), "mine").unwrap();
    let (code, _, err) = site.run("expenses print minato H1 --year 2025 --output there.pdf");
    assert!(code == Some(5) && err.starts_with("there.pdf: "), "{code:?} {err}");
    assert_eq!(std::fs::read_to_string(site.path("there.pdf")).unwrap(), "mine");
    assert_eq!(site.run("expenses print minato H1 --year 2025 --output away/there.pdf").0, Some(4));
    let entries = site.listed();
    assert_eq!(entries.len(), 1, "what was not printed leaves no trace: {entries:?}");
}

/// Where no trace can be left, nothing leaves.
async fn without_a_trace_nothing_is_printed(site: Portal) {
    site.does("expenses import minato lines.csv");
    site.execute("DROP TABLE audit_events").await;
    let (code, ..) = site.run("expenses print minato H1 --year 2025 --output year.pdf");
    assert_eq!(code, Some(4));
    assert!(!site.path("year.pdf").exists());
}

on_both_databases!(
    it_holds_what_the_person_would_see_and_nobody_who_objects,
    nothing_is_written_over_and_nothing_of_a_period_without_lines,
    without_a_trace_nothing_is_printed,
);
