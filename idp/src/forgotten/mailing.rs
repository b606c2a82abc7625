//! The mail that helps, or the same work for nothing.

use std::sync::Arc;

use account::EmailAddress;
use base::{AccountId, Language};

use crate::App;
use crate::boundary::{Failure, Visit};
use crate::mail::{self, Budget, Message, Occasion};
use crate::rows::{AccountRow, Actor, Details, Event, in_realm};

/// A member whom a mail may go to.
#[derive(Clone, Debug)]
pub(super) struct Recipient {
    pub(super) account: AccountId,
    address: EmailAddress,
    language: Option<Language>,
}

impl Recipient {
    /// The member of an account, if mail can be written to them.
    pub(super) fn of(account: &AccountRow) -> Option<Self> {
        let (id, language) = (account.account_id(), account.chosen_language());
        account.address().map(|address| Self { account: id, address, language })
    }

    pub(super) fn address(&self) -> &EmailAddress {
        &self.address
    }
}

/// Whether this browser may ask for another mail of a kind.
pub(super) async fn may_ask(app: &App, visit: &Visit, kind: &'static str) -> Result<bool, Failure> {
    mail::spend(app, visit, Occasion::Other(kind), &[Budget::Visitor(visit.address)]).await
}

/// The recipient, unless they were written to often enough. `typed` is what was typed to find them; it is counted in
/// place of a member who is not there.
pub(super) async fn within_budget(
    app: &App,
    visit: &Visit,
    (kind, typed): (&'static str, &str),
    recipient: Option<Recipient>,
) -> Result<Option<Recipient>, Failure> {
    let budgets = match &recipient {
        Some(recipient) => [Budget::Account(recipient.account), Budget::Address(&recipient.address), Budget::Society],
        None => ["account", "address", "society"].map(|instead_of| Budget::Nobody(instead_of, typed)),
    };
    let room = mail::spend(app, visit, Occasion::Other(kind), &budgets).await?;
    Ok(recipient.filter(|_| room))
}

/// Writes the mail, records that it was asked for, and leaves it in the outbox if there is somebody to get it.
pub(super) async fn send(
    app: &App,
    visit: &Visit,
    recipient: Option<&Recipient>,
    (message, event): (&Message<'_>, Event),
) -> Result<(), Failure> {
    let nobody = EmailAddress::of_nobody();
    let to = recipient.map_or(&nobody, |recipient| &recipient.address);
    let language = recipient.and_then(|recipient| recipient.language).unwrap_or_else(|| visit.view().language);
    let mail = mail::prepare(app, &visit.realm, (language, to), message)?;
    let (realm, now, account) = (Arc::clone(&visit.realm), visit.now, recipient.map(|recipient| recipient.account));
    let details = Details { account, seen: visit.seen(), ..Details::default() };
    let asked = app.database.write(move |tx| {
        Box::pin(async move {
            in_realm(tx, &realm.name).record_with((Actor::Visitor, event), details, now).await?;
            match account {
                Some(_) => mail.enqueue(tx).await,
                None => Ok(()),
            }
        })
    });
    Ok(asked.await?)
}
