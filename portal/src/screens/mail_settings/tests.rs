//! The notification settings under a session that has ended, an old form and another member's.

use axum::http::StatusCode;
use chrono::TimeDelta;
use realm::Acr;

use crate::member::Member;
use crate::testing::{Answer, Browser, Site, member};

const PAGE: &str = "/minato/notification-settings";

async fn site() -> (Site, Browser) {
    let site = Site::open().await;
    let browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    (site, browser)
}

/// Somebody signs in at a browser, whoever was signed in there before.
async fn signs_in(site: &Site, browser: &mut Browser, who: &Member) {
    browser.cookies.extend(site.browser_of("minato", who).await.cookies);
}

fn somebody_else() -> Member {
    Member { subject: "subject-2".to_owned(), ..member(Some(("H2", "00"))) }
}

/// What the page's form sends when MY mail alone is ticked.
fn my_mail_alone(page: &Answer) -> String {
    let (_, rest) = page.text.split_once("name=\"owner\" value=\"").expect("the form says whose it is");
    let owner = rest.split('"').next().unwrap();
    format!("my-mail=on&owner={owner}&form_token={}", page.form_token())
}

/// How many boxes are ticked.
fn ticked(page: &Answer) -> usize {
    page.text.matches(" checked").count()
}

#[tokio::test]
async fn an_old_form_saves_nothing_says_so_and_keeps_what_was_chosen() {
    let (_site, mut browser) = site().await;
    let page = browser.get(PAGE).await;
    let all = ticked(&page);
    assert!(all > 1, "{}", page.text);
    let stale = my_mail_alone(&page).replace(&page.form_token(), "x.y");
    for (language, said) in [("en", "Please press “Save” again"), ("ja", "もう一度「保存する」を押してください")]
    {
        let told = browser.post(&format!("{PAGE}?lang={language}"), &stale).await;
        assert!(told.status == StatusCode::OK && told.text.contains(said), "{}", told.text);
        assert!(!told.text.contains("保存しました") && ticked(&told) == 1, "{}", told.text);
    }
    assert_eq!(ticked(&browser.get(PAGE).await), all, "nothing is saved");
    let again = browser.post(PAGE, &stale).await;
    let saved = browser.post(PAGE, &my_mail_alone(&again)).await;
    assert!(saved.text.contains("保存しました") && ticked(&saved) == 1, "{}", saved.text);
    assert!(!saved.text.contains("もう一度「保存する」"), "{}", saved.text);
    assert_eq!(ticked(&browser.get(PAGE).await), 1);
}

#[tokio::test]
async fn what_was_chosen_in_a_session_that_ended_comes_back_to_its_member_alone() {
    let (site, mut browser) = site().await;
    let page = browser.get(PAGE).await;
    let (form, all) = (my_mail_alone(&page), ticked(&page));
    site.clock.advance(TimeDelta::minutes(61));
    let sent = browser.post(PAGE, &form).await;
    assert!(sent.location().starts_with(site.provider.url.as_str()), "{}", sent.location());
    signs_in(&site, &mut browser, &somebody_else()).await;
    assert_eq!(ticked(&browser.get(PAGE).await), all, "another member at the same browser");

    signs_in(&site, &mut browser, &member(Some(("H1", "00")))).await;
    let back = browser.get(PAGE).await;
    assert!(back.text.contains("もう一度「保存する」を押してください") && ticked(&back) == 1, "{}", back.text);
    assert_eq!(ticked(&browser.get(PAGE).await), all, "nothing is saved by itself, and it is kept for one time");
    let saved = browser.post(PAGE, &my_mail_alone(&back)).await;
    assert!(saved.text.contains("保存しました") && ticked(&saved) == 1, "{}", saved.text);
}

#[tokio::test]
async fn what_was_chosen_outlasts_the_way_over_the_provider() {
    let (site, mut browser) = site().await;
    site.provider.vouches_for(Some(("H1", "00")), Acr::Password);
    let form = my_mail_alone(&browser.get(PAGE).await);
    browser.cookies.retain(|name, _| !name.ends_with("session"));
    let request = browser.post(PAGE, &form).await.location().to_owned();
    assert_eq!(browser.get(&site.provider.answers(&request)).await.location(), PAGE);
    assert_eq!(ticked(&browser.get(PAGE).await), 1);
}

#[tokio::test]
async fn a_page_that_somebody_else_left_open_changes_nothing() {
    let (site, mut browser) = site().await;
    let page = browser.get(PAGE).await;
    let (form, all) = (my_mail_alone(&page), ticked(&page));
    signs_in(&site, &mut browser, &somebody_else()).await;
    for (language, said) in [("ja", "別の方がログインしていたとき"), ("en", "while somebody else was signed in")]
    {
        let told = browser.post(&format!("{PAGE}?lang={language}"), &form).await;
        assert!(told.text.contains(said) && ticked(&told) == all, "{}", told.text);
    }
    for who in [somebody_else(), member(Some(("H1", "00")))] {
        signs_in(&site, &mut browser, &who).await;
        assert_eq!(ticked(&browser.get(PAGE).await), all, "{}", who.subject);
    }
}
