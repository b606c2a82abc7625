//! How mail leaves: to an SMTP server, or on a developer's machine into a folder.

use std::path::PathBuf;
use std::time::Duration;

use super::smtp::Smtp;
use super::{Folder, Posted};

/// A way out. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Transport {
    /// A mail server.
    Smtp(Smtp),
    /// A folder of `.eml` files: nothing leaves the machine.
    Folder(Folder),
}

/// An address of no mail server and no folder.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotATransport {
    /// It is of another form.
    #[error("mail leaves by smtp://USER:PASSWORD@HOST:PORT, smtps://USER:PASSWORD@HOST:PORT or folder:PATH")]
    Address,
    /// TLS could not be set up for the server's name.
    #[error("TLS cannot be set up for the mail server {0}")]
    Tls(String),
}

/// A mail that was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the mail was not taken (reply code {code:?})")]
pub struct Undelivered {
    /// The server's reply code (RFC 5321 §4.2), if it replied. Its words are left out: they tend to repeat the address.
    pub code: Option<u16>,
    /// Whether another attempt may succeed.
    pub try_again: bool,
    /// Whether the server knows no such recipient, so that no mail will reach this address.
    pub no_recipient: bool,
}

impl Undelivered {
    /// Not taken for a reason that passes, and without a reply.
    #[must_use]
    pub const fn for_now() -> Self {
        Self { code: None, try_again: true, no_recipient: false }
    }
}

impl Transport {
    /// Opens a way out by its address.
    ///
    /// * `smtp://USER:PASSWORD@HOST:PORT`: begins in clear and changes over to TLS (STARTTLS); port 587 unless named. A
    ///   server that offers no TLS gets no mail. On this machine itself (`localhost`, `127.0.0.1`, `[::1]`) it stays in
    ///   clear, and the port is 25 unless named.
    /// * `smtps://USER:PASSWORD@HOST:PORT`: TLS from the first byte; port 465 unless named.
    /// * `folder:PATH`: for development.
    ///
    /// User and password are percent-encoded, and left out for a server that asks for none.
    ///
    /// # Errors
    /// [`NotATransport`], which never shows the password of an address.
    pub fn open(address: &str) -> Result<Self, NotATransport> {
        if let Some(path) = address.strip_prefix("folder:") {
            return if path.is_empty() {
                Err(NotATransport::Address)
            } else {
                Ok(Self::Folder(Folder::at(PathBuf::from(path))))
            };
        }
        Smtp::open(address).map(Self::Smtp)
    }

    /// The same way out, given up on after another time than a minute.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        match self {
            Self::Smtp(smtp) => Self::Smtp(smtp.with_patience(patience)),
            Self::Folder(folder) => Self::Folder(folder),
        }
    }

    /// The folder, if this is one.
    #[must_use]
    pub const fn folder(&self) -> Option<&Folder> {
        match self {
            Self::Folder(folder) => Some(folder),
            Self::Smtp(_) => None,
        }
    }

    /// Asks whether a mail would be taken, as far as that can be known without one: the server answers, TLS is agreed on,
    /// and user name and password are right. A folder always is.
    ///
    /// # Errors
    /// [`Undelivered`] when none would.
    pub async fn try_out(&self) -> Result<(), Undelivered> {
        match self {
            Self::Smtp(smtp) => smtp.try_out().await,
            Self::Folder(_) => Ok(()),
        }
    }

    /// Hands a mail over.
    ///
    /// # Errors
    /// [`Undelivered`] when it was not taken.
    pub async fn send(&self, posted: &Posted) -> Result<(), Undelivered> {
        let Ok(message) = posted.message() else {
            return Err(Undelivered { code: None, try_again: false, no_recipient: false });
        };
        match self {
            Self::Smtp(smtp) => smtp.send(message).await,
            Self::Folder(folder) => folder.keep(posted, &message.formatted()).await,
        }
    }
}
