//! Mail: what one is made of, and the two ways it leaves.
//!
//! A [`Mail`] has one recipient, by its type. It becomes a message only here, by the library's own encoding of every
//! header, so that no name or subject can add a line to it. The outbox decides when it leaves, a [`Transport`] how.

mod folder;
mod message;
mod smtp;
mod transport;

use std::fmt;

use base::RealmName;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use folder::{Folder, KeptMail};
pub use message::Unsendable;
pub use transport::{NotATransport, Transport, Undelivered};

/// One mail to one recipient.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// Who it comes from.
    pub sender: Sender,
    /// The recipient's address, such as `misaki@example.jp`.
    pub recipient: String,
    /// The subject.
    pub subject: String,
    /// The whole of it as text, for readers without HTML: every link stands in it.
    pub text: String,
    /// The whole of it as an HTML document.
    pub html: String,
    /// The address at which such mails are switched off, by a `POST` and without a sign-in: for mails that nobody asked for
    /// at this moment.
    #[serde(default)]
    pub unsubscribe: Option<String>,
}

/// Who a mail comes from.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    /// The name that mail programs show: the society's.
    pub name: String,
    /// The address.
    pub address: String,
}

/// Shows nothing: recipient and text are personal data.
impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mail(…)")
    }
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sender({})", self.address)
    }
}

/// A mail with what identifies it, the same at every attempt to deliver it.
#[derive(Clone, Debug)]
pub struct Posted {
    /// Its row in the outbox, from which its Message-ID is made.
    pub id: Uuid,
    /// Whose member it is for.
    pub realm: RealmName,
    /// What it is about, as a short name: `one-time-code`.
    pub kind: String,
    /// When it was written: its Date.
    pub written_at: DateTime<Utc>,
    /// What it says, and to whom.
    pub mail: Mail,
}
