//! Personal settings as a member meets them, and as a stranger does not.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::TimeDelta;
use image::{ImageFormat, RgbImage};
use realm::Acr;

use crate::member::Member;
use crate::picture::LARGEST;
use crate::testing::{Answer, Browser, Site, member};

async fn signed_in() -> (Site, Browser) {
    let site = Site::open().await;
    let browser = site.browser_of("minato", &member(None)).await;
    (site, browser)
}

/// The value of a hidden field of the page's form that posts there.
async fn hidden(browser: &mut Browser, action: &str, name: &str) -> String {
    let page = browser.get("/minato/settings").await.text;
    let form = page.split("<form").find(|form| form.contains(&format!("action=\"{action}\""))).expect("the form");
    let (_, rest) = form.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// The hidden token of the page's form that posts there.
async fn token(browser: &mut Browser, action: &str) -> String {
    hidden(browser, action, "form_token").await
}

/// What the form of words sends.
async fn words(browser: &mut Browser, nickname: &str, introduction: &str) -> String {
    let token = token(browser, "/minato/settings").await;
    let owner = hidden(browser, "/minato/settings", "owner").await;
    let typed = [("form_token", &*token), ("owner", &owner), ("nickname", nickname), ("introduction", introduction)];
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(typed).finish()
}

async fn says(browser: &mut Browser, nickname: &str, introduction: &str) -> Answer {
    let form = words(browser, nickname, introduction).await;
    browser.post("/minato/settings", &form).await
}

/// Somebody signs in at a browser, whoever was signed in there before.
async fn signs_in(site: &Site, browser: &mut Browser, who: &Member) {
    browser.cookies.extend(site.browser_of("minato", who).await.cookies);
}

fn somebody_else() -> Member {
    Member { subject: "subject-2".to_owned(), ..member(None) }
}

async fn uploads(browser: &mut Browser, token: &str, file: &[u8]) -> Answer {
    let head = "Content-Disposition: form-data; name=";
    let mut body =
        format!("--x\r\n{head}\"form_token\"\r\n\r\n{token}\r\n--x\r\n{head}\"picture\"; filename=\"a\"\r\n\r\n")
            .into_bytes();
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--x--\r\n");
    let request =
        Request::post("/minato/settings/picture").header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
    browser.send(request.body(Body::from(body)).unwrap()).await
}

fn picture() -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    RgbImage::new(64, 48).write_to(&mut file, ImageFormat::Png).unwrap();
    file.into_inner()
}

#[tokio::test]
async fn a_nickname_stands_at_the_top_of_every_page_of_every_browser() {
    let (site, mut browser) = signed_in().await;
    let mut other = site.browser_of("minato", &member(None)).await;
    let answer = says(&mut browser, "はな\u{3000}ちゃん", "よろしく\r\nお願いします <b>").await;
    assert_eq!(answer.location(), "/minato/settings?done=saved");
    let page = browser.get("/minato/settings?done=saved").await.text;
    for shown in
        ["保存しました", "はな ちゃん さん", "value=\"はな ちゃん\"", "よろしく\nお願いします &lt;b&gt;</textarea>"]
    {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(other.get("/minato/").await.text.contains("はな ちゃん さん"));
    says(&mut browser, "", "").await;
    assert!(other.get("/minato/").await.text.contains("港 花子 さん"), "the name again");
    let mut elsewhere = site.browser_of("hikari", &member(None)).await;
    says(&mut browser, "はな", "").await;
    assert!(
        !elsewhere.get("/hikari/").await.text.contains("はな さん"),
        "another society's member of the same subject"
    );
}

#[tokio::test]
async fn what_is_too_long_or_forged_is_told_and_stays_as_it_was_typed() {
    let (_site, mut browser) = signed_in().await;
    let page = says(&mut browser, &"あ".repeat(21), &"い".repeat(201)).await;
    assert_eq!(page.status, StatusCode::OK);
    for shown in ["ニックネームは20文字まで", "自己紹介は200文字", &"あ".repeat(21), &"い".repeat(201), "エラー："]
    {
        assert!(page.text.contains(shown), "{shown}");
    }
    let owner = hidden(&mut browser, "/minato/settings", "owner").await;
    let forged = format!("form_token=x.y&owner={owner}&nickname=%E6%96%B0&introduction=");
    let forged = browser.post("/minato/settings", &forged).await;
    assert!(forged.text.contains("もう一度「保存する」") && forged.text.contains("value=\"新\""), "{}", forged.text);
    assert!(!browser.get("/minato/").await.text.contains("新 さん"));
}

#[tokio::test]
async fn words_typed_into_a_session_that_ended_come_back_to_their_member_alone() {
    let (site, mut browser) = signed_in().await;
    let form = words(&mut browser, "はな", "よろしく").await;
    site.clock.advance(TimeDelta::minutes(61));
    let sent = browser.post("/minato/settings", &form).await;
    assert!(sent.location().starts_with(site.provider.url.as_str()), "{}", sent.location());
    signs_in(&site, &mut browser, &somebody_else()).await;
    let theirs = browser.get("/minato/settings").await.text;
    assert!(!theirs.contains("はな") && !theirs.contains("もう一度「保存する」"), "another member: {theirs}");

    signs_in(&site, &mut browser, &member(None)).await;
    let back = browser.get("/minato/settings").await.text;
    for shown in ["もう一度「保存する」", "value=\"はな\"", "よろしく</textarea>"] {
        assert!(back.contains(shown), "{shown}: {back}");
    }
    let again = browser.get("/minato/settings").await.text;
    assert!(!again.contains("はな"), "nothing is saved by itself, and it is kept for one time: {again}");
}

#[tokio::test]
async fn words_outlast_the_way_over_the_provider() {
    let (site, mut browser) = signed_in().await;
    site.provider.vouches_for(None, Acr::Password);
    let form = words(&mut browser, "はな", "").await;
    browser.cookies.retain(|name, _| !name.ends_with("session"));
    let request = browser.post("/minato/settings", &form).await.location().to_owned();
    assert_eq!(browser.get(&site.provider.answers(&request)).await.location(), "/minato/settings");
    assert!(browser.get("/minato/settings").await.text.contains("value=\"はな\""));
}

#[tokio::test]
async fn a_page_that_somebody_else_left_open_changes_nothing() {
    let (site, mut browser) = signed_in().await;
    says(&mut browser, "いちろう", "").await;
    let form = words(&mut browser, "はな", "よろしく").await;
    let picture_token = token(&mut browser, "/minato/settings/picture").await;
    assert!(uploads(&mut browser, &picture_token, &picture()).await.location().ends_with("stored"));
    let remove = token(&mut browser, "/minato/settings/picture/remove").await;

    signs_in(&site, &mut browser, &somebody_else()).await;
    let own_token = token(&mut browser, "/minato/settings/picture").await;
    uploads(&mut browser, &own_token, &picture()).await;
    for (language, said) in [("ja", "別の方がログインしていたとき"), ("en", "while somebody else was signed in")]
    {
        let told = browser.post(&format!("/minato/settings?lang={language}"), &form).await.text;
        assert!(told.contains(said) && !told.contains("はな") && !told.contains("いちろう"), "{told}");
    }
    let told = browser.post("/minato/settings/picture/remove?lang=ja", &format!("form_token={remove}")).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.text);
    let page = browser.get("/minato/settings").await.text;
    assert!(page.contains("picture-remove"), "their picture is still there: {page}");
    let own_remove = token(&mut browser, "/minato/settings/picture/remove").await;
    browser.post("/minato/settings/picture/remove", &format!("form_token={own_remove}")).await;
    let told = uploads(&mut browser, &picture_token, &picture()).await.text;
    assert!(told.contains("もう一度写真を選んで") && told.contains("写真は登録されていません"), "{told}");

    signs_in(&site, &mut browser, &member(None)).await;
    let page = browser.get("/minato/settings").await.text;
    assert!(page.contains("value=\"いちろう\"") && page.contains("picture-remove"), "all of it is as it was: {page}");
    assert_eq!(browser.post("/minato/settings", &form).await.location(), "/minato/settings?done=saved");
}

#[tokio::test]
async fn a_picture_is_shown_to_its_owner_alone_and_kept_by_nobody() {
    let (site, mut browser) = signed_in().await;
    let token_of_form = token(&mut browser, "/minato/settings/picture").await;
    let answer = uploads(&mut browser, &token_of_form, &picture()).await;
    assert_eq!(answer.location(), "/minato/settings?done=stored");
    let page = browser.get("/minato/").await.text;
    let address = page.split("<img src=\"").find(|rest| rest.starts_with("/minato/settings/picture/")).unwrap();
    let address = address.split('"').next().unwrap().to_owned();

    let file = browser.get_bytes(&address).await;
    assert_eq!(file.headers[header::CONTENT_TYPE], "image/jpeg");
    assert_eq!(file.headers[header::CACHE_CONTROL], "no-store");
    assert_eq!(file.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert!(file.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().contains("sandbox"));
    assert_eq!(image::load_from_memory(&file.bytes).unwrap().width(), 256);

    assert!(site.browser().get(&address).await.status.is_redirection(), "a stranger signs in first");
    let mut other = site.browser_of("minato", &somebody_else()).await;
    assert_eq!(other.get(&address).await.status, StatusCode::NOT_FOUND);

    says(&mut browser, "はな", "").await;
    assert_eq!(browser.get_bytes(&address).await.status, StatusCode::OK, "words leave the picture alone");
    let remove = token(&mut browser, "/minato/settings/picture/remove").await;
    let answer = browser.post("/minato/settings/picture/remove", &format!("form_token={remove}")).await;
    assert_eq!(answer.location(), "/minato/settings?done=removed");
    assert_eq!(browser.get(&address).await.status, StatusCode::NOT_FOUND);
    let page = browser.get("/minato/settings").await.text;
    assert!(page.contains("写真は登録されていません") && page.contains("value=\"はな\""), "the words stay");
}

#[tokio::test]
async fn a_file_that_is_no_picture_is_told_why() {
    let (_site, mut browser) = signed_in().await;
    let token = token(&mut browser, "/minato/settings/picture").await;
    let cut_off = &picture()[..60];
    for (token, file, told) in [
        (&*token, &b""[..], "写真を選んでください"),
        (&token, b"<svg xmlns='http://www.w3.org/2000/svg'/>", "この形式のファイルは使えません"),
        (&token, cut_off, "写真を読み取れませんでした"),
        (&token, &vec![0; LARGEST + 1], "ファイルが大きすぎます"),
        ("x.y", &picture(), "もう一度写真を選んで"),
    ] {
        let page = uploads(&mut browser, token, file).await;
        assert_eq!(page.status, StatusCode::OK, "{told}");
        assert!(page.text.contains(told) && page.text.contains("aria-invalid=\"true\""), "{told}: {}", page.text);
    }
    assert!(browser.get("/minato/settings").await.text.contains("写真は登録されていません"));
    // A page at a form's address can be opened again.
    for page in ["/minato/settings/picture", "/minato/settings/picture/remove"] {
        assert_eq!(browser.get(page).await.status, StatusCode::OK);
    }
}
