//! What tests of pages are made of: a sample society, the frame of a form, and a page's content to compare; and an empty
//! database for tests of rows.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use axum::http::HeaderMap;
use base::{KeyEncryptionKey, Text};
use realm::{Lookup, ProcessSettings, Realm, Realms};
use store::Database;
use tempfile::TempDir;
use web::{Browser, Cookies, FormGuard, Service};

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
    let guard = FormGuard { key: &key, realm: &realm.name, browser: &browser };
    let address = |path: &str| format!("/{}/{path}?sign_in=1&client_id=portal", realm.name);
    Frame {
        action: address("login/step"),
        cancel: address("login/cancel"),
        way_out: Text { ja: "ログインをやめて戻る", en: "Go back without signing in" },
        tokens: (guard.token("step"), guard.token("cancel")),
        other_ways: Vec::new(),
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
