//! Requests of ours to applications' servers: logout tokens, keys. The only place in the provider that opens a connection
//! to an address from outside.
//!
//! An address in a file is an administrator's, and still it must not make us knock at doors inside the operator's network
//! (CVE-2020-10770, CVE-2026-1180): names are resolved here and the connection is made to just those addresses, none of
//! which may be private; no redirect is followed, no proxy of the environment is used, and an answer is cut off after
//! three seconds or 64 KiB.

mod public;

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Certificate, Client, RequestBuilder, Url};
use url::Host;

use public::is_public;

const TIMEOUT: Duration = Duration::from_secs(3);
/// The longest answer that is read, in bytes.
const LONGEST_ANSWER: usize = 64 * 1024;

/// What makes the requests. Cheap to clone.
#[derive(Clone)]
pub struct Outbound {
    client: Client,
    may_stay_here: bool,
}

/// Why a request had no usable answer.
#[derive(Debug, thiserror::Error)]
pub enum Unanswered {
    /// The address may not be asked: no https, or a private one.
    #[error("the address may not be asked")]
    Forbidden,
    /// No connection, no answer in time, or a broken one.
    #[error("no answer")]
    Transport(#[from] reqwest::Error),
    /// An answer longer than is read.
    #[error("the answer is longer than {LONGEST_ANSWER} bytes")]
    TooLong,
}

impl Outbound {
    /// For a process; in development it may ask this machine itself, without TLS too. `extra_ca` is a certificate
    /// authority (PEM) to be trusted beside the usual ones.
    ///
    /// # Errors
    /// When TLS cannot be set up, or the certificate is none.
    pub fn new(development: bool, extra_ca: Option<&[u8]>) -> Result<Self, reqwest::Error> {
        let builder = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(TIMEOUT)
            .https_only(!development)
            .no_proxy()
            .dns_resolver(Arc::new(Resolver { may_stay_here: development }));
        let builder = match extra_ca {
            Some(pem) => builder.add_root_certificate(Certificate::from_pem(pem)?),
            None => builder,
        };
        Ok(Self { client: builder.build()?, may_stay_here: development })
    }

    /// Whether addresses on this machine are addresses like any other: in development.
    #[must_use]
    pub const fn may_stay_here(&self) -> bool {
        self.may_stay_here
    }

    /// Posts a form and says how it was answered.
    ///
    /// # Errors
    /// [`Unanswered`].
    pub async fn post_form(&self, address: &str, form: &[(&str, &str)]) -> Result<StatusCode, Unanswered> {
        let url = self.permitted(address)?;
        Ok(self.client.post(url).form(form).send().await?.status())
    }

    /// Fetches a document; anything but 200 is no answer.
    ///
    /// # Errors
    /// [`Unanswered`].
    pub async fn get(&self, address: &str) -> Result<Vec<u8>, Unanswered> {
        let url = self.permitted(address)?;
        read(self.client.get(url)).await
    }

    /// Whether a page is there: it answers, be it by sending on to another.
    pub async fn is_there(&self, address: &str) -> bool {
        let Ok(url) = self.permitted(address) else { return false };
        let status = self.client.get(url).send().await.map(|answer| answer.status());
        status.is_ok_and(|status| status.is_success() || status.is_redirection())
    }

    /// An address whose host is written as a number never reaches the resolver, so it is looked at here.
    fn permitted(&self, address: &str) -> Result<Url, Unanswered> {
        let url = Url::parse(address).map_err(|_| Unanswered::Forbidden)?;
        let number = match url.host().ok_or(Unanswered::Forbidden)? {
            Host::Ipv4(number) => Some(number.into()),
            Host::Ipv6(number) => Some(number.into()),
            Host::Domain(_) => None,
        };
        let secure = url.scheme() == "https" || (url.scheme() == "http" && self.may_stay_here);
        if secure && number.is_none_or(|number| is_public(number) || self.may_stay_here) {
            Ok(url)
        } else {
            Err(Unanswered::Forbidden)
        }
    }
}

async fn read(request: RequestBuilder) -> Result<Vec<u8>, Unanswered> {
    let mut answer = request.send().await?.error_for_status()?;
    if answer.status() != StatusCode::OK {
        return Err(Unanswered::Forbidden);
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        if body.len() + chunk.len() > LONGEST_ANSWER {
            return Err(Unanswered::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

impl fmt::Debug for Outbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Outbound")
    }
}

/// Resolves names to public addresses alone. The connection is made to what it returns, so that a name cannot mean one
/// address when it is looked at and another when it is used.
struct Resolver {
    may_stay_here: bool,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let may_stay_here = self.may_stay_here;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let all_public = found.iter().all(|address| is_public(address.ip()));
            if found.is_empty() || !(all_public || may_stay_here) {
                return Err(Unanswered::Forbidden.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests;
