//! 「登録情報のダウンロード」: everything that the provider holds about a member, as one JSON file.
//!
//! Secrets are no data about a member: password hashes, seeds and tokens stay where they are. What is held at other
//! services, the portal among them, is theirs to give.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use base::japan_date;
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use web::controls::{Button, Problems};
use web::{FormToken, Posted};

use super::texts::export as texts;
use super::{FreshAuth, Place};
use crate::App;
use crate::boundary::Failure;
use crate::rows::{Actor, Details, Event, Held, in_realm};
use crate::sign_in::see_other;

const FORM: &str = "export";

/// The form has nothing but its token.
#[derive(Debug, Deserialize)]
pub struct Form {}

pub(super) fn page(place: &Place<'_>, token: &FormToken) -> Markup {
    let view = place.view;
    place.page(view.say(texts::EXPORT), &Problems::none(), &html! {
        p.lead { (view.say(texts::LEAD)) }
        ul {
            @for part in [texts::PROFILE, texts::DEVICES, texts::SESSIONS, texts::HISTORY] { li { (view.say(part)) } }
        }
        p { (view.say(texts::NO_SECRETS)) }
        (place.form(token, "", &html! {
            p.actions { (Button::primary("export-submit", view.say(texts::DOWNLOAD))) }
        }))
        p.hint { (view.say(texts::KEEP_SAFE)) }
    })
}

/// `GET /REALM/account/export`
pub async fn show(State(app): State<Arc<App>>, fresh: FreshAuth) -> Response {
    fresh.visit.page(page(&fresh.place(), &fresh.visit.guard(&app).token(FORM)))
}

/// `POST /REALM/account/export`: the file.
pub async fn submit(State(app): State<Arc<App>>, fresh: FreshAuth, form: Posted<Form>) -> Result<Response, Failure> {
    let visit = &fresh.visit;
    if form.open(&visit.guard(&app), FORM).is_err() {
        return Ok(see_other(visit, &fresh.address("/export")));
    }
    let held = in_realm(app.database.reader(), &visit.realm.name).held_about(fresh.account_id()).await?;
    let (issuer, society) = (&visit.realm.issuer, &visit.realm.display_name.ja);
    let data = serde_json::to_string_pretty(&Data { exported_at: visit.now, issuer, society, held })?;
    note(&app, &fresh).await?;
    let name = format!("{}-account-{}.json", visit.realm.name, japan_date(visit.now));
    let headers = [
        (CONTENT_TYPE, "application/json; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok(visit.respond((headers, data).into_response()))
}

/// The whole file. The names of its keys are for whoever reads it with a program.
#[derive(Debug, Serialize)]
struct Data<'a> {
    exported_at: DateTime<Utc>,
    issuer: &'a str,
    society: &'a str,
    #[serde(flatten)]
    held: Held,
}

async fn note(app: &App, fresh: &FreshAuth) -> Result<(), Failure> {
    let (realm, now, account) = (Arc::clone(&fresh.visit.realm), fresh.visit.now, fresh.account_id());
    let seen = fresh.visit.seen();
    let noted = app.database.write(move |tx| {
        Box::pin(async move {
            let details = Details { account: Some(account), seen, ..Details::default() };
            in_realm(tx, &realm.name).record_with((Actor::Member, Event::DataExported), details, now).await
        })
    });
    Ok(noted.await?)
}
