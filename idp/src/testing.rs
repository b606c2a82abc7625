//! What tests of pages are made of: a sample society, the frame of a form, and a page's content to compare; and an empty
//! database for tests of rows.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use axum::http::HeaderMap;
use base::{KeyEncryptionKey, Text};
use chrono::{DateTime, Utc};
use realm::{Lookup, ProcessSettings, Realm, Realms};
use store::Database;
use tempfile::TempDir;
use web::{Browser, Cookies, FormGuard, FormToken, Service};

use crate::rows::AccountRow;
use crate::sign_in::frame::Frame;

/// A sample society as its files describe it.
pub fn society(name: &str) -> Realm {
    static REALMS: OnceLock<Realms> = OnceLock::new();
    let load = || {
        let state = tempfile::tempdir().unwrap();
        let settings = ProcessSettings {
            provider_url: "http://localhost:8080".parse().unwrap(),
            portal_url: "http://localhost:8081".parse().unwrap(),
            development: true,
            secrets_dir: state.path().to_owned(),
        };
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../realm-config");
        Realms::load(&folder, state.path(), &settings).unwrap().0
    };
    let Lookup::Serving(realm) = REALMS.get_or_init(load).find(name) else { panic!("{name} is broken") };
    Realm::clone(&Arc::clone(&realm))
}

/// The frame of a form as a browser without cookies gets it.
pub fn frame(realm: &Realm) -> Frame {
    let key = KeyEncryptionKey::generate();
    let browser = Browser::recognise(&Cookies::new(Service::Provider, &realm.name, false), &HeaderMap::new());
    let guard = FormGuard { key: &key, realm: &realm.name, browser: &browser, member: None };
    let address = |path: &str| format!("/{}/{path}?sign_in=1&client_id=portal", realm.name);
    Frame {
        action: address("login/step"),
        cancel: address("login/cancel"),
        way_out: Text { ja: "ログインをやめて戻る", en: "Go back without signing in" },
        tokens: (guard.token("step"), guard.token("cancel")),
        other_ways: Vec::new(),
        another: None,
    }
}

/// The token of a form as a browser without cookies gets it.
pub fn token(realm: &Realm) -> FormToken {
    frame(realm).tokens.0
}

/// A member past their first sign-in.
pub fn account() -> AccountRow {
    let then: DateTime<Utc> = "2026-04-02T01:00:00Z".parse().unwrap();
    let text = |text: &str| text.to_owned();
    AccountRow {
        realm: text("minato"),
        id: uuid::Uuid::from_u128(1),
        subject: text("subject"),
        member_number: text("M0001024"),
        user_id: text("mnt-0001024"),
        disabled: false,
        password_hash: None,
        issued_password: None,
        household_number: text("H0001024"),
        kigo: text("120"),
        bango: text("1024"),
        branch: text("00"),
        family_name: text("田中"),
        given_name: text("美咲"),
        family_name_kana: text("タナカ"),
        given_name_kana: text("ミサキ"),
        birth_date: "1984-06-12".parse().unwrap(),
        email: Some(text("misaki.tanaka@example.jp")),
        standard_claims: None,
        method: None,
        eligible_from: "2011-04-01".parse().unwrap(),
        eligible_until: None,
        first_signed_in_at: Some(then),
        birth_date_confirmed_at: Some(then),
        email_confirmed_at: Some(then),
        email_verified_at: Some(then),
        user_id_confirmed_at: Some(then),
        password_chosen_at: Some(then),
        renewed_at: None,
        renewed_in: None,
        user_id_chosen_at: None,
        language: None,
        email_bounced_at: None,
        import_fingerprint: None,
        created_at: then,
        updated_at: then,
    }
}

/// What stands in the page's frame, one element a line, without the tokens.
pub fn content_of(html: &str) -> String {
    let main = html.split_once("<main").unwrap().1.split_once("</main>").unwrap().0;
    let mut parts = main.split("name=\"form_token\" value=\"");
    let mut content = parts.next().unwrap().to_owned();
    for part in parts {
        content.push_str("name=\"form_token\" value=\"…");
        content.push_str(part.trim_start_matches(|c| c != '"'));
    }
    content.replace("><", ">\n<")
}

/// A provider's database without any rows, and the folder that it goes with.
pub async fn empty_database() -> (Database, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("idp.sqlite").display());
    let database = Database::connect(&url).await.unwrap();
    database.migrate(migrations::idp::up).await.unwrap();
    (database, folder)
}
