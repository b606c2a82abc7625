//! `/expenses/find?from=2026-01&to=2026-08&patient=…`: the lines of chosen months, of one patient or of all.
//!
//! What was chosen stands in the address, so that it can be kept and opened again; a patient stands in it by an index
//! that means nothing to anybody else.

use axum::response::{IntoResponse, Response};
use base::Text;
use expenses::{CareMonth, MonthTotal, Overview, Period, Person};
use maud::{Markup, html};
use web::controls::{Button, Figure, Problems, Select, actions, figures, search};
use web::format;

use super::super::{insured, menu};
use super::{former, found, household, overview_of, parts, patients, shown, texts, title};
use crate::boundary::{Failure, SignedIn, Visit};
use crate::member::Household;
use crate::rows::in_realm;

/// `GET /expenses/find`
pub async fn show(visit: Visit, signed_in: SignedIn) -> Result<Response, Failure> {
    let household = match household(&visit, &signed_in) {
        Ok(household) => household,
        Err(page) => return Ok(*page),
    };
    let overview = overview_of(&visit, &household).await?;
    let (Some(shown), Some(months)) = (shown(&visit), months_of(&overview)) else {
        return Ok(page(&visit, &signed_in, &Problems::none(), &nothing_at_all(&visit)).into_response());
    };
    let persons = in_realm(visit.app.database.reader(), &visit.realm.name).persons(&household, shown).await?;
    let chosen = Chosen::read(&visit, &household, &persons, months);
    let form = form(&visit, &household, &persons, (&chosen, months));
    let result = if chosen.problems.is_empty() {
        result(&visit, &household, &chosen).await?
    } else {
        html! {}
    };
    let content = html! { (form) (result) };
    Ok(page(&visit, &signed_in, &chosen.problems, &content).into_response())
}

/// From the oldest month with lines to the newest.
fn months_of(overview: &Overview) -> Option<Period> {
    let months = || overview.months().map(|total| total.month);
    Some(Period::between(months().next_back()?, months().next()?))
}

/// What the address asks for.
struct Chosen {
    period: Period,
    /// One patient, by their index; empty for all.
    patient: String,
    person: Option<Person>,
    problems: Problems,
}

impl Chosen {
    /// What is not said is the newest calendar year with lines, and everybody.
    fn read(visit: &Visit, household: &Household, persons: &[Person], months: Period) -> Self {
        let view = visit.view();
        let pairs = web::pairs(visit.query().as_bytes()).unwrap_or_default();
        let said = |name: &str| pairs.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.trim());
        let mut problems = Problems::none();
        let mut month = |name: &'static str, otherwise: CareMonth| match said(name) {
            "" => otherwise,
            text => text.parse().unwrap_or_else(|_| {
                problems.add(name, view.say(texts::NOT_A_MONTH));
                otherwise
            }),
        };
        let january = CareMonth::new(months.last().year(), 1).unwrap_or(months.last());
        let period = Period::between(month("from", january.max(months.first())), month("to", months.last()));
        let patient = said("patient").to_owned();
        let person =
            persons.iter().find(|person| patients::is_named(visit, household, person.branch, &patient)).cloned();
        if !patient.is_empty() && person.is_none() {
            problems.add("patient", view.say(texts::NOBODY));
        }
        Self { period, patient, person, problems }
    }
}

fn page(visit: &Visit, signed_in: &SignedIn, problems: &Problems, content: &Markup) -> Markup {
    let view = visit.view();
    view.page(view.say(texts::FIND_TITLE))
        .menu(&menu(visit, signed_in.member()))
        .below(title(visit), visit.link("/expenses"))
        .problems(problems)
        .wide(html! {
            (former(visit, signed_in))
            (content)
            (parts::notes(visit))
        })
}

fn nothing_at_all(visit: &Visit) -> Markup {
    html! {
        p { (visit.view().say(texts::NO_LINES)) }
        p { (parts::arrival(visit)) }
    }
}

fn form(visit: &Visit, household: &Household, persons: &[Person], (chosen, months): (&Chosen, Period)) -> Markup {
    let view = visit.view();
    // What was asked for can be chosen again, though nothing may be there.
    let from_first =
        Period::between(months.first().min(chosen.period.first()), months.last().max(chosen.period.last()));
    let options: Vec<(String, String)> =
        from_first.months().map(|month| (month.to_string(), parts::month_name(view, month))).collect();
    let (first, last) = (chosen.period.first().to_string(), chosen.period.last().to_string());
    let month = |name, label, value| {
        let list = Select::new(name, label).chosen(Some(value)).check(&chosen.problems);
        options.iter().rev().fold(list, |list, (value, label)| list.option(value, label))
    };
    let called: Vec<(String, String)> = persons
        .iter()
        .map(|person| {
            let name = insured::patient_name(view.language, (person.branch, person.name.as_deref()), household.own());
            (patients::index(visit, household, person.branch), name)
        })
        .collect();
    let whose = Select::new("patient", view.say(texts::WHOSE)).chosen(Some(&chosen.patient)).check(&chosen.problems);
    let whose = whose.option("", view.say(texts::EVERYBODY));
    let whose = called.iter().fold(whose, |list, (index, name)| list.option_in_own_words(index, name, view.language));
    search(
        &visit.link("/expenses/find"),
        &html! {
            (month("from", view.say(texts::FROM), &first))
            (month("to", view.say(texts::TO), &last))
            (whose)
            (actions(&html! { (Button::primary("expenses-find", view.say(texts::SHOW))) }))
        },
    )
}

async fn result(visit: &Visit, household: &Household, chosen: &Chosen) -> Result<Markup, Failure> {
    let too_old = parts::too_old(visit, chosen.period);
    let Some(period) = shown(visit).and_then(|shown| chosen.period.within(shown)) else {
        return Ok(too_old.unwrap_or_else(|| nothing_found(visit, chosen.period)));
    };
    let patient = chosen.person.as_ref().map(|person| person.branch);
    let rows = in_realm(visit.app.database.reader(), &visit.realm.name);
    let months = newest_first(rows.months(household, period, patient).await?);
    if months.is_empty() {
        return Ok(html! { (nothing_found(visit, period)) @if let Some(too_old) = too_old { (too_old) } });
    }
    let asked = found::Asked { household, period, patient };
    let captions = found::Captions {
        months: say_of(visit, texts::FOUND_MONTHS, period),
        lines: say_of(visit, texts::FOUND_IN, period),
    };
    let found = found::show(visit, &asked, &months, &captions).await?;
    let (view, own) = (visit.view(), months.iter().map(|month| month.amounts.own()).sum());
    let lines: u32 = months.iter().map(|month| month.lines).sum();
    Ok(html! {
        (figures(&[Figure {
            label: view.say(texts::PAID),
            value: &format::yen(own, view.language),
            remark: Some(&parts::sum_of_lines(view, lines)),
        }]))
        @if let Some(too_old) = too_old { (too_old) }
        (found)
    })
}

fn nothing_found(visit: &Visit, period: Period) -> Markup {
    html! {
        p { (say_of(visit, texts::NOTHING_FOUND, period)) }
        p { (parts::arrival(visit)) }
    }
}

/// A text that names the months of a period.
fn say_of(visit: &Visit, text: Text, period: Period) -> String {
    let view = visit.view();
    let (from, to) = (parts::month_name(view, period.first()), parts::month_name(view, period.last()));
    view.say_with(text, &[("from", &from), ("to", &to)])
}

fn newest_first(mut months: Vec<MonthTotal>) -> Vec<MonthTotal> {
    months.sort_unstable_by_key(|total| std::cmp::Reverse(total.month));
    months
}
