//! The mail of a site, as its recipients read it: which mail is the newest, the code in it, the link in it.
//!
//! A site's mail goes to a folder, in the background. Whoever looks for a mail here waits first until none is on its
//! way any more, so that the newest mail is the newest that was written.

use anyhow::Context as _;
use store::mail::KeptMail;
use store::outbox;

use crate::site::{Site, ready_when};

/// A mail that somebody got.
#[derive(Clone, Debug)]
pub struct Letter(KeptMail);

impl Site {
    /// The newest mail to an address.
    ///
    /// # Errors
    /// When there is none, or mail does not leave within twenty seconds.
    pub async fn newest_mail(&self, to: &str) -> anyhow::Result<Letter> {
        self.mails(to).await?.pop().with_context(|| format!("no mail to {to}"))
    }

    /// All mails to an address, the newest last.
    ///
    /// # Errors
    /// When mail does not leave within twenty seconds, or cannot be read.
    pub async fn mails(&self, to: &str) -> anyhow::Result<Vec<Letter>> {
        ready_when("mail has left", || async { Ok(outbox::on_their_way(&self.idp.database).await? == 0) }).await?;
        let folder = self.idp.transport.folder().context("the site's mail goes to a folder")?;
        let mut letters = Vec::new();
        for name in folder.names().await?.into_iter().rev() {
            let mail = folder.read(&name).await?.context("a mail that was there")?;
            if mail.to == to {
                letters.push(Letter(mail));
            }
        }
        Ok(letters)
    }
}

impl Letter {
    /// The subject.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.0.subject
    }

    /// The sender, with the society's name.
    #[must_use]
    pub fn from(&self) -> &str {
        &self.0.from
    }

    /// The part for readers without HTML.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// The part for all others.
    #[must_use]
    pub fn html(&self) -> &str {
        &self.0.html
    }

    /// The code of six digits in it.
    ///
    /// # Errors
    /// When it has none.
    pub fn code(&self) -> anyhow::Result<String> {
        let runs = self.text().split(|c: char| !c.is_ascii_digit());
        runs.clone()
            .find(|run| run.len() == 6)
            .map(str::to_owned)
            .with_context(|| format!("no code in {}", self.text()))
    }

    /// The two letters by which the mail is found (「確認番号」), as the subject has them.
    ///
    /// # Errors
    /// When it has none.
    pub fn tag(&self) -> anyhow::Result<String> {
        let marked = self.subject().trim_start_matches(['【', '[']).split(['】', ']']).next();
        marked.filter(|tag| tag.len() == 2).map(str::to_owned).with_context(|| format!("no tag in {}", self.subject()))
    }

    /// The link in it: the first line of the text that is an address.
    ///
    /// # Errors
    /// When it has none.
    pub fn link(&self) -> anyhow::Result<String> {
        let address = self.text().lines().find(|line| line.starts_with("http://") || line.starts_with("https://"));
        address.map(str::to_owned).with_context(|| format!("no link in {}", self.text()))
    }
}
