//! `/settings`: what a member says of themselves (個人設定): picture, nickname, introduction.
//!
//! The words may be sent after the session has ended: they are kept, and stand in the form after the sign-in. A page that
//! somebody else opened at the same browser changes nothing of whoever is signed in now.

pub mod picture;
#[cfg(test)]
mod tests;
mod texts;

use axum::response::{IntoResponse, Redirect, Response};
use base::{Text, TokenHash};
use maud::{Markup, html};
use realm::Acr;
use serde::{Deserialize, Serialize};
use web::controls::{Button, Field, FileField, Notice, Problems, actions, form, upload};
use web::{Posted, Unbound, assets};

use super::{draft, menu};
use crate::boundary::{Failure, SignedIn, Visit};
use crate::profile::{self, LONGEST_INTRODUCTION, LONGEST_NICKNAME};
use crate::rows::in_realm;

/// What the page is called.
pub const TITLE: Text = texts::SETTINGS;
/// The form's name in its token.
const FORM: &str = "settings";

/// The form of nickname and introduction, and what of it is kept while the member signs in.
#[derive(Serialize, Deserialize)]
pub struct Fields {
    nickname: String,
    introduction: String,
    /// Whose form it is: see [`draft::owner`].
    #[serde(default, skip_serializing)]
    owner: String,
}

/// What has just been done: the last part of the address to which a form leads.
const DONE: [(&str, Text); 3] = [("saved", texts::SAVED), ("stored", texts::STORED), ("removed", texts::REMOVED)];

/// Back to the page, which says what was done.
fn done(visit: &Visit, what: &str) -> Response {
    Redirect::to(&visit.link(&format!("/settings?done={what}"))).into_response()
}

fn page(visit: &Visit, signed_in: &SignedIn, typed: &Fields, problems: &Problems) -> Markup {
    let view = visit.view();
    let pairs = web::pairs(visit.query().as_bytes()).unwrap_or_default();
    let told = DONE.iter().find(|(what, _)| pairs.iter().any(|(name, value)| name == "done" && value == what));
    view.page(view.say(TITLE)).menu(&menu(visit, signed_in.member())).problems(problems).wide(html! {
        @if let Some((_, done)) = told.filter(|_| problems.is_empty()) {
            (Notice::success(view.say(*done), html! {}))
        }
        p.lead { (view.say(texts::LEAD)) }
        section {
            h2 { (view.say(texts::PICTURE)) }
            (picture_part(visit, signed_in, problems))
        }
        section {
            h2 { (view.say(texts::ABOUT_YOU)) }
            (form(&visit.link("/settings"), &visit.guard().token(&signed_in.own_form(FORM)), &html! {
                (draft::owner_field(visit, signed_in.member()))
                (words(visit, typed, problems))
            }))
        }
        script src=(assets::url("picture.js")) defer {}
    })
}

fn words(visit: &Visit, typed: &Fields, problems: &Problems) -> Markup {
    let view = visit.view();
    let nickname_hint = view.say_with(texts::NICKNAME_HINT, &[("longest", &LONGEST_NICKNAME)]);
    let introduction_hint = view.say_with(texts::INTRODUCTION_HINT, &[("longest", &LONGEST_INTRODUCTION)]);
    html! {
        (Field::text("nickname", view.say(texts::NICKNAME))
            .value(&typed.nickname)
            .hint(&nickname_hint)
            .optional(view.language)
            .check(problems))
        (Field::area("introduction", view.say(texts::INTRODUCTION))
            .value(&typed.introduction)
            .hint(&introduction_hint)
            .optional(view.language)
            .check(problems))
        (actions(&html! { (Button::primary("settings-submit", view.say(texts::SAVE))) }))
    }
}

/// The picture as it is, and the forms that change and delete it. The script takes its words from the attributes.
fn picture_part(visit: &Visit, signed_in: &SignedIn, problems: &Problems) -> Markup {
    let view = visit.view();
    let token = |form| visit.guard().token(&signed_in.own_form(form));
    let field = FileField::new("picture", view.say(texts::CHOOSE), view.say(texts::CHOOSE_HINT), picture::ACCEPTED);
    let choose = html! {
        (field.check(problems))
        div #crop data-preview=(view.say(texts::PREVIEW)) data-zoom=(view.say(texts::ZOOM))
            data-across=(view.say(texts::ACROSS)) data-down=(view.say(texts::DOWN)) {}
        (actions(&html! { (Button::secondary("picture-submit", view.say(texts::STORE))) }))
    };
    let remove = html! { (actions(&html! { (Button::secondary("picture-remove", view.say(texts::REMOVE))) })) };
    html! {
        @match picture::address(visit, signed_in.member()) {
            Some(address) => {
                img.portrait src=(address) alt=(view.say(texts::PICTURE_NOW)) width="128" height="128";
                (form(&visit.link("/settings/picture/remove"), &token(picture::REMOVE_FORM), &remove))
            }
            None => p { (view.say(texts::NO_PICTURE)) }
        }
        (upload(&visit.link("/settings/picture"), &token(picture::FORM), &choose))
    }
}

/// What is kept already, as if it had been typed.
fn kept(signed_in: &SignedIn) -> Fields {
    let profile = signed_in.member().profile.clone();
    let nickname = profile.nickname.unwrap_or_default();
    Fields { nickname, introduction: profile.introduction, owner: String::new() }
}

/// `GET /settings`
pub async fn show(visit: Visit, signed_in: SignedIn) -> Result<Response, Failure> {
    let (typed, problems) = match draft::take_fields(&visit, signed_in.member()).await? {
        Some(typed) => (typed, Problems::of_form(visit.view().say(texts::SEND_AGAIN))),
        None => (kept(&signed_in), Problems::none()),
    };
    Ok(page(&visit, &signed_in, &typed, &problems).into_response())
}

/// `POST /settings`
pub async fn submit(visit: Visit, posted: Posted<Fields>) -> Result<Response, Failure> {
    let view = visit.view();
    let Some(signed_in) = visit.signed_in(Acr::Password).await? else {
        let (Ok(typed) | Err(Unbound(typed))) = posted.open(&visit.guard(), FORM);
        return draft::first_sign_in(&visit, &typed.owner, &typed, Acr::Password).await;
    };
    let typed = match posted.open(&visit.guard(), &signed_in.own_form(FORM)) {
        Ok(typed) => typed,
        Err(Unbound(typed)) => {
            let own = draft::is_owner(&visit, signed_in.member(), &typed.owner);
            let (typed, why) = if own { (typed, texts::SEND_AGAIN) } else { (kept(&signed_in), draft::OF_ANOTHER) };
            let problems = Problems::of_form(view.say(why));
            return Ok(page(&visit, &signed_in, &typed, &problems).into_response());
        }
    };
    let (nickname, introduction) = (profile::nickname(&typed.nickname), profile::introduction(&typed.introduction));
    let (Ok(nickname), Ok(introduction)) = (&nickname, &introduction) else {
        let mut problems = Problems::none();
        if nickname.is_err() {
            problems.add("nickname", view.say_with(texts::NICKNAME_LONG, &[("longest", &LONGEST_NICKNAME)]));
        }
        if introduction.is_err() {
            let text = view.say_with(texts::INTRODUCTION_LONG, &[("longest", &LONGEST_INTRODUCTION)]);
            problems.add("introduction", text);
        }
        return Ok(page(&visit, &signed_in, &typed, &problems).into_response());
    };
    let (realm, subject) = (visit.realm.name.clone(), TokenHash::of(&signed_in.member().subject));
    let (nickname, introduction) = (nickname.clone(), introduction.clone());
    let keep = visit.app.database.write(move |tx| {
        Box::pin(async move { in_realm(tx, &realm).put_words(&subject, nickname, introduction).await })
    });
    keep.await?;
    Ok(done(&visit, "saved"))
}
