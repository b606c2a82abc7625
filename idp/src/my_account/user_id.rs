//! 「ユーザID」 on the account pages: the same rules and the same race as in the first sign-in.

use std::sync::Arc;

use account::NewUserId;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;
use web::controls::{Button, Problems};
use web::{FormToken, Posted, Unbound};

use super::told::{Told, tell};
use super::{FreshAuth, Place, texts};
use crate::App;
use crate::boundary::Failure;
use crate::rows::{Actor, Details, Event, NotRenamed, in_realm};
use crate::sign_in::frame::unbound;
use crate::sign_in::see_other;
use crate::steps::user_id::{field, judge, taken};

const FORM: &str = "account-user-id";

/// What is typed.
#[derive(Debug, Deserialize)]
pub struct Form {
    #[serde(default)]
    username: String,
}

pub(super) fn page(place: &Place<'_>, typed: &str, problems: &Problems, token: &FormToken) -> Markup {
    let view = place.view;
    let fields = html! {
        (field(view, place.realm, typed, problems))
        p.actions { (Button::primary("user-id-submit", view.say(texts::CHANGE))) }
    };
    place.page(
        view.say(texts::CHANGE_USER_ID),
        problems,
        &html! {
            p.lead { (view.say(texts::CHANGE_USER_ID_LEAD)) }
            (place.form(token, "", &fields))
        },
    )
}

/// `GET /REALM/account/user-id`
pub async fn show(State(app): State<Arc<App>>, fresh: FreshAuth) -> Result<Response, Failure> {
    let draft: Option<Form> = fresh.draft(&app).await?;
    let typed = draft.map_or_else(|| fresh.account.user_id.clone(), |draft| draft.username);
    Ok(again(&app, &fresh, &typed, &Problems::none()))
}

/// `POST /REALM/account/user-id`
pub async fn submit(State(app): State<Arc<App>>, fresh: FreshAuth, form: Posted<Form>) -> Result<Response, Failure> {
    let view = fresh.visit.view();
    let typed = match form.open(&fresh.visit.guard(&app), FORM) {
        Ok(typed) => typed,
        Err(Unbound(typed)) => return Ok(again(&app, &fresh, &typed.username, &unbound(view))),
    };
    let chosen = match judge(view, &fresh.visit.realm, &fresh.account, &typed.username) {
        Ok(chosen) => chosen,
        Err(problems) => return Ok(again(&app, &fresh, &typed.username, &problems)),
    };
    match keep(&app, &fresh, chosen).await {
        Ok(()) => {
            fresh.forget_draft(&app).await?;
            tell(&app, &fresh, &Told::UserIdChanged).await?;
            Ok(see_other(&fresh.visit, &fresh.address("")))
        }
        Err(NotRenamed::Taken) => Ok(again(&app, &fresh, &typed.username, &taken(view))),
        Err(NotRenamed::Database(error)) => Err(error.into()),
    }
}

fn again(app: &App, fresh: &FreshAuth, typed: &str, problems: &Problems) -> Response {
    fresh.visit.page(page(&fresh.place(), typed, problems, &fresh.visit.guard(app).token(FORM)))
}

/// Of two who want one ID at the same moment, one has it. An ID that stays was looked at, and is no longer one that the
/// society only lent.
async fn keep(app: &App, fresh: &FreshAuth, chosen: NewUserId) -> Result<(), NotRenamed> {
    let NewUserId::Chosen(user_id) = chosen else { return Ok(()) };
    let (realm, now, account) = (Arc::clone(&fresh.visit.realm), fresh.visit.now, fresh.account_id());
    let seen = fresh.visit.seen();
    app.database
        .write(move |tx| {
            Box::pin(async move {
                let rows = in_realm(tx, &realm.name);
                rows.rename(account, &user_id, now).await?;
                let details = Details { account: Some(account), seen, ..Details::default() };
                Ok(rows.record_with((Actor::Member, Event::UserIdChosen), details, now).await?)
            })
        })
        .await
}
