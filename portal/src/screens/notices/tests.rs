//! Notices as visitors meet them: who finds which, when, and what they are told of those that are gone.

use axum::http::{StatusCode, header};
use chrono::{DateTime, TimeDelta, Utc};
use realm::{Acr, Attachment, Audience, Document, MediaType, Notice};

use crate::member::Member;
use crate::publish_notice;
use crate::testing::{Browser, Site, member};

fn notice(id: &str, audience: Audience) -> Notice {
    let document = |title: String| Document { title, html: "<p>本文です。</p>".into(), sha256: String::new() };
    Notice {
        id: id.to_owned(),
        category: "society".to_owned(),
        audience,
        from: None,
        until: None,
        ja: document(format!("題 {id}")),
        en: None,
        attachments: Vec::new(),
    }
}

async fn publish(site: &Site, realm: &str, notice: Notice) {
    publish_notice(&site.app.database, &realm.parse().unwrap(), notice, site.clock.now()).await.unwrap();
}

async fn withdraw(site: &Site, id: &'static str) {
    let (realm, now): (base::RealmName, DateTime<Utc>) = ("minato".parse().unwrap(), site.clock.now());
    let write = site
        .app
        .database
        .write(move |tx| Box::pin(async move { crate::rows::in_realm(tx, &realm).withdraw_notice(id, now).await }));
    assert!(write.await.unwrap());
}

async fn site() -> Site {
    let site = Site::open().await;
    for (id, audience) in [("open", Audience::Public), ("members", Audience::Members), ("insured", Audience::Insured)] {
        publish(&site, "minato", notice(id, audience)).await;
    }
    publish(&site, "hikari", notice("theirs", Audience::Public)).await;
    site
}

/// Which of the notices a page names.
async fn named(browser: &mut Browser, page: &str) -> Vec<&'static str> {
    let text = browser.get(page).await.text;
    let found = ["open", "members", "insured", "theirs", "later"];
    found.into_iter().filter(|id| text.contains(&format!("題 {id}"))).collect()
}

#[tokio::test]
async fn everybody_finds_what_is_meant_for_them_and_nothing_else() {
    let site = site().await;
    let insured = member(Some(("H1", "00")));
    let dependant = Member { subject: "subject-2".to_owned(), ..member(Some(("H1", "02"))) };
    let mut readers = [
        (site.browser(), vec!["open"]),
        (site.browser_of("minato", &insured).await, vec!["open", "members", "insured"]),
        (site.browser_of("minato", &dependant).await, vec!["open", "members"]),
    ];
    for (browser, expected) in &mut readers {
        for page in ["/minato/notices", "/minato/"] {
            assert_eq!(named(browser, page).await, *expected, "{page}");
        }
        for id in ["open", "members", "insured"] {
            let answer = browser.get(&format!("/minato/notices/{id}")).await;
            assert_eq!(answer.status == StatusCode::OK, expected.contains(&id), "{id}");
        }
        assert_eq!(browser.get("/minato/notices/theirs").await.status, StatusCode::NOT_FOUND, "of another society");
    }
    let dependants = &mut readers[2].0;
    assert_eq!(dependants.get("/minato/notices/insured").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_is_not_signed_in_is_asked_to_and_comes_back_to_the_notice() {
    let site = site().await;
    site.provider.vouches_for(Some(("H1", "00")), Acr::Password);
    let mut browser = site.browser();
    let request = browser.get("/minato/notices/members").await.location().to_owned();
    assert_eq!(browser.get(&site.provider.answers(&request)).await.location(), "/minato/notices/members");
    assert!(browser.get("/minato/notices/members").await.text.contains("本文です。"));
}

#[tokio::test]
async fn who_signs_in_from_the_list_comes_back_to_it() {
    let site = site().await;
    site.provider.vouches_for(Some(("H1", "00")), Acr::Password);
    for list in ["/minato/notices", "/minato/notices?category=society"] {
        let mut browser = site.browser();
        let ask = format!("{list}{}sign-in=yes", if list.contains('?') { "&" } else { "?" });
        let page = browser.get(list).await.text;
        assert!(page.contains(&format!("href=\"{}\"", ask.replace('&', "&amp;"))), "{page}");
        let request = browser.get(&ask).await.location().to_owned();
        assert_eq!(browser.get(&site.provider.answers(&request)).await.location(), list);
        assert_eq!(browser.get(&ask).await.status, StatusCode::OK, "who is signed in is not asked again");
    }
    let elsewhere = site.browser().get("/minato/notices?category=//evil.example&sign-in=yes").await;
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_notice_counts_as_unread_until_its_member_opens_it() {
    let site = site().await;
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    let other = Member { subject: "subject-2".to_owned(), ..member(Some(("H2", "00"))) };
    let mut other = site.browser_of("minato", &other).await;
    assert!(browser.get("/minato/").await.text.contains("未読3件"));
    browser.get("/minato/notices/members").await;
    let top = browser.get("/minato/").await.text;
    assert!(top.contains("未読2件") && top.matches("tag unread").count() == 2, "{top}");
    assert!(other.get("/minato/").await.text.contains("未読3件"), "of each member apart");

    // Corrected, it stays read.
    publish(&site, "minato", notice("members", Audience::Members)).await;
    assert!(browser.get("/minato/").await.text.contains("未読2件"));
    for id in ["open", "insured"] {
        browser.get(&format!("/minato/notices/{id}")).await;
    }
    assert!(browser.get("/minato/").await.text.contains("未読なし"));
    assert!(!site.browser().get("/minato/notices").await.text.contains("tag unread"), "nobody, nothing unread");
}

#[tokio::test]
async fn a_notice_appears_and_goes_by_the_clock() {
    let site = site().await;
    let now = site.clock.now();
    let (from, until) = (Some(now + TimeDelta::hours(2)), Some(now + TimeDelta::hours(5)));
    publish(&site, "minato", Notice { from, until, ..notice("later", Audience::Public) }).await;
    let mut browser = site.browser();
    assert_eq!(named(&mut browser, "/minato/notices").await, ["open"]);
    assert_eq!(browser.get("/minato/notices/later").await.status, StatusCode::NOT_FOUND, "it is nobody's to know");

    site.clock.advance(TimeDelta::hours(3));
    assert_eq!(named(&mut browser, "/minato/notices").await, ["open", "later"]);
    assert_eq!(browser.get("/minato/notices/later").await.status, StatusCode::OK);

    site.clock.advance(TimeDelta::hours(3));
    assert_eq!(named(&mut browser, "/minato/").await, ["open"]);
    let gone = browser.get("/minato/notices/later").await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert!(gone.text.contains("掲載の期間が終わりました") && gone.text.contains("href=\"/minato/notices\""));
    assert!(!gone.text.contains("題 later"), "it says nothing of what it said");
}

#[tokio::test]
async fn a_withdrawn_notice_says_so_politely_and_comes_back_when_published_again() {
    let site = site().await;
    withdraw(&site, "open").await;
    let mut browser = site.browser();
    assert!(named(&mut browser, "/minato/notices").await.is_empty());
    assert!(browser.get("/minato/notices").await.text.contains("お知らせはありません。"));
    let gone = browser.get("/minato/notices/open?lang=en").await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert!(gone.text.contains("The society has withdrawn this notice"), "{}", gone.text);
    publish(&site, "minato", notice("open", Audience::Public)).await;
    assert_eq!(browser.get("/minato/notices/open").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_file_comes_as_what_it_is_to_those_who_may_read_the_notice() {
    let site = site().await;
    let attachment =
        |name: &str| Attachment { name: name.to_owned(), media_type: MediaType::Pdf, content: b"%PDF-1.7"[..].into() };
    let attachments = vec![attachment("申込書 1.pdf"), attachment("other.pdf")];
    publish(&site, "minato", Notice { attachments, ..notice("members", Audience::Members) }).await;
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    let page = browser.get("/minato/notices/members").await.text;
    let address = "/minato/notices/members/files/%E7%94%B3%E8%BE%BC%E6%9B%B8%201.pdf";
    assert!(page.contains(address) && page.contains("申込書 1.pdf（PDF、1 KB）"), "{page}");
    let file = browser.get(address).await;
    assert_eq!((file.status, file.text.as_str()), (StatusCode::OK, "%PDF-1.7"));
    for (name, value) in [
        (header::CONTENT_TYPE, "application/pdf"),
        (header::CONTENT_DISPOSITION, "attachment"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        assert_eq!(file.headers[name], value);
    }
    assert!(file.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().contains("sandbox"));
    assert_eq!(browser.get("/minato/notices/members/files/nothing.pdf").await.status, StatusCode::NOT_FOUND);
    assert!(site.browser().get(address).await.status.is_redirection(), "first to the sign-in");

    publish(&site, "minato", notice("members", Audience::Members)).await;
    assert_eq!(browser.get(address).await.status, StatusCode::NOT_FOUND, "the new version has no files");
}

#[tokio::test]
async fn a_list_goes_by_category_and_in_pages() {
    let site = site().await;
    publish(&site, "minato", Notice { category: "maintenance".to_owned(), ..notice("later", Audience::Public) }).await;
    let mut browser = site.browser();
    assert_eq!(named(&mut browser, "/minato/notices?category=maintenance").await, ["later"]);
    assert_eq!(browser.get("/minato/notices?category=unknown").await.status, StatusCode::NOT_FOUND);

    for n in 0..40 {
        publish(&site, "minato", notice(&format!("n{n}"), Audience::Public)).await;
        site.clock.advance(TimeDelta::seconds(1));
    }
    let first = browser.get("/minato/notices").await.text;
    assert!(first.contains("題 n39") && !first.contains("題 n19") && first.contains("page=2"), "the newest first");
    let last = browser.get("/minato/notices?page=3").await.text;
    assert!(last.contains("題 open") && last.contains("page=2") && !last.contains("page=4"));
    assert_eq!(browser.get("/minato/notices?page=4000000000").await.status, StatusCode::OK);
}

#[tokio::test]
async fn who_reads_english_is_given_japanese_where_there_is_no_english() {
    let site = site().await;
    let en = Document { title: "Vaccination".to_owned(), html: "<p>The text.</p>".into(), sha256: String::new() };
    publish(&site, "minato", Notice { en: Some(en), ..notice("both", Audience::Public) }).await;
    let mut browser = site.browser();
    let both = browser.get("/minato/notices/both?lang=en").await.text;
    assert!(both.contains("Vaccination") && both.contains("The text.") && !both.contains("本文"), "{both}");
    let one = browser.get("/minato/notices/open").await.text;
    assert!(one.contains("available in Japanese only") && one.contains("<div lang=\"ja\">"), "{one}");
}
