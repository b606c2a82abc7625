//! Benefits as members meet them, and as files bring them in.

use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use chrono::{Datelike as _, Months};
use insta::assert_snapshot;

use super::super::insured::handle;
use crate::ImportKind;
use crate::testing::{Site, former_member, member, pdf_text};

pub const FILE: &str = "decision_id,household_number,branch,patient_name,kind,care_month,decided_on,amount,paid_on,payment\n\
    1,H1,00,港 花子,高額療養費,2026-05,2026-08-25,48210,2026-09-10,ご登録の口座へのお振り込み\n\
    2,H1,02,,一部負担還元金,2026-06,2026-09-25,5300,,\n\
    3,H2,00,汐見 守,傷病手当金,2026-06,2026-09-25,180000,,\n";

async fn site() -> Site {
    let site = Site::open().await;
    site.brings_in("minato", ImportKind::Benefits, FILE).await;
    site.brings_in("hikari", ImportKind::Benefits, FILE).await;
    site
}

fn page(id: &str) -> String {
    format!("/minato/benefits/{}", handle(&id.parse().unwrap()))
}

#[tokio::test]
async fn the_list_leads_to_each_decision_of_the_family() {
    let site = site().await;
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    assert!(browser.get("/minato/").await.text.contains("href=\"/minato/benefits\""), "the tile");
    let list = browser.get("/minato/benefits").await.text;
    for shown in ["高額療養費", "2026年8月25日", "48,210円", "港 花子", "ご家族（枝番 02）", &page("1"), &page("2")]
    {
        assert!(list.contains(shown), "{shown}");
    }
    assert!(!list.contains("傷病手当金"));
    assert!(list.find("一部負担還元金") < list.find("高額療養費"), "the newest month first");

    let one = browser.get(&page("1")).await.text;
    for shown in ["ご登録の口座へのお振り込み", "2026年9月10日", "2026年5月", "/minato/expenses/2026/05"]
    {
        assert!(one.contains(shown), "{shown}");
    }
    let english = browser.get(&format!("{}?lang=en", page("1"))).await.text;
    for shown in ["August 25, 2026", "¥48,210", "<span lang=\"ja\">高額療養費</span>", "Save as PDF"] {
        assert!(english.contains(shown), "{shown}");
    }
}

#[tokio::test]
async fn a_decision_leads_to_no_month_that_the_pages_do_not_show() {
    let site = site().await;
    let first = base::japan_date(site.clock.now()).year() - 2;
    for (id, month, leads) in [("8", format!("{first}-01"), true), ("9", format!("{}-12", first - 1), false)] {
        let file = format!(
            "decision_id,household_number,branch,kind,care_month,decided_on,amount\n{id},H1,00,付加給付,{month},{month}-28,7\n"
        );
        site.brings_in("minato", ImportKind::Benefits, &file).await;
        let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
        let one = browser.get(&page(id)).await.text;
        assert!(one.contains("付加給付"));
        assert_eq!(one.contains("/minato/expenses/2"), leads, "{month}: {one}");
    }
}

#[tokio::test]
async fn a_decision_is_saved_as_a_page() {
    let site = site().await;
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    let pdf = browser.get_bytes(&format!("{}/pdf", page("1"))).await;
    assert_eq!((pdf.status, &pdf.headers[CONTENT_TYPE]), (StatusCode::OK, &"application/pdf".parse().unwrap()));
    assert_eq!(pdf.headers[CONTENT_DISPOSITION], "attachment; filename=\"benefit.pdf\"");
    let text = pdf_text(&pdf.bytes);
    for shown in ["給付金支給決定通知", "港 花子 様", "港健康保険組合", "高額療養費", "48,210円", "2026年8月25日"]
    {
        assert!(text.contains(shown), "{shown} in {text}");
    }
    let portal = &site.realm("minato").portal.title.ja;
    assert!(text.contains(&format!("「{portal}」のサイトで作成")), "{text}");
    let english = pdf_text(&browser.get_bytes(&format!("{}/pdf?lang=en", page("1"))).await.bytes);
    assert!(english.contains("Benefit decisions") && english.contains("¥48,210"), "{english}");
}

#[tokio::test]
async fn nobody_reaches_the_decisions_of_others() {
    let site = site().await;
    let mut other = site.browser_of("minato", &member(Some(("H2", "00")))).await;
    for address in [page("1"), format!("{}/pdf", page("1")), page("nothing"), "/minato/benefits/1".to_owned()] {
        assert_eq!(other.get(&address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    assert!(!other.get("/minato/benefits").await.text.contains("高額療養費"));

    let mut alone = site.browser_of("hikari", &member(Some(("H1", "02")))).await;
    let list = alone.get("/hikari/benefits").await.text;
    assert!(list.contains("一部負担還元金") && !list.contains("高額療養費"), "each patient alone");
    assert_eq!(alone.get(&page("1").replace("minato", "hikari")).await.status, StatusCode::NOT_FOUND);

    // The same numbers in another society are another family.
    site.brings_in("minato", ImportKind::Benefits, &FILE.replace("高額療養費", "別の給付")).await;
    assert!(!alone.get("/hikari/benefits").await.text.contains("別の給付"));
}

#[tokio::test]
async fn where_there_is_nothing_to_read_the_page_says_so() {
    let site = site().await;
    let mut nobody = site.browser_of("minato", &member(Some(("H9", "00")))).await;
    assert!(nobody.get("/minato/benefits").await.text.contains("支給決定のお知らせはありません。"));
    let mut not_insured = site.browser_of("minato", &member(None)).await;
    assert!(not_insured.get("/minato/benefits").await.text.contains("記号・番号が登録されていない"));
    let mut elsewhere = site.browser_of("asahi", &member(Some(("H1", "00")))).await;
    assert_eq!(elsewhere.get("/asahi/benefits").await.status, StatusCode::NOT_FOUND, "not offered");
}

#[tokio::test]
async fn a_former_member_reads_what_concerns_the_insured_months() {
    let site = site().await;
    let mut former = site.browser_of("minato", &former_member(("H1", "00"), "2026-05-31".parse().unwrap())).await;
    let list = former.get("/minato/benefits").await.text;
    assert!(list.contains("資格を喪失された方へ") && list.contains("高額療養費") && !list.contains("一部負担還元金"));
    let long_ago = base::japan_date(site.clock.now()) - Months::new(25);
    let mut over = site.browser_of("minato", &former_member(("H1", "00"), long_ago)).await;
    for address in ["/minato/benefits".to_owned(), page("1"), format!("{}/pdf", page("1"))] {
        let answer = over.get(&address).await;
        assert!(answer.text.contains("ご利用期間が終わりました") && !answer.text.contains("48,210"), "{address}");
    }
}

#[tokio::test]
async fn what_is_withdrawn_is_gone_and_nobody_objects_in_vain() {
    let site = site().await;
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    let objection = "household_number,branch,objects\nH1,02,yes\n";
    site.brings_in("minato", ImportKind::Objections, objection).await;
    let list = browser.get("/minato/benefits").await.text;
    assert!(list.contains("高額療養費") && !list.contains("一部負担還元金"), "who objects is not seen");

    let withdrawn =
        "decision_id,household_number,branch,kind,care_month,decided_on,amount,withdrawn\n1,,,,,,,yes\n9,,,,,,,yes\n";
    let report = site.brings_in("minato", ImportKind::Benefits, withdrawn).await;
    assert_eq!((report.outcomes["removed"], report.outcomes["unchanged"]), (1, 1));
    assert!(!browser.get("/minato/benefits").await.text.contains("高額療養費"));
    assert_eq!(browser.get(&page("1")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_corrected_file_replaces_decisions_and_bad_lines_are_named() {
    let site = Site::open().await;
    let report = site.import("minato", ImportKind::Benefits, FILE.as_bytes(), true).await.0;
    assert_eq!(report.outcomes["new"], 3, "a dry run");
    assert_eq!(site.brings_in("minato", ImportKind::Benefits, FILE).await.outcomes["new"], 3);
    let report = site.brings_in("minato", ImportKind::Benefits, &FILE.replace("48210", "48211")).await;
    assert_eq!((report.outcomes["changed"], report.outcomes["unchanged"]), (1, 2));

    let bad = "decision_id,household_number,branch,kind,care_month,decided_on,amount\n\
        1,H1,00,高額療養費,2026-05,2026-08-25,48210\n\
        2,H1,00,,2026-13,2026/08/25,48210\n\
        3,H1,00,高額療養費,2026-05,2026-08-25,\"48,210\"\n\
        1,H1,00,高額療養費,2026-05,2026-08-25,1\n\
        4,H1,00,高額療養費,2026-05,2099-08-25,1\n";
    assert_snapshot!(site.complains("minato", ImportKind::Benefits, bad).await);
}
