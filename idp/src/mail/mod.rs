//! The provider's mails: what each says, to whom it goes on, and how it is handed over.
//!
//! A mail is written and sealed before the write that causes it, and left in the outbox inside it:
//!
//! ```text
//! let code = mail::prepare(&app, &realm, (language, &address), &Message::OneTimeCode { … })?;
//! app.database.write(move |tx| Box::pin(async move {
//!     …
//!     code.enqueue(tx).await
//! })).await?;
//! ```
//!
//! [`Message`] lists the mails; wording stands in `texts.rs`, and `warifu-idp mail preview` shows them all.

mod budget;
mod letter;
mod message;
mod samples;
mod texts;

use account::EmailAddress;
use base::Language;
use realm::Realm;
use store::mail::{Mail, Sender, Unsendable};
use store::outbox::Outgoing;

use crate::App;
use crate::rows::AccountRow;

pub(crate) use budget::{Budget, Occasion, spend};
pub use message::{Credential, CredentialChange, Message};
pub use samples::samples;

use letter::Letter;
use message::SentFrom;

/// Writes a mail for a member and makes it ready to be left in the outbox.
///
/// # Errors
/// [`Unsendable`] when the society's sender address is none.
pub fn prepare(
    app: &App,
    realm: &Realm,
    (language, to): (Language, &EmailAddress),
    message: &Message<'_>,
) -> Result<Outgoing, Unsendable> {
    let mail = write(realm, (language, to), message);
    app.outbox.prepare(&realm.name, (message.kind(), &mail), message.of_use_until(), app.clock.now())
}

/// Makes a mail ready for the address on a member's record, in the language that they chose or else the one that their
/// page is in. `None` when mail cannot reach them.
///
/// # Errors
/// [`Unsendable`] when the society's sender address is none.
pub fn tell(
    app: &App,
    (realm, page): (&Realm, Language),
    account: &AccountRow,
    message: &Message<'_>,
) -> Result<Option<Outgoing>, Unsendable> {
    let language = account.chosen_language().unwrap_or(page);
    account.address().map(|to| prepare(app, realm, (language, &to), message)).transpose()
}

/// Writes a mail for a member, in their language and in the name of their society.
#[must_use]
pub fn write(realm: &Realm, (language, to): (Language, &EmailAddress), message: &Message<'_>) -> Mail {
    let address = match message.sent_from() {
        SentFrom::NoReply => &realm.mail.no_reply,
        SentFrom::Webmaster => &realm.mail.webmaster,
    };
    let letter = Letter::new(realm, language, message);
    Mail {
        sender: Sender { name: realm.display_name.in_language(language).to_owned(), address: address.clone() },
        recipient: to.as_str().to_owned(),
        subject: letter.subject(),
        text: letter.text(),
        html: letter.html().into_string(),
        unsubscribe: None,
    }
}

#[cfg(test)]
mod tests;
