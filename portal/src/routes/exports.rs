//! The addresses at which members take their lines along. Their forms take what is sent after a session has ended or with
//! an old one, and ask for a sign-in themselves.

use axum::routing::on;

use super::{Caller, GET, MEDICAL, POST, Route};
use crate::screens::expenses::export::download;
use crate::screens::tax_data;

/// Lines of a month or a year as files.
pub(super) static DOWNLOADS: [Route; 4] = [
    Route {
        method: GET,
        path: "/{realm}/expenses/{year}/download",
        caller: MEDICAL,
        handler: |only| on(only, download::show_year),
    },
    Route {
        method: POST,
        path: "/{realm}/expenses/{year}/download",
        caller: Caller::Public,
        handler: |only| on(only, download::submit_year),
    },
    Route {
        method: GET,
        path: "/{realm}/expenses/{year}/{month}/download",
        caller: MEDICAL,
        handler: |only| on(only, download::show_month),
    },
    Route {
        method: POST,
        path: "/{realm}/expenses/{year}/{month}/download",
        caller: Caller::Public,
        handler: |only| on(only, download::submit_month),
    },
];

/// Data for the tax return.
pub(super) static TAX_DATA: [Route; 3] = [
    Route { method: GET, path: "/{realm}/tax-data", caller: MEDICAL, handler: |only| on(only, tax_data::show) },
    Route {
        method: GET,
        path: "/{realm}/tax-data/{tax_year}",
        caller: MEDICAL,
        handler: |only| on(only, tax_data::year::show),
    },
    Route {
        method: POST,
        path: "/{realm}/tax-data/{tax_year}",
        caller: Caller::Public,
        handler: |only| on(only, tax_data::year::submit),
    },
];
