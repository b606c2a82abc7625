//! The things that an administrator does for a member, and what each changes.
//!
//! Each is one transaction with its audit entry and its mail: what the log says was done, and the member hears of it.
//! Whatever becomes another secret begins without wrong attempts: those were guesses at the former one.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use account::{Renewal, issued_password};
use base::{AccountId, Language, Secret};
use chrono::{DateTime, Utc};
use realm::Realm;
use store::Tx;
use store::mail::Unsendable;

use super::Named;
use crate::App;
use crate::admin::initial_password;
use crate::mail::{self, Message};
use crate::rows::{AccountRow, Actor, AttemptRow, DbErr, Details, Event, Guessed, InRealm, in_realm};

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// All locks are lifted.
    Unlock,
    /// All authenticator apps and passkeys go; the next sign-in registers anew.
    ResetMfa,
    /// The member's password goes; an initial one is theirs until they choose another.
    ResetPassword,
    /// All sessions end, and what applications were granted.
    SignOut,
    /// The letter with the user ID and the initial password is printed. Whoever has no password gets one for it.
    PrintLetter,
}

/// Why it is done, for the audit log: at least four characters, at most two hundred, on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(String);

/// A text that is no reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a reason has 4 to 200 characters on one line / 理由は4〜200文字、1行で記入してください")]
pub struct NoReason;

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Reason {
    type Err = NoReason;

    fn from_str(text: &str) -> Result<Self, NoReason> {
        let text = text.trim();
        let fits = (4..=200).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        if fits { Ok(Self(text.to_owned())) } else { Err(NoReason) }
    }
}

/// What is to be done, by whom and why.
#[derive(Clone, Debug)]
pub struct Order {
    /// What.
    pub deed: Deed,
    /// By whom: a user of this machine.
    pub administrator: String,
    /// Why, where a reason is asked for.
    pub reason: Option<Reason>,
    /// Whether everything is tried and nothing kept.
    pub dry_run: bool,
}

/// What a deed changed for one member, or would change.
#[derive(Clone, Debug)]
pub struct Effect {
    /// The member, as they were before.
    pub account: AccountRow,
    /// Whether there was anything to do.
    pub changed: bool,
    /// The wrong attempts that are forgotten.
    pub attempts: Vec<AttemptRow>,
    /// The authenticator apps that are gone.
    pub authenticators: u64,
    /// The passkeys that are gone.
    pub passkeys: u64,
    /// The sessions that ended.
    pub sessions: usize,
    /// What applications were granted beyond those sessions.
    pub grants: u64,
    /// The initial password, and whether the realm makes it of what the member knows.
    pub password: Option<(Secret, bool)>,
    /// Whether a mail to the member is on its way.
    pub told: bool,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum NotDone {
    /// No member has this name.
    #[error("there is no such member")]
    Unknown,
    /// It was only tried.
    #[error("it was only tried")]
    Tried(Box<Effect>),
    /// The society's sender address is none.
    #[error(transparent)]
    Unsendable(#[from] Unsendable),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Does it for one member.
///
/// # Errors
/// [`NotDone`]; a dry run always ends in [`NotDone::Tried`].
pub async fn order_for_one(
    app: &Arc<App>,
    realm: &Arc<Realm>,
    order: &Order,
    named: &Named,
) -> Result<Effect, NotDone> {
    let desk = Desk { app: Arc::clone(app), realm: Arc::clone(realm), order: order.clone() };
    let named = named.clone();
    let write = app.database.write(move |tx| {
        Box::pin(async move {
            let found = in_realm(tx, &desk.realm.name).accounts_named((named.by, &[named.name])).await?;
            let account = found.first().ok_or(NotDone::Unknown)?;
            let effect = desk.carry_out(tx, account).await?;
            if desk.order.dry_run { Err(NotDone::Tried(Box::new(effect))) } else { Ok(effect) }
        })
    });
    write.await
}

/// A society's desk with an order to carry out.
pub(in crate::admin) struct Desk {
    pub(in crate::admin) app: Arc<App>,
    pub(in crate::admin) realm: Arc<Realm>,
    pub(in crate::admin) order: Order,
}

impl Desk {
    /// Carries the order out for one member, inside a write.
    pub(in crate::admin) async fn carry_out(&self, tx: &Tx, account: &AccountRow) -> Result<Effect, NotDone> {
        let (rows, now) = (in_realm(tx, &self.realm.name), self.app.clock.now());
        let effect = Effect::nothing(account);
        // What the member does meanwhile comes before all of it, or finds it done.
        rows.hold_account(account.account_id()).await?;
        let effect = match self.order.deed {
            Deed::Unlock => unlock(&rows, account.account_id(), effect).await?,
            Deed::ResetMfa => reset_mfa(&rows, account.account_id(), effect, now).await?,
            Deed::ResetPassword => self.reset_password(&rows, account, effect, now).await?,
            Deed::SignOut => sign_out(&rows, account.account_id(), effect, now).await?,
            Deed::PrintLetter => self.password_for_a_letter(&rows, account, effect).await?,
        };
        if !effect.changed {
            return Ok(effect);
        }
        let details = Details {
            account: Some(account.account_id()),
            administrator: Some(self.order.administrator.clone()),
            reason: self.order.reason.clone().map(|reason| reason.0),
            ..Details::default()
        };
        rows.record_with((Actor::Administrator, self.order.deed.event()), details, now).await?;
        let told = self.tell(tx, account, now).await?;
        Ok(Effect { told, ..effect })
    }

    async fn tell(&self, tx: &Tx, account: &AccountRow, at: DateTime<Utc>) -> Result<bool, NotDone> {
        let Some(message) = self.order.deed.message(at) else { return Ok(false) };
        let mail = mail::tell(&self.app, (&self.realm, Language::Ja), account, &message)?;
        if let Some(mail) = &mail {
            mail.enqueue(tx).await?;
        }
        Ok(mail.is_some())
    }

    async fn reset_password(
        &self,
        rows: &InRealm<'_, Tx>,
        account: &AccountRow,
        effect: Effect,
        now: DateTime<Utc>,
    ) -> Result<Effect, DbErr> {
        let id = account.account_id();
        let effect = self.issue_password(rows, account, effect).await?;
        rows.renew(id, Renewal { at: now, kept: None }).await?;
        rows.forget_attempts_at(id, &[Guessed::Password]).await?;
        let effect = sign_out(rows, id, effect, now).await?;
        Ok(Effect { changed: true, ..effect })
    }

    /// Where activation codes are sent by letter, the letter is where a member's first one is made.
    async fn password_for_a_letter(
        &self,
        rows: &InRealm<'_, Tx>,
        account: &AccountRow,
        effect: Effect,
    ) -> Result<Effect, DbErr> {
        let effect = Effect { changed: true, ..effect };
        let has_one = account.password_hash.is_some() || account.issued_password.is_some();
        if has_one { Ok(effect) } else { self.issue_password(rows, account, effect).await }
    }

    async fn issue_password(
        &self,
        rows: &InRealm<'_, Tx>,
        account: &AccountRow,
        effect: Effect,
    ) -> Result<Effect, DbErr> {
        let derived = initial_password::derived(&self.realm, account);
        let is_derived = derived.is_some();
        let password = derived.unwrap_or_else(issued_password);
        let (key, id) = (&self.app.sealing_key, account.account_id());
        rows.issue_password(id, &initial_password::seal(key, &self.realm.name, id, &password)).await?;
        Ok(Effect { password: Some((password, is_derived)), ..effect })
    }
}

async fn unlock(rows: &InRealm<'_, Tx>, account: AccountId, effect: Effect) -> Result<Effect, DbErr> {
    let attempts = rows.attempts_at(account).await?;
    rows.forget_attempts_at(account, &Guessed::OF_AN_ACCOUNT).await?;
    Ok(Effect { changed: !attempts.is_empty(), attempts, ..effect })
}

async fn reset_mfa(
    rows: &InRealm<'_, Tx>,
    account: AccountId,
    effect: Effect,
    now: DateTime<Utc>,
) -> Result<Effect, DbErr> {
    let authenticators = rows.remove_authenticators(account).await?;
    let passkeys = rows.remove_passkeys(account).await?;
    rows.renew(account, Renewal { at: now, kept: None }).await?;
    rows.forget_attempts_at(account, &Guessed::OF_A_SECOND_FACTOR).await?;
    let effect = sign_out(rows, account, effect, now).await?;
    Ok(Effect { changed: true, authenticators, passkeys, ..effect })
}

async fn sign_out(
    rows: &InRealm<'_, Tx>,
    account: AccountId,
    effect: Effect,
    now: DateTime<Utc>,
) -> Result<Effect, DbErr> {
    let sessions = rows.sessions_of(account, now).await?.len();
    rows.end_sessions_of(account, None, now).await?;
    let grants = rows.revoke_grants_of(account, now).await?;
    Ok(Effect { changed: sessions > 0 || grants > 0, sessions, grants, ..effect })
}

impl Effect {
    fn nothing(account: &AccountRow) -> Self {
        Self {
            account: account.clone(),
            changed: false,
            attempts: Vec::new(),
            authenticators: 0,
            passkeys: 0,
            sessions: 0,
            grants: 0,
            password: None,
            told: false,
        }
    }
}

impl Deed {
    const fn event(self) -> Event {
        match self {
            Self::Unlock => Event::Unlocked,
            Self::ResetMfa => Event::MfaReset,
            Self::ResetPassword => Event::PasswordIssued,
            Self::SignOut => Event::SessionsEnded,
            Self::PrintLetter => Event::LetterPrinted,
        }
    }

    /// What the member is told. A sign-out shows itself.
    const fn message(self, at: DateTime<Utc>) -> Option<Message<'static>> {
        match self {
            Self::Unlock => Some(Message::Unlocked { at }),
            Self::ResetMfa => Some(Message::MfaReset { at }),
            Self::ResetPassword => Some(Message::InitialPasswordAgain { at }),
            Self::SignOut | Self::PrintLetter => None,
        }
    }

    /// The kind of a file's import, by which an interrupted run is known again.
    pub(super) const fn kind(self) -> &'static str {
        match self {
            Self::Unlock => "unlock",
            Self::ResetMfa => "reset-mfa",
            Self::ResetPassword => "reset-password",
            Self::SignOut => "sign-out",
            Self::PrintLetter => "print-letter",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_says_something() {
        for (text, fits) in [
            ("電話で本人確認", true),
            ("  lost phone  ", true),
            ("", false),
            ("   ok   ", false),
            ("two\nlines", false),
            (&"長".repeat(200), true),
            (&"長".repeat(201), false),
        ] {
            assert_eq!(text.parse::<Reason>().is_ok(), fits, "{text}");
        }
        assert_eq!("  lost phone  ".parse::<Reason>().unwrap().0, "lost phone");
    }
}
