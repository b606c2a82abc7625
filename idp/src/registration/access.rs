//! Who may register, and who may look after a registration.

use ::realm::Registration;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base::{Purpose, RealmName};
use base::{RandomToken, Sealed, SealedFor, Secret};
use oidc::bearer::{self, Scheme};
use serde::{Deserialize, Serialize};

use crate::App;

/// What an application is given: its secret, where it has one, and the token by which it looks after its registration.
#[derive(Serialize, Deserialize)]
pub(super) struct Secrets {
    client_secret: Option<String>,
    registration_access_token: String,
}

impl Secrets {
    pub(super) fn generate(with_secret: bool) -> Self {
        let token = || RandomToken::generate().expose().to_owned();
        Self { client_secret: with_secret.then(token), registration_access_token: token() }
    }

    /// The same for an application that authenticates in another way now.
    pub(super) fn with_secret(self, with_secret: bool) -> Self {
        let client_secret = self.client_secret.unwrap_or_else(|| RandomToken::generate().expose().to_owned());
        Self { client_secret: with_secret.then_some(client_secret), ..self }
    }

    pub(super) fn client_secret(&self) -> Option<&str> {
        self.client_secret.as_deref()
    }

    pub(super) fn registration_access_token(&self) -> &str {
        &self.registration_access_token
    }

    pub(super) fn seal(&self, app: &App, realm: &RealmName, id: &str) -> Result<Sealed, serde_json::Error> {
        Ok(app.sealing_key.seal(place(realm, id), &serde_json::to_vec(self)?))
    }

    /// `None` for what another key sealed.
    pub(super) fn open(app: &App, realm: &RealmName, (id, sealed): (&str, &Sealed)) -> Option<Self> {
        let opened = app.sealing_key.open(place(realm, id), sealed).ok()?;
        serde_json::from_slice(opened.expose()).ok()
    }

    /// Whether a request brings the token of this registration.
    pub(super) fn admit(&self, headers: &HeaderMap) -> bool {
        let own = Secret::from(self.registration_access_token.clone());
        presented(headers).is_some_and(|token| token.matches(&own))
    }
}

fn place<'a>(realm: &'a RealmName, row: &'a str) -> SealedFor<'a> {
    SealedFor { purpose: Purpose::RegisteredClient, realm, row }
}

/// Whether a request may register an application: it brings one of the realm's tokens, or the realm asks for none.
pub(super) fn may_register(rules: &Registration, headers: &HeaderMap) -> bool {
    let Some(tokens) = &rules.initial_access_tokens else { return true };
    presented(headers).is_some_and(|presented| tokens.iter().any(|token| token.matches(&presented)))
}

fn presented(headers: &HeaderMap) -> Option<Secret> {
    let authorization = headers.get(AUTHORIZATION).map(|value| value.as_bytes());
    match bearer::token(authorization, None) {
        Ok((Scheme::Bearer, token)) => Some(token),
        Ok((Scheme::Dpop, _)) | Err(_) => None,
    }
}
