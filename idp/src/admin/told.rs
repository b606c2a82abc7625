//! What the person at the terminal is told while a file is worked through: problems as they are found, and a bar.
//!
//! Problems go to standard output, where they can be kept; the bar goes to standard error, if somebody is looking.
//! Neither shows what stands in the file, so what is kept may be shown to whoever mends it.

use std::fmt::Display;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use base::{Language, Text};
use indicatif::{ProgressBar, ProgressStyle};
use store::import::{Event, ImportError, Problem};

use super::exit;
use super::society::refuse;

const TEMPLATE: &str = "{bar:40} {percent:>3}%  {decimal_bytes}/{decimal_total_bytes}  {eta}";

const UNREADABLE: Text = Text { ja: "{file} を読めません: {cause}", en: "{file} cannot be read: {cause}" };
const ELSEWHERE: Text = Text {
    ja: "同じファイルの処理が、別のところで行われています。",
    en: "The same file is being worked through elsewhere.",
};
const CONTINUED: Text = Text {
    ja: "{lines}件は、中断した前回に処理済みです。",
    en: "{lines} lines had been dealt with before the interruption.",
};
/// Said at the end of a command that only tried.
pub(super) const DRY_RUN: Text =
    Text { ja: "検査のみです。何も変更していません。", en: "A dry run: nothing was changed." };

/// The terminal of one command over one file.
pub(super) struct Told {
    bar: ProgressBar,
    file: String,
    language: Language,
}

impl Told {
    /// For a file, in a language.
    pub(super) fn new(file: &Path, language: Language) -> Self {
        let style = ProgressStyle::with_template(TEMPLATE).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::new(0).with_style(style);
        Self { bar, file: file.display().to_string(), language }
    }

    /// Shows what happens.
    pub(super) fn hear(&self, event: Event) {
        match event {
            Event::Progress { read, total } => {
                self.bar.set_length(total);
                self.bar.set_position(read);
            }
            Event::Problem(problem) => self.problem(&problem),
        }
    }

    /// Says a line above the bar.
    pub(super) fn say(&self, line: &dyn Display) {
        // Somebody who stops reading after the first lines does not stop the work.
        self.bar.suspend(|| drop(writeln!(io::stdout(), "{line}")));
    }

    /// Takes the bar away, and says how much an earlier run had done.
    pub(super) fn end(&self, continued_after: u64) {
        self.bar.finish_and_clear();
        if continued_after > 0 {
            self.say(&CONTINUED.with(self.language, &[("lines", &continued_after)]));
        }
    }

    /// Says why the file was left before its end.
    ///
    /// # Errors
    /// The database's failure, which is not the file's.
    pub(super) fn stopped(&self, error: ImportError) -> anyhow::Result<ExitCode> {
        self.bar.finish_and_clear();
        match error {
            ImportError::Unusable(problems) => {
                problems.iter().for_each(|problem| self.problem(problem));
                Ok(ExitCode::from(exit::INVALID))
            }
            ImportError::File(cause) => {
                let values: [(&str, &dyn Display); 2] = [("file", &self.file), ("cause", &cause)];
                Ok(refuse((UNREADABLE, &values), self.language, exit::USAGE))
            }
            ImportError::Elsewhere => Ok(refuse((ELSEWHERE, &[]), self.language, exit::REFUSED)),
            ImportError::Database(error) => Err(error.into()),
        }
    }

    fn problem(&self, problem: &Problem) {
        self.say(&problem.in_file(&self.file, self.language));
    }
}
