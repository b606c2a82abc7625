//! The addresses of what a society writes: notices to everybody, MY mail to one member.

use axum::routing::on;

use super::{Caller, GET, MEDICAL, POST, Route};
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
