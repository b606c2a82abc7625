//! Mail over SMTP (RFC 5321), by lettre.
//!
//! Each mail has a connection of its own. One that was given up halfway must never carry another mail: a late reply to
//! the first would be read as the reply to the second, and the second be taken for sent.

use std::error::Error as _;
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

/// Replies by which a server refuses a recipient (RFC 5321 §4.2.3).
const NO_RECIPIENT: [u16; 3] = [550, 551, 553];

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

    pub(super) async fn try_out(&self) -> Result<(), Undelivered> {
        match timeout(self.patience, self.server.test_connection()).await {
            Ok(Ok(true)) => Ok(()),
            Ok(Err(error)) => Err(undelivered(&error)),
            Ok(Ok(false)) | Err(_) => Err(Undelivered::for_now()),
        }
    }

    pub(super) async fn send(&self, message: Message) -> Result<(), Undelivered> {
        match timeout(self.patience, self.server.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(undelivered(&error)),
            Err(_) => Err(Undelivered::for_now()),
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
    let words = error.source().map(ToString::to_string).unwrap_or_default();
    let no_recipient = code.is_some_and(|code| names_no_recipient(code, &words));
    Undelivered { code, try_again: ours || !error.is_permanent(), no_recipient }
}

/// Whether a reply says that there is no such mailbox. Servers refuse unwelcome mail with the same codes; where the words
/// begin with an enhanced code (RFC 3463 §3.2, §3.3), that one tells the two apart.
fn names_no_recipient(code: u16, words: &str) -> bool {
    let first = words.split_whitespace().next().unwrap_or_default();
    let enhanced: Vec<Option<u16>> = first.split('.').map(|part| part.parse().ok()).collect();
    match enhanced.as_slice() {
        // 5.1.7 and 5.1.8 speak of the sender's address.
        [Some(5), Some(1), Some(detail)] => ![7, 8].contains(detail),
        [Some(5), Some(2), Some(detail)] => *detail == 1,
        [Some(_), Some(_), Some(_)] => false,
        _ => NO_RECIPIENT.contains(&code),
    }
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
    fn a_recipient_who_is_not_there_is_told_from_a_mail_that_is_not_wanted() {
        for (code, words, no_recipient) in [
            (550, "5.1.1 <misaki@example.jp> unknown", true),
            (550, "no such user here", true),
            (551, "", true),
            (553, "5.1.3 bad address", true),
            (550, "5.2.1 mailbox disabled", true),
            (554, "5.1.10 null MX", true),
            (550, "5.7.1 message rejected as spam", false),
            (550, "5.1.8 bad sender", false),
            (552, "5.2.2 mailbox full", false),
            (554, "transaction failed", false),
            (530, "5.7.0 authentication required", false),
        ] {
            assert_eq!(names_no_recipient(code, words), no_recipient, "{code} {words}");
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
