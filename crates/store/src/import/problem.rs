//! What is wrong with a line, for people and for programs.

use std::borrow::Cow;
use std::fmt::Display;

use base::{Language, Text};
use serde::Serialize;

/// What an importer finds wrong with one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The column.
    pub column: Cow<'static, str>,
    /// Why the cell cannot be imported, without what stands in it.
    pub reason: Text<String>,
}

impl Fault {
    /// A fault whose reason needs no values.
    #[must_use]
    pub fn new(column: impl Into<Cow<'static, str>>, reason: Text) -> Self {
        Self::with(column, reason, &[])
    }

    /// A fault whose reason has values filled in: limits and line numbers, never what stands in a cell.
    #[must_use]
    pub fn with(column: impl Into<Cow<'static, str>>, reason: Text, values: &[(&str, &dyn Display)]) -> Self {
        Self { column: column.into(), reason: reason.filled(values) }
    }
}

/// What is wrong at one place of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The line, from 1: the header row.
    pub line: u64,
    /// The column, unless the whole line is meant.
    pub column: Option<String>,
    /// Why it cannot be imported.
    pub reason: Text<String>,
}

impl Problem {
    /// A fault at its line.
    #[must_use]
    pub fn at(line: u64, fault: Fault) -> Self {
        Self { line, column: Some(fault.column.into_owned()), reason: fault.reason }
    }

    /// A problem of a whole line.
    pub(super) fn of_line(line: u64, reason: Text, values: &[(&str, &dyn Display)]) -> Self {
        Self { line, column: None, reason: reason.filled(values) }
    }

    /// A problem of one cell.
    pub(super) fn of_column(line: u64, column: &str, reason: Text, values: &[(&str, &dyn Display)]) -> Self {
        Self { line, column: Some(column.to_owned()), reason: reason.filled(values) }
    }

    /// `FILE:LINE:COLUMN: reason`, as compilers say it and editors jump to it.
    #[must_use]
    pub fn in_file(&self, file: &str, language: Language) -> String {
        let reason = self.reason.in_language(language);
        match &self.column {
            Some(column) => format!("{file}:{}:{column}: {reason}", self.line),
            None => format!("{file}:{}: {reason}", self.line),
        }
    }

    /// The problem as one line of JSON: `{"file":…,"line":…,"column":…,"reason":{"ja":…,"en":…}}`.
    #[must_use]
    pub fn in_json(&self, file: &str) -> String {
        #[derive(Serialize)]
        struct InFile<'a> {
            file: &'a str,
            #[serde(flatten)]
            problem: &'a Problem,
        }
        serde_json::json!(InFile { file, problem: self }).to_string()
    }
}
