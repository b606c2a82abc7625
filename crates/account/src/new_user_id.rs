//! A user ID that a member chooses: the alphabet and the length of the realm.
//!
//! The ID that the member has may stay whatever it looks like, because the society issued it. Whether another member
//! has the new one is not decided here but by the database, when it is written.

use realm::LengthRange;

use crate::UserId;

/// The signs that a chosen ID may contain beside half-width letters and digits.
pub const USER_ID_SIGNS: &str = "-_.@";

/// The signs on the list of what is refused; neither is anything refused that only looks different, nor is anything
/// allowed for not being listed.
pub const USER_ID_REFUSED: &str = "<>&\"'$%!#?§,;:*~/\\|^=[]{}()+¥`";

/// What becomes of a member's user ID.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewUserId {
    /// It stays.
    Kept,
    /// It will be this one, if no other member has it.
    Chosen(UserId),
}

/// What is wrong with a user ID that a member would like to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewUserIdFault {
    /// There is none.
    Empty,
    /// It is shorter or longer than the realm allows.
    Length,
    /// It contains these characters, each named once; white space as one space.
    Characters(String),
}

/// Judges a user ID that a member typed, in any case and width.
///
/// # Errors
/// All that is wrong with it, at least one fault.
pub fn new_user_id(typed: &str, current: &str, length: LengthRange) -> Result<NewUserId, Vec<NewUserIdFault>> {
    let id = UserId::spell(typed);
    if id.is_empty() {
        return Err(vec![NewUserIdFault::Empty]);
    }
    if id == current {
        return Ok(NewUserId::Kept);
    }
    let mut faults = Vec::new();
    if !length.contains(id.chars().count()) {
        faults.push(NewUserIdFault::Length);
    }
    let refused = refused_characters(&id);
    if !refused.is_empty() {
        faults.push(NewUserIdFault::Characters(refused));
    }
    match UserId::issued(&id) {
        Ok(id) if faults.is_empty() => Ok(NewUserId::Chosen(id)),
        Err(_) if faults.is_empty() => Err(vec![NewUserIdFault::Length]),
        _ => Err(faults),
    }
}

fn refused_characters(id: &str) -> String {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || USER_ID_SIGNS.contains(c);
    let mut refused = String::new();
    for c in id.chars().filter(|c| !allowed(*c)).map(|c| if c.is_whitespace() { ' ' } else { c }) {
        if !refused.contains(c) {
            refused.push(c);
        }
    }
    refused
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MINATO: LengthRange = LengthRange { min: 3, max: 255 };
    const KUSUNOKI: LengthRange = LengthRange { min: 8, max: 13 };

    fn chosen(id: &str) -> Result<NewUserId, Vec<NewUserIdFault>> {
        Ok(NewUserId::Chosen(UserId::issued(id).unwrap()))
    }

    fn characters(refused: &str) -> NewUserIdFault {
        NewUserIdFault::Characters(refused.to_owned())
    }

    #[test]
    fn what_a_member_may_choose() {
        use NewUserIdFault::{Empty, Length};
        for (typed, length, outcome) in [
            ("misaki-1984", MINATO, chosen("misaki-1984")),
            (" ＭｉｓａｋｉＴａｎａｋａ＿８４　", MINATO, chosen("misakitanaka_84")),
            ("Misaki.Tanaka@example.jp", MINATO, chosen("misaki.tanaka@example.jp")),
            ("abc", MINATO, chosen("abc")),
            ("", MINATO, Err(vec![Empty])),
            (" 　", MINATO, Err(vec![Empty])),
            ("ab", MINATO, Err(vec![Length])),
            ("abcdefg", KUSUNOKI, Err(vec![Length])),
            ("abcdefgh", KUSUNOKI, chosen("abcdefgh")),
            ("abcdefghijklm", KUSUNOKI, chosen("abcdefghijklm")),
            ("abcdefghijklmn", KUSUNOKI, Err(vec![Length])),
            ("misaki tanaka", MINATO, Err(vec![characters(" ")])),
            ("misaki!!#tanaka", MINATO, Err(vec![characters("!#")])),
            ("田中", MINATO, Err(vec![Length, characters("田中")])),
            ("t\u{0430}naka", MINATO, Err(vec![characters("\u{0430}")])),
            ("MNT-0001024", MINATO, Ok(NewUserId::Kept)),
        ] {
            assert_eq!(new_user_id(typed, "mnt-0001024", length), outcome, "{typed}");
        }
        assert_eq!(new_user_id(&"a".repeat(256), "x", MINATO), Err(vec![Length]));
        assert!(new_user_id(&"a".repeat(255), "x", MINATO).is_ok());
    }

    #[test]
    fn an_issued_id_outside_the_policy_may_stay() {
        for issued in ["1", "120+1024/00", "12345678901234567890"] {
            assert_eq!(new_user_id(issued, issued, KUSUNOKI), Ok(NewUserId::Kept), "{issued}");
        }
    }

    #[test]
    fn the_list_names_every_refused_sign_of_a_keyboard() {
        for sign in (' '..='~').filter(char::is_ascii_punctuation) {
            let listed = USER_ID_REFUSED.contains(sign);
            assert_eq!(new_user_id(&format!("abc{sign}"), "", MINATO).is_err(), listed, "{sign}");
        }
        for sign in USER_ID_REFUSED.chars() {
            assert!(new_user_id(&format!("abc{sign}"), "", MINATO).is_err(), "{sign}");
        }
    }

    proptest! {
        #[test]
        fn a_chosen_id_has_one_spelling(typed in "[ -~Ａ-ｚ０-９]{0,20}|\\PC{0,20}") {
            if let Ok(NewUserId::Chosen(id)) = new_user_id(&typed, "", MINATO) {
                prop_assert_eq!(UserId::spell(id.as_str()), id.as_str());
                prop_assert_eq!(new_user_id(id.as_str(), "", MINATO), Ok(NewUserId::Chosen(id.clone())));
                prop_assert_eq!(new_user_id(&typed, id.as_str(), KUSUNOKI), Ok(NewUserId::Kept));
            }
        }
    }
}
