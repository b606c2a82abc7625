//! What the provider's server tells us: that a session ended there (OpenID Connect Back-Channel Logout §2.6).

use chrono::{DateTime, Utc};
use oidc::jose::ClientKeySet;
use oidc::logout_token::{BadLogoutToken, Expected, LogoutToken};
use realm::Realm;

use super::library::Metadata;
use super::registration::{NotRegistered, Registration, issuer};
use super::{OutOfReach, RelyingParty};

/// Why a logout token ends nothing.
#[derive(Debug, thiserror::Error)]
pub enum NoLogout {
    /// The provider's keys cannot be had now.
    #[error(transparent)]
    OutOfReach(#[from] OutOfReach),
    /// The realm's files do not register the portal.
    #[error(transparent)]
    NotRegistered(#[from] NotRegistered),
    /// The token breaks a rule.
    #[error(transparent)]
    Refused(#[from] BadLogoutToken),
}

impl RelyingParty {
    /// Verifies a logout token; with keys fetched anew if it is signed with a key that we do not know yet.
    pub async fn logout_token(&self, realm: &Realm, token: &str, now: DateTime<Utc>) -> Result<LogoutToken, NoLogout> {
        let registration = Registration::of(realm)?;
        let expected =
            Expected { issuer: issuer(realm), client_id: registration.client_id, algorithm: registration.algorithm };
        let mut keys = keys(&*self.discovery.of(realm).await?)?;
        if !keys.knows_key_of(token)
            && let Some(renewed) = self.discovery.with_new_keys(realm).await?
        {
            keys = self::keys(&renewed)?;
        }
        Ok(LogoutToken::verify(token, &keys, &expected, now)?)
    }
}

/// The provider's keys, as our own verifier takes them: the library that fetched them knows no logout tokens.
fn keys(metadata: &Metadata) -> Result<ClientKeySet, OutOfReach> {
    let document = serde_json::to_vec(metadata.jwks()).map_err(OutOfReach::because)?;
    Ok(ClientKeySet::read(&document).unwrap_or_default())
}
