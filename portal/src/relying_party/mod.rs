//! The portal as a relying party of OpenID Connect: it learns who a member is from the provider, and from nothing
//! else.
//!
//! A sign-in is begun with PKCE (S256), a `state` and a `nonce`, kept in the expiring store under a hash of the state
//! and of the browser's cookie: an answer in another browser finds nothing there, and one that comes twice finds
//! nothing the second time. Of the answer everything is checked before a session exists: the issuer (RFC 9207), the
//! ID token (OpenID Connect Core §3.1.3.7) with the one algorithm that the realm's file names, and the subject of
//! userinfo.

mod answer;
mod discovery;
mod http;
mod request;
mod tokens;

use base::{Clock, KeyEncryptionKey};
use openidconnect::core::CoreClient;
use openidconnect::{
    AuthType, ClientId, ClientSecret, EndpointMaybeSet, EndpointNotSet, EndpointSet, ProviderMetadataWithLogout,
    RedirectUrl,
};
use realm::{Client, ClientAuthentication, Realm};

pub use answer::Answer;
pub use discovery::OutOfReach;
pub use request::{Goal, NoRequest, Pending, SignIn};
pub use tokens::Refused;

use discovery::Discovery;
use http::Http;

/// The client id under which every realm's files register the portal.
pub const CLIENT_ID: &str = "portal";

/// The relying-party side of all realms.
#[derive(Debug)]
pub struct RelyingParty {
    http: Http,
    discovery: Discovery,
    clock: Clock,
    key: KeyEncryptionKey,
}

/// The realm's files do not register the portal as they must.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotRegistered {
    /// There is no client `portal`.
    #[error("the realm has no client \"portal\"")]
    Client,
    /// Its secret is absent.
    #[error("the client \"portal\" has no secret")]
    Secret,
    /// The provider's description lacks an endpoint, or an address is none.
    #[error("the {0} cannot be used")]
    Address(&'static str),
}

/// The library's client as discovery leaves it.
type Library =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

impl RelyingParty {
    /// Nothing is fetched before the first sign-in. `development` allows providers on plain http.
    pub fn new(development: bool, clock: Clock, key: KeyEncryptionKey) -> Result<Self, reqwest::Error> {
        let http = Http::new(development)?;
        Ok(Self { discovery: Discovery::new(http.clone(), clock.clone()), http, clock, key })
    }
}

/// The portal's registration at a realm's provider.
fn registration(realm: &Realm) -> Result<&Client, NotRegistered> {
    realm.client(CLIENT_ID).map(AsRef::as_ref).ok_or(NotRegistered::Client)
}

fn library(realm: &Realm, metadata: ProviderMetadataWithLogout) -> Result<Library, NotRegistered> {
    let client = registration(realm)?;
    let secret = client.secrets.first().ok_or(NotRegistered::Secret)?;
    let callback = RedirectUrl::new(format!("{}/callback", realm.portal_url));
    let authentication = match client.authentication {
        ClientAuthentication::SecretPost => AuthType::RequestBody,
        _ => AuthType::BasicAuth,
    };
    let secret = ClientSecret::new(secret.expose().clone());
    Ok(CoreClient::from_provider_metadata(metadata, ClientId::new(CLIENT_ID.to_owned()), Some(secret))
        .set_redirect_uri(callback.map_err(|_| NotRegistered::Address("portal's address"))?)
        .set_auth_type(authentication))
}

#[cfg(test)]
mod tests;
