//! When an address is exact enough to be compared character by character.
//!
//! Everything that parsers are known to disagree about is refused here, at the source, so that no request has to be
//! judged by it (RFC 9700 §4.1.3; the redirect-URI weaknesses of other providers are the list).

use base::Text;
use url::{Host, Url};

use super::texts;
use super::texts::inexact;
use crate::ProcessSettings;
use crate::diagnostic::{Problems, Value};
use crate::source::Location;

/// Notes what is wrong with an address: a complete https address, or plain http to this machine in development.
/// Whether it is fit.
/// The place is asked for when something is wrong.
pub(super) fn check(
    address: &str,
    place: impl FnOnce() -> Location,
    settings: &ProcessSettings,
    problems: &mut Problems,
) -> bool {
    if let Some((_, what)) = INEXACT.iter().find(|(is_so, _)| is_so(address)) {
        let values = [("value", address.into()), ("what", Value::Word(*what))];
        problems.add(&texts::INEXACT_ADDRESS, place(), &values);
        return false;
    }
    let value = || [("value", address.into())];
    let Some(url) = Url::parse(address).ok().filter(Url::has_host) else {
        problems.add(&texts::NOT_AN_ADDRESS, place(), &value());
        return false;
    };
    let secure = url.scheme() == "https" && address.starts_with("https://");
    let on_this_machine = settings.development && address.starts_with("http://") && is_loopback(&url);
    if !secure && !on_this_machine {
        problems.add(&texts::NOT_HTTPS, place(), &value());
    }
    secure || on_this_machine
}

/// The same for a site's own address, to which paths are appended: no query, no slash at the end.
pub(super) fn check_site(
    address: &str,
    place: impl FnOnce() -> Location,
    settings: &ProcessSettings,
    problems: &mut Problems,
) {
    let what = if address.contains('?') {
        inexact::QUERY
    } else if address.ends_with('/') {
        inexact::TRAILING_SLASH
    } else {
        check(address, place, settings, problems);
        return;
    };
    let values = [("value", address.into()), ("what", Value::Word(what))];
    problems.add(&texts::INEXACT_ADDRESS, place(), &values);
}

/// Whether an address has something that makes it inexact.
type Inexact = fn(&str) -> bool;

/// What an exact address has none of.
const INEXACT: [(Inexact, Text); 6] = [
    (|address| address.contains('#'), inexact::FRAGMENT),
    (|address| address.contains('*'), inexact::WILDCARD),
    (|address| address.contains(['{', '}']), inexact::PLACEHOLDER),
    (|address| !address.bytes().all(|b| b.is_ascii_graphic()) || address.contains('\\'), inexact::ODD_CHARACTERS),
    (|address| authority(address).contains('@'), inexact::USERINFO),
    (has_dot_segments, inexact::DOT_SEGMENTS),
];

fn authority(address: &str) -> &str {
    let after_scheme = address.split_once("//").map_or("", |(_, rest)| rest);
    after_scheme.split(['/', '?']).next().unwrap_or_default()
}

fn has_dot_segments(address: &str) -> bool {
    let path = address.split('?').next().unwrap_or_default();
    let dotted = |path: &str| path.split(['/', ';']).any(|segment| segment == "." || segment == "..");
    if !path.contains('%') {
        return dotted(path);
    }
    let path = path.to_ascii_lowercase().replace("%2e", ".");
    dotted(&path) || path.contains("%2f..")
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(address: &str, development: bool) -> bool {
        let settings = ProcessSettings {
            provider_url: Url::parse("http://localhost:8080").unwrap(),
            portal_url: Url::parse("http://localhost:8081").unwrap(),
            development,
            secrets_dir: "secrets".into(),
        };
        check(address, || Location::whole("a.toml"), &settings, &mut Problems::default())
    }

    #[test]
    fn exact_https_addresses_are_fit() {
        for good in [
            "https://app.example.jp/callback",
            "https://app.example.jp",
            "https://app.example.jp:8443/a?b=c",
            "https://app.example.jp/user@home",
            "https://app.example.jp/a..b/.well-known/x",
        ] {
            assert!(fit(good, false), "{good}");
        }
    }

    #[test]
    fn what_parsers_disagree_about_is_not() {
        for bad in [
            "",
            "callback",
            "//app.example.jp/",
            "https:app.example.jp",
            "https://",
            "HTTPS://app.example.jp/",
            "javascript:alert(1)",
            "myapp://callback",
            "http://app.example.jp/",
            "https://app.example.jp/#a",
            "https://*.example.jp/",
            "https://app.example.jp/*",
            "https://good@app.example.jp/",
            "https://a@@app.example.jp/",
            "https://app.example.jp\\@evil.example/",
            "https://app.example.jp/a b",
            "https://app.example.jp/\t",
            "https://例え.jp/",
            "https://app.example.jp/../a",
            "https://app.example.jp/..;/a",
            "https://app.example.jp/%2e%2e/a",
            "https://app.example.jp/..%2Fa/..",
            "https://app.example.jp/%2F../a",
            "{portal}/callback",
        ] {
            assert!(!fit(bad, true), "{bad}");
        }
    }

    #[test]
    fn plain_http_is_for_this_machine_in_development() {
        for address in ["http://localhost:8081/cb", "http://127.0.0.1/cb", "http://[::1]:9/cb"] {
            assert!(fit(address, true), "{address}");
            assert!(!fit(address, false), "{address}");
        }
        assert!(!fit("http://localhost.example.jp/cb", true));
    }
}
