//! Clients that prove themselves by the certificate of the connection (RFC 8705 §2).

use std::sync::Arc;

use chrono::{DateTime, Utc};
use realm::{Client, ClientAuthentication, ClientKeys, Realm};

use super::{AuthenticatedClient, ClientCredentials};
use crate::certificate::{CertificateAuthorities, ClientCertificate};

/// A client that names itself in the form (RFC 8705 §2) and shows the certificate that its file describes. `None` for
/// every other request, which may prove itself by another way.
#[must_use]
pub fn authenticate_by_certificate(
    realm: &Realm,
    credentials: &ClientCredentials,
    certificate: &ClientCertificate,
    (authorities, now): (&CertificateAuthorities, DateTime<Utc>),
) -> Option<AuthenticatedClient> {
    let ClientCredentials::Public { client_id } = credentials else { return None };
    let client = realm.client(client_id)?;
    let is_its_own = match client.authentication {
        ClientAuthentication::TlsClientAuth => {
            has_its_subject(client, certificate) && certificate.is_vouched_for(authorities, now)
        }
        ClientAuthentication::SelfSignedTlsClientAuth => match &client.keys {
            ClientKeys::Inline(keys) => certificate.is_one_of(keys),
            // A file with an address of keys is refused for this way.
            ClientKeys::None | ClientKeys::Url(_) => false,
        },
        _ => false,
    };
    is_its_own.then(|| AuthenticatedClient(Arc::clone(client)))
}

fn has_its_subject(client: &Client, certificate: &ClientCertificate) -> bool {
    client.certificate_subject.as_deref().is_some_and(|subject| certificate.has_subject(subject))
}
