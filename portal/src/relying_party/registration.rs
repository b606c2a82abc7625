//! How the provider that signs a realm's members in knows the portal: the realm's own by its client file, another one by
//! `portal.toml`.

use base::Secret;
use openidconnect::{AuthType, ClientId, ClientSecret, RedirectUrl};
use realm::{ClientAuthentication, Realm, SigningAlgorithm};

use super::library::{Client, Metadata};

/// The client id under which every realm's files register the portal.
pub const CLIENT_ID: &str = "portal";

/// The realm's files do not register the portal as they must.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotRegistered {
    /// There is no client `portal`.
    #[error("the realm has no client \"portal\"")]
    Client,
    /// Its secret is absent.
    #[error("the portal has no secret at its provider")]
    Secret,
    /// The provider's description lacks an endpoint, or an address is none.
    #[error("the {0} cannot be used")]
    Address(&'static str),
}

/// The portal's registration.
#[derive(Debug)]
pub(super) struct Registration<'r> {
    pub client_id: &'r str,
    pub algorithm: SigningAlgorithm,
    secret: &'r Secret,
    authentication: ClientAuthentication,
}

impl<'r> Registration<'r> {
    /// The registration at the provider of a realm's members.
    pub fn of(realm: &'r Realm) -> Result<Self, NotRegistered> {
        if let Some(other) = &realm.portal.provider {
            return Ok(Self {
                client_id: &other.client_id,
                algorithm: other.id_token_signed_response_alg,
                secret: other.secret.as_ref().ok_or(NotRegistered::Secret)?,
                authentication: other.authentication,
            });
        }
        let client = realm.client(CLIENT_ID).ok_or(NotRegistered::Client)?;
        Ok(Self {
            client_id: CLIENT_ID,
            algorithm: client.id_token_signed_response_alg,
            secret: client.secrets.first().ok_or(NotRegistered::Secret)?,
            authentication: client.authentication,
        })
    }

    /// The library's client for it.
    pub fn client(&self, realm: &Realm, metadata: Metadata) -> Result<Client, NotRegistered> {
        let callback = RedirectUrl::new(format!("{}/callback", realm.portal_url));
        let authentication = match self.authentication {
            ClientAuthentication::SecretPost => AuthType::RequestBody,
            _ => AuthType::BasicAuth,
        };
        let (id, secret) = (ClientId::new(self.client_id.to_owned()), ClientSecret::new(self.secret.expose().clone()));
        Ok(Client::from_provider_metadata(metadata, id, Some(secret))
            .set_redirect_uri(callback.map_err(|_| NotRegistered::Address("portal's address"))?)
            .set_auth_type(authentication))
    }
}

/// The issuer of the provider of a realm's members.
pub(super) fn issuer(realm: &Realm) -> &str {
    realm.portal.provider.as_ref().map_or(&realm.issuer, |other| &other.issuer)
}
