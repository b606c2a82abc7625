//! What an access token is bound to: whoever sends it must show that too (RFC 7800 §3.1).

use realm::{Client, SenderConstraint};
use serde::{Deserialize, Serialize};

use crate::certificate::ClientCertificate;
use crate::dpop::{DpopProof, KeyThumbprint};
use crate::token::TokenError;

/// The member `cnf` of an access token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Confirmation {
    /// The SHA-256 of a certificate in base64url (RFC 8705 §3.1).
    #[serde(rename = "x5t#S256")]
    Certificate(String),
    /// The thumbprint of a key (RFC 9449 §6.1).
    #[serde(rename = "jkt")]
    Key(KeyThumbprint),
}

impl Confirmation {
    /// What a client's tokens are bound to: its certificate or its key where its file says so, and otherwise the key of
    /// the proof that it sends of its own accord (RFC 9449 §5). `None` for a client that shows nothing and need not.
    ///
    /// # Errors
    /// `invalid_request` when the connection showed no certificate, `invalid_dpop_proof` when there is no proof. To be
    /// asked before anything is spent.
    pub fn shown(
        client: &Client,
        certificate: Option<&ClientCertificate>,
        proof: Option<&DpopProof>,
    ) -> Result<Option<Self>, TokenError> {
        let key = proof.map(|proof| Self::Key(proof.thumbprint().clone()));
        match client.sender_constraint {
            Some(SenderConstraint::Certificate) => {
                let certificate = certificate.ok_or(TokenError::invalid_request("a client certificate is required"))?;
                Ok(Some(Self::Certificate(certificate.thumbprint())))
            }
            Some(SenderConstraint::Dpop) => key.map(Some).ok_or(TokenError::DPOP_PROOF_MISSING),
            None => Ok(key),
        }
    }

    /// Whether the connection or the proof that came with the token shows what the token is bound to (RFC 8705 §3,
    /// RFC 9449 §7.1).
    #[must_use]
    pub fn is_met_by(&self, certificate: Option<&ClientCertificate>, proof: Option<&DpopProof>) -> bool {
        match self {
            Self::Certificate(thumbprint) => {
                certificate.is_some_and(|certificate| certificate.thumbprint() == *thumbprint)
            }
            Self::Key(thumbprint) => proof.is_some_and(|proof| proof.thumbprint() == thumbprint),
        }
    }

    /// The value of `token_type` for a token that is bound so (RFC 9449 §5; a certificate leaves it as it is).
    #[must_use]
    pub const fn token_type(bound: Option<&Self>) -> &'static str {
        match bound {
            Some(Self::Key(_)) => "DPoP",
            Some(Self::Certificate(_)) | None => "Bearer",
        }
    }

    /// The key, if it is one.
    #[must_use]
    pub const fn key(&self) -> Option<&KeyThumbprint> {
        match self {
            Self::Key(thumbprint) => Some(thumbprint),
            Self::Certificate(_) => None,
        }
    }
}
