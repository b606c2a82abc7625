//! How the account pages look, in each language.

use account::{PasswordRule, RelyingParty, UserHandle};
use axum::http::Uri;
use base::{Language, SessionId};
use chrono::{DateTime, Utc};
use maud::Markup;
use oidc::consent::Disclosure;
use realm::{Method, Realm};
use uuid::Uuid;
use web::controls::Problems;
use web::{FormToken, Service, Site, View, assets};

use super::applications::Known;
use super::delete::{Device, Kind};
use super::sessions::Which;
use super::told::Told;
use super::{
    Place, applications, delete, email, export, history, method, password, profile, sessions, sign_in_methods, user_id,
};
use crate::ceremony::Signal;
use crate::new_password::Refused;
use crate::rows::{AccountRow, AuditRow, AuthenticatorRow, PasskeyRow, SessionRow};
use crate::sign_in::OwnPage;
use crate::testing::{account, content_of, society, token};

fn at(moment: &str) -> DateTime<Utc> {
    moment.parse().unwrap()
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// Compares a page in both languages with what was agreed.
fn looks_as_agreed(name: &str, page: &str, content: impl Fn(&Place<'_>, &FormToken) -> Markup) {
    looks_as_agreed_in(&society("minato"), name, page, content);
}

fn looks_as_agreed_in(realm: &Realm, name: &str, page: &str, content: impl Fn(&Place<'_>, &FormToken) -> Markup) {
    let site = Site::of(realm, Service::Provider);
    let page = OwnPage::read(page).unwrap();
    for language in Language::ALL {
        let uri: Uri = page.address(&realm.name).parse().unwrap();
        let view = View { site: &site, language, uri: &uri };
        let place = Place { view, realm, page: &page, name: "田中 美咲".to_owned() };
        let html = content(&place, &token(realm)).into_string();
        let content = content_of(&html).replace(&assets::url("passkey.js"), "passkey.js");
        insta::assert_snapshot!(format!("{name}-{}", language.tag()), content);
    }
}

fn authenticator(number: u128, name: &str) -> AuthenticatorRow {
    AuthenticatorRow {
        realm: "minato".to_owned(),
        id: id(number),
        account: id(1),
        name: name.to_owned(),
        seed: String::new(),
        last_step: 0,
        refused_step: None,
        created_at: at("2026-04-01T00:00:00Z"),
    }
}

fn passkey(number: u128, name: &str) -> PasskeyRow {
    PasskeyRow {
        realm: "minato".to_owned(),
        id: id(number),
        account: id(1),
        name: name.to_owned(),
        credential_id: "Y3JlZGVudGlhbA".to_owned(),
        credential: String::new(),
        created_at: at("2026-05-02T03:00:00Z"),
        used_at: None,
    }
}

fn session(number: u128, browser: &str, network: &str) -> SessionRow {
    SessionRow {
        realm: "minato".to_owned(),
        id: id(number),
        account: id(1),
        cookie: String::new(),
        proofs: String::new(),
        created_at: at("2026-11-25T23:15:00Z"),
        expires_at: at("2026-11-26T23:15:00Z"),
        ended_at: None,
        browser: Some(browser.to_owned()),
        network: Some(network.to_owned()),
        last_used_at: Some(at("2026-11-26T00:30:00Z")),
        remembered_until: None,
        terms_later: None,
        tell_at: None,
    }
}

fn entry(event: &str, client: Option<&str>) -> AuditRow {
    AuditRow {
        realm: "minato".to_owned(),
        id: id(9),
        at: at("2026-11-26T00:30:00Z"),
        actor: "member".to_owned(),
        event: event.to_owned(),
        account: Some(id(1)),
        client: client.map(str::to_owned),
        administrator: None,
        reason: None,
        browser: Some("Chrome/Windows".to_owned()),
        network: Some("203.0.113.0/24".to_owned()),
        object: None,
        number: None,
        seal: None,
    }
}

#[test]
fn the_profile() {
    let shown = |token: &FormToken, provisional| profile::Shown {
        told: None,
        user_id: "mnt-0001024",
        provisional,
        email: Some("misaki.tanaka@example.jp"),
        method: Some(Method::MailOtp),
        action: "/minato/account".to_owned(),
        token: token.clone(),
    };
    looks_as_agreed("profile", "?tab=own", |place, token| profile::page(place, &shown(token, true)));
    // A society with one method asks for no choice.
    looks_as_agreed_in(&society("kusunoki"), "profile-kusunoki", "", |place, token| {
        let told = profile::Shown {
            told: Some(&Told::UserIdChanged),
            email: None,
            method: Some(Method::AppOtp),
            ..shown(token, false)
        };
        profile::page(place, &told)
    });
}

#[test]
fn the_user_id() {
    looks_as_agreed("user-id", "/user-id", |place, token| {
        user_id::page(place, "mnt-0001024", &Problems::none(), token)
    });
}

#[test]
fn the_address() {
    looks_as_agreed("email", "/email", |place, token| {
        let typed = (Some("misaki.tanaka@example.jp"), "misaki@new.example.jp");
        email::page(place, typed, &Problems::of_field("email", "…"), token)
    });
}

#[test]
fn the_method() {
    looks_as_agreed("method", "/method", |place, token| {
        method::page(place, Some(Method::AppOtp), &Problems::none(), token)
    });
}

#[test]
fn the_ways_to_sign_in() {
    let account = account();
    let (apps, passkeys) =
        ([authenticator(2, "スマートフォン"), authenticator(3, "自宅のタブレット")], [passkey(4, "iPhone")]);
    let party = RelyingParty::of(&society("minato")).unwrap();
    let holder: UserHandle = serde_json::from_str("\"aG9sZGVy\"").unwrap();
    let signals =
        vec![Signal::unknown(&party, "Z29uZQ"), Signal::all_accepted(&party, &holder, &["Y3JlZGVudGlhbA".to_owned()])];
    looks_as_agreed("sign-in", "/sign-in", |place, _| {
        let shown = sign_in_methods::Shown {
            account: &account,
            method: Some(Method::AppOtp),
            apps: &apps,
            passkeys: &passkeys,
            told: Some(&Told::PasskeyDeleted("Z29uZQ".to_owned())),
            signals: signals.clone(),
        };
        sign_in_methods::page(place, &shown)
    });
    let new = AccountRow { password_chosen_at: None, email: None, ..account.clone() };
    looks_as_agreed("sign-in-nothing", "/sign-in", |place, _| {
        let shown = sign_in_methods::Shown {
            account: &new,
            method: None,
            apps: &[],
            passkeys: &[],
            told: None,
            signals: Vec::new(),
        };
        sign_in_methods::page(place, &shown)
    });
}

#[test]
fn a_new_password() {
    let refused = Refused { broken: Some(vec![PasswordRule::NotCurrent]), problems: Problems::none() };
    looks_as_agreed("password", "/password", |place, token| {
        password::page(place, "mnt-0001024", (&refused, true), token)
    });
}

#[test]
fn deleting_a_device() {
    let device = |kind, only_one, in_use| Device {
        kind,
        name: "スマートフォン".to_owned(),
        created_at: at("2026-04-01T00:00:00Z"),
        only_one,
        in_use,
    };
    let app = device(Kind::App(id(2).into()), true, true);
    looks_as_agreed("delete-app", "/authenticators/2/delete", |place, token| delete::page(place, &app, token));
    let passkey = device(Kind::Passkey(id(3).into(), "Y3JlZGVudGlhbA".to_owned()), false, false);
    looks_as_agreed("delete-passkey", "/passkeys/3/delete", |place, token| delete::page(place, &passkey, token));
}

#[test]
fn where_one_is_signed_in() {
    let all = [session(5, "Safari/iPhone", "203.0.113.0/24"), session(6, "Chrome/Windows", "192.168.1.0/24")];
    looks_as_agreed("sessions", "/sessions", |place, _| {
        sessions::page(place, (&all, SessionId::from(id(5))), Some(&Told::SessionsEnded))
    });
    let this = SessionId::from(id(5));
    looks_as_agreed("sessions-end-this", "/sessions/5/end", |place, token| {
        sessions::question(place, Which::One(this), Some((&all[0], true)), token)
    });
    looks_as_agreed("sessions-end-others", "/sessions/others/end", |place, token| {
        sessions::question(place, Which::Others, None, token)
    });
}

#[test]
fn what_happened() {
    let entries = [entry("signed-in", Some("portal")), entry("password-chosen", None), entry("locked", None)];
    looks_as_agreed("history", "/history", |place, _| {
        history::page(place, &entries, entries.last().map(AuditRow::moment))
    });
}

#[test]
fn ones_own_data() {
    looks_as_agreed("export", "/export", export::page);
}

#[test]
fn which_applications_know_the_member() {
    let learns = |scope: &str, claims: &[&str]| {
        Disclosure::of(scope.to_owned().try_into().unwrap(), claims.iter().map(|claim| (*claim).to_owned()).collect())
    };
    let booking = Known {
        client: "checkup-booking".to_owned(),
        since: at("2026-05-02T03:00:00Z"),
        signed_in_at: Some(at("2026-11-26T00:30:00Z")),
        learns: learns("openid kenpo", &["email"]),
        while_away: false,
    };
    let gone = Known {
        client: "former-vendor".to_owned(),
        signed_in_at: None,
        learns: learns("openid offline_access", &[]),
        while_away: true,
        ..booking.clone()
    };
    let all = [booking.clone(), gone.clone()];
    looks_as_agreed_in(&society("asahi"), "applications", "/applications", |place, _| {
        applications::page(place, &all, Some(&Told::ConsentWithdrawn))
    });
    looks_as_agreed("applications-none", "/applications", |place, _| applications::page(place, &[], None));
    looks_as_agreed_in(&society("asahi"), "applications-withdraw-own", "/applications/x/withdraw", |place, token| {
        applications::question(place, &booking, token)
    });
    looks_as_agreed("applications-withdraw", "/applications/x/withdraw", |place, token| {
        applications::question(place, &gone, token)
    });
}
