//! Which screen is due: the guard in front of every screen of a sign-in.
//!
//! A screen's handler takes [`Due<Screen>`](Due), and what it takes exists only when the sign-in is this browser's
//! and this screen's gate is the first that is closed, or that of another method which opens it as well. Whoever asks
//! for another screen is led to the one that is due, so Back, Reload and a second tab never end at an error.

use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use account::{Gate, Next, Proof};
use axum::extract::{FromRequestParts, Query};
use axum::http::Method;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use base::{AccountId, SignInId};
use oidc::authorize::AuthorizeError;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::standing::{Standing, stand};
use super::{Destination, Goal, SignIn, WayBack, Whom, finish, next, pages};
use crate::App;
use crate::boundary::{Failure, Visit};
use crate::draft::{self, NotDue};
use crate::rows::AccountRow;

/// A screen of a sign-in, named by the gate that it opens.
pub trait Screen: Send {
    /// Whether this is the screen of a gate.
    fn opens(gate: Gate) -> bool;
}

/// A sign-in whose next screen is this one.
#[derive(Debug)]
pub struct Due<S: Screen> {
    current: Current,
    screen: PhantomData<S>,
}

/// A sign-in as it stands at one request.
#[derive(Debug)]
pub struct Current {
    /// The request.
    pub visit: Visit,
    /// The sign-in.
    pub sign_in: SignIn,
    /// Where it leads.
    pub destination: Destination,
    /// What the evidence leads to.
    pub standing: Standing,
    /// The gate whose screen is shown.
    pub shown: Gate,
}

impl<S: Screen> Deref for Due<S> {
    type Target = Current;

    fn deref(&self) -> &Current {
        &self.current
    }
}

/// The parameters in the address of every screen.
#[derive(Debug, Deserialize)]
struct Address {
    sign_in: Option<String>,
    client_id: Option<String>,
    page: Option<String>,
}

impl Address {
    fn way_back(&self) -> Option<WayBack<'_>> {
        let client = self.client_id.as_deref().map(WayBack::Client);
        client.or_else(|| self.page.as_deref().map(WayBack::Page))
    }
}

impl<S: Screen> FromRequestParts<Arc<App>> for Due<S> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        let current = Current::from_request_parts(parts, app).await?;
        let shown = current.ways().find(|gate| S::opens(*gate));
        match shown {
            Some(shown) => Ok(Self { current: Current { shown, ..current }, screen: PhantomData }),
            None => Err(current.not_due(app).await),
        }
    }
}

impl FromRequestParts<Arc<App>> for Current {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        let visit = Visit::from_request_parts(parts, app).await.map_err(IntoResponse::into_response)?;
        let Query(address) = Query::<Address>::from_request_parts(parts, app)
            .await
            .map_err(|_| pages::expired(&visit, None, &parts.method))?;
        let id = address.sign_in.as_deref().and_then(|id| id.parse::<SignInId>().ok());
        let sign_in = match id {
            Some(id) => SignIn::find(app, &visit, id).await.map_err(IntoResponse::into_response)?,
            None => None,
        };
        let Some(sign_in) = sign_in else {
            return Err(pages::expired(&visit, address.way_back(), &parts.method));
        };
        if sign_in.browser != *visit.browser.hash() {
            return Err(begin_anew(app, &visit, sign_in).await.into_response());
        }
        let visit = visit.asked_in(sign_in.goal.language());
        let destination =
            Destination::of(&visit.realm, &sign_in.goal).map_err(|untrusted| pages::untrusted(&visit, untrusted))?;
        let standing = stand(app, &visit, &sign_in, &destination).await.map_err(IntoResponse::into_response)?;
        match &destination {
            // Signed out meanwhile, or somebody else is signed in: then it is asked again who may see the page.
            Destination::FreshAuth(page, whom) if standing.session.as_ref().map(Whom::of) != Some(*whom) => {
                Err(next::see_other(&visit, &page.address(&visit.realm.name)))
            }
            _ => Ok(Self { shown: due(&standing), visit, sign_in, destination, standing }),
        }
    }
}

/// The gate that is due. Whoever has passed them all is led on from the first.
const fn due(standing: &Standing) -> Gate {
    if let Next::Due(gate) = standing.next { gate } else { Gate::Password }
}

/// A sign-in opened in a browser that did not begin it, or that lost its cookie: the same request begins again there,
/// with nothing shown.
async fn begin_anew(app: &App, visit: &Visit, former: SignIn) -> Result<Response, Failure> {
    let goal = match former.goal {
        Goal::FreshAuth(page, _) => Goal::Page(page),
        goal => goal,
    };
    let sign_in = SignIn::begin(visit, goal);
    sign_in.store(app, visit).await?;
    Ok(next::go_to(visit, &sign_in, &Next::Due(Gate::Password)))
}

impl Current {
    /// The account whose first factor was shown.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        self.standing.account.as_ref().map(AccountRow::account_id)
    }

    /// The address of the screen that is shown, to which its form posts.
    #[must_use]
    pub fn address(&self) -> String {
        next::address(&self.visit, &self.sign_in, self.shown)
    }

    /// The gates by any of which the member may go on: the one that is due, and those of their other methods.
    pub fn ways(&self) -> impl Iterator<Item = Gate> {
        let due = if let Next::Due(gate) = self.standing.next { Some(gate) } else { None };
        due.into_iter().chain(self.standing.other_ways.iter().copied().map(Gate::SecondFactor))
    }

    /// Leads on whoever asked for a screen that is not due, and says whose form it may have been.
    async fn not_due(&self, app: &App) -> Response {
        let mut response = self.proceed(app).await.into_response();
        if let Some(account) = self.sign_in.proofs.account().or_else(|| self.account()) {
            response.extensions_mut().insert(NotDue(account));
        }
        response
    }

    /// What the member typed into the form of the screen that is due, if they sent it too late.
    ///
    /// # Errors
    /// The store's failure.
    pub async fn draft<T: DeserializeOwned>(&self, app: &App) -> Result<Option<T>, Failure> {
        let address = self.address();
        let path = address.split('?').next().unwrap_or_default();
        match self.account() {
            Some(account) => draft::find(app, &self.visit, account, path).await,
            None => Ok(None),
        }
    }

    /// Goes on to what is due: the next screen, or the client.
    ///
    /// # Errors
    /// The stores' failure.
    pub async fn proceed(&self, app: &App) -> Result<Response, Failure> {
        let Self { visit, sign_in, destination, standing, .. } = self;
        match &standing.next {
            Next::Done(authenticated) => finish(app, visit, sign_in, (destination, standing), authenticated).await,
            Next::Unreachable => destination.refuse(app, visit, AuthorizeError::UnmetAuthenticationRequirements).await,
            next => Ok(next::go_to(visit, sign_in, next)),
        }
    }

    /// Adds what was shown just now, and goes on. Where only one member may sign in, what another shows changes nothing.
    ///
    /// # Errors
    /// The stores' failure.
    pub async fn prove(&self, app: &App, proof: &Proof) -> Result<Response, Failure> {
        if self.destination.whom().is_some_and(|whom| whom.account != proof.account()) {
            return self.proceed(app).await;
        }
        self.change(app, |sign_in| sign_in.show(proof.clone())).await
    }

    /// Changes what was shown or said in the sign-in, and goes on.
    ///
    /// # Errors
    /// The stores' failure.
    pub async fn change(&self, app: &App, change: impl Fn(&mut SignIn)) -> Result<Response, Failure> {
        match SignIn::change(app, &self.visit, self.sign_in.id, change).await? {
            Some(sign_in) => self.stand_anew(app, sign_in).await?.proceed(app).await,
            None => Ok(pages::expired(&self.visit, Some(self.sign_in.goal.way_back()), &Method::GET)),
        }
    }

    /// Looks again, after a fact about the account has changed, and goes on.
    ///
    /// # Errors
    /// The stores' failure.
    pub async fn look_again(&self, app: &App) -> Result<Response, Failure> {
        self.stand_anew(app, self.sign_in.clone()).await?.proceed(app).await
    }

    async fn stand_anew(&self, app: &App, sign_in: SignIn) -> Result<Self, Failure> {
        let standing = stand(app, &self.visit, &sign_in, &self.destination).await?;
        let (visit, destination) = (self.visit.clone(), self.destination.clone());
        Ok(Self { shown: due(&standing), visit, sign_in, destination, standing })
    }
}
