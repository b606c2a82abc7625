//! The password of a member who has not signed in yet, where the society makes it of what the member knows.
//!
//! Guessable, and therefore a waiver in the realm's file; what limits the guessing stands with the sign-in.

use base::{Secret, fold_width, random_typable};
use chrono::NaiveDate;
use realm::DerivedPart;

/// Puts a derived password together, as a realm's file describes it. `None` when kigo or bango, where they are a part
/// of it, are not made of digits: nobody could say then how the society would have written them.
#[must_use]
pub fn derived_password(parts: &[DerivedPart], (kigo, bango): (&str, &str), birth_date: NaiveDate) -> Option<Secret> {
    let text = |part: &DerivedPart| match *part {
        DerivedPart::Kigo { width } => digits(kigo, width),
        DerivedPart::Bango { width } => digits(bango, width),
        DerivedPart::BirthDate => Some(birth_date.format("%Y%m%d").to_string()),
    };
    parts.iter().map(text).collect::<Option<String>>().map(Secret::new)
}

/// A password that nobody can guess (NIST SP 800-63B-4 §3.1.1.2 asks 64 bits of a code that stands alone), for a letter
/// or for the telephone.
#[must_use]
pub fn issued_password() -> Secret {
    random_typable(13)
}

fn digits(number: &str, width: usize) -> Option<String> {
    let number = fold_width(number);
    let plain = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| format!("{number:0>width$}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn derived(parts: &[DerivedPart], kigo: &str, bango: &str) -> Option<String> {
        let birth_date = NaiveDate::from_ymd_opt(1990, 1, 1).unwrap();
        derived_password(parts, (kigo, bango), birth_date).map(|secret| secret.expose().clone())
    }

    #[test]
    fn the_parts_stand_in_the_realms_order() {
        use DerivedPart::{Bango, BirthDate, Kigo};
        let kusunoki = [Kigo { width: 2 }, Bango { width: 4 }, BirthDate];
        assert_eq!(derived(&kusunoki, "21", "315").as_deref(), Some("21031519900101"));
        assert_eq!(derived(&kusunoki, "１", "03150").as_deref(), Some("010315019900101"));
        let as_they_are = [Kigo { width: 0 }, Bango { width: 0 }, BirthDate];
        assert_eq!(derived(&as_they_are, "30", "12345").as_deref(), Some("301234519900101"));
        assert_eq!(derived(&[BirthDate], "健保", "").as_deref(), Some("19900101"));
    }

    #[test]
    fn numbers_that_are_no_digits_give_no_password() {
        let parts = [DerivedPart::Kigo { width: 2 }, DerivedPart::Bango { width: 4 }];
        for (kigo, bango) in [("健", "315"), ("21", ""), ("21", "31-5"), ("-1", "315")] {
            assert_eq!(derived(&parts, kigo, bango), None, "{kigo} {bango}");
        }
    }
}
