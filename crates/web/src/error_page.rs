//! Error pages: what happened in plain words, a reference, one way onward.
//!
//! The cause never reaches a page. Whoever makes an error page logs the cause with the same reference.

use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use base::{Language, Reference, Text};
use chrono::{DateTime, TimeDelta, Utc};
use maud::{Markup, html};

use crate::controls::LinkButton;
use crate::{View, format, texts};

/// When to come back while a server is away, in seconds.
pub const SOON: HeaderValue = HeaderValue::from_static("5");

/// A page that says what did not work.
#[derive(Clone, Debug)]
pub struct ErrorPage {
    /// The response's status.
    pub status: StatusCode,
    /// What happened, in a few words.
    pub title: Text,
    /// What it means and what to do.
    pub explanation: Text,
    /// Under which number the cause was noted.
    pub reference: Option<Reference>,
    /// The one way onward. Without it the button leads to the society's top page.
    pub onward: Option<Onward>,
}

/// A button that names its goal.
#[derive(Clone, Debug)]
pub struct Onward {
    /// What the button says.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

impl ErrorPage {
    /// The page of a status: for what no screen has words of its own.
    #[must_use]
    pub const fn of_status(status: StatusCode) -> Self {
        let (title, explanation) = match status.as_u16() {
            403 => (texts::FORBIDDEN, texts::FORBIDDEN_WHY),
            410 => (texts::CLOSED, texts::CLOSED_WHY),
            404 | 421 => (texts::NOT_FOUND, texts::NOT_FOUND_WHY),
            405 => (texts::NOT_ALLOWED, texts::NOT_ALLOWED_WHY),
            408 => (texts::TOO_SLOW, texts::TOO_SLOW_WHY),
            413 | 414 | 431 => (texts::TOO_LARGE, texts::TOO_LARGE_WHY),
            429 => (texts::TOO_MANY, texts::TOO_MANY_WHY),
            503 => (texts::OUT_OF_SERVICE, texts::OUT_OF_SERVICE_WHY),
            500..=599 => (texts::FAILURE, texts::FAILURE_WHY),
            _ => (texts::BAD_REQUEST, texts::BAD_REQUEST_WHY),
        };
        Self { status, title, explanation, reference: None, onward: None }
    }

    /// Something failed on our side; its cause is logged under this reference.
    #[must_use]
    pub fn failure(reference: Reference) -> Self {
        Self { reference: Some(reference), ..Self::of_status(StatusCode::INTERNAL_SERVER_ERROR) }
    }

    /// The page with another way onward.
    #[must_use]
    pub fn onward(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.onward = Some(Onward { label: label.into(), href: href.into() });
        self
    }

    /// The response for a visitor.
    #[must_use]
    pub fn respond(&self, view: View<'_>) -> Response {
        (self.status, self.markup(view)).into_response()
    }

    fn markup(&self, view: View<'_>) -> Markup {
        let top = view.site.home.as_ref();
        let top = top.map(|href| Onward { label: view.say(texts::TO_TOP).to_owned(), href: href.clone() });
        view.page(view.say(self.title)).card(html! {
            p { (view.say(self.explanation)) }
            @if let Some(reference) = &self.reference { (reference_box(view.language, reference)) }
            @if let Some(onward) = self.onward.as_ref().or(top.as_ref()) {
                p.actions { (LinkButton::primary(&onward.href, &onward.label)) }
            }
        })
    }
}

/// The same address once more, as a reference to the query only: a path such as `//elsewhere` cannot make it lead away.
fn again(uri: &Uri) -> String {
    format!("?{}", uri.query().unwrap_or_default())
}

fn reference_box(language: Language, reference: &Reference) -> Markup {
    html! {
        div.reference {
            p { (texts::REFERENCE.get(language)) }
            p.number { (reference) }
            p.hint { (texts::REFERENCE_HINT.get(language)) }
        }
    }
}

/// The page while a server that we need is away: 503, to be tried again in a moment.
#[must_use]
pub fn away(view: View<'_>, now: DateTime<Utc>) -> Response {
    let mut response = OutOfService::default().respond(view, now);
    response.headers_mut().insert(RETRY_AFTER, SOON);
    response
}

/// The page of a society that cannot be served now.
#[derive(Clone, Copy, Debug, Default)]
pub struct OutOfService {
    /// When a planned maintenance ends.
    pub until: Option<DateTime<Utc>>,
}

impl OutOfService {
    /// The response: 503, with the time after which to come back.
    #[must_use]
    pub fn respond(self, view: View<'_>, now: DateTime<Utc>) -> Response {
        let body = view.page(view.say(texts::OUT_OF_SERVICE)).card(html! {
            @match self.until {
                Some(end) => {
                    p { (view.say_with(texts::MAINTENANCE_UNTIL, &[("end", &format::moment(end, view.language))])) }
                    p { (view.say(texts::MAINTENANCE_AFTER)) }
                }
                None => p { (view.say(texts::OUT_OF_SERVICE_WHY)) },
            }
            p.actions { (LinkButton::primary(&again(view.uri), view.say(texts::TRY_AGAIN))) }
        });
        let wait = self.until.map_or(TimeDelta::minutes(2), |end| (end - now).max(TimeDelta::minutes(1)));
        (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, HeaderValue::from(wait.num_seconds().unsigned_abs()))], body)
            .into_response()
    }
}
