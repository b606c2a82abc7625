//! What is repeated. Addresses come from the discovery document, so any provider can be measured.

use anyhow::Context as _;
use reqwest::header::COOKIE;
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use serde::Deserialize;

use super::sign_in::{SignedIn, Tokens, sign_in};
use super::target::{Application, Credentials, Members, Target};

/// What to repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scenario {
    /// The discovery document.
    Discovery,
    /// The public keys.
    Jwks,
    /// A token by the client-credentials grant.
    ClientCredentials,
    /// A code for somebody who is signed in, and its redemption.
    Code,
    /// A renewal with the refresh token of the last one.
    Refresh,
    /// The member's claims.
    Userinfo,
    /// What a token is worth.
    Introspect,
    /// A whole sign-in in a browser just installed, as far as the tokens.
    Login,
    /// A page of the portal, such as the lines of a month, by somebody who is signed in.
    PortalMonth,
}

/// A provider and who asks it, looked up once.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(super) metadata: Metadata,
    target: Target,
}

#[derive(Debug, Deserialize)]
pub(super) struct Metadata {
    jwks_uri: String,
    pub(super) authorization_endpoint: String,
    pub(super) token_endpoint: String,
    userinfo_endpoint: String,
    introspection_endpoint: Option<String>,
}

/// One of the connections, with what it keeps from one time to the next.
pub(super) struct Connection<'a> {
    prepared: &'a Prepared,
    http: Client,
    work: Work,
}

enum Work {
    /// The same request again.
    Again(Box<RequestBuilder>),
    Code(Box<SignedIn>),
    Refresh(Tokens),
    /// The next member of those who sign in on this connection, and how far to go on each time.
    Login(usize, usize),
}

impl Scenario {
    /// The name on the command line and in the figures.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Discovery => "discovery",
            Self::Jwks => "jwks",
            Self::ClientCredentials => "client-credentials",
            Self::Code => "code",
            Self::Refresh => "refresh",
            Self::Userinfo => "userinfo",
            Self::Introspect => "introspect",
            Self::Login => "login",
            Self::PortalMonth => "portal-month",
        }
    }
}

impl Prepared {
    pub(crate) async fn of(target: &Target) -> anyhow::Result<Self> {
        let discovery = target.discovery();
        let answer = Client::new().get(&discovery).send().await?.error_for_status()?;
        let metadata = answer.json().await.with_context(|| discovery.clone())?;
        Ok(Self { metadata, target: target.clone() })
    }

    pub(super) fn client(&self) -> anyhow::Result<&Credentials> {
        self.target.client.as_ref().context("this scenario needs [client] in the target's file")
    }

    pub(crate) fn application(&self) -> anyhow::Result<&Application> {
        self.target.application.as_ref().context("this scenario needs [application] in the target's file")
    }

    pub(super) fn members(&self) -> anyhow::Result<&Members> {
        self.target.members.as_ref().context("this scenario needs [members] in the target's file")
    }

    /// The connection of a number among so many, warm: its member is signed in where the scenario begins after that.
    pub(super) async fn connect(
        &self,
        scenario: Scenario,
        (number, of): (usize, usize),
    ) -> anyhow::Result<Connection<'_>> {
        let http = Client::builder().no_gzip().redirect(Policy::none()).build()?;
        let again = |request| Work::Again(Box::new(request));
        let work = match scenario {
            Scenario::Discovery => again(http.get(self.target.discovery())),
            Scenario::Jwks => again(http.get(&self.metadata.jwks_uri)),
            Scenario::ClientCredentials => {
                let Credentials { id, secret } = self.client()?;
                let request = http.post(&self.metadata.token_endpoint).basic_auth(id, Some(secret));
                again(request.form(&[("grant_type", "client_credentials")]))
            }
            Scenario::Code => Work::Code(Box::new(sign_in(self, &http, number).await?)),
            Scenario::Refresh => Work::Refresh(sign_in(self, &http, number).await?.tokens),
            Scenario::Userinfo => {
                let token = sign_in(self, &http, number).await?.tokens.access_token;
                again(http.get(&self.metadata.userinfo_endpoint).bearer_auth(token))
            }
            Scenario::Introspect => {
                let token = sign_in(self, &http, number).await?.tokens.access_token;
                let Application { id, secret, .. } = self.application()?;
                let endpoint = self.metadata.introspection_endpoint.as_ref().context("no introspection endpoint")?;
                let request = http.post(endpoint).basic_auth(id, Some(secret)).form(&[("token", token)]);
                let first = request.try_clone().context("a request that can be repeated")?.send().await?.text().await?;
                anyhow::ensure!(first.contains("\"active\":true"), "a token that is worth something: {first}");
                again(request)
            }
            Scenario::Login => Work::Login(number, of),
            Scenario::PortalMonth => {
                let page = self.target.page.as_ref().context("this scenario needs [page] in the target's file")?;
                again(http.get(&page.address).header(COOKIE, &page.cookie))
            }
        };
        Ok(Connection { prepared: self, http, work })
    }
}

impl Target {
    fn discovery(&self) -> String {
        format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'))
    }
}

impl Connection<'_> {
    /// Does it once, and reads the answer to its end.
    pub(super) async fn once(&mut self) -> anyhow::Result<()> {
        match &mut self.work {
            Work::Again(request) => {
                let request = request.try_clone().context("a request that can be repeated")?;
                let answer = request.send().await?.error_for_status()?;
                anyhow::ensure!(answer.status().is_success(), "sent elsewhere: {}", answer.status());
                answer.bytes().await?;
            }
            Work::Code(member) => member.another_code(self.prepared, &self.http).await?,
            Work::Refresh(tokens) => {
                *tokens = tokens.renewed(self.prepared, &self.http).await?;
            }
            Work::Login(next, step) => {
                let number = *next;
                *next += *step;
                sign_in(self.prepared, &self.http, number).await?;
            }
        }
        Ok(())
    }
}
