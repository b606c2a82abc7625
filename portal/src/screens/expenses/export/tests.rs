//! Files as members take them along, read back by programs that are not ours: poppler, a CSV reader, a workbook's reader.

use std::io::Cursor;

use axum::http::{StatusCode, header};
use calamine::{Data, Reader as _, Xlsx};
use encoding_rs::SHIFT_JIS;
use expenses::{Amounts, Kind, ReceiptLine};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use crate::testing::{Browser, File, Site, line, member, pdf_info, pdf_text};

const TAX_PAGE: &str = "/minato/tax-data/2025";
const YEAR_PAGE: &str = "/minato/expenses/2025/download";
const MONTH_PAGE: &str = "/minato/expenses/2025/08/download";

fn named(id: u32, branch: &str, month: &str, name: &str) -> ReceiptLine {
    ReceiptLine { patient_name: Some(name.to_owned()), ..line(id, "H1", branch, month) }
}

async fn site() -> (Site, Browser) {
    let site = Site::open().await;
    let pharmacy = ReceiptLine { institution: None, kind: Kind::Dispensing, ..named(3, "02", "2025-10", "港 太郎") };
    let lines = vec![named(1, "00", "2025-08", "港 花子"), named(2, "02", "2025-08", "港 太郎"), pharmacy];
    site.store("minato", lines).await;
    site.store("minato", vec![line(4, "H2", "00", "2025-08"), named(5, "00", "2026-01", "港 花子")]).await;
    let browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    (site, browser)
}

/// What is saved on a page by the button with this value, with everybody's boxes as they are when the page opens.
async fn save(browser: &mut Browser, page: &str, format: &str) -> File {
    let shown = browser.get(page).await;
    let boxes: String = ["00", "01", "02", "03"]
        .iter()
        .map(|branch| format!("person-{branch}"))
        .filter(|field| shown.text.contains(&format!("name=\"{field}\"")))
        .map(|field| format!("&{field}=on"))
        .collect();
    let group = if boxes.is_empty() { "" } else { "&persons=chosen" };
    let form = format!("form_token={}&format={format}{group}{boxes}", shown.form_token());
    browser.post_for_bytes(page, &form).await
}

fn csv_records(bytes: &[u8]) -> Vec<csv::StringRecord> {
    let text = bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(bytes);
    csv::ReaderBuilder::new().has_headers(false).from_reader(text).records().map(Result::unwrap).collect()
}

/// The own payments of a CSV file's lines.
fn csv_sum(bytes: &[u8]) -> i64 {
    let records = csv_records(bytes);
    let lines = records[1..].iter().take_while(|record| &record[0] != "合計");
    lines.map(|record| record[8].parse::<i64>().unwrap()).sum()
}

fn workbook_sum(bytes: &[u8]) -> i64 {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let paid = |row| match range.get_value((row, 7)) {
        Some(Data::Float(yen)) => *yen as i64,
        Some(Data::Int(yen)) => *yen,
        _ => 0,
    };
    (8..1003).map(paid).sum()
}

fn xml_sum(bytes: &[u8]) -> i64 {
    let text = std::str::from_utf8(bytes).unwrap();
    let yen = text.split("<WBD00050>").skip(1).map(|rest| rest.split('<').next().unwrap());
    yen.map(|yen| yen.parse::<i64>().unwrap()).sum()
}

#[tokio::test]
async fn a_year_is_saved_as_a_statement_to_print() {
    let (_site, mut browser) = site().await;
    assert!(browser.get("/minato/expenses/2025").await.text.contains(&format!("href=\"{YEAR_PAGE}\"")));
    let file = save(&mut browser, YEAR_PAGE, "pdf").await;
    assert_eq!(
        (file.status, &file.headers[header::CONTENT_TYPE]),
        (StatusCode::OK, &"application/pdf".parse().unwrap())
    );
    assert_eq!(file.headers[header::CACHE_CONTROL], "no-store");
    let name = "attachment; filename=\"medical-expenses-2025.pdf\"; \
                filename*=UTF-8''%E5%8C%BB%E7%99%82%E8%B2%BB%E6%98%8E%E7%B4%B0-2025%E5%B9%B4.pdf";
    assert_eq!(file.headers[header::CONTENT_DISPOSITION], name);
    let text = pdf_text(&file.bytes);
    for shown in [
        "2025年の医療費の明細",
        "保険者：港健康保険組合",
        "被保険者：港 花子",
        "対象の診療月：2025年1月〜2025年12月",
        "まだ届いていない診療月：なし",
        "受診者：港 花子、港 太郎（全員）",
        "自己負担額の合計：24円",
        "調剤 / 2回",
        "医療機関名が「--」の明細が1件",
    ] {
        assert!(text.contains(shown), "{shown} in {text}");
    }
    assert!(text.find("2025年8月").unwrap() < text.rfind("2025年10月").unwrap(), "as the calendar goes");
    assert!(!text.contains("第4医院") && !text.contains("第5医院") && !text.contains("H1"), "{text}");
    let info = pdf_info(&file.bytes);
    assert!(info.contains("Tagged:          yes"), "{info}");
}

#[tokio::test]
async fn a_statement_exists_in_english_and_of_a_month() {
    let (_site, mut browser) = site().await;
    browser.get("/minato/?lang=en").await;
    let file = save(&mut browser, MONTH_PAGE, "pdf").await;
    let text = pdf_text(&file.bytes);
    for shown in ["Medical expenses of August 2025", "Months of care: August 2025", "¥13", "Outpatient / 2 days"] {
        assert!(text.contains(shown), "{shown} in {text}");
    }
    assert!(!text.contains("第3医院"), "October is not August");
}

#[tokio::test]
async fn a_statement_of_many_lines_repeats_its_headings_on_numbered_pages() {
    let (site, mut browser) = site().await;
    let many = (10..310).map(|id| named(id, "02", &format!("2025-{:02}", id % 12 + 1), "港 太郎")).collect();
    site.store("minato", many).await;
    let file = save(&mut browser, YEAR_PAGE, "pdf").await;
    assert!(file.bytes.len() <= 400_000, "{} bytes", file.bytes.len());
    let (text, info) = (pdf_text(&file.bytes), pdf_info(&file.bytes));
    let pages: usize = info.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap().trim().parse().unwrap();
    assert!(pages > 5, "{pages}");
    assert!(text.matches("診療区分/日数(回数)").count() >= pages - 1, "each page with rows has the headings");
    assert!((1..=pages).all(|page| text.contains(&format!("{page} / {pages}"))), "{text}");
    assert!((10..310).all(|id| text.contains(&format!("第{id}医院"))), "no row is lost");
}

#[tokio::test]
async fn what_the_font_lacks_is_said_on_the_statement() {
    let (site, mut browser) = site().await;
    site.store("minato", vec![named(6, "02", "2025-08", "港 \u{2B740}郎")]).await;
    let text = pdf_text(&save(&mut browser, MONTH_PAGE, "pdf").await.bytes);
    assert!(text.contains("港 〓郎") && text.contains("U+2B740"), "{text}");
}

#[tokio::test]
async fn a_csv_file_is_read_by_programs_old_and_new() {
    let (_site, mut browser) = site().await;
    let file = save(&mut browser, YEAR_PAGE, "csv").await;
    assert_eq!(file.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8; header=present");
    assert!(file.bytes.starts_with("\u{FEFF}".as_bytes()));
    let records = csv_records(&file.bytes);
    assert_eq!((&records[1][0], &records[1][1], &records[1][4]), ("2025年8月", "港 花子", "第1医院"));
    assert_eq!(csv_sum(&file.bytes), 24);
    let old = save(&mut browser, YEAR_PAGE, "csv-shift-jis").await;
    let (text, _, broken) = SHIFT_JIS.decode(&old.bytes);
    assert!(!broken && text.contains("港 花子") && text.contains("作成日"), "{text}");
    // Code page 932 has the wave dash under another code point.
    let text = text.replace('～', "〜");
    assert_eq!(csv_records(text.as_bytes()), records, "but for the encoding they are one");
}

#[tokio::test]
async fn somebody_may_be_left_out_and_nobody_at_all_is_asked_again() {
    let (_site, mut browser) = site().await;
    let page = browser.get(YEAR_PAGE).await;
    assert!(page.text.contains("港 太郎") && page.text.matches("type=\"checkbox\"").count() == 2);
    let token = page.form_token();
    let some = format!("form_token={token}&format=pdf&persons=chosen&person-02=on");
    let text = pdf_text(&browser.post_for_bytes(YEAR_PAGE, &some).await.bytes);
    assert!(text.contains("第2医院") && !text.contains("第1医院"), "{text}");
    assert!(text.contains("受診者：港 太郎（ほかの方の明細は含みません）"), "{text}");

    let nobody = browser.post(YEAR_PAGE, &format!("form_token={token}&format=pdf&persons=chosen")).await;
    assert!(nobody.text.contains("お一人以上") && nobody.text.contains("type=\"checkbox\""), "{}", nobody.text);
    let stranger = format!("form_token={token}&format=csv&persons=chosen&person-99=on&person-00=on");
    let text = browser.post(YEAR_PAGE, &stranger).await.text;
    assert!(text.contains("第1医院") && !text.contains("第4医院"));
}

#[tokio::test]
async fn a_form_that_is_not_the_pages_own_saves_nothing_and_keeps_what_was_chosen() {
    let (_site, mut browser) = site().await;
    for page in [YEAR_PAGE, TAX_PAGE] {
        let answer = browser.post(page, "form_token=x.y&format=csv&persons=chosen&person-02=on").await;
        assert!(answer.text.contains("もう一度ボタンを押してください"), "{page}");
        assert!(!answer.headers.contains_key(header::CONTENT_DISPOSITION));
        let boxes: Vec<&str> = answer.text.split("type=\"checkbox\"").skip(1).collect();
        assert!(!boxes[0].split('>').next().unwrap().contains("checked"));
        assert!(boxes[1].split('>').next().unwrap().contains("checked"));
    }
}

#[tokio::test]
async fn what_a_page_does_not_offer_is_not_to_be_had() {
    let (_site, mut browser) = site().await;
    for page in ["/minato/expenses/2015/download", "/minato/expenses/26/download", "/minato/expenses/2025/13/download"]
    {
        assert_eq!(browser.get(page).await.status, StatusCode::NOT_FOUND, "{page}");
    }
    for format in ["xml", "xlsx-1", "exe", ""] {
        let answer = save(&mut browser, YEAR_PAGE, format).await;
        assert!(!answer.headers.contains_key(header::CONTENT_DISPOSITION), "{format}");
    }
    let empty = browser.get("/minato/expenses/2025/02/download").await.text;
    assert!(!empty.contains("form_token") && empty.contains("href=\"/minato/expenses/2025/02\""), "a way back");
}

const EVERY: [(&str, &str); 7] = [
    (MONTH_PAGE, "pdf"),
    (MONTH_PAGE, "csv"),
    (YEAR_PAGE, "csv-shift-jis"),
    (TAX_PAGE, "pdf"),
    (TAX_PAGE, "csv"),
    (TAX_PAGE, "xlsx-1"),
    (TAX_PAGE, "xml"),
];

/// All that can be read in a file.
fn readable(format: &str, bytes: &[u8]) -> String {
    match format {
        "pdf" => pdf_text(bytes),
        "csv-shift-jis" => SHIFT_JIS.decode(bytes).0.into_owned(),
        "xlsx-1" => {
            let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
            let range = book.worksheet_range_at(0).unwrap().unwrap();
            range.cells().map(|(_, _, cell)| cell.to_string()).collect::<Vec<_>>().join("\n")
        }
        _ => String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

#[tokio::test]
async fn whoever_objects_is_in_no_file() {
    let (site, mut browser) = site().await;
    for objects in [false, true] {
        site.object("minato", "H1", "02", objects).await;
        for (page, format) in EVERY {
            let text = readable(format, &save(&mut browser, page, format).await.bytes);
            assert!(text.contains("第1医院"), "{page} {format}");
            assert_eq!(text.contains("第2医院") || text.contains("港 太郎"), !objects, "{page} {format}");
            assert!(!text.contains("第4医院") && !text.contains("H1"), "{page} {format}");
        }
        let asked_for = format!("form_token={}&format=csv&persons=chosen&person-00=on&person-02=on", {
            browser.get(YEAR_PAGE).await.form_token()
        });
        let forced = browser.post(YEAR_PAGE, &asked_for).await.text;
        assert_eq!(forced.contains("第2医院"), !objects, "not even when asked for by number");
    }
}

#[tokio::test]
async fn where_patients_see_themselves_alone_files_have_nobody_else() {
    let site = Site::open().await;
    let lines = vec![named(1, "00", "2025-08", "港 花子"), named(2, "02", "2025-08", "港 太郎")];
    site.store("hikari", lines).await;
    let mut browser = site.browser_of("hikari", &member(Some(("H1", "02")))).await;
    for (page, format) in EVERY {
        let text = readable(format, &save(&mut browser, &page.replace("minato", "hikari"), format).await.bytes);
        assert!(text.contains("第2医院") && !text.contains("第1医院"), "{page} {format}");
    }
}

/// Lines of a family of four in 2025.
fn family() -> impl Strategy<Value = Vec<ReceiptLine>> {
    let line = (0..4_u32, 1..=12_u32, 0..3_000_000_i64, 0..3_000_000_i64, "\\PC{0,12}");
    prop::collection::vec(line, 1..30).prop_map(|lines| {
        let line = |(id, (branch, month, own, insurer, text)): (u32, (u32, u32, i64, i64, String))| ReceiptLine {
            amounts: Amounts::new(own + insurer, insurer, 0, own).unwrap(),
            institution: Some(text).filter(|text| !text.is_empty()),
            ..named(id, &format!("{branch:02}"), &format!("2025-{month:02}"), "港 花子")
        };
        (1..).zip(lines).map(line).collect()
    })
}

#[tokio::test]
async fn every_file_comes_to_what_the_pages_say() {
    let mut random = TestRunner::deterministic();
    for _ in 0..12 {
        let lines = family().new_tree(&mut random).unwrap().current();
        let sum: i64 = lines.iter().map(|line| line.amounts.own()).sum();
        let site = Site::open().await;
        site.store("minato", lines).await;
        let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
        let shown = web::format::yen(sum, base::Language::Ja);
        for page in ["/minato/expenses/2025", TAX_PAGE, "/minato/tax-data"] {
            assert!(browser.get(page).await.text.contains(&shown), "{shown} on {page}");
        }
        assert_eq!(csv_sum(&save(&mut browser, TAX_PAGE, "csv").await.bytes), sum);
        assert_eq!(workbook_sum(&save(&mut browser, TAX_PAGE, "xlsx-1").await.bytes), sum);
        assert_eq!(xml_sum(&save(&mut browser, TAX_PAGE, "xml").await.bytes), sum);
        let text = pdf_text(&save(&mut browser, TAX_PAGE, "pdf").await.bytes);
        assert!(text.contains(&format!("自己負担額の合計：{shown}")), "{shown} in {text}");
    }
}
