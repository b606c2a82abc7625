//! Posted forms, bounded and typed, and closed until their token is checked.
//!
//! [`Posted`] gives its fields to nobody who has not named the form and the browser it must belong to. What is
//! wrong with a request is a status without details: nothing that was sent is ever repeated.

use std::collections::HashSet;

use axum::body::{Body, to_bytes};
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use url::form_urlencoded;

use crate::FormGuard;
use crate::form_token::FIELD;

/// The most bytes a form may have: 64 KiB.
pub const FORM_LIMIT: usize = 64 * 1024;
/// The most parameters a form or a query may have.
const PARAMETER_LIMIT: usize = 100;

/// A form that was posted, still closed.
#[derive(Debug)]
pub struct Posted<T> {
    token: String,
    fields: T,
}

/// A form that is not this browser's, or not from this page: perhaps forged, mostly a lost cookie. Its fields
/// may fill the page that is shown again; they must not be acted upon.
#[derive(Debug)]
pub struct Unbound<T>(pub T);

/// A request that is no acceptable form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadForm {
    /// More than 64 KiB; with a file, more than 32 MiB.
    #[error("a form larger than is read")]
    TooLarge,
    /// Not `application/x-www-form-urlencoded`; with a file, not `multipart/form-data`.
    #[error("not a form")]
    NotAForm,
    /// More than 100 parameters, one of them twice, not UTF-8, or fields missing or of the wrong kind.
    #[error("a malformed form")]
    Malformed,
}

impl<T> Posted<T> {
    /// The fields, if the form's token was made by this guard for this form.
    ///
    /// # Errors
    /// [`Unbound`] with the fields, only to show the page again as it was filled in.
    pub fn open(self, guard: &FormGuard<'_>, form: &str) -> Result<T, Unbound<T>> {
        if guard.accepts(form, &self.token) { Ok(self.fields) } else { Err(Unbound(self.fields)) }
    }

    /// The fields of a form that has no token, because it carries the secret of a link in a mail: whoever has that may
    /// send it from any browser, even one that keeps no cookies.
    #[must_use]
    pub fn with_own_secret(self) -> T {
        self.fields
    }
}

/// The decoded parameters of a form's body or of a query, in their order and with duplicates, at most 100.
///
/// # Errors
/// [`BadForm::Malformed`] for more parameters, or for names and values that are not UTF-8 or contain NUL.
pub fn pairs(encoded: &[u8]) -> Result<Vec<(String, String)>, BadForm> {
    let pairs: Vec<_> = form_urlencoded::parse(encoded).take(PARAMETER_LIMIT + 1).collect();
    // The decoder puts U+FFFD where the bytes are not UTF-8; PostgreSQL cannot keep NUL.
    let sound = |text: &str| !text.contains(['\u{FFFD}', '\0']);
    if pairs.len() > PARAMETER_LIMIT || !pairs.iter().all(|(name, value)| sound(name) && sound(value)) {
        return Err(BadForm::Malformed);
    }
    Ok(pairs.into_iter().map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Posted<T> {
    type Rejection = BadForm;

    async fn from_request(request: Request, _: &S) -> Result<Self, Self::Rejection> {
        let (parts, body) = request.into_parts();
        let kind = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let essence = kind.split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(BadForm::NotAForm);
        }
        let bytes = to_bytes(body, FORM_LIMIT).await.map_err(|_| BadForm::TooLarge)?;
        let pairs = pairs(&bytes)?;
        let mut seen = HashSet::new();
        if !pairs.iter().all(|(name, _)| seen.insert(name.as_str())) {
            return Err(BadForm::Malformed);
        }
        let token = pairs.iter().find(|(name, _)| name == FIELD).map(|(_, value)| value.clone()).unwrap_or_default();
        let request = Request::from_parts(parts, Body::from(bytes));
        let axum::Form(fields) = axum::Form::from_request(request, &()).await.map_err(|_| BadForm::Malformed)?;
        Ok(Self { token, fields })
    }
}

impl BadForm {
    /// What was wrong with a form that was sent in parts.
    pub(crate) fn of(error: &MultipartError) -> Self {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE { Self::TooLarge } else { Self::Malformed }
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotAForm => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Malformed => StatusCode::BAD_REQUEST,
        }
    }
}

/// A bare status; the boundary makes a page of it.
impl IntoResponse for BadForm {
    fn into_response(self) -> Response {
        self.status().into_response()
    }
}

#[cfg(test)]
mod tests {
    use base::KeyEncryptionKey;
    use serde::Deserialize;

    use super::*;
    use crate::{Browser, Cookies, Service};

    #[derive(Debug, Deserialize)]
    struct Login {
        username: String,
        remember: Option<String>,
    }

    async fn post(kind: &str, body: impl Into<Body>) -> Result<Posted<Login>, BadForm> {
        let request = Request::post("/").header(CONTENT_TYPE, kind).body(body.into()).unwrap();
        Posted::from_request(request, &()).await
    }

    const FORM: &str = "application/x-www-form-urlencoded; charset=UTF-8";

    #[tokio::test]
    async fn the_fields_open_with_their_token_only() {
        let (key, realm) = (KeyEncryptionKey::generate(), "minato".parse().unwrap());
        let cookies = Cookies::new(Service::Provider, &realm, false);
        let browser = Browser::recognise(&cookies, &axum::http::HeaderMap::new());
        let guard = FormGuard { key: &key, realm: &realm, browser: &browser, member: None };
        let token = guard.token("login");
        let body = format!("username=%E7%94%B0%E4%B8%AD+a&form_token={}", token.value());

        let login = post(FORM, body.clone()).await.unwrap().open(&guard, "login").unwrap();
        assert_eq!((login.username.as_str(), login.remember), ("田中 a", None));
        let Unbound(login) = post(FORM, body).await.unwrap().open(&guard, "terms").unwrap_err();
        assert_eq!(login.username, "田中 a");
        let forged = post(FORM, "username=a&remember=on").await.unwrap();
        assert!(forged.open(&guard, "login").is_err());
    }

    #[tokio::test]
    async fn what_is_no_sound_form_is_refused() {
        let many = (0..=PARAMETER_LIMIT).map(|n| format!("p{n}=")).collect::<Vec<_>>().join("&");
        for (kind, body, expected) in [
            ("application/json", "{}".to_owned(), BadForm::NotAForm),
            ("multipart/form-data; boundary=x", String::new(), BadForm::NotAForm),
            (FORM, "username=a&username=b".to_owned(), BadForm::Malformed),
            (FORM, "user=a".to_owned(), BadForm::Malformed),
            (FORM, "username=%00".to_owned(), BadForm::Malformed),
            (FORM, "username=%FF".to_owned(), BadForm::Malformed),
            (FORM, format!("username=a&{many}"), BadForm::Malformed),
            (FORM, format!("username={}", "a".repeat(FORM_LIMIT)), BadForm::TooLarge),
        ] {
            assert_eq!(post(kind, body.clone()).await.unwrap_err(), expected, "{body:.40}");
        }
    }
}
