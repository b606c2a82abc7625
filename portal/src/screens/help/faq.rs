//! `/help/faq`: questions and answers (よくある質問). A search is a link with `?q=`, without a script, and is noted nowhere:
//! what somebody cannot do is their own business.

use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use web::controls::{Button, LinkButton, Notice, actions, search};

use super::questions::{Question, Questions};
use super::{texts, usual};
use crate::boundary::{Failure, Visit};
use crate::screens::menu_of;

/// The parameter of a search.
const WANTED: &str = "q";
/// The longest search, in characters: beyond it nothing is looked for.
const LONGEST: usize = 100;

/// `GET /help/faq`
pub async fn show(visit: Visit) -> Result<Response, Failure> {
    let (view, menu) = (visit.view(), menu_of(&visit).await?);
    let questions = questions(&visit);
    let wanted = wanted(&visit);
    let content = html! {
        (search_form(&visit, &wanted))
        @if wanted.trim().is_empty() { (all(&questions)) } @else { (found(&visit, &questions.search(&wanted))) }
        p { (view.say(texts::CONTACT_WHY)) " " a href="#contact" { (view.own(&visit.realm.contact.name)) } }
    };
    let page = view.page(view.say(texts::FAQ)).below(view.say(texts::HELP), visit.link("/help"));
    Ok(page.menu(&menu).wide(content).into_response())
}

/// The society's own questions, or the usual ones.
fn questions(visit: &Visit) -> Questions {
    match &visit.realm.help.faq {
        Some(own) => Questions::read(&own.of(visit.language()).html),
        None => usual::questions(&visit.realm, visit.language()),
    }
}

/// What is looked for.
fn wanted(visit: &Visit) -> String {
    let pairs = web::pairs(visit.query().as_bytes()).unwrap_or_default();
    let wanted = pairs.into_iter().find(|(name, _)| name == WANTED).map(|(_, wanted)| wanted).unwrap_or_default();
    wanted.chars().take(LONGEST).collect()
}

/// The form of the search, with what was typed.
pub fn search_form(visit: &Visit, wanted: &str) -> Markup {
    let view = visit.view();
    let field = html! {
        div.field {
            label for=(WANTED) { (view.say(texts::SEARCH)) }
            p.hint #search-hint { (view.say(texts::SEARCH_HINT)) }
            input #(WANTED) type="search" name=(WANTED) value=(wanted) maxlength=(LONGEST) autocomplete="off"
                aria-describedby="search-hint";
        }
        (actions(&html! { (Button::secondary("search-submit", view.say(texts::SEARCH_GO))) }))
    };
    html! { div role="search" { (search(&visit.link("/help/faq"), &field)) } }
}

fn all(questions: &Questions) -> Markup {
    html! {
        @for category in &questions.categories {
            section {
                @if !category.name.0.is_empty() { h2 { (category.name) } }
                @if !category.preface.0.trim().is_empty() { div.answer { (category.preface) } }
                @for question in &category.questions { (folded(question)) }
            }
        }
    }
}

fn found(visit: &Visit, questions: &[&Question]) -> Markup {
    let view = visit.view();
    html! {
        section {
            @if questions.is_empty() {
                (Notice::information(view.say(texts::NONE_FOUND), html! { p { (view.say(texts::NONE_FOUND_WHY)) } }))
            } @else {
                h2 { (view.say_with(texts::FOUND, &[("count", &questions.len())])) }
                @for question in questions { (folded(question)) }
            }
            (actions(&html! {
                (LinkButton::secondary(&visit.link("/help/faq"), view.say(texts::ALL_QUESTIONS)))
            }))
        }
    }
}

/// A question that unfolds to its answer.
fn folded(question: &Question) -> Markup {
    html! {
        details.question {
            summary { (question.title) }
            div.answer { (question.answer) }
        }
    }
}
