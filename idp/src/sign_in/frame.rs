//! What the form of every step's screen stands in: where it posts, its token, and the way out of the sign-in.

use maud::{Markup, html};
use web::controls::{self, Button, Problems};
use web::{FormToken, View};

use super::{Current, cancel, texts};
use crate::App;

/// The frame of one screen's form.
#[derive(Debug)]
pub struct Frame {
    /// Where the form posts.
    pub action: String,
    /// Where the way out posts.
    pub cancel: String,
    /// The tokens of both.
    pub tokens: (FormToken, FormToken),
}

impl Frame {
    /// The frame of the screen that is due. `form` is what its form is called.
    #[must_use]
    pub fn of(app: &App, due: &Current, form: &str) -> Self {
        let guard = due.visit.guard(app);
        Self {
            action: due.address(),
            cancel: cancel::address(&due.visit, &due.sign_in),
            tokens: (guard.token(form), guard.token(cancel::FORM)),
        }
    }

    /// The form around its fields, and below it the way out.
    #[must_use]
    pub fn around(&self, view: View<'_>, fields: &Markup) -> Markup {
        html! {
            (controls::form(&self.action, &self.tokens.0, fields))
            (controls::form(&self.cancel, &self.tokens.1, &html! {
                p.actions { (Button::secondary("login-cancel", view.say(texts::CANCEL))) }
            }))
        }
    }
}

/// What is said above a form whose token was not this browser's.
#[must_use]
pub fn unbound(view: View<'_>) -> Problems {
    Problems::of_form(view.say(texts::SEND_AGAIN))
}
