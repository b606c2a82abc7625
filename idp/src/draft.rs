//! A form that came too late comes back filled.
//!
//! Whoever leaves a form open until what they had shown counts no more is asked for their password again, and what they
//! typed must not be lost by that. So it is kept for a while: sealed, for this browser, this member and this page alone,
//! and without anything that is a secret.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base::{AccountId, Purpose, Sealed, SealedFor};
use chrono::TimeDelta;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::sync::Arc;
use store::expiring::{Key, Kind, PutError};

use crate::App;
use crate::boundary::{Failure, Visit};

/// How long it is kept.
const KEPT_FOR: TimeDelta = TimeDelta::hours(2);
/// What is never kept, by any part of a field's name.
const SECRETS: [&str; 4] = ["password", "code", "credential", "token"];

/// Forms that came too late, by browser, member and page.
#[derive(Debug)]
enum Drafts {}

impl Kind for Drafts {
    const NAME: &'static str = "draft";
    type Value = Sealed;
}

/// Marks the answer to a form that was not read, because its screen is not due: whose form it may have been.
#[derive(Clone, Copy, Debug)]
pub struct NotDue(pub AccountId);

fn key(visit: &Visit, account: AccountId, path: &str) -> Key<Drafts> {
    let page = path.trim_matches('/').replace('/', ".");
    Key::new(&visit.realm.name, format_args!("{}.{account}.{page}", visit.browser.hash().as_str()))
}

/// What a member typed into the form of this page before they were asked to sign in again.
///
/// # Errors
/// The store's failure. What cannot be read any more is as good as nothing.
pub async fn find<T: DeserializeOwned>(
    app: &App,
    visit: &Visit,
    account: AccountId,
    path: &str,
) -> Result<Option<T>, Failure> {
    let Some(kept) = app.expiring.get(&key(visit, account, path), visit.now).await? else { return Ok(None) };
    let row = account.to_string();
    let place = SealedFor { purpose: Purpose::Draft, realm: &visit.realm.name, row: &row };
    let Ok(opened) = app.sealing_key.open(place, &kept.value) else { return Ok(None) };
    Ok(serde_json::from_slice(opened.expose()).ok())
}

/// Forgets what was typed, now that it is done.
///
/// # Errors
/// The store's failure.
pub async fn forget(app: &App, visit: &Visit, account: AccountId, path: &str) -> Result<(), Failure> {
    app.expiring.take(&key(visit, account, path), None, visit.now).await?;
    Ok(())
}

async fn keep(app: &App, visit: &Visit, (account, path): (AccountId, &str), form: &[u8]) -> Result<(), Failure> {
    let pairs = web::pairs(form).unwrap_or_default();
    let harmless = pairs.into_iter().filter(|(name, _)| !SECRETS.iter().any(|secret| name.contains(secret)));
    let typed: Map<String, Value> = harmless.map(|(name, value)| (name, value.into())).collect();
    if typed.is_empty() {
        return Ok(());
    }
    let row = account.to_string();
    let place = SealedFor { purpose: Purpose::Draft, realm: &visit.realm.name, row: &row };
    let sealed = app.sealing_key.seal(place, &serde_json::to_vec(&typed)?);
    let (key, until) = (key(visit, account, path), visit.now + KEPT_FOR);
    // Of two tabs that send at once either is as good.
    let kept = match app.expiring.get(&key, visit.now).await? {
        Some(former) => app.expiring.replace(&former, &sealed, until, visit.now).await.map(drop),
        None => match app.expiring.put(&key, &sealed, until, visit.now).await {
            Err(PutError::Exists) => Ok(()),
            Err(error) => return Err(error.into()),
            Ok(()) => Ok(()),
        },
    };
    Ok(kept?)
}

/// Keeps what was typed into a form whose screen is not due.
pub async fn keep_what_came_too_late(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, web::FORM_LIMIT).await else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };
    let (uri, headers) = (parts.uri.clone(), parts.headers.clone());
    let response = next.run(Request::from_parts(parts, Body::from(bytes.clone()))).await;
    let Some(NotDue(account)) = response.extensions().get::<NotDue>().copied() else { return response };
    let Ok(visit) = Visit::new(&app, uri.clone(), headers) else { return response };
    match keep(&app, &visit, (account, uri.path()), &bytes).await {
        Ok(()) => response,
        Err(failure) => failure.into_response(),
    }
}
