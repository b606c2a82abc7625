//! Codes by mail: sent once, sent again on request, typed in.
//!
//! Showing a page sends at most the first mail of a sign-in, and notes it before it leaves: reloading, going back and a
//! second tab find the note. What may be sent and tried when, [`account::Mailing`] decides; here its verdicts are kept,
//! each by compare-and-swap, before anything is sent or compared.

mod texts;

use account::{EmailAddress, MailCode, MailCodeMatch, MailCodeOf, MailCodeUse, Mailing};
use base::{KeyEncryptionKey, Purpose, SealedFor, Secret, SessionId, SignInId, fold_digits};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use store::expiring::{Key, Kind, PutError, Versioned};
use uuid::Uuid;
use web::View;
use web::controls::Problems;

use crate::App;
use crate::boundary::{Failure, Visit};
use crate::email;
use crate::mail::{self, Budget, Message, Occasion};
use crate::rows::{AccountRow, Attempt, Guessed, Whose, in_realm};
use crate::sign_in::limits;

pub mod page;

/// The field that a code is typed into.
pub const FIELD: &str = "code";

/// What asked for a code, and the only one that it is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AskedBy {
    /// A sign-in under way.
    SignIn(SignInId),
    /// The session of a member who is signed in.
    Session(SessionId),
}

impl AskedBy {
    const fn uuid(self) -> Uuid {
        match self {
            Self::SignIn(id) => id.uuid(),
            Self::Session(id) => id.uuid(),
        }
    }

    /// The sign-in, if it was one.
    #[must_use]
    pub const fn sign_in(self) -> Option<SignInId> {
        match self {
            Self::SignIn(id) => Some(id),
            Self::Session(_) => None,
        }
    }

    /// The session, if it was one.
    #[must_use]
    pub const fn session(self) -> Option<SessionId> {
        match self {
            Self::SignIn(_) => None,
            Self::Session(id) => Some(id),
        }
    }
}

/// A code for one use, sent to one address on behalf of one sign-in or session.
#[derive(Clone, Debug)]
pub struct MailedCode<'a> {
    /// What asked for it.
    pub asked_by: AskedBy,
    /// The member that it is for.
    pub account: &'a AccountRow,
    /// Where it goes.
    pub address: EmailAddress,
    /// What it is good for.
    pub use_for: MailCodeUse,
}

/// What is noted of the mails with a code, by use, asker, account and address.
#[derive(Debug)]
pub enum Mailings {}

impl Kind for Mailings {
    const NAME: &'static str = "mailing";
    type Value = Mailing;
}

/// What became of the wish for another mail.
#[derive(Clone, Debug)]
pub enum Again {
    /// It is sent.
    Sent,
    /// It is too early: so long to wait.
    Wait(TimeDelta),
}

/// What became of a code that somebody typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// It is the code, and used up now.
    Right(MailCodeMatch),
    /// It is not, or too many were wrong before.
    Wrong,
    /// It is no six digits; nothing was counted.
    Malformed,
    /// The code that was sent is no longer good.
    Dead,
}

impl MailedCode<'_> {
    /// What is noted of its mails. At the first time, sends the first of them.
    ///
    /// # Errors
    /// The stores' failure.
    pub async fn begin(&self, app: &App, visit: &Visit) -> Result<Mailing, Failure> {
        let key = self.key(visit, &app.sealing_key);
        loop {
            if let Some(noted) = self.find(app, visit).await? {
                return Ok(noted.value);
            }
            let first = Mailing::begin(self.lifetime(visit), visit.now);
            match app.expiring.put(&key, &first, visit.now + visit.realm.lifetimes.sign_in, visit.now).await {
                Ok(()) => {
                    self.send(app, visit, &first).await?;
                    return Ok(first);
                }
                // Another tab was faster, and has sent it.
                Err(PutError::Exists) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// What is noted of its mails, if any was sent.
    ///
    /// # Errors
    /// The store's failure.
    pub async fn noted(&self, app: &App, visit: &Visit) -> Result<Option<Mailing>, Failure> {
        Ok(self.find(app, visit).await?.map(|noted| noted.value))
    }

    /// Sends another mail, unless it is too early for one: with the same code while that is good.
    ///
    /// # Errors
    /// The stores' failure.
    pub async fn send_again(&self, app: &App, visit: &Visit) -> Result<Again, Failure> {
        let now = visit.now;
        let left = |mailing: &Mailing| {
            self.account.renewal().is_none_or(|renewal| renewal.leaves(self.asked_by.sign_in(), mailing.begun_at()))
        };
        while let Some(noted) = self.find(app, visit).await? {
            // What left before the member's means of signing in became others is not sent again.
            let current = if left(&noted.value) { Some(noted.value.clone()) } else { noted.value.used() };
            let mailing = current.unwrap_or_else(|| noted.value.clone());
            let Some(again) = mailing.sent_again(self.lifetime(visit), now) else {
                return Ok(Again::Wait(mailing.next_mail_from(now) - now));
            };
            if self.note(app, visit, (&noted, &again)).await? {
                self.send(app, visit, &again).await?;
                return Ok(Again::Sent);
            }
        }
        self.begin(app, visit).await.map(|_| Again::Sent)
    }

    /// Judges what somebody typed, and uses the code up. The try is noted before anything is compared, here and in the
    /// count of wrong tries that locks.
    ///
    /// # Errors
    /// The stores' failure.
    pub async fn try_code(&self, app: &App, visit: &Visit, typed: &Secret) -> Result<Typed, Failure> {
        let typed = Secret::new(fold_digits(typed.expose()));
        if typed.expose().len() != 6 || !typed.expose().bytes().all(|digit| digit.is_ascii_digit()) {
            return Ok(Typed::Malformed);
        }
        let Some(mailing) = self.change(app, visit, |mailing| mailing.tried(visit.now)).await? else {
            return Ok(Typed::Dead);
        };
        let guess = (self.guessed(), Whose::Account(self.account.account_id()));
        let Some(attempt) = limits::reserve(app, visit, guess).await? else { return Ok(Typed::Wrong) };
        // The mail may have left before the key was changed.
        let of = self.of(visit, &mailing);
        let Some(right) = app.sealing_key.each().find_map(|key| of.work_out(&key).judge(&typed)) else {
            limits::was_wrong(app, visit, &attempt).await?;
            return Ok(Typed::Wrong);
        };
        let used = self.change(app, visit, |now| (now.counter() == mailing.counter()).then(|| now.used()).flatten());
        if used.await?.is_none() {
            limits::give_back(app, visit, &attempt).await?;
            return Ok(Typed::Dead);
        }
        forget(app, visit, attempt).await?;
        Ok(Typed::Right(right))
    }

    /// The code and its tag.
    #[must_use]
    pub fn code(&self, app: &App, visit: &Visit, mailing: &Mailing) -> MailCode {
        self.of(visit, mailing).work_out(&app.sealing_key)
    }

    /// The secret of the link in the same mail.
    #[must_use]
    pub fn link(&self, app: &App, visit: &Visit, mailing: &Mailing) -> Secret {
        self.of(visit, mailing).link(&app.sealing_key)
    }

    fn of<'s>(&'s self, visit: &'s Visit, mailing: &Mailing) -> MailCodeOf<'s> {
        MailCodeOf {
            realm: &visit.realm.name,
            asked_by: self.asked_by.uuid(),
            use_for: self.use_for,
            address: &self.address,
            counter: mailing.counter(),
        }
    }

    /// What is noted, under whichever key it was noted.
    async fn find(&self, app: &App, visit: &Visit) -> Result<Option<Versioned<Mailings>>, Failure> {
        for key in app.sealing_key.each() {
            if let Some(noted) = app.expiring.get(&self.key(visit, &key), visit.now).await? {
                return Ok(Some(noted));
            }
        }
        Ok(None)
    }

    fn key(&self, visit: &Visit, key: &KeyEncryptionKey) -> Key<Mailings> {
        let (asker, account) = (self.asked_by.uuid(), self.account.account_id());
        let place = SealedFor { purpose: Purpose::MailCodeAddress, realm: &visit.realm.name, row: "" };
        let address = key.digest(place, self.address.as_str().as_bytes());
        Key::new(&visit.realm.name, format_args!("{}:{asker}:{account}:{address}", self.use_for.name()))
    }

    const fn guessed(&self) -> Guessed {
        match self.use_for {
            MailCodeUse::EmailVerification => Guessed::EmailVerificationCode,
            MailCodeUse::OneTimeCode => Guessed::MailCode,
        }
    }

    fn lifetime(&self, visit: &Visit) -> TimeDelta {
        match self.use_for {
            MailCodeUse::EmailVerification => visit.realm.lifetimes.email_verification,
            MailCodeUse::OneTimeCode => visit.realm.lifetimes.mail_code,
        }
    }

    /// Changes what is noted. `None` when there is nothing to change, or the change is not allowed.
    async fn change(
        &self,
        app: &App,
        visit: &Visit,
        change: impl Fn(&Mailing) -> Option<Mailing>,
    ) -> Result<Option<Mailing>, Failure> {
        while let Some(noted) = self.find(app, visit).await? {
            let Some(changed) = change(&noted.value) else { return Ok(None) };
            if self.note(app, visit, (&noted, &changed)).await? {
                return Ok(Some(changed));
            }
        }
        Ok(None)
    }

    async fn note(
        &self,
        app: &App,
        visit: &Visit,
        (noted, changed): (&Versioned<Mailings>, &Mailing),
    ) -> Result<bool, Failure> {
        let expires_at = visit.now + visit.realm.lifetimes.sign_in;
        Ok(app.expiring.replace(noted, changed, expires_at, visit.now).await?)
    }

    async fn is_within_budget(&self, app: &App, visit: &Visit) -> Result<bool, Failure> {
        let account = Budget::Account(self.account.account_id());
        let budgets = [account, Budget::Address(&self.address), Budget::Visitor(visit.address), Budget::Society];
        mail::spend(app, visit, Occasion::Codes, &budgets).await
    }

    /// Leaves a mail in the outbox, as far as the budgets go.
    async fn send(&self, app: &App, visit: &Visit, mailing: &Mailing) -> Result<(), Failure> {
        if !self.is_within_budget(app, visit).await? {
            return Ok(());
        }
        let MailCode { code, tag } = self.code(app, visit, mailing);
        let (code, expires_at) = (code.expose(), mailing.good_until());
        let language = self.account.chosen_language().unwrap_or(visit.view().language);
        let prepare = |message: &Message<'_>| mail::prepare(app, &visit.realm, (language, &self.address), message);
        let outgoing = match self.use_for {
            MailCodeUse::OneTimeCode => prepare(&Message::OneTimeCode { code, tag, expires_at }),
            MailCodeUse::EmailVerification => {
                let link = email::hand_out(app, visit, (self, mailing)).await?;
                prepare(&Message::EmailVerification { link: link.expose(), code, tag, expires_at })
            }
        }?;
        app.database.write(move |tx| Box::pin(async move { outgoing.enqueue(tx).await })).await?;
        Ok(())
    }
}

/// Forgets the wrong attempts before one that was right.
async fn forget(app: &App, visit: &Visit, right: Attempt) -> Result<(), Failure> {
    let realm = visit.realm.name.clone();
    let forgotten =
        app.database.write(move |tx| Box::pin(async move { in_realm(tx, &realm).forget_attempts(&right).await }));
    Ok(forgotten.await?)
}

/// What the page says of a code that was not right.
#[must_use]
pub fn not_right(visit: &Visit, typed: Typed) -> Problems {
    let view = visit.view();
    match typed {
        Typed::Right(_) => Problems::none(),
        Typed::Wrong => limits::wrong(visit, (texts::WRONG, Some(FIELD))),
        Typed::Malformed => Problems::of_field(FIELD, view.say(texts::MALFORMED)),
        Typed::Dead => Problems::of_field(FIELD, view.say(texts::DEAD)),
    }
}

/// What the page says when it is too early for another mail.
#[must_use]
pub fn too_early(view: View<'_>, wait: TimeDelta) -> Problems {
    Problems::of_form(view.say_with(texts::TOO_EARLY, &[("wait", &page::wait(view, wait))]))
}
