//! The pages about medical expenses beyond what every page has in common: the search, the year's lines, objections,
//! benefits, and what is said of months that have not arrived.

use axum::http::StatusCode;
use base::japan_date;
use chrono::{Datelike as _, Months};
use expenses::ReceiptLine;

use super::super::insured::handle;
use crate::ImportKind;
use crate::testing::{Browser, Site, former_member, line, member};

/// The family H1 of two, with lines of this year and the last.
async fn site() -> (Site, Browser) {
    let site = Site::open().await;
    let names = [(1, "00", "2026-08", "港 花子"), (2, "02", "2026-08", "港 太郎"), (3, "02", "2026-05", "港 太郎")];
    let mut lines: Vec<ReceiptLine> = names
        .into_iter()
        .map(|(id, branch, month, name)| ReceiptLine {
            patient_name: Some(name.to_owned()),
            ..line(id, "H1", branch, month)
        })
        .collect();
    lines.extend([line(4, "H1", "00", "2025-12"), line(5, "H2", "02", "2026-08")]);
    site.store("minato", lines).await;
    let browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    (site, browser)
}

async fn text(browser: &mut Browser, page: &str) -> String {
    let answer = browser.get(page).await;
    assert_eq!(answer.status, StatusCode::OK, "{page}");
    answer.text
}

/// The value of the option with a label.
fn option(page: &str, label: &str) -> String {
    let (before, _) = page.split_once(&format!(">{label}</option>")).expect("the option");
    let (_, tag) = before.rsplit_once("<option value=\"").unwrap();
    tag.split('"').next().unwrap().to_owned()
}

/// Which of the lines 1 to 5 a page shows.
fn shown(page: &str) -> Vec<u32> {
    (1..=5).filter(|id| page.contains(&format!("第{id}医院"))).collect()
}

#[tokio::test]
async fn a_search_goes_by_months_and_patient_and_its_address_says_nothing_of_anybody() {
    let (_site, mut browser) = site().await;
    let page = text(&mut browser, "/minato/expenses/find").await;
    assert_eq!(shown(&page), [1, 2, 3], "the newest year, to begin with");
    let index = option(&page, "港 太郎");
    assert!(index.len() == 10 && index.chars().all(|c| c.is_ascii_hexdigit()), "{index}");

    for (query, found) in [
        ("from=2026-08&to=2026-08&patient=".to_owned(), vec![1, 2]),
        (format!("from=2025-01&to=2026-12&patient={index}"), vec![2, 3]),
        (format!("from=2026-06&to=2026-08&patient={index}"), vec![2]),
        ("from=2026-08&to=2025-12".to_owned(), vec![1, 2, 3, 4]),
        ("from=2025-12&to=2025-12".to_owned(), vec![4]),
        ("from=2001-01&to=2001-02".to_owned(), vec![]),
    ] {
        let page = text(&mut browser, &format!("/minato/expenses/find?{query}")).await;
        assert_eq!(shown(&page), found, "{query}");
    }
    // Line 3 alone: 11 yen, in the box, in the month's row, in the line, and in the two total rows.
    let alone = text(&mut browser, &format!("/minato/expenses/find?from=2026-05&to=2026-05&patient={index}")).await;
    assert_eq!(alone.matches("11円").count(), 5, "{alone}");
    assert_eq!(option(&alone, "港 太郎"), index, "it is the same whenever it is asked for");
}

#[tokio::test]
async fn a_search_that_makes_no_sense_says_so_and_keeps_what_was_chosen() {
    let (_site, mut browser) = site().await;
    for (query, field) in [
        ("from=2026-13&to=2026-08", "from"),
        ("from=2026-05&to=%E5%85%AB%E6%9C%88", "to"),
        ("from=2026-05&to=2026-08&patient=0123456789", "patient"),
        ("from=2026-05&to=2026-08&patient=02", "patient"),
    ] {
        let page = text(&mut browser, &format!("/minato/expenses/find?{query}")).await;
        assert!(page.contains(&format!("id=\"{field}-error\"")), "{query}");
        assert_eq!(shown(&page), [0_u32; 0], "{query}");
        let kept = ["2026-05", "2026-08"].iter().any(|month| page.contains(&format!("value=\"{month}\" selected")));
        assert!(kept, "{query}: {page}");
    }
    for query in ["a=%00", "%FF", &"x=1&".repeat(200)] {
        assert_eq!(shown(&text(&mut browser, &format!("/minato/expenses/find?{query}")).await), [1, 2, 3]);
    }
}

#[tokio::test]
async fn an_index_of_one_family_means_nothing_in_another() {
    let (site, mut browser) = site().await;
    let ours = option(&text(&mut browser, "/minato/expenses/find").await, "港 太郎");
    let mut other = site.browser_of("minato", &member(Some(("H2", "00")))).await;
    let page = text(&mut other, "/minato/expenses/find").await;
    assert_ne!(option(&page, "ご家族（枝番 02）"), ours);
    let page = text(&mut other, &format!("/minato/expenses/find?patient={ours}")).await;
    assert!(page.contains("patient-error") && shown(&page).is_empty());
}

#[tokio::test]
async fn a_search_is_come_back_to_after_a_sign_in() {
    let (site, _) = site().await;
    site.provider.vouches_for(Some(("H1", "00")), realm::Acr::MailCode);
    let mut browser = site.browser();
    let page = "/minato/expenses/find?from=2026-05&to=2026-08&patient=";
    let request = browser.get(page).await.location().to_owned();
    assert_eq!(browser.get(&site.provider.answers(&request)).await.location(), page);
    let long = format!("{page}{}", "1".repeat(600));
    let request = site.browser_of("hikari", &member(None)).await.get(&long).await.location().to_owned();
    assert!(!request.contains("1111"), "{request}");
}

#[tokio::test]
async fn a_year_has_its_months_and_its_lines() {
    let (_site, mut browser) = site().await;
    let page = text(&mut browser, "/minato/expenses/2026").await;
    assert_eq!(shown(&page), [1, 2, 3]);
    assert!(page.contains("href=\"/minato/expenses/2026/05\"") && page.contains("2026年の明細"));
}

#[tokio::test]
async fn more_lines_than_a_page_holds_are_a_list_of_months() {
    let site = Site::open().await;
    site.store("minato", (0..1001).map(|id| line(id, "H1", "00", "2026-08")).collect()).await;
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    for page in ["/minato/expenses/2026", "/minato/expenses/find"] {
        let page = text(&mut browser, page).await;
        assert!(page.contains("明細が1001件あるため") && !page.contains("医院"));
        assert!(page.contains("href=\"/minato/expenses/2026/08\""));
    }
    assert!(text(&mut browser, "/minato/expenses/2026/08").await.contains("第1000医院"), "a month is always whole");
}

#[tokio::test]
async fn a_dependant_with_an_account_sees_their_own_lines_alone() {
    let (site, _) = site().await;
    let mut dependant = site.browser_of("minato", &member(Some(("H1", "02")))).await;
    for (page, found) in [("", vec![]), ("/2026", vec![2, 3]), ("/2026/08", vec![2]), ("/find", vec![2, 3])] {
        let page = text(&mut dependant, &format!("/minato/expenses{page}")).await;
        assert_eq!(shown(&page), found, "{page}");
        assert!(!page.contains(">港 花子</option>") && !page.contains("2025年12月"), "{page}");
    }
}

#[tokio::test]
async fn whoever_objects_is_on_no_page_of_the_family() {
    let (site, mut browser) = site().await;
    site.object("minato", "H1", "02", true).await;
    for page in ["", "/2026", "/2026/08", "/2026/05", "/find", "/find?from=2025-01&to=2026-12"] {
        let page = text(&mut browser, &format!("/minato/expenses{page}")).await;
        assert!(!page.contains("太郎") && shown(&page).iter().all(|id| [1, 4].contains(id)), "{page}");
    }
    // 5 yen of line 1; not 5 + 8.
    assert!(text(&mut browser, "/minato/expenses").await.contains(">5円<"));
    site.object("minato", "H1", "02", false).await;
    assert_eq!(shown(&text(&mut browser, "/minato/expenses/2026/08").await), [1, 2]);
}

#[tokio::test]
async fn benefits_stand_beside_their_line_and_change_no_payment() {
    let (site, mut browser) = site().await;
    let before = text(&mut browser, "/minato/expenses/2026/08").await;
    assert!(!before.contains("付加給付"));
    let file = "decision_id,household_number,branch,kind,care_month,line_id,decided_on,amount,paid_on\n\
                B1,H1,02,付加給付,2026-08,L2,2026-11-01,7,2026-11-10\n\
                B2,H2,02,付加給付,2026-08,L5,2026-11-01,900,\n\
                B3,H1,02,傷病手当金,2026-08,,2026-11-01,800,\n";
    site.brings_in("minato", ImportKind::Benefits, file).await;
    let after = text(&mut browser, "/minato/expenses/2026/08").await;
    assert!(after.contains("付加給付") && after.contains("2026年11月10日") && after.contains("7円"));
    let decision = format!("/minato/benefits/{}", handle(&"B1".parse().unwrap()));
    assert!(after.contains(&format!("<a href=\"{decision}\">付加給付</a>")) && after.contains("支払日"), "{after}");
    assert!(text(&mut browser, &decision).await.contains("2026年11月10日"));
    assert!(!after.contains("900円"), "another family's");
    assert!(!after.contains("傷病手当金"), "of no line");
    assert_eq!(after.matches("13円").count(), before.matches("13円").count());
    site.object("minato", "H1", "02", true).await;
    assert!(!text(&mut browser, "/minato/expenses/2026/08").await.contains("付加給付"));
}

#[tokio::test]
async fn months_that_have_not_arrived_are_told_from_empty_ones() {
    let (site, mut browser) = site().await;
    let today = japan_date(site.clock.now());
    let month = |ago: u32| today - Months::new(ago);
    let page = |ago| format!("/minato/expenses/{}", month(ago).format("%Y/%m"));
    let published = format!("{}年{}月診療分まで", month(3).year(), month(3).month());
    for ago in [0, 2] {
        let text = text(&mut browser, &page(ago)).await;
        assert!(text.contains("まだ届いていません") && !text.contains("明細はありません"), "{text}");
        let then = month(ago) + Months::new(3);
        assert!(text.contains(&format!("{}年{}月ごろ", then.year(), then.month())), "{text}");
    }
    for address in ["/minato/expenses".to_owned(), page(4)] {
        let text = text(&mut browser, &address).await;
        assert!(text.contains(&published) && !text.contains("まだ届いていません"), "{address}");
    }
    let ended = month(2).with_day(1).unwrap().pred_opt().unwrap();
    let mut former = site.browser_of("minato", &former_member(("H1", "00"), ended)).await;
    let text = text(&mut former, &page(2)).await;
    assert!(text.contains("明細はありません") && !text.contains("まだ届いていません"), "nothing will arrive: {text}");
}

#[tokio::test]
async fn years_that_the_society_no_longer_shows_are_empty_in_every_page() {
    let (site, mut browser) = site().await;
    let year = japan_date(site.clock.now()).year() - 3;
    site.store("minato", vec![line(9, "H1", "00", &format!("{year}-12"))]).await;
    for page in [format!("/{year}"), format!("/{year}/12"), format!("/find?from={year}-01&to=2099-12"), String::new()] {
        let page = text(&mut browser, &format!("/minato/expenses{page}")).await;
        assert!(!page.contains("第9医院"), "{page}");
    }
}

#[tokio::test]
async fn months_before_those_that_are_shown_are_told_from_empty_ones_and_lead_to_the_tax_data() {
    let (site, mut browser) = site().await;
    let this_year = japan_date(site.clock.now()).year();
    let first = format!("{}年1月以降の診療分", this_year - 2);
    for (year, offered) in [(this_year - 3, true), (this_year - 6, false)] {
        for page in [format!("/{year}"), format!("/{year}/12"), format!("/find?from={year}-01&to={year}-12")] {
            let text = text(&mut browser, &format!("/minato/expenses{page}")).await;
            assert!(text.contains(&first) && !text.contains("明細はありません"), "{page}: {text}");
            let leads = text.contains(&format!("<a href=\"/minato/tax-data/{year}\">{year}年の明細を「"));
            assert_eq!(leads, offered, "{page}: {text}");
        }
    }
    let find = |from, to| format!("/minato/expenses/find?from={from}-01&to={to}-12");
    let partly = text(&mut browser, &find(this_year - 3, this_year)).await;
    assert!(shown(&partly) == [1, 2, 3, 4] && partly.contains(&first), "what is older is left out: {partly}");
    let empty = text(&mut browser, &find(this_year - 3, this_year - 2)).await;
    let said = format!("{0}年1月〜{0}年12月に、該当する明細はありません", this_year - 2);
    assert!(empty.contains(&said) && empty.contains(&first), "{empty}");
    let recent = text(&mut browser, &find(this_year - 2, this_year)).await;
    assert!(!recent.contains(&first) && !recent.contains("/tax-data/"), "{recent}");
    let mut without = site.browser_of("asahi", &member(Some(("H1", "00")))).await;
    let without = text(&mut without, &format!("/asahi/expenses/{}/12", this_year - 3)).await;
    assert!(without.contains(&first) && !without.contains("/tax-data"), "the society has no such service");
}

/// Leaves a service out of the files of `minato`.
fn without(folder: &std::path::Path, service: &str) {
    let file = folder.join("realms/minato/portal.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace(&format!("[[tile]]\nservice = \"{service}\"\n"), "")).unwrap();
}

#[tokio::test]
async fn a_society_without_the_service_has_no_such_page() {
    let site = Site::open_with(|folder| without(folder, "expenses")).await;
    site.store("minato", vec![line(1, "H1", "00", "2026-08")]).await;
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    for page in ["", "/find", "/columns", "/2026", "/2026/08", "/2026/download", "/2026/08/download"] {
        let answer = browser.get(&format!("/minato/expenses{page}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{page}");
    }
    let answer = browser.post("/minato/expenses/2026/download", "form_token=x.y&format=pdf").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_benefit_leads_nowhere_where_decisions_are_not_shown() {
    let site = Site::open_with(|folder| without(folder, "benefits")).await;
    site.store("minato", vec![line(2, "H1", "00", "2026-08")]).await;
    let file = "decision_id,household_number,branch,kind,care_month,line_id,decided_on,amount\n\
                B1,H1,00,付加給付,2026-08,L2,2026-11-01,7\n";
    site.brings_in("minato", ImportKind::Benefits, file).await;
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    let page = text(&mut browser, "/minato/expenses/2026/08").await;
    assert!(page.contains("付加給付") && !page.contains("/benefits"), "{page}");
}

#[tokio::test]
async fn every_column_is_explained_in_both_languages() {
    let (_site, mut browser) = site().await;
    let japanese = text(&mut browser, "/minato/expenses/columns").await;
    let english = text(&mut browser, "/minato/expenses/columns?lang=en").await;
    for (column, about) in super::texts::COLUMNS {
        assert!(japanese.contains(column.ja) && japanese.contains(about.ja), "{}", column.ja);
        assert!(english.contains(about.en.split('“').next().unwrap()), "{}", column.en);
    }
    assert!(text(&mut browser, "/minato/expenses/2026/08").await.contains("href=\"/minato/expenses/columns\""));
}
