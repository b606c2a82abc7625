//! A cause without what it may quote: an error of a parser repeats what it could not read, and that may be a person's.
//!
//! What is left out is recognised by its form, not by knowing it: quoted text that is no name of ours, addresses, longer
//! numbers, and whatever is not ASCII, because no cause of ours is written in anything else.

/// The longest number that tells nothing of anybody: a port, a line, a code.
const LONGEST_NUMBER: usize = 4;

/// A cause for the help desk.
pub(super) fn scrub(cause: &str) -> String {
    let mut plain = String::with_capacity(cause.len());
    for (index, part) in cause.split(['"', '`']).enumerate() {
        let quoted = index % 2 == 1;
        if index > 0 {
            plain.push('"');
        }
        if quoted && !part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
            plain.push('…');
        } else {
            plain.push_str(&part.split_inclusive(char::is_whitespace).map(without_data).collect::<String>());
        }
    }
    plain
}

/// A word, unless it is data.
fn without_data(word: &str) -> String {
    let longest = word.split(|character: char| !character.is_ascii_digit()).map(str::len).max().unwrap_or_default();
    if word.contains('@') || longest > LONGEST_NUMBER || !word.is_ascii() {
        let space = word.chars().last().filter(|last| last.is_whitespace());
        return std::iter::once('…').chain(space).collect();
    }
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::scrub;

    #[test]
    fn a_cause_keeps_its_words_and_loses_what_is_somebodys() {
        let cases = [
            ("pool timed out while waiting for an open connection", None),
            ("duplicate key value violates unique constraint \"accounts_user_id\"", None),
            (
                "invalid type: string \"田中 美咲\", expected i64 at line 1 column 20",
                Some("invalid type: string \"…\", expected i64 at line 1 column 20"),
            ),
            ("no account taro@example.jp here", Some("no account … here")),
            ("member 0001455: 田中 is gone", Some("member … … is gone")),
            ("`Tanaka` is no month", Some("\"…\" is no month")),
        ];
        for (cause, plain) in cases {
            assert_eq!(scrub(cause), plain.unwrap_or(cause));
        }
    }
}
