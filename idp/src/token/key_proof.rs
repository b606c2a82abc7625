//! Proofs of keys that come with requests (RFC 9449): each counts once.

use axum::http::HeaderMap;
use oidc::bearer::BearerError;
use oidc::dpop::{Call, DpopProof};
use oidc::token::TokenError;
use store::expiring::{Key, Kind, PutError};

use super::client_request::Refusal;
use crate::App;
use crate::boundary::{Failure, Visit};

/// The header that holds a proof (RFC 9449 §4.1).
const DPOP: &str = "dpop";

/// Proofs that came, each once, until they are too old anyway.
#[derive(Debug)]
enum Proofs {}

impl Kind for Proofs {
    const NAME: &'static str = "dpop-proof";
    type Value = ();
}

/// Why a proof does not count.
#[derive(Debug)]
pub enum NoProof {
    /// It is wrong, or came before.
    Bad,
    /// We failed.
    Failure(Failure),
}

impl From<NoProof> for Refusal {
    fn from(no_proof: NoProof) -> Self {
        match no_proof {
            NoProof::Bad => TokenError::INVALID_DPOP_PROOF.into(),
            NoProof::Failure(failure) => failure.into(),
        }
    }
}

impl NoProof {
    /// The same as the answer of a protected resource.
    ///
    /// # Errors
    /// Our own failure.
    pub fn at_a_resource(self) -> Result<BearerError, Failure> {
        match self {
            Self::Bad => Ok(BearerError::InvalidDpopProof),
            Self::Failure(failure) => Err(failure),
        }
    }
}

/// The proof that came with a request, if one did.
///
/// # Errors
/// [`NoProof`].
pub async fn shown(
    app: &App,
    visit: &Visit,
    (headers, method): (&HeaderMap, &str),
    access_token: Option<&str>,
) -> Result<Option<DpopProof>, NoProof> {
    let mut proofs = headers.get_all(DPOP).iter();
    let Some(proof) = proofs.next() else { return Ok(None) };
    let proof = proof.to_str().ok().filter(|_| proofs.next().is_none()).ok_or(NoProof::Bad)?;
    let endpoint = visit.path().rsplit('/').next().unwrap_or_default();
    let own = format!("{}/{endpoint}", visit.realm.issuer);
    let other = app.mutual_tls.as_ref().map(|door| format!("{}/{endpoint}", door.address_of(&visit.realm)));
    let addresses: Vec<&str> = [Some(&own), other.as_ref()].into_iter().flatten().map(String::as_str).collect();
    let call = Call { method, addresses: &addresses, access_token };
    let proof = DpopProof::verify(proof, &call, visit.now).map_err(|_| NoProof::Bad)?;
    let (once, until) = proof.once();
    match app.expiring.put(&Key::<Proofs>::new(&visit.realm.name, once.as_str()), &(), until, visit.now).await {
        Ok(()) => Ok(Some(proof)),
        Err(PutError::Exists) => Err(NoProof::Bad),
        Err(error) => Err(NoProof::Failure(error.into())),
    }
}
