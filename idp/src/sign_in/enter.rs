//! The way to a page of ours: whoever has shown enough goes in, everybody else begins a sign-in that leads there.

use account::Next;
use axum::response::{IntoResponse, Response};

use super::standing::{Standing, stand};
use super::{Destination, Goal, SignIn, next, pages};
use crate::App;
use crate::boundary::{Failure, Visit};

/// Who may see one of our pages at this moment, by the browser's session alone.
///
/// # Errors
/// The store's failure. The inner answer leads to what is to be shown first.
pub async fn enter(app: &App, visit: &Visit, goal: Goal) -> Result<Result<Standing, Response>, Failure> {
    let destination = match Destination::of(&visit.realm, &goal) {
        Ok(destination) => destination,
        Err(untrusted) => return Ok(Err(pages::untrusted(visit, untrusted).into_response())),
    };
    let sign_in = SignIn::begin(visit, goal);
    let standing = stand(app, visit, &sign_in, &destination).await?;
    if matches!(standing.next, Next::Done(_)) {
        return Ok(Ok(standing));
    }
    sign_in.store(app, visit).await?;
    Ok(Err(next::go_to(visit, &sign_in, &standing.next)))
}
