//! Somebody at a browser without scripts: opens addresses, fills in forms, follows links, keeps cookies.
//!
//! A story told over HTTP sees what a browser sees and nothing else: forms are found in the page by their submit
//! button, hidden fields travel along unread, redirects are followed one request at a time. That last thing is why
//! the client's own redirects are off: a story may want to pull the plug between any two requests.

mod page;

use std::pin::Pin;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use reqwest::cookie::{CookieStore as _, Jar};
use reqwest::header::{ACCEPT_LANGUAGE, LOCATION, ORIGIN};
use reqwest::{Method, RequestBuilder, redirect};
use url::{Origin, Url};

pub use page::{Form, Page};

/// What a story does before each request: nothing, or something terrible.
pub type BeforeEach = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = anyhow::Result<()>> + Send>> + Send + Sync>;

/// A request before it is sent: method, address, body.
type Wanted = (Method, Url, Option<String>);

/// More redirects in a row than any browser follows.
const MOST_REDIRECTS: usize = 20;

/// One browser: a cookie jar, a language, and the page in front of the visitor.
pub struct Visitor {
    http: reqwest::Client,
    cookies: Arc<Jar>,
    trusted: Option<reqwest::Certificate>,
    language: &'static str,
    before_each: Option<BeforeEach>,
    page: Option<Page>,
    /// Every address that was requested, in order, with its method.
    pub trail: Vec<(Method, Url)>,
}

impl Visitor {
    /// A browser just installed: no cookies.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn new() -> anyhow::Result<Self> {
        // A connection kept open to a service that was stopped meanwhile would fail the next request.
        Self::with_idle_connections(0, None)
    }

    /// A browser that trusts an authority of our own besides those of the world.
    ///
    /// # Errors
    /// When that is no certificate in PEM, or the HTTP client cannot be built.
    pub fn trusting(authority: &str) -> anyhow::Result<Self> {
        Self::with_idle_connections(0, Some(reqwest::Certificate::from_pem(authority.as_bytes())?))
    }

    /// The same, but with connections kept open between requests, for measuring.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn keeping_connections() -> anyhow::Result<Self> {
        Self::with_idle_connections(1, None)
    }

    fn with_idle_connections(most: usize, trusted: Option<reqwest::Certificate>) -> anyhow::Result<Self> {
        let (http, cookies) = without_cookies(most, trusted.as_ref())?;
        Ok(Self { http, cookies, trusted, language: "ja", before_each: None, page: None, trail: Vec::new() })
    }

    /// The same browser after its owner has deleted all cookies; the page stays in front.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn forget_cookies(&mut self) -> anyhow::Result<()> {
        (self.http, self.cookies) = without_cookies(0, self.trusted.as_ref())?;
        Ok(())
    }

    /// The `Cookie` header that this browser sends with an address; `None` without any.
    ///
    /// # Errors
    /// When that is no address.
    pub fn cookies(&self, address: &str) -> anyhow::Result<Option<String>> {
        let header = self.cookies.cookies(&address.parse()?);
        Ok(header.map(|header| header.to_str().map(str::to_owned)).transpose()?)
    }

    /// The same browser set to a language (a BCP 47 tag).
    #[must_use]
    pub const fn speaking(mut self, language: &'static str) -> Self {
        self.language = language;
        self
    }

    /// The same browser, with something happening before each of its requests.
    #[must_use]
    pub fn disturbed_by(mut self, before_each: BeforeEach) -> Self {
        self.before_each = Some(before_each);
        self
    }

    /// The page in front of the visitor.
    ///
    /// # Errors
    /// Before the first page.
    pub fn page(&self) -> anyhow::Result<&Page> {
        self.page.as_ref().context("no page is open yet")
    }

    /// Opens an address, follows its redirects, and stands before the page at their end.
    ///
    /// # Errors
    /// When a server does not answer, or redirects never end.
    pub async fn open(&mut self, address: &str) -> anyhow::Result<&Page> {
        let url = match &self.page {
            Some(page) => page.url.join(address)?,
            None => Url::parse(address)?,
        };
        self.travel(self.origin(), (Method::GET, url, None)).await
    }

    /// Requests an address once and returns what came, a redirect unfollowed; the page in front stays.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn peek(&mut self, address: &str) -> anyhow::Result<Page> {
        self.request(self.origin(), (Method::GET, Url::parse(address)?, None)).await
    }

    /// Fills in the form of a submit button (by its id) and presses the button.
    ///
    /// # Errors
    /// When the page has no such button or the form no such field.
    pub async fn submit(&mut self, button: &str, typed: &[(&str, &str)]) -> anyhow::Result<&Page> {
        let form = self.page()?.form(button)?.fill_in(typed)?;
        self.send(form).await
    }

    /// Sends a form, whatever stands in it.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn send(&mut self, form: Form) -> anyhow::Result<&Page> {
        let from = Some(form.page.origin());
        self.travel(from, form.into_request()).await
    }

    /// Sends a form once and returns what came, a redirect unfollowed; the page in front stays.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn send_once(&mut self, form: Form) -> anyhow::Result<Page> {
        let from = Some(form.page.origin());
        self.request(from, form.into_request()).await
    }

    /// Follows the link that has this text or this `id`.
    ///
    /// # Errors
    /// When the page has no such link.
    pub async fn follow(&mut self, link: &str) -> anyhow::Result<&Page> {
        let url = self.page()?.link(link)?;
        self.travel(self.origin(), (Method::GET, url, None)).await
    }

    /// Where the page in front is from.
    fn origin(&self) -> Option<Origin> {
        self.page.as_ref().map(|page| page.url.origin())
    }

    async fn travel(&mut self, from: Option<Origin>, request: Wanted) -> anyhow::Result<&Page> {
        let mut page = self.request(from.clone(), request).await?;
        for _ in 0..MOST_REDIRECTS {
            let Some(location) = page.redirect()? else { return Ok(self.page.insert(page)) };
            page = self.request(from.clone(), (Method::GET, location, None)).await?;
        }
        bail!("redirects never end: {:?}", self.trail)
    }

    /// One request, with the headers by which a browser says where it came from.
    async fn request(&mut self, from: Option<Origin>, (method, url, body): Wanted) -> anyhow::Result<Page> {
        if let Some(before_each) = &self.before_each {
            before_each().await?;
        }
        let request = self.http.request(method.clone(), url.clone()).header(ACCEPT_LANGUAGE, self.language);
        let request = with_body(say_where_from(request, from, (&method, &url)), body);
        self.trail.push((method, url.clone()));
        let response = request.send().await.with_context(|| format!("{} does not answer", url.path()))?;
        let (status, headers) = (response.status(), response.headers().clone());
        Ok(Page { url, status, headers, body: response.text().await? })
    }
}

/// `Sec-Fetch-Site` and, with a body, `Origin` (Fetch Metadata; Fetch §3.2).
fn say_where_from(request: RequestBuilder, from: Option<Origin>, (method, url): (&Method, &Url)) -> RequestBuilder {
    let Some(from) = from else { return request.header("sec-fetch-site", "none") };
    // All ports of one host are one site.
    let site = if from == url.origin() { "same-origin" } else { "same-site" };
    let request = request.header("sec-fetch-site", site);
    if method == Method::GET { request } else { request.header(ORIGIN, from.ascii_serialization()) }
}

fn without_cookies(
    most_idle: usize,
    trusted: Option<&reqwest::Certificate>,
) -> reqwest::Result<(reqwest::Client, Arc<Jar>)> {
    let cookies = Arc::<Jar>::default();
    let builder = reqwest::Client::builder()
        .cookie_provider(Arc::clone(&cookies))
        .redirect(redirect::Policy::none())
        .pool_max_idle_per_host(most_idle);
    match trusted {
        Some(authority) => Ok((builder.add_root_certificate(authority.clone()).build()?, cookies)),
        None => Ok((builder.build()?, cookies)),
    }
}

fn with_body(request: RequestBuilder, body: Option<String>) -> RequestBuilder {
    match body {
        Some(body) => request.header("content-type", "application/x-www-form-urlencoded").body(body),
        None => request,
    }
}

impl Page {
    /// Where this answer sends the browser, if it does.
    fn redirect(&self) -> anyhow::Result<Option<Url>> {
        if !self.status.is_redirection() {
            return Ok(None);
        }
        let location = self.headers.get(LOCATION).context("a redirect without Location")?.to_str()?;
        Ok(Some(self.url.join(location)?))
    }

    /// The address that this answer redirects to.
    ///
    /// # Errors
    /// When it is no redirect.
    pub fn location(&self) -> anyhow::Result<Url> {
        self.redirect()?.with_context(|| format!("{} {} is no redirect", self.status, self.url.path()))
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;

    /// A site that answers every request with a form and with what the request's headers say, and its address.
    async fn site() -> anyhow::Result<String> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = format!("http://localhost:{}/", listener.local_addr()?.port());
        tokio::spawn(async move {
            while let Ok((mut connection, _)) = listener.accept().await {
                let mut request = vec![0; 8 * 1024];
                let length = connection.read(&mut request).await.unwrap_or_default();
                let request = String::from_utf8_lossy(&request[..length]).to_lowercase();
                let body = format!("<pre>{request}</pre><form method=post><button id=go>go</button></form>");
                let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
                drop(connection.write_all(format!("{head}{body}").as_bytes()).await);
            }
        });
        Ok(address)
    }

    #[tokio::test]
    async fn a_form_comes_from_the_page_that_it_stands_on() -> anyhow::Result<()> {
        let (here, elsewhere) = (site().await?, site().await?);
        let mut visitor = Visitor::new()?;
        let form = visitor.open(&here).await?.form("go")?;
        visitor.open(&elsewhere).await?;
        let said = visitor.send(form.clone()).await?.text();
        let origin = |address: &str| format!("origin: {}", address.trim_end_matches('/'));
        assert!(said.contains("sec-fetch-site: same-origin") && said.contains(&origin(&here)), "{said}");

        let mut forged = form;
        forged.action = elsewhere.parse()?;
        for said in [visitor.send_once(forged.clone()).await?.text(), visitor.send(forged).await?.text()] {
            assert!(said.contains("sec-fetch-site: same-site") && said.contains(&origin(&here)), "{said}");
        }
        Ok(())
    }
}
