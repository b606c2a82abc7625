//! The authorization endpoint (OpenID Connect Core §3.1.2): where a client sends a browser to sign a member in.
//!
//! Before the client and its redirect URI are known to belong together, every failure is a page of ours; after that,
//! every failure is an answer at the client. A browser whose session already satisfies the request goes straight
//! back with a code; any other begins a sign-in.

use std::sync::Arc;

use account::{Gate, Next, Refusal};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use oidc::Parameters;
use oidc::authorize::{self, AuthorizeError, Prompt, TrustedClient};

use super::standing::stand;
use super::{Destination, Goal, SignIn, finish, next, pages};
use crate::App;
use crate::boundary::{Failure, Visit};

/// `GET /REALM/authorize`
pub async fn get(State(app): State<Arc<App>>, visit: Visit, uri: Uri) -> Result<Response, Failure> {
    authorize(&app, visit, uri.query().unwrap_or_default().as_bytes()).await
}

/// `POST /REALM/authorize` (OpenID Connect Core §3.1.2.1: both methods are to be supported)
pub async fn post(State(app): State<Arc<App>>, visit: Visit, body: Bytes) -> Result<Response, Failure> {
    match visit.again_by_get(&body) {
        Some(response) => Ok(response),
        None => authorize(&app, visit, &body).await,
    }
}

async fn authorize(app: &App, visit: Visit, encoded: &[u8]) -> Result<Response, Failure> {
    let Ok(pairs) = web::pairs(encoded) else { return Ok(StatusCode::BAD_REQUEST.into_response()) };
    let parameters = Parameters::parse(&pairs);
    let trusted = match TrustedClient::find(&visit.realm, &parameters) {
        Ok(trusted) => trusted,
        Err(untrusted) => return Ok(pages::untrusted(&visit, untrusted)),
    };
    let keys = app.keys.of(app, &visit.realm).await?;
    let request = match authorize::check(&visit.realm, &keys, &trusted, &parameters) {
        Ok(request) => request,
        Err(error) => return Ok(next::answer(&visit, &trusted.error(parameters.get("state"), error))),
    };
    let visit = visit.asked_in(request.language());
    let silent = request.prompts(Prompt::None);
    let destination = Destination::Application(trusted, Box::new(request.clone()));
    let sign_in = SignIn::begin(&visit, Goal::Application(Box::new(request)));
    let standing = stand(app, &visit, &sign_in, &destination.ask(&visit.realm)).await?;
    match &standing.next {
        Next::Done(authenticated) => finish(app, &visit, &sign_in, (&destination, &standing), authenticated).await,
        Next::Unreachable => Ok(destination.refuse(&visit, AuthorizeError::UnmetAuthenticationRequirements)),
        _ if silent => Ok(destination.refuse(&visit, silent_refusal(&standing.next))),
        _ => {
            sign_in.store(app, &visit).await?;
            Ok(next::go_to(&visit, &sign_in, &standing.next))
        }
    }
}

/// What `prompt=none` is told when a member would have to do something (OpenID Connect Core §3.1.2.6).
const fn silent_refusal(next: &Next) -> AuthorizeError {
    match next {
        Next::Refused(Refusal::Disabled | Refusal::NoLongerEligible) => AuthorizeError::AccessDenied,
        Next::Due(Gate::Password) => AuthorizeError::LoginRequired,
        Next::Due(_) | Next::Done(_) | Next::Unreachable => AuthorizeError::InteractionRequired,
    }
}
