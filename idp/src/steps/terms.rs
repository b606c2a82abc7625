//! 「利用規約」: the version in force is shown, and agreed to or declined.
//!
//! What is recorded is what was on the screen: the version, the language and the hash of that text. If the files
//! change while the page is open, the form names a version that is no longer the one asked, and the new one is shown.

use std::sync::Arc;

use account::Gate;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base::{Language, japan_date};
use maud::{Markup, html};
use realm::{Document, Step, TermsVersion};
use serde::Deserialize;
use web::controls::{self, Button, form};
use web::{FormToken, Posted, View, format};

use super::texts::terms as texts;
use crate::App;
use crate::boundary::Failure;
use crate::rows::{Acceptance, Actor, Event, in_realm};
use crate::sign_in::{Current, Due, Screen, cancel};

const FORM: &str = "terms";

/// The screen of the terms.
#[derive(Debug)]
pub enum Terms {}

impl Screen for Terms {
    fn opens(gate: Gate) -> bool {
        gate == Gate::Step(Step::Terms)
    }
}

/// Which text was agreed to.
#[derive(Debug, Deserialize)]
pub struct Form {
    version: String,
    language: Language,
}

/// What the page shows.
struct Shown<'a> {
    action: String,
    decline: String,
    version: &'a TermsVersion,
    tokens: (FormToken, FormToken),
}

fn page(view: View<'_>, shown: &Shown<'_>) -> Markup {
    let document = in_language(shown.version, view.language);
    let version = format::date(shown.version.effective_from, view.language);
    view.page(view.say(texts::TERMS)).card(html! {
        p.lead { (view.say(texts::TERMS_LEAD)) }
        p.hint { (view.say_with(texts::VERSION, &[("date", &version)])) }
        (controls::document(document))
        (form(&shown.action, &shown.tokens.0, &html! {
            input type="hidden" name="version" value=(shown.version.version);
            input type="hidden" name="language" value=(view.language.tag());
            p.actions { (Button::primary("terms-agree", view.say(texts::AGREE))) }
        }))
        (form(&shown.decline, &shown.tokens.1, &html! {
            p.actions { (Button::secondary("terms-decline", view.say(texts::DECLINE))) }
            p.hint { (view.say(texts::DECLINE_HINT)) }
        }))
    })
}

const fn in_language(version: &TermsVersion, language: Language) -> &Document {
    match language {
        Language::Ja => &version.documents.ja,
        Language::En => &version.documents.en,
    }
}

/// `GET /REALM/login/terms`
pub async fn show(State(app): State<Arc<App>>, due: Due<Terms>) -> Response {
    again(&app, &due)
}

/// `POST /REALM/login/terms`
pub async fn submit(State(app): State<Arc<App>>, due: Due<Terms>, form: Posted<Form>) -> Result<Response, Failure> {
    let Ok(agreed) = form.open(&due.visit.guard(&app), FORM) else { return Ok(again(&app, &due)) };
    let asked = due.visit.realm.terms_in_force(japan_date(due.visit.now));
    let (Some(account), Some(asked)) = (due.account(), asked) else { return due.look_again(&app).await };
    if agreed.version != asked.version {
        return Ok(again(&app, &due));
    }
    let (version, language, now) = (agreed.version, agreed.language, due.visit.now);
    let text_sha256 = in_language(asked, language).sha256.clone();
    let realm = Arc::clone(&due.visit.realm);
    app.database
        .write(move |tx| {
            Box::pin(async move {
                let rows = in_realm(tx, &realm.name);
                let acceptance = Acceptance { version: &version, language, text_sha256: &text_sha256, at: now };
                rows.accept_terms(account, &acceptance).await?;
                rows.record((Actor::Member, Event::TermsAccepted), Some(account), None, now).await?;
                Ok::<_, Failure>(())
            })
        })
        .await?;
    due.look_again(&app).await
}

fn again(app: &App, due: &Current) -> Response {
    let Some(version) = due.visit.realm.terms_in_force(japan_date(due.visit.now)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let guard = due.visit.guard(app);
    let shown = Shown {
        action: due.address(),
        decline: cancel::address(&due.visit, &due.sign_in),
        version,
        tokens: (guard.token(FORM), guard.token(cancel::FORM)),
    };
    due.visit.page(page(due.visit.view(), &shown))
}
