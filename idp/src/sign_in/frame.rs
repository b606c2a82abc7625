//! What the form of every screen stands in: where it posts, its token, the other ways on, and the way out of the
//! sign-in.

use account::{Gate, Next};
use base::Text;
use maud::{Markup, html};
use web::controls::{self, Button, Problems};
use web::{FormToken, View};

use super::{Current, another, cancel, next, texts};
use crate::App;
use crate::steps::method;

/// The frame of one screen's form.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Where the form posts.
    pub action: String,
    /// Where the way out posts.
    pub cancel: String,
    /// What the way out is called.
    pub way_out: Text,
    /// The tokens of both.
    pub tokens: (FormToken, FormToken),
    /// The screens of the member's other methods: address and label.
    pub other_ways: Vec<(String, String)>,
    /// Where whoever has another user ID posts, and the token: where a second factor is asked of somebody.
    pub another: Option<(String, FormToken)>,
}

impl Frame {
    /// The frame of the screen that is due. `form` is what its form is called.
    #[must_use]
    pub fn of(app: &App, due: &Current, form: &str) -> Self {
        let guard = due.visit.guard(app);
        Self {
            action: due.address(),
            cancel: cancel::address(&due.visit, &due.sign_in),
            way_out: due.destination.cancel(),
            tokens: (guard.token(form), guard.token(cancel::FORM)),
            other_ways: other_ways(due),
            another: (matches!(due.standing.next, Next::Due(Gate::SecondFactor(_)))
                && due.destination.whom().is_none())
            .then(|| (another::address(&due.visit, &due.sign_in), guard.token(another::FORM))),
        }
    }

    /// The form around its fields, and below it the other ways on and the way out.
    #[must_use]
    pub fn around(&self, view: View<'_>, fields: &Markup) -> Markup {
        self.around_with(view, fields, &html! {})
    }

    /// The same with something of the screen's own between the form and the other ways.
    #[must_use]
    pub fn around_with(&self, view: View<'_>, fields: &Markup, below: &Markup) -> Markup {
        html! {
            (controls::form(&self.action, &self.tokens.0, fields))
            (below)
            @if !self.other_ways.is_empty() {
                nav #another-way aria-labelledby="another-way-heading" {
                    h2 #another-way-heading { (view.say(texts::ANOTHER_WAY)) }
                    (controls::links(&self.other_ways.iter().map(|(to, label)| (to.as_str(), label.as_str())).collect::<Vec<_>>()))
                }
            }
            @if let Some((address, token)) = &self.another {
                (controls::form(address, token, &html! {
                    p.actions { (Button::secondary("login-another", view.say(texts::ANOTHER))) }
                }))
            }
            (controls::form(&self.cancel, &self.tokens.1, &html! {
                p.actions { (Button::secondary("login-cancel", view.say(self.way_out))) }
            }))
        }
    }
}

/// The ways beside the one that is shown.
fn other_ways(due: &Current) -> Vec<(String, String)> {
    let (view, realm) = (due.visit.view(), &due.visit.realm);
    let label = |gate| {
        let (text, method) = match gate {
            Gate::SecondFactor(method) => (texts::BY_METHOD, method),
            Gate::Enrolment(method) => (texts::BY_ENROLLING, method),
            Gate::Password | Gate::Step(_) | Gate::Switch | Gate::Consent => return None,
        };
        Some(view.say_with(text, &[("method", &method::label(view, realm, method))]))
    };
    let others = due.ways().filter(|gate| *gate != due.shown);
    others.filter_map(|gate| Some((next::address(&due.visit, &due.sign_in, gate), label(gate)?))).collect()
}

/// What is said above a form whose token was not this browser's.
#[must_use]
pub fn unbound(view: View<'_>) -> Problems {
    Problems::of_form(view.say(texts::SEND_AGAIN))
}
