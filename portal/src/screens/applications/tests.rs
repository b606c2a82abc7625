//! The influenza subsidy from the form to the decision.

use axum::http::StatusCode;
use chrono::TimeDelta;
use insta::assert_snapshot;
use realm::Acr;

use crate::ImportKind;
use crate::member::Member;
use crate::rows::in_realm;
use crate::testing::{Answer, Browser, Site, member};

const NEW: &str = "/minato/applications/new";
const TYPED: &str = "patient_name=%E6%B8%AF+%E8%8A%B1%E5%AD%90&vaccinated_on=20251105&institution=%E6%B8%AF%E5%86%85%E7%A7%91&paid=3500";

/// The value of a hidden field.
fn hidden(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).expect("the field");
    rest.split('"').next().unwrap().to_owned()
}

/// What the form of a page sends with what is typed into it.
fn filled(page: &Answer, typed: &str) -> String {
    let (number, owner) = (hidden(&page.text, "number"), hidden(&page.text, "owner"));
    format!("form_token={}&owner={owner}&number={number}&{typed}", page.form_token())
}

/// Sends the form of a page with what is typed into it.
async fn sends(browser: &mut Browser, page: &Answer, typed: &str) -> Answer {
    browser.post(NEW, &filled(page, typed)).await
}

/// Somebody signs in at a browser, whoever was signed in there before.
async fn signs_in(site: &Site, browser: &mut Browser, who: &Member) {
    browser.cookies.extend(site.browser_of("minato", who).await.cookies);
}

/// A member of another family.
fn somebody_else() -> Member {
    Member { subject: "subject-2".to_owned(), ..member(Some(("H2", "00"))) }
}

/// Applies for a vaccination, as far as the number.
async fn applies(browser: &mut Browser, typed: &str) -> String {
    let form = browser.get(NEW).await;
    let confirmation = sends(browser, &form, typed).await;
    assert!(confirmation.text.contains("まだ申請は完了していません"), "{}", confirmation.text);
    let sent = sends(browser, &confirmation, &format!("{typed}&go=send")).await;
    sent.location().rsplit('/').next().unwrap().to_owned()
}

/// What the society gets.
async fn exported(site: &Site, decided_too: bool) -> String {
    let realm = "minato".parse().unwrap();
    let applications = in_realm(site.app.database.reader(), &realm).applications(decided_too).await.unwrap();
    let mut out = Vec::new();
    crate::export::write(&applications, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[tokio::test]
async fn an_application_is_checked_sent_once_and_decided() {
    let site = Site::open().await;
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    assert!(browser.get("/minato/applications").await.text.contains("まだ申請はありません。"));
    let form = browser.get(NEW).await;
    let confirmation = sends(&mut browser, &form, TYPED).await;
    assert!(confirmation.text.contains("3,500円") && confirmation.text.contains("2025年11月5日"));
    assert_eq!(exported(&site, true).await.lines().count(), 1, "nothing is sent by looking");

    let edited = sends(&mut browser, &confirmation, &format!("{TYPED}&go=edit")).await;
    assert!(edited.text.contains("value=\"港 花子\"") && edited.text.contains("value=\"3500\""), "as it was typed");

    let first = sends(&mut browser, &confirmation, &format!("{TYPED}&go=send")).await.location().to_owned();
    let again = sends(&mut browser, &confirmation, &format!("{TYPED}&go=send")).await.location().to_owned();
    assert_eq!(first, again, "the button pressed twice");
    let one = browser.get(&first).await.text;
    assert!(one.contains("申請を受け付けました") && one.contains("受付済み（審査中）"));
    let number = first.rsplit('/').next().unwrap();
    let list = browser.get("/minato/applications").await.text;
    assert_eq!(list.matches(&format!("href=\"{first}\"")).count(), 1);

    let file = exported(&site, false).await;
    assert!(file.starts_with('\u{feff}') && file.lines().count() == 2, "{file}");
    assert!(file.contains(&format!("{number},")) && file.contains(",H1,00,港 花子,2025-11-05,港内科,3500,"), "{file}");

    let decided = format!("application_id,outcome,granted_amount,decided_on,note\n{number},granted,2000,2026-01-20,\n");
    assert_eq!(site.brings_in("minato", ImportKind::Decisions, &decided).await.outcomes["new"], 1);
    let one = browser.get(&first).await.text;
    assert!(one.contains("支給決定") && one.contains("2,000円") && one.contains("2026年1月20日"));
    assert_eq!(exported(&site, false).await.lines().count(), 1, "what is decided is not handed over again");
    assert!(exported(&site, true).await.contains("granted,2000,2026-01-20"));

    let corrected = decided.replace("granted,2000", "declined,").replace("20,\n", "20,領収書をご確認ください\n");
    assert_eq!(site.brings_in("minato", ImportKind::Decisions, &corrected).await.outcomes["changed"], 1);
    let one = browser.get(&format!("{first}?lang=en")).await.text;
    assert!(one.contains("Declined") && one.contains("<span lang=\"ja\">領収書をご確認ください</span>"));
}

#[tokio::test]
async fn mistakes_are_told_and_what_was_typed_stays() {
    let site = Site::open().await;
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    let form = browser.get(NEW).await;
    let bad = sends(&mut browser, &form, "patient_name=&vaccinated_on=20991231&institution=abc&paid=0&go=send").await;
    for said in
        ["接種を受けた方の氏名を", "接種日が未来の日付です", "支払った金額を", "value=\"abc\"", "value=\"20991231\""]
    {
        assert!(bad.text.contains(said), "{said}");
    }
    assert_eq!(hidden(&bad.text, "number"), hidden(&form.text, "number"));
    for (language, said) in [("ja", "もう一度送信してください"), ("en", "Please check it and send it again.")]
    {
        let stale = filled(&form, TYPED).replace(&form.form_token(), "x.y");
        let stale = browser.post(&format!("{NEW}?lang={language}"), &format!("{stale}&go=send")).await;
        assert!(stale.text.contains(said) && stale.text.contains("value=\"3500\""), "{}", stale.text);
        assert_eq!(hidden(&stale.text, "number"), hidden(&form.text, "number"));
    }
    assert_eq!(exported(&site, true).await.lines().count(), 1, "nothing came in");
}

#[tokio::test]
async fn a_vaccination_is_applied_for_once_a_family_and_read_by_nobody_else() {
    let site = Site::open().await;
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    let number = applies(&mut browser, TYPED).await;
    let form = browser.get(NEW).await;
    let again = sends(&mut browser, &form, &format!("{TYPED}&go=send")).await;
    assert!(again.text.contains("すでに申請されています") && again.text.contains(&format!("/applications/{number}")));
    applies(&mut browser, &TYPED.replace("20251105", "20251203")).await;

    let mut other = site.browser_of("minato", &member(Some(("H2", "00")))).await;
    assert_eq!(other.get(&format!("/minato/applications/{number}")).await.status, StatusCode::NOT_FOUND);
    assert!(!other.get("/minato/applications").await.text.contains(&number));
    // The same person and day in another family are another application.
    let theirs = applies(&mut other, TYPED).await;
    assert_ne!(theirs, number);
    // Somebody else's number takes nothing of theirs.
    let form = other.get(NEW).await;
    let stolen = format!("form_token={}&number={number}&{}&go=send", form.form_token(), TYPED.replace("3500", "9"));
    let stolen = stolen.replace("20251105", "20251001");
    assert_eq!(other.get(other.clone().post(NEW, &stolen).await.location()).await.status, StatusCode::NOT_FOUND);
    assert!(browser.get(&format!("/minato/applications/{number}")).await.text.contains("3,500円"));

    let mut elsewhere = site.browser_of("hikari", &member(Some(("H1", "00")))).await;
    assert_eq!(elsewhere.get(&format!("/hikari/applications/{number}")).await.status, StatusCode::NOT_FOUND);
    let mut not_offered = site.browser_of("asahi", &member(Some(("H1", "00")))).await;
    for page in ["applications", "applications/new"] {
        assert_eq!(not_offered.get(&format!("/asahi/{page}")).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn what_was_typed_into_a_session_that_ended_comes_back_to_its_member_alone() {
    for pressed in ["", "&go=send"] {
        let site = Site::open().await;
        let hanako = member(Some(("H1", "00")));
        let mut browser = site.browser_of("minato", &hanako).await;
        let form = browser.get(NEW).await;
        let page = if pressed.is_empty() { form } else { sends(&mut browser, &form, TYPED).await };
        site.clock.advance(TimeDelta::minutes(61));
        let sent = sends(&mut browser, &page, &format!("{TYPED}{pressed}")).await;
        assert!(sent.location().starts_with(site.provider.url.as_str()), "{}", sent.location());

        signs_in(&site, &mut browser, &somebody_else()).await;
        let theirs = browser.get(NEW).await.text;
        assert!(!theirs.contains("3500") && !theirs.contains("もう一度送信してください"), "another member: {theirs}");
        let mut elsewhere = site.browser_of("minato", &hanako).await;
        assert!(!elsewhere.get(NEW).await.text.contains("3500"), "another browser");

        signs_in(&site, &mut browser, &hanako).await;
        let back = browser.get(NEW).await;
        for shown in ["もう一度送信してください", "value=\"港 花子\"", "value=\"20251105\"", "value=\"3500\""]
        {
            assert!(back.text.contains(shown), "{shown}: {}", back.text);
        }
        assert_eq!(hidden(&back.text, "number"), hidden(&page.text, "number"), "the same application");
        assert_eq!(exported(&site, true).await.lines().count(), 1, "nothing is sent by itself");
        assert!(!browser.get(NEW).await.text.contains("3500"), "once");

        let confirmation = sends(&mut browser, &back, TYPED).await;
        let first = sends(&mut browser, &confirmation, &format!("{TYPED}&go=send")).await.location().to_owned();
        assert!(first.ends_with(&hidden(&page.text, "number")), "{first}");
        assert_eq!(exported(&site, true).await.lines().count(), 2);
    }
}

#[tokio::test]
async fn what_was_typed_outlasts_the_way_over_the_provider() {
    let site = Site::open().await;
    site.provider.vouches_for(Some(("H1", "00")), Acr::AppCode);
    let hanako = member(Some(("H1", "00")));
    let mut browser = site.browser_of("minato", &hanako).await;
    let page = browser.get(NEW).await;
    signs_in(&site, &mut browser, &Member { acr: Acr::Password, ..hanako }).await;
    let request = sends(&mut browser, &page, TYPED).await.location().to_owned();
    assert!(request.contains("acr_values"), "the password alone sends no application: {request}");
    assert_eq!(browser.get(&site.provider.answers(&request)).await.location(), NEW);
    assert!(browser.get(NEW).await.text.contains("value=\"3500\""));
    assert_eq!(exported(&site, true).await.lines().count(), 1);
}

#[tokio::test]
async fn a_page_that_somebody_else_left_open_sends_nothing() {
    let site = Site::open().await;
    let hanako = member(Some(("H1", "00")));
    let mut browser = site.browser_of("minato", &hanako).await;
    let form = browser.get(NEW).await;
    let confirmation = sends(&mut browser, &form, TYPED).await;
    signs_in(&site, &mut browser, &somebody_else()).await;
    let own = browser.get(NEW).await;
    let disguised = filled(&form, TYPED).replace(&hidden(&form.text, "owner"), &hidden(&own.text, "owner"));
    for posted in [filled(&form, TYPED), filled(&confirmation, &format!("{TYPED}&go=send"))] {
        for (language, said) in [("ja", "別の方がログインしていたとき"), ("en", "while somebody else was signed in")]
        {
            let told = browser.post(&format!("{NEW}?lang={language}"), &posted).await;
            assert!(told.status == StatusCode::OK && told.text.contains(said), "{}", told.text);
            assert!(!told.text.contains("3500") && !told.text.contains("港内科"), "{}", told.text);
            assert_ne!(hidden(&told.text, "number"), hidden(&form.text, "number"));
        }
    }
    browser.post(NEW, &format!("{disguised}&go=send")).await;
    assert_eq!(exported(&site, true).await.lines().count(), 1, "nothing came in");

    signs_in(&site, &mut browser, &hanako).await;
    let sent = sends(&mut browser, &confirmation, &format!("{TYPED}&go=send")).await;
    assert!(sent.location().ends_with(&hidden(&form.text, "number")), "a later session of theirs sends it");
}

#[tokio::test]
async fn a_cell_that_a_spreadsheet_would_compute_is_text() {
    let site = Site::open().await;
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    applies(&mut browser, &TYPED.replace("%E6%B8%AF%E5%86%85%E7%A7%91", "%3D1%2B1")).await;
    assert!(exported(&site, true).await.contains(",'=1+1,"));
}

#[tokio::test]
async fn bad_decisions_are_named() {
    let site = Site::open().await;
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    let number = applies(&mut browser, TYPED).await;
    let file = format!(
        "application_id,outcome,granted_amount,decided_on\n{number},支給,,2026-01-20\n{number}2,granted,,2026-01-20\n\
         {number}3,declined,500,2099-01-20\n"
    );
    assert_snapshot!("cells", site.complains("minato", ImportKind::Decisions, &file).await);
    let file = "application_id,outcome,granted_amount,decided_on\nnobody,declined,,2026-01-20\n";
    assert_snapshot!("unknown", site.complains("minato", ImportKind::Decisions, file).await);
    assert_eq!(exported(&site, false).await.lines().count(), 2, "still to be decided");
}

/// A family's application with a number, as the tests of all addresses need one.
pub async fn received(site: &Site, number: &str) {
    received_of(site, number, "00").await;
}

/// The same of a person of that family, for a vaccination of their own.
pub async fn received_of(site: &Site, number: &str, branch: &str) {
    let (realm, number) = ("minato".parse().unwrap(), number.parse().unwrap());
    let claim = records::Typed {
        patient_name: if branch == "00" { "港" } else { "港 凪" },
        vaccinated_on: "20251105",
        institution: "港内科",
        paid: "3500",
    };
    let application = records::Application {
        id: number,
        household: "H1".parse().unwrap(),
        branch: branch.parse().unwrap(),
        claim: claim.read(base::japan_date(site.clock.now())).unwrap(),
        submitted_at: site.clock.now(),
        decision: None,
    };
    let write = site
        .app
        .database
        .write(move |tx| Box::pin(async move { in_realm(tx, &realm).receive_application(&application).await }));
    write.await.unwrap();
}
