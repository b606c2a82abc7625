//! The addresses of a society's services besides expenses.

use axum::routing::on;

use super::{Caller, GET, MEDICAL, POST, Route};
use crate::screens::{applications, benefits, checkups, eligibility, prescriptions};

/// Decisions on benefits.
pub(super) static BENEFITS: [Route; 3] = [
    Route { method: GET, path: "/{realm}/benefits", caller: MEDICAL, handler: |only| on(only, benefits::list::show) },
    Route {
        method: GET,
        path: "/{realm}/benefits/{id}",
        caller: MEDICAL,
        handler: |only| on(only, benefits::detail::show),
    },
    Route {
        method: GET,
        path: "/{realm}/benefits/{id}/pdf",
        caller: MEDICAL,
        handler: |only| on(only, benefits::detail::pdf),
    },
];

/// What the society says of a person's eligibility.
pub(super) static ELIGIBILITY: [Route; 3] = [
    Route {
        method: GET,
        path: "/{realm}/eligibility-information",
        caller: MEDICAL,
        handler: |only| on(only, eligibility::notice::show),
    },
    Route {
        method: GET,
        path: "/{realm}/eligibility-information/{id}/pdf",
        caller: MEDICAL,
        handler: |only| on(only, eligibility::notice::pdf),
    },
    Route {
        method: GET,
        path: "/{realm}/eligibility-certificate",
        caller: MEDICAL,
        handler: |only| on(only, eligibility::certificate::show),
    },
];

/// Results of check-ups.
pub(super) static CHECKUPS: [Route; 3] = [
    Route { method: GET, path: "/{realm}/checkups", caller: MEDICAL, handler: |only| on(only, checkups::list::show) },
    Route {
        method: GET,
        path: "/{realm}/checkups/{id}",
        caller: MEDICAL,
        handler: |only| on(only, checkups::detail::show),
    },
    Route {
        method: GET,
        path: "/{realm}/checkups/trend/{branch}",
        caller: MEDICAL,
        handler: |only| on(only, checkups::trend::show),
    },
];

/// Prescriptions.
pub(super) static PRESCRIPTIONS: [Route; 2] = [
    Route {
        method: GET,
        path: "/{realm}/prescriptions",
        caller: MEDICAL,
        handler: |only| on(only, prescriptions::list::show),
    },
    Route {
        method: GET,
        path: "/{realm}/prescriptions/{year}/{month}",
        caller: MEDICAL,
        handler: |only| on(only, prescriptions::month::show),
    },
];

/// The influenza subsidy. Its form takes what is sent after a session has ended, and asks for a sign-in itself.
pub(super) static APPLICATIONS: [Route; 4] = [
    Route {
        method: GET,
        path: "/{realm}/applications",
        caller: MEDICAL,
        handler: |only| on(only, applications::list::show),
    },
    Route {
        method: GET,
        path: "/{realm}/applications/new",
        caller: MEDICAL,
        handler: |only| on(only, applications::form::show),
    },
    Route {
        method: POST,
        path: "/{realm}/applications/new",
        caller: Caller::Public,
        handler: |only| on(only, applications::form::submit),
    },
    Route {
        method: GET,
        path: "/{realm}/applications/{number}",
        caller: MEDICAL,
        handler: |only| on(only, applications::detail::show),
    },
];
