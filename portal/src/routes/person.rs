//! The addresses of help, which is open to everybody.

use axum::routing::on;

use super::Caller::Public;
use super::{GET, Route};
use crate::screens::help::{self, faq, guide, terms};

/// Help, open to everybody.
pub(super) static HELP: [Route; 4] = [
    Route { method: GET, path: "/{realm}/help", caller: Public, handler: |only| on(only, help::show) },
    Route { method: GET, path: "/{realm}/help/guide", caller: Public, handler: |only| on(only, guide::show) },
    Route { method: GET, path: "/{realm}/help/faq", caller: Public, handler: |only| on(only, faq::show) },
    Route { method: GET, path: "/{realm}/terms", caller: Public, handler: |only| on(only, terms::show) },
];
