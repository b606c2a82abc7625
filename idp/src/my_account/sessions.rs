//! 「ログイン中の端末」: every browser that the member is signed in with, and the way out of each.
//!
//! To see them takes a session; to end them, who it is has to be shown anew, as for all that keeps somebody out (OWASP
//! ASVS 5.0 §7.5.2).

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use base::SessionId;
use maud::{Markup, html};
use serde::Deserialize;
use web::controls::{Button, Item, LinkButton, Notice, Problems, actions, items};
use web::{FormToken, Posted, View, format, say_browser, say_network};

use super::texts::sessions as texts;
use super::told::{Told, tell, told};
use super::{FreshAuth, Member, Place};
use crate::App;
use crate::boundary::Failure;
use crate::logout;
use crate::rows::{Actor, Details, Event, SessionRow, in_realm};
use crate::sign_in::see_other;

const FORM: &str = "end-sessions";

/// Which sessions are to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    One(SessionId),
    Others,
    All,
}

impl Which {
    fn read(text: &str) -> Option<Self> {
        match text {
            "others" => Some(Self::Others),
            "all" => Some(Self::All),
            id => id.parse().ok().map(Self::One),
        }
    }
}

/// The form has nothing but its token.
#[derive(Debug, Deserialize)]
pub struct Form {}

/// What a browser is called, where it was last used, since when it is signed in, and when it was last used.
fn item<'a>(view: View<'_>, session: &SessionRow, name: &'a str, here: bool) -> Item<'a> {
    let place = session.network.as_deref().map(|network| say_network(network, view.language));
    let used = session.last_used_at.unwrap_or(session.created_at);
    let item = Item::new(name).tag(here.then(|| view.say(texts::THIS)));
    let item = place.into_iter().fold(item, |item, place| item.fact(view.say(texts::WHERE), place));
    item.fact(view.say(texts::SINCE), format::moment(session.created_at, view.language))
        .fact(view.say(texts::LAST_USED), format::moment(used, view.language))
}

fn name_of(view: View<'_>, session: &SessionRow) -> String {
    say_browser(session.browser.as_deref().unwrap_or("/"), view.language)
}

pub(super) fn page(place: &Place<'_>, (sessions, this): (&[SessionRow], SessionId), told: Option<&Told>) -> Markup {
    let view = place.view;
    let shown: Vec<(&SessionRow, String, String)> = sessions
        .iter()
        .map(|row| (row, name_of(view, row), place.link(&format!("/sessions/{}/end", row.session_id()))))
        .collect();
    let list = shown
        .iter()
        .map(|(row, name, end)| item(view, row, name, row.session_id() == this).action(end, view.say(texts::END_ONE)));
    let (others, all) = (place.link("/sessions/others/end"), place.link("/sessions/all/end"));
    place.page(
        view.say(super::texts::SESSIONS),
        &Problems::none(),
        &html! {
            @if let Some(told) = told { (told.notice(view)) }
            p.lead { (view.say(texts::LEAD)) }
            (items(&list.collect::<Vec<_>>()))
            (actions(&html! {
                @if sessions.len() > 1 { (LinkButton::secondary(&others, view.say(texts::END_OTHERS))) }
                (LinkButton::secondary(&all, view.say(texts::END_ALL)))
            }))
            p.hint { (view.say(texts::UNKNOWN_ONE)) }
        },
    )
}

pub(super) fn question(
    place: &Place<'_>,
    which: Which,
    named: Option<(&SessionRow, bool)>,
    token: &FormToken,
) -> Markup {
    let view = place.view;
    let (title, about, button) = match which {
        Which::One(_) => (texts::END_ONE_ASKED, texts::END_ONE_MEANS, texts::END_ONE),
        Which::Others => (texts::END_OTHERS_ASKED, texts::END_OTHERS_MEANS, texts::END_OTHERS),
        Which::All => (texts::END_ALL_ASKED, texts::END_ALL_MEANS, texts::END_ALL),
    };
    let name = named.map(|(row, _)| name_of(view, row)).unwrap_or_default();
    place.page(
        view.say(title),
        &Problems::none(),
        &html! {
            @if let Some((row, here)) = named { (items(&[item(view, row, &name, here)])) }
            @if named.is_some_and(|(_, here)| here) {
                (Notice::warning(view.say(texts::IT_IS_THIS), html! { p { (view.say(texts::IT_IS_THIS_MEANS)) } }))
            } @else {
                p { (view.say(about)) }
            }
            (place.form(token, "/sessions", &html! {
                p.actions { (Button::danger("session-end", view.say(button))) }
            }))
        },
    )
}

/// `GET /REALM/account/sessions`
pub async fn show(State(app): State<Arc<App>>, member: Member) -> Result<Response, Failure> {
    let told = told(&app, &member).await?;
    let rows = in_realm(app.database.reader(), &member.visit.realm.name);
    let sessions = rows.sessions_of(member.account.account_id(), member.visit.now).await?;
    Ok(member.visit.page(page(&member.place(), (&sessions, member.session.session_id()), told.as_ref())))
}

/// `GET /REALM/account/sessions/{id}/end`: the question, with the browser named.
pub async fn ask(
    State(app): State<Arc<App>>,
    fresh: FreshAuth,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let Some((which, named)) = find(&app, &fresh, &id).await? else { return Ok(gone(&fresh)) };
    let named = named.as_ref().map(|row| (row, row.session_id() == fresh.session.session_id()));
    let token = fresh.visit.guard(&app).token(FORM);
    Ok(fresh.visit.page(question(&fresh.place(), which, named, &token)))
}

/// `POST /REALM/account/sessions/{id}/end`
pub async fn submit(
    State(app): State<Arc<App>>,
    fresh: FreshAuth,
    Path((_, id)): Path<(String, String)>,
    form: Posted<Form>,
) -> Result<Response, Failure> {
    let Some((which, _)) = find(&app, &fresh, &id).await? else { return Ok(gone(&fresh)) };
    if form.open(&fresh.visit.guard(&app), FORM).is_err() {
        return Ok(see_other(&fresh.visit, &fresh.page.address(&fresh.visit.realm.name)));
    }
    end(&app, &fresh, which).await?;
    if which == Which::All || which == Which::One(fresh.session.session_id()) {
        return Ok((fresh.visit.clear_session(), logout::signed_out_here(&fresh.visit)).into_response());
    }
    tell(&app, &fresh, &Told::SessionsEnded).await?;
    Ok(see_other(&fresh.visit, &fresh.address("/sessions")))
}

/// What an address means, if it is of this member; one that has ended is none.
async fn find(app: &App, fresh: &FreshAuth, id: &str) -> Result<Option<(Which, Option<SessionRow>)>, Failure> {
    let Some(which) = Which::read(id) else { return Ok(None) };
    let Which::One(id) = which else { return Ok(Some((which, None))) };
    let rows = in_realm(app.database.reader(), &fresh.visit.realm.name);
    let session = rows.session(id, fresh.visit.now).await?;
    let theirs = session.filter(|session| session.account_id() == fresh.account_id());
    Ok(theirs.map(|session| (which, Some(session))))
}

/// The session has ended meanwhile: the list shows what is left.
fn gone(fresh: &FreshAuth) -> Response {
    see_other(&fresh.visit, &fresh.address("/sessions"))
}

async fn end(app: &App, fresh: &FreshAuth, which: Which) -> Result<(), Failure> {
    let (realm, now, account) = (Arc::clone(&fresh.visit.realm), fresh.visit.now, fresh.account_id());
    let (this, seen) = (fresh.session.session_id(), fresh.visit.seen());
    let ended = app.database.write(move |tx| {
        Box::pin(async move {
            let rows = in_realm(tx, &realm.name);
            let event = match which {
                Which::One(id) => {
                    if rows.end_session(id, now).await? {
                        rows.revoke_grants_of_session(id, now).await?;
                    }
                    Event::SignedOut
                }
                Which::Others => {
                    rows.end_sessions_of(account, Some(this), now).await?;
                    Event::SignedOutEverywhere
                }
                Which::All => {
                    rows.end_sessions_of(account, None, now).await?;
                    Event::SignedOutEverywhere
                }
            };
            let details = Details { account: Some(account), seen, ..Details::default() };
            rows.record_with((Actor::Member, event), details, now).await
        })
    });
    Ok(ended.await?)
}
