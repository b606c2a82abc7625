//! 「連携アプリ」: the applications that know the member, what each learns, and the way to end that.
//!
//! It lists what lives: agreements that are remembered, and grants that tokens still come from. Ending one forgets the
//! agreement and revokes every grant at once; whatever tokens there are say nothing more from then on.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::{DateTime, Utc};
use maud::{Markup, html};
use oidc::consent::Disclosure;
use realm::{Consent, Realm};
use serde::Deserialize;
use web::controls::{Button, Item, LinkButton, Problems, actions, items};
use web::{FormToken, Posted, View, format};

use super::texts::applications as texts;
use super::told::{Told, tell, told};
use super::{FreshAuth, Member, Place};
use crate::App;
use crate::applications::disclosed;
use crate::boundary::Failure;
use crate::rows::{Actor, ConsentRow, DbErr, Details, Event, GrantRow, in_realm};
use crate::sign_in::see_other;

const FORM: &str = "withdraw";

/// The form has nothing but its token.
#[derive(Debug, Deserialize)]
pub struct Form {}

/// An application that knows the member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Known {
    /// Its client id.
    pub(super) client: String,
    /// Since when.
    pub(super) since: DateTime<Utc>,
    /// When the member signed in to it last, while tokens still come from that.
    pub(super) signed_in_at: Option<DateTime<Utc>>,
    /// What it learns.
    pub(super) learns: Disclosure,
    /// Whether it goes on learning that while the member is away.
    pub(super) while_away: bool,
}

/// Every application that an agreement or a grant is about, by client id.
fn known(consents: &[ConsentRow], grants: &[GrantRow]) -> Vec<Known> {
    let mut all: BTreeMap<&str, Known> = BTreeMap::new();
    for row in consents {
        let known = of(&mut all, &row.client, row.given_at);
        known.learns = known.learns.joined_with(&row.disclosure().unwrap_or_default());
    }
    for row in grants {
        let known = of(&mut all, &row.client, row.created_at);
        known.signed_in_at = known.signed_in_at.max(Some(row.created_at));
        known.while_away |= row.is_offline();
        let claims = row.requested_claims();
        let scope = row.scope.clone().try_into().unwrap_or_default();
        known.learns = known.learns.joined_with(&Disclosure::of(scope, &claims.id_token | &claims.userinfo));
    }
    all.into_values().collect()
}

fn of<'k, 'r>(all: &'k mut BTreeMap<&'r str, Known>, client: &'r str, at: DateTime<Utc>) -> &'k mut Known {
    let first = || Known { client: client.to_owned(), since: at, ..Known::default() };
    let known = all.entry(client).or_insert_with(first);
    known.since = known.since.min(at);
    known
}

/// What an application is called. One that the realm's files no longer name has its client id for a name.
fn name<'a>(view: View<'_>, realm: &'a Realm, known: &'a Known) -> &'a str {
    realm.client(&known.client).map_or(&known.client, |client| view.own(&client.name))
}

fn is_own(realm: &Realm, known: &Known) -> bool {
    realm.client(&known.client).is_some_and(|client| client.consent == Consent::Implicit)
}

fn item<'a>(place: &Place<'a>, known: &'a Known) -> Item<'a> {
    let view = place.view;
    let item = Item::new(name(view, place.realm, known));
    let item = item.tag(is_own(place.realm, known).then(|| view.say(texts::OWN)));
    let item = item.fact(view.say(texts::SINCE), format::moment(known.since, view.language));
    let signed_in = known.signed_in_at.map(|at| format::moment(at, view.language));
    let item = signed_in.into_iter().fold(item, |item, at| item.fact(view.say(texts::SIGNED_IN), at));
    let away = if known.while_away { texts::GOES_ON } else { texts::ENDS_WITH_SESSION };
    item.fact(view.say(texts::AWAY), view.say(away).to_owned())
}

pub(super) fn page(place: &Place<'_>, all: &[Known], told: Option<&Told>) -> Markup {
    let view = place.view;
    place.page(
        view.say(super::texts::APPLICATIONS),
        &Problems::none(),
        &html! {
            @if let Some(told) = told { (told.notice(view)) }
            p.lead { (view.say(texts::LEAD)) }
            @if all.is_empty() { p { (view.say(texts::NONE)) } }
            @for known in all {
                section {
                    (items(&[item(place, known)]))
                    h2 { (view.say_with(texts::LEARNS, &[("application", &name(view, place.realm, known))])) }
                    (disclosed(view, &known.learns, name(view, place.realm, known)))
                    (actions(&html! {
                        (LinkButton::secondary(
                            &place.link(&path(&known.client)),
                            &view.say_with(texts::WITHDRAW_FROM, &[("application", &name(view, place.realm, known))]),
                        ))
                    }))
                }
            }
        },
    )
}

pub(super) fn question(place: &Place<'_>, known: &Known, token: &FormToken) -> Markup {
    let view = place.view;
    let application = name(view, place.realm, known);
    let about = if is_own(place.realm, known) { texts::WITHDRAW_OWN_MEANS } else { texts::WITHDRAW_MEANS };
    let title = view.say_with(texts::WITHDRAW_ASKED, &[("application", &application)]);
    place.page(
        &title,
        &Problems::none(),
        &html! {
            (items(&[item(place, known)]))
            p { (view.say_with(about, &[("application", &application)])) }
            p { (view.say_with(texts::KEEPS_WHAT_IT_HAS, &[("application", &application)])) }
            (place.form(token, "/applications", &html! {
                p.actions { (Button::danger("withdraw-submit", view.say(texts::WITHDRAW))) }
            }))
        },
    )
}

/// The path of the question about an application, below the account pages.
fn path(client: &str) -> String {
    format!("/applications/{client}/withdraw")
}

/// `GET /REALM/account/applications`
pub async fn show(State(app): State<Arc<App>>, member: Member) -> Result<Response, Failure> {
    let told = told(&app, &member).await?;
    let all = find(&app, &member).await?;
    Ok(member.visit.page(page(&member.place(), &all, told.as_ref())))
}

/// `GET /REALM/account/applications/{client}/withdraw`: the question, with the application named.
pub async fn ask(
    State(app): State<Arc<App>>,
    fresh: FreshAuth,
    Path((_, client)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let Some(known) = find(&app, &fresh).await?.into_iter().find(|known| known.client == client) else {
        return Ok(see_other(&fresh.visit, &fresh.address("/applications")));
    };
    Ok(fresh.visit.page(question(&fresh.place(), &known, &fresh.visit.guard(&app).token(FORM))))
}

/// `POST /REALM/account/applications/{client}/withdraw`
pub async fn submit(
    State(app): State<Arc<App>>,
    fresh: FreshAuth,
    Path((_, client)): Path<(String, String)>,
    form: Posted<Form>,
) -> Result<Response, Failure> {
    if form.open(&fresh.visit.guard(&app), FORM).is_err() {
        return Ok(see_other(&fresh.visit, &fresh.page.address(&fresh.visit.realm.name)));
    }
    // Of two tabs one withdraws; the other finds nothing left to.
    if find(&app, &fresh).await?.iter().any(|known| known.client == client) {
        withdraw(&app, &fresh, client).await?;
        tell(&app, &fresh, &Told::ConsentWithdrawn).await?;
    }
    Ok(see_other(&fresh.visit, &fresh.address("/applications")))
}

async fn find(app: &App, member: &Member) -> Result<Vec<Known>, Failure> {
    let rows = in_realm(app.database.reader(), &member.visit.realm.name);
    let account = member.account.account_id();
    let sessions = rows.sessions_of(account, member.visit.now).await?;
    let sessions: Vec<_> = sessions.iter().map(crate::rows::SessionRow::session_id).collect();
    let grants = rows.live_grants_of(account, &sessions, member.visit.now).await?;
    Ok(known(&rows.consents_of(account).await?, &grants))
}

/// No sign-in that is about to end slips through: it holds the account too, and looks at the agreement once more.
async fn withdraw(app: &App, fresh: &FreshAuth, client: String) -> Result<(), Failure> {
    let (realm, now, account) = (Arc::clone(&fresh.visit.realm), fresh.visit.now, fresh.account_id());
    let seen = fresh.visit.seen();
    let withdrawn = app.database.write(move |tx| {
        Box::pin(async move {
            let rows = in_realm(tx, &realm.name);
            rows.hold_account(account).await?;
            rows.withdraw_consent(account, &client).await?;
            rows.revoke_grants_to(&client, account, now).await?;
            let details = Details { account: Some(account), client: Some(client), seen, ..Details::default() };
            rows.record_with((Actor::Member, Event::ConsentWithdrawn), details, now).await?;
            Ok::<_, DbErr>(())
        })
    });
    Ok(withdrawn.await?)
}
