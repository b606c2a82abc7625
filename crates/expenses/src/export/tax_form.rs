//! Lines as a workbook for the tax agency's site.
//!
//! The site reads the cells B9 to J1003 of its own form (医療費集計フォーム, version 3.1), unsigned; what is known of them
//! is kept to here, and nothing is known of the cells around them. So the lines stand in those cells as they would in the
//! form, and above them what the workbook says of itself. What the form asks and no receipt line knows stays empty: what
//! was reimbursed, and the day of payment.

use chrono::Datelike as _;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use super::{About, day_in_japanese, months_in_japanese};
use crate::{Kind, ReceiptLine};

/// So many lines fit into one workbook: rows 9 to 1003.
pub const TAX_FORM_ROWS: usize = 995;
/// The longest name of a patient and of an institution, in characters.
const LONGEST_PATIENT: usize = 10;
const LONGEST_INSTITUTION: usize = 20;
/// What marks the kind of an expense.
const APPLIES: &str = "該当する";

/// The first row of lines, counted from 0, and the columns.
const FIRST_ROW: u32 = 8;
const PATIENT: u16 = 1;
const INSTITUTION: u16 = 2;
const TREATMENT: u16 = 3;
const MEDICINE: u16 = 4;
const OTHER: u16 = 6;
const PAID: u16 = 7;

/// The headings of columns B to J.
const HEADINGS: [&str; 9] = [
    "医療を受けた人",
    "病院・薬局などの名称",
    "診療・治療",
    "医薬品購入",
    "介護保険サービス",
    "その他の医療費",
    "支払った医療費の額",
    "左のうち、補填される金額",
    "支払年月日",
];

/// A workbook.
#[derive(Clone, Debug)]
pub struct TaxForm {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many names had to be shortened to fit; the workbook says so.
    pub shortened: usize,
}

/// A workbook of at most [`TAX_FORM_ROWS`] lines; those beyond are not written, so split first.
///
/// # Errors
/// The library's own, for what no line has.
pub fn tax_form(lines: &[ReceiptLine], about: &About<'_>) -> Result<TaxForm, XlsxError> {
    let mut book = Workbook::new();
    // The library would take the machine's time. Dates in workbooks begin with 1900.
    let number = |of: u32| u8::try_from(of).unwrap_or_default();
    let year = u16::try_from(about.created.year()).unwrap_or_default();
    let created = ExcelDateTime::from_ymd(year, number(about.created.month()), number(about.created.day()))?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let mut sheet = Worksheet::new();
    sheet.set_column_width(PATIENT, 24)?.set_column_width(INSTITUTION, 42)?.set_column_width(PAID, 20)?;
    for (heading, column) in HEADINGS.into_iter().zip(PATIENT..) {
        sheet.write_string(FIRST_ROW - 1, column, heading)?;
    }
    let mut shortened = 0;
    for (line, row) in lines.iter().take(TAX_FORM_ROWS).zip(FIRST_ROW..) {
        let names = [
            (PATIENT, line.patient_name.as_deref(), LONGEST_PATIENT),
            (INSTITUTION, line.institution.as_deref(), LONGEST_INSTITUTION),
        ];
        for (column, name, longest) in names {
            let name = name.unwrap_or_default();
            shortened += usize::from(name.chars().count() > longest);
            let name: String = name.chars().take(longest).collect();
            if !name.is_empty() {
                sheet.write_string(row, column, name)?;
            }
        }
        sheet.write_string(row, column_of(&line.kind), APPLIES)?;
        // A line has at most nine digits, which a floating-point number holds exactly.
        sheet.write_number(row, PAID, line.amounts.own() as f64)?;
    }
    head(&mut sheet, about, shortened)?;
    book.push_worksheet(sheet);
    Ok(TaxForm { bytes: book.save_to_buffer()?, shortened })
}

/// Above the lines: what the workbook says of itself.
fn head(sheet: &mut Worksheet, about: &About<'_>, shortened: usize) -> Result<(), XlsxError> {
    let said = [
        format!(
            "医療費の明細（医療費集計フォームVer.3.1の入力欄に合わせた配置。様式そのものではありません） 保険者 {}",
            about.insurer
        ),
        format!("被保険者 {}", about.insured.unwrap_or_default()),
        format!("作成日 {}", day_in_japanese(about.created)),
        format!("対象の診療月 {}", months_in_japanese(&about.covered)),
        format!("まだ届いていない診療月 {}", months_in_japanese(&about.missing)),
        format!("長さの上限に合わせて短くした名前 {shortened}件"),
    ];
    for (text, row) in said.iter().zip(0..) {
        sheet.write_string(row, PATIENT, text)?;
    }
    Ok(())
}

/// In which column a kind of care is marked. A kind that is not of the known core is for the filer to place.
const fn column_of(kind: &Kind) -> u16 {
    match kind {
        Kind::Dispensing => MEDICINE,
        Kind::Inpatient | Kind::Outpatient | Kind::Dental | Kind::HomeNursing | Kind::JudoTherapy => TREATMENT,
        Kind::Other(_) => OTHER,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Range, Reader as _, Xlsx};
    use proptest::prelude::*;

    use super::super::testing::{about, line, lines};
    use super::*;
    use crate::total_of;

    fn read(bytes: &[u8]) -> Range<Data> {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        assert!(book.worksheet_formula(&book.sheet_names()[0].clone()).unwrap().is_empty(), "no formulas");
        book.worksheet_range_at(0).unwrap().unwrap()
    }

    fn text(range: &Range<Data>, row: u32, column: u16) -> String {
        range.get_value((row, column.into())).map(ToString::to_string).unwrap_or_default()
    }

    #[test]
    fn lines_stand_from_b9_in_the_columns_of_the_form() {
        let pharmacy = ReceiptLine { kind: Kind::Dispensing, ..line(None, "", 1_234) };
        let acupuncture =
            ReceiptLine { kind: Kind::Other("はり・きゅう".to_owned()), ..line(Some("=1+1"), "港", 0) };
        let form = tax_form(&[line(Some("みなと医院"), "港 太郎", 3_702), pharmacy, acupuncture], &about()).unwrap();
        let range = read(&form.bytes);
        let row = |row| (1..=9).map(|column| text(&range, row, column)).collect::<Vec<_>>();
        assert_eq!(row(7), HEADINGS);
        assert_eq!(row(8), ["港 太郎", "みなと医院", "該当する", "", "", "", "3702", "", ""]);
        assert_eq!(row(9), ["", "", "", "該当する", "", "", "1234", "", ""]);
        assert_eq!(row(10), ["港", "=1+1", "", "", "", "該当する", "0", "", ""]);
        let head: Vec<String> = (0..7).map(|row| text(&range, row, 1)).collect();
        assert!(head.iter().any(|text| text.contains("作成日 2026年11月26日")), "{head:?}");
        assert!(head.iter().any(|text| text.contains("まだ届いていない診療月 2026年3月〜2026年4月")), "{head:?}");
    }

    #[test]
    fn long_names_are_shortened_and_counted() {
        let form = tax_form(&[line(Some(&"院".repeat(21)), &"名".repeat(10), 1)], &about()).unwrap();
        let range = read(&form.bytes);
        assert_eq!(form.shortened, 1);
        assert_eq!((text(&range, 8, 1), text(&range, 8, 2)), ("名".repeat(10), "院".repeat(20)));
        assert!(text(&range, 5, 1).ends_with("1件"));
    }

    #[test]
    fn the_last_line_of_a_full_workbook_stands_in_row_1003() {
        let lines = vec![line(Some("医院"), "港", 10); 1_000];
        let books: Vec<_> = lines.chunks(TAX_FORM_ROWS).map(|part| tax_form(part, &about()).unwrap()).collect();
        assert_eq!(books.len(), 2);
        let (first, second) = (read(&books[0].bytes), read(&books[1].bytes));
        assert_eq!(first.end(), Some((1002, 9.min(first.end().unwrap().1))));
        assert_eq!((text(&second, 12, 7), text(&second, 13, 7)), ("10".to_owned(), String::new()));
    }

    #[test]
    fn the_same_lines_make_the_same_bytes() {
        let lines = [line(Some("医院"), "港", 10)];
        assert_eq!(tax_form(&lines, &about()).unwrap().bytes, tax_form(&lines, &about()).unwrap().bytes);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn what_was_paid_comes_to_the_lines_sum(lines in lines()) {
            let range = read(&tax_form(&lines, &about()).unwrap().bytes);
            let paid = |row: u32| range.get_value((row, PAID.into())).and_then(|cell| match cell {
                Data::Float(yen) => Some(*yen as i64),
                Data::Int(yen) => Some(*yen),
                _ => None,
            });
            prop_assert_eq!((FIRST_ROW..FIRST_ROW + 50).filter_map(paid).sum::<i64>(), total_of(&lines).own());
        }
    }
}
