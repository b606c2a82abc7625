//! Whether a client is who it says it is.

use std::sync::Arc;

use base::Secret;
use realm::{Client, ClientAuthentication, Realm};
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

use super::{ClientCredentials, TokenError};

/// A client that proved itself. Only [`authenticate`], [`AssertedClient`](super::AssertedClient) and
/// [`authenticate_by_certificate`](super::authenticate_by_certificate) make one.
#[derive(Clone, Debug)]
pub struct AuthenticatedClient(pub(super) Arc<Client>);

impl AuthenticatedClient {
    /// The client as its file describes it.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.0
    }
}

/// How many secrets a client has at most: a second one while it replaces the first.
const SECRETS: usize = 2;

/// Authenticates a client by the one way that its file names.
///
/// Unknown clients, wrong ways and wrong secrets take the same steps and get the same answer. Secrets are random and
/// long, so their plain hashes may be compared; hashing first makes the time independent of their lengths too.
///
/// # Errors
/// [`TokenError::INVALID_CLIENT`].
pub fn authenticate(realm: &Realm, credentials: &ClientCredentials) -> Result<AuthenticatedClient, TokenError> {
    let client = realm.client(credentials.client_id());
    let (way, presented) = match credentials {
        ClientCredentials::Basic { secret, .. } => (ClientAuthentication::SecretBasic, Some(secret)),
        ClientCredentials::Post { secret, .. } => (ClientAuthentication::SecretPost, Some(secret)),
        ClientCredentials::Public { .. } => (ClientAuthentication::None, None),
        // Its signature is judged by `verify_assertion`.
        ClientCredentials::Assertion { .. } => return Err(TokenError::INVALID_CLIENT),
    };
    let right_secret = presented.is_none_or(|presented| {
        let registered = client.map(|client| client.secrets.as_slice()).unwrap_or_default();
        is_one_of(presented, registered)
    });
    match client {
        Some(client) if right_secret && client.authentication == way => Ok(AuthenticatedClient(Arc::clone(client))),
        _ => Err(TokenError::INVALID_CLIENT),
    }
}

/// Compares with as many secrets as a client can have, whether it has them or not.
fn is_one_of(presented: &Secret, registered: &[Secret]) -> bool {
    let presented = Sha256::digest(presented.expose());
    let equal = (0..SECRETS).fold(Choice::from(0), |equal, slot| {
        let secret = registered.get(slot);
        let hash = Sha256::digest(secret.map(|secret| secret.expose().as_str()).unwrap_or_default());
        equal | (hash.ct_eq(&presented) & Choice::from(u8::from(secret.is_some())))
    });
    equal.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    fn outcome(realm: &Realm, credentials: &ClientCredentials) -> Result<String, TokenError> {
        authenticate(realm, credentials).map(|client| client.client().id.clone())
    }

    fn basic(client_id: &str, secret: &str) -> ClientCredentials {
        ClientCredentials::Basic { client_id: client_id.into(), secret: secret.to_owned().into() }
    }

    fn post(client_id: &str, secret: &str) -> ClientCredentials {
        ClientCredentials::Post { client_id: client_id.into(), secret: secret.to_owned().into() }
    }

    #[test]
    fn a_client_proves_itself_by_its_own_way_only() {
        let realm = testing::realm();
        let public = |id: &str| ClientCredentials::Public { client_id: id.into() };
        assert_eq!(outcome(&realm, &basic("portal", "portal-secret")), Ok("portal".into()));
        assert_eq!(outcome(&realm, &basic("portal", "portal-secret-to-come")), Ok("portal".into()));
        assert_eq!(outcome(&realm, &post("booking", "booking-secret")), Ok("booking".into()));
        assert_eq!(outcome(&realm, &public("phone-app")), Ok("phone-app".into()));

        for wrong in [
            basic("portal", "booking-secret"),
            basic("portal", ""),
            basic("portal", "portal-secret\0"),
            post("portal", "portal-secret"),
            public("portal"),
            basic("booking", "booking-secret"),
            basic("phone-app", ""),
            post("phone-app", ""),
            basic("nobody", "portal-secret"),
            basic("nobody", ""),
            public("nobody"),
        ] {
            assert_eq!(outcome(&realm, &wrong), Err(TokenError::INVALID_CLIENT), "{wrong:?}");
        }
    }

    #[test]
    fn a_client_whose_secret_is_missing_is_nobody() {
        let mut realm = testing::realm();
        testing::change_client(&mut realm, "portal", |client| client.secrets.clear());
        assert_eq!(outcome(&realm, &basic("portal", "")), Err(TokenError::INVALID_CLIENT));
    }
}
