//! The mail about news as members get it: once, only of what they want, and off at one press.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use base::japan_standard_time;
use chrono::{TimeDelta, Timelike as _};
use realm::{Acr, Audience, Document, Notice};
use store::mail::KeptMail;

use super::*;
use crate::member::Member;
use crate::screens::my_mail::tests::{letter_with_file, send};
use crate::screens::{applications, benefits};
use crate::testing::{Browser, Site, member};
use crate::{ImportKind, publish_notice};

/// Somebody signs in for the first time; then it is nine in the morning. The provider's tokens go by the machine's clock.
async fn newcomer(site: &Site) {
    site.provider.vouches_for(Some(("H1", "00")), Acr::AppCode);
    let mut browser = site.browser();
    let request = browser.get("/minato/sign-in").await.location().to_owned();
    browser.get(&site.provider.answers(&request)).await;
    to_nine_oclock(site);
}

/// The same member, signed in now.
async fn browser(site: &Site) -> Browser {
    let member = Member { address: Some("hanako@example.jp".to_owned().into()), ..member(Some(("H1", "00"))) };
    site.browser_of("minato", &member).await
}

/// The next day, at nine in Japan.
fn to_nine_oclock(site: &Site) {
    let now = japan_standard_time(site.clock.now());
    let since_midnight = TimeDelta::seconds(now.num_seconds_from_midnight().into());
    site.clock.advance(TimeDelta::hours(24 + 9) - since_midnight);
}

async fn publish(site: &Site, id: &str, audience: Audience) {
    let ja = Document { title: "題".to_owned(), html: "<p>本文</p>".into(), sha256: String::new() };
    let notice = Notice {
        id: id.to_owned(),
        category: "society".to_owned(),
        audience,
        from: None,
        until: None,
        ja,
        en: None,
        attachments: Vec::new(),
    };
    publish_notice(&site.app.database, &"minato".parse().unwrap(), notice, site.clock.now()).await.unwrap();
}

/// The mails that have left, the newest first.
async fn mails(site: &Site) -> Vec<KeptMail> {
    crate::serve::delivery(&site.app).deliver_due().await.unwrap();
    let folder = site.app.transport.folder().unwrap();
    let mut mails = Vec::new();
    for name in folder.names().await.unwrap() {
        mails.push(folder.read(&name).await.unwrap().unwrap());
    }
    mails
}

#[tokio::test]
async fn one_mail_a_day_tells_what_is_new_and_nothing_of_what_it_says() {
    let site = Site::open().await;
    publish(&site, "old", Audience::Members).await;
    newcomer(&site).await;
    assert_eq!(tell_all(&site.app).await.unwrap(), 0, "what was there before is no news");

    publish(&site, "one", Audience::Public).await;
    publish(&site, "two", Audience::Insured).await;
    send(&site, "minato", letter_with_file("letter", "x.pdf"), &["H1", "H2"]).await;
    site.clock.advance(TimeDelta::minutes(1));
    assert_eq!(tell_all(&site.app).await.unwrap(), 1);
    let sent = mails(&site).await;
    let [mail] = sent.as_slice() else { panic!("one mail: {sent:?}") };
    assert!(mail.from.contains("港健康保険組合") && mail.from.contains("info@minato.example.jp"), "{}", mail.from);
    assert_eq!(mail.to, "hanako@example.jp");
    for part in [&mail.text, &mail.html] {
        assert!(part.contains("お知らせ 2件") && part.contains("MYメール 1件"), "{part}");
        assert!(part.contains("http://localhost:8081/minato/mail-off/"), "{part}");
        assert!(!part.contains("計画書") && !part.contains('題'), "{part}");
    }

    publish(&site, "three", Audience::Public).await;
    site.clock.advance(TimeDelta::hours(1));
    assert_eq!(tell_all(&site.app).await.unwrap(), 0, "tomorrow");
    to_nine_oclock(&site);
    assert_eq!(tell_all(&site.app).await.unwrap(), 1);
    assert!(mails(&site).await[0].text.contains("お知らせ 1件"));
    to_nine_oclock(&site);
    assert_eq!(tell_all(&site.app).await.unwrap(), 0, "nothing is new");
}

#[tokio::test]
async fn two_nodes_write_to_a_member_once() {
    let site = Site::open_on_postgres().await;
    newcomer(&site).await;
    publish(&site, "one", Audience::Public).await;
    site.clock.advance(TimeDelta::minutes(1));
    let (one, other, third) = tokio::join!(tell_all(&site.app), tell_all(&site.app), tell_all(&site.app));
    assert_eq!(one.unwrap() + other.unwrap() + third.unwrap(), 1);
    assert_eq!(mails(&site).await.len(), 1);
}

#[tokio::test]
async fn nothing_leaves_at_night_and_nothing_that_was_read_is_news() {
    let site = Site::open().await;
    newcomer(&site).await;
    publish(&site, "one", Audience::Public).await;
    site.clock.advance(TimeDelta::hours(13));
    assert_eq!(tell_all(&site.app).await.unwrap(), 0, "it is ten in the evening");
    assert_eq!(browser(&site).await.get("/minato/notices/one").await.status, StatusCode::OK);
    to_nine_oclock(&site);
    assert_eq!(tell_all(&site.app).await.unwrap(), 0, "it was read on the site");
}

#[tokio::test]
async fn new_expenses_are_told_by_a_societys_wish() {
    let site = Site::open().await;
    newcomer(&site).await;
    let file = "line_id,household_number,branch,care_month,kind,institution,count,total,insurer,public,own,note\n\
                L1,H1,00,2026-08,通院,港内科,1,1000,700,0,300,\n";
    site.brings_in("minato", ImportKind::Expenses, file).await;
    site.clock.advance(TimeDelta::minutes(1));
    assert_eq!(tell_all(&site.app).await.unwrap(), 1);
    assert!(mails(&site).await[0].text.contains("新しい医療費情報"));
    site.brings_in("minato", ImportKind::Expenses, file).await;
    to_nine_oclock(&site);
    assert_eq!(tell_all(&site.app).await.unwrap(), 0, "the same file brought nothing new");
}

#[tokio::test]
async fn records_of_each_kind_are_told_once() {
    let site = Site::open().await;
    newcomer(&site).await;
    site.brings_in("minato", ImportKind::Benefits, benefits::tests::FILE).await;
    site.clock.advance(TimeDelta::minutes(1));
    assert_eq!(tell_all(&site.app).await.unwrap(), 1);
    assert!(mails(&site).await[0].text.contains("・新しい給付金支給決定通知\n"));
    site.brings_in("minato", ImportKind::Benefits, &benefits::tests::FILE.replace("48210", "48211")).await;
    to_nine_oclock(&site);
    assert_eq!(tell_all(&site.app).await.unwrap(), 0, "what was corrected is not new");
}

#[tokio::test]
async fn the_outcome_of_an_application_is_told_to_the_applicant_alone() {
    let site = Site::open().await;
    newcomer(&site).await;
    for (number, branch, told) in [("abc", "00", 1), ("def", "02", 0)] {
        applications::tests::received_of(&site, number, branch).await;
        let decided = format!("application_id,outcome,granted_amount,decided_on\n{number},granted,2000,2026-01-20\n");
        site.brings_in("minato", ImportKind::Decisions, &decided).await;
        site.clock.advance(TimeDelta::minutes(1));
        assert_eq!(tell_all(&site.app).await.unwrap(), told, "{branch}");
        assert!(mails(&site).await[0].text.contains("・申請の結果\n"));
        to_nine_oclock(&site);
    }
}

#[tokio::test]
async fn a_member_chooses_what_they_are_told_of() {
    let site = Site::open().await;
    newcomer(&site).await;
    let mut browser = browser(&site).await;
    let top = browser.get("/minato/").await;
    let ways = top.text.matches("\"/minato/notification-settings\"").count();
    assert_eq!(ways, 3, "in the menu, which a phone and a computer each have, and under MENU");
    let page = browser.get("/minato/notification-settings").await;
    assert_eq!(page.text.matches(" checked").count(), 5, "{}", page.text);
    let form = format!("my-mail=on&form_token={}", page.form_token());
    let saved = browser.post("/minato/notification-settings", &form).await;
    assert!(saved.text.contains("保存しました") && saved.text.matches(" checked").count() == 1, "{}", saved.text);
    let forged = browser.post("/minato/notification-settings", "notices=on&form_token=x.y").await;
    assert!(!forged.text.contains("保存しました"));

    publish(&site, "one", Audience::Public).await;
    site.clock.advance(TimeDelta::minutes(1));
    assert_eq!(tell_all(&site.app).await.unwrap(), 0);
    send(&site, "minato", letter_with_file("letter", "x.pdf"), &["H1"]).await;
    site.clock.advance(TimeDelta::minutes(1));
    assert_eq!(tell_all(&site.app).await.unwrap(), 1);
    assert!(!mails(&site).await[0].text.contains("お知らせ 1件"));
    let kept = browser.get("/minato/notification-settings").await.text;
    assert_eq!(kept.matches(" checked").count(), 1);
}

#[tokio::test]
async fn the_link_in_a_mail_asks_first_and_one_press_of_a_button_is_enough() {
    let site = Site::open().await;
    newcomer(&site).await;
    publish(&site, "one", Audience::Public).await;
    site.clock.advance(TimeDelta::minutes(1));
    tell_all(&site.app).await.unwrap();
    let text = mails(&site).await[0].text.clone();
    let link = text.lines().find(|line| line.contains("/mail-off/")).unwrap().to_owned();

    // Looked at by whoever, however often, it does nothing.
    for _ in 0..2 {
        let asked = site.browser().get(&link).await;
        assert!(asked.status == StatusCode::OK && asked.text.contains("id=\"mail-off\""), "{}", asked.text);
    }
    publish(&site, "two", Audience::Public).await;
    to_nine_oclock(&site);
    assert_eq!(tell_all(&site.app).await.unwrap(), 1, "still on");

    // RFC 8058 §3.2: no cookie, no origin, this body.
    let path = link.strip_prefix("http://localhost:8081").unwrap();
    let post = |path: &str| {
        let request = Request::post(path).header("content-type", "multipart/form-data; boundary=x");
        request.body(Body::from("--x\r\n\r\nList-Unsubscribe=One-Click\r\n--x--")).unwrap()
    };
    for wrong in ["/minato/mail-off/nobody".to_owned(), path.replace("minato", "hikari")] {
        assert_eq!(site.browser().send(post(&wrong)).await.status, StatusCode::NOT_FOUND, "{wrong}");
        assert_eq!(site.browser().get(&wrong).await.status, StatusCode::NOT_FOUND);
    }
    let stopped = site.browser().send(post(path)).await;
    assert!(stopped.status == StatusCode::OK && stopped.text.contains("メールを止めました"), "{}", stopped.text);
    publish(&site, "three", Audience::Public).await;
    to_nine_oclock(&site);
    assert_eq!(tell_all(&site.app).await.unwrap(), 0);
}

/// After the key was changed, and before the member signs in again.
#[tokio::test]
async fn the_link_in_the_newest_mail_works_whichever_key_made_it() {
    let site = Site::open().await;
    newcomer(&site).await;
    let former = site.app.sealing_key.clone();
    let site = site.with_key(base::KeyEncryptionKey::generate().opening_with([former])).await;
    publish(&site, "one", Audience::Public).await;
    site.clock.advance(TimeDelta::minutes(1));
    assert_eq!(tell_all(&site.app).await.unwrap(), 1);
    let text = mails(&site).await[0].text.clone();
    let link = text.lines().find(|line| line.contains("/mail-off/")).unwrap().to_owned();
    assert_eq!(site.browser().get(&link).await.status, StatusCode::OK);
}
