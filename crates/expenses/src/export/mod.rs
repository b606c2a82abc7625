//! Receipt lines as files that leave the portal: for spreadsheets, and for the tax return.
//!
//! Whoever files a return is told to black out the insurance number, so no file has one: what an export may say of a
//! household stands in [`About`], and there is no place in it for a number. Each file says when it was made and which
//! months it has, because the last months of a year arrive after most people have filed.

mod signature;
mod spreadsheet;
mod tax_form;
mod tax_xml;

use chrono::NaiveDate;

use crate::CareMonth;

pub use signature::{BadSigner, Signer, SigningFailed};
pub use spreadsheet::{Characters, Spreadsheet, defused, spreadsheet};
pub use tax_form::{TAX_FORM_ROWS, TaxForm, tax_form};
pub use tax_xml::{Envelope, tax_xml};

/// Stands in the place of a character that a file cannot hold: the printers' own mark for a missing type.
const GETA: char = '〓';

/// What an export says of itself.
#[derive(Clone, Debug)]
pub struct About<'a> {
    /// The insurer's name (保険者).
    pub insurer: &'a str,
    /// The insured person's name (被保険者), where it is known.
    pub insured: Option<&'a str>,
    /// The day in Japan on which it is made.
    pub created: NaiveDate,
    /// The months whose lines have arrived, in their order.
    pub covered: Vec<CareMonth>,
    /// The months of the period whose lines have not, in their order.
    pub missing: Vec<CareMonth>,
}

/// Months in a row, as the first and the last of each row. The months stand in their order.
#[must_use]
pub fn runs(months: &[CareMonth]) -> Vec<(CareMonth, CareMonth)> {
    let number = |month: &CareMonth| i64::from(month.year()) * 12 + i64::from(month.month());
    let rows = months.chunk_by(|one, next| number(next) - number(one) == 1);
    rows.filter_map(|row| Some((*row.first()?, *row.last()?))).collect()
}

/// A month in the words of a Japanese file.
fn month_in_japanese(month: CareMonth) -> String {
    format!("{}年{}月", month.year(), month.month())
}

/// Months in the words of a Japanese file.
fn months_in_japanese(months: &[CareMonth]) -> String {
    let run = |(first, last): (CareMonth, CareMonth)| match first == last {
        true => month_in_japanese(first),
        false => format!("{}〜{}", month_in_japanese(first), month_in_japanese(last)),
    };
    let runs: Vec<String> = runs(months).into_iter().map(run).collect();
    if runs.is_empty() { "なし".to_owned() } else { runs.join("、") }
}

/// A day in the words of a Japanese file.
fn day_in_japanese(day: NaiveDate) -> String {
    day.format("%Y年%-m月%-d日").to_string()
}

#[cfg(test)]
mod testing;

#[cfg(test)]
mod tests {
    use super::testing::month;
    use super::*;

    #[test]
    fn months_are_told_in_rows() {
        let months = ["2025-11", "2025-12", "2026-01", "2026-03"].map(month);
        assert_eq!(months_in_japanese(&months), "2025年11月〜2026年1月、2026年3月");
        assert_eq!(months_in_japanese(&[]), "なし");
    }
}
