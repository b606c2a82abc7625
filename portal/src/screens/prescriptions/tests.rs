//! Prescriptions as members meet them, and as files bring them in.

use axum::http::StatusCode;
use chrono::Months;
use insta::assert_snapshot;

use crate::ImportKind;
use crate::testing::{Site, former_member, member};

const FILE: &str = "prescription_id,household_number,branch,patient_name,care_month,pharmacy,medicine,quantity,generic_saving\n\
    1,H1,00,港 花子,2026-08,みなと薬局,アムロジピン錠5mg,28日分,420\n\
    2,H1,02,港 太郎,2026-08,みなと薬局,カルボシステインシロップ,5日分,\n\
    3,H1,00,港 花子,2026-07,,アムロジピン錠5mg,28日分,420\n\
    4,H2,00,汐見 守,2026-08,潮薬局,ロキソプロフェン錠60mg,5日分,\n";

async fn site() -> Site {
    let site = Site::open().await;
    for realm in ["minato", "hikari"] {
        site.brings_in(realm, ImportKind::Prescriptions, FILE).await;
    }
    site
}

#[tokio::test]
async fn the_months_lead_to_their_medicines() {
    let site = site().await;
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    let list = browser.get("/minato/prescriptions").await.text;
    let (newer, older) = ("href=\"/minato/prescriptions/2026/08\"", "href=\"/minato/prescriptions/2026/07\"");
    assert!(list.find(newer).unwrap() < list.find(older).unwrap(), "the newest first");
    let month = browser.get("/minato/prescriptions/2026/08").await.text;
    for shown in ["アムロジピン錠5mg", "28日分", "みなと薬局", "420円", "ジェネリックとの差額", "カルボシステイン"]
    {
        assert!(month.contains(shown), "{shown}");
    }
    assert!(!month.contains("ロキソプロフェン") && !month.contains("薬剤費"), "what nobody sent is no column");
    let none = browser.get("/minato/prescriptions/2026/05").await.text;
    assert!(none.contains("2026年5月に処方された医薬品はありません。"));
    assert_eq!(browser.get("/minato/prescriptions/2026/13").await.status, StatusCode::NOT_FOUND);
    let english = browser.get("/minato/prescriptions/2026/08?lang=en").await.text;
    assert!(english.contains("Medicines of August 2026") && english.contains("¥420"));
}

#[tokio::test]
async fn months_that_have_not_arrived_are_told_from_empty_ones_as_the_society_publishes_them() {
    let site = Site::open_with(|folder| {
        let file = folder.join("realms/minato/portal.toml");
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, format!("{text}[expenses]\npublished_after_months = 5\n")).unwrap();
    });
    let site = site.await;
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    let today = base::japan_date(site.clock.now());
    for (ago, arrived) in [(0, false), (4, false), (5, true)] {
        let page = (today - Months::new(ago)).format("/minato/prescriptions/%Y/%m").to_string();
        let text = browser.get(&page).await.text;
        assert_eq!(text.contains("処方された医薬品はありません"), arrived, "{page}");
        assert_eq!(text.contains("診療分は、まだ届いていません"), !arrived, "{page}");
        assert_eq!(text.contains("診療月の5か月後に表示されます"), arrived, "{page}");
    }
    assert!(browser.get("/minato/prescriptions").await.text.contains("診療月の5か月後に表示されます"));
}

#[tokio::test]
async fn nobody_reads_what_others_take() {
    let site = site().await;
    let mut other = site.browser_of("minato", &member(Some(("H2", "00")))).await;
    let month = other.get("/minato/prescriptions/2026/08").await.text;
    assert!(month.contains("ロキソプロフェン") && !month.contains("アムロジピン"));
    let mut alone = site.browser_of("hikari", &member(Some(("H1", "02")))).await;
    let month = alone.get("/hikari/prescriptions/2026/08").await.text;
    assert!(month.contains("カルボシステイン") && !month.contains("アムロジピン"), "each patient alone");
    let mut former = site.browser_of("minato", &former_member(("H1", "00"), "2026-07-10".parse().unwrap())).await;
    let list = former.get("/minato/prescriptions").await.text;
    assert!(list.contains("資格を喪失された方へ") && list.contains("2026/07") && !list.contains("2026/08"));
    let mut nobody = site.browser_of("minato", &member(Some(("H9", "00")))).await;
    assert!(nobody.get("/minato/prescriptions").await.text.contains("表示できる処方医薬品はありません。"));
    let mut elsewhere = site.browser_of("asahi", &member(Some(("H1", "00")))).await;
    for page in ["prescriptions", "prescriptions/2026/08"] {
        assert_eq!(elsewhere.get(&format!("/asahi/{page}")).await.status, StatusCode::NOT_FOUND, "not offered");
    }
}

#[tokio::test]
async fn bad_lines_are_named() {
    let site = Site::open().await;
    let file = FILE.replace("2026-07", "2026-7").replace(",420\n", ",約420\n").replace("ロキソプロフェン錠60mg", "");
    assert_snapshot!(site.complains("minato", ImportKind::Prescriptions, &file).await);
}
