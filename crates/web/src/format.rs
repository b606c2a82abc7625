//! Money and dates as people read them, in Japan Standard Time.

use base::{Language, japan_standard_time};
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc, Weekday};

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

/// A day with its weekday, for plans: `2026年11月19日（木）`, in English `Thursday, November 19, 2026`.
#[must_use]
pub fn day(day: NaiveDate, language: Language) -> String {
    match language {
        Language::Ja => format!("{}（{}）", date(day, language), weekday(day.weekday())),
        Language::En => format!("{}, {}", day.format("%A"), date(day, language)),
    }
}

const fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "月",
        Weekday::Tue => "火",
        Weekday::Wed => "水",
        Weekday::Thu => "木",
        Weekday::Fri => "金",
        Weekday::Sat => "土",
        Weekday::Sun => "日",
    }
}

/// From when until when, the day written once where it is one: `2026年11月19日（木）19:00〜22:00`, in English
/// `Thursday, November 19, 2026, 19:00–22:00 (Japan time)`.
#[must_use]
pub fn period(from: DateTime<Utc>, until: DateTime<Utc>, language: Language) -> String {
    let (from, until) = (japan_standard_time(from), japan_standard_time(until));
    let time = |at: DateTime<chrono::FixedOffset>| at.format("%H:%M").to_string();
    let day_of = |at: DateTime<chrono::FixedOffset>| day(at.date_naive(), language);
    let one_day = from.date_naive() == until.date_naive();
    match language {
        Language::Ja if one_day => format!("{}{}〜{}", day_of(from), time(from), time(until)),
        Language::Ja => format!("{}{}〜{}{}", day_of(from), time(from), day_of(until), time(until)),
        Language::En if one_day => format!("{}, {}–{} (Japan time)", day_of(from), time(from), time(until)),
        Language::En => {
            format!("{}, {} – {}, {} (Japan time)", day_of(from), time(from), day_of(until), time(until))
        }
    }
}

/// A length of time in the largest unit of which it is a whole number: `7日間`, `12時間`, `5分間`, in English `7 days`,
/// `12 hours`, `5 minutes`. Less than a second is nothing.
#[must_use]
pub fn length(of: TimeDelta, language: Language) -> String {
    const UNITS: [(i64, &str, &str); 4] =
        [(86_400, "日間", "day"), (3_600, "時間", "hour"), (60, "分間", "minute"), (1, "秒間", "second")];
    let seconds = of.num_seconds();
    let whole = |(unit, ..): &&(i64, &str, &str)| seconds != 0 && seconds % unit == 0;
    let (unit, ja, en) = UNITS.iter().find(whole).unwrap_or(&(1, "秒間", "second"));
    let count = seconds / unit;
    match language {
        Language::Ja => format!("{count}{ja}"),
        Language::En if count == 1 => format!("{count} {en}"),
        Language::En => format!("{count} {en}s"),
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
    fn lengths_are_told_in_the_largest_whole_unit() {
        for (of, ja, en) in [
            (TimeDelta::days(7), "7日間", "7 days"),
            (TimeDelta::hours(24), "1日間", "1 day"),
            (TimeDelta::hours(36), "36時間", "36 hours"),
            (TimeDelta::hours(1), "1時間", "1 hour"),
            (TimeDelta::minutes(90), "90分間", "90 minutes"),
            (TimeDelta::seconds(60), "1分間", "1 minute"),
            (TimeDelta::seconds(61), "61秒間", "61 seconds"),
            (TimeDelta::zero(), "0秒間", "0 seconds"),
        ] {
            assert_eq!((length(of, Language::Ja).as_str(), length(of, Language::En).as_str()), (ja, en));
        }
    }

    #[test]
    fn moments_are_told_in_japan_time() {
        let at: DateTime<Utc> = "2026-11-19T15:05:00Z".parse().unwrap();
        assert_eq!(moment(at, Language::Ja), "2026年11月20日 00:05");
        assert_eq!(moment(at, Language::En), "November 20, 2026, 00:05 (Japan time)");
        let written = |until: &str| {
            let (from, until) = ("2026-11-19T10:00:00Z".parse().unwrap(), until.parse().unwrap());
            Language::ALL.map(|language| period(from, until, language))
        };
        assert_eq!(
            written("2026-11-19T13:00:00Z"),
            ["2026年11月19日（木）19:00〜22:00", "Thursday, November 19, 2026, 19:00–22:00 (Japan time)"]
        );
        assert_eq!(
            written("2026-11-19T21:00:00Z"),
            [
                "2026年11月19日（木）19:00〜2026年11月20日（金）06:00",
                "Thursday, November 19, 2026, 19:00 – Friday, November 20, 2026, 06:00 (Japan time)"
            ]
        );
        let day = NaiveDate::from_ymd_opt(2026, 4, 1).unwrap();
        assert_eq!((month(day, Language::Ja).as_str(), month(day, Language::En).as_str()), ("2026年4月", "April 2026"));
        assert_eq!((year(2026, Language::Ja).as_str(), year(2026, Language::En).as_str()), ("2026年", "2026"));
    }
}
