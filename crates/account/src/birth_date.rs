//! Birth dates, as people type them.
//!
//! The page asks for eight digits. Password managers fill in `1990-11-01` instead, and who thinks in Japanese eras
//! writes 「昭和60年11月1日」 or `S60.11.1`; none of them should fail for that.

use base::fold_width;
use chrono::NaiveDate;

/// An era: its letter on forms, its name, and the year before its first.
const ERAS: [(char, &str, i32); 5] =
    [('M', "明治", 1867), ('T', "大正", 1911), ('S', "昭和", 1925), ('H', "平成", 1988), ('R', "令和", 2018)];

/// Reads a birth date: eight digits, year, month and day with something between them, or an era's year instead.
/// `None` for what is no date. An era's year counts beyond the era's end, as many people go on counting.
#[must_use]
pub fn read_birth_date(typed: &str) -> Option<NaiveDate> {
    let typed = fold_width(typed).to_ascii_uppercase();
    let (before, rest) = match era(&typed) {
        Some((before, rest)) => (Some(before), rest),
        None => (None, typed.as_str()),
    };
    let first = rest.strip_prefix('元').map(|rest| format!("1{rest}"));
    let (year, month, day) = year_month_day(first.as_deref().unwrap_or(rest), before.is_some())?;
    NaiveDate::from_ymd_opt(before.unwrap_or(0) + year, month, day)
}

/// The year before an era's first, and what follows the era's name or letter.
fn era(typed: &str) -> Option<(i32, &str)> {
    ERAS.iter().find_map(|(letter, name, before)| {
        let rest = typed.strip_prefix(name).or_else(|| typed.strip_prefix(*letter))?;
        Some((*before, rest.trim_start_matches(is_between)))
    })
}

/// Three numbers, apart or in one run of digits; a year of four digits, or in an era of one or two.
fn year_month_day(text: &str, in_era: bool) -> Option<(i32, u32, u32)> {
    if !text.chars().all(|c| c.is_ascii_digit() || is_between(c)) {
        return None;
    }
    let numbers: Vec<&str> = text.split(is_between).filter(|number| !number.is_empty()).collect();
    let (year, month, day) = match *numbers.as_slice() {
        [year, month, day] => (year, month, day),
        [run] if run.len() == if in_era { 6 } else { 8 } => {
            let (year, month_day) = run.split_at_checked(run.len() - 4)?;
            let (month, day) = month_day.split_at_checked(2)?;
            (year, month, day)
        }
        _ => return None,
    };
    let sound = if in_era { (1..=2).contains(&year.len()) } else { year.len() == 4 };
    let year = year.parse().ok().filter(|year| sound && *year > 0)?;
    Some((year, month.parse().ok()?, day.parse().ok()?))
}

/// What people put between year, month and day.
fn is_between(c: char) -> bool {
    c.is_whitespace() || "-‐‑–—ー−/.,年月日".contains(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
        Some(NaiveDate::from_ymd_opt(year, month, day).unwrap())
    }

    #[test]
    fn a_date_is_read_however_it_is_written() {
        for typed in [
            "19901101",
            "１９９０１１０１",
            " 1990-11-01 ",
            "1990/11/1",
            "1990．１１．０１",
            "1990 11 01",
            "1990年11月1日",
            "１９９０年１１月０１日",
            "H2.11.1",
            "h021101",
            "Ｈ２／１１／１",
            "平成2年11月1日",
            "平成 2年 11月 1日",
            "㍻2年11月1日",
        ] {
            assert_eq!(read_birth_date(typed), date(1990, 11, 1), "{typed}");
        }
    }

    #[test]
    fn each_era_begins_where_the_calendar_says() {
        for (typed, day) in [
            ("明治元年10月23日", date(1868, 10, 23)),
            ("T1.7.30", date(1912, 7, 30)),
            ("大正15年12月24日", date(1926, 12, 24)),
            ("昭和元年12月25日", date(1926, 12, 25)),
            ("S60.11.1", date(1985, 11, 1)),
            ("S64.1.7", date(1989, 1, 7)),
            ("平成元年1月8日", date(1989, 1, 8)),
            ("R1.5.1", date(2019, 5, 1)),
            ("昭和64年2月1日", date(1989, 2, 1)),
        ] {
            assert_eq!(read_birth_date(typed), day, "{typed}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for typed in [
            "",
            "元年",
            "1990110",
            "199011011",
            "19901301",
            "19900230",
            "00000101",
            "60.11.1",
            "60年11月1日",
            "S.11.1",
            "S0.1.1",
            "S123.1.1",
            "X60.11.1",
            "11/01/1990",
            "1990-11",
            "1990-11-01-01",
            "١٩٩٠١١٠١",
            "99999999999999999999.1.1",
            "誕生日",
        ] {
            assert_eq!(read_birth_date(typed), None, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn every_day_is_read_back(days in 0..60_000i32) {
            let day = NaiveDate::from_ymd_opt(1868, 1, 1).unwrap() + chrono::TimeDelta::days(days.into());
            for form in ["%Y%m%d", "%Y-%m-%d", "%Y/%-m/%-d", "%Y年%-m月%-d日"] {
                prop_assert_eq!(read_birth_date(&day.format(form).to_string()), Some(day), "{}", form);
            }
        }

        #[test]
        fn anything_is_read_without_harm(typed in "\\PC{0,40}") {
            let _either = read_birth_date(&typed);
        }

        #[test]
        fn anything_like_a_date_is_read_without_harm(typed in "[MTSHR元年月日/. 0-9０-９-]{0,14}") {
            let _either = read_birth_date(&typed);
        }
    }
}
