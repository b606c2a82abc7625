//! An application as its own program would speak to the provider: requests, codes, tokens.

use anyhow::Context as _;
use reqwest::header::{AUTHORIZATION, HeaderMap};
use reqwest::{Client, StatusCode};
use serde_json::Value;
use tests::visitor::Page;
use url::{Url, form_urlencoded};

/// The verifier of every request, and its challenge (RFC 7636 Appendix B).
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub const STATE: &str = "state of the application: a&b=c";
pub const NONCE: &str = "n-0S6_WzA2Mj";

/// One application of one realm.
#[derive(Clone, Debug)]
pub struct Application {
    pub id: String,
    pub secret: Option<String>,
    /// Whether the secret travels in the body.
    pub in_body: bool,
    pub issuer: String,
    pub redirect_uri: String,
    /// Where it wants its members after signing out.
    pub home: String,
}

/// What the provider answered at the application's address.
#[derive(Clone, Debug)]
pub struct Answer(Vec<(String, String)>);

/// What an endpoint for programs answered.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub json: Value,
}

/// An authorization request whose parameters can be changed one by one.
#[derive(Clone, Debug)]
pub struct Request {
    endpoint: String,
    pub parameters: Vec<(String, String)>,
}

impl Application {
    /// A sound authorization request.
    pub fn request(&self) -> Request {
        let request = Request { endpoint: format!("{}/authorize", self.issuer), parameters: Vec::new() };
        request
            .with("response_type", "code")
            .with("client_id", &self.id)
            .with("redirect_uri", &self.redirect_uri)
            .with("scope", "openid profile email")
            .with("state", STATE)
            .with("nonce", NONCE)
            .with("code_challenge", CHALLENGE)
            .with("code_challenge_method", "S256")
    }

    /// The address of a sound request.
    pub fn address(&self) -> String {
        self.request().address()
    }

    /// The form that redeems a code, without what proves the client.
    pub fn redemption<'a>(&'a self, code: &'a str) -> Vec<(&'a str, &'a str)> {
        vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.redirect_uri),
            ("code_verifier", VERIFIER),
        ]
    }

    /// Redeems a code as it should be.
    pub async fn redeem(&self, code: &str) -> anyhow::Result<Reply> {
        self.token(&self.redemption(code)).await
    }

    /// Posts a form to the token endpoint, with what proves this client.
    pub async fn token(&self, form: &[(&str, &str)]) -> anyhow::Result<Reply> {
        let id = ("client_id", self.id.as_str());
        match &self.secret {
            Some(secret) if self.in_body => {
                self.post("/token", None, &[form, &[id, ("client_secret", secret)]].concat()).await
            }
            Some(secret) => self.post("/token", Some(&basic(&self.id, secret)), form).await,
            None => self.post("/token", None, &[form, &[id]].concat()).await,
        }
    }

    /// Posts any form to any endpoint of the realm.
    pub async fn post(&self, path: &str, authorization: Option<&str>, form: &[(&str, &str)]) -> anyhow::Result<Reply> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let mut request = Client::new().post(format!("{}{path}", self.issuer)).body(body);
        if let Some(value) = authorization {
            request = request.header(AUTHORIZATION, value);
        }
        let response = request.header("content-type", "application/x-www-form-urlencoded").send().await?;
        Reply::of(response).await
    }

    /// What the userinfo endpoint tells the holder of a token.
    pub async fn userinfo(&self, token: &str) -> anyhow::Result<Reply> {
        let request = Client::new().get(format!("{}/userinfo", self.issuer));
        Reply::of(request.bearer_auth(token).send().await?).await
    }
}

/// The value of an Authorization header for ids and secrets that need no encoding of their own (RFC 6749 §2.3.1).
pub fn basic(id: &str, secret: &str) -> String {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encoded(id), encoded(secret));
    format!("Basic {}", data_encoding::BASE64.encode(pair.as_bytes()))
}

impl Request {
    /// The request with one parameter set to this.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self = self.without(name);
        self.also(name, value)
    }

    /// The request with one more parameter, whether or not there is one of this name.
    pub fn also(mut self, name: &str, value: &str) -> Self {
        self.parameters.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The request without a parameter.
    pub fn without(mut self, name: &str) -> Self {
        self.parameters.retain(|(known, _)| known != name);
        self
    }

    pub fn address(&self) -> String {
        format!("{}?{}", self.endpoint, self.encoded())
    }

    pub fn encoded(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.parameters).finish()
    }
}

impl Answer {
    /// What stands in the address at which the browser arrived.
    pub fn of(page: &Page) -> anyhow::Result<Self> {
        anyhow::ensure!(page.url.path() == "/callback", "not at the application but at {}: {}", page.url, page.text());
        Ok(Self::at(&page.url))
    }

    pub fn at(url: &Url) -> Self {
        Self(url.query_pairs().into_owned().collect())
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn error(&self) -> Option<&str> {
        self.get("error")
    }

    pub fn names(&self) -> Vec<&str> {
        self.0.iter().map(|(name, _)| name.as_str()).collect()
    }

    pub fn code(&self) -> anyhow::Result<&str> {
        self.get("code").with_context(|| format!("no code: {:?}", self.0))
    }
}

impl Reply {
    pub async fn of(response: reqwest::Response) -> anyhow::Result<Self> {
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await?;
        Ok(Self { status, headers, json: serde_json::from_str(&text).unwrap_or(Value::String(text)) })
    }

    pub fn error(&self) -> Option<&str> {
        self.json["error"].as_str()
    }

    pub fn text(&self, name: &str) -> anyhow::Result<&str> {
        self.json[name].as_str().with_context(|| format!("no {name}: {} {}", self.status, self.json))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}
