//! MY mail as members meet it: their own and nobody else's, and one reply to it.

use std::fs;

use axum::http::StatusCode;
use base::{Language, RandomToken};
use chrono::TimeDelta;
use realm::{Acr, HouseholdRule, MyMail};
use store::import::{Encoding, Event, Problem};

use crate::member::Member;
use crate::publish::{Delivery, Recipients, write_replies};
use crate::rows::{Acquaintance, Addressee, in_realm};
use crate::testing::{Answer, Browser, Site, line, member};

/// A MY mail read from its file.
fn read(name: &str, settings: &str, text: &str) -> MyMail {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("{name}.md"));
    fs::write(folder.path().join("plan.pdf"), "%PDF-1.7").unwrap();
    fs::write(&path, format!("+++\n{settings}\n+++\n{text}\n")).unwrap();
    MyMail::read(&path).unwrap()
}

fn letter(name: &str) -> MyMail {
    read(name, "title.ja = \"面談のご案内\"\nreply = true", "ご都合をお知らせください。")
}

/// A letter with a file of this name.
pub fn letter_with_file(id: &str, name: &str) -> MyMail {
    let mut mail = read("x", "title.ja = \"計画書\"\nattachments = [\"plan.pdf\"]", "計画書をお送りします。");
    mail.id = id.to_owned();
    mail.attachments[0].name = name.to_owned();
    mail
}

/// Sends a letter to households' insured persons, or to others written `HOUSEHOLD:BRANCH`.
pub async fn send(site: &Site, realm: &str, mail: MyMail, whom: &[&str]) {
    let delivery = Delivery { realm: realm.parse().unwrap(), now: site.clock.now(), dry_run: false };
    let whom = whom.iter().map(|who| who.parse().unwrap()).collect();
    delivery.to(&site.app.database, mail, whom).await.unwrap();
}

async fn site() -> Site {
    let site = Site::open().await;
    send(&site, "minato", letter("first"), &["H1"]).await;
    send(&site, "minato", letter_with_file("second", "計画.pdf"), &["H1:02", "H2"]).await;
    send(&site, "hikari", letter("theirs"), &["H1"]).await;
    site
}

async fn browser(site: &Site, household: &str, branch: &str) -> Browser {
    site.browser_of("minato", &member(Some((household, branch)))).await
}

#[tokio::test]
async fn members_find_their_own_letters_and_nobody_elses() {
    let site = site().await;
    for (household, branch, page, theirs) in [
        ("H1", "00", "first", true),
        ("H1", "00", "second", false),
        ("H1", "00", "second/files/%E8%A8%88%E7%94%BB.pdf", false),
        ("H1", "00", "theirs", false),
        ("H1", "02", "first", false),
        ("H1", "02", "second", true),
        ("H1", "02", "second/files/%E8%A8%88%E7%94%BB.pdf", true),
        ("H2", "00", "second", true),
        ("H2", "00", "first", false),
        ("H3", "00", "first", false),
    ] {
        let answer = browser(&site, household, branch).await.get(&format!("/minato/mymail/{page}")).await;
        let expected = if theirs { StatusCode::OK } else { StatusCode::NOT_FOUND };
        assert_eq!(answer.status, expected, "{household} {branch} {page}");
    }
    let list = browser(&site, "H1", "00").await.get("/minato/mymail").await.text;
    assert!(list.contains("/minato/mymail/first") && !list.contains("second") && !list.contains("theirs"), "{list}");
    let list = browser(&site, "H3", "00").await.get("/minato/mymail").await.text;
    assert!(list.contains("MYメールはありません。"));
    let uninsured = site.browser_of("minato", &member(None)).await.get("/minato/mymail").await;
    assert!(uninsured.status == StatusCode::OK && !uninsured.text.contains("first"));
}

#[tokio::test]
async fn replying_to_anothers_letter_finds_nothing() {
    let site = site().await;
    let mut stranger = browser(&site, "H3", "00").await;
    let token = stranger.get("/minato/sign-out").await.form_token();
    let form = format!("reply=x&owner=x&step=send&form_token={token}");
    assert_eq!(stranger.post("/minato/mymail/first", &form).await.status, StatusCode::NOT_FOUND);
    assert_eq!(replies(&site).await.lines().count(), 1, "the header alone");
}

#[tokio::test]
async fn a_letter_counts_as_unread_until_it_is_opened() {
    let site = site().await;
    let mut browser = browser(&site, "H1", "00").await;
    let letters = |top: &str| top.split("/minato/mymail\"").nth(1).unwrap().split("</a>").next().unwrap().to_owned();
    assert!(letters(&browser.get("/minato/").await.text).contains("未読1件"));
    assert!(browser.get("/minato/mymail").await.text.contains("tag unread"));
    browser.get("/minato/mymail/first").await;
    assert!(letters(&browser.get("/minato/").await.text).contains("未読なし"));
    let list = browser.get("/minato/mymail").await.text;
    assert!(!list.contains("tag unread") && list.contains("要返信"), "{list}");
}

#[tokio::test]
async fn a_letter_sent_again_reaches_those_alone_who_do_not_have_it() {
    let site = site().await;
    browser(&site, "H1", "00").await.get("/minato/mymail/first").await;
    send(&site, "minato", letter("first"), &["H1", "H2"]).await;
    let list = browser(&site, "H1", "00").await.get("/minato/mymail").await.text;
    assert!(!list.contains("tag unread"), "it is the same letter");
    assert_eq!(browser(&site, "H2", "00").await.get("/minato/mymail/first").await.status, StatusCode::OK);

    let delivery = Delivery { realm: "minato".parse().unwrap(), now: site.clock.now(), dry_run: false };
    let other = read("first", "title.ja = \"別の題\"", "別の文章です。");
    let refused = delivery.to(&site.app.database, other, vec!["H3".parse().unwrap()]).await;
    assert!(refused.is_err(), "another text under the same name");
    assert_eq!(browser(&site, "H3", "00").await.get("/minato/mymail/first").await.status, StatusCode::NOT_FOUND);
}

/// The hidden value of the form that says whose it is.
fn owner(page: &str) -> String {
    page.split("name=\"owner\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

async fn submit(browser: &mut Browser, reply: &str, step: &str) -> Answer {
    let page = browser.get("/minato/mymail/first").await;
    let token = page.form_token();
    let form = format!("reply={reply}&owner={}&step={step}&form_token={token}", owner(&page.text));
    browser.post("/minato/mymail/first", &form).await
}

async fn replies(site: &Site) -> String {
    let realm = "minato".parse().unwrap();
    let letters = in_realm(site.app.database.reader(), &realm).replies(None).await.unwrap();
    let mut csv = Vec::new();
    write_replies(&letters, &mut csv).unwrap();
    String::from_utf8(csv).unwrap()
}

#[tokio::test]
async fn a_reply_is_shown_once_more_and_sent_once() {
    let site = site().await;
    let mut browser = browser(&site, "H1", "00").await;
    let question = submit(&mut browser, "3%E6%9C%88%E3%81%8C%E3%82%88%E3%81%84%0D%0A%3Cb%3E", "confirm").await;
    assert!(question.text.contains("3月がよい\n&lt;b&gt;") && question.text.contains("送信する"), "{}", question.text);
    assert!(!browser.get("/minato/mymail/first").await.text.contains("返信を送信しました"), "nothing is sent yet");
    let edit = submit(&mut browser, "3%E6%9C%88", "edit").await;
    assert!(edit.text.contains(">3月</textarea>"), "what was typed is still there: {}", edit.text);

    let page = browser.get("/minato/mymail/first").await;
    let (token, owner) = (page.form_token(), owner(&page.text));
    let first = format!("reply=%3D1%2B1&owner={owner}&step=send&form_token={token}");
    for form in [first.clone(), first.replace("%3D1%2B1", "another"), first] {
        assert_eq!(browser.post("/minato/mymail/first", &form).await.location(), "/minato/mymail/first");
    }
    let after = browser.get("/minato/mymail/first").await.text;
    assert!(after.contains("返信を送信しました") && after.contains("=1+1") && !after.contains("<textarea"), "{after}");
    assert!(browser.get("/minato/mymail").await.text.contains("返信済み"));
    let csv = replies(&site).await;
    assert!(csv.ends_with("\"'=1+1\"\n") && csv.lines().count() == 2, "defused, and the first alone: {csv}");
    assert!(csv.starts_with("\u{feff}\"id\",\"title\",\"household_number\",\"branch\",\"replied_at\",\"reply\"\n"));
}

#[tokio::test]
async fn an_empty_or_too_long_reply_is_told_and_what_was_typed_stays() {
    let site = site().await;
    let mut browser = browser(&site, "H1", "00").await;
    let long = "a".repeat(2001);
    for (typed, said) in [("+", "返信の内容を入力してください。"), (long.as_str(), "2000文字まで")] {
        for step in ["confirm", "send"] {
            let page = submit(&mut browser, typed, step).await.text;
            assert!(page.contains(said) && page.contains("aria-invalid"), "{page}");
        }
    }
    assert!(submit(&mut browser, &long, "confirm").await.text.contains(&long));
    let forged = browser.post("/minato/mymail/first", "reply=x&owner=x&step=send&form_token=x.y").await;
    assert!(forged.status.is_redirection(), "a form of nobody's");
    assert_eq!(replies(&site).await.lines().count(), 1);
}

#[tokio::test]
async fn after_its_last_day_a_reply_is_no_longer_taken() {
    let site = site().await;
    let today = base::japan_date(site.clock.now());
    let late = read("late", &format!("title.ja = \"締切\"\nreply = true\nreply_by = \"{today}\""), "本文");
    send(&site, "minato", late, &["H1"]).await;
    let page = browser(&site, "H1", "00").await.get("/minato/mymail/late").await;
    assert!(page.text.contains("返信の期限") && page.text.contains("<textarea"));

    site.clock.advance(TimeDelta::days(1));
    let mut browser = browser(&site, "H1", "00").await;
    let closed = browser.get("/minato/mymail/late").await.text;
    assert!(closed.contains("返信の受付は終わりました") && !closed.contains("<textarea"), "{closed}");
    let token = browser.get("/minato/mymail/first").await.form_token();
    let form = format!("reply=x&owner={}&step=send&form_token={token}", owner(&page.text));
    assert!(browser.post("/minato/mymail/late", &form).await.status.is_redirection());
    assert_eq!(replies(&site).await.lines().count(), 1);
}

#[tokio::test]
async fn what_was_typed_into_a_session_that_ended_comes_back_to_its_member_alone() {
    let site = site().await;
    send(&site, "minato", letter("first"), &["H2"]).await;
    let mut browser = browser(&site, "H1", "00").await;
    let page = browser.get("/minato/mymail/first").await;
    let form = format!("reply=kept&owner={}&step=confirm&form_token={}", owner(&page.text), page.form_token());
    site.clock.advance(TimeDelta::minutes(61));
    let request = browser.post("/minato/mymail/first", &form).await.location().to_owned();
    assert!(request.starts_with(site.provider.url.as_str()), "{request}");
    let signs_in = async |browser: &mut Browser, household: &str| {
        let member = member(Some((household, "00")));
        let new = site.browser_of("minato", &member).await;
        browser.cookies.extend(new.cookies);
    };
    signs_in(&mut browser, "H2").await;
    assert!(!browser.get("/minato/mymail/first").await.text.contains("kept"), "another member at the same browser");
    signs_in(&mut browser, "H1").await;
    let back = browser.get("/minato/mymail/first").await.text;
    assert!(back.contains(">kept</textarea>") && back.contains("まだ送信されていません"), "{back}");
    assert!(!browser.get("/minato/mymail/first").await.text.contains("kept"), "once");
}

#[tokio::test]
async fn the_password_alone_opens_no_letter() {
    let site = site().await;
    let weak = Member { acr: Acr::Password, ..member(Some(("H1", "00"))) };
    let mut browser = site.browser_of("minato", &weak).await;
    for page in ["/minato/mymail", "/minato/mymail/first", "/minato/mymail/first/files/x"] {
        assert!(browser.get(page).await.location().starts_with(site.provider.url.as_str()), "{page}");
    }
    let sent = browser.post("/minato/mymail/first", "reply=x&owner=x&step=send&form_token=x").await;
    assert!(sent.location().starts_with(site.provider.url.as_str()));
}

/// Sends by a file of recipients, and returns how many lines were bad and what was said of them.
async fn by_file(site: &Site, mail: &MyMail, csv: &str, dry_run: bool) -> (u64, Vec<(u64, String)>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("recipients.csv");
    fs::write(&path, csv).unwrap();
    let recipients = Recipients { realm: "minato".parse().unwrap(), path, encoding: Encoding::Utf8 };
    let mut problems: Vec<Problem> = Vec::new();
    let mut listener = |event| {
        if let Event::Problem(problem) = event {
            problems.push(problem);
        }
    };
    let sent = recipients.send(&site.app.database, (mail, dry_run), &site.clock, &mut listener).await;
    let bad = match sent {
        Ok(report) => report.bad,
        Err(store::import::ImportError::Unusable(found)) => {
            problems.extend(found);
            1
        }
        Err(error) => panic!("{error}"),
    };
    (bad, problems.into_iter().map(|found| (found.line, found.column.unwrap_or_default())).collect())
}

#[tokio::test]
async fn a_file_fills_in_what_differs_and_one_bad_line_keeps_everybodys_letter_back() {
    let site = Site::open().await;
    let mail = read("result", "title.ja = \"{{氏名}}様へ\"", "判定は {{result}} です。");
    let bad = "household_number,branch,氏名,result\nH1,00,港 花子,A\nH2,,,B\nH 3,xx,森,\nH1,0,港 花子,A\n";
    let (count, places) = by_file(&site, &mail, bad, false).await;
    let expected = [(3, "氏名"), (4, "result"), (4, "household_number"), (4, "branch"), (5, "")];
    assert_eq!(places, expected.map(|(line, column)| (line, column.to_owned())));
    assert_eq!(count, 3);
    let (_, places) = by_file(&site, &mail, "household_number,氏名\nH1,港\n", false).await;
    assert_eq!(places, [(1, "result".to_owned())], "a column is missing");
    assert_eq!(browser(&site, "H1", "00").await.get("/minato/mymail/result").await.status, StatusCode::NOT_FOUND);

    let good = "household_number,氏名,result\nH1,港 花子,<b>A</b>\nH2,森 良子,B\n";
    assert_eq!(by_file(&site, &mail, good, true).await.0, 0);
    assert_eq!(browser(&site, "H1", "00").await.get("/minato/mymail/result").await.status, StatusCode::NOT_FOUND);
    for _ in 0..2 {
        assert_eq!(by_file(&site, &mail, good, false).await.0, 0);
    }
    let page = browser(&site, "H1", "00").await.get("/minato/mymail/result").await.text;
    assert!(page.contains("港 花子様へ") && page.contains("判定は &lt;b&gt;A&lt;/b&gt; です。"), "{page}");
    let page = browser(&site, "H2", "00").await.get("/minato/mymail/result").await.text;
    assert!(page.contains("森 良子様へ") && page.contains("判定は B です。"), "{page}");
}

#[tokio::test]
async fn those_who_have_signed_in_are_found_by_what_they_are_and_by_their_expenses() {
    let site = Site::open().await;
    site.store("minato", vec![line(1, "H1", "02", "2026-08")]).await;
    for who in ["H1", "H2", "H2:01"] {
        let (realm, now): (base::RealmName, _) = ("minato".parse().unwrap(), site.clock.now());
        let known = Acquaintance {
            subject: who.to_owned(),
            person: Some(who.parse().unwrap()),
            language: Language::Ja,
            address: None,
            ticket: RandomToken::generate().hash(),
        };
        let write = site
            .app
            .database
            .write(move |tx| Box::pin(async move { in_realm(tx, &realm).remember_member(&known, now).await }));
        write.await.unwrap();
    }
    let realm = "minato".parse().unwrap();
    let rows = in_realm(site.app.database.reader(), &realm);
    let names = |found: Vec<Addressee>| {
        found.iter().map(|who| format!("{}:{}", who.household.as_str(), who.branch)).collect::<Vec<_>>()
    };
    assert_eq!(names(rows.known_addressees().await.unwrap()), ["H1:00", "H2:00", "H2:01"]);
    let month = "2026-08".parse().unwrap();
    let family = rows.known_members_with_lines(month, HouseholdRule::InsuredPerson).await.unwrap();
    assert_eq!(names(family), ["H1:00"], "who sees the family's lines");
    let each = rows.known_members_with_lines(month, HouseholdRule::EachPatient).await.unwrap();
    assert!(each.is_empty(), "the patient has not signed in");
}
