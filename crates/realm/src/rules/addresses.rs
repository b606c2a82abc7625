//! When an address is exact enough to be compared character by character.
//!
//! Everything that parsers are known to disagree about is refused here, at the source, so that no request has to be
//! judged by it (RFC 9700 §4.1.3; the redirect-URI weaknesses of other providers are the list).

use base::{RealmName, Text};
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

/// The same for the address of a realm's own site. Its path is the realm's name and nothing else: both services find the
/// realm by the first part of a path, and put what they serve behind it.
pub(super) fn check_site(
    address: &str,
    name: &RealmName,
    place: impl Fn() -> Location,
    settings: &ProcessSettings,
    problems: &mut Problems,
) {
    if address.contains('?') {
        let values = [("value", address.into()), ("what", Value::Word(inexact::QUERY))];
        return problems.add(&texts::INEXACT_ADDRESS, place(), &values);
    }
    if !check(address, &place, settings, problems) || path(address).strip_prefix('/') == Some(name.as_str()) {
        return;
    }
    if let Ok(mut right) = Url::parse(address) {
        right.set_path(name.as_str());
        let values = [("value", address.into()), ("name", name.into()), ("right", right.into())];
        problems.add(&texts::PATH_IS_NOT_THE_NAME, place(), &values);
    }
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

/// The path as it is written, of an address without a query.
fn path(address: &str) -> &str {
    let after_scheme = address.split_once("//").map_or("", |(_, rest)| rest);
    after_scheme.find('/').and_then(|at| after_scheme.get(at..)).unwrap_or_default()
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

    fn settings(development: bool) -> ProcessSettings {
        ProcessSettings {
            provider_url: Url::parse("http://localhost:8080").unwrap(),
            portal_url: Url::parse("http://localhost:8081").unwrap(),
            development,
            secrets_dir: "secrets".into(),
        }
    }

    fn fit(address: &str, development: bool) -> bool {
        check(address, || Location::whole("a.toml"), &settings(development), &mut Problems::default())
    }

    /// The code of what is found about a site of `minato`, and the advice.
    fn found(address: &str) -> Option<(&'static str, String)> {
        let (name, mut problems) = ("minato".parse().unwrap(), Problems::default());
        check_site(address, &name, || Location::whole("a.toml"), &settings(true), &mut problems);
        let found = problems.into_sorted(None);
        assert!(found.len() < 2, "{found:?}");
        found.into_iter().next().map(|found| (found.code, found.help.unwrap().en))
    }

    #[test]
    fn the_path_of_a_site_is_the_realms_name() {
        for good in ["https://id.example.jp/minato", "https://id.example.jp:8443/minato", "http://[::1]:8080/minato"] {
            assert_eq!(found(good), None, "{good}");
        }
        for path in
            ["", "/", "/minato/", "//minato", "/Minato", "/%6dinato", "/minato-2", "/auth/minato", "/minato/auth"]
        {
            let (code, help) = found(&format!("https://id.example.jp:8443{path}")).expect(path);
            assert_eq!(code, "path-is-not-the-name", "{path}");
            assert!(help.contains("\"https://id.example.jp:8443/minato\""), "{help}");
        }
        for (address, code) in [
            ("https://id.example.jp?minato", "inexact-address"),
            ("http://id.example.jp", "not-https"),
            ("id.example.jp", "not-an-address"),
        ] {
            assert_eq!(found(address).unwrap().0, code, "the cause, and not what follows from it");
        }
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
