//! Files as an administrator imports them, and what is read on the pages afterwards.

use base::Language;
use realm::{HouseholdRule, MailKind};
use store::import::Problem;

use super::*;
use crate::member::Household;
use crate::rows::Addressee;
use crate::testing::{Browser, Site, line, member};

const HEADER: &str = "line_id,household_number,branch,care_month,kind,institution,count,total,insurer,public,own,note";

async fn import(site: &Site, text: &[u8], dry_run: bool) -> (Report, Vec<Problem>) {
    site.import("minato", ImportKind::Expenses, text, dry_run).await
}

async fn month(site: &Site, path: &str) -> String {
    let mut browser: Browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    browser.get(path).await.text
}

#[tokio::test]
async fn lines_come_in_are_corrected_and_stay() {
    let site = Site::open().await;
    let first = format!("{HEADER}\nL1,H1,00,2026-08,医科外来,港内科,3,10000,7000,0,3000,\n");
    let (report, problems) = import(&site, first.as_bytes(), true).await;
    assert!(report.outcomes["new"] == 1 && problems.is_empty());
    assert!(!month(&site, "/minato/expenses/2026/08").await.contains("港内科"), "a dry run leaves nothing");

    // With a byte order mark, and with names of patients.
    let named =
        format!("\u{feff}{HEADER},patient_name\nL1,H1,00,2026-08,医科外来,港内科,3,10000,7000,0,3000,,港 花子\n");
    assert_eq!(import(&site, named.as_bytes(), false).await.0.outcomes["new"], 1);
    let text = month(&site, "/minato/expenses/2026/08").await;
    assert!(text.contains("港 花子") && text.contains("通院 / 3日") && text.contains("3,000円"));

    let corrected = first.replace("7000,0,3000", "8000,0,2000") + "L2,H1,02,2026-08,調剤,,1,500,350,0,150,\n";
    let (report, _) = import(&site, corrected.as_bytes(), false).await;
    assert_eq!((report.outcomes["changed"], report.outcomes["new"]), (1, 1));
    assert!(month(&site, "/minato/expenses/2026/08").await.contains("2,150円"));
}

#[tokio::test]
async fn a_withdrawn_line_is_gone_and_may_come_back() {
    let site = Site::open().await;
    let header = format!("{HEADER},withdrawn");
    let line = "L1,H1,00,2026-08,通院,港内科,3,10000,7000,0,3000,";
    let file = |lines: &str| format!("{header}\n{lines}");
    let both = file(&format!("{line},\nL2,H1,02,2026-08,調剤,,1,500,350,0,150,,no\n"));
    assert_eq!(import(&site, both.as_bytes(), false).await.0.outcomes["new"], 2);

    let withdrawal = file("L1,,,,,,,,,,,,yes\nL9,,,,,,,,,,,,yes\n");
    let (report, _) = import(&site, withdrawal.as_bytes(), true).await;
    assert_eq!((report.outcomes["removed"], report.outcomes["unchanged"]), (1, 1));
    assert!(month(&site, "/minato/expenses/2026/08").await.contains("港内科"), "a dry run leaves it");
    import(&site, withdrawal.as_bytes(), false).await;
    let text = month(&site, "/minato/expenses/2026/08").await;
    assert!(!text.contains("港内科") && text.contains("150円"));
    assert_eq!(import(&site, withdrawal.as_bytes(), false).await.0.outcomes["unchanged"], 2, "there is nothing left");

    assert_eq!(import(&site, both.as_bytes(), false).await.0.outcomes["new"], 1);
    let (report, problems) = import(&site, file(&format!("{line},perhaps\n")).as_bytes(), false).await;
    assert_eq!((report.bad, problems[0].column.as_deref()), (1, Some("withdrawn")));
}

#[tokio::test]
async fn bad_lines_are_named_and_nothing_beside_them_comes_in() {
    let site = Site::open().await;
    let file = format!(
        "{HEADER}\n\
         L1,H1,00,2026-08,通院,港内科,1,1000,700,0,300,\n\
         L2,H1,00,2026-13,通院,港内科,1,1000,700,0,300,\n\
         L3,H1,00,2026-08,通院,港内科,1,1000,700,0,301,\n\
         L4,H1,00,2026-08,通院,港内科,x,1000,700,0,-300,\n\
         L1,H1,00,2026-08,通院,港内科,1,1000,700,0,300,\n"
    );
    let (report, problems) = import(&site, file.as_bytes(), false).await;
    let places: Vec<_> = problems.iter().map(|found| (found.line, found.column.as_deref().unwrap_or(""))).collect();
    assert_eq!(places, [(3, "care_month"), (4, "total"), (5, "count"), (5, "own"), (6, "line_id")]);
    assert_eq!((report.bad, report.left_out), (4, 1));
    assert!(!month(&site, "/minato/expenses/2026/08").await.contains("港内科"));
}

#[tokio::test]
async fn objections_are_made_and_taken_back_and_nobody_stands_twice() {
    let site = Site::open().await;
    site.store("minato", vec![line(1, "H1", "00", "2026-08"), line(2, "H1", "02", "2026-08")]).await;
    let import = async |text: &str| {
        let text = format!("household_number,branch,objects\n{text}");
        site.import("minato", ImportKind::Objections, text.as_bytes(), false).await
    };
    let august = "/minato/expenses/2026/08";
    assert!(month(&site, august).await.contains("第2医院"));
    let (report, _) = import("H1,2,yes\nH1,00,no\n").await;
    assert_eq!((report.outcomes["new"], report.outcomes["unchanged"]), (1, 1));
    assert!(!month(&site, august).await.contains("第2医院"));
    assert_eq!(import("H1,02,yes\n").await.0.outcomes["unchanged"], 1);

    let (report, problems) = import("H1,02,no\nH1,2,yes\nH1,03,maybe\n").await;
    let told: Vec<_> = problems.iter().map(|problem| problem.in_file("o.csv", Language::En)).collect();
    assert_eq!(report.bad, 2, "{told:?}");
    assert!(told[0].starts_with("o.csv:3: Line 2 is the same") && told[1].starts_with("o.csv:4:objects: "), "{told:?}");
    assert!(!month(&site, august).await.contains("第2医院"), "nothing of it came in");

    assert_eq!(import("H1,02,no\n").await.0.outcomes["removed"], 1);
    assert!(month(&site, august).await.contains("第2医院"));
}

/// Of lines that were taken back nobody is told; whoever has others is, however often they come.
#[tokio::test]
async fn who_has_new_lines_is_noted_whatever_became_of_their_others() {
    let site = Site::open().await;
    let line =
        |id: u32, household: &str, month: &str| format!("L{id},{household},00,{month},通院,港内科,1,1000,700,0,300,\n");
    let mut file = format!("{HEADER}\n");
    file.extend((0..999).map(|id| line(id, if id % 2 == 0 { "H1" } else { "H2" }, "2026-07")));
    file += &line(999, "H1", "2026-13");
    file.extend((1000..2000).map(|id| line(id, "H1", "2026-08")));
    file.extend((2000..3000).map(|id| line(id, if id % 2 == 0 { "H1" } else { "H3" }, "2026-08")));
    let (report, _) = import(&site, file.as_bytes(), false).await;
    assert_eq!((report.bad, report.left_out, report.outcomes["new"]), (1, 999, 2000));
    let realm = "minato".parse().unwrap();
    let rows = in_realm(site.app.database.reader(), &realm);
    for (number, is_noted) in [("H1", true), ("H2", false), ("H3", true)] {
        let person = Addressee { household: number.parse().unwrap(), branch: "00".parse().unwrap() };
        let household = Household::of_addressee(&person, HouseholdRule::EachPatient);
        let since = site.clock.now() - chrono::TimeDelta::days(1);
        assert_eq!(rows.has_arrived(&household, MailKind::Expenses, since).await.unwrap(), is_noted, "{number}");
    }
}
