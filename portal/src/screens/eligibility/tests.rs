//! Eligibility as members meet it, and as files bring it in.

use axum::http::StatusCode;
use chrono::Days;
use insta::assert_snapshot;

use super::super::insured::handle;
use crate::ImportKind;
use crate::testing::{Site, former_member, member, pdf_text};

pub const NOTICES: &str = "document_id,household_number,branch,patient_name,name_kana,kigo,bango,insurer_number,standing,eligible_from,copayment,issued_on\n\
    1,H1,00,港 花子,ミナト ハナコ,12,3456,06139999,本人,2011-04-01,,2025-12-02\n\
    2,H1,02,港 太郎,,12,3456,06139999,家族,2019-07-15,,2025-12-02\n\
    3,H1,02,港 太朗,,12,3456,06139999,家族,2019-07-15,,2024-12-02\n\
    4,H2,00,汐見 守,,12,9876,06139999,本人,1998-04-01,2割,2025-12-02\n";
const CERTIFICATES: &str = "document_id,household_number,branch,patient_name,kigo,bango,insurer_number,eligible_from,issued_on,valid_until\n\
    1,H1,00,港 花子,12,3456,06139999,2011-04-01,2025-12-02,2099-11-30\n\
    2,H1,02,港 太郎,12,3456,06139999,2019-07-15,2025-12-02,2026-01-31\n";

async fn site() -> Site {
    let site = Site::open().await;
    for realm in ["minato", "hikari"] {
        site.brings_in(realm, ImportKind::EligibilityNotices, NOTICES).await;
        site.brings_in(realm, ImportKind::EligibilityCertificates, CERTIFICATES).await;
    }
    site
}

fn pdf(id: &str) -> String {
    format!("/minato/eligibility-information/{}/pdf", handle(&id.parse().unwrap()))
}

#[tokio::test]
async fn the_newest_notice_of_each_person_is_shown_and_printed() {
    let site = site().await;
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    let page = browser.get("/minato/eligibility-information").await.text;
    for shown in ["港 花子", "ミナト ハナコ", "3456", "06139999", "2011年4月1日", "港 太郎", &pdf("1"), &pdf("2")]
    {
        assert!(page.contains(shown), "{shown}");
    }
    assert!(!page.contains("港 太朗") && !page.contains("汐見") && !page.contains("負担割合"));
    assert!(page.contains("このお知らせだけでは受診できません"));

    let text = pdf_text(&browser.get_bytes(&pdf("2")).await.bytes);
    for shown in ["資格情報のお知らせ", "港 太郎 様", "3456", "2019年7月15日", "港健康保険組合"]
    {
        assert!(text.contains(shown), "{shown} in {text}");
    }
    let portal = &site.realm("minato").portal.title.ja;
    assert!(text.contains(&format!("「{portal}」のサイトで作成")), "{text}");
    let english = browser.get("/minato/eligibility-information?lang=en").await.text;
    assert!(english.contains("Insured since") && english.contains("April 1, 2011"));
}

#[tokio::test]
async fn a_certificate_is_shown_with_its_last_day_and_never_printed() {
    let site = site().await;
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    let page = browser.get("/minato/eligibility-certificate").await.text;
    assert!(page.contains("2099年11月30日") && page.contains("資格確認書の代わりにはなりません"));
    assert_eq!(page.matches("有効期限が過ぎています").count(), 1);
    assert_eq!(page.matches("お手元の資格確認書をご提示ください").count(), 1, "the one that has not expired");
    assert!(!page.contains("/pdf"));
}

/// A notice and a certificate of a child whose insurance ended today or ends tomorrow.
async fn child_insured_until(site: &Site, day: chrono::NaiveDate) {
    let header = "document_id,household_number,branch,patient_name,kigo,bango,insurer_number,eligible_from,eligible_until,issued_on,valid_until\n";
    let line = format!("9,H1,02,港 太郎,12,3456,06139999,2019-07-15,{day},2026-01-02,2099-11-30\n");
    for kind in [ImportKind::EligibilityNotices, ImportKind::EligibilityCertificates] {
        site.brings_in("minato", kind, &format!("{header}{line}")).await;
    }
}

#[tokio::test]
async fn a_dependant_whose_insurance_has_ended_has_nothing_to_print_or_to_show() {
    let site = site().await;
    let today = base::japan_date(site.clock.now());
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    for (last, ended) in [(today + Days::new(1), false), (today, true), (today - Days::new(40), true)] {
        child_insured_until(&site, last).await;
        let notices = browser.get("/minato/eligibility-information").await.text;
        assert_eq!(notices.matches("資格を喪失しています").count(), usize::from(ended), "{last}");
        assert_eq!(notices.contains(&pdf("9")), !ended, "{last}");
        assert!(notices.contains(&pdf("1")) && notices.contains("マイナンバーカードと一緒に"), "of the parent");
        assert_eq!(browser.get_bytes(&pdf("9")).await.status == StatusCode::OK, !ended, "{last}");
        let certificates = browser.get("/minato/eligibility-certificate").await.text;
        assert_eq!(certificates.matches("資格を喪失しています").count(), usize::from(ended), "{last}");
        let usable = if ended { 1 } else { 2 };
        assert_eq!(certificates.matches("お手元の資格確認書をご提示ください").count(), usable, "{last}");
    }
}

#[tokio::test]
async fn nobody_reaches_the_eligibility_of_others() {
    let site = site().await;
    let mut other = site.browser_of("minato", &member(Some(("H2", "00")))).await;
    assert!(!other.get("/minato/eligibility-information").await.text.contains("ミナト ハナコ"));
    assert!(other.get("/minato/eligibility-certificate").await.text.contains("交付されている資格確認書はありません"));
    for address in [pdf("1"), pdf("3"), "/minato/eligibility-information/1/pdf".to_owned()] {
        assert_eq!(other.get(&address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    let mut alone = site.browser_of("hikari", &member(Some(("H1", "02")))).await;
    let page = alone.get("/hikari/eligibility-information").await.text;
    assert!(page.contains("港 太郎") && !page.contains("ミナト ハナコ"), "each patient alone");
    assert_eq!(alone.get(&pdf("1").replace("minato", "hikari")).await.status, StatusCode::NOT_FOUND);
    let mut elsewhere = site.browser_of("asahi", &member(Some(("H1", "00")))).await;
    for page in ["eligibility-information", "eligibility-certificate"] {
        assert_eq!(elsewhere.get(&format!("/asahi/{page}")).await.status, StatusCode::NOT_FOUND, "not offered");
    }
}

#[tokio::test]
async fn a_former_member_reads_it_and_prints_nothing() {
    let site = site().await;
    let mut former = site.browser_of("minato", &former_member(("H1", "00"), "2026-05-31".parse().unwrap())).await;
    let page = former.get("/minato/eligibility-information").await.text;
    assert!(page.contains("資格を喪失された方へ") && page.contains("ミナト ハナコ") && !page.contains("/pdf"));
    assert_eq!(former.get(&pdf("1")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(page.matches("資格を喪失しています").count(), 2, "of each");
    assert!(!page.contains("PDFで保存できます") && !page.contains("マイナンバーカードと一緒に"), "{page}");
    let page = former.get("/minato/eligibility-certificate").await.text;
    assert_eq!(page.matches("資格を喪失しています").count(), 2, "of each");
    assert!(page.contains("2099年11月30日") && !page.contains("ご提示ください") && !page.contains("更新"), "{page}");
    // Who was insured before a child was born has nothing to read of the child.
    let mut earlier = site.browser_of("minato", &former_member(("H1", "00"), "2019-06-30".parse().unwrap())).await;
    assert!(!earlier.get("/minato/eligibility-information").await.text.contains("港 太郎"));
}

#[tokio::test]
async fn bad_lines_are_named() {
    let site = Site::open().await;
    let notices = "document_id,household_number,branch,patient_name,kigo,bango,insurer_number,eligible_from,issued_on\n\
        1,H1,00,,12,3456,6139999,2011-04-01,2025-12-02\n\
        2,H1,00,港 花子,,,06139999,2011-04-31,2099-12-02\n\
        2,H1,00,港 花子,12,3456,06139999,2011-04-01,2025-12-02\n";
    assert_snapshot!("notices", site.complains("minato", ImportKind::EligibilityNotices, notices).await);
    let certificates = CERTIFICATES.replace("2099-11-30", "");
    assert_snapshot!(
        "certificates",
        site.complains("minato", ImportKind::EligibilityCertificates, &certificates).await
    );
}
