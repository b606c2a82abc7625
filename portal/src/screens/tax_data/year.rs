//! `/tax-data/2025`: one year's lines, who goes into the file, and the files.
//!
//! The form is posted, so that nothing of what was chosen stands in an address. What comes back is the file, or the page
//! with those alone who were chosen.

use std::collections::HashMap;

use ::expenses::Period;
use ::expenses::export::TAX_FORM_ROWS;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use realm::Service;
use web::controls::{Button, Column, Figure, LinkButton, Notice, Problems, Table, actions, definitions, figures, form};
use web::{Posted, Unbound, format};

use super::super::expenses::export::{Choice, Export, Format, month_names, signature, step_up, texts as file_texts};
use super::super::expenses::texts as line_texts;
use super::super::{insured, menu};
use super::{notes, texts, year_link, years};
use crate::boundary::{Failure, SignedIn, Visit};
use crate::member::Household;
use crate::routes::SECOND_FACTOR;

const FORM: &str = "tax-data";

/// What is asked for.
struct Asked {
    household: Household,
    year: i32,
    period: Period,
    choice: Choice,
    /// What was chosen before the member was sent to show that it is they.
    kept: Option<step_up::Kept>,
}

/// `GET /tax-data/{year}`
pub async fn show(
    visit: Visit,
    signed_in: SignedIn,
    Path((_, year)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let mut asked = match enter(&visit, &signed_in, &year).await? {
        Ok(asked) => asked,
        Err(answer) => return Ok(*answer),
    };
    asked.kept = step_up::kept(&visit, &asked.household).await?;
    if let Some(kept) = &asked.kept {
        asked.choice.read(&kept.fields);
    }
    page(&visit, &signed_in, &asked, &Problems::none()).await
}

/// `POST /tax-data/{year}`
pub async fn submit(
    visit: Visit,
    Path((_, year)): Path<(String, String)>,
    posted: Posted<HashMap<String, String>>,
) -> Result<Response, Failure> {
    let (fields, problems) = match posted.open(&visit.guard(), FORM) {
        Ok(fields) => (fields, Problems::none()),
        Err(Unbound(fields)) => (fields, Problems::of_form(visit.view().say(file_texts::STALE))),
    };
    let Some(signed_in) = visit.signed_in(SECOND_FACTOR).await? else {
        return step_up::first(&visit, &fields, false).await;
    };
    let mut asked = match enter(&visit, &signed_in, &year).await? {
        Ok(asked) => asked,
        Err(answer) => return Ok(*answer),
    };
    asked.choice.read(&fields);
    let problems = if problems.is_empty() { asked.choice.problems(visit.view()) } else { problems };
    let format: Option<Format> = fields.get("format").and_then(|name| name.parse().ok());
    match format {
        Some(_) if problems.is_empty() && !signed_in.is_fresh(&visit) => step_up::first(&visit, &fields, true).await,
        Some(format) if problems.is_empty() => {
            let export =
                Export::of(&visit, signed_in.member().name.clone(), (&asked.household, asked.period), &asked.choice)
                    .await?;
            export.download(&visit, format).await
        }
        _ => page(&visit, &signed_in, &asked, &problems).await,
    }
}

/// The year, if the society offers it, with whoever has lines in it.
async fn enter(visit: &Visit, signed_in: &SignedIn, year: &str) -> Result<Result<Asked, Box<Response>>, Failure> {
    let household = match insured::enter(visit, signed_in, Service::TaxData) {
        Ok(household) => household,
        Err(answer) => return Ok(Err(answer)),
    };
    let year = years(visit).find(|offered| format!("{offered:04}") == year);
    let Some((year, period)) = year.and_then(|year| Some((year, Period::of_year(year)?))) else {
        return Ok(Err(Box::new(StatusCode::NOT_FOUND.into_response())));
    };
    let choice = Choice::everybody(visit, &household, period).await?;
    Ok(Ok(Asked { household, year, period, choice, kept: None }))
}

async fn page(visit: &Visit, signed_in: &SignedIn, asked: &Asked, problems: &Problems) -> Result<Response, Failure> {
    let view = visit.view();
    let export =
        Export::of(visit, signed_in.member().name.clone(), (&asked.household, asked.period), &asked.choice).await?;
    let year = format::year(asked.year, view.language);
    let nothing = export.lines().is_empty() && problems.is_empty();
    let page = view
        .page(view.say_with(texts::TITLE, &[("year", &year)]))
        .menu(&menu(visit, signed_in.member()))
        .below(insured::title(visit, Service::TaxData), visit.link("/tax-data"))
        .problems(problems)
        .wide(html! {
            (insured::former(visit, signed_in))
            @if nothing {
                p { (view.say_with(texts::NO_LINES, &[("year", &year)])) }
                (actions(&html! { (LinkButton::primary(&visit.link("/tax-data"), view.say(texts::TO_YEARS))) }))
            } @else {
                (head(visit, &export))
                (warnings(visit, &export))
                (form(&year_link(visit, asked.year), &visit.guard().token(FORM), &html! {
                    (step_up::owner(visit, &asked.household))
                    (step_up::go_on(view, asked.kept.as_ref()))
                    (asked.choice.boxes(view, problems))
                    (show_chosen(visit, asked))
                    (files(visit, &export))
                }))
                (table(visit, &export, &view.say_with(texts::CAPTION, &[("year", &year)])))
            }
            (notes(visit))
        });
    Ok(page.into_response())
}

/// Whose year it is, and what it comes to.
fn head(visit: &Visit, export: &Export) -> Markup {
    let view = visit.view();
    let count = export.lines().len();
    let remark = if count == 1 { texts::ONE_LINE } else { texts::LINES };
    let insured = export.insured().map(|name| (view.say(texts::INSURED), view.japanese(name)));
    let insurer = (view.say(texts::INSURER), html! { (view.own(&visit.realm.display_name)) });
    let facts: Vec<(&str, Markup)> = insured.into_iter().chain([insurer]).collect();
    html! {
        (definitions(&facts))
        (figures(&[Figure {
            label: view.say(texts::IN_ALL),
            value: &format::yen(export.own_payment(), view.language),
            remark: Some(&view.say_with(remark, &[("n", &count)])),
        }]))
    }
}

/// What the files lack, before they are saved.
fn warnings(visit: &Visit, export: &Export) -> Markup {
    let view = visit.view();
    let nameless = export.lines().iter().filter(|line| line.institution.is_none()).count();
    let unnamed = export.lines().iter().filter(|line| line.patient_name.is_none()).count();
    html! {
        @if !export.missing().is_empty() {
            @let months = month_names(view.language, export.missing());
            (Notice::warning(view.say(texts::NOT_ALL_THERE), html! {
                p { (view.say_with(texts::NOT_ALL_THERE_WHY, &[("months", &months)])) }
            }))
        }
        @if nameless > 0 || unnamed > 0 {
            (Notice::warning(view.say(texts::INCOMPLETE), html! {
                @if nameless > 0 { p { (view.say_with(texts::NAMELESS, &[("n", &nameless)])) } }
                @if unnamed > 0 { p { (view.say_with(texts::UNNAMED, &[("n", &unnamed)])) } }
            }))
        }
    }
}

fn show_chosen(visit: &Visit, asked: &Asked) -> Markup {
    let label = visit.view().say(texts::SHOW_CHOSEN);
    html! { @if asked.choice.can_choose() { (actions(&html! { (Button::secondary("show-chosen", label)) })) } }
}

/// The buttons, each kind of file with what it is for.
fn files(visit: &Visit, export: &Export) -> Markup {
    let view = visit.view();
    let parts = export.tax_form_parts();
    let xml = if signature::of(visit).is_some() { texts::XML_SIGNED } else { texts::XML_UNSIGNED };
    html! {
        h2 { (view.say(texts::FILES)) }
        p { (view.say(file_texts::ASKED_ANEW)) }
        h3 { (view.say(texts::FORM_SITE)) }
        p { (view.say(texts::FORM_SITE_WHY)) }
        @if parts == 1 {
            (actions(&html! { (Button::primary("download-xlsx-1", view.say(texts::SAVE_FORM)).sends("format", "xlsx-1")) }))
        } @else {
            p { (view.say_with(texts::FORM_SPLIT, &[("most", &TAX_FORM_ROWS)])) }
            @for part in 1..=parts {
                @let label = view.say_with(texts::SAVE_FORM_PART, &[("part", &part), ("of", &parts)]);
                @let (id, value) = (format!("download-xlsx-{part}"), format!("xlsx-{part}"));
                (actions(&html! { (Button::secondary(&id, &label).sends("format", &value)) }))
            }
        }
        h3 { (view.say(texts::ON_PAPER)) }
        ul { @for note in file_texts::ABOUT_FILES { li { (view.say(note)) } } }
        (actions(&html! {
            (Button::secondary("download-pdf", view.say(file_texts::PDF)).sends("format", "pdf"))
            (Button::secondary("download-csv", view.say(file_texts::CSV)).sends("format", "csv"))
            (Button::secondary("download-csv-shift-jis", view.say(file_texts::CSV_SHIFT_JIS)).sends("format", "csv-shift-jis"))
        }))
        h3 { (view.say(texts::XML)) }
        p { (view.say(xml)) }
        (actions(&html! { (Button::secondary("download-xml", view.say(texts::SAVE_XML)).sends("format", "xml")) }))
    }
}

fn table(visit: &Visit, export: &Export, caption: &str) -> Markup {
    let view = visit.view();
    let columns = vec![
        Column::text(view.say(line_texts::CARE_MONTH)),
        Column::text(view.say(line_texts::PATIENT)),
        Column::text(view.say(line_texts::INSTITUTION)),
        Column::number(view.say(line_texts::OWN)),
    ];
    let mut table = Table::new(caption, columns);
    for line in export.lines() {
        table.row(vec![
            html! { (format::month(line.month.first_day(), view.language)) },
            insured::patient(view, (line.branch, line.patient_name.as_deref()), export.own()),
            view.japanese(line.institution.as_deref().unwrap_or(line_texts::UNKNOWN_INSTITUTION)),
            html! { (format::yen(line.amounts.own(), view.language)) },
        ]);
    }
    let sum = html! { (format::yen(export.own_payment(), view.language)) };
    table.total(vec![html! { (view.say(line_texts::SUM)) }, html! {}, html! {}, sum]);
    html! { (table) }
}
