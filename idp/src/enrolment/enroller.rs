//! Where a device is registered: in the middle of a sign-in, or on the account pages. The screens are the same.

use base::AccountId;
use chrono::{DateTime, Utc};
use maud::Markup;
use web::controls::Problems;
use web::{FormToken, View};

use crate::App;
use crate::boundary::Visit;
use crate::my_account::{FreshAuth, Place};
use crate::renewal::InUse;
use crate::rows::AccountRow;
use crate::sign_in::Current;
use crate::sign_in::frame::Frame;

/// A member who registers a device.
#[derive(Debug)]
pub struct Enroller<'a> {
    /// The request.
    pub visit: &'a Visit,
    /// Who it is.
    pub account: &'a AccountRow,
    /// The sign-in or the session, which goes on.
    pub in_use: InUse,
    /// Until when what the page shows is kept.
    pub kept_until: DateTime<Utc>,
    /// What stands around the page's form.
    pub around: Around<'a>,
    /// The id of the sign-in or the session, by which it is kept.
    asked_by: String,
}

/// What stands around a form on which a device is registered.
#[derive(Debug)]
pub enum Around<'a> {
    /// The frame of a sign-in's screens.
    SignIn(Frame),
    /// An account page, and the token of its form.
    Account(Place<'a>, FormToken),
}

impl<'a> Enroller<'a> {
    /// The member whose sign-in this is, once it is known who it is. `form` is what the form is called.
    #[must_use]
    pub fn in_sign_in(app: &App, due: &'a Current, form: &str) -> Option<Self> {
        Some(Self {
            visit: &due.visit,
            account: due.standing.account.as_ref()?,
            in_use: InUse::of(due),
            kept_until: due.sign_in.started_at + due.visit.realm.lifetimes.sign_in,
            around: Around::SignIn(Frame::of(app, due, form)),
            asked_by: due.sign_in.id.to_string(),
        })
    }

    /// The member at their account pages.
    #[must_use]
    pub fn at_account(app: &App, fresh: &'a FreshAuth, form: &str) -> Self {
        Self {
            visit: &fresh.visit,
            account: &fresh.account,
            in_use: fresh.in_use(),
            kept_until: fresh.session.expires_at,
            around: Around::Account(fresh.place(), fresh.visit.guard(app).token(form)),
            asked_by: fresh.session.session_id().to_string(),
        }
    }

    /// Under what the enrolment is kept: in all tabs of one sign-in or session it is the same.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}:{}", self.asked_by, self.account_id())
    }

    /// Who it is.
    #[must_use]
    pub fn account_id(&self) -> AccountId {
        self.account.account_id()
    }
}

impl Around<'_> {
    /// The page with this title.
    pub fn page(&self, view: View<'_>, title: &str, problems: &Problems, content: Markup) -> Markup {
        match self {
            Self::SignIn(_) => view.page(title).problems(problems).card(content),
            Self::Account(place, _) => place.page(title, problems, &content),
        }
    }

    /// The form around its fields, and below it the ways out.
    pub fn form(&self, view: View<'_>, fields: &Markup) -> Markup {
        match self {
            Self::SignIn(frame) => frame.around(view, fields),
            Self::Account(place, token) => place.form(token, "/sign-in", fields),
        }
    }
}
