//! A mail as it travels: headers and both bodies (RFC 5322, RFC 2046 §5.1.4).
//!
//! Nothing in it is chosen anew when it is sent again: the same Message-ID, the same Date, the same boundary. A server
//! or mail program that gets it twice can tell.

use std::time::SystemTime;

use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};

use super::{Mail, Posted, Sender};

/// A mail that no server would take, because an address in it is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsendable {
    /// The society's sender address.
    #[error("the sender's address is no e-mail address")]
    Sender,
    /// The recipient's address.
    #[error("the recipient's address is no e-mail address")]
    Recipient,
}

impl Mail {
    /// Whether both addresses are addresses: what is checked before a mail is accepted for sending.
    ///
    /// # Errors
    /// [`Unsendable`], which names no address.
    pub fn check(&self) -> Result<(), Unsendable> {
        self.addresses().map(drop)
    }

    fn addresses(&self) -> Result<(Address, Address), Unsendable> {
        let sender = self.sender.address.parse().map_err(|_| Unsendable::Sender)?;
        let recipient = self.recipient.parse().map_err(|_| Unsendable::Recipient)?;
        Ok((sender, recipient))
    }
}

impl Posted {
    /// The mail as it travels.
    ///
    /// # Errors
    /// [`Unsendable`] when an address is none.
    pub(super) fn message(&self) -> Result<Message, Unsendable> {
        let (sender, recipient) = self.mail.addresses()?;
        let id = format!("<{}@{}>", self.id, sender.domain());
        let boundary = format!("part-{}", self.id.simple());
        let bodies = MultiPart::alternative()
            .boundary(boundary)
            .singlepart(part(ContentType::TEXT_PLAIN, &self.mail.text))
            .singlepart(part(ContentType::TEXT_HTML, &self.mail.html));
        let builder = Message::builder()
            .message_id(Some(id))
            .date(SystemTime::from(self.written_at))
            .from(Mailbox::new(Some(one_line(&self.mail.sender.name)), sender))
            .to(Mailbox::new(None, recipient))
            .subject(one_line(&self.mail.subject))
            .header(AutoSubmitted);
        let builder = match &self.mail.unsubscribe {
            Some(address) => builder.header(ListUnsubscribe(one_line(address))).header(ListUnsubscribePost),
            None => builder,
        };
        let message = builder.multipart(bodies);
        // The builder misses nothing but a sender or a recipient, and both are there.
        message.map_err(|_| Unsendable::Sender)
    }
}

fn part(kind: ContentType, body: &str) -> SinglePart {
    SinglePart::builder().header(kind).body(body.to_owned())
}

/// A header is one line: what would break it becomes a space.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect()
}

/// `Auto-Submitted: auto-generated` (RFC 3834 §5): no holiday notice comes back.
#[derive(Clone, Copy)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// `List-Unsubscribe` (RFC 2369 §3.2): where such mails are switched off.
#[derive(Clone)]
struct ListUnsubscribe(String);

impl Header for ListUnsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(text.trim_matches(['<', '>']).to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), format!("<{}>", self.0))
    }
}

/// `List-Unsubscribe-Post` (RFC 8058 §3.1): a mail program may do it by one press of a button.
#[derive(Clone, Copy)]
struct ListUnsubscribePost;

impl Header for ListUnsubscribePost {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe-Post")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "List-Unsubscribe=One-Click".to_owned())
    }
}

/// The sender as mail programs show it, for those who look at a mail before it is sent.
impl std::fmt::Display for Sender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} <{}>", self.name, self.address)
    }
}

#[cfg(test)]
#[path = "message_tests.rs"]
mod tests;
