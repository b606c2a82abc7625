//! The pages with data for the tax return: which years, what is said before a file is saved, which files there are.

use std::path::Path;
use std::process::Command;

use axum::http::{StatusCode, header};
use base::japan_date;
use chrono::Datelike as _;
use expenses::ReceiptLine;

use crate::member::Member;
use crate::testing::{Browser, Site, former_member, line, member};

const PAGE: &str = "/minato/tax-data/2025";

async fn site() -> (Site, Browser) {
    let site = Site::open().await;
    let lines = vec![
        ReceiptLine { patient_name: Some("港 花子".to_owned()), ..line(1, "H1", "00", "2025-08") },
        ReceiptLine { institution: None, ..line(2, "H1", "02", "2025-08") },
        line(3, "H1", "00", "2024-12"),
        line(4, "H2", "00", "2025-08"),
    ];
    site.store("minato", lines).await;
    let browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    (site, browser)
}

#[tokio::test]
async fn the_tile_leads_to_the_past_five_years() {
    let (site, mut browser) = site().await;
    assert!(browser.get("/minato/").await.text.contains("href=\"/minato/tax-data\""));
    let text = browser.get("/minato/tax-data").await.text;
    let this_year = japan_date(site.clock.now()).year();
    for year in this_year - 7..=this_year + 1 {
        let offered = (this_year - 5..this_year).contains(&year);
        assert_eq!(text.contains(&format!("href=\"/minato/tax-data/{year}\"")), offered, "{year}");
        let status = browser.get(&format!("/minato/tax-data/{year}")).await.status;
        assert_eq!(status == StatusCode::OK, offered, "{year}");
    }
    assert!(text.contains("13円") && text.contains("11円"), "what each year comes to");
    for address in ["02025", "20250", "abcd", "２０２５", "-2025"] {
        assert_eq!(
            browser.get(&format!("/minato/tax-data/{address}")).await.status,
            StatusCode::NOT_FOUND,
            "{address}"
        );
    }
}

#[tokio::test]
async fn a_year_shows_its_lines_and_what_must_be_known() {
    let (_site, mut browser) = site().await;
    let text = browser.get(PAGE).await.text;
    for shown in [
        "2025年分の明細",
        "被保険者",
        "港健康保険組合",
        "港 花子",
        "ご家族（枝番 02）",
        "第1医院",
        "13円",
        "全員の明細をまとめて1つのファイルに",
        "ご本人の了承",
        "保存したときに届いている明細",
        "税務署にお尋ねください",
        "医療機関名のない明細: 1件",
        "受診者の氏名が届いていない明細: 1件",
        "電子署名がないため、e-Taxでは受け付けられません",
        "医療費集計フォーム",
        "確定申告の医療費控除にご利用いただけます",
    ] {
        assert!(text.contains(shown), "{shown}");
    }
    assert!(!text.contains("第4医院") && !text.contains("第3医院") && !text.contains("まだ届いていない月があります"));
    let english = browser.get(&format!("{PAGE}?lang=en")).await.text;
    for shown in ["Lines of 2025", "Everybody".to_lowercase().as_str(), "the tax office of where you live", "¥13"] {
        assert!(english.contains(shown), "{shown}");
    }
}

#[tokio::test]
async fn an_insured_person_without_a_known_name_has_no_empty_row() {
    let (site, mut named) = site().await;
    assert!(named.get(PAGE).await.text.contains("<dt>被保険者</dt><dd>港 花子</dd>"));
    let mut nameless = site.browser_of("minato", &Member { name: None, ..member(Some(("H1", "00"))) }).await;
    let text = nameless.get(PAGE).await.text;
    assert!(text.contains("<dt>保険者</dt>") && !text.contains("<dt>被保険者</dt>") && !text.contains("<dd></dd>"));
}

#[tokio::test]
async fn months_that_have_not_arrived_are_told() {
    let (site, _) = site().await;
    // In January the newest month that is published is October.
    let next_january = chrono::NaiveDate::from_ymd_opt(japan_date(site.clock.now()).year() + 1, 1, 20).unwrap();
    site.clock.advance(next_january - japan_date(site.clock.now()));
    let year = next_january.year() - 1;
    site.store("minato", vec![line(9, "H1", "00", &format!("{year}-06"))]).await;
    let member = Member { authenticated_at: Some(site.clock.now()), ..member(Some(("H1", "00"))) };
    let mut browser = site.browser_of("minato", &member).await;
    let page = format!("/minato/tax-data/{year}");
    let text = browser.get(&page).await.text;
    assert!(text.contains(&format!("{year}年11月〜{year}年12月の明細はまだ届いていません")), "{text}");
    let form = format!("form_token={}&format=csv", browser.get(&page).await.form_token());
    let file = browser.post(&page, &form).await.text;
    assert!(file.contains(&format!("\"対象の診療月\",\"{year}年1月〜{year}年10月\"")), "{file}");
    assert!(file.contains(&format!("\"まだ届いていない診療月\",\"{year}年11月〜{year}年12月\"")), "{file}");
}

#[tokio::test]
async fn the_page_shows_those_who_are_chosen() {
    let (_site, mut browser) = site().await;
    let form = format!("form_token={}&persons=chosen&person-02=on", browser.get(PAGE).await.form_token());
    let text = browser.post(PAGE, &form).await.text;
    assert!(!text.contains("第1医院") && text.contains("8円") && !text.contains("13円"), "{text}");
    let nobody = format!("form_token={}&persons=chosen&format=xml", browser.get(PAGE).await.form_token());
    let answer = browser.post(PAGE, &nobody).await;
    assert!(answer.text.contains("お一人以上") && !answer.headers.contains_key(header::CONTENT_DISPOSITION));
}

#[tokio::test]
async fn more_lines_than_a_workbook_takes_go_into_several() {
    let (site, mut browser) = site().await;
    site.store("minato", (1_000..2_100).map(|id| line(id, "H1", "00", "2025-03")).collect()).await;
    let page = browser.get(PAGE).await;
    assert!(page.text.contains("2個のうち2個目") && page.text.contains("995件"));
    let mut sizes = Vec::new();
    for part in 1..=3 {
        let file = browser.post_for_bytes(PAGE, &format!("form_token={}&format=xlsx-{part}", page.form_token())).await;
        let name = file.headers[header::CONTENT_DISPOSITION].to_str().unwrap().to_owned();
        assert!(name.contains(&format!("medical-expenses-2025-{part}.xlsx")), "{name}");
        sizes.push(file.bytes.len());
    }
    assert!(sizes[0] > sizes[1] && sizes[1] > sizes[2], "{sizes:?}");
}

#[tokio::test]
async fn a_society_without_the_service_has_no_such_page() {
    let (site, _) = site().await;
    let mut browser = site.browser_of("asahi", &member(Some(("H1", "00")))).await;
    for page in ["/asahi/tax-data", "/asahi/tax-data/2025"] {
        assert_eq!(browser.get(page).await.status, StatusCode::NOT_FOUND, "{page}");
    }
    assert!(!browser.get("/asahi/").await.text.contains("tax-data"));
    assert_eq!(browser.post("/asahi/tax-data/2025", "form_token=x.y&format=pdf").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_former_member_takes_along_what_concerns_the_insured_period() {
    let (site, _) = site().await;
    site.store("minato", vec![line(7, "H1", "00", "2025-10")]).await;
    let last_day = chrono::NaiveDate::from_ymd_opt(2025, 9, 30).unwrap();
    let mut browser = site.browser_of("minato", &former_member(("H1", "00"), last_day)).await;
    let text = browser.get(PAGE).await.text;
    assert!(text.contains("第1医院") && !text.contains("第7医院") && text.contains("資格を喪失された方へ"));
    let form = format!("form_token={}&format=csv", browser.get(PAGE).await.form_token());
    let file = browser.post(PAGE, &form).await.text;
    assert!(file.contains("\"対象の診療月\",\"2025年1月〜2025年9月\"") && !file.contains("第7医院"), "{file}");
}

/// Gives `minato` a key and a certificate of it, or of another key.
fn with_signature(folder: &Path, certificate_of_it: bool) {
    let secrets = folder.join("secrets");
    let make = |key: &str| {
        let arguments =
            format!("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=minato -keyout {key} -out tax.pem");
        let made = Command::new("openssl").args(arguments.split(' ')).current_dir(&secrets).output();
        assert!(made.expect("openssl is there: `./.ci/test` installs it").status.success());
    };
    make("tax.key");
    if !certificate_of_it {
        make("other.key");
    }
    let file = folder.join("realms/minato/portal.toml");
    let signature =
        "[tax_file]\nform_version = \"1.0\"\nkey = { file = \"tax.key\" }\ncertificate = { file = \"tax.pem\" }\n";
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{text}{signature}")).unwrap();
}

async fn xml_of(site: &Site) -> (String, Vec<u8>) {
    site.store("minato", vec![line(1, "H1", "00", "2025-08")]).await;
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    let page = browser.get(PAGE).await;
    let form = format!("form_token={}&format=xml", page.form_token());
    let file = browser.post_for_bytes(PAGE, &form).await;
    assert_eq!(file.headers[header::CONTENT_TYPE], "application/xml");
    (page.text, file.bytes)
}

#[tokio::test]
async fn the_file_for_e_tax_is_signed_where_the_society_has_a_key() {
    let site = Site::open_with(|folder| with_signature(folder, true)).await;
    let (page, file) = xml_of(&site).await;
    assert!(page.contains("電子署名が付いています") && page.contains("様式との照合はしていません"));
    let folder = tempfile::tempdir().unwrap();
    let (path, certificate) = (folder.path().join("signed.xml"), site.folder().join("secrets/tax.pem"));
    std::fs::write(&path, &file).unwrap();
    let mut xmlsec = Command::new("xmlsec1");
    xmlsec.args(["--verify", "--id-attr:id", "http://xml.e-tax.nta.go.jp/XSD/kyotsu:TEG700", "--trusted-pem"]);
    let verified = xmlsec.arg(certificate).arg(&path).output().expect("xmlsec1 is there: `./.ci/test` installs it");
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    assert!(String::from_utf8(file).unwrap().contains(" VR=\"1.0\" "));
}

#[tokio::test]
async fn with_a_key_that_cannot_sign_the_file_says_that_it_is_not_signed() {
    let site = Site::open_with(|folder| with_signature(folder, false)).await;
    let (page, file) = xml_of(&site).await;
    assert!(page.contains("電子署名がないため") && !page.contains("電子署名が付いています"));
    let text = String::from_utf8(file).unwrap();
    assert!(text.contains("電子署名はありません") && !text.contains("dsig:Signature>"));
}
