//! `/notices/{id}`: one notice, and the files that go with it.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use realm::Acr;
use web::ErrorPage;
use web::controls::{LinkButton, actions};

use super::super::published::{day, file, files};
use super::super::{menu, menu_before_sign_in, sign_in};
use super::{audiences, category, texts, wording};
use crate::boundary::{Failure, Visit};
use crate::member::Member;
use crate::relying_party::Goal;
use crate::rows::{AttachedFile, AttachedTo, NoticeRow, in_realm};

/// `GET /notices/{id}`
pub async fn show(visit: Visit, Path((_, id)): Path<(String, String)>) -> Result<Response, Failure> {
    let (notice, reader) = match find(&visit, &id).await? {
        Ok(found) => found,
        Err(instead) => return Ok(*instead),
    };
    if let Some(member) = &reader {
        let (realm, subject, now) = (visit.realm.name.clone(), member.subject.clone(), visit.now);
        let noted = visit.app.database.write(move |tx| {
            Box::pin(async move { in_realm(tx, &realm).note_notice_opened(&subject, &id, now).await })
        });
        noted.await?;
    }
    let rows = in_realm(visit.app.database.reader(), &visit.realm.name);
    let attached = rows.attachments(AttachedTo::Notice(&notice.id)).await?;
    Ok(page(&visit, reader.as_ref(), (&notice, &attached)).into_response())
}

/// `GET /notices/{id}/files/{name}`
pub async fn attachment(
    visit: Visit,
    Path((_, id, name)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    if let Err(instead) = find(&visit, &id).await? {
        return Ok(*instead);
    }
    let rows = in_realm(visit.app.database.reader(), &visit.realm.name);
    Ok(match rows.attachment(AttachedTo::Notice(&id), &name).await? {
        Some((media_type, content)) => file(media_type, content),
        None => StatusCode::NOT_FOUND.into_response(),
    })
}

/// A notice that the visitor may read now, and who they are; or what they are answered instead.
async fn find(visit: &Visit, id: &str) -> Result<Result<(NoticeRow, Option<Member>), Box<Response>>, Failure> {
    let not_there = || Ok(Err(Box::new(StatusCode::NOT_FOUND.into_response())));
    let notice = in_realm(visit.app.database.reader(), &visit.realm.name).notice(id).await?;
    let Some(notice) = notice.filter(|notice| notice.from_at <= visit.now) else { return not_there() };
    let reader = visit.session().await?.map(|session| session.member);
    if !audiences(reader.as_ref()).contains(&notice.audience) {
        if reader.is_some() {
            return not_there();
        }
        let goal = Goal::page(visit.path(), Acr::Password);
        return Ok(Err(Box::new(sign_in::begin(visit, goal).await?)));
    }
    let gone = match (notice.withdrawn_at, notice.until_at) {
        (Some(_), _) => Some(texts::WITHDRAWN_WHY),
        (None, Some(until)) if until <= visit.now => Some(texts::ENDED_WHY),
        _ => None,
    };
    let Some(explanation) = gone else { return Ok(Ok((notice, reader))) };
    let page = ErrorPage { status: StatusCode::GONE, title: texts::GONE, explanation, reference: None, onward: None };
    let page = page.onward(visit.view().say(texts::BACK_TO_LIST), visit.link("/notices"));
    Ok(Err(Box::new(page.respond(visit.view()))))
}

fn page(visit: &Visit, reader: Option<&Member>, (notice, attached): (&NoticeRow, &[AttachedFile])) -> Markup {
    let view = visit.view();
    let wording = wording(notice);
    let list = visit.link("/notices");
    let menu = reader.map_or_else(|| menu_before_sign_in(visit), |member| menu(visit, member));
    view.page(&wording.for_reader(view.language).title)
        .heading(wording.title(view))
        .menu(&menu)
        .below(view.say(texts::NOTICES), &list)
        .wide(html! {
            p.facts {
                (day(view, notice.from_at))
                @if let Some(category) = category(visit, &notice.category) { " " span.tag { (category) } }
            }
            (wording.body(view))
            (files(view, &format!("{list}/{}", notice.id), attached))
            (actions(&html! { (LinkButton::secondary(&list, view.say(texts::BACK_TO_LIST))) }))
        })
}
