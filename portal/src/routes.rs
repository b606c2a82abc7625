//! Every address of the portal, as data: method, path, who may call, what the sign-in must have proved, handler.
//!
//! The router is made from this list and tests walk it, so an address without a policy does not exist. The guard in
//! front of each handler opens the visit, finds the session, and sends to the provider whoever the route asks more
//! of than they have shown.

mod exports;
mod messages;
mod person;
mod services;

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, get, on};
use base::Reference;
use realm::Acr;
use tracing::Instrument as _;
use web::service::metrics::measured;
use web::{OutOfService, Service};

use crate::App;
use crate::boundary::{Failure, SignedIn, Visit, note_failures};
use crate::relying_party::Goal;
use crate::screens::expenses::{columns, find, month, overview, year};
use crate::screens::{back_channel, callback, sign_in, sign_out, top};
use crate::{health, screens};

use Caller::Public;

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Everybody.
    Public,
    /// A member whose sign-in proved at least this much.
    Member(Acr),
    /// The provider's server, which proves itself by what it signs. It keeps no hours: during maintenance it is heard too.
    Provider,
}

/// One address.
pub struct Route {
    /// The method. `GET` answers `HEAD` too.
    pub method: MethodFilter,
    /// The path, as axum writes it.
    pub path: &'static str,
    /// Who may call.
    pub caller: Caller,
    handler: fn(MethodFilter) -> MethodRouter<Arc<App>>,
}

const GET: MethodFilter = MethodFilter::GET;
const POST: MethodFilter = MethodFilter::POST;
/// The least that a second factor proves.
pub const SECOND_FACTOR: Acr = Acr::MailCode;
/// What a sign-in must have proved for a page with medical data.
const MEDICAL: Caller = Caller::Member(SECOND_FACTOR);

/// All addresses of realms, area by area. What belongs to no realm (`/health/…`, `/assets/…`) stands beside them in
/// [`router`].
pub fn routes() -> impl Iterator<Item = &'static Route> {
    [
        FRAME.as_slice(),
        &person::HELP,
        &person::SETTINGS,
        &EXPENSES,
        &exports::DOWNLOADS,
        &exports::TAX_DATA,
        &services::BENEFITS,
        &services::ELIGIBILITY,
        &services::CHECKUPS,
        &services::PRESCRIPTIONS,
        &services::APPLICATIONS,
        &messages::NOTICES,
        &messages::MY_MAIL,
        &messages::MAIL_SETTINGS,
    ]
    .into_iter()
    .flatten()
}

/// The top page, and the ways in and out.
static FRAME: [Route; 7] = [
    Route { method: GET, path: "/{realm}/", caller: Public, handler: |only| on(only, top::show) },
    Route { method: GET, path: "/{realm}/sign-in", caller: Public, handler: |only| on(only, sign_in::show) },
    Route { method: GET, path: "/{realm}/callback", caller: Public, handler: |only| on(only, callback::show) },
    Route { method: GET, path: "/{realm}/sign-out", caller: Public, handler: |only| on(only, sign_out::show) },
    Route { method: POST, path: "/{realm}/sign-out", caller: Public, handler: |only| on(only, sign_out::submit) },
    Route { method: GET, path: "/{realm}/signed-out", caller: Public, handler: |only| on(only, sign_out::done) },
    Route {
        method: POST,
        path: "/{realm}/back-channel-logout",
        caller: Caller::Provider,
        handler: |only| on(only, back_channel::submit),
    },
];

/// Medical expenses.
static EXPENSES: [Route; 5] = [
    Route { method: GET, path: "/{realm}/expenses", caller: MEDICAL, handler: |only| on(only, overview::show) },
    Route { method: GET, path: "/{realm}/expenses/find", caller: MEDICAL, handler: |only| on(only, find::show) },
    Route { method: GET, path: "/{realm}/expenses/columns", caller: MEDICAL, handler: |only| on(only, columns::show) },
    Route { method: GET, path: "/{realm}/expenses/{year}", caller: MEDICAL, handler: |only| on(only, year::show) },
    Route {
        method: GET,
        path: "/{realm}/expenses/{year}/{month}",
        caller: MEDICAL,
        handler: |only| on(only, month::show),
    },
];

/// The whole service.
pub fn router(app: &Arc<App>) -> Router {
    let pages = routes().fold(Router::new(), |router, route| {
        let guard = from_fn_with_state((Arc::clone(app), route), guard);
        let method = if route.method == GET { Method::GET } else { Method::POST };
        let figures = from_fn_with_state(app.requests.of_route(&method, route.path), measured);
        router.route(route.path, (route.handler)(route.method).route_layer(guard).route_layer(figures))
    });
    let pages = pages
        .route("/{realm}/brand/{hash}/{name}", get(screens::brand))
        .route("/{realm}", get(screens::to_top))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .with_state(Arc::clone(app))
        .merge(web::assets::router());
    let seen_by = Arc::clone(app);
    let find_site = move |uri: &Uri, headers: &HeaderMap| {
        Visit::new(&seen_by, uri.clone(), headers.clone()).ok().map(|visit| visit.site)
    };
    web::boundary(pages, Service::Portal, &app.portal_url, Arc::new(find_site))
}

/// Stands before every handler: opens the visit, checks the caller, and dresses what went wrong behind it.
async fn guard(State((app, route)): State<(Arc<App>, &'static Route)>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let visit = match Visit::new(&app, request.uri().clone(), request.headers().clone()) {
        Ok(visit) => visit,
        Err(refused) => return refused.into_response(),
    };
    let interruption = visit.realm.interrupted(visit.now).filter(|_| route.caller != Caller::Provider);
    if let Some(interruption) = interruption {
        let rests = OutOfService { until: Some(interruption.until) };
        return visit.respond(rests.respond(visit.view(), visit.now));
    }
    if !request.method().is_safe() && visit.is_foreign() {
        return StatusCode::FORBIDDEN.into_response();
    }
    let reference = Reference::generate();
    let span = tracing::info_span!("request", %reference, realm = %visit.realm.name, route = route.path);
    let answered = answer(&visit, route, request, next).instrument(span.clone()).await;
    let noted = note_failures(&visit, (reference, route.path), answered).instrument(span.clone()).await;
    let response = visit.respond(noted);
    // The route's own path: an address may carry a code.
    let (status, elapsed) = (response.status().as_u16(), began.elapsed());
    span.in_scope(|| tracing::info!(status, ?elapsed, "answered"));
    response
}

async fn answer(visit: &Visit, route: &Route, mut request: Request, next: Next) -> Response {
    match admit(visit, route.caller).await {
        Ok(Admission::Granted(signed_in)) => {
            request.extensions_mut().insert(visit.clone());
            if let Some(signed_in) = signed_in {
                request.extensions_mut().insert(*signed_in);
            }
            web::caught(next.run(request)).await.unwrap_or_else(|panic| Failure::from(panic).into_response())
        }
        Ok(Admission::NotYet(response)) => response,
        Err(failure) => failure.into_response(),
    }
}

enum Admission {
    /// The handler may answer; with the session, on a route for members.
    Granted(Option<Box<SignedIn>>),
    /// First to the provider.
    NotYet(Response),
}

async fn admit(visit: &Visit, caller: Caller) -> Result<Admission, Failure> {
    let Caller::Member(acr) = caller else { return Ok(Admission::Granted(None)) };
    Ok(match visit.signed_in(acr).await? {
        Some(signed_in) => Admission::Granted(Some(Box::new(signed_in))),
        None => Admission::NotYet(sign_in::begin(visit, Goal::page(visit.address(), acr)).await?),
    })
}
