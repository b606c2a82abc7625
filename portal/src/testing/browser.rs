//! A browser without a screen: it keeps cookies and does not follow redirects by itself.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, Response, StatusCode, header};
use tower::ServiceExt as _;

#[derive(Clone)]
pub struct Browser {
    router: Router,
    pub cookies: BTreeMap<String, String>,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

/// An answer as bytes.
pub struct File {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Browser {
    pub fn new(router: Router) -> Self {
        Self { router, cookies: BTreeMap::new() }
    }

    pub async fn get(&mut self, address: &str) -> Answer {
        self.send(Request::get(path(address)).body(Body::empty()).unwrap()).await
    }

    /// The same for what is no text.
    pub async fn get_bytes(&mut self, address: &str) -> File {
        self.fetch(Request::get(path(address)).body(Body::empty()).unwrap()).await
    }

    pub async fn post(&mut self, address: &str, form: &str) -> Answer {
        let File { status, headers, bytes } = self.post_for_bytes(address, form).await;
        Answer { status, headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    /// The same for an answer that is no text.
    pub async fn post_for_bytes(&mut self, address: &str, form: &str) -> File {
        let request = Request::post(path(address)).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.fetch(request.body(Body::from(form.to_owned())).unwrap()).await
    }

    pub async fn send(&mut self, request: Request<Body>) -> Answer {
        let File { status, headers, bytes } = self.fetch(request).await;
        Answer { status, headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    async fn fetch(&mut self, mut request: Request<Body>) -> File {
        let headers = request.headers_mut();
        headers.entry(header::HOST).or_insert("localhost:8081".parse().unwrap());
        headers.entry(header::ACCEPT).or_insert("text/html".parse().unwrap());
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        headers.insert(header::COOKIE, cookies.join("; ").parse().unwrap());
        let response: Response<Body> = self.router.clone().oneshot(request).await.unwrap();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let (pair, attributes) = cookie.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        File { status: parts.status, headers: parts.headers, bytes }
    }
}

impl Answer {
    /// Where the answer leads.
    pub fn location(&self) -> &str {
        assert!(self.status.is_redirection(), "{} {}", self.status, self.text);
        self.headers[header::LOCATION].to_str().unwrap()
    }

    /// The hidden token of the page's form.
    pub fn form_token(&self) -> String {
        let (_, rest) = self.text.split_once("name=\"form_token\" value=\"").expect("a form");
        rest.split('"').next().unwrap().to_owned()
    }
}

/// The path and query of an address that may be absolute.
fn path(address: &str) -> &str {
    address.strip_prefix("http://localhost:8081").unwrap_or(address)
}
