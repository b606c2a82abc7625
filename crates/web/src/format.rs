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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_grouped() {
        for (amount, ja, en) in [
            (0, "0円", "¥0"),
            (999, "999円", "¥999"),
            (1_000, "1,000円", "¥1,000"),
            (-1_234_567, "-1,234,567円", "-¥1,234,567"),
            (i64::MIN, "-9,223,372,036,854,775,808円", "-¥9,223,372,036,854,775,808"),
        ] {
            assert_eq!((yen(amount, Language::Ja).as_str(), yen(amount, Language::En).as_str()), (ja, en));
        }
    }

    #[test]
    fn moments_are_told_in_japan_time() {
        let at: DateTime<Utc> = "2026-11-19T15:05:00Z".parse().unwrap();
        assert_eq!(moment(at, Language::Ja), "2026年11月20日 00:05");
        assert_eq!(moment(at, Language::En), "November 20, 2026, 00:05 (Japan time)");
        let day = NaiveDate::from_ymd_opt(2026, 4, 1).unwrap();
        assert_eq!((month(day, Language::Ja).as_str(), month(day, Language::En).as_str()), ("2026年4月", "April 2026"));
        assert_eq!((year(2026, Language::Ja).as_str(), year(2026, Language::En).as_str()), ("2026年", "2026"));
    }
}
