//! Who uses the cluster all the time: members who sign in, applications that renew, somebody who guesses.
//!
//! Each asks again for what was not answered, as people and applications do, and now and then does what they should not:
//! shows a code or a token twice. Each pauses between two things, so that a small machine can follow.

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use reqwest::{Client, StatusCode};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::person::{Arrival, Person};
use super::record::{Outcome, Recorder, What};
use super::town::{self, GUESSED_AT, MAILED, PASSWORD, REALM, SIGN_IN};
use crate::load::{Prepared, Tokens};
use crate::site::Plan;

/// How often a family is renewed before one of its spent tokens is shown again.
const RENEWALS: usize = 8;
/// How long whoever uses the cluster waits between two things, and before asking again.
const PAUSE: Duration = Duration::from_millis(50);
/// So often the same right password is typed while nobody answers.
const MOST_TRIES: usize = 50;

/// A refresh token with what stands for it in the history.
struct Held {
    number: u64,
    tokens: Tokens,
}

/// What everybody who uses the cluster shares.
pub(super) struct Work {
    /// What is noted.
    pub(super) log: Recorder,
    confidential: Prepared,
    public: Prepared,
    provider: String,
    portal: String,
    http: Client,
    stop: watch::Sender<bool>,
}

/// Whoever uses the cluster, until told to stop.
pub(super) struct Workers {
    /// What they share.
    pub(super) work: Arc<Work>,
    at_work: JoinSet<anyhow::Result<()>>,
}

impl Workers {
    /// Everybody begins. The cluster must be up.
    pub(super) async fn begin(plan: &Plan) -> anyhow::Result<Self> {
        let work = Arc::new(Work {
            log: Recorder::default(),
            confidential: Prepared::of(&town::target(plan, "application")?).await?,
            public: Prepared::of(&town::target(plan, "phone")?).await?,
            provider: format!("{}{REALM}", plan.provider_url()?),
            portal: format!("{}{REALM}", plan.portal_url()?),
            http: Client::builder().pool_max_idle_per_host(0).build()?,
            stop: watch::Sender::new(false),
        });
        let mut at_work = JoinSet::new();
        let (first, last) = (*SIGN_IN.start(), *SIGN_IN.end());
        for (member, is_confidential) in [(first, true), (first + 1, true), (first + 2, false)] {
            let work = Arc::clone(&work);
            at_work.spawn(async move { work.renews(member, is_confidential).await });
        }
        let [codes, portal, guesses, mails, sign_ins] = [(); 5].map(|()| Arc::clone(&work));
        at_work.spawn(async move { codes.redeems_at_once(first + 3).await });
        at_work.spawn(async move { portal.reads_pages(first + 4).await });
        at_work.spawn(async move { guesses.guesses(GUESSED_AT).await });
        at_work.spawn(async move { mails.asks_for_mails(MAILED).await });
        at_work.spawn(async move { sign_ins.signs_in(first + 5..=last).await });
        Ok(Self { work, at_work })
    }

    /// Everybody ends what they are at.
    ///
    /// # Errors
    /// What nobody should ever see, such as a wrong password that was taken.
    pub(super) async fn end(mut self) -> anyhow::Result<Arc<Work>> {
        self.work.stop.send_replace(true);
        while let Some(ended) = self.at_work.join_next().await {
            ended??;
        }
        Ok(self.work)
    }
}

impl Work {
    /// Waits a little. `false` once everybody is to stop.
    async fn goes_on(&self) -> bool {
        let mut told = self.stop.subscribe();
        timeout(PAUSE, told.wait_for(|stop| *stop)).await.is_err()
    }

    /// A sign-in of a member to the application that shows who it is, in a browser just installed.
    pub(super) async fn arrival(&self, member: u64) -> anyhow::Result<Arrival<'_>> {
        Person::new(member, &self.log)?.code(&self.confidential).await
    }

    /// The tokens of one.
    pub(super) async fn tokens_of(&self, member: u64) -> anyhow::Result<Tokens> {
        let arrival = self.arrival(member).await?;
        arrival.request.redeem(&self.confidential, &self.http, &arrival.code).await
    }

    /// A code, asked for until there is one.
    async fn code<'w>(&self, person: &mut Person<'_>, at: &'w Prepared) -> Option<Arrival<'w>> {
        while self.goes_on().await {
            match person.code(at).await {
                Ok(arrival) => return Some(arrival),
                Err(error) => tracing::info!(%error, "a sign-in"),
            }
        }
        None
    }

    async fn redeem(&self, arrival: &Arrival<'_>, (at, is_confidential): (&Prepared, bool)) -> (Outcome, Option<Held>) {
        let began = self.log.now();
        let answer = arrival.request.redeem(at, &self.http, &arrival.code).await;
        let (outcome, held) = self.outcome(answer);
        let gave = held.as_ref().map(|held| held.number);
        self.log.note(began, What::Redeem { code: arrival.number, gave, confidential: is_confidential }, outcome);
        (outcome, held)
    }

    async fn renew(&self, held: &Held, at: &Prepared) -> (Outcome, Option<Held>) {
        let began = self.log.now();
        let answer = held.tokens.renewed(at, &self.http).await;
        let (outcome, next) = self.outcome(answer);
        let gave = next.as_ref().map(|next| next.number);
        self.log.note(began, What::Renew { token: held.number, gave }, outcome);
        (outcome, next)
    }

    /// What an answer of the token endpoint means: only the specification's error is a refusal (RFC 6749 §5.2).
    fn outcome(&self, answer: anyhow::Result<Tokens>) -> (Outcome, Option<Held>) {
        match answer {
            Ok(tokens) => (Outcome::Acknowledged, Some(Held { number: self.log.number(), tokens })),
            Err(error) => {
                let status = error.downcast_ref::<reqwest::Error>().and_then(reqwest::Error::status);
                let refused = status == Some(StatusCode::BAD_REQUEST);
                (if refused { Outcome::Refused } else { Outcome::Unknown }, None)
            }
        }
    }

    /// Signs in, renews the tokens a few times, and shows a spent one again, after which none of them may work.
    async fn renews(&self, member: u64, is_confidential: bool) -> anyhow::Result<()> {
        let at = if is_confidential { &self.confidential } else { &self.public };
        let mut person = Person::new(member, &self.log)?;
        while let Some(arrival) = self.code(&mut person, at).await {
            let (mut outcome, mut first) = self.redeem(&arrival, (at, is_confidential)).await;
            while outcome == Outcome::Unknown && self.goes_on().await {
                (outcome, first) = self.redeem(&arrival, (at, is_confidential)).await;
            }
            let Some(mut current) = first else { continue };
            let mut spent = Vec::new();
            while spent.len() < RENEWALS && self.goes_on().await {
                match self.renew(&current, at).await {
                    (_, Some(next)) => spent.push(std::mem::replace(&mut current, next)),
                    (Outcome::Refused, None) => break,
                    (_, None) => {}
                }
            }
            if let [first, _, ..] = spent.as_slice() {
                self.renew(first, at).await;
                self.renew(&current, at).await;
            }
        }
        Ok(())
    }

    /// Shows each code three times at once, and once more.
    async fn redeems_at_once(&self, member: u64) -> anyhow::Result<()> {
        let mut person = Person::new(member, &self.log)?;
        let at = (&self.confidential, true);
        while let Some(arrival) = self.code(&mut person, at.0).await {
            tokio::join!(self.redeem(&arrival, at), self.redeem(&arrival, at), self.redeem(&arrival, at));
            self.redeem(&arrival, at).await;
        }
        Ok(())
    }

    /// Reads a page of the portal, signed in again in another browser now and then.
    async fn reads_pages(&self, member: u64) -> anyhow::Result<()> {
        let mut person = Person::new(member, &self.log)?;
        for turn in 1_u32.. {
            if !self.goes_on().await {
                break;
            }
            if let Err(error) = person.portal_page(&format!("{}/notices", self.portal)).await {
                tracing::info!(%error, "a page of the portal");
            }
            if turn % 20 == 0 {
                person = Person::new(member, &self.log)?;
            }
        }
        Ok(())
    }

    /// Guesses at one member after another, some of them until they are locked, and then types the right password.
    async fn guesses(&self, members: RangeInclusive<u64>) -> anyhow::Result<()> {
        let login = format!("{}/account", self.provider);
        for member in members {
            for wrong in 0..member % 7 {
                if self.goes_on().await
                    && let Err(error) = Person::new(member, &self.log)?.guess(&login, &format!("wrong-{wrong}")).await
                {
                    tracing::info!(%error, "a wrong password");
                }
            }
            for _ in 0..MOST_TRIES {
                if !self.goes_on().await || Person::new(member, &self.log)?.guess(&login, PASSWORD).await.is_ok() {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Asks for one to three mails for one member after another.
    async fn asks_for_mails(&self, members: RangeInclusive<u64>) -> anyhow::Result<()> {
        let address = format!("{}/forgotten/password", self.provider);
        for member in members {
            for _ in 0..=member % 3 {
                if self.goes_on().await
                    && let Err(error) = Person::new(member, &self.log)?.ask_for_mail(&address).await
                {
                    tracing::info!(%error, "a mail");
                }
            }
        }
        Ok(())
    }

    /// Signs one member after another in for the first time, and once more in another browser.
    async fn signs_in(&self, members: RangeInclusive<u64>) -> anyhow::Result<()> {
        let turn = AtomicU64::new(0);
        let count = members.end() - members.start() + 1;
        let next = || members.start() + turn.fetch_add(1, Ordering::Relaxed) % count;
        while self.goes_on().await {
            let member = next();
            for _ in 0..2 {
                let mut person = Person::new(member, &self.log)?;
                if let Some(arrival) = self.code(&mut person, &self.confidential).await {
                    self.redeem(&arrival, (&self.confidential, true)).await;
                }
            }
        }
        Ok(())
    }
}
