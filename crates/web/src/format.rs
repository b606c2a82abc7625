//! Money and dates as people read them, in Japan Standard Time.

use base::{Language, japan_standard_time};
use chrono::{DateTime, Datelike, NaiveDate, Utc};

/// An amount: `1,234円`, in English `¥1,234`.
#[must_use]
pub fn yen(amount: i64, language: Language) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    let number = grouped(amount.unsigned_abs());
    match language {
        Language::Ja => format!("{sign}{number}円"),
        Language::En => format!("{sign}¥{number}"),
    }
}

/// A number with a comma every three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A day: `2026年11月20日`, in English `November 20, 2026`.
#[must_use]
pub fn date(day: NaiveDate, language: Language) -> String {
    match language {
        Language::Ja => day.format("%Y年%-m月%-d日").to_string(),
        Language::En => day.format("%B %-d, %Y").to_string(),
    }
}

/// A month, given by any day in it: `2026年11月`, in English `November 2026`.
#[must_use]
pub fn month(day: NaiveDate, language: Language) -> String {
    match language {
        Language::Ja => day.format("%Y年%-m月").to_string(),
        Language::En => day.format("%B %Y").to_string(),
    }
}

/// A calendar year: `2026年`, in English `2026`.
#[must_use]
pub fn year(year: i32, language: Language) -> String {
    match language {
        Language::Ja => format!("{year}年"),
        Language::En => year.to_string(),
    }
}

/// A moment, to the minute: `2026年11月20日 17:05`, in English `November 20, 2026, 17:05 (Japan time)`.
#[must_use]
pub fn moment(at: DateTime<Utc>, language: Language) -> String {
    let at = japan_standard_time(at);
    let day = date(NaiveDate::from_ymd_opt(at.year(), at.month(), at.day()).unwrap_or_default(), language);
    match language {
        Language::Ja => format!("{day} {}", at.format("%H:%M")),
        Language::En => format!("{day}, {} (Japan time)", at.format("%H:%M")),
    }
}
