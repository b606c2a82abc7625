//! Findings as people and programs read them.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use base::Language;
use serde_json::json;

use crate::diagnostic::{Diagnostic, Severity};
use crate::texts;

/// Findings with the offending text underlined, in one language.
#[must_use]
pub fn as_text(diagnostics: &[Diagnostic], language: Language) -> String {
    let renderer = Renderer::plain();
    diagnostics.iter().map(|diagnostic| renderer.render(&[group(diagnostic, language)]) + "\n\n").collect()
}

fn group(diagnostic: &Diagnostic, language: Language) -> Group<'_> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR.with_name(texts::ERROR.get(language)),
        Severity::Warning => Level::WARNING.with_name(texts::WARNING.get(language)),
    };
    let title = level.primary_title(diagnostic.message.in_language(language)).id(diagnostic.code);
    let location = &diagnostic.location;
    let shown = if location.is_within_file() {
        let annotation = AnnotationKind::Primary.span(location.range());
        title.element(Snippet::source(location.text()).path(location.path()).annotation(annotation))
    } else {
        title.element(Origin::path(location.path()))
    };
    match &diagnostic.help {
        None => shown,
        Some(help) => {
            shown.element(Level::HELP.with_name(texts::HELP.get(language)).message(help.in_language(language)))
        }
    }
}

/// The line below the findings of a check.
#[must_use]
pub fn summary(realms: usize, diagnostics: &[Diagnostic], language: Language) -> String {
    let (errors, warnings) = (count(diagnostics, Severity::Error), count(diagnostics, Severity::Warning));
    let text = match (errors, warnings) {
        (0, 0) => texts::FINE,
        (0, _) => texts::WARNED,
        _ => texts::INVALID,
    };
    text.with(language, &[("realms", &realms), ("errors", &errors), ("warnings", &warnings)]) + "\n"
}

fn count(diagnostics: &[Diagnostic], severity: Severity) -> usize {
    diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
}

/// Findings as one JSON object, with both languages.
#[must_use]
pub fn as_json(diagnostics: &[Diagnostic]) -> String {
    let errors = count(diagnostics, Severity::Error);
    let report = json!({
        "ok": errors == 0,
        "errors": errors,
        "warnings": count(diagnostics, Severity::Warning),
        "findings": diagnostics,
    });
    format!("{report:#}\n")
}
