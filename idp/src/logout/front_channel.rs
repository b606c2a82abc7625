//! Telling applications in the member's own browser that a session ended (OpenID Connect Front-Channel Logout §3).
//!
//! A page holds one hidden frame for each application that the session served, and goes on to where signing out leads.
//! It is best effort by its nature: browsers may keep a frame from its cookies, which is why there is the back channel.

use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::{IntoResponse, Response};
use base::SessionId;
use maud::{Markup, html};
use realm::Realm;
use url::Url;
use web::controls::LinkButton;
use web::{CONTENT_SECURITY_POLICY as USUAL_POLICY, View, assets};

use super::texts;
use crate::App;
use crate::boundary::Failure;
use crate::rows::in_realm;

/// The addresses of the frames for a session that ended: those of the applications that it served.
///
/// # Errors
/// The database's failure.
pub(super) async fn frames(app: &App, realm: &Realm, session: SessionId) -> Result<Vec<Url>, Failure> {
    let served = in_realm(app.database.reader(), &realm.name).clients_of_session(session).await?;
    let frame = |id: &String| {
        let address = realm.client(id)?.frontchannel_logout.as_ref()?;
        let mut url = Url::parse(&address.uri).ok()?;
        url.query_pairs_mut().append_pair("iss", &realm.issuer).append_pair("sid", &session.to_string());
        Some(url)
    };
    Ok(served.iter().filter_map(frame).collect())
}

/// What stands on a page that tells them.
pub(super) fn markup(view: View<'_>, frames: &[Url]) -> Markup {
    html! {
        @for frame in frames {
            iframe src=(frame) hidden title=(view.say(texts::SIGN_OUT)) {}
        }
    }
}

/// The page that tells them and leads on to an application: by itself, or by its link.
pub(super) fn leading_on(view: View<'_>, frames: &[Url], then: &str) -> Markup {
    view.page(view.say(texts::SIGNED_OUT)).card(html! {
        p role="status" { (view.say(texts::TELLING)) }
        (markup(view, frames))
        p.actions data-leaving { (LinkButton::primary(then, view.say(texts::GO_ON))) }
        script src=(assets::url("leaving.js")) {}
    })
}

/// Permits a page these frames and no other.
pub(super) fn permitting(frames: &[Url], page: Markup) -> Response {
    if frames.is_empty() {
        return page.into_response();
    }
    let origins: Vec<String> = frames.iter().map(|url| url.origin().ascii_serialization()).collect();
    let policy = format!("{USUAL_POLICY}; frame-src {}", origins.join(" "));
    ([(CONTENT_SECURITY_POLICY, policy)], page).into_response()
}
