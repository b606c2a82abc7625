//! What a browser says of itself, reduced to what its owner recognises and nobody else is found by.
//!
//! Browsers froze their `User-Agent` long ago (User-Agent Reduction): family and system are all that is left to tell,
//! and all that a list of sign-ins needs. Of an address only its network is kept.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use base::{Language, Text};

/// Families in the order in which they are asked for: most name those they imitate too.
const FAMILIES: [(&str, &str); 10] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("YaBrowser/", "Yandex Browser"),
    ("Line/", "LINE"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// Systems in the order in which they are asked for.
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
];

const UNKNOWN: Text = Text { ja: "不明なブラウザ", en: "Unknown browser" };
const ON: Text = Text { ja: "{family}（{system}）", en: "{family} ({system})" };
const OWN_NETWORK: Text = Text { ja: "社内または家庭内のネットワーク", en: "An office or home network" };
const THIS_MACHINE: Text = Text { ja: "このコンピュータ", en: "This computer" };
const INTERNET: Text = Text { ja: "インターネット（{network}）", en: "The internet ({network})" };

/// The browser's family and system, such as `Chrome/Windows`; the part that is not known is empty.
#[must_use]
pub fn browser_name(headers: &HeaderMap) -> String {
    let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let find = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| agent.contains(mark)).map_or("", |(_, name)| *name)
    };
    format!("{}/{}", find(&FAMILIES), find(&SYSTEMS))
}

/// A stored name of a browser, in words.
#[must_use]
pub fn say_browser(name: &str, language: Language) -> String {
    match name.split_once('/') {
        Some(("", "")) | None => UNKNOWN.get(language).to_owned(),
        Some((one, "")) | Some(("", one)) => one.to_owned(),
        Some((family, system)) => ON.with(language, &[("family", &family), ("system", &system)]),
    }
}

/// The network that an address belongs to: 256 addresses, or in IPv6 one customer's.
#[must_use]
pub fn network_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => format!("{}/24", Ipv4Addr::from_bits(address.to_bits() & 0xffff_ff00)),
        IpAddr::V6(address) => format!("{}/48", Ipv6Addr::from_bits(address.to_bits() >> 80 << 80)),
    }
}

/// A stored network, in words. Which town it is in would be a guess, so it is not said.
#[must_use]
pub fn say_network(network: &str, language: Language) -> String {
    let address = network.split_once('/').and_then(|(address, _)| address.parse::<IpAddr>().ok());
    let said = match address {
        Some(IpAddr::V4(address)) if address.is_loopback() => THIS_MACHINE,
        Some(IpAddr::V6(address)) if address.is_unspecified() => THIS_MACHINE,
        Some(IpAddr::V4(address)) if address.is_private() || address.is_link_local() => OWN_NETWORK,
        Some(IpAddr::V6(address)) if address.is_unique_local() || address.is_unicast_link_local() => OWN_NETWORK,
        _ => INTERNET,
    };
    said.with(language, &[("network", &network)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_named_as_its_owner_names_it() {
        for (agent, ja, en) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
                "Chrome（Windows）",
                "Chrome (Windows)",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
                "Edge（Windows）",
                "Edge (Windows)",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari（iPhone）",
                "Safari (iPhone)",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0 Mobile/15E148 Safari/604.1",
                "Chrome（iPhone）",
                "Chrome (iPhone)",
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
                "Chrome（Android）",
                "Chrome (Android)",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
                "Firefox（Linux）",
                "Firefox (Linux)",
            ),
            ("curl/8.0", "不明なブラウザ", "Unknown browser"),
            ("", "不明なブラウザ", "Unknown browser"),
            ("SomethingNew (Android)", "Android", "Android"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(USER_AGENT, agent.parse().unwrap());
            let name = browser_name(&headers);
            assert_eq!(say_browser(&name, Language::Ja), ja, "{agent}");
            assert_eq!(say_browser(&name, Language::En), en, "{agent}");
        }
        assert_eq!(browser_name(&HeaderMap::new()), "/");
    }

    #[test]
    fn a_network_is_told_and_no_machine() {
        for (address, network, said) in [
            ("203.0.113.77", "203.0.113.0/24", "インターネット（203.0.113.0/24）"),
            ("192.168.1.23", "192.168.1.0/24", "社内または家庭内のネットワーク"),
            ("127.0.0.1", "127.0.0.0/24", "このコンピュータ"),
            ("::1", "::/48", "このコンピュータ"),
            ("2001:db8:7:8::9", "2001:db8:7::/48", "インターネット（2001:db8:7::/48）"),
            ("::ffff:203.0.113.77", "203.0.113.0/24", "インターネット（203.0.113.0/24）"),
        ] {
            assert_eq!(network_of(address.parse().unwrap()), network);
            assert_eq!(say_network(network, Language::Ja), said);
        }
    }
}
