//! A society's face: its colour and its logo.
//!
//! Both are files of their own, because the content security policy admits no inline style, under an address that
//! changes with their content, so that browsers may keep them for good.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::assets::IMMUTABLE;

/// A society's colour and logo, and where they are served.
#[derive(Clone, Debug)]
pub struct Brand {
    base: String,
    hash: String,
    stylesheet: Arc<str>,
    logo: Option<Arc<str>>,
}

impl Brand {
    /// A brand whose files are served below `base`, such as `/minato/brand`.
    #[must_use]
    pub fn new(base: String, brand: &realm::Brand) -> Self {
        let stylesheet = format!(":root{{--brand:{}}}\n", brand.primary_colour);
        let mut digest = Sha256::new();
        digest.update(&stylesheet);
        digest.update(brand.logo_svg.as_deref().unwrap_or_default());
        let hash = HEXLOWER.encode(&digest.finalize()).chars().take(12).collect();
        Self { base, hash, stylesheet: stylesheet.into(), logo: brand.logo_svg.clone() }
    }

    /// The address of the stylesheet with the society's colour.
    #[must_use]
    pub fn stylesheet_url(&self) -> String {
        format!("{}/{}/brand.css", self.base, self.hash)
    }

    /// The address of the logo, if the society has one.
    #[must_use]
    pub fn logo_url(&self) -> Option<String> {
        self.logo.is_some().then(|| format!("{}/{}/logo.svg", self.base, self.hash))
    }

    /// Answers a request for `BASE/HASH/NAME`. A hash of yesterday gets today's file, which is not kept then.
    #[must_use]
    pub fn serve(&self, hash: &str, name: &str) -> Response {
        let (kind, content) = match (name, &self.logo) {
            ("brand.css", _) => ("text/css; charset=utf-8", &self.stylesheet),
            ("logo.svg", Some(logo)) => ("image/svg+xml", logo),
            _ => return StatusCode::NOT_FOUND.into_response(),
        };
        let headers = [
            (CONTENT_TYPE, kind),
            (CACHE_CONTROL, if hash == self.hash { IMMUTABLE } else { "no-cache" }),
            // A logo opened by itself must not run anything.
            (CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
        ];
        (headers, content.to_string()).into_response()
    }
}
