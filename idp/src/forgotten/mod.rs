//! Forgotten passwords and user IDs: a mail helps, and nobody learns from our pages whom there is.
//!
//! Whatever is asked, the answer is the same page with the same headers, and as much is done for it: when nobody is to
//! be written to, a mail is written all the same and thrown away (security.md S16). A password that was set anew opens
//! no session; the member signs in with it and the second factor they had (S8).

mod link;
mod mailing;
pub mod password;
pub mod reset;
mod texts;
mod told;
pub mod user_id;
mod way;

#[cfg(test)]
mod tests;

use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use maud::html;
use web::controls::LinkButton;

use crate::App;
use crate::boundary::{Failure, Visit};
use crate::sign_in::{SignIn, see_other};

pub use told::Told;
pub use way::{Back, Way};

/// Where a member goes who has forgotten the password, from any page of a sign-in.
pub const PASSWORD: &str = "forgotten/password";
/// Where a member goes who has forgotten the user ID.
pub const USER_ID: &str = "forgotten/user-id";

/// `GET /REALM/.well-known/change-password` (W3C, A Well-Known URL for Changing Passwords): where password managers lead
/// a member whose password is to be another.
pub async fn change_password(visit: Visit) -> Response {
    let location = format!("/{}/account/password", visit.realm.name);
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}

/// Answers on the page of the sign-in under way. Without one the answer is a page of its own.
async fn answer(app: &App, way: &Way, told: Told) -> Result<Response, Failure> {
    let (visit, view) = (&way.visit, way.visit.view());
    if let Some(sign_in) = &way.sign_in
        && SignIn::tell(app, visit, sign_in.id, &told).await?
    {
        return Ok(see_other(visit, &way.address("login")));
    }
    let (label, href) = way.onward();
    Ok(visit.page(view.page(view.say(told.title())).card(html! {
        (told.notice(view, &visit.realm))
        p.actions { (LinkButton::primary(&href, view.say(label))) }
    })))
}
