//! `/checkups`: each person's check-ups, the newest first.

use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use realm::Service;
use records::Checkup;
use web::controls::{LinkButton, actions};

use super::super::{insured, menu};
use super::{checkups, day, link, texts, trend_link};
use crate::boundary::{Failure, SignedIn, Visit};
use crate::member::Household;

/// `GET /checkups`
pub async fn show(visit: Visit, signed_in: SignedIn) -> Result<Response, Failure> {
    let household = match insured::enter(&visit, &signed_in, Service::Checkups) {
        Ok(household) => household,
        Err(page) => return Ok(*page),
    };
    let checkups = checkups(&visit, &household).await?;
    Ok(page(&visit, &signed_in, &checkups, &household).into_response())
}

fn page(visit: &Visit, signed_in: &SignedIn, checkups: &[Checkup], household: &Household) -> Markup {
    let view = visit.view();
    let branch = |checkup: &Checkup| checkup.head().map(|head| head.person.branch);
    view.page(insured::title(visit, Service::Checkups)).menu(&menu(visit, signed_in.member())).wide(html! {
        (insured::former(visit, signed_in))
        @if checkups.is_empty() {
            p { (view.say(texts::NONE)) }
            p { (view.say(texts::WHEN)) }
        }
        @for theirs in checkups.chunk_by(|one, other| branch(one) == branch(other)) {
            (of_person(visit, theirs, household))
        }
    })
}

fn of_person(visit: &Visit, checkups: &[Checkup], household: &Household) -> Markup {
    let view = visit.view();
    let heads: Vec<_> = checkups.iter().filter_map(Checkup::head).collect();
    html! {
        @if let Some(newest) = heads.first() {
            section {
                h2 {
                    (insured::patient(view, (newest.person.branch, newest.person.name.as_deref()), household.own()))
                }
                ul.links {
                    @for head in &heads {
                        li {
                            a href=(link(visit, household, head)) {
                                (day(view, head))
                                @if let Some(institution) = &head.institution { " " (view.japanese(institution)) }
                            }
                        }
                    }
                }
                (actions(&html! {
                    (LinkButton::secondary(&trend_link(visit, household, newest), view.say(texts::TO_TREND)))
                }))
            }
        }
    }
}
