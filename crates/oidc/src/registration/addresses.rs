//! The addresses that an application says of itself.
//!
//! They are compared byte by byte later, so that only exact ones are taken: what parsers disagree about is refused here,
//! as the rules for realm files refuse it (RFC 9700 §4.1.3).

use realm::Registration;
use url::{Host, Url};

use super::metadata::ApplicationType;
use super::{ClientMetadata, RegistrationError};

/// The longest address.
const LONGEST: usize = 2_000;

/// What addresses are judged by.
pub(super) struct Addresses<'a> {
    pub(super) rules: &'a Registration,
    pub(super) development: bool,
}

impl Addresses<'_> {
    /// Judges all addresses of an application.
    pub(super) fn judge(&self, said: &ClientMetadata) -> Result<(), RegistrationError> {
        if said.redirect_uris.is_empty() {
            return Err(RegistrationError::RedirectUri("redirect_uris is missing"));
        }
        let native = said.application_type == ApplicationType::Native;
        if !said.redirect_uris.iter().all(|uri| self.may_get_answers(uri, native)) {
            return Err(RegistrationError::RedirectUri("redirect_uris must be exact https addresses without fragment"));
        }
        let shown = [
            &said.client_uri,
            &said.logo_uri,
            &said.policy_uri,
            &said.tos_uri,
            &said.initiate_login_uri,
            &said.frontchannel_logout_uri,
        ];
        let shown = shown.into_iter().flatten().chain(&said.post_logout_redirect_uris);
        if !shown.into_iter().all(|uri| self.is_exact(uri)) {
            return Err(RegistrationError::Metadata("addresses must be exact and https"));
        }
        let asked = [&said.jwks_uri, &said.sector_identifier_uri, &said.backchannel_logout_uri];
        let asked = asked.into_iter().flatten().map(String::as_str);
        // The fragment of a request object's address is its hash (OpenID Connect Core §6.2).
        let requests = said.request_uris.iter().map(|uri| uri.split('#').next().unwrap_or_default());
        if asked.chain(requests).all(|uri| self.may_be_asked(uri)) {
            Ok(())
        } else {
            Err(RegistrationError::Metadata("addresses that are fetched must be exact, https, and of a permitted host"))
        }
    }

    /// Where a code may be sent: an application on a device may listen on it (RFC 8252 §7.3).
    fn may_get_answers(&self, uri: &str, native: bool) -> bool {
        self.is_exact(uri) || (native && is_plain(uri) && uri.starts_with("http://") && is_loopback(uri))
    }

    fn may_be_asked(&self, uri: &str) -> bool {
        let host = Url::parse(uri).ok().and_then(|url| url.host_str().map(str::to_owned));
        self.is_exact(uri) && host.is_some_and(|host| self.rules.hosts.contains(&host))
    }

    fn is_exact(&self, uri: &str) -> bool {
        let secure = uri.starts_with("https://");
        let on_this_machine = self.development && uri.starts_with("http://") && is_loopback(uri);
        is_plain(uri) && (secure || on_this_machine)
    }
}

/// Whether parsers agree about an address: no fragment, no user, no dots in its path, no odd characters.
fn is_plain(uri: &str) -> bool {
    let after_scheme = uri.split_once("//").map_or("", |(_, rest)| rest);
    let authority = after_scheme.split(['/', '?']).next().unwrap_or_default();
    let path = uri.split('?').next().unwrap_or_default().to_ascii_lowercase().replace("%2e", ".");
    let dots = path.split(['/', ';']).any(|segment| matches!(segment, "." | "..")) || path.contains("%2f..");
    uri.len() <= LONGEST
        && uri.bytes().all(|b| b.is_ascii_graphic())
        && !uri.contains(['#', '*', '{', '}', '\\'])
        && !authority.contains('@')
        && !dots
        && Url::parse(uri).is_ok_and(|url| url.has_host())
}

fn is_loopback(uri: &str) -> bool {
    match Url::parse(uri).ok().as_ref().and_then(Url::host) {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
