//! Where a sign-in leads: a client that the realm's files name at this moment, and its request.
//!
//! It is found anew at each request, so a client that is taken out of the files, or moves, is noticed in the middle
//! of a sign-in and not at its end.

use account::Ask;
use axum::response::Response;
use oidc::authorize::{AuthorizeError, AuthorizeRequest, Prompt, TrustedClient, Untrusted, required_acr};
use realm::Realm;
use web::View;

use super::next;
use crate::boundary::Visit;

/// A client and what it asked for.
#[derive(Clone, Debug)]
pub struct Destination {
    /// The client, at the address that its request named.
    pub trusted: TrustedClient,
    /// The request.
    pub request: AuthorizeRequest,
}

impl Destination {
    /// The destination of a stored request, by the realm's files of this moment.
    ///
    /// # Errors
    /// [`Untrusted`] when they no longer name the client or its address.
    pub fn of(realm: &Realm, request: &AuthorizeRequest) -> Result<Self, Untrusted> {
        Ok(Self { trusted: TrustedClient::of(realm, request)?, request: request.clone() })
    }

    /// What it asks of the sign-in.
    #[must_use]
    pub fn ask(&self) -> Ask {
        Ask {
            acr: required_acr(&self.request, self.trusted.client()),
            max_age: self.request.max_age(),
            fresh: self.request.prompts(Prompt::Login) || self.request.prompts(Prompt::SelectAccount),
        }
    }

    /// What the application is called on the pages of the sign-in.
    #[must_use]
    pub fn name(&self, view: View<'_>) -> &str {
        view.own(&self.trusted.client().name)
    }

    /// The answer to a sign-in that ends without success: the client is told why.
    #[must_use]
    pub fn refuse(&self, visit: &Visit, error: AuthorizeError) -> Response {
        next::answer(visit, &self.trusted.error_redirect(self.request.state(), error))
    }
}
