//! A browser taken apart: one request at a time, any header, many at once.

use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE};
use reqwest::{Client, Method, RequestBuilder, redirect};
use tests::visitor::{Form, Page};
use url::form_urlencoded;

/// A cookie jar and a connection pool; clones share them, as tabs do.
#[derive(Clone)]
pub struct Raw(Client);

impl Raw {
    /// A browser without cookies.
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self(Client::builder().cookie_store(true).redirect(redirect::Policy::none()).build()?))
    }

    /// A request with nothing but what is said here and a browser's `Accept`.
    pub fn request(&self, method: Method, address: &str) -> RequestBuilder {
        self.0.request(method, address).header(ACCEPT, "text/html,*/*;q=0.8").header(ACCEPT_LANGUAGE, "en")
    }

    /// Opens an address and follows redirects on the way to a page.
    pub async fn open(&self, address: &str) -> anyhow::Result<Page> {
        let mut page = sent(self.request(Method::GET, address)).await?;
        while page.status.is_redirection() {
            page = sent(self.request(Method::GET, page.location()?.as_str())).await?;
        }
        Ok(page)
    }

    /// A filled-in form, about to be sent.
    pub fn form(&self, form: &Form) -> RequestBuilder {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&form.fields).finish();
        self.request(Method::POST, form.action.as_str())
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body)
    }
}

/// Sends a request.
pub async fn sent(request: RequestBuilder) -> anyhow::Result<Page> {
    let response = request.send().await?;
    let (url, status, headers) = (response.url().clone(), response.status(), response.headers().clone());
    Ok(Page { url, status, headers, body: response.text().await? })
}
