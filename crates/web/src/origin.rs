//! Where a request says it comes from and where it believes it goes.
//!
//! A browser names the page that posts a form (`Sec-Fetch-Site`, `Origin`); another site's page is refused before
//! the form is read. Clients that send neither, form robots among them, are judged by the form token alone.
//! The `Host` must be the configured one: links and redirects are made from the configuration, never from a request.

use axum::http::header::{HOST, ORIGIN};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, Uri};
use url::Url;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// A form that another site's page sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("sent by a page of another site")]
pub struct ForeignOrigin;

/// A request for another host than the configured one (RFC 9110 §15.5.20, status 421).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a request for another host")]
pub struct MisdirectedHost;

/// Checks that a request that changes something was not sent by a page of another site. `own` is the site's
/// configured address.
///
/// # Errors
/// [`ForeignOrigin`] for `Sec-Fetch-Site` other than `same-origin` or `none`, or, without it, for an `Origin`
/// other than our own (`null` included).
pub fn check_origin(headers: &HeaderMap, own: &Url) -> Result<(), ForeignOrigin> {
    let same = match (headers.get(SEC_FETCH_SITE), headers.get(ORIGIN)) {
        (Some(site), _) => site == "same-origin" || site == "none",
        (None, Some(origin)) => {
            origin.to_str().ok().and_then(|text| Url::parse(text).ok()).is_some_and(|url| url.origin() == own.origin())
        }
        (None, None) => true,
    };
    if same { Ok(()) } else { Err(ForeignOrigin) }
}

/// Checks that a request is meant for the host of the site's configured address.
///
/// # Errors
/// [`MisdirectedHost`] for another host or port, several `Host` headers, or none.
pub fn check_host(uri: &Uri, headers: &HeaderMap, own: &Url) -> Result<(), MisdirectedHost> {
    let mut hosts = headers.get_all(HOST).into_iter();
    let host = match (uri.authority(), hosts.next(), hosts.next()) {
        (Some(authority), None, None) => authority.as_str(), // HTTP/2 names the host in `:authority`
        (_, Some(host), None) => host.to_str().map_err(|_| MisdirectedHost)?,
        _ => return Err(MisdirectedHost),
    };
    // A name before the host is no part of it (RFC 9110 §7.2), not even an empty one.
    let host: Authority = host.parse().ok().filter(|_| !host.contains('@')).ok_or(MisdirectedHost)?;
    let meant = Url::parse(&format!("{}://{host}/", own.scheme())).map_err(|_| MisdirectedHost)?;
    if meant.origin() == own.origin() { Ok(()) } else { Err(MisdirectedHost) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn forms_of_other_sites_are_refused() {
        let own = "https://id.minato.example.jp/minato".parse().unwrap();
        for (sent, accepted) in [
            (&[][..], true),
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "none")], true),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "cross-site"), ("origin", "https://id.minato.example.jp")], false),
            (&[("origin", "https://id.minato.example.jp")], true),
            (&[("origin", "https://id.minato.example.jp:443")], true),
            (&[("origin", "http://id.minato.example.jp")], false),
            (&[("origin", "https://id.minato.example.jp:8443")], false),
            (&[("origin", "https://evil-id.minato.example.jp")], false),
            (&[("origin", "https://id.minato.example.jp.evil.example")], false),
            (&[("origin", "null")], false),
            (&[("origin", "")], false),
        ] {
            assert_eq!(check_origin(&headers(sent), &own).is_ok(), accepted, "{sent:?}");
        }
    }

    #[test]
    fn only_the_configured_host_is_served() {
        let own = "https://id.minato.example.jp/minato".parse().unwrap();
        for (sent, accepted) in [
            (&[("host", "id.minato.example.jp")][..], true),
            (&[("host", "ID.minato.example.jp:443")], true),
            (&[("host", "id.minato.example.jp:444")], false),
            (&[("host", "evil.example")], false),
            (&[("host", "evil@id.minato.example.jp")], false),
            (&[("host", "@id.minato.example.jp")], false),
            (&[("host", "id.minato.example.jp/x")], false),
            (&[("host", "id.minato.example.jp#")], false),
            (&[("host", "id.minato.example.jp"), ("host", "id.minato.example.jp")], false),
            (&[], false),
        ] {
            assert_eq!(check_host(&Uri::from_static("/"), &headers(sent), &own).is_ok(), accepted, "{sent:?}");
        }
        let http2 = Uri::from_static("https://id.minato.example.jp/");
        assert!(check_host(&http2, &HeaderMap::new(), &own).is_ok());
        assert!(check_host(&http2, &headers(&[("host", "evil.example")]), &own).is_err());
    }
}
