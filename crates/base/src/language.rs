//! The two languages of every page, side by side.
//!
//! A text is a pair, so a sentence that exists in one language only does not compile.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A language that every page exists in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Japanese, the language of a visitor who states no wish.
    #[default]
    Ja,
    /// English.
    En,
}

impl Language {
    /// Both languages, the first of them first.
    pub const ALL: [Self; 2] = [Self::Ja, Self::En];

    /// The BCP 47 tag (RFC 5646), as in `<html lang>`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }

    /// The language's name in that language, for the switch.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Ja => "日本語",
            Self::En => "English",
        }
    }

    /// The language of a BCP 47 tag, by its primary subtag: `en-GB` is English. `None` for any other language.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// The first of a list of tags, best first and separated by spaces, that is one of ours (OIDC `ui_locales`).
    #[must_use]
    pub fn first_of(tags: &str) -> Option<Self> {
        tags.split_ascii_whitespace().find_map(Self::from_tag)
    }
}

/// A text in both languages: ours in the program (`Text`), a society's out of its files (`Text<String>`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Text<S = &'static str> {
    /// The Japanese text.
    pub ja: S,
    /// The English text.
    pub en: S,
}

impl<T> Text<T> {
    /// What stands there in one language.
    #[must_use]
    pub const fn of(&self, language: Language) -> &T {
        match language {
            Language::Ja => &self.ja,
            Language::En => &self.en,
        }
    }
}

impl<S: AsRef<str>> Text<S> {
    /// The text in one language.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        self.of(language).as_ref()
    }
}

impl Text {
    /// The text in one language, for as long as the program runs.
    #[must_use]
    pub const fn get(self, language: Language) -> &'static str {
        match language {
            Language::Ja => self.ja,
            Language::En => self.en,
        }
    }

    /// The text with each `{name}` replaced by its value.
    #[must_use]
    pub fn with(self, language: Language, values: &[(&str, &dyn fmt::Display)]) -> String {
        values.iter().fold(self.get(language).to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), &value.to_string())
        })
    }

    /// The text in both languages, with each `{name}` replaced by its value.
    #[must_use]
    pub fn filled(self, values: &[(&str, &dyn fmt::Display)]) -> Text<String> {
        Text { ja: self.with(Language::Ja, values), en: self.with(Language::En, values) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_by_their_primary_subtag() {
        assert_eq!(Language::from_tag("en-GB"), Some(Language::En));
        assert_eq!(Language::from_tag("JA_jp"), Some(Language::Ja));
        assert_eq!(Language::from_tag("se"), None);
        assert_eq!(Language::first_of("fr en ja"), Some(Language::En));
    }

    #[test]
    fn values_take_their_places() {
        let text = Text { ja: "{name}さん、{n}件です。", en: "{n} for {name}." };
        assert_eq!(text.with(Language::En, &[("n", &3), ("name", &"Sato")]), "3 for Sato.");
        assert_eq!(text.filled(&[("n", &3), ("name", &"佐藤")]).ja, "佐藤さん、3件です。");
    }
}
