//! The lines on paper: what the statement is and of whom, a table over as many pages as it takes, and what must be known.

use std::fmt::Display;

use ::expenses::{Amounts, Branch, ReceiptLine, total_of};
use base::Text;
use print::{Colour, Document, Pages, Paper, Role, Style, Table, TableColumn, Unprintable, mm};
use web::format;

use super::super::{table, texts as page_texts};
use super::{Export, month_names, texts};

const MARGIN: f32 = mm(13.0);
const TITLE: Style = Style::of_size(17.0).bold();
const TEXT: Style = Style::of_size(10.0);
const OWN: Style = Style::of_size(13.0).bold();
const CELL: Style = Style::of_size(9.0).leading(1.35);
const SMALL: Style = Style::of_size(8.5).in_colour(Colour::GREY);
/// The columns' shares of a page that lies across.
const SHARES: [f32; 9] = [62.0, 84.0, 166.0, 106.0, 68.0, 70.0, 62.0, 66.0, 87.0];

/// The file.
///
/// # Errors
/// None: what is laid out here is what the format asks for.
pub fn pdf(export: &Export, unnamed: impl Fn(Branch) -> String) -> Result<Vec<u8>, Unprintable> {
    let say = |text: Text, values: &[(&str, &dyn Display)]| text.with(export.language, values);
    let title = title(export);
    let mut pages = Pages::new(Paper::A4Across, MARGIN);
    pages.text(Role::Heading, TITLE, &title);
    pages.gap(4.0);
    for (name, value) in facts(export) {
        let between = say(texts::NAME_AND_VALUE, &[("name", &name), ("value", &value)]);
        pages.text(Role::Paragraph, TEXT, &between);
    }
    pages.gap(4.0);
    let paid = format::yen(export.own_payment(), export.language);
    let paid = say(texts::NAME_AND_VALUE, &[("name", &page_texts::SUM_OF_OWN.get(export.language)), ("value", &paid)]);
    pages.text(Role::Paragraph, OWN, &paid);
    pages.gap(6.0);
    pages.table(CELL, &lines(export, unnamed));
    pages.gap(10.0);
    pages.text(Role::Subheading, TEXT.bold(), page_texts::NOTES.get(export.language));
    for note in notes(export) {
        pages.text(Role::Paragraph, SMALL, &note);
    }
    let missing: Vec<String> =
        pages.missing().into_iter().map(|letter| format!("U+{:04X}", u32::from(letter))).collect();
    if !missing.is_empty() {
        pages.text(Role::Paragraph, SMALL, &say(texts::NOT_PRINTABLE, &[("codes", &missing.join(" "))]));
    }
    let foot = |page: usize, of: usize| format!("{}　{title}　{page} / {of}", export.insurer);
    let mut document = Document::new(&title, export.language.tag())?;
    for sheet in pages.finish(SMALL, foot) {
        document.add(&sheet)?;
    }
    document.finish()
}

/// What the statement is called.
pub fn title(export: &Export) -> String {
    let (first, language) = (export.period.first(), export.language);
    match first == export.period.last() {
        true => texts::MONTH_FILE.with(language, &[("month", &format::month(first.first_day(), language))]),
        false => texts::YEAR_FILE.with(language, &[("year", &format::year(first.year(), language))]),
    }
}

fn facts(export: &Export) -> Vec<(&'static str, String)> {
    let language = export.language;
    let (names, all) = &export.patients;
    let names = names.join(texts::AND.get(language));
    let names = if *all { texts::EVERYBODY } else { texts::SOME }.with(language, &[("names", &names)]);
    let facts = [
        (texts::INSURER, Some(export.insurer.clone())),
        (texts::INSURED, export.insured.clone()),
        (texts::PATIENTS, Some(names).filter(|_| !export.lines.is_empty())),
        (texts::CREATED, Some(format::date(export.created, language))),
        (texts::COVERED, Some(month_names(language, &export.covered))),
        (texts::MISSING, Some(month_names(language, &export.missing))),
    ];
    facts.into_iter().filter_map(|(name, value)| Some((name.get(language), value?))).collect()
}

fn lines(export: &Export, unnamed: impl Fn(Branch) -> String) -> Table {
    let headings = [
        (page_texts::CARE_MONTH, false),
        (page_texts::PATIENT, false),
        (page_texts::INSTITUTION, false),
        (page_texts::KIND_AND_COUNT, false),
        (page_texts::TOTAL, true),
        (page_texts::INSURER, true),
        (page_texts::PUBLIC, true),
        (page_texts::OWN, true),
        (page_texts::NOTE, false),
    ];
    let column = |((heading, numbers), share): ((Text, bool), f32)| TableColumn {
        heading: heading.get(export.language).to_owned(),
        share,
        numbers,
        // Lines stand month by month, and in each person by person.
        groups: heading == page_texts::CARE_MONTH || heading == page_texts::PATIENT,
    };
    let mut total = vec![page_texts::SUM.get(export.language).to_owned(), String::new(), String::new(), String::new()];
    total.extend(amounts(export, total_of(&export.lines)));
    total.push(String::new());
    Table {
        columns: headings.into_iter().zip(SHARES).map(column).collect(),
        rows: export.lines.iter().map(|line| row(export, line, &unnamed)).collect(),
        total: Some(total),
    }
}

fn row(export: &Export, line: &ReceiptLine, unnamed: impl Fn(Branch) -> String) -> Vec<String> {
    let language = export.language;
    let kind = line.kind.name();
    let count = table::count(language, &line.kind, line.count);
    let mut cells = vec![
        format::month(line.month.first_day(), language),
        line.patient_name.clone().unwrap_or_else(|| unnamed(line.branch)),
        line.institution.clone().unwrap_or_else(|| page_texts::UNKNOWN_INSTITUTION.to_owned()),
        format!("{} / {count}", kind.in_language(language)),
    ];
    cells.extend(amounts(export, line.amounts));
    cells.push(line.note.clone());
    cells
}

fn amounts(export: &Export, amounts: Amounts) -> [String; 4] {
    [amounts.total(), amounts.insurer(), amounts.public(), amounts.own()].map(|yen| format::yen(yen, export.language))
}

fn notes(export: &Export) -> Vec<String> {
    let mut notes = export.notes.clone();
    notes.push(texts::BENEFITS_NOT_NETTED.get(export.language).to_owned());
    let nameless = export.lines.iter().filter(|line| line.institution.is_none()).count();
    if nameless > 0 {
        notes.push(texts::NAMELESS_LINES.with(export.language, &[("n", &nameless)]));
    }
    notes.into_iter().map(|note| format!("・{note}")).collect()
}
