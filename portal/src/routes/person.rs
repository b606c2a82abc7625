//! The addresses of help, which is open to everybody, and of what members set for themselves.

use axum::routing::on;
use realm::Acr;

use super::Caller::{self, Public};
use super::{GET, POST, Route};
use crate::screens::help::{self, faq, guide, terms};
use crate::screens::settings::{self, picture};

/// Whoever is signed in: nothing here is medical.
const MEMBER: Caller = Caller::Member(Acr::Password);

/// Help.
pub(super) static HELP: [Route; 4] = [
    Route { method: GET, path: "/{realm}/help", caller: Public, handler: |only| on(only, help::show) },
    Route { method: GET, path: "/{realm}/help/guide", caller: Public, handler: |only| on(only, guide::show) },
    Route { method: GET, path: "/{realm}/help/faq", caller: Public, handler: |only| on(only, faq::show) },
    Route { method: GET, path: "/{realm}/terms", caller: Public, handler: |only| on(only, terms::show) },
];

/// Personal settings. A page that answers a form stands at the form's address, so that can be opened too. The form of words
/// takes what is sent after a session has ended, and asks for a sign-in itself.
pub(super) static SETTINGS: [Route; 7] = [
    Route { method: GET, path: "/{realm}/settings", caller: MEMBER, handler: |only| on(only, settings::show) },
    Route { method: POST, path: "/{realm}/settings", caller: Public, handler: |only| on(only, settings::submit) },
    Route { method: GET, path: "/{realm}/settings/picture", caller: MEMBER, handler: |only| on(only, settings::show) },
    Route {
        method: POST,
        path: "/{realm}/settings/picture",
        caller: MEMBER,
        handler: |only| on(only, picture::submit),
    },
    Route {
        method: GET,
        path: "/{realm}/settings/picture/remove",
        caller: MEMBER,
        handler: |only| on(only, settings::show),
    },
    Route {
        method: POST,
        path: "/{realm}/settings/picture/remove",
        caller: MEMBER,
        handler: |only| on(only, picture::remove),
    },
    Route {
        method: GET,
        path: "/{realm}/settings/picture/{version}",
        caller: MEMBER,
        handler: |only| on(only, picture::serve),
    },
];
