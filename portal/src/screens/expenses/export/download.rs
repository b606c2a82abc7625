//! `/expenses/2026/download` and `/expenses/2026/11/download`: who goes into the file, and which kind of file it is.
//!
//! The answer is posted, so that nothing of it stands in an address; what comes back is the file, and the page stays. The
//! forms are open to everybody: whoever comes without a session, or with an old one, finds what they chose after the sign-in.

use std::collections::HashMap;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use expenses::{CareMonth, Period};
use maud::{Markup, html};
use web::controls::{Button, LinkButton, Problems, actions, form};
use web::{Posted, Unbound, format};

use super::super::super::{insured, menu};
use super::super::{household, parts, shown, texts as page_texts, title};
use super::{Choice, Export, Format, link, step_up, texts};
use crate::boundary::{Failure, SignedIn, Visit};
use crate::member::Household;
use crate::routes::SECOND_FACTOR;

const FORM: &str = "expenses-download";

/// What is asked for, if it can be.
struct Asked {
    household: Household,
    period: Period,
    choice: Choice,
    /// What was chosen before the member was sent to show that it is they.
    kept: Option<step_up::Kept>,
}

/// `GET /expenses/{year}/download`
pub async fn show_year(
    visit: Visit,
    signed_in: SignedIn,
    Path((_, year)): Path<(String, String)>,
) -> Result<Response, Failure> {
    show(&visit, &signed_in, year_of(&year)).await
}

/// `GET /expenses/{year}/{month}/download`
pub async fn show_month(
    visit: Visit,
    signed_in: SignedIn,
    Path((_, year, month)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    show(&visit, &signed_in, month_of(&year, &month)).await
}

/// `POST /expenses/{year}/download`
pub async fn submit_year(
    visit: Visit,
    Path((_, year)): Path<(String, String)>,
    posted: Posted<HashMap<String, String>>,
) -> Result<Response, Failure> {
    submit(&visit, year_of(&year), posted).await
}

/// `POST /expenses/{year}/{month}/download`
pub async fn submit_month(
    visit: Visit,
    Path((_, year, month)): Path<(String, String, String)>,
    posted: Posted<HashMap<String, String>>,
) -> Result<Response, Failure> {
    submit(&visit, month_of(&year, &month), posted).await
}

fn year_of(text: &str) -> Option<Period> {
    format!("{text}-01").parse::<CareMonth>().ok().and_then(|january| Period::of_year(january.year()))
}

fn month_of(year: &str, month: &str) -> Option<Period> {
    format!("{year}-{month}").parse().ok().map(Period::of_month)
}

async fn show(visit: &Visit, signed_in: &SignedIn, period: Option<Period>) -> Result<Response, Failure> {
    match enter(visit, signed_in, period).await? {
        Ok(mut asked) => {
            asked.kept = step_up::kept(visit, &asked.household).await?;
            if let Some(kept) = &asked.kept {
                asked.choice.read(&kept.fields);
            }
            Ok(page(visit, signed_in, &asked, &Problems::none()).into_response())
        }
        Err(answer) => Ok(*answer),
    }
}

async fn submit(
    visit: &Visit,
    period: Option<Period>,
    posted: Posted<HashMap<String, String>>,
) -> Result<Response, Failure> {
    let (fields, problems) = match posted.open(&visit.guard(), FORM) {
        Ok(fields) => (fields, Problems::none()),
        Err(Unbound(fields)) => (fields, Problems::of_form(visit.view().say(texts::STALE))),
    };
    let Some(signed_in) = visit.signed_in(SECOND_FACTOR).await? else {
        return step_up::first(visit, &fields, false).await;
    };
    let mut asked = match enter(visit, &signed_in, period).await? {
        Ok(asked) => asked,
        Err(answer) => return Ok(*answer),
    };
    asked.choice.read(&fields);
    let problems = if problems.is_empty() { asked.choice.problems(visit.view()) } else { problems };
    let format = fields.get("format").and_then(|name| name.parse().ok());
    match format {
        // A statement on paper shows no more than the page that it is saved from.
        Some(Format::Csv(_)) if problems.is_empty() && !signed_in.is_fresh(visit) => {
            step_up::first(visit, &fields, true).await
        }
        Some(format @ (Format::Pdf | Format::Csv(_))) if problems.is_empty() => {
            let export =
                Export::of(visit, signed_in.member().name.clone(), (&asked.household, asked.period), &asked.choice)
                    .await?;
            export.download(visit, format).await
        }
        _ => Ok(page(visit, &signed_in, &asked, &problems).into_response()),
    }
}

/// The period, if the society shows it, with whoever has lines in it.
async fn enter(
    visit: &Visit,
    signed_in: &SignedIn,
    period: Option<Period>,
) -> Result<Result<Asked, Box<Response>>, Failure> {
    let shown = shown(visit);
    let Some(period) = period.filter(|period| shown.is_some_and(|shown| shown.contains(period.first()))) else {
        return Ok(Err(Box::new(StatusCode::NOT_FOUND.into_response())));
    };
    let household = match household(visit, signed_in) {
        Ok(household) => household,
        Err(page) => return Ok(Err(page)),
    };
    let choice = Choice::everybody(visit, &household, period).await?;
    Ok(Ok(Asked { household, period, choice, kept: None }))
}

fn page(visit: &Visit, signed_in: &SignedIn, asked: &Asked, problems: &Problems) -> Markup {
    let (view, period) = (visit.view(), asked.period);
    let year = period.first().year();
    let one_month = period.first() == period.last();
    let (name, back) = match one_month {
        true => (parts::month_name(view, period.first()), parts::month_link(visit, period.first())),
        false => (format::year(year, view.language), parts::year_link(visit, year)),
    };
    let what = if one_month { texts::MONTH_FILE } else { texts::YEAR_FILE };
    let what = view.say_with(what, &[("month", &name), ("year", &name)]);
    let nobody = asked.choice.names().0.is_empty() && problems.is_empty();
    view.page(view.say(texts::SAVE))
        .menu(&menu(visit, signed_in.member()))
        .below(title(visit), visit.link("/expenses"))
        .below(&name, &back)
        .problems(problems)
        .wide(html! {
            (insured::former(visit, signed_in))
            @if nobody {
                p { (view.say(page_texts::NO_LINES)) }
                (actions(&html! { (LinkButton::primary(&back, &name)) }))
            } @else {
                p.lead { (view.say_with(texts::LEAD, &[("what", &what)])) }
                (form(&link(visit, period), &visit.guard().token(FORM), &html! {
                    (step_up::owner(visit, &asked.household))
                    (step_up::go_on(view, asked.kept.as_ref()))
                    (asked.choice.boxes(view, problems))
                    h2 { (view.say(texts::AS_WHAT)) }
                    (actions(&html! {
                        (Button::primary("download-pdf", view.say(texts::PDF)).sends("format", "pdf"))
                        (Button::secondary("download-csv", view.say(texts::CSV)).sends("format", "csv"))
                        (Button::secondary("download-csv-shift-jis", view.say(texts::CSV_SHIFT_JIS))
                            .sends("format", "csv-shift-jis"))
                    }))
                }))
                section.notes {
                    ul {
                        @for note in texts::ABOUT_FILES { li { (view.say(note)) } }
                        li { (view.say(texts::ASKED_ANEW)) }
                    }
                }
            }
        })
}
