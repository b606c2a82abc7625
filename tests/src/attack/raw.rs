//! A site for a rehearsal, a browser that sends what it likes, and forms that leave in one moment.

use std::sync::Arc;
use std::time::Duration;

use account::HashCost;
use anyhow::Context as _;
use reqwest::cookie::Jar;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, RequestBuilder, Response, redirect};
use sea_orm::{ConnectionTrait as _, Statement, TryGetable};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use url::Url;
use web::TrustedProxies;

use crate::site::{Folder, Plan, Site, prepare};
use crate::visitor::{Form, Page};

/// A site in this process with the sample people, whose passwords cost little to check.
pub(super) struct Target {
    pub(super) site: Site,
    pub(super) plan: Plan,
    _folder: TempDir,
}

impl Target {
    pub(super) async fn build() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let plan = Plan {
            hash_cost: HashCost::LEAST,
            trusted_proxies: TrustedProxies::parse("127.0.0.1 ::1")?,
            ..Plan::in_folder(Folder::at(folder.path())?)?
        };
        prepare(&plan).await?;
        Ok(Self { site: Site::serve(&plan).await?, plan, _folder: folder })
    }

    /// The one value that a query of the provider's rows gives.
    pub(super) async fn value<T: TryGetable>(&self, query: &str) -> anyhow::Result<T> {
        let reader = self.site.idp.database.reader();
        let row = reader.query_one_raw(Statement::from_string(reader.get_database_backend(), query)).await?;
        Ok(row.context("no row")?.try_get_by_index(0)?)
    }

    pub(super) async fn count(&self, query: &str) -> anyhow::Result<usize> {
        Ok(usize::try_from(self.value::<i64>(query).await?)?)
    }
}

/// A browser that follows nothing by itself; clones share their cookies.
pub(super) fn browser() -> anyhow::Result<Client> {
    Ok(Client::builder().cookie_store(true).redirect(redirect::Policy::none()).build()?)
}

/// The same with its cookies at hand.
pub(super) fn browser_with_jar() -> anyhow::Result<(Client, Arc<Jar>)> {
    let jar = Arc::new(Jar::default());
    let builder = Client::builder().cookie_provider(Arc::clone(&jar)).redirect(redirect::Policy::none());
    Ok((builder.build()?, jar))
}

/// Opens an address as far as a page.
pub(super) async fn open(browser: &Client, address: &str) -> anyhow::Result<Page> {
    let mut url = Url::parse(address)?;
    for _ in 0..10 {
        let page = page(browser.get(url.clone()).send().await?).await?;
        if !page.status.is_redirection() {
            return Ok(page);
        }
        url = page.location()?;
    }
    anyhow::bail!("{address} leads nowhere")
}

pub(super) async fn page(response: Response) -> anyhow::Result<Page> {
    let (url, status, headers) = (response.url().clone(), response.status(), response.headers().clone());
    Ok(Page { url, status, headers, body: response.text().await? })
}

/// A filled-in form, about to be sent.
pub(super) fn form(browser: &Client, form: &Form) -> RequestBuilder {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&form.fields).finish();
    let request = browser.post(form.action.clone()).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    request.body(body)
}

/// Sends the same request on so many connections that the last byte of each leaves in the same moment, and returns the
/// status of each answer.
pub(super) async fn in_one_moment(url: &Url, head: &str, body: &str, times: usize) -> anyhow::Result<Vec<u16>> {
    let host = format!("{}:{}", url.host_str().unwrap_or_default(), url.port().unwrap_or_default());
    let target = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let length = body.len();
    let request = format!(
        "POST {target} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {length}\r\nConnection: close\r\n{head}\r\n{body}"
    );
    let (early, last) = request.split_at(request.len() - 1);
    let mut connections = Vec::new();
    for _ in 0..times {
        let mut connection = TcpStream::connect(&host).await?;
        connection.set_nodelay(true)?;
        connection.write_all(early.as_bytes()).await?;
        connections.push(connection);
    }
    for connection in &mut connections {
        connection.write_all(last.as_bytes()).await?;
    }
    let mut answers = JoinSet::new();
    for mut connection in connections {
        answers.spawn(async move {
            let mut answer = Vec::new();
            connection.read_to_end(&mut answer).await?;
            let text = String::from_utf8_lossy(&answer);
            let status = text.split(' ').nth(1).and_then(|status| status.parse().ok());
            status.with_context(|| format!("no answer: {text:.80}"))
        });
    }
    answers.join_all().await.into_iter().collect()
}

/// The latency within which 99 of a hundred came, in milliseconds.
pub(super) fn p99(mut latencies: Vec<Duration>) -> f64 {
    latencies.sort_unstable();
    let place = (latencies.len() * 99).div_ceil(100).saturating_sub(1);
    latencies.get(place).map_or(0.0, |latency| latency.as_secs_f64() * 1e3)
}
