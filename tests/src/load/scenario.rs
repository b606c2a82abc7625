//! What is repeated. Addresses come from the discovery document, so any provider can be measured.

use anyhow::Context as _;
use reqwest::{Client, RequestBuilder};
use serde::Deserialize;

/// A request to repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scenario {
    /// The discovery document.
    Discovery,
    /// The public keys.
    Jwks,
    /// A token by the client-credentials grant.
    ClientCredentials,
}

/// A confidential client (`client_secret_basic`).
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The client's id.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
}

/// A request ready to be repeated, on connections that are kept open.
#[derive(Debug)]
pub(super) struct Prepared {
    request: RequestBuilder,
}

#[derive(Deserialize)]
struct Metadata {
    jwks_uri: String,
    token_endpoint: String,
}

impl Scenario {
    /// The name on the command line and in the figures.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Discovery => "discovery",
            Self::Jwks => "jwks",
            Self::ClientCredentials => "client-credentials",
        }
    }

    pub(super) async fn prepare(self, issuer: &str, credentials: Option<&Credentials>) -> anyhow::Result<Prepared> {
        let http = Client::builder().no_gzip().build()?;
        let discovery = format!("{issuer}/.well-known/openid-configuration");
        let metadata = http.get(&discovery).send().await?.error_for_status()?.json::<Metadata>();
        let metadata = metadata.await.with_context(|| discovery.clone())?;
        let request = match self {
            Self::Discovery => http.get(discovery),
            Self::Jwks => http.get(metadata.jwks_uri),
            Self::ClientCredentials => {
                let client = credentials.context("client-credentials needs --client-id and --client-secret-file")?;
                http.post(metadata.token_endpoint)
                    .basic_auth(&client.client_id, Some(&client.client_secret))
                    .form(&[("grant_type", "client_credentials")])
            }
        };
        let prepared = Prepared { request };
        prepared.once().await.context("the first answer")?;
        Ok(prepared)
    }
}

impl Prepared {
    /// Asks once and reads the answer to its end.
    pub(super) async fn once(&self) -> anyhow::Result<()> {
        let request = self.request.try_clone().context("a request that can be repeated")?;
        request.send().await?.error_for_status()?.bytes().await?;
        Ok(())
    }
}
