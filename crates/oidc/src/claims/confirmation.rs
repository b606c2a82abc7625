//! What an access token is bound to: whoever sends it must show that too (RFC 7800 §3.1).

use realm::{Client, SenderConstraint};
use serde::{Deserialize, Serialize};

use crate::certificate::ClientCertificate;
use crate::token::TokenError;

/// The member `cnf` of an access token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Confirmation {
    /// The SHA-256 of a certificate in base64url (RFC 8705 §3.1).
    #[serde(rename = "x5t#S256")]
    Certificate(String),
}

impl Confirmation {
    /// What a client's tokens are bound to, for a client whose file says that they are bound to its certificate.
    /// `None` for another client.
    ///
    /// # Errors
    /// `invalid_request` when the connection showed no certificate. To be asked before anything is spent.
    pub fn by_certificate(
        client: &Client,
        certificate: Option<&ClientCertificate>,
    ) -> Result<Option<Self>, TokenError> {
        match (client.sender_constraint, certificate) {
            (Some(SenderConstraint::Certificate), Some(certificate)) => {
                Ok(Some(Self::Certificate(certificate.thumbprint())))
            }
            (Some(SenderConstraint::Certificate), None) => {
                Err(TokenError::invalid_request("a client certificate is required"))
            }
            (Some(SenderConstraint::Dpop) | None, _) => Ok(None),
        }
    }

    /// Whether the connection that brought the token shows what the token is bound to (RFC 8705 §3).
    #[must_use]
    pub fn is_met_by(&self, certificate: Option<&ClientCertificate>) -> bool {
        let Self::Certificate(thumbprint) = self;
        certificate.is_some_and(|certificate| certificate.thumbprint() == *thumbprint)
    }
}
