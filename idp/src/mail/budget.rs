//! How many mails may be caused, and by whom: nobody's mailbox is to be flooded from our pages, nor the society's good
//! name with mail servers spent (S16, P13).
//!
//! Whoever is over a budget gets the same page as everybody. What is counted for somebody whom nobody knows is counted
//! as for a member, so that neither the answer nor its time tells whom there is.

use std::fmt;
use std::net::IpAddr;

use account::EmailAddress;
use base::{AccountId, Purpose, RealmName, SealedFor};
use chrono::TimeDelta;
use store::expiring::{Count, Key, Kind};

use crate::App;
use crate::boundary::{Failure, Visit};
use crate::sign_in::addresses::counted_as_one;

/// What a mail is counted for.
#[derive(Clone, Debug)]
pub enum Budget<'a> {
    /// Its cause: the browser that asks. A whole office may ask from one address; this machine itself is not counted.
    Visitor(Option<IpAddr>),
    /// The member whom it is about.
    Account(AccountId),
    /// The address that it goes to, which a family may share.
    Address(&'a EmailAddress),
    /// The society, whatever the mail is about.
    Society,
    /// In place of one of the others, where no mail goes out: what was typed, told apart by what it stands for.
    Nobody(&'static str, &'a str),
}

/// Mails so far, by what they are about and what they are counted for.
enum Mails {}

impl Kind for Mails {
    const NAME: &'static str = "mails";
    type Value = u32;
}

/// What is mailed.
#[derive(Clone, Copy, Debug)]
pub enum Occasion {
    /// A code or a link that every sign-in may need: what a member can ask for on one page and no more; from one address
    /// of the network what the office of a whole company needs; and in one society what the day of its great mailing
    /// takes.
    Codes,
    /// Any other mail that a visitor causes, by its kind (`Message::kind`).
    Other(&'static str),
}

impl Occasion {
    const fn name(self) -> &'static str {
        match self {
            Self::Codes => "codes",
            Self::Other(kind) => kind,
        }
    }
}

impl Budget<'_> {
    /// How many mails in which time.
    const fn limit(&self, occasion: Occasion) -> (u32, TimeDelta) {
        let (hour, day) = (TimeDelta::hours(1), TimeDelta::days(1));
        match (self, occasion) {
            (Self::Visitor(_), Occasion::Codes) => (500, hour),
            (Self::Account(_) | Self::Address(_) | Self::Nobody(..), Occasion::Codes) => (20, hour),
            (Self::Society, Occasion::Codes) => (200_000, day),
            (Self::Visitor(_), Occasion::Other(_)) => (100, hour),
            (Self::Account(_) | Self::Nobody(..), Occasion::Other(_)) => (5, hour),
            (Self::Address(_), Occasion::Other(_)) => (10, hour),
            (Self::Society, Occasion::Other(_)) => (10_000, day),
        }
    }
}

impl fmt::Display for Budget<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Visitor(address) => write!(f, "visitor {}", address.map_or_else(String::new, |ip| ip.to_string())),
            Self::Account(account) => write!(f, "account {account}"),
            Self::Address(address) => write!(f, "address {}", address.as_str()),
            Self::Society => f.write_str("society"),
            Self::Nobody(instead_of, typed) => write!(f, "nobody's {instead_of} {typed}"),
        }
    }
}

/// Counts one mail in each of the budgets, in their order, as far as there is room.
/// `false` when one of them is used up: then no mail may be sent. Name the society's last, so that one visitor who is
/// over their own does not use up everybody's.
///
/// # Errors
/// The store's failure.
pub async fn spend(app: &App, visit: &Visit, occasion: Occasion, budgets: &[Budget<'_>]) -> Result<bool, Failure> {
    for budget in budgets {
        let (limit, window) = budget.limit(occasion);
        let Some(key) = key(app, &visit.realm.name, occasion.name(), budget) else { continue };
        if app.expiring.count(&key, limit, window, visit.now).await? == Count::LimitReached {
            let (realm, kind, budget) = (&visit.realm.name, occasion.name(), budget.name());
            app.counts.over_budget.more();
            tracing::warn!(%realm, kind, budget, "a mail was not sent: its budget is used up");
            return Ok(false);
        }
    }
    Ok(true)
}

/// The store learns neither addresses nor what was typed.
fn key(app: &App, realm: &RealmName, kind: &'static str, budget: &Budget<'_>) -> Option<Key<Mails>> {
    let counted = match budget {
        Budget::Visitor(address) => Budget::Visitor(Some(counted_as_one((*address)?)?)).to_string(),
        budget => budget.to_string(),
    };
    let place = SealedFor { purpose: Purpose::MailBudget, realm, row: kind };
    Some(Key::new(realm, app.sealing_key.digest(place, counted.as_bytes())))
}

impl Budget<'_> {
    /// Its name in the log.
    const fn name(&self) -> &'static str {
        match self {
            Self::Visitor(_) => "visitor",
            Self::Account(_) => "account",
            Self::Address(_) => "address",
            Self::Society => "society",
            Self::Nobody(..) => "nobody",
        }
    }
}
