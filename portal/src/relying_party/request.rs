//! Where the browser is sent: to the provider's sign-in (OpenID Connect Core §3.1.2.1), and to its sign-out
//! (RP-Initiated Logout §2).

use std::str::FromStr;

use base::{KeyEncryptionKey, Language, Purpose, RandomToken, RealmName, SealedFor, Secret, TokenHash};
use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::CoreAuthenticationFlow;
use openidconnect::{
    AuthenticationContextClass, ClientId, CsrfToken, LanguageTag, LogoutRequest, Nonce, PkceCodeChallenge,
    PkceCodeVerifier, PostLogoutRedirectUrl, Scope,
};
use realm::{Acr, Realm};
use serde::{Deserialize, Serialize};
use store::expiring::{Key, Kind};
use url::Url;

use super::library::IdToken;
use super::registration::{NotRegistered, Registration};
use super::{OutOfReach, RelyingParty};
use crate::member::Member;

/// How far two clocks may be apart.
const TOLERATED: TimeDelta = TimeDelta::minutes(1);

/// What a sign-in is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// The page of ours to show afterwards. It is the page that was asked for, never a parameter.
    pub path: String,
    /// What the sign-in must at least prove for it.
    pub acr: Acr,
    /// How long ago the member may have shown that, where a session of the provider is not enough.
    pub within: Option<TimeDelta>,
}

impl Goal {
    /// A page, for which any session of the provider is good that proved this much.
    #[must_use]
    pub fn page(path: &str, acr: Acr) -> Self {
        Self { path: path.to_owned(), acr, within: None }
    }
}

/// Sign-ins under way: one for each `state` that was handed out, until its answer comes.
#[derive(Debug)]
pub struct SignIn;

/// What must be remembered of a sign-in until its answer comes. Nothing in it is secret: see [`Secrets`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pending {
    /// The page to show afterwards.
    pub path: String,
    /// What the sign-in must at least prove.
    pub acr: Acr,
    /// Since when, if any session of the provider is not enough.
    #[serde(default)]
    pub since: Option<DateTime<Utc>>,
    /// The id of the key that the answer's secrets are derived with; of a sign-in from before there was more than one key,
    /// none is noted.
    #[serde(default)]
    pub key: Option<String>,
}

impl Pending {
    /// Whether a member proved what was asked for. `auth_time` is the provider's clock, which may be behind ours.
    #[must_use]
    pub fn is_met_by(&self, member: &Member) -> bool {
        let since = self.since.map(|since| since - TOLERATED);
        let recent = since.is_none_or(|since| member.authenticated_at.is_some_and(|at| at >= since));
        member.acr >= self.acr && recent
    }
}

impl Kind for SignIn {
    const NAME: &'static str = "portal-sign-in";
    type Value = Pending;
}

impl SignIn {
    /// Where a sign-in is kept. The same `state` in another browser leads elsewhere, where nothing is.
    #[must_use]
    pub fn key(realm: &RealmName, state: &str, browser: &TokenHash) -> Key<Self> {
        Key::new(realm, TokenHash::of(&format!("{state}.{}", browser.as_str())).as_str())
    }
}

/// What ties an answer to its request: derived from the `state` with our own key, so that it is stored nowhere and
/// yet nobody who sees the `state` knows it.
#[derive(Debug)]
pub(super) struct Secrets {
    /// Repeated in the ID token (OpenID Connect Core §3.1.2.1).
    pub(super) nonce: Nonce,
    /// Proves at the token endpoint that the request was ours (RFC 7636).
    pub(super) verifier: PkceCodeVerifier,
}

/// A sign-in that is ready to be sent off.
#[derive(Debug)]
pub struct Begun {
    /// Where the browser goes.
    pub url: Url,
    /// The `state`, which the answer will repeat.
    pub state: RandomToken,
    /// What to remember until then.
    pub pending: Pending,
}

/// Why the browser cannot be sent to the provider.
#[derive(Clone, Debug, thiserror::Error)]
pub enum NoRequest {
    /// It is not there.
    #[error(transparent)]
    OutOfReach(#[from] OutOfReach),
    /// The realm's files or the provider's description do not allow it.
    #[error(transparent)]
    NotRegistered(#[from] NotRegistered),
}

fn secrets(key: &KeyEncryptionKey, realm: &Realm, state: &str) -> Secrets {
    let derived = |row| {
        let place = SealedFor { purpose: Purpose::PortalToken, realm: &realm.name, row };
        key.digest(place, state.as_bytes())
    };
    Secrets { nonce: Nonce::new(derived("nonce")), verifier: PkceCodeVerifier::new(derived("pkce")) }
}

impl RelyingParty {
    /// Makes an authorization request. A goal above the lowest class is demanded as an essential claim (OpenID Connect
    /// Core §5.5.1.1), so that the provider asks for what is missing instead of returning less; a goal that must be shown
    /// anew, by `max_age` (§3.1.2.1).
    pub async fn begin(&self, realm: &Realm, goal: Goal, language: Language) -> Result<Begun, NoRequest> {
        let metadata = self.discovery.of(realm).await?;
        let client = Registration::of(realm)?.client(realm, metadata.as_ref().clone())?;
        let state = RandomToken::generate();
        let Secrets { nonce, verifier } = secrets(&self.key, realm, state.expose());
        let csrf = CsrfToken::new(state.expose().to_owned());
        // Another provider may not know our own scope, and one that does says so.
        let offered = metadata.scopes_supported();
        let known =
            |scope: &&str| *scope == "profile" || offered.is_none_or(|all| all.iter().any(|s| s.as_str() == *scope));
        let scopes = ["profile", "email", "kenpo"].into_iter().filter(known).map(|scope| Scope::new(scope.to_owned()));
        let mut request = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, || csrf, || nonce)
            .add_scopes(scopes)
            .add_ui_locale(LanguageTag::new(language.tag().to_owned()))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        if let Some(within) = goal.within.and_then(|within| within.to_std().ok()) {
            request = request.set_max_age(within);
        }
        if goal.acr > Acr::Password {
            let good_enough: Vec<&str> = Acr::ALL.into_iter().filter(|acr| *acr >= goal.acr).map(Acr::urn).collect();
            for urn in &good_enough {
                request = request.add_auth_context_value(AuthenticationContextClass::new((*urn).to_owned()));
            }
            let claims = serde_json::json!({ "id_token": { "acr": { "essential": true, "values": good_enough } } });
            request = request.add_extra_param("claims", claims.to_string());
        }
        let (url, _, _) = request.url();
        let since = goal.within.map(|within| self.clock.now() - within);
        let pending = Pending { path: goal.path, acr: goal.acr, since, key: Some(self.key.id().to_owned()) };
        Ok(Begun { url, state, pending })
    }

    /// The secrets that tie the answer to its request; `None` where the key that they came from is not at hand.
    pub(super) fn secrets_of(&self, realm: &Realm, state: &str, pending: &Pending) -> Option<Secrets> {
        let named = |key: &KeyEncryptionKey| pending.key.as_ref().is_none_or(|id| id == key.id());
        self.key.each().find(named).map(|key| secrets(&key, realm, state))
    }

    /// Makes a logout request for the session that an ID token came from. `state` will be repeated at the return.
    pub async fn sign_out(
        &self,
        realm: &Realm,
        id_token: &Secret,
        state: &RandomToken,
        language: Language,
    ) -> Result<Url, NoRequest> {
        let metadata = self.discovery.of(realm).await?;
        let endpoint = metadata.additional_metadata().end_session_endpoint.clone();
        let endpoint = endpoint.ok_or(NotRegistered::Address("provider's end_session_endpoint"))?;
        let back = PostLogoutRedirectUrl::new(format!("{}/signed-out", realm.portal_url));
        let request = LogoutRequest::from(endpoint)
            .set_client_id(ClientId::new(Registration::of(realm)?.client_id.to_owned()))
            .set_post_logout_redirect_uri(back.map_err(|_| NotRegistered::Address("portal's address"))?)
            .set_state(CsrfToken::new(state.expose().to_owned()))
            .add_ui_locale(LanguageTag::new(language.tag().to_owned()));
        let request = match IdToken::from_str(id_token.expose()) {
            Ok(hint) => request.set_id_token_hint(&hint),
            // Without the hint the provider asks for confirmation itself.
            Err(_) => request,
        };
        Ok(request.http_get_url())
    }
}
