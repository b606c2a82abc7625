//! The browser in which a sign-in completes: from now on the member's own, and told to them when it was not before.

use base::{AccountId, RealmName, TokenHash};
use chrono::{DateTime, Utc};
use store::Tx;
use store::outbox::Outgoing;

use crate::App;
use crate::boundary::{Failure, Visit};
use crate::mail::{self, Message};
use crate::rows::{AccountRow, DbErr, Seen, in_realm};

/// A member's arrival in a browser, about to be noted.
#[derive(Debug)]
pub struct Arrival {
    account: AccountId,
    browser: TokenHash,
    letter: Option<Outgoing>,
}

impl Arrival {
    /// The arrival, with the mail that tells of a new browser. Of the very first sign-in another mail tells.
    ///
    /// # Errors
    /// The database's failure, or a sender's address that is none.
    pub async fn of(app: &App, visit: &Visit, account: &AccountRow) -> Result<Self, Failure> {
        let (id, browser) = (account.account_id(), visit.browser.hash().clone());
        let known = in_realm(app.database.reader(), &visit.realm.name).knows_browser(id, &browser).await?;
        let letter = match account.first_signed_in_at {
            Some(_) if !known => letter(app, visit, account)?,
            _ => None,
        };
        Ok(Self { account: id, browser, letter })
    }

    /// Makes the browser the member's own, and lets the mail go if it was not. In the write that ends the sign-in.
    ///
    /// # Errors
    /// The database's failure.
    pub async fn note(&self, tx: &Tx, (realm, seen): (&RealmName, &Seen), now: DateTime<Utc>) -> Result<(), DbErr> {
        let is_new = in_realm(tx, realm).note_browser(self.account, (&self.browser, seen), now).await?;
        match &self.letter {
            Some(letter) if is_new => letter.enqueue(tx).await,
            _ => Ok(()),
        }
    }
}

fn letter(app: &App, visit: &Visit, account: &AccountRow) -> Result<Option<Outgoing>, Failure> {
    let page = visit.view().language;
    let name = visit.seen().browser.unwrap_or_default();
    let browser = web::say_browser(&name, account.chosen_language().unwrap_or(page));
    let message = Message::NewBrowser { at: visit.now, browser: &browser };
    Ok(mail::tell(app, (&visit.realm, page), account, &message)?)
}
