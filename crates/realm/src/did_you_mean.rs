//! "Did you mean": the known word nearest to a misspelled one.

use base::Text;

const DID_YOU_MEAN: Text = Text { ja: "「{meant}」のことですか。", en: "Did you mean `{meant}`?" };

/// Two words count as one misspelled from here on; Jaro–Winkler weighs the beginning, where people err least.
const NEAR: f64 = 0.75;

/// The advice to give, and the value of its `{meant}`: the nearest known word, or `otherwise` when none is near.
pub(crate) fn did_you_mean<'k>(
    written: &str,
    known: impl IntoIterator<Item = &'k str>,
    otherwise: Text,
) -> (Text, String) {
    let nearest = known
        .into_iter()
        .map(|word| (strsim::jaro_winkler(written, word), word))
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .filter(|(similarity, _)| *similarity >= NEAR);
    match nearest {
        Some((_, word)) => (DID_YOU_MEAN, word.to_owned()),
        None => (otherwise, String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_near_words_are_proposed() {
        let known = ["sign_in", "mail"];
        let otherwise = Text { ja: "", en: "" };
        assert_eq!(did_you_mean("signin", known, otherwise).1, "sign_in");
        assert_eq!(did_you_mean("timeout", known, otherwise).1, "");
    }
}
