//! The pages as visitors meet them: who may see what, and what stands there.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::routing::MethodFilter;
use base::{TokenHash, japan_date};
use chrono::{Days, Months, TimeDelta};
use expenses::{Kind, ReceiptLine};
use realm::Acr;

use super::{applications, benefits, checkups, eligibility, insured, my_mail};
use crate::ImportKind;
use crate::member::Member;
use crate::routes::{Caller, Route, routes};
use crate::rows::in_realm;
use crate::rows::testing::meddle;
use crate::testing::{Browser, Site, former_member, line, member};

/// How the addresses of pages with medical data begin.
const MEDICAL: [&str; 7] =
    ["/expenses", "/tax-data", "/benefits", "/eligibility-", "/checkups", "/prescriptions", "/applications"];

pub(super) async fn site() -> Site {
    let site = Site::open().await;
    let lines = vec![
        line(1, "H1", "00", "2026-08"),
        ReceiptLine { institution: None, kind: Kind::Dispensing, ..line(2, "H1", "02", "2026-08") },
        line(3, "H1", "00", "2025-12"),
        line(4, "H2", "00", "2026-08"),
    ];
    site.store("minato", lines).await;
    site.store("hikari", vec![line(5, "H1", "00", "2026-08"), line(6, "H1", "02", "2026-08")]).await;
    site.brings_in("minato", ImportKind::Benefits, benefits::tests::FILE).await;
    site.brings_in("minato", ImportKind::EligibilityNotices, eligibility::tests::NOTICES).await;
    site.brings_in("minato", ImportKind::Checkups, checkups::tests::ONE).await;
    applications::tests::received(&site, "1").await;
    let id = insured::handle(&"1".parse().unwrap());
    my_mail::tests::send(&site, "minato", my_mail::tests::letter_with_file(&id, "x"), &["H1"]).await;
    let (realm, subject) = ("minato".parse().unwrap(), TokenHash::of("subject-1"));
    let picture = Some(("1".to_owned(), b"a picture".to_vec()));
    let keep = site
        .app
        .database
        .write(move |tx| Box::pin(async move { in_realm(tx, &realm).put_picture(&subject, picture).await }));
    keep.await.unwrap();
    site
}

pub(super) fn pages_for_members() -> impl Iterator<Item = &'static Route> {
    routes().filter(|route| matches!(route.caller, Caller::Member(_)) && route.method == MethodFilter::GET)
}

/// How the address of a path is made whose records are those of the family H1.
pub(super) async fn addresses(site: &Site) -> impl Fn(&str) -> String {
    // A check-up and its person are found by a keyed digest, which a page tells; other records by their ids.
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    let list = browser.get("/minato/checkups").await.text;
    let last_part = |links: Vec<String>| links[0].rsplit('/').next().unwrap().to_owned();
    let (checkup, person) = (last_part(checkups::tests::links(&list)), last_part(checkups::tests::trends(&list)));
    let record = insured::handle(&"1".parse().unwrap());
    move |path| {
        path.replace("{realm}", "minato")
            .replace("{year}", "2026")
            .replace("{month}", "08")
            .replace("{tax_year}", "2025")
            .replace("{id}", if path.contains("/checkups/") { &checkup } else { &record })
            .replace("{branch}", &person)
            .replace("{version}", "1")
            .replace("{number}", "1")
            .replace("{name}", "x")
            .replace("{ticket}", "x")
    }
}

#[tokio::test]
async fn every_page_for_members_sends_strangers_to_the_provider_and_back() {
    let site = site().await;
    site.provider.vouches_for(Some(("H1", "00")), Acr::MailCode);
    let address = addresses(&site).await;
    for route in pages_for_members() {
        let mut browser = site.browser();
        let page = address(route.path);
        let request = browser.get(&page).await.location().to_owned();
        assert!(request.starts_with(site.provider.url.as_str()), "{page}");
        let callback = site.provider.answers(&request);
        assert_eq!(browser.get(&callback).await.location(), page, "the page that was asked for");
        assert_eq!(browser.get(&page).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn medical_data_asks_for_more_than_the_password() {
    let site = site().await;
    let weak = Member { acr: Acr::Password, ..member(Some(("H1", "00"))) };
    let mut browser = site.browser_of("minato", &weak).await;
    let address = addresses(&site).await;
    assert_eq!(browser.get("/minato/").await.status, StatusCode::OK);
    for route in pages_for_members().filter(|route| MEDICAL.iter().any(|area| route.path.contains(area))) {
        assert_eq!(route.caller, Caller::Member(Acr::MailCode), "{}", route.path);
        let request = browser.get(&address(route.path)).await.location().to_owned();
        assert!(request.contains("acr_values") && !request.contains("acr%3Apassword"), "{request}");
    }
}

#[tokio::test]
async fn after_the_password_alone_the_top_page_says_to_sign_out_and_in_again() {
    let site = site().await;
    for (realm, acr, said) in [
        ("minato", Acr::Password, true),
        ("minato", Acr::MailCode, false),
        ("minato", Acr::Passkey, false),
        ("hikari", Acr::Password, false),
    ] {
        let mut browser = site.browser_of(realm, &Member { acr, ..member(Some(("H1", "00"))) }).await;
        let text = browser.get(&format!("/{realm}/")).await.text;
        assert_eq!(text.contains("一度ログアウトして、もう一度ログインしてください"), said, "{realm} {acr:?}");
        assert_eq!(text.contains(r#"<a class="button secondary" href="/minato/sign-out">"#), said, "{text}");
    }
}

#[tokio::test]
async fn nothing_of_another_family_is_reached_by_any_address() {
    let site = site().await;
    let mut browser = site.browser_of("minato", &member(Some(("H2", "00")))).await;
    for page in [
        "/minato/expenses",
        "/minato/expenses/2026",
        "/minato/expenses/2026/08",
        "/minato/expenses/2026/08?household_number=H1&household=H1",
        "/minato/expenses/2025/12",
    ] {
        let text = browser.get(page).await.text;
        assert!(!text.contains("第1医院") && !text.contains("第3医院"), "{page}");
    }
    assert!(browser.get("/minato/expenses/2026/08").await.text.contains("第4医院"));
}

#[tokio::test]
async fn a_session_opens_its_own_realm_only() {
    let site = site().await;
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    let stolen = browser.cookies.remove("warifu-portal-minato-session").unwrap();
    browser.cookies.insert("warifu-portal-hikari-session".to_owned(), stolen);
    assert!(browser.get("/hikari/expenses/2026/08").await.status.is_redirection());
}

#[tokio::test]
async fn a_society_may_show_each_patient_to_themselves_alone() {
    let site = site().await;
    let mut browser = site.browser_of("hikari", &member(Some(("H1", "02")))).await;
    let text = browser.get("/hikari/expenses/2026/08").await.text;
    assert!(text.contains("第6医院") && !text.contains("第5医院"));
}

#[tokio::test]
async fn who_is_not_insured_sees_a_page_that_says_so() {
    let site = site().await;
    site.provider.vouches_for(None, Acr::AppCode);
    let mut browser = site.browser();
    let request = browser.get("/minato/expenses").await.location().to_owned();
    browser.get(&site.provider.answers(&request)).await;
    for page in ["/minato/expenses", "/minato/expenses/2026", "/minato/expenses/2026/08"] {
        let answer = browser.get(page).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.text.contains("記号・番号が登録されていない") && !answer.text.contains("医院"), "{page}");
    }
}

#[tokio::test]
async fn a_former_member_reads_for_two_years_and_is_told_so() {
    let site = site().await;
    let today = japan_date(site.clock.now());
    let two_years_ago = today - Months::new(24);
    for (last_day, open) in [(today, true), (two_years_ago, true), (two_years_ago - Days::new(1), false)] {
        let mut browser = site.browser_of("minato", &former_member(("H1", "00"), last_day)).await;
        for page in ["/minato/expenses", "/minato/expenses/2026", "/minato/expenses/2026/08"] {
            let text = browser.get(page).await.text;
            let told = text.contains("資格を喪失された方へ");
            assert_eq!(told, open && last_day < today, "{page} {last_day}");
            let over = text.contains("ご利用期間が終わりました") && text.contains("href=\"/minato/\"");
            assert_eq!(over, !open, "{page} {last_day}");
            assert!(open || !text.contains("医院"), "{page} {last_day}");
        }
    }
}

#[tokio::test]
async fn a_month_has_its_nine_columns_its_total_and_its_neighbours() {
    let site = site().await;
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    let text = browser.get("/minato/expenses/2026/08").await.text;
    for shown in [
        "診療年月",
        "受診者",
        "医療機関",
        "診療区分/日数(回数)",
        "医療費総額",
        "保険者負担額",
        "公費負担額",
        "自己負担額",
        "備考",
        "合計",
        "あなたが支払った額",
        "本人",
        "ご家族（枝番 02）",
        "--",
        "調剤 / 2回",
        "通院 / 2日",
        "href=\"/minato/expenses/2025/12\"",
    ] {
        assert!(text.contains(shown), "{shown}");
    }
    // 5 + 8 yen, in the box and in the total row.
    assert_eq!(text.matches("13円").count(), 2);
    assert!(text.find("2026年8月").is_some() && !text.contains("第3医院"));
}

#[tokio::test]
async fn pages_exist_in_english_too() {
    let site = site().await;
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    let text = browser.get("/minato/expenses/2026/08?lang=en").await.text;
    for shown in
        ["lang=\"en\"", "What you paid", "August 2026", "¥13", "Pharmacy / 2 times", "Family member (branch 02)"]
    {
        assert!(text.contains(shown), "{shown}");
    }
    assert!(browser.get("/minato/").await.text.contains("lang=\"en\""), "the choice is remembered");
}

#[tokio::test]
async fn the_overview_leads_to_every_month_with_lines() {
    let site = site().await;
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    let text = browser.get("/minato/expenses").await.text;
    for page in ["/minato/expenses/2026/08", "/minato/expenses/2025/12", "/minato/expenses/2026"] {
        assert!(text.contains(&format!("href=\"{page}\"")), "{page}");
    }
    let year = browser.get("/minato/expenses/2026").await.text;
    assert!(year.contains("href=\"/minato/expenses/2026/08\"") && year.contains("href=\"/minato/expenses/2025\""));
}

#[tokio::test]
async fn a_month_without_lines_and_a_month_that_never_was_are_told_apart() {
    let site = site().await;
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    let empty = browser.get("/minato/expenses/2026/05").await;
    assert_eq!(empty.status, StatusCode::OK);
    assert!(empty.text.contains("2026年5月の医療費の明細はありません。"));
    for page in ["2026/13", "2026/0", "26/08", "2026/aa", "99999999999", "２０２６"] {
        let answer = browser.get(&format!("/minato/expenses/{page}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{page}");
        assert!(answer.text.contains("港健康保険組合"), "with a way onward");
    }
}

#[tokio::test]
async fn unknown_realms_and_addresses_have_a_page() {
    let site = site().await;
    for page in ["/unknown/", "/unknown/expenses", "/minato/nothing", "/"] {
        let answer = site.browser().get(page).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{page}");
        assert!(answer.text.contains("ページが見つかりません"), "{page}");
    }
    assert_eq!(site.browser().get("/minato").await.location(), "/minato/");
}

#[tokio::test]
async fn a_request_for_another_host_is_refused() {
    let site = site().await;
    let request = Request::get("/minato/").header(header::HOST, "portal.example.com").body(Body::empty()).unwrap();
    assert_eq!(site.browser().send(request).await.status, StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test]
async fn personal_pages_are_kept_by_nobody() {
    let site = site().await;
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    let address = addresses(&site).await;
    for route in routes() {
        let answer = browser.get(&address(route.path)).await;
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store", "{}", route.path);
        assert!(!answer.status.is_server_error(), "{}", route.path);
    }
}

#[tokio::test]
async fn a_session_ends_when_unused_and_at_its_absolute_limit() {
    let site = site().await;
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    for _ in 0..28 {
        site.clock.advance(TimeDelta::minutes(50));
        assert_eq!(browser.get("/minato/expenses").await.status, StatusCode::OK, "it is used");
    }
    site.clock.advance(TimeDelta::minutes(50));
    assert!(browser.get("/minato/expenses").await.status.is_redirection(), "after a day");

    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    site.clock.advance(TimeDelta::minutes(61));
    assert!(browser.get("/minato/expenses").await.status.is_redirection(), "after an hour unused");
}

#[tokio::test]
async fn a_sign_in_begins_a_new_session_and_ends_the_one_before() {
    let site = site().await;
    site.provider.vouches_for(Some(("H2", "00")), Acr::AppCode);
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    let former = browser.clone();
    let request = browser.get("/minato/sign-in").await.location().to_owned();
    browser.get(&site.provider.answers(&request)).await;

    assert!(browser.get("/minato/expenses/2026/08").await.text.contains("第4医院"));
    assert!({ former }.get("/minato/expenses/2026/08").await.status.is_redirection());
}

async fn sign_out(browser: &mut Browser) -> String {
    let token = browser.get("/minato/sign-out").await.form_token();
    browser.post("/minato/sign-out", &format!("form_token={token}")).await.location().to_owned()
}

#[tokio::test]
async fn signing_out_ends_the_session_here_and_goes_on_to_the_provider() {
    let site = site().await;
    site.provider.vouches_for(Some(("H1", "00")), Acr::AppCode);
    let mut browser = site.browser();
    let request = browser.get("/minato/expenses").await.location().to_owned();
    browser.get(&site.provider.answers(&request)).await;
    let before = browser.clone();

    let question = browser.get("/minato/sign-out").await;
    assert!(question.text.contains("id=\"logout-confirm\"") && question.text.contains("キャンセル"));
    let onward = sign_out(&mut browser).await;
    assert!(onward.starts_with(&format!("{}minato/logout?", site.provider.url)), "{onward}");
    for parameter in ["id_token_hint=", "client_id=portal", "post_logout_redirect_uri=", "state="] {
        assert!(onward.contains(parameter), "{parameter}");
    }
    assert!({ before }.get("/minato/expenses").await.status.is_redirection(), "the former cookie opens nothing");

    let state = onward.split("state=").nth(1).unwrap().split('&').next().unwrap();
    let back = browser.get(&format!("/minato/signed-out?state={state}")).await;
    assert!(back.text.contains("ログアウトしました"));
    assert_eq!(back.headers["clear-site-data"], "\"cache\"");
    assert_eq!(browser.get(&format!("/minato/signed-out?state={state}")).await.location(), "/minato/", "said once");
}

#[tokio::test]
async fn nobody_else_can_sign_a_member_out() {
    let site = site().await;
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    let forged = browser.post("/minato/sign-out", "form_token=x.y").await;
    assert!(forged.text.contains("logout-confirm"), "asked again");

    let token = browser.get("/minato/sign-out").await.form_token();
    let request = Request::post("/minato/sign-out")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "cross-site")
        .body(Body::from(format!("form_token={token}")))
        .unwrap();
    assert_eq!(browser.send(request).await.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.get("/minato/expenses").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_service_tells_its_health() {
    let site = site().await;
    for page in ["/health/live", "/health/ready"] {
        assert_eq!(site.browser().get(page).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_failure_shows_a_reference_that_leads_to_its_cause() {
    let site = site().await;
    let realm = "minato".parse().unwrap();
    meddle(&site.app.database, "UPDATE receipt_lines SET own = own + 1").await;
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    let page = browser.get("/minato/expenses/2026/08").await;
    assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
    let number = page.text.split("class=\"number\">").nth(1).unwrap().split('<').next().unwrap();
    let failure = store::failures::find(&site.app.database, &number.parse().unwrap()).await.unwrap().unwrap();
    assert_eq!((failure.realm, failure.place.as_str()), (Some(realm), "/{realm}/expenses/{year}/{month}"));
    assert!(failure.cause.contains("receipt_lines"));
}
