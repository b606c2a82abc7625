//! `/mymail/{id}`: one letter, the files that go with it, and its reply: the form, or what became of it.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use web::controls::{LinkButton, Notice, Problems, actions};
use web::format;

use super::super::draft;
use super::super::menu;
use super::super::published::{day, file, files};
use super::{addressee, marks, reply, texts, wording};
use crate::boundary::{Failure, SignedIn, Visit};
use crate::member::{Household, Member};
use crate::rows::{AttachedFile, AttachedTo, LetterRow, in_realm};

/// What the page shows.
pub(super) struct Facts {
    pub(super) letter: LetterRow,
    pub(super) attached: Vec<AttachedFile>,
    /// What stands in the form.
    pub(super) typed: String,
    /// Whether that was kept from before a sign-in.
    pub(super) kept: bool,
    pub(super) problems: Problems,
}

/// `GET /mymail/{id}`
pub async fn show(
    visit: Visit,
    signed_in: SignedIn,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let household = match addressee(&visit, &signed_in) {
        Ok(household) => household,
        Err(instead) => return Ok(*instead),
    };
    let Some(mut facts) = facts(&visit, &household, &id).await? else {
        return Ok(StatusCode::NOT_FOUND.into_response());
    };
    if facts.letter.read_at.is_none() {
        let (realm, now) = (visit.realm.name.clone(), visit.now);
        let (of, my_mail) = (household.clone(), id.clone());
        let noted = visit.app.database.write(move |tx| {
            Box::pin(async move { in_realm(tx, &realm).note_letter_opened(&of, &my_mail, now).await })
        });
        noted.await?;
        facts.letter.read_at = Some(visit.now);
    }
    if let Some(typed) = draft::take(&visit, &household, &id).await? {
        facts.typed = typed;
        facts.kept = true;
    }
    Ok(page(&visit, (signed_in.member(), &household), &facts).into_response())
}

/// `GET /mymail/{id}/files/{name}`
pub async fn attachment(
    visit: Visit,
    signed_in: SignedIn,
    Path((_, id, name)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let household = match addressee(&visit, &signed_in) {
        Ok(household) => household,
        Err(instead) => return Ok(*instead),
    };
    let rows = in_realm(visit.app.database.reader(), &visit.realm.name);
    let content = match rows.letter(&household, &id).await? {
        Some(_) => rows.attachment(AttachedTo::MyMail(&id), &name).await?,
        None => None,
    };
    Ok(match content {
        Some((media_type, content)) => file(media_type, content),
        None => StatusCode::NOT_FOUND.into_response(),
    })
}

/// A person's copy of a MY mail with what goes with it, the form empty.
pub(super) async fn facts(visit: &Visit, household: &Household, id: &str) -> Result<Option<Facts>, Failure> {
    let rows = in_realm(visit.app.database.reader(), &visit.realm.name);
    let Some(letter) = rows.letter(household, id).await? else { return Ok(None) };
    let attached = rows.attachments(AttachedTo::MyMail(id)).await?;
    Ok(Some(Facts { letter, attached, typed: String::new(), kept: false, problems: Problems::none() }))
}

pub(super) fn page(visit: &Visit, (member, household): (&Member, &Household), facts: &Facts) -> Markup {
    let view = visit.view();
    let (letter, wording) = (&facts.letter, wording(&facts.letter));
    let list = visit.link("/mymail");
    view.page(&wording.for_reader(view.language).title)
        .heading(wording.title(view))
        .problems(&facts.problems)
        .menu(&menu(visit, member))
        .below(view.say(texts::MY_MAIL), &list)
        .wide(html! {
            p.facts { (day(view, letter.sent_at)) (marks(visit, letter)) }
            (wording.body(view))
            (files(view, &format!("{list}/{}", letter.my_mail), &facts.attached))
            @if letter.reply_wanted { (reply_part(visit, household, facts)) }
            (actions(&html! { (LinkButton::secondary(&list, view.say(texts::BACK_TO_LIST))) }))
        })
}

/// The reply that was sent, the form for it, or why there is none.
fn reply_part(visit: &Visit, household: &Household, facts: &Facts) -> Markup {
    let view = visit.view();
    let letter = &facts.letter;
    let moment = |at| format::moment(at, view.language);
    html! {
        section {
            @if let Some((text, at)) = &letter.reply {
                (Notice::success(view.say(texts::SENT), html! {
                    p { (view.say_with(texts::SENT_AT, &[("at", &moment(*at))])) }
                }))
                h2 { (view.say(texts::YOUR_REPLY)) }
                p.typed { (view.japanese(text)) }
            } @else if let Some(until) = letter.reply_until.filter(|until| *until <= visit.now) {
                (Notice::information(view.say(texts::CLOSED), html! {
                    p { (view.say_with(texts::CLOSED_WHY, &[("until", &moment(until))])) }
                }))
            } @else {
                h2 { (view.say(texts::REPLY)) }
                (reply::form(visit, household, facts))
            }
        }
    }
}
