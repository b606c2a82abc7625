//! 「メールアドレスの登録」: the address on record stands in the field and may stay.
//!
//! While nothing is verified the member may come back here and state another. That an address is another member's is
//! said only here, to somebody who has shown a password, and only so often: it would tell who is a member.

use std::sync::Arc;

use account::{EmailAddress, EmailFault, Gate};
use axum::extract::State;
use axum::response::Response;
use base::AccountId;
use chrono::TimeDelta;
use maud::{Markup, html};
use realm::{Method, Realm, Step};
use serde::Deserialize;
use store::expiring::{Count, Key, Kind};
use store::mail::Unsendable;
use store::outbox::Outgoing;
use web::controls::{Button, Field, Notice, Problems};
use web::{Posted, Unbound, View};

use super::texts::email as texts;
use crate::App;
use crate::boundary::{Failure, Visit};
use crate::mail::{self, Message};
use crate::mailed_code::page::sender_domain;
use crate::renewal::{InUse, everywhere};
use crate::rows::{AccountRow, Actor, Event, NotTheirs, in_realm};
use crate::sign_in::frame::{Frame, unbound};
use crate::sign_in::{Current, Due, Screen, in_sign_in};

const FORM: &str = "email";
/// The field of the address.
pub const FIELD: &str = "email";
const PATH: &str = "login/email";

/// How many other addresses a member may try in an hour, whether or not they are another member's.
const OTHERS_AN_HOUR: u32 = 10;

/// The screen of the address.
#[derive(Debug)]
pub enum StateEmail {}

impl Screen for StateEmail {
    fn opens(gate: Gate) -> bool {
        matches!(gate, Gate::Step(Step::Email | Step::EmailVerification) | Gate::Enrolment(Method::MailOtp))
    }
}

/// Counts of other addresses that members tried, by account.
#[derive(Debug)]
pub enum OtherAddresses {}

impl Kind for OtherAddresses {
    const NAME: &'static str = "other-addresses";
    type Value = u32;
}

/// What is typed.
#[derive(Debug, Default, Deserialize)]
pub struct Form {
    #[serde(default)]
    pub(super) email: String,
    pub(super) everywhere: Option<String>,
}

pub(super) fn page(
    view: View<'_>,
    (realm, came_back): (&Realm, bool),
    typed: &Form,
    problems: &Problems,
    frame: &Frame,
) -> Markup {
    let domain = sender_domain(realm);
    let own = realm.sign_in.email_hint.as_ref().map(|hint| view.own(hint));
    view.page(view.say(texts::TITLE)).problems(problems).card(html! {
        p.lead { (view.say(texts::LEAD)) }
        @if came_back { (Notice::warning(view.say(texts::CAME_BACK), html! { p { (view.say(texts::CAME_BACK_WHY)) } })) }
        @if let Some(own) = own { p { (own) } }
        @if !own.is_some_and(|own| own.contains(domain)) { p { (view.say_with(texts::ALLOW, &[("domain", &domain)])) } }
        (frame.around(view, &html! {
            (Field::email(FIELD, view.say(texts::EMAIL)).hint(view.say(texts::HINT)).value(&typed.email).check(problems))
            (everywhere(view, typed.everywhere.is_some()))
            p.actions { (Button::primary("email-submit", view.say(texts::SUBMIT))) }
        }))
    })
}

/// `GET /REALM/login/email`
pub async fn show(State(app): State<Arc<App>>, due: Due<StateEmail>) -> Response {
    let on_record = due.standing.account.as_ref().and_then(|account| account.email.clone());
    let typed = Form { email: on_record.unwrap_or_default(), everywhere: None };
    again(&app, &due, &typed, &Problems::none())
}

/// `POST /REALM/login/email`
pub async fn submit(
    State(app): State<Arc<App>>,
    due: Due<StateEmail>,
    form: Posted<Form>,
) -> Result<Response, Failure> {
    let view = due.visit.view();
    let typed = match form.open(&due.visit.guard(&app), FORM) {
        Ok(typed) => typed,
        Err(Unbound(typed)) => return Ok(again(&app, &due, &typed, &unbound(view))),
    };
    let Some(account) = &due.standing.account else { return due.look_again(&app).await };
    let address = match read(view, &typed.email) {
        Ok(address) => address,
        Err(problems) => return Ok(again(&app, &due, &typed, &problems)),
    };
    if Some(&address) != account.address().as_ref() && !may_try(&app, &due.visit, account.account_id()).await? {
        return Ok(again(&app, &due, &typed, &too_many(view)));
    }
    let former = tell_former(&app, &due, account, &address)?;
    let everywhere = typed.everywhere.is_some().then(|| InUse::of(&due));
    match keep(&app, &due, account.account_id(), Stated { address, former, everywhere }).await {
        Ok(()) => due.look_again(&app).await,
        Err(NotTheirs::Taken) => Ok(again(&app, &due, &typed, &taken(view))),
        Err(NotTheirs::Database(error)) => Err(error.into()),
    }
}

fn again(app: &App, due: &Current, typed: &Form, problems: &Problems) -> Response {
    let action = in_sign_in(&due.visit, &due.sign_in, PATH);
    let frame = Frame { action, ..Frame::of(app, due, FORM) };
    let came_back = due.standing.account.as_ref().is_some_and(|account| account.email_bounced_at.is_some());
    due.visit.page(page(due.visit.view(), (&due.visit.realm, came_back), typed, problems, &frame))
}

/// The address that was typed, or what is wrong with it.
///
/// # Errors
/// What the page says.
pub fn read(view: View<'_>, typed: &str) -> Result<EmailAddress, Problems> {
    if typed.trim().is_empty() {
        return Err(Problems::of_field(FIELD, view.say(texts::EMPTY)));
    }
    EmailAddress::read(typed).map_err(|EmailFault { malformed, too_long }| {
        let mut problems = Problems::none();
        if malformed && too_long {
            problems.add(FIELD, view.say(texts::MALFORMED_AND_TOO_LONG));
        } else if malformed {
            problems.add(FIELD, view.say(texts::MALFORMED));
        } else {
            problems.add(FIELD, view.say(texts::TOO_LONG));
        }
        problems
    })
}

/// What is said when another member has the address.
#[must_use]
pub fn taken(view: View<'_>) -> Problems {
    Problems::of_field(FIELD, view.say(texts::TAKEN))
}

/// What is said to somebody who has tried too many addresses.
#[must_use]
pub fn too_many(view: View<'_>) -> Problems {
    Problems::of_field(FIELD, view.say(texts::TOO_MANY))
}

/// Counts another address that a member tries, and says whether it is still one of those that they may.
///
/// # Errors
/// The store's failure.
pub async fn may_try(app: &App, visit: &Visit, account: AccountId) -> Result<bool, Failure> {
    let key = Key::<OtherAddresses>::new(&visit.realm.name, account);
    let counted = app.expiring.count(&key, OTHERS_AN_HOUR, TimeDelta::hours(1), visit.now).await?;
    Ok(counted != Count::LimitReached)
}

/// The mail to the address that the society had on record, when another takes its place: whoever reads mail there may know
/// nothing of this sign-in. One that was only typed before is not written to, because it may have been a mistake.
fn tell_former(
    app: &App,
    due: &Current,
    account: &AccountRow,
    address: &EmailAddress,
) -> Result<Option<Outgoing>, Unsendable> {
    let visit = &due.visit;
    if account.email_confirmed_at.is_some() || account.address().is_some_and(|former| former == *address) {
        return Ok(None);
    }
    mail::tell(app, (&visit.realm, visit.view().language), account, &Message::EmailChanged { at: visit.now })
}

/// What becomes of a form.
struct Stated {
    address: EmailAddress,
    /// The mail to the address that was on record.
    former: Option<Outgoing>,
    /// Where the member signs in, if every other session is to end.
    everywhere: Option<InUse>,
}

async fn keep(app: &App, due: &Current, id: AccountId, stated: Stated) -> Result<(), NotTheirs> {
    let (realm, now, Stated { address, former, everywhere }) = (Arc::clone(&due.visit.realm), due.visit.now, stated);
    app.database
        .write(move |tx| {
            Box::pin(async move {
                let rows = in_realm(tx, &realm.name);
                rows.state_address(id, &address, now).await?;
                rows.record((Actor::Member, Event::EmailStated), Some(id), None, now).await?;
                if let Some(in_use) = everywhere {
                    rows.end_sessions_of(id, in_use.session, now).await?;
                    rows.record((Actor::Member, Event::SignedOutEverywhere), Some(id), None, now).await?;
                }
                if let Some(former) = former {
                    former.enqueue(tx).await?;
                }
                Ok(())
            })
        })
        .await
}
