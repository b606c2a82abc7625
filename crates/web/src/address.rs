//! From which address a visitor really comes.
//!
//! Limits count by address, so a header that anybody can write must not choose it. Only proxies that the operator
//! named are believed, from the nearest outwards; the first address that is no such proxy is the visitor's.

use std::net::IpAddr;
use std::str::FromStr;

use axum::http::HeaderMap;
use axum::http::header::FORWARDED;

const X_FORWARDED_FOR: &str = "x-forwarded-for";

/// The proxies whose word is taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<Network>);

/// A text that is no address or network such as `10.0.0.0/8` or `::1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an address or a network is written like 192.0.2.1, 10.0.0.0/8 or 2001:db8::/32")]
pub struct NotANetwork;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Network {
    base: IpAddr,
    prefix: u32,
}

impl TrustedProxies {
    /// Reads a list of addresses and networks, separated by commas or spaces.
    ///
    /// # Errors
    /// [`NotANetwork`] if one of them is not readable.
    pub fn parse(list: &str) -> Result<Self, NotANetwork> {
        let networks = list.split([',', ' ']).filter(|part| !part.is_empty());
        networks.map(str::parse).collect::<Result<_, _>>().map(Self)
    }

    /// Whether no proxy is believed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether whoever connects is believed, so that anybody chooses the address that counts.
    #[must_use]
    pub fn is_everybody(&self) -> bool {
        self.0.iter().any(|network| network.prefix == 0)
    }

    /// The visitor's address, given the peer that holds the connection and the headers it sent.
    ///
    /// `Forwarded` (RFC 7239) counts before `X-Forwarded-For`. What is not readable ends the chain: then the last
    /// proxy that could be read is taken for the visitor.
    #[must_use]
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut visitor = peer.to_canonical();
        let hops = hops(headers);
        for hop in hops.iter().rev() {
            match hop {
                Some(address) if self.trusts(visitor) => visitor = *address,
                _ => break,
            }
        }
        visitor
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address))
    }
}

/// The addresses that proxies noted, the visitor's end first; `None` where one is unreadable or hidden.
fn hops(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let lines = |name: &str| -> Vec<String> {
        headers.get_all(name).into_iter().map(|line| String::from_utf8_lossy(line.as_bytes()).into_owned()).collect()
    };
    let forwarded = lines(FORWARDED.as_str());
    if forwarded.is_empty() {
        return lines(X_FORWARDED_FOR).iter().flat_map(|line| line.split(',')).map(address).collect();
    }
    let elements = forwarded.iter().flat_map(|line| line.split(','));
    elements
        .map(|element| {
            element.split(';').find_map(|pair| {
                let (name, value) = pair.split_once('=')?;
                name.trim().eq_ignore_ascii_case("for").then(|| address(value))?
            })
        })
        .collect()
}

/// An address with or without port, brackets and quotes.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    let plain = text.parse::<IpAddr>().ok();
    let with_port = || text.parse::<std::net::SocketAddr>().ok().map(|socket| socket.ip());
    let in_brackets = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    plain.or_else(with_port).or_else(in_brackets).map(|address: IpAddr| address.to_canonical())
}

impl Network {
    fn contains(self, address: IpAddr) -> bool {
        let same = |base: u128, address: u128, width: u32| {
            let shift = width - self.prefix;
            shift == width || base >> shift == address >> shift
        };
        match (self.base, address.to_canonical()) {
            (IpAddr::V4(base), IpAddr::V4(address)) => same(base.to_bits().into(), address.to_bits().into(), 32),
            (IpAddr::V6(base), IpAddr::V6(address)) => same(base.to_bits(), address.to_bits(), 128),
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (base, prefix) = text.split_once('/').map_or((text, None), |(base, prefix)| (base, Some(prefix)));
        let base: IpAddr = base.parse().map_err(|_| NotANetwork)?;
        let width = if base.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(width), str::parse).map_err(|_| NotANetwork)?;
        if prefix <= width { Ok(Self { base, prefix }) } else { Err(NotANetwork) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trusted_proxies_are_believed() {
        let trusted = TrustedProxies::parse("10.0.0.0/8, ::1 2001:db8::/32").unwrap();
        for (peer, header, value, expected) in [
            ("203.0.113.9", X_FORWARDED_FOR, "198.51.100.1", "203.0.113.9"),
            ("10.1.2.3", X_FORWARDED_FOR, "198.51.100.1", "198.51.100.1"),
            ("::ffff:10.1.2.3", X_FORWARDED_FOR, "198.51.100.1", "198.51.100.1"),
            // What the visitor wrote themselves stands before what the proxy noted.
            ("10.1.2.3", X_FORWARDED_FOR, "127.0.0.1, 198.51.100.1", "198.51.100.1"),
            ("10.1.2.3", X_FORWARDED_FOR, "192.0.2.7, 198.51.100.1, 10.0.0.7", "198.51.100.1"),
            ("10.1.2.3", X_FORWARDED_FOR, "a", "10.1.2.3"),
            ("10.1.2.3", X_FORWARDED_FOR, "", "10.1.2.3"),
            ("10.1.2.3", X_FORWARDED_FOR, "192.0.2.7, unknown", "10.1.2.3"),
            ("10.1.2.3", X_FORWARDED_FOR, "198.51.100.1:4711", "198.51.100.1"),
            ("::1", "forwarded", "for=192.0.2.7;proto=https, for=\"[2001:db8::7]:4711\"", "192.0.2.7"),
            ("::1", "forwarded", "proto=https", "::1"),
            ("::1", "forwarded", "for=_hidden", "::1"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header, value.parse().unwrap());
            let client = trusted.client(peer.parse().unwrap(), &headers);
            assert_eq!(client, expected.parse::<IpAddr>().unwrap(), "{peer} {value}");
        }
    }

    #[test]
    fn networks_are_read_strictly() {
        for bad in ["10.0.0.0/33", "10.0.0.0/", "10.0.0", "proxy.example", "::1/129"] {
            assert_eq!(TrustedProxies::parse(bad), Err(NotANetwork), "{bad}");
        }
        assert_eq!(TrustedProxies::parse(""), Ok(TrustedProxies::default()));
        assert!(TrustedProxies::parse("0.0.0.0/0").unwrap().trusts("192.0.2.1".parse().unwrap()));
    }
}
