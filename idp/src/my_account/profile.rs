//! 「プロフィール変更」: what the member can change of themselves, and what the society corrects.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base::Language;
use maud::{Markup, html};
use realm::Method;
use serde::Deserialize;
use web::controls::{Button, Problems, Radios, definitions, form};
use web::{FormToken, Posted};

use super::sign_in_methods::say_method;
use super::texts::{self, export, methods};
use super::told::{Told, told};
use super::{Member, Place};
use crate::App;
use crate::boundary::Failure;
use crate::rows::in_realm;
use crate::sign_in::see_other;

const FORM: &str = "profile";

/// What is chosen.
#[derive(Debug, Deserialize)]
pub struct Form {
    #[serde(default)]
    language: String,
}

/// What the page shows.
pub(super) struct Shown<'a> {
    pub(super) told: Option<&'a Told>,
    pub(super) user_id: &'a str,
    /// Whether the ID is the one that the society issued.
    pub(super) provisional: bool,
    pub(super) email: Option<&'a str>,
    /// The second factor that the sign-in asks for.
    pub(super) method: Option<Method>,
    pub(super) action: String,
    pub(super) token: FormToken,
}

pub(super) fn page(place: &Place<'_>, shown: &Shown<'_>) -> Markup {
    let view = place.view;
    let languages = Language::ALL.iter().fold(
        Radios::new("language", view.say(texts::LANGUAGE)).hint(view.say(texts::LANGUAGE_HINT)),
        |radios, language| radios.option(language.tag(), language.own_name()).in_own_words(view.language),
    );
    place.page(
        view.say(texts::PROFILE),
        &Problems::none(),
        &html! {
            @if let Some(told) = shown.told { (told.notice(view)) }
            (definitions(&[
                (view.say(texts::NAME), html! {
                    (view.japanese(&place.name))
                    p.hint { (view.say(texts::NAME_HINT)) }
                }),
                (view.say(texts::USER_ID), html! {
                    (shown.user_id)
                    @if shown.provisional {
                        " " span.tag { (view.say(texts::PROVISIONAL)) }
                        p.hint { (view.say(texts::PROVISIONAL_HINT)) }
                    }
                    p { a #change-user-id href=(place.link("/user-id")) { (view.say(texts::CHANGE_USER_ID)) } }
                }),
                (view.say(texts::EMAIL), html! {
                    (shown.email.unwrap_or_else(|| view.say(texts::NO_EMAIL)))
                    p { a #change-email href=(place.link("/email")) { (view.say(texts::CHANGE_EMAIL)) } }
                }),
                (view.say(texts::METHOD), html! {
                    (say_method(view, place.realm, shown.method))
                    @if place.realm.sign_in.methods.len() > 1 {
                        p { a #change-method href=(place.link("/method")) { (view.say(methods::METHOD)) } }
                    }
                }),
            ]))
            (form(&shown.action, &shown.token, &html! {
                (languages.chosen(Some(view.language.tag())))
                p.actions { (Button::secondary("language-submit", view.say(texts::SAVE_LANGUAGE))) }
            }))
            p { a #export href=(place.link("/export")) { (view.say(export::EXPORT)) } }
        },
    )
}

/// `GET /REALM/account`
pub async fn show(State(app): State<Arc<App>>, member: Member) -> Result<Response, Failure> {
    let told = told(&app, &member).await?;
    let rows = in_realm(app.database.reader(), &member.visit.realm.name);
    let facts = rows.account_facts(&member.account).await?;
    let shown = Shown {
        told: told.as_ref(),
        user_id: &member.account.user_id,
        provisional: member.account.user_id_chosen_at.is_none(),
        email: member.account.email.as_deref(),
        method: facts.method_in(&member.visit.realm),
        action: member.address(""),
        token: member.visit.guard(&app).token(FORM),
    };
    Ok(member.visit.page(page(&member.place(), &shown)))
}

/// `POST /REALM/account`: the language.
pub async fn submit(State(app): State<Arc<App>>, member: Member, form: Posted<Form>) -> Result<Response, Failure> {
    let (visit, account) = (&member.visit, member.account.account_id());
    let Ok(chosen) = form.open(&visit.guard(&app), FORM) else { return Ok(see_other(visit, &member.address(""))) };
    let Some(language) = Language::from_tag(&chosen.language) else {
        return Ok(StatusCode::BAD_REQUEST.into_response());
    };
    let realm = Arc::clone(&visit.realm);
    app.database
        .write(move |tx| Box::pin(async move { in_realm(tx, &realm.name).choose_language(account, language).await }))
        .await?;
    Ok(see_other(&visit.clone().in_language(language), &member.address("")))
}
