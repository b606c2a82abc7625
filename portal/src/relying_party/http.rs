//! The HTTP client that talks to the identity provider, and to nobody else.
//!
//! It follows no redirect, waits three seconds and reads 64 KiB: an answer beyond that is no answer of a provider,
//! and a member is waiting.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};

/// The longest answer that is read, in bytes.
const LONGEST_ANSWER: usize = 64 * 1024;
const TIMEOUT: Duration = Duration::from_secs(3);

/// The client.
#[derive(Clone, Debug)]
pub struct Http(reqwest::Client);

/// Why a request had no usable answer.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// No connection, no answer in time, or a broken one.
    #[error(transparent)]
    Transport(#[from] reqwest::Error),
    /// An answer longer than is read.
    #[error("the answer is longer than {LONGEST_ANSWER} bytes")]
    TooLong,
}

impl Http {
    /// A client. Outside development it speaks https only.
    pub fn new(development: bool) -> Result<Self, reqwest::Error> {
        reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(TIMEOUT)
            .https_only(!development)
            .no_proxy()
            .build()
            .map(Self)
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let mut answer = self.0.execute(request.try_into()?).await?;
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if body.len() + chunk.len() > LONGEST_ANSWER {
                return Err(HttpError::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = HttpResponse::new(body);
        *response.status_mut() = answer.status();
        *response.headers_mut() = std::mem::take(answer.headers_mut());
        Ok(response)
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
