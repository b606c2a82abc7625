//! Files for programs are given to whoever showed a moment ago that it is they, and what was chosen is never lost on the way.

use axum::http::{StatusCode, header};
use chrono::TimeDelta;
use expenses::ReceiptLine;
use realm::Acr;

use crate::member::Member;
use crate::testing::{Answer, Browser, Fault, Site, line, member};

const TAX_PAGE: &str = "/minato/tax-data/2025";
const YEAR_PAGE: &str = "/minato/expenses/2025/download";
const MONTH_PAGE: &str = "/minato/expenses/2025/08/download";

async fn site() -> Site {
    let site = Site::open().await;
    let named = |id, branch, name: &str| ReceiptLine {
        patient_name: Some(name.to_owned()),
        ..line(id, "H1", branch, "2025-08")
    };
    site.store("minato", vec![named(1, "00", "港 花子"), named(2, "02", "港 太郎")]).await;
    site.provider.vouches_for(Some(("H1", "00")), Acr::AppCode);
    site
}

/// A browser whose member signed in so many minutes ago.
async fn browser_after(site: &Site, minutes: i64) -> Browser {
    let shown = site.clock.now() - TimeDelta::minutes(minutes);
    let member = Member { authenticated_at: Some(shown), ..member(Some(("H1", "00"))) };
    site.browser_of("minato", &member).await
}

/// What the page's form sends when the member leaves out everybody but 港 太郎 and presses a button.
async fn chosen(browser: &mut Browser, page: &str, format: &str) -> String {
    let shown = browser.get(page).await;
    let owner = value_of(&shown.text, "owner");
    let token = shown.form_token();
    format!("form_token={token}&owner={owner}&persons=chosen&person-02=on&format={format}")
}

fn value_of(text: &str, field: &str) -> String {
    let (_, rest) = text.split_once(&format!("name=\"{field}\" value=\"")).expect("the field");
    rest.split('"').next().unwrap().to_owned()
}

fn is_a_file(answer: &Answer) -> bool {
    answer.headers.contains_key(header::CONTENT_DISPOSITION)
}

#[tokio::test]
async fn an_old_sign_in_is_shown_anew_and_the_choice_stays() {
    let site = site().await;
    for (page, format) in [
        (TAX_PAGE, "xml"),
        (TAX_PAGE, "csv"),
        (TAX_PAGE, "xlsx-1"),
        (TAX_PAGE, "pdf"),
        (YEAR_PAGE, "csv"),
        (MONTH_PAGE, "csv-shift-jis"),
    ] {
        let mut browser = browser_after(&site, 6).await;
        let form = chosen(&mut browser, page, format).await;
        let request = browser.post(page, &form).await.location().to_owned();
        assert!(request.contains("max_age=300") && request.contains("acr_values="), "{request}");

        let callback = site.provider.answers(&request);
        assert_eq!(browser.get(&callback).await.location(), page);
        let back = browser.get(page).await.text;
        let (_, rest) = back.split_once("id=\"download-go-on\"").expect("a button to go on");
        let button = rest.split('>').next().unwrap();
        assert!(button.contains(&format!("name=\"format\" value=\"{format}\"")), "{button}");
        let boxes: Vec<&str> =
            back.split("type=\"checkbox\"").skip(1).map(|rest| rest.split('>').next().unwrap()).collect();
        assert!(!boxes[0].contains("checked") && boxes[1].contains("checked"), "{page} {format}");

        let form =
            form.replace(&form[..form.find('&').unwrap()], &format!("form_token={}", value_of(&back, "form_token")));
        let file = browser.post(page, &form).await;
        assert!(is_a_file(&file), "{page} {format}: {}", file.text);
        assert!(format == "xlsx-1" || format == "pdf" || format == "csv-shift-jis" || !file.text.contains("第1医院"));
        assert!(!browser.get(page).await.text.contains("download-go-on"), "it is kept for one time");
    }
}

#[tokio::test]
async fn a_sign_in_of_a_moment_ago_is_enough_and_a_month_on_paper_asks_for_none() {
    let site = site().await;
    for (minutes, page, format) in [(4, TAX_PAGE, "xml"), (4, YEAR_PAGE, "csv"), (600, MONTH_PAGE, "pdf")] {
        let mut browser = browser_after(&site, minutes).await;
        let form = chosen(&mut browser, page, format).await;
        assert!(is_a_file(&browser.post(page, &form).await), "{page} {format}");
    }
    // The provider never said when: then nobody can know that it was a moment ago.
    let unknown = Member { authenticated_at: None, ..member(Some(("H1", "00"))) };
    let mut browser = site.browser_of("minato", &unknown).await;
    let form = chosen(&mut browser, TAX_PAGE, "csv").await;
    assert!(browser.post(TAX_PAGE, &form).await.status.is_redirection());
}

#[tokio::test]
async fn a_provider_that_asks_for_nothing_anew_changes_nothing() {
    for fault in [Fault::OldAuthentication, Fault::AuthenticationTimeMissing] {
        let site = site().await;
        let mut browser = browser_after(&site, 6).await;
        let form = chosen(&mut browser, TAX_PAGE, "csv").await;
        let request = browser.post(TAX_PAGE, &form).await.location().to_owned();
        site.provider.has(fault);
        let before = browser.cookies.clone();
        let refused = browser.get(&site.provider.answers(&request)).await;
        assert_eq!(refused.status, StatusCode::INTERNAL_SERVER_ERROR, "{fault:?}");
        assert_eq!(browser.cookies, before, "{fault:?}");
        assert!(browser.post(TAX_PAGE, &form).await.status.is_redirection(), "asked again");
    }
}

#[tokio::test]
async fn a_form_whose_session_has_ended_comes_back_filled() {
    let site = site().await;
    let mut browser = browser_after(&site, 0).await;
    let form = chosen(&mut browser, TAX_PAGE, "xml").await;
    browser.cookies.retain(|name, _| !name.ends_with("session"));
    let answer = browser.post(TAX_PAGE, &form).await;
    let request = answer.location().to_owned();
    assert!(!request.contains("max_age"), "{request}");
    let callback = site.provider.answers(&request);
    assert_eq!(browser.get(&callback).await.location(), TAX_PAGE);
    assert!(browser.get(TAX_PAGE).await.text.contains("続けてXMLを保存する"));
}

#[tokio::test]
async fn what_was_chosen_is_shown_to_nobody_else() {
    let site = site().await;
    let mut browser = browser_after(&site, 6).await;
    let form = chosen(&mut browser, TAX_PAGE, "csv").await;
    let request = browser.post(TAX_PAGE, &form).await.location().to_owned();
    site.store("minato", vec![line(7, "H2", "00", "2025-08")]).await;
    site.provider.vouches_for(Some(("H2", "00")), Acr::AppCode);
    let callback = site.provider.answers(&request);
    assert_eq!(browser.get(&callback).await.location(), TAX_PAGE);
    assert!(!browser.get(TAX_PAGE).await.text.contains("download-go-on"));
}
