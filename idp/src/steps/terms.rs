//! 「利用規約」: the version in force is shown, and agreed to or declined.
//!
//! What is recorded is what was on the screen: the version, the language and the hash of that text. If the files
//! change while the page is open, the form names a version that is no longer the one asked, and the new one is shown.
//! Declining records nothing about the member; a page says so, and leads on to the application, which is told.

use std::sync::Arc;

use account::Gate;
use axum::extract::State;
use axum::response::Response;
use base::{Language, japan_date};
use chrono::NaiveDate;
use maud::{Markup, html};
use realm::{Step, TermsVersion};
use serde::Deserialize;
use web::controls::{self, Button, LinkButton, form};
use web::{FormToken, Posted, View, format};

use super::texts::terms as texts;
use crate::App;
use crate::boundary::Failure;
use crate::rows::{Acceptance, Actor, Event, in_realm};
use crate::sign_in::frame::Frame;
use crate::sign_in::{Current, Due, Screen, next};

const FORM: &str = "terms";
const DECLINE: &str = "terms-decline";

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
    /// Sent by 「あとで確認する」 alone.
    later: Option<String>,
}

/// Declining has nothing but its token.
#[derive(Debug, Deserialize)]
pub struct Decline {}

/// What the page shows.
pub(super) struct Shown<'a> {
    pub action: String,
    pub decline: String,
    pub version: &'a TermsVersion,
    /// The last day on which the member may put it off, if they may.
    pub may_wait_until: Option<NaiveDate>,
    pub tokens: (FormToken, FormToken),
}

pub(super) fn page(view: View<'_>, shown: &Shown<'_>) -> Markup {
    let document = shown.version.documents.of(view.language);
    let version = format::date(shown.version.effective_from, view.language);
    view.page(view.say(texts::TERMS)).card(html! {
        p.lead { (view.say(texts::TERMS_LEAD)) }
        p.hint { (view.say_with(texts::VERSION, &[("date", &version)])) }
        (controls::document(document))
        (form(&shown.action, &shown.tokens.0, &html! {
            input type="hidden" name="version" value=(shown.version.version);
            input type="hidden" name="language" value=(view.language.tag());
            p.actions { (Button::primary("terms-agree", view.say(texts::AGREE))) }
            @if let Some(last_day) = shown.may_wait_until {
                p.actions { (Button::secondary("terms-later", view.say(texts::LATER)).sends("later", "on")) }
                p.hint { (view.say_with(texts::LATER_HINT, &[("date", &format::day(last_day, view.language))])) }
            }
        }))
        (form(&shown.decline, &shown.tokens.1, &html! {
            p.actions { (Button::secondary("terms-decline", view.say(texts::DECLINE))) }
            p.hint { (view.say(texts::DECLINE_HINT)) }
        }))
    })
}

/// The page after declining: nothing happened to the account, and the ways on.
pub(super) fn declined_page(view: View<'_>, application: &str, again: &str, frame: &Frame) -> Markup {
    let back = view.say_with(texts::TO_APPLICATION, &[("application", &application)]);
    view.page(view.say(texts::DECLINED)).card(html! {
        p.lead { (view.say(texts::DECLINED_LEAD)) }
        p { (view.say(texts::DECLINED_WHY)) }
        (form(&frame.cancel, &frame.tokens.1, &html! {
            p.actions { (Button::primary("login-cancel", &back)) }
        }))
        p.actions { (LinkButton::secondary(again, view.say(texts::READ_AGAIN))) }
    })
}

/// `GET /REALM/login/terms`
pub async fn show(State(app): State<Arc<App>>, due: Due<Terms>) -> Result<Response, Failure> {
    again(&app, &due).await
}

/// `POST /REALM/login/terms`
pub async fn submit(State(app): State<Arc<App>>, due: Due<Terms>, form: Posted<Form>) -> Result<Response, Failure> {
    let Ok(agreed) = form.open(&due.visit.guard(&app), FORM) else { return again(&app, &due).await };
    let asked = due.visit.realm.terms_in_force(japan_date(due.visit.now));
    let (Some(account), Some(asked)) = (due.account(), asked) else { return due.look_again(&app).await };
    if agreed.version != asked.version {
        return again(&app, &due).await;
    }
    if agreed.later.is_some() {
        // Whether it may wait is the gate's to judge: where it may not, the page comes again.
        return due.change(&app, |sign_in| sign_in.wishes.terms_later = Some(agreed.version.clone())).await;
    }
    let (version, language, now) = (agreed.version, agreed.language, due.visit.now);
    let text_sha256 = asked.documents.of(language).sha256.clone();
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

/// `GET /REALM/login/terms/declined`
pub async fn declined(State(app): State<Arc<App>>, due: Due<Terms>) -> Response {
    let view = due.visit.view();
    let page = declined_page(view, due.destination.name(view), &due.address(), &Frame::of(&app, &due, DECLINE));
    due.visit.page(page)
}

/// `POST /REALM/login/terms/declined`
pub async fn decline(State(app): State<Arc<App>>, due: Due<Terms>, form: Posted<Decline>) -> Result<Response, Failure> {
    if form.open(&due.visit.guard(&app), DECLINE).is_err() {
        return again(&app, &due).await;
    }
    if let Some(account) = due.account() {
        let (realm, now) = (Arc::clone(&due.visit.realm), due.visit.now);
        let noted = app.database.write(move |tx| {
            Box::pin(async move {
                in_realm(tx, &realm.name).record((Actor::Member, Event::TermsDeclined), Some(account), None, now).await
            })
        });
        noted.await?;
    }
    Ok(next::see_other(&due.visit, &declining(&due)))
}

fn declining(due: &Current) -> String {
    next::in_sign_in(&due.visit, &due.sign_in, "login/terms/declined")
}

async fn again(app: &App, due: &Current) -> Result<Response, Failure> {
    let today = japan_date(due.visit.now);
    let Some(version) = due.visit.realm.terms_in_force(today) else { return due.look_again(app).await };
    let facts = match &due.standing.account {
        Some(row) => in_realm(app.database.reader(), &due.visit.realm.name).account_facts(row).await?,
        None => return due.look_again(app).await,
    };
    let guard = due.visit.guard(app);
    let shown = Shown {
        action: due.address(),
        decline: declining(due),
        version,
        may_wait_until: facts.terms_may_wait_until(&due.visit.realm, today),
        tokens: (guard.token(FORM), guard.token(DECLINE)),
    };
    Ok(due.visit.page(page(due.visit.view(), &shown)))
}
