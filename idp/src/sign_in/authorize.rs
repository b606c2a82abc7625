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
use base::TokenHash;
use oidc::Parameters;
use oidc::authorize::{self, AuthorizeError, AuthorizeRequest, Prompt, TrustedClient, Untrusted, pushed_request};
use store::expiring::Key;

use super::standing::stand;
use super::{Destination, Goal, SignIn, finish, next, pages};
use crate::App;
use crate::boundary::{Failure, Visit};
use crate::token::{PushedRequests, open_object_of};

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
    let (trusted, request) = match judge(app, &visit, &parameters).await? {
        Ok(judged) => judged,
        Err(answered) => return Ok(*answered),
    };
    let visit = visit.asked_in(request.language());
    let silent = request.prompts(Prompt::None);
    let destination = Destination::Application(trusted, Box::new(request.clone()));
    let sign_in = SignIn::begin(&visit, Goal::Application(Box::new(request)));
    let standing = stand(app, &visit, &sign_in, &destination).await?;
    match &standing.next {
        Next::Done(authenticated) => finish(app, &visit, &sign_in, (&destination, &standing), authenticated).await,
        Next::Unreachable => destination.refuse(app, &visit, AuthorizeError::UnmetAuthenticationRequirements).await,
        _ if silent => destination.refuse(app, &visit, silent_refusal(&standing.next)).await,
        _ => {
            sign_in.store(app, &visit).await?;
            Ok(next::go_to(&visit, &sign_in, &standing.next))
        }
    }
}

/// The client and its request; or what is answered instead.
async fn judge(
    app: &App,
    visit: &Visit,
    parameters: &Parameters,
) -> Result<Result<(TrustedClient, AuthorizeRequest), Box<Response>>, Failure> {
    if let Some(reference) = parameters.get("request_uri").and_then(pushed_request) {
        return Ok(match pushed(app, visit, (parameters.get("client_id"), reference)).await? {
            Ok(judged) => Ok(judged),
            Err(untrusted) => Err(Box::new(pages::untrusted(visit, untrusted))),
        });
    }
    let opened = opened(app, visit, parameters).await;
    // An object that is not good says nothing: who is told of it, and with which `state`, stands outside.
    let parameters = opened.as_ref().ok().and_then(Option::as_ref).unwrap_or(parameters);
    let trusted = match TrustedClient::find(&visit.realm, parameters) {
        Ok(trusted) => trusted,
        Err(untrusted) => return Ok(Err(Box::new(pages::untrusted(visit, untrusted)))),
    };
    let keys = app.keys.of(app, &visit.realm).await?;
    let checked = opened.as_ref().map_err(|error| *error);
    let checked = checked.and_then(|_| authorize::check(&visit.realm, &keys, &trusted, parameters));
    Ok(match checked {
        Ok(request) => Ok((trusted, request)),
        Err(error) => Err(Box::new(next::answer(app, visit, &trusted.error(parameters.get("state"), error)).await?)),
    })
}

/// The parameters in the request object, if there is one. Of a client that must push its requests, none is opened.
async fn opened(app: &App, visit: &Visit, parameters: &Parameters) -> Result<Option<Parameters>, AuthorizeError> {
    let client = parameters.get("client_id").and_then(|id| visit.realm.client(id));
    let Some(client) = client else { return Ok(None) };
    authorize::may_come_unpushed(client)?;
    open_object_of(app, visit, client, parameters).await
}

/// A request that its client pushed. Of what the browser brings, the client id must fit, and nothing else counts
/// (RFC 9126 §4).
async fn pushed(
    app: &App,
    visit: &Visit,
    (client_id, reference): (Option<&str>, TokenHash),
) -> Result<Result<(TrustedClient, AuthorizeRequest), Untrusted>, Failure> {
    let key = Key::<PushedRequests>::new(&visit.realm.name, &reference);
    let request = app.expiring.get(&key, visit.now).await?.map(|stored| stored.value);
    let Some(request) = request.filter(|request| client_id == Some(request.client_id())) else {
        return Ok(Err(Untrusted::PushedRequestUnknown));
    };
    Ok(TrustedClient::of(&visit.realm, &request).map(|trusted| (trusted, request)))
}

/// What `prompt=none` is told when a member would have to do something (OpenID Connect Core §3.1.2.6).
const fn silent_refusal(next: &Next) -> AuthorizeError {
    match next {
        Next::Refused(Refusal::Disabled | Refusal::NoLongerEligible) => AuthorizeError::AccessDenied,
        Next::Due(Gate::Password) => AuthorizeError::LoginRequired,
        Next::Due(Gate::Consent) => AuthorizeError::ConsentRequired,
        Next::Due(_) | Next::Done(_) | Next::Unreachable => AuthorizeError::InteractionRequired,
    }
}
