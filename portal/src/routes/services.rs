//! The addresses of a society's services besides expenses.

use axum::routing::on;

use super::{GET, MEDICAL, Route};
use crate::screens::benefits;

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
