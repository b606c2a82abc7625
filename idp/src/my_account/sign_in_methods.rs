//! 「ログイン方法変更」: the password, the devices of the second factor, and the ways to change each.

use std::sync::Arc;

use account::{RelyingParty, StoredPasskey};
use axum::extract::State;
use axum::response::Response;
use base::AccountId;
use maud::{Markup, html};
use realm::{Method, Realm};
use web::controls::{Item, LinkButton, Problems, actions, items};
use web::{View, format};

use super::texts::methods as texts;
use super::told::{Told, told};
use super::{Member, Place};
use crate::App;
use crate::boundary::Failure;
use crate::ceremony::Signal;
use crate::rows::{AccountRow, AuthenticatorRow, PasskeyRow, in_realm};
use crate::steps::method::label;

/// What the page shows.
pub(super) struct Shown<'a> {
    pub(super) account: &'a AccountRow,
    pub(super) method: Option<Method>,
    pub(super) apps: &'a [AuthenticatorRow],
    pub(super) passkeys: &'a [PasskeyRow],
    pub(super) told: Option<&'a Told>,
    /// What the browser's password manager should know, so that it offers no passkey that is no longer accepted.
    pub(super) signals: Vec<Signal>,
}

pub(super) fn page(place: &Place<'_>, shown: &Shown<'_>) -> Markup {
    let view = place.view;
    place.page(view.say(super::texts::SIGN_IN_METHODS), &Problems::none(), &html! {
        @if let Some(told) = shown.told { (told.notice(view)) }
        section aria-labelledby="basic" {
            h2 #basic { (view.say(texts::BASIC)) }
            (password(place, shown.account))
        }
        section aria-labelledby="second" {
            h2 #second { (view.say(texts::SECOND)) }
            (chosen(place, shown.method))
            @if has(place.realm, Method::AppOtp) || !shown.apps.is_empty() { (apps(place, shown.apps)) }
            @if has(place.realm, Method::Passkey) || !shown.passkeys.is_empty() { (passkeys(place, shown.passkeys)) }
            @if has(place.realm, Method::MailOtp) { (mail(place, shown.account)) }
        }
        (Signal::alone(&shown.signals))
    })
}

fn has(realm: &Realm, method: Method) -> bool {
    realm.sign_in.methods.contains(&method)
}

fn password(place: &Place<'_>, account: &AccountRow) -> Markup {
    let (view, change) = (place.view, place.link("/password"));
    let item = Item::new(view.say(texts::PASSWORD)).action(&change, view.say(texts::RENEW));
    items(&[match account.password_chosen_at {
        Some(at) => item.fact(view.say(texts::SET_ON), format::moment(at, view.language)),
        None => item.fact(view.say(texts::SET_ON), view.say(texts::ISSUED).to_owned()),
    }])
}

/// Which of them is asked at the sign-in, and where that is chosen.
fn chosen(place: &Place<'_>, method: Option<Method>) -> Markup {
    let view = place.view;
    let choice = place.realm.sign_in.methods.len() > 1;
    html! {
        @if let Some(method) = method {
            p { (view.say_with(texts::ASKED, &[("method", &label(view, place.realm, method))])) }
        }
        @if choice { p { a #change-method href=(place.link("/method")) { (view.say(texts::CHANGE_METHOD)) } } }
    }
}

fn apps(place: &Place<'_>, apps: &[AuthenticatorRow]) -> Markup {
    let devices = apps.iter().map(|row| (row.authenticator_id().to_string(), row.name.as_str(), row.created_at));
    let part = Part { path: "authenticators", heading: texts::APPS, none: texts::NO_APP, set_up: Method::AppOtp };
    part.of(place, devices.collect())
}

fn passkeys(place: &Place<'_>, passkeys: &[PasskeyRow]) -> Markup {
    let devices = passkeys.iter().map(|row| (row.passkey_id().to_string(), row.name.as_str(), row.created_at));
    let part = Part { path: "passkeys", heading: texts::PASSKEYS, none: texts::NO_PASSKEY, set_up: Method::Passkey };
    part.of(place, devices.collect())
}

/// The devices of one kind.
struct Part {
    path: &'static str,
    heading: base::Text,
    none: base::Text,
    set_up: Method,
}

type Device<'a> = (String, &'a str, chrono::DateTime<chrono::Utc>);

impl Part {
    fn of(&self, place: &Place<'_>, devices: Vec<Device<'_>>) -> Markup {
        let view = place.view;
        let devices: Vec<_> = devices
            .into_iter()
            .map(|(id, name, at)| (name, at, place.link(&format!("/{}/{id}/delete", self.path))))
            .collect();
        let list: Vec<_> = devices
            .iter()
            .map(|(name, at, delete)| {
                let item = Item::new(name).action(delete, view.say(texts::DELETE));
                item.fact(view.say(texts::CREATED), format::moment(*at, view.language))
            })
            .collect();
        html! {
            h3 { (view.say(self.heading)) }
            @if list.is_empty() { p { (view.say(self.none)) } } @else { (items(&list)) }
            @if has(place.realm, self.set_up) {
                (actions(&html! {
                    a #{ "add-" (self.path) } .button.secondary href=(place.link(&format!("/{}/new", self.path)))
                        aria-label={ (view.say(texts::SET_UP)) " " (view.say(self.heading)) } {
                        (view.say(texts::SET_UP))
                    }
                }))
            }
        }
    }
}

/// Codes by mail have no device: what can be changed is the address.
fn mail(place: &Place<'_>, account: &AccountRow) -> Markup {
    let view = place.view;
    html! {
        h3 { (view.say(texts::MAIL)) }
        @if let Some(address) = &account.email { p { (address) } }
        p.hint { (view.say(texts::MAIL_STAYS)) }
        (actions(&html! { (LinkButton::secondary(&place.link("/email"), view.say(super::texts::CHANGE_EMAIL))) }))
    }
}

/// `GET /REALM/account/sign-in`
pub async fn show(State(app): State<Arc<App>>, member: Member) -> Result<Response, Failure> {
    let told = told(&app, &member).await?;
    let rows = in_realm(app.database.reader(), &member.visit.realm.name);
    let id = member.account.account_id();
    let (apps, passkeys) = (rows.authenticators(id).await?, rows.passkeys(id).await?);
    let facts = rows.account_facts(&member.account).await?;
    let shown = Shown {
        account: &member.account,
        method: facts.method_in(&member.visit.realm),
        apps: &apps,
        passkeys: &passkeys,
        told: told.as_ref(),
        signals: signals(&member.visit.realm, (id, &passkeys), told.as_ref())?,
    };
    Ok(member.visit.page(page(&member.place(), &shown)))
}

/// What the browser is told: of the one that was deleted just now, and of the passkeys that are there. Without any, the
/// handle under which devices kept them is not known any more.
fn signals(
    realm: &Realm,
    (account, passkeys): (AccountId, &[PasskeyRow]),
    told: Option<&Told>,
) -> Result<Vec<Signal>, Failure> {
    let Ok(party) = RelyingParty::of(realm) else { return Ok(Vec::new()) };
    let stored = passkeys.iter().map(PasskeyRow::stored).collect::<Result<Vec<_>, _>>()?;
    let deleted = if let Some(Told::PasskeyDeleted(id)) = told { Some(Signal::unknown(&party, id)) } else { None };
    let ids: Vec<String> = stored.iter().map(StoredPasskey::credential_id).collect();
    let accepted = stored.first().map(|one| Signal::all_accepted(&party, &one.user_handle(account), &ids));
    Ok(deleted.into_iter().chain(accepted).collect())
}

/// What the society calls the method of a member, for other pages.
pub(super) fn say_method(view: View<'_>, realm: &Realm, method: Option<Method>) -> String {
    method.map_or_else(|| view.say(texts::NOT_CHOSEN).to_owned(), |method| label(view, realm, method).to_owned())
}
