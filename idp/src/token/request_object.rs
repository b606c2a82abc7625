//! Request objects of clients (RFC 9101): fetched where they come by reference, verified, opened.

use std::borrow::Cow;

use oidc::Parameters;
use oidc::authorize::{AuthorizeError, RequestObject, open_request_object};
use realm::Client;

use super::client_keys;
use crate::App;
use crate::boundary::Visit;

/// The parameters that count in a request of a client: those in its object; `None` when it brings none.
///
/// # Errors
/// An object that is not good, or that cannot be had.
pub async fn open_object_of(
    app: &App,
    visit: &Visit,
    client: &Client,
    parameters: &Parameters,
) -> Result<Option<Parameters>, AuthorizeError> {
    let object = match RequestObject::of(parameters, client)? {
        None => return Ok(None),
        Some(RequestObject::Value(object)) => Cow::Borrowed(object),
        Some(RequestObject::Reference(uri)) => Cow::Owned(fetch_request_object(app, client, uri).await?),
    };
    let keys = client_keys::of(app, client, &object).await;
    open_request_object(&visit.realm, client, &keys, (&object, visit.now)).map(Some).inspect_err(|error| {
        tracing::info!(client = client.id, reason = error.description(), "a request object was refused");
    })
}

/// Gets an object from an address that its client registered (RFC 9101 §5.2.3). It is asked for at each request: what is
/// there may be another object each time.
async fn fetch_request_object(app: &App, client: &Client, uri: &str) -> Result<String, AuthorizeError> {
    let document = app.outbound.get(uri).await.map_err(|error| {
        tracing::warn!(client = client.id, cause = %error, "a client's request object could not be fetched");
        AuthorizeError::RequestUriUnanswered
    })?;
    let text = String::from_utf8(document).map_err(|_| AuthorizeError::RequestUriUnanswered)?;
    Ok(text.trim_ascii().to_owned())
}
