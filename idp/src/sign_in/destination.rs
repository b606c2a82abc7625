//! Where a sign-in leads: to a client that the realm's files name at this moment, with its request, or to one of our own
//! account pages.
//!
//! It is found anew at each request, so a client that is taken out of the files, or moves, is noticed in the middle
//! of a sign-in and not at its end.

use account::Ask;
use axum::response::Response;
use base::{AccountId, Language, SessionId, Text};
use oidc::authorize::{AuthorizeError, AuthorizeRequest, Prompt, TrustedClient, Untrusted, required_acr};
use oidc::consent::{Disclosure, is_asked};
use realm::{Acr, Client, Consent, Realm};
use serde::{Deserialize, Serialize};
use web::View;

use super::{OwnPage, WayBack, next, texts};
use crate::App;
use crate::boundary::{Failure, Visit};
use crate::rows::SessionRow;

/// What a sign-in was begun for, as it is stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Goal {
    /// The request of an application.
    Application(Box<AuthorizeRequest>),
    /// A page of ours, for whoever signs in.
    Page(OwnPage),
    /// A page of ours on which something sensitive is done, for one member who is signed in already.
    FreshAuth(OwnPage, Whom),
}

/// Who is to show once more that it is they, and in which session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whom {
    /// The session.
    pub session: SessionId,
    /// The member.
    pub account: AccountId,
}

impl Whom {
    /// Whoever is signed in by this session.
    #[must_use]
    pub fn of(session: &SessionRow) -> Self {
        Self { session: session.session_id(), account: session.account_id() }
    }
}

/// A goal that a sign-in can reach by the realm's files of this moment.
#[derive(Clone, Debug)]
pub enum Destination {
    /// A client, at the address that its request named, and the request.
    Application(TrustedClient, Box<AuthorizeRequest>),
    /// One of our pages.
    Page(OwnPage),
    /// One of our pages, for this member alone.
    FreshAuth(OwnPage, Whom),
}

impl Goal {
    /// What stands in the addresses of the sign-in's screens, so that there is a way back once the sign-in is gone.
    #[must_use]
    pub fn way_back(&self) -> WayBack<'_> {
        match self {
            Self::Application(request) => WayBack::Client(request.client_id()),
            Self::Page(page) | Self::FreshAuth(page, _) => WayBack::Page(page.as_str()),
        }
    }

    /// The language that the application asked for.
    #[must_use]
    pub const fn language(&self) -> Option<Language> {
        match self {
            Self::Application(request) => request.language(),
            Self::Page(_) | Self::FreshAuth(..) => None,
        }
    }
}

impl Destination {
    /// The destination of a stored goal, by the realm's files of this moment.
    ///
    /// # Errors
    /// [`Untrusted`] when they no longer name the client or its address.
    pub fn of(realm: &Realm, goal: &Goal) -> Result<Self, Untrusted> {
        Ok(match goal {
            Goal::Application(request) => Self::Application(TrustedClient::of(realm, request)?, request.clone()),
            Goal::Page(page) => Self::Page(page.clone()),
            Goal::FreshAuth(page, whom) => Self::FreshAuth(page.clone(), *whom),
        })
    }

    /// What it asks of the sign-in. `remembered` is what the member agreed to before that the application learns.
    #[must_use]
    pub fn ask(&self, realm: &Realm, remembered: Option<&Disclosure>) -> Ask {
        match self {
            Self::Application(trusted, request) => Ask {
                acr: required_acr(request, trusted.client()),
                max_age: request.max_age(),
                fresh: request.prompts(Prompt::Login) || request.prompts(Prompt::SelectAccount),
                shown_within: None,
                consent: is_asked(trusted.client(), request, remembered),
            },
            Self::Page(_) => {
                Ask { acr: Acr::Password, max_age: None, fresh: false, shown_within: None, consent: false }
            }
            Self::FreshAuth(..) => Ask::fresh_auth(realm),
        }
    }

    /// The application as its file describes it, if it leads to one.
    #[must_use]
    pub fn client(&self) -> Option<&Client> {
        match self {
            Self::Application(trusted, _) => Some(trusted.client()),
            Self::Page(_) | Self::FreshAuth(..) => None,
        }
    }

    /// The client whose members are asked once what it may learn, if it is one.
    #[must_use]
    pub fn remembers_consent_for(&self) -> Option<&str> {
        self.client().filter(|client| client.consent == Consent::Remembered).map(|client| client.id.as_str())
    }

    /// The only member who may sign in, if it is only one.
    #[must_use]
    pub const fn whom(&self) -> Option<Whom> {
        match self {
            Self::Application(..) | Self::Page(_) => None,
            Self::FreshAuth(_, whom) => Some(*whom),
        }
    }

    /// The user ID that stands in the field when the page opens.
    #[must_use]
    pub fn login_hint(&self) -> Option<&str> {
        match self {
            Self::Application(_, request) => request.login_hint(),
            Self::Page(_) | Self::FreshAuth(..) => None,
        }
    }

    /// What the application, or our own page, is called on the pages of the sign-in.
    #[must_use]
    pub fn name<'a>(&'a self, view: View<'_>) -> &'a str {
        match self {
            Self::Application(trusted, _) => view.own(&trusted.client().name),
            Self::Page(_) | Self::FreshAuth(..) => view.say(texts::ACCOUNT_PAGES),
        }
    }

    /// What giving up is called.
    #[must_use]
    pub const fn cancel(&self) -> Text {
        match self {
            Self::Application(..) | Self::Page(_) => texts::CANCEL,
            Self::FreshAuth(..) => texts::CANCEL_FRESH_AUTH,
        }
    }

    /// The answer to a sign-in that ends without success: the client is told why, and from our own pages the way leads
    /// to where nothing more is asked.
    ///
    /// # Errors
    /// No key to sign the answer with.
    pub async fn refuse(&self, app: &App, visit: &Visit, error: AuthorizeError) -> Result<Response, Failure> {
        Ok(match self {
            Self::Application(trusted, request) => {
                return next::answer(app, visit, &trusted.error(request.state(), error)).await;
            }
            Self::Page(_) => next::see_other(visit, &format!("{}/", visit.realm.portal_url)),
            Self::FreshAuth(page, _) => next::see_other(visit, &page.beside("").address(&visit.realm.name)),
        })
    }
}
