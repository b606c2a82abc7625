//! `/settings/picture`: the member's picture is taken, shown to them alone, and deleted.
//!
//! With a script the member positions and crops it in the browser, and what arrives is the square already; without one the
//! server takes the middle. Either way it is read and written anew here ([`crate::picture`]).

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use base::{RandomToken, Text, TokenHash};
use serde::Deserialize;
use web::controls::Problems;
use web::{File, Posted, Uploaded};

use super::{done, kept, page, texts};
use crate::boundary::{Failure, SignedIn, Visit};
use crate::member::Member;
use crate::picture::{BadPicture, LARGEST, prepare};
use crate::rows::{DbErr, Picture, in_realm};

/// What the browser offers to choose from.
pub const ACCEPTED: &str = "image/jpeg,image/png,image/webp";
/// The names of the forms in their tokens.
pub const FORM: &str = "picture";
/// The form that deletes.
pub const REMOVE_FORM: &str = "picture-remove";

/// The form has no field but its token.
#[derive(Deserialize)]
pub struct Fields {}

/// The work on a picture was broken off.
#[derive(Debug, thiserror::Error)]
#[error("the work on a picture was broken off")]
struct Aborted;

/// Where a member's picture is, if they have one. Another picture, another address.
pub fn address(visit: &Visit, member: &Member) -> Option<String> {
    member.profile.picture.as_ref().map(|version| visit.link(&format!("/settings/picture/{version}")))
}

/// `POST /settings/picture`
pub async fn submit(visit: Visit, signed_in: SignedIn, posted: Uploaded<LARGEST>) -> Result<Response, Failure> {
    let refused = |why: Text| {
        let mut problems = Problems::none();
        problems.add("picture", visit.view().say(why));
        Ok(page(&visit, &signed_in, &kept(&signed_in), &problems).into_response())
    };
    let file = match posted.open(&visit.guard(), &signed_in.own_form(FORM)) {
        Err(_) => return refused(texts::CHOOSE_AGAIN),
        Ok(File::None) => return refused(texts::NONE_CHOSEN),
        Ok(File::TooLarge) => return refused(texts::TOO_LARGE),
        Ok(File::Content(file)) => file,
    };
    // Two at once: pictures must not keep all processors from signing people in.
    let turn = visit.app.picture_work.acquire().await;
    let prepared = tokio::task::spawn_blocking(move || prepare(&file)).await.map_err(|_| Aborted)?;
    drop(turn);
    match prepared {
        Ok(picture) => {
            let version = RandomToken::generate().expose().to_owned();
            keep(&visit, signed_in.member(), Some((version, picture))).await?;
            Ok(done(&visit, "stored"))
        }
        Err(BadPicture::Unknown) => refused(texts::UNKNOWN),
        Err(BadPicture::TooWide) => refused(texts::TOO_WIDE),
        Err(BadPicture::Broken) => refused(texts::BROKEN),
    }
}

/// `POST /settings/picture/remove`
pub async fn remove(visit: Visit, signed_in: SignedIn, posted: Posted<Fields>) -> Result<Response, Failure> {
    if posted.open(&visit.guard(), &signed_in.own_form(REMOVE_FORM)).is_err() {
        let problems = Problems::of_form(visit.view().say(texts::SEND_AGAIN));
        return Ok(page(&visit, &signed_in, &kept(&signed_in), &problems).into_response());
    }
    keep(&visit, signed_in.member(), None).await?;
    Ok(done(&visit, "removed"))
}

async fn keep(visit: &Visit, member: &Member, picture: Option<Picture>) -> Result<(), DbErr> {
    let (realm, subject) = (visit.realm.name.clone(), TokenHash::of(&member.subject));
    let write = visit
        .app
        .database
        .write(move |tx| Box::pin(async move { in_realm(tx, &realm).put_picture(&subject, picture).await }));
    write.await
}

/// `GET /settings/picture/{version}`: to its owner, and kept by nobody.
pub async fn serve(
    visit: Visit,
    signed_in: SignedIn,
    Path((_, version)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let subject = TokenHash::of(&signed_in.member().subject);
    let rows = in_realm(visit.app.database.reader(), &visit.realm.name);
    let Some(picture) = rows.picture(&subject, &version).await? else {
        return Ok(StatusCode::NOT_FOUND.into_response());
    };
    let headers = [
        (CONTENT_TYPE, "image/jpeg"),
        (CONTENT_DISPOSITION, "inline; filename=\"picture.jpg\""),
        // A picture opened by itself must not run anything.
        (CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; sandbox"),
    ];
    Ok((headers, picture).into_response())
}
