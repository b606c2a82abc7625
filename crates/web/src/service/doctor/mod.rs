//! `doctor`: what would keep a service from working, or will some day, and what to do about it.
//!
//! Both services have this command and speak in the same words. What each asks of its own stores it hands over as plain
//! facts; everything is looked at, whatever was found before, and nothing is changed.

mod key_texts;
mod process;
mod public;
mod stores;
mod texts;

use std::fmt::Display;

use base::{Language, Text};
use clap::Args;
use serde::Serialize;
use serde_json::json;

use super::SettingsError;
use super::nodes::{Manner, Output};

pub use process::{process, realm_files};
pub use public::{Answer, OtherClock, ask, clock, provider_answers, public_address};
pub use stores::{DatabaseFacts, RedisFacts, SigningKeys, database, mail, redis, sealed_values, signing_keys};

/// The arguments of `doctor`.
#[derive(Clone, Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    #[expect(missing_docs, reason = "flattened: a comment would stand in the help as another option's")]
    pub manner: Manner,
}

/// How bad something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// As it should be.
    Ok,
    /// It works, and should be looked at.
    Warning,
    /// It does not work, or not safely.
    Error,
    /// Nobody answers.
    Unreachable,
}

impl Level {
    const fn word(self) -> Text {
        match self {
            Self::Ok => Text { ja: "良好", en: "ok     " },
            Self::Warning => Text { ja: "注意", en: "warning" },
            Self::Error | Self::Unreachable => Text { ja: "誤り", en: "error  " },
        }
    }
}

/// Something that can be found: how bad it is, what it is, what to do. The texts have `{name}` places.
#[derive(Clone, Copy, Debug)]
struct Finding {
    level: Level,
    message: Text,
    help: Text,
}

impl Finding {
    fn about(&self, check: &'static str, values: &[(&str, &dyn Display)]) -> Line {
        let help = (!self.help.ja.is_empty()).then(|| self.help.filled(values));
        Line { check, level: self.level, message: self.message.filled(values), help }
    }
}

/// One line of the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What was looked at: `settings`, `development`, `proxies`, `key-encryption-key`, `state`, `realms`, `secrets`,
    /// `database`, `redis`, `mail`, `clock`, `public-address`, `signing-keys`, `sealed-values`, `provider`.
    pub check: &'static str,
    /// How bad it is.
    pub level: Level,
    /// What was found.
    pub message: Text<String>,
    /// What to do.
    pub help: Option<Text<String>>,
}

impl Line {
    fn in_words(&self, language: Language) -> String {
        let (word, message) = (self.level.word().get(language), self.message.in_language(language));
        let help =
            self.help.as_ref().map_or_else(String::new, |help| format!("      → {}\n", help.in_language(language)));
        format!("{word}  {}: {message}\n{help}", self.check)
    }
}

/// Settings that cannot be used: a line for each mistake. Without settings nothing else can be looked at.
#[must_use]
pub fn settings(error: &SettingsError) -> Vec<Line> {
    error.0.iter().map(|problem| texts::UNUSABLE.about("settings", &[("problem", problem)])).collect()
}

/// The report as it is printed, and the exit code: 0 all is well, warnings or not; 1 something is wrong; 4 a server does
/// not answer.
#[must_use]
pub fn render(lines: &[Line], manner: Manner) -> (String, u8) {
    let any = |level| lines.iter().any(|line| line.level == level);
    let code = match (any(Level::Unreachable), any(Level::Error)) {
        (true, _) => 4,
        (false, true) => 1,
        (false, false) => 0,
    };
    let text = match manner.format {
        Output::Json => format!("{:#}\n", json!({ "ok": code == 0, "checks": lines })),
        Output::Text => {
            let language = manner.language();
            let count = |level| lines.iter().filter(|line| line.level == level).count();
            let (errors, warnings) = (count(Level::Error) + count(Level::Unreachable), count(Level::Warning));
            let said: String = lines.iter().map(|line| line.in_words(language)).collect();
            said + &texts::SUMMARY.with(language, &[("errors", &errors), ("warnings", &warnings)]) + "\n"
        }
    };
    (text, code)
}

#[cfg(test)]
mod tests {
    use super::super::nodes::Words;
    use super::*;

    #[test]
    fn the_worst_decides_the_exit_code_and_programs_read_both_languages() {
        let good = texts::MAIL_FOLDER.about("mail", &[]);
        let warning = texts::DEVELOPMENT.about("development", &[]);
        let wrong = texts::EVICTS.about("redis", &[]);
        let silent = texts::NO_DATABASE.about("database", &[("cause", &"refused")]);
        let manner = |format| Manner { format, lang: Words::En };
        let code = |lines: &[Line]| render(lines, manner(Output::Text)).1;
        assert_eq!([code(std::slice::from_ref(&good)), code(&[good, warning.clone()])], [0, 0]);
        assert_eq!(code(&[warning.clone(), wrong.clone()]), 1);
        assert_eq!(code(&[wrong.clone(), silent]), 4);
        let (text, _) = render(&[warning.clone(), wrong], manner(Output::Text));
        assert!(text.starts_with("warning  development: "), "{text}");
        assert!(text.contains("\n      → ") && text.ends_with("1 error(s), 1 warning(s).\n"), "{text}");
        let (json, _) = render(&[warning], manner(Output::Json));
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["checks"][0]["level"], "warning");
        assert!(json["checks"][0]["message"]["ja"].is_string() && json["ok"] == true);
    }
}
