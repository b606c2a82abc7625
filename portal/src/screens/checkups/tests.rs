//! Check-ups as members meet them, and as files bring them in.

use axum::http::StatusCode;
use chrono::{Datelike as _, Months};
use insta::assert_snapshot;

use super::super::insured::handle;
use crate::ImportKind;
use crate::testing::{Browser, Site, former_member, member};

const HEADER: &str = "result_id,household_number,branch,patient_name,taken_on,institution,position,item,value,unit,low,high,judgement,note\n";

/// One result.
pub const ONE: &str = "result_id,household_number,branch,taken_on,item,value\n1,H1,00,2026-06-10,体重,52.4\n";

/// Three check-ups of one person and one of another, in the years that are shown and one before them; and a stranger's.
async fn bring_in(site: &Site, realm: &str) {
    let today = base::japan_date(site.clock.now());
    let day = |years: u32| today - Months::new(12 * years);
    let (now, last, long_ago) = (day(0), day(1), day(6));
    let file = format!(
        "{HEADER}\
         a1,H1,00,港 花子,{now},みなと健診センター,1,体重,52.4,kg,,,,\n\
         a2,H1,00,港 花子,{now},みなと健診センター,2,空腹時血糖,101,mg/dL,70,99,B,やや高め\n\
         a3,H1,00,港 花子,{now},みなと健診センター,3,尿蛋白,(-),,,,A,\n\
         b1,H1,00,港 花子,{last},港診療所,1,体重,53.0,kg,,,,\n\
         b2,H1,00,港 花子,{last},港診療所,2,空腹時血糖,94,mg/dL,70,99,A,\n\
         c1,H1,00,港 花子,{long_ago},港診療所,1,体重,49.9,kg,,,,\n\
         d1,H1,02,港 太郎,{last},港診療所,1,体重,71.3,kg,,,,\n\
         e1,H2,00,汐見 守,{last},港診療所,1,体重,88.8,kg,,,,\n"
    );
    site.brings_in(realm, ImportKind::Checkups, &file).await;
}

/// The links of a page to single check-ups.
pub fn links(page: &str) -> Vec<String> {
    let below = hrefs(page).filter(|href| href.contains("/checkups/") && !href.contains("/trend/"));
    below.map(str::to_owned).collect()
}

/// The links of a page to the last five years of somebody.
pub fn trends(page: &str) -> Vec<String> {
    hrefs(page).filter(|href| href.contains("/checkups/trend/")).map(str::to_owned).collect()
}

fn hrefs(page: &str) -> impl Iterator<Item = &str> {
    page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next())
}

async fn browser(site: &Site, realm: &str, who: (&str, &str)) -> Browser {
    bring_in(site, realm).await;
    site.browser_of(realm, &member(Some(who))).await
}

#[tokio::test]
async fn every_checkup_of_the_family_has_its_page() {
    let site = Site::open().await;
    let mut browser = browser(&site, "minato", ("H1", "00")).await;
    let list = browser.get("/minato/checkups").await.text;
    assert!(list.contains("港 花子") && list.contains("港 太郎") && !list.contains("汐見"));
    let pages = links(&list);
    assert_eq!(pages.len(), 4, "{pages:?}");

    let newest = browser.get(&pages[0]).await.text;
    for shown in ["空腹時血糖", "101", "mg/dL", "70–99", "やや高め", "尿蛋白", "(-)", "みなと健診センター"]
    {
        assert!(newest.contains(shown), "{shown}");
    }
    let of_child = browser.get(&pages[3]).await.text;
    assert!(of_child.contains("71.3") && !of_child.contains("基準範囲</th>"), "no range was sent, none is shown");
    let english = browser.get(&format!("{}?lang=en", pages[0])).await.text;
    assert!(english.contains("Reference range") && english.contains("<span lang=\"ja\">空腹時血糖</span>"));
}

#[tokio::test]
async fn five_years_stand_side_by_side_and_as_lines_with_words() {
    let site = Site::open().await;
    let mut browser = browser(&site, "minato", ("H1", "00")).await;
    let trends = trends(&browser.get("/minato/checkups").await.text);
    assert_eq!(trends.len(), 2, "{trends:?}");
    let page = browser.get(&trends[0]).await.text;
    assert!(page.contains("港 花子 さんの、今年を含む5年間"), "{page}");
    assert!(page.contains("52.4") && page.contains("53.0") && !page.contains("49.9"), "not before the five years");
    assert_eq!(page.matches("<svg role=\"img\"").count(), 2, "words have no line");
    assert_eq!(page.matches("class=\"range\"").count(), 1, "only where a range came with the result");
    let year = base::japan_date(site.clock.now()).year();
    let alternative = page.split("id=\"course-0-values\">").nth(1).unwrap().split("</p>").next().unwrap();
    assert!(alternative.contains(&format!("{}年", year - 1)) && alternative.contains("53.0 kg"), "{alternative}");
    assert!(alternative.find("53.0") < alternative.find("52.4"), "the oldest first: {alternative}");

    let single = browser.get(&trends[1]).await.text;
    assert!(single.contains("71.3") && !single.contains("<svg"), "one point is no line");
}

#[tokio::test]
async fn whose_name_is_not_known_is_called_by_no_name() {
    let site = Site::open().await;
    let file = format!("{ONE}2,H1,02,2026-06-10,体重,71.3\n");
    site.brings_in("minato", ImportKind::Checkups, &file).await;
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    let trends = trends(&browser.get("/minato/checkups").await.text);
    for (page, said) in trends.iter().zip(["<p>本人の、今年を含む", "<p>ご家族（枝番 02）の、今年を含む"])
    {
        let text = browser.get(page).await.text;
        assert!(text.contains(said), "{said} in {text}");
    }
    let english = browser.get(&format!("{}?lang=en", trends[0])).await.text;
    assert!(english.contains("Yourself: check-up results of the last five years"), "{english}");
}

#[tokio::test]
async fn an_address_tells_neither_whose_checkup_it_is_nor_of_which_day() {
    let site = Site::open().await;
    let mut own = browser(&site, "minato", ("H1", "00")).await;
    let list = own.get("/minato/checkups").await.text;
    let today = base::japan_date(site.clock.now());
    let guessed = handle(&format!("00/{today}").parse().unwrap());
    for address in ["/minato/checkups/trend/00".to_owned(), format!("/minato/checkups/{guessed}")] {
        assert!(!list.contains(&address), "{address}");
        assert_eq!(own.get(&address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    for address in links(&list).iter().chain(&trends(&list)) {
        let index = address.rsplit('/').next().unwrap();
        assert!(index.len() == 10 && index.chars().all(|c| c.is_ascii_hexdigit()), "{address}");
        assert_eq!(own.get(address).await.status, StatusCode::OK, "{address}");
    }
    let site = site.with_key(base::KeyEncryptionKey::generate()).await;
    let mut later = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    assert_ne!(links(&later.get("/minato/checkups").await.text), links(&list), "another key names them otherwise");
}

#[tokio::test]
async fn nobody_reaches_the_checkups_of_others() {
    let site = Site::open().await;
    let mut own = browser(&site, "minato", ("H1", "00")).await;
    let list = own.get("/minato/checkups").await.text;
    let mut other = site.browser_of("minato", &member(Some(("H2", "00")))).await;
    // The stranger has one of the same number and the same day: that has another address.
    let unknown = "/minato/checkups/trend/x".to_owned();
    for page in links(&list).iter().chain(&trends(&list)).chain([&unknown]) {
        assert_eq!(other.get(page).await.status, StatusCode::NOT_FOUND, "{page}");
    }

    let mut alone = browser(&site, "hikari", ("H1", "02")).await;
    let list = alone.get("/hikari/checkups").await.text;
    assert_eq!((links(&list).len(), trends(&list).len()), (1, 1), "each patient alone");
    let mut insured = site.browser_of("hikari", &member(Some(("H1", "00")))).await;
    let list = insured.get("/hikari/checkups").await.text;
    for page in links(&list).iter().chain(&trends(&list)) {
        assert_eq!(alone.get(page).await.status, StatusCode::NOT_FOUND, "{page}");
    }
    let mut elsewhere = site.browser_of("asahi", &member(Some(("H1", "00")))).await;
    for page in ["checkups", "checkups/trend/00"] {
        assert_eq!(elsewhere.get(&format!("/asahi/{page}")).await.status, StatusCode::NOT_FOUND, "not offered");
    }
}

#[tokio::test]
async fn a_former_member_reads_what_was_examined_while_insured() {
    let site = Site::open().await;
    bring_in(&site, "minato").await;
    let half_a_year_ago = base::japan_date(site.clock.now()) - Months::new(6);
    let mut former = site.browser_of("minato", &former_member(("H1", "00"), half_a_year_ago)).await;
    let trends = trends(&former.get("/minato/checkups").await.text);
    let page = former.get(&trends[0]).await.text;
    assert!(page.contains("資格を喪失された方へ") && page.contains("53.0") && !page.contains("52.4"));
    let mut nobody = site.browser_of("minato", &member(Some(("H9", "00")))).await;
    assert!(nobody.get("/minato/checkups").await.text.contains("表示できる健診結果はありません。"));
}

#[tokio::test]
async fn bad_lines_are_named() {
    let site = Site::open().await;
    let file = format!(
        "{HEADER}\
         a1,H1,00,,2026-06-10,,1,体重,52.4,kg,,,,\n\
         a2,H1,00,,2026-06-31,,一,,,kg,70以上,,,\n\
         a3,H1,00,,1999-06-10,,1,体重,52.4,kg,,,,\n\
         a1,H1,00,,2099-06-10,,1,体重,52.4,kg,,,,\n"
    );
    assert_snapshot!(site.complains("minato", ImportKind::Checkups, &file).await);
}
