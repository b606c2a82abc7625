//! A member's way to tokens, as a browser and an application go it together.

use anyhow::Context as _;
use base::RandomToken;
use data_encoding::BASE64URL_NOPAD;
use reqwest::Client;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use url::Url;

use super::scenario::Prepared;
use super::target::Application;
use crate::visitor::{Page, Visitor};

/// The longest chain of redirects between a form and the application.
const MOST_REDIRECTS: usize = 10;

/// What the token endpoint answered.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Tokens {
    pub(crate) access_token: String,
    pub(crate) refresh_token: Option<String>,
}

/// Where the redirects of a sign-in end.
pub(crate) enum Reached {
    /// At the application, with a code.
    Code(String),
    /// At a page of the provider.
    Page(Page),
}

/// A browser whose member is signed in, and the tokens of the application.
pub(super) struct SignedIn {
    browser: Visitor,
    pub(super) tokens: Tokens,
}

/// Signs a member in, in a browser just installed.
pub(super) async fn sign_in(prepared: &Prepared, http: &Client, number: usize) -> anyhow::Result<SignedIn> {
    let (application, members) = (prepared.application()?, prepared.members()?);
    let request = Request::new(prepared, application)?;
    let mut browser = Visitor::keeping_connections()?;
    browser.open(request.address.as_str()).await?;
    let [user_id, password] = &members.fields;
    let typed = [(user_id.as_str(), members.user_id(number)), (password.as_str(), members.password.clone())];
    let typed = typed.each_ref().map(|(name, value)| (*name, value.as_str()));
    let form = browser.page()?.form(&members.button)?.fill_in(&typed)?;
    let answer = browser.send_once(form).await?;
    let code = code(&mut browser, answer, &application.redirect_uri).await?;
    let tokens = request.redeem(prepared, http, &code).await?;
    Ok(SignedIn { browser, tokens })
}

/// Follows the redirects to the application, whose page nobody needs to serve.
async fn code(browser: &mut Visitor, answer: Page, redirect_uri: &str) -> anyhow::Result<String> {
    match follow(browser, answer, redirect_uri).await? {
        Reached::Code(code) => Ok(code),
        Reached::Page(page) => anyhow::bail!("{} {} is no redirect", page.status, page.url.path()),
    }
}

/// Follows redirects as far as the application or a page.
pub(crate) async fn follow(browser: &mut Visitor, mut answer: Page, redirect_uri: &str) -> anyhow::Result<Reached> {
    for _ in 0..MOST_REDIRECTS {
        if !answer.status.is_redirection() {
            return Ok(Reached::Page(answer));
        }
        let location = answer.location()?;
        if location.as_str().starts_with(redirect_uri) {
            let code = location.query_pairs().find(|(name, _)| name == "code");
            return code.map(|(_, code)| Reached::Code(code.into_owned())).context("no code");
        }
        answer = browser.peek(location.as_str()).await?;
    }
    anyhow::bail!("redirects never end")
}

/// An authorization request with PKCE.
pub(crate) struct Request<'a> {
    pub(crate) address: Url,
    pub(crate) verifier: String,
    application: &'a Application,
}

impl<'a> Request<'a> {
    pub(crate) fn new(prepared: &Prepared, application: &'a Application) -> anyhow::Result<Self> {
        let [state, nonce, verifier] = [(); 3].map(|()| RandomToken::generate().expose().to_owned());
        let challenge = BASE64URL_NOPAD.encode(&Sha256::digest(&verifier));
        let parameters = [
            ("response_type", "code"),
            ("client_id", &application.id),
            ("redirect_uri", &application.redirect_uri),
            ("scope", &application.scope),
            ("state", &state),
            ("nonce", &nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let address = Url::parse_with_params(&prepared.metadata.authorization_endpoint, parameters)?;
        Ok(Self { address, verifier, application })
    }

    pub(crate) async fn redeem(&self, prepared: &Prepared, http: &Client, code: &str) -> anyhow::Result<Tokens> {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.application.redirect_uri),
            ("code_verifier", &self.verifier),
        ];
        token(prepared, http, self.application, &form).await
    }
}

async fn token(
    prepared: &Prepared,
    http: &Client,
    application: &Application,
    form: &[(&str, &str)],
) -> anyhow::Result<Tokens> {
    let request = http.post(&prepared.metadata.token_endpoint);
    let request = if application.secret.is_empty() {
        request.form(&[form, &[("client_id", &application.id)]].concat())
    } else {
        request.basic_auth(&application.id, Some(&application.secret)).form(form)
    };
    Ok(request.send().await?.error_for_status()?.json().await?)
}

impl SignedIn {
    /// One more code by the session that is there, and its redemption.
    pub(super) async fn another_code(&mut self, prepared: &Prepared, http: &Client) -> anyhow::Result<()> {
        let application = prepared.application()?;
        let request = Request::new(prepared, application)?;
        let answer = self.browser.peek(request.address.as_str()).await?;
        let code = code(&mut self.browser, answer, &application.redirect_uri).await?;
        self.tokens = request.redeem(prepared, http, &code).await?;
        Ok(())
    }
}

impl Tokens {
    /// The tokens after a renewal.
    pub(crate) async fn renewed(&self, prepared: &Prepared, http: &Client) -> anyhow::Result<Self> {
        let refresh_token = self.refresh_token.as_deref().context("no refresh token")?;
        let form = [("grant_type", "refresh_token"), ("refresh_token", refresh_token)];
        token(prepared, http, prepared.application()?, &form).await
    }
}
