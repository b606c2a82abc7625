//! What several of the pages show: the box with the own payment, the way to other months, the notes.

use base::{Language, Text};
use chrono::Months;
use expenses::{CareMonth, Period, newest_published};
use maud::{Markup, html};
use realm::{Realm, Service};
use web::controls::links;
use web::{View, format};

use super::super::{insured, tax_data};
use super::{shown, texts};
use crate::boundary::Visit;
use crate::member::Household;

/// A month as people read it.
pub fn month_name(view: View<'_>, month: CareMonth) -> String {
    format::month(month.first_day(), view.language)
}

/// The address of a month's page.
pub fn month_link(visit: &Visit, month: CareMonth) -> String {
    visit.link(&format!("/expenses/{:04}/{:02}", month.year(), month.month()))
}

/// The address of a year's page.
pub fn year_link(visit: &Visit, year: i32) -> String {
    visit.link(&format!("/expenses/{year:04}"))
}

/// What the box with the own payment says of it.
pub fn sum_of_lines(view: View<'_>, count: u32) -> String {
    let remark = if count == 1 { texts::ONE_LINE } else { texts::LINES };
    view.say_with(remark, &[("n", &count)])
}

/// Which months the society has published by now.
pub fn arrival(visit: &Visit) -> String {
    let (view, later) = (visit.view(), visit.realm.portal.expenses.published_after_months);
    let text = if later == 1 { texts::PUBLISHED_NEXT_MONTH } else { texts::PUBLISHED_LATER };
    match newest_published(visit.today(), later) {
        Some(newest) => view.say_with(text, &[("n", &later), ("newest", &month_name(view, newest))]),
        None => String::new(),
    }
}

/// What is said of a month of which nothing is there: that it has not arrived yet, or that there is nothing of it.
/// Months after the reader's own insurance are not waited for.
pub fn nothing_in(visit: &Visit, household: &Household, month: CareMonth, nothing: Text) -> Markup {
    let awaited = household.until().is_none_or(|until| month <= until);
    match not_arrived(visit, month).filter(|_| awaited) {
        Some(not_arrived) => html! { p { (not_arrived) } },
        None => html! {
            p { (visit.view().say_with(nothing, &[("month", &month_name(visit.view(), month))])) }
            p { (arrival(visit)) }
        },
    }
}

/// When a month is published, if it is not yet.
fn not_arrived(visit: &Visit, month: CareMonth) -> Option<String> {
    let (view, later) = (visit.view(), visit.realm.portal.expenses.published_after_months);
    newest_published(visit.today(), later).filter(|newest| month > *newest)?;
    let then = month.first_day().checked_add_months(Months::new(later))?;
    let (month, then) = (month_name(view, month), format::month(then, view.language));
    Some(view.say_with(texts::NOT_PUBLISHED_YET, &[("month", &month), ("then", &then)]))
}

/// What is said where months are asked for that are older than those that the pages show: there may be lines of them,
/// and the files for the tax return may reach back to them.
pub fn too_old(visit: &Visit, asked: Period) -> Option<Markup> {
    let view = visit.view();
    let first = shown(visit)?.first();
    if asked.first() >= first {
        return None;
    }
    let year = asked.last().year().min(first.year() - 1);
    let name = format::year(year, view.language);
    let service = insured::title(visit, Service::TaxData);
    let label = view.say_with(texts::IN_TAX_DATA, &[("year", &name), ("service", &service)]);
    Some(html! {
        p { (view.say_with(texts::SHOWN_FROM, &[("first", &month_name(view, first))])) }
        @if let Some(href) = tax_data::link_if_offered(visit, year) { (links(&[(&href, &label)])) }
    })
}

/// Links to the page before and the page after, each naming where it leads.
pub fn neighbours(view: View<'_>, before: Option<(String, String)>, after: Option<(String, String)>) -> Markup {
    html! {
        @if before.is_some() || after.is_some() {
            nav.neighbours aria-label=(view.say(texts::OTHER_PERIODS)) {
                @if let Some((label, href)) = before { a rel="prev" href=(href) { (label) } }
                @if let Some((label, href)) = after { a rel="next" href=(href) { (label) } }
            }
        }
    }
}

/// What must be known to read the figures: in the society's words, or in ours where it has none; and whether they
/// serve the tax return.
pub fn notes(visit: &Visit) -> Markup {
    let view = visit.view();
    html! {
        section.notes {
            h2 { (view.say(texts::NOTES)) }
            ul {
                li { (view.say(texts::ONE_LINE_IS)) }
                li { (arrival(visit)) }
                @for note in note_texts(&visit.realm, view.language) { li { (note) } }
            }
            p { a href=(visit.link("/expenses/columns")) { (view.say(texts::HOW_TO_READ)) } }
        }
    }
}

/// What the society says of its figures, or we where it says nothing, and whether they serve the tax return.
pub fn note_texts(realm: &Realm, language: Language) -> Vec<&str> {
    let settings = &realm.portal.expenses;
    let mut notes: Vec<&str> = settings.notes.iter().map(|note| note.in_language(language)).collect();
    if notes.is_empty() {
        notes.extend(texts::USUAL_NOTES.map(|note| note.get(language)));
    }
    notes.push(match &settings.tax_note {
        Some(own) => own.in_language(language),
        None if settings.tax_statement => texts::FOR_TAX_RETURN.get(language),
        None => texts::NOT_FOR_TAX_RETURN.get(language),
    });
    notes
}
