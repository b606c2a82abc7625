//! Every address of the provider, as data: method, path, who may call it, and what answers.
//!
//! The router is made from this list and tests walk it, so an address without a policy cannot exist.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::header::ALLOW;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use web::Service;
use web::service::Readiness;
use web::service::metrics::measured;

use crate::App;
use crate::boundary::{Visit, note_failures};
use crate::draft::keep_what_came_too_late;
use crate::my_account::{self, add_device, applications, delete, export, history, profile, sessions, sign_in_methods};
use crate::sign_in::{another, app_code, authorize, cancel, consent, mail_code, passkey, password, resting, switch};
use crate::steps::{self, birth_date, email_verification, method, terms, user_id};
use crate::{dev, developers, email, enrolment, forgotten, logout, registration, token};

/// Who may call an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Anybody: it tells what is public and changes nothing.
    Reader,
    /// Anybody, and any application's page may lead or post here: what it does is judged by the request alone.
    Anybody,
    /// The browser whose sign-in it is; forms only from our own pages.
    SignIn,
    /// A browser; forms only from our own pages.
    Browser,
    /// A member who is signed in; forms only from our own pages.
    Member,
    /// A member who showed a moment ago that it is they; forms only from our own pages.
    FreshAuth,
    /// An application, which proves itself in the request.
    Client,
}

/// One address.
#[derive(Debug)]
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path, with `{realm}` and other places to fill.
    pub path: &'static str,
    /// Who may call it.
    pub caller: Caller,
    handler: MethodRouter<Arc<App>>,
}

macro_rules! route {
    ($method:ident $path:literal, $caller:ident => $handler:expr) => {
        Route {
            method: Method::$method,
            path: $path,
            caller: Caller::$caller,
            handler: on(MethodFilter::$method, $handler),
        }
    };
}

/// The list.
#[must_use]
pub fn routes() -> Vec<Route> {
    [protocol(), sign_in(), forgotten_pages(), account_pages()].into_iter().flatten().collect()
}

/// What operators and applications ask for.
fn protocol() -> Vec<Route> {
    vec![
        route!(GET "/health/live", Reader => live),
        route!(GET "/health/ready", Reader => ready),
        route!(GET "/dev/mail", Reader => dev::mail::list),
        route!(GET "/dev/mail/{name}", Reader => dev::mail::show),
        route!(GET "/dev/mail/{name}/html", Reader => dev::mail::show_html),
        route!(GET "/{realm}/brand/{hash}/{name}", Reader => brand),
        route!(GET "/{realm}/.well-known/openid-configuration", Reader => token::openid_configuration),
        route!(GET "/.well-known/oauth-authorization-server/{realm}", Reader => token::openid_configuration),
        route!(GET "/{realm}/developers", Reader => developers::show),
        route!(GET "/{realm}/jwks", Reader => token::jwks),
        route!(GET "/{realm}/authorize", Anybody => authorize::get),
        route!(POST "/{realm}/authorize", Anybody => authorize::post),
        route!(POST "/{realm}/token", Client => token::token),
        route!(OPTIONS "/{realm}/token", Client => token::preflight),
        route!(OPTIONS "/{realm}/userinfo", Client => token::preflight),
        route!(OPTIONS "/{realm}/revoke", Client => token::preflight),
        route!(OPTIONS "/{realm}/par", Client => token::preflight),
        route!(POST "/{realm}/par", Client => token::push),
        route!(POST "/{realm}/register", Client => registration::register),
        route!(GET "/{realm}/register/{client}", Client => registration::read),
        route!(PUT "/{realm}/register/{client}", Client => registration::change),
        route!(DELETE "/{realm}/register/{client}", Client => registration::remove),
        route!(POST "/{realm}/introspect", Client => token::introspect),
        route!(POST "/{realm}/revoke", Client => token::revoke),
        route!(GET "/{realm}/userinfo", Client => token::userinfo_get),
        route!(POST "/{realm}/userinfo", Client => token::userinfo_post),
        route!(GET "/{realm}/logout", Anybody => logout::get),
        route!(POST "/{realm}/logout", Anybody => logout::post),
        route!(GET "/{realm}/logout/confirm", Browser => logout::confirm_again),
        route!(POST "/{realm}/logout/confirm", Browser => logout::confirm),
    ]
}

/// The screens of a sign-in: its factors, what is registered in it, the realm's steps, and what its mails lead to.
fn sign_in() -> Vec<Route> {
    vec![
        route!(GET "/{realm}/login", SignIn => password::show),
        route!(POST "/{realm}/login", SignIn => password::submit),
        route!(GET "/{realm}/login/cancel", SignIn => cancel::show),
        route!(POST "/{realm}/login/cancel", SignIn => cancel::submit),
        route!(GET "/{realm}/login/another", SignIn => another::show),
        route!(POST "/{realm}/login/another", SignIn => another::submit),
        route!(GET "/{realm}/login/switch", SignIn => switch::show),
        route!(POST "/{realm}/login/switch", SignIn => switch::submit),
        route!(GET "/{realm}/login/consent", SignIn => consent::show),
        route!(POST "/{realm}/login/consent", SignIn => consent::submit),
        route!(GET "/{realm}/login/otp", SignIn => app_code::show),
        route!(POST "/{realm}/login/otp", SignIn => app_code::submit),
        route!(GET "/{realm}/login/mail-code", SignIn => mail_code::show),
        route!(POST "/{realm}/login/mail-code", SignIn => mail_code::submit),
        route!(GET "/{realm}/login/passkey", SignIn => passkey::show),
        route!(POST "/{realm}/login/passkey", SignIn => passkey::submit),
        route!(GET "/{realm}/login/enrol/otp", SignIn => enrolment::app_otp::show),
        route!(POST "/{realm}/login/enrol/otp", SignIn => enrolment::app_otp::submit),
        route!(GET "/{realm}/login/enrol/passkey", SignIn => enrolment::passkey::show),
        route!(POST "/{realm}/login/enrol/passkey", SignIn => enrolment::passkey::submit),
        route!(GET "/{realm}/login/birth-date", SignIn => birth_date::show),
        route!(POST "/{realm}/login/birth-date", SignIn => birth_date::submit),
        route!(GET "/{realm}/login/email", SignIn => steps::email::show),
        route!(POST "/{realm}/login/email", SignIn => steps::email::submit),
        route!(GET "/{realm}/login/email-verification", SignIn => email_verification::show),
        route!(POST "/{realm}/login/email-verification", SignIn => email_verification::submit),
        route!(GET "/{realm}/login/email-verification/state", SignIn => email_verification::state),
        route!(GET "/{realm}/email/verify", Reader => email::verify::show),
        route!(POST "/{realm}/email/verify", Browser => email::verify::submit),
        route!(GET "/{realm}/email/verify/again", Reader => email::verify::show_sent),
        route!(POST "/{realm}/email/verify/again", Browser => email::verify::again),
        route!(GET "/{realm}/login/terms", SignIn => terms::show),
        route!(POST "/{realm}/login/terms", SignIn => terms::submit),
        route!(GET "/{realm}/login/terms/declined", SignIn => terms::declined),
        route!(POST "/{realm}/login/terms/declined", SignIn => terms::decline),
        route!(GET "/{realm}/login/user-id", SignIn => user_id::show),
        route!(POST "/{realm}/login/user-id", SignIn => user_id::submit),
        route!(GET "/{realm}/login/method", SignIn => method::show),
        route!(POST "/{realm}/login/method", SignIn => method::submit),
        route!(GET "/{realm}/login/new-password", SignIn => steps::password::show),
        route!(POST "/{realm}/login/new-password", SignIn => steps::password::submit),
    ]
}

/// For those who have forgotten something.
fn forgotten_pages() -> Vec<Route> {
    vec![
        route!(GET "/{realm}/forgotten/password", Browser => forgotten::password::show),
        route!(POST "/{realm}/forgotten/password", Browser => forgotten::password::submit),
        route!(GET "/{realm}/forgotten/user-id", Browser => forgotten::user_id::show),
        route!(POST "/{realm}/forgotten/user-id", Browser => forgotten::user_id::submit),
        route!(GET "/{realm}/password/reset", Browser => forgotten::reset::show),
        route!(POST "/{realm}/password/reset", Browser => forgotten::reset::submit),
        route!(GET "/{realm}/.well-known/change-password", Reader => forgotten::change_password),
    ]
}

/// What members see and change of themselves.
fn account_pages() -> Vec<Route> {
    vec![
        route!(GET "/{realm}/account", Member => profile::show),
        route!(POST "/{realm}/account", Member => profile::submit),
        route!(GET "/{realm}/account/user-id", FreshAuth => my_account::user_id::show),
        route!(POST "/{realm}/account/user-id", FreshAuth => my_account::user_id::submit),
        route!(GET "/{realm}/account/email", FreshAuth => my_account::email::show),
        route!(POST "/{realm}/account/email", FreshAuth => my_account::email::submit),
        route!(GET "/{realm}/account/email/verify", Member => my_account::email_verification::show),
        route!(POST "/{realm}/account/email/verify", Member => my_account::email_verification::submit),
        route!(GET "/{realm}/account/email/state", Member => my_account::email_verification::state),
        route!(GET "/{realm}/account/method", FreshAuth => my_account::method::show),
        route!(POST "/{realm}/account/method", FreshAuth => my_account::method::submit),
        route!(GET "/{realm}/account/export", FreshAuth => export::show),
        route!(POST "/{realm}/account/export", FreshAuth => export::submit),
        route!(GET "/{realm}/account/sign-in", Member => sign_in_methods::show),
        route!(GET "/{realm}/account/password", FreshAuth => my_account::password::show),
        route!(POST "/{realm}/account/password", FreshAuth => my_account::password::submit),
        route!(GET "/{realm}/account/authenticators/new", FreshAuth => add_device::show_app),
        route!(POST "/{realm}/account/authenticators/new", FreshAuth => add_device::submit_app),
        route!(GET "/{realm}/account/authenticators/{id}/delete", FreshAuth => delete::ask_app),
        route!(POST "/{realm}/account/authenticators/{id}/delete", FreshAuth => delete::submit_app),
        route!(GET "/{realm}/account/passkeys/new", FreshAuth => add_device::show_passkey),
        route!(POST "/{realm}/account/passkeys/new", FreshAuth => add_device::submit_passkey),
        route!(GET "/{realm}/account/passkeys/{id}/delete", FreshAuth => delete::ask_passkey),
        route!(POST "/{realm}/account/passkeys/{id}/delete", FreshAuth => delete::submit_passkey),
        route!(GET "/{realm}/account/sessions", Member => sessions::show),
        route!(GET "/{realm}/account/sessions/{id}/end", FreshAuth => sessions::ask),
        route!(POST "/{realm}/account/sessions/{id}/end", FreshAuth => sessions::submit),
        route!(GET "/{realm}/account/applications", Member => applications::show),
        route!(GET "/{realm}/account/applications/{id}/withdraw", FreshAuth => applications::ask),
        route!(POST "/{realm}/account/applications/{id}/withdraw", FreshAuth => applications::submit),
        route!(GET "/{realm}/account/history", Member => history::show),
    ]
}

/// The provider as a service.
pub fn router(app: &Arc<App>) -> Router {
    serving(app, routes())
}

/// What of it applications find at the door for certificates: what they call, and nothing that members see.
pub fn router_for_certificates(app: &Arc<App>) -> Router {
    let called = routes().into_iter().filter(|route| route.caller == Caller::Client).collect();
    token::at_this_door(serving(app, called), app)
}

fn serving(app: &Arc<App>, routes: Vec<Route>) -> Router {
    let router = routes.into_iter().fold(Router::new(), |router, route| {
        let (path, figures) = (route.path, app.requests.of_route(&route.method, route.path));
        let handler = with_what_its_callers_need(app, route);
        router.route(path, handler.layer(from_fn_with_state(figures, measured)))
    });
    let unknown = app.requests.of_route(&Method::GET, "none");
    let router = router
        .fallback(move || {
            unknown.note(StatusCode::NOT_FOUND, Duration::ZERO);
            std::future::ready(StatusCode::NOT_FOUND)
        })
        .merge(web::assets::router())
        .layer(DefaultBodyLimit::max(web::FORM_LIMIT))
        .layer(from_fn_with_state(Arc::clone(app), note_failures))
        .with_state(Arc::clone(app));
    let of_page = Arc::clone(app);
    let site = move |uri: &Uri, headers: &HeaderMap| {
        Visit::new(&of_page, uri.clone(), headers.clone()).ok().map(|visit| visit.site)
    };
    web::boundary(router, Service::Provider, &app.provider_url, Arc::new(site))
}

/// A handler behind what its policy demands.
fn with_what_its_callers_need(app: &Arc<App>, route: Route) -> MethodRouter<Arc<App>> {
    let state = || Arc::clone(app);
    let handler = if route.method == Method::GET && !matches!(route.caller, Caller::Reader | Caller::Client) {
        route.handler.on(MethodFilter::HEAD, refuse_head)
    } else {
        route.handler
    };
    let handler = match route.caller {
        Caller::Reader => return handler,
        Caller::Client => return handler.layer(from_fn_with_state(state(), token::readable)),
        Caller::Anybody => handler,
        Caller::SignIn | Caller::Browser | Caller::Member | Caller::FreshAuth => {
            handler.layer(from_fn_with_state(state(), own_pages_only))
        }
    };
    let handler = match route.caller {
        Caller::SignIn | Caller::FreshAuth => handler.layer(from_fn_with_state(state(), keep_what_came_too_late)),
        _ => handler,
    };
    // Applications go on verifying the tokens of running sessions; people are told until when they must wait.
    handler.layer(from_fn_with_state(state(), not_during_maintenance))
}

/// Refuses a form that another site's page sent, before it is read.
async fn own_pages_only(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    if request.method() == Method::GET || request.method() == Method::HEAD {
        return next.run(request).await;
    }
    match Visit::new(&app, request.uri().clone(), request.headers().clone()) {
        Ok(visit) if web::check_origin(request.headers(), &visit.site.address).is_ok() => next.run(request).await,
        Ok(_) => StatusCode::FORBIDDEN.into_response(),
        Err(bad) => bad.into_response(),
    }
}

/// While the society's maintenance lasts, answers before anything is read or changed.
async fn not_during_maintenance(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    match Visit::new(&app, request.uri().clone(), request.headers().clone()) {
        Ok(visit) => match visit.realm.interrupted(visit.now) {
            Some(interruption) => resting(&app, &visit, request.uri(), interruption).await.into_response(),
            None => next.run(request).await,
        },
        Err(bad) => bad.into_response(),
    }
}

/// HEAD asks what GET would answer (RFC 9110 §9.3.2), and programs that look at links send it. Where a GET ends a
/// sign-in or a session, that question alone must change nothing.
async fn refuse_head() -> Response {
    (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "GET, POST")]).into_response()
}

/// The process runs.
async fn live() -> StatusCode {
    StatusCode::OK
}

/// The process can serve: its stores answer and there is a society to serve.
async fn ready(State(app): State<Arc<App>>) -> Readiness {
    let stores = Readiness::default().needs("database", app.database.ping()).await;
    let stores = stores.needs("expiring", app.expiring.ping()).await;
    stores.has("realms", !app.realms.serving().is_empty())
}

/// The society's colour and logo.
async fn brand(visit: Visit, Path((_, hash, name)): Path<(String, String, String)>) -> Response {
    match &visit.site.brand {
        Some(brand) => brand.serve(&hash, &name),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
