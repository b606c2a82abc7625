//! Who opens an account page: a member with a live session, and where it matters one who showed a moment ago that it is
//! they.

use std::ops::Deref;
use std::sync::Arc;

use account::fresh_auth;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use base::AccountId;
use serde::de::DeserializeOwned;

use super::Place;
use crate::App;
use crate::boundary::{Failure, Visit};
use crate::draft::{self, NotDue};
use crate::renewal::InUse;
use crate::rows::{AccountRow, SessionRow, in_realm};
use crate::sign_in::{Goal, OwnPage, Whom, enter};

/// A member at one of their account pages.
#[derive(Debug)]
pub struct Member {
    /// The request.
    pub visit: Visit,
    /// The session that the browser is signed in with.
    pub session: SessionRow,
    /// Whose it is.
    pub account: AccountRow,
    /// The page that was asked for.
    pub page: OwnPage,
}

/// A [`Member`] who showed all factors of their sign-in within the realm's limit (OWASP ASVS 5.0 §7.5.1). What is
/// sensitive takes this value, and only [`account::fresh_auth`] stands behind it.
#[derive(Debug)]
pub struct FreshAuth {
    member: Member,
    shown: account::FreshAuth,
}

impl Member {
    /// What stands around the page.
    #[must_use]
    pub fn place(&self) -> Place<'_> {
        let name = format!("{} {}", self.account.family_name, self.account.given_name);
        Place { view: self.visit.view(), realm: &self.visit.realm, page: &self.page, name }
    }

    /// What the member typed into this page's form, if they sent it too late.
    ///
    /// # Errors
    /// The store's failure.
    pub async fn draft<T: DeserializeOwned>(&self, app: &App) -> Result<Option<T>, Failure> {
        draft::find(app, &self.visit, self.account.account_id(), self.visit.path()).await
    }

    /// Forgets it, once what was typed is done.
    ///
    /// # Errors
    /// The store's failure.
    pub async fn forget_draft(&self, app: &App) -> Result<(), Failure> {
        draft::forget(app, &self.visit, self.account.account_id(), self.visit.path()).await
    }

    /// The address of another of the account pages, in the same tab.
    #[must_use]
    pub fn address(&self, path: &str) -> String {
        self.page.beside(path).address(&self.visit.realm.name)
    }
}

impl FreshAuth {
    /// The session, which goes on whatever else ends.
    #[must_use]
    pub fn in_use(&self) -> InUse {
        InUse { sign_in: None, session: Some(self.member.session.session_id()) }
    }

    /// Whose change it is.
    #[must_use]
    pub const fn account_id(&self) -> AccountId {
        self.shown.account()
    }
}

impl Deref for FreshAuth {
    type Target = Member;

    fn deref(&self) -> &Member {
        &self.member
    }
}

impl FromRequestParts<Arc<App>> for Member {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        let visit = Visit::from_request_parts(parts, app).await.map_err(IntoResponse::into_response)?;
        let page = OwnPage::of(&visit.realm.name, &parts.uri).ok_or(StatusCode::NOT_FOUND.into_response())?;
        let standing = enter(app, &visit, Goal::Page(page.clone())).await.map_err(IntoResponse::into_response)??;
        match (standing.session, standing.account) {
            (Some(session), Some(account)) => {
                Ok(Self { visit: visit.of_member(account.account_id()), session, account, page })
            }
            _ => Err(StatusCode::FORBIDDEN.into_response()),
        }
    }
}

impl FromRequestParts<Arc<App>> for FreshAuth {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        let member = Member::from_request_parts(parts, app).await?;
        match shown(app, &member).await.map_err(IntoResponse::into_response)? {
            Some(shown) => Ok(Self { member, shown }),
            None => {
                let mut asked = ask_again(app, &member).await.into_response();
                asked.extensions_mut().insert(NotDue(member.account.account_id()));
                Err(asked)
            }
        }
    }
}

async fn shown(app: &App, member: &Member) -> Result<Option<account::FreshAuth>, Failure> {
    let Member { visit, session, account, .. } = member;
    let facts = in_realm(app.database.reader(), &visit.realm.name).account_facts(account).await?;
    Ok(fresh_auth(&visit.realm, &facts, session.lasting(&session.proofs()), visit.now))
}

/// 「続行するには再度認証してください」
async fn ask_again(app: &App, member: &Member) -> Result<Response, Failure> {
    let goal = Goal::FreshAuth(member.page.clone(), Whom::of(&member.session));
    match enter(app, &member.visit, goal).await? {
        Ok(_) => Ok(StatusCode::FORBIDDEN.into_response()),
        Err(asked) => Ok(asked),
    }
}
