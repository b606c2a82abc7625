//! The addresses of what a society writes: notices to everybody, MY mail to one member.

use axum::routing::on;
use realm::Acr;

use super::{Caller, GET, MEDICAL, POST, Route};
use crate::screens::mail_settings::{off, settings};
use crate::screens::{my_mail, notices};

/// Notices. They look themselves whether a notice is for the visitor: some are for everybody.
pub(super) static NOTICES: [Route; 3] = [
    Route {
        method: GET,
        path: "/{realm}/notices",
        caller: Caller::Public,
        handler: |only| on(only, notices::list::show),
    },
    Route {
        method: GET,
        path: "/{realm}/notices/{id}",
        caller: Caller::Public,
        handler: |only| on(only, notices::detail::show),
    },
    Route {
        method: GET,
        path: "/{realm}/notices/{id}/files/{name}",
        caller: Caller::Public,
        handler: |only| on(only, notices::detail::attachment),
    },
];

/// MY mail. Its form takes what is sent after a session has ended, and asks for a sign-in itself.
pub(super) static MY_MAIL: [Route; 4] = [
    Route { method: GET, path: "/{realm}/mymail", caller: MEDICAL, handler: |only| on(only, my_mail::list::show) },
    Route {
        method: GET,
        path: "/{realm}/mymail/{id}",
        caller: MEDICAL,
        handler: |only| on(only, my_mail::detail::show),
    },
    Route {
        method: POST,
        path: "/{realm}/mymail/{id}",
        caller: Caller::Public,
        handler: |only| on(only, my_mail::submit),
    },
    Route {
        method: GET,
        path: "/{realm}/mymail/{id}/files/{name}",
        caller: MEDICAL,
        handler: |only| on(only, my_mail::detail::attachment),
    },
];

/// Mails about news. The link in a mail works without a sign-in, and from the mail program's own button. The form of the
/// settings takes what is sent after a session has ended, and asks for a sign-in itself.
pub(super) static MAIL_SETTINGS: [Route; 4] = [
    Route {
        method: GET,
        path: "/{realm}/notification-settings",
        caller: Caller::Member(Acr::Password),
        handler: |only| on(only, settings::show),
    },
    Route {
        method: POST,
        path: "/{realm}/notification-settings",
        caller: Caller::Public,
        handler: |only| on(only, settings::submit),
    },
    Route {
        method: GET,
        path: "/{realm}/mail-off/{ticket}",
        caller: Caller::Public,
        handler: |only| on(only, off::show),
    },
    Route {
        method: POST,
        path: "/{realm}/mail-off/{ticket}",
        caller: Caller::Public,
        handler: |only| on(only, off::submit),
    },
];
