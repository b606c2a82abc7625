//! What a sign-in is for: a client's request, or our own account pages.
//!
//! Everything between the beginning and the end of a sign-in is the same for both; what differs stands here.

use account::Ask;
use axum::response::Response;
use base::Language;
use oidc::authorize::{AuthorizeError, AuthorizeRequest, Prompt, TrustedClient, Untrusted, required_acr};
use realm::{Acr, Realm};
use serde::{Deserialize, Serialize};
use web::View;

use super::{next, texts};
use crate::boundary::Visit;

/// What a sign-in is for, as it is stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Goal {
    /// A client's request.
    Client(Box<AuthorizeRequest>),
    /// One of our account pages.
    Account {
        /// Which.
        page: AccountPage,
        /// Whether the member must have authenticated within the realm's limit for sensitive changes.
        fresh: bool,
    },
}

/// An account page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountPage {
    /// 「プロフィール変更」
    Profile,
    /// 「ログイン方法変更」
    SignInMethods,
    /// Where the member is signed in.
    Sessions,
}

impl AccountPage {
    /// Its path below the realm.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Profile => "account/profile",
            Self::SignInMethods => "account/sign-in-methods",
            Self::Sessions => "account/sessions",
        }
    }

    /// Its address.
    #[must_use]
    pub fn address(self, visit: &Visit) -> String {
        format!("/{}/{}", visit.realm.name, self.path())
    }
}

/// Where a sign-in leads, found anew at each request: a client that the realm's files still name, or a page of ours.
#[derive(Clone, Debug)]
pub enum Destination {
    /// A client, and its request.
    Client(TrustedClient, Box<AuthorizeRequest>),
    /// One of our pages.
    Account {
        /// Which.
        page: AccountPage,
        /// Whether the authentication must be fresh.
        fresh: bool,
    },
}

impl Goal {
    /// The client whose sign-in it is.
    #[must_use]
    pub fn client_id(&self) -> Option<&str> {
        match self {
            Self::Client(request) => Some(request.client_id()),
            Self::Account { .. } => None,
        }
    }

    /// The language that the application asked for.
    #[must_use]
    pub const fn language(&self) -> Option<Language> {
        match self {
            Self::Client(request) => request.language(),
            Self::Account { .. } => None,
        }
    }

    /// Where it leads by the realm's files of this moment.
    ///
    /// # Errors
    /// [`Untrusted`] when they no longer name the client or its address.
    pub fn destination(&self, realm: &Realm) -> Result<Destination, Untrusted> {
        Ok(match self {
            Self::Client(request) => Destination::Client(TrustedClient::of(realm, request)?, request.clone()),
            Self::Account { page, fresh } => Destination::Account { page: *page, fresh: *fresh },
        })
    }
}

impl Destination {
    /// What it asks of the sign-in.
    #[must_use]
    pub fn ask(&self, realm: &Realm) -> Ask {
        match self {
            Self::Client(trusted, request) => Ask {
                acr: required_acr(request, trusted.client()),
                max_age: request.max_age(),
                fresh: request.prompts(Prompt::Login) || request.prompts(Prompt::SelectAccount),
            },
            Self::Account { fresh, .. } => {
                Ask { acr: Acr::Password, max_age: fresh.then_some(realm.lifetimes.step_up), fresh: false }
            }
        }
    }

    /// What it is called on the pages of the sign-in.
    #[must_use]
    pub fn name(&self, view: View<'_>) -> String {
        match self {
            Self::Client(trusted, _) => view.own(&trusted.client().name).to_owned(),
            Self::Account { .. } => view.say(texts::ACCOUNT_PAGES).to_owned(),
        }
    }

    /// What the application believes that the member will type as user ID.
    #[must_use]
    pub fn login_hint(&self) -> Option<&str> {
        match self {
            Self::Client(_, request) => request.login_hint(),
            Self::Account { .. } => None,
        }
    }

    /// The answer to a sign-in that ends without success: the client is told why, and our own pages are left for the
    /// portal.
    #[must_use]
    pub fn refuse(&self, visit: &Visit, error: AuthorizeError) -> Response {
        match self {
            Self::Client(trusted, request) => next::answer(visit, &trusted.error_redirect(request.state(), error)),
            Self::Account { .. } => next::see_other(visit, &format!("{}/", visit.realm.portal_url)),
        }
    }
}
