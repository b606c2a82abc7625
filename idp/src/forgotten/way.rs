//! Where a visitor who has forgotten something came from, and goes back to.
//!
//! The pages carry the sign-in in their address as every screen does, but unlike those they stand without one too: a
//! link in a mail is opened anywhere.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use base::{SignInId, Text};
use serde::{Deserialize, Serialize};
use url::form_urlencoded;

use super::texts;
use crate::App;
use crate::boundary::{Failure, Visit};
use crate::sign_in::SignIn;

/// The longest value that is carried.
const LONGEST: usize = 255;

/// What the address of a page says of the way back, as every screen of a sign-in says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Back(Vec<(String, String)>);

/// The parameters by which a sign-in is found, or begun anew.
const SIGN_IN: &str = "sign_in";
const CARRIED: [&str; 3] = [SIGN_IN, "client_id", "page"];

impl Back {
    fn of(query: &str) -> Self {
        let pairs = web::pairs(query.as_bytes()).unwrap_or_default().into_iter();
        let carried = |name: &str, value: &str| CARRIED.contains(&name) && value.len() <= LONGEST;
        Self(pairs.filter(|(name, value)| carried(name, value)).collect())
    }

    fn sign_in(&self) -> Option<SignInId> {
        self.0.iter().find(|(name, _)| name == SIGN_IN)?.1.parse().ok()
    }

    /// The same without the sign-in, which is gone or another browser's.
    fn without_sign_in(self) -> Self {
        Self(self.0.into_iter().filter(|(name, _)| name != SIGN_IN).collect())
    }
}

/// A visit with its way back.
#[derive(Debug)]
pub struct Way {
    /// The request.
    pub visit: Visit,
    /// The sign-in that goes on afterwards, if it is there and this browser's.
    pub sign_in: Option<SignIn>,
    back: Back,
}

impl Way {
    /// The way back of a visit.
    ///
    /// # Errors
    /// The store's failure.
    pub async fn of(app: &App, visit: Visit, back: Back) -> Result<Self, Failure> {
        let sign_in = match back.sign_in() {
            Some(id) => SignIn::find(app, &visit, id).await?.filter(|found| found.browser == *visit.browser.hash()),
            None => None,
        };
        let (visit, back) = match &sign_in {
            Some(sign_in) => (visit.asked_in(sign_in.goal.language()), back),
            None => (visit, back.without_sign_in()),
        };
        Ok(Self { visit, sign_in, back })
    }

    /// What is kept of the way back with a link that is mailed.
    #[must_use]
    pub const fn back(&self) -> &Back {
        &self.back
    }

    /// The address of a path below the realm, from which the same way leads back.
    #[must_use]
    pub fn address(&self, path: &str) -> String {
        let address = format!("/{}/{path}", self.visit.realm.name);
        if self.back.0.is_empty() {
            return address;
        }
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.back.0).finish();
        format!("{address}?{query}")
    }

    /// Where a sign-in goes on, or begins anew at the application that the visitor came from, or else the portal; and
    /// what that is called.
    #[must_use]
    pub fn onward(&self) -> (Text, String) {
        let realm = &self.visit.realm;
        let application = self.back.0.iter().find(|(name, _)| name == "client_id").map(|(_, id)| realm.client(id));
        let begins_anew = match application {
            Some(client) => client.is_some_and(|client| client.initiate_login_uri.is_some()),
            None => !self.back.0.is_empty(),
        };
        if self.sign_in.is_some() || begins_anew {
            (texts::TO_SIGN_IN, self.address("login"))
        } else {
            (texts::TO_PORTAL, format!("{}/", realm.portal_url))
        }
    }
}

impl FromRequestParts<Arc<App>> for Way {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        let visit = Visit::from_request_parts(parts, app).await.map_err(IntoResponse::into_response)?;
        let back = Back::of(parts.uri.query().unwrap_or_default());
        Self::of(app, visit, back).await.map_err(IntoResponse::into_response)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_leads_back_is_carried() {
        let id = SignInId::generate();
        let long = "a".repeat(256);
        for (query, carried) in [
            (String::new(), vec![]),
            (format!("sign_in={id}&client_id=portal&ui_locales=en"), vec!["sign_in", "client_id"]),
            ("page=%2Fpassword&token=secret".to_owned(), vec!["page"]),
            (format!("client_id={long}"), vec![]),
            ("client_id=%FF".to_owned(), vec![]),
        ] {
            let way = Back::of(&query);
            assert_eq!(way.0.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), carried, "{query}");
        }
        let way = Back::of(&format!("sign_in={id}&client_id=portal"));
        assert_eq!(way.sign_in(), Some(id));
        assert_eq!(way.without_sign_in(), Back::of("client_id=portal"));
        assert_eq!(Back::of("sign_in=1").sign_in(), None);
    }
}
