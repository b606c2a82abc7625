//! Mail over SMTP (RFC 5321), by lettre.
//!
//! Each mail has a connection of its own. One that was given up halfway must never carry another mail: a late reply to
//! the first would be read as the reply to the second, and the second be taken for sent.

use std::fmt;
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use tokio::time::timeout;
use url::{Host, Url};

use super::{NotATransport, Undelivered};

/// How long a server may take for one mail, from the connection to its last reply.
const PATIENCE: Duration = Duration::from_secs(60);

/// Permanent replies that speak of us and not of the mail: it waits until an operator has mended our user name or
/// password (RFC 4954 §6).
const OUR_OWN_FAULT: [u16; 4] = [530, 534, 535, 538];

/// A mail server.
#[derive(Clone)]
pub struct Smtp {
    server: AsyncSmtpTransport<Tokio1Executor>,
    name: String,
    patience: Duration,
}

impl Smtp {
    pub(super) fn open(address: &str) -> Result<Self, NotATransport> {
        let mut url = Url::parse(address).map_err(|_| NotATransport::Address)?;
        let plain = url.path().trim_matches('/').is_empty() && url.query().is_none() && url.fragment().is_none();
        let both_or_none = url.username().is_empty() == url.password().is_none();
        let (true, true, Some(host)) = (plain, both_or_none, url.host_str().map(str::to_owned)) else {
            return Err(NotATransport::Address);
        };
        match url.scheme() {
            "smtps" => {}
            "smtp" if is_this_machine(&host) => {}
            "smtp" => url.set_query(Some("tls=required")),
            _ => return Err(NotATransport::Address),
        }
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.as_str())
            .map_err(|_| NotATransport::Tls(host.clone()))?
            .timeout(Some(PATIENCE))
            .build();
        Ok(Self { server, name: host, patience: PATIENCE })
    }

    pub(super) fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    pub(super) async fn send(&self, message: Message) -> Result<(), Undelivered> {
        match timeout(self.patience, self.server.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(undelivered(&error)),
            Err(_) => Err(Undelivered { code: None, try_again: true }),
        }
    }
}

/// Shows the server's name only: its address holds a password.
impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Smtp({})", self.name)
    }
}

fn undelivered(error: &Error) -> Undelivered {
    let code = error.status().map(u16::from);
    let ours = code.is_some_and(|code| OUR_OWN_FAULT.contains(&code));
    Undelivered { code, try_again: ours || !error.is_permanent() }
}

/// Whether what is sent to a host stays on this machine.
fn is_this_machine(host: &str) -> bool {
    match Host::parse(host) {
        Ok(Host::Domain(name)) => name == "localhost",
        Ok(Host::Ipv4(address)) => address.is_loopback(),
        Ok(Host::Ipv6(address)) => address.is_loopback(),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_complete_or_refused_without_its_password() {
        for good in [
            "smtp://localhost",
            "smtp://127.0.0.1:2525",
            "smtp://[::1]:2525",
            "smtp://relay.example.jp:587",
            "smtps://warifu:p%40ss@relay.example.jp",
        ] {
            let smtp = Smtp::open(good).unwrap_or_else(|error| panic!("{good}: {error}"));
            assert!(!format!("{smtp:?}").contains("p@ss"));
        }
        for bad in [
            "",
            "relay.example.jp",
            "http://relay.example.jp",
            "smtp://hunter2@relay.example.jp",
            "smtp://:hunter2@relay.example.jp",
            "smtp://u:hunter2@relay.example.jp/name",
            "smtp://u:hunter2@relay.example.jp?tls=opportunistic",
        ] {
            let error = Smtp::open(bad).unwrap_err();
            assert_eq!(error, NotATransport::Address, "{bad}");
            assert!(!format!("{error:?} {error}").contains("hunter2"));
        }
    }

    #[test]
    fn only_this_machine_is_spoken_to_in_clear() {
        for (host, here) in
            [("localhost", true), ("127.0.0.9", true), ("[::1]", true), ("10.0.0.1", false), ("localhost.jp", false)]
        {
            assert_eq!(is_this_machine(host), here, "{host}");
        }
    }
}
