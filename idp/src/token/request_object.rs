//! Request objects of clients (RFC 9101): fetched where they come by reference, verified, opened.

use std::borrow::Cow;

use chrono::TimeDelta;
use oidc::Parameters;
use oidc::authorize::{AuthorizeError, RequestObject, open_request_object};
use realm::Client;
use store::expiring::{Count, Key, Kind};

use super::client_keys;
use crate::App;
use crate::boundary::Visit;

/// How often within [`WINDOW`] we ask for a client's objects: strangers decide when, by opening a link.
const FETCHES: u32 = 60;
const WINDOW: TimeDelta = TimeDelta::minutes(1);

/// How often a client's objects were asked for.
#[derive(Debug)]
enum Fetches {}

impl Kind for Fetches {
    const NAME: &'static str = "request-object-fetches";
    type Value = u32;
}

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
        Some(RequestObject::Reference(uri)) => Cow::Owned(fetch(app, visit, client, uri).await?),
    };
    let keys = client_keys::of(app, client, &object).await;
    open_request_object(&visit.realm, client, &keys, (&object, visit.now)).map(Some).inspect_err(|error| {
        tracing::info!(client = client.id, reason = error.description(), "a request object was refused");
    })
}

/// Gets an object from an address that its client registered (RFC 9101 §5.2.3), unless it was there a moment ago.
async fn fetch(app: &App, visit: &Visit, client: &Client, uri: &str) -> Result<String, AuthorizeError> {
    let place = format!("{} {} {uri}", visit.realm.name, client.id);
    if let Some(object) = app.request_objects.at(&place, visit.now) {
        return Ok(object);
    }
    let key = Key::<Fetches>::new(&visit.realm.name, &client.id);
    let count = app.expiring.count(&key, FETCHES, WINDOW, visit.now).await;
    if !matches!(count, Ok(Count::Reserved(_))) {
        tracing::warn!(client = client.id, ?count, "a client's request object was not asked for");
        return Err(AuthorizeError::TemporarilyUnavailable);
    }
    let document = app.outbound.get(uri).await.map_err(|error| {
        tracing::warn!(client = client.id, cause = %error, "a client's request object could not be fetched");
        AuthorizeError::RequestUriUnanswered
    })?;
    let text = String::from_utf8(document).map_err(|_| AuthorizeError::RequestUriUnanswered)?;
    app.request_objects.keep(place, (uri, &text), visit.now);
    Ok(text.trim_ascii().to_owned())
}
