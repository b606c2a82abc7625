//! A member with a browser, and what of their sign-ins is noted.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context as _, bail};

use super::record::{Outcome, Recorder, What};
use super::town::{PASSWORD, user_id};
use crate::load::{Prepared, Reached, Request, follow};
use crate::visitor::{Form, Page, Visitor};

/// So many pages a sign-in has at most: the password, the terms, and each once more after an interruption.
const MOST_PAGES: usize = 6;

/// What the page says of a password that is not theirs.
const WRONG: &str = "無効なユーザIDまたはパスワードです";

/// A code, and the request that it answers.
pub(super) struct Arrival<'a> {
    pub(super) request: Request<'a>,
    pub(super) code: String,
    /// What stands for the code in the history.
    pub(super) number: u64,
}

/// The member and the browser.
pub(super) struct Person<'a> {
    pub(super) member: u64,
    browser: Visitor,
    session: String,
    log: &'a Recorder,
}

impl<'a> Person<'a> {
    /// In a browser just installed.
    pub(super) fn new(member: u64, log: &'a Recorder) -> anyhow::Result<Self> {
        let session = format!("session {} of member {member}", log.number());
        Ok(Self { member, browser: Visitor::new()?, session, log })
    }

    /// One sign-in to an application, as far as a code. In a browser that is signed in already no question is put.
    pub(super) async fn code<'p>(&mut self, at: &'p Prepared) -> anyhow::Result<Arrival<'p>> {
        let (request, began) = (Request::new(at, at.application()?)?, self.log.now());
        let reached = self.reach_code(&request, &at.application()?.redirect_uri).await;
        let number = self.log.number();
        let outcome = if reached.is_ok() { Outcome::Acknowledged } else { Outcome::Unknown };
        self.log.note(began, What::SignIn { code: Some(number) }, outcome);
        Ok(Arrival { code: reached?, request, number })
    }

    async fn reach_code(&mut self, request: &Request<'_>, redirect_uri: &str) -> anyhow::Result<String> {
        let mut began = self.log.now();
        let mut answer = self.browser.peek(request.address.as_str()).await?;
        for _ in 0..MOST_PAGES {
            match follow(&mut self.browser, answer, redirect_uri).await? {
                Reached::Code(code) => {
                    self.note_fact(began, &self.terms(), true);
                    self.note_fact(began, &self.session, true);
                    self.log.note(began, What::Do { fact: self.session.clone() }, Outcome::Acknowledged);
                    return Ok(code);
                }
                Reached::Page(page) => {
                    let form = self.answer(&page, began)?;
                    began = self.log.now();
                    answer = self.browser.send_once(form).await?;
                    if page.offers("terms-agree") && answer.status.is_redirection() {
                        self.log.note(began, What::Do { fact: self.terms() }, Outcome::Acknowledged);
                    }
                }
            }
        }
        bail!("the questions never end")
    }

    /// What a member fills into a page. A question that was answered for good must not be put again.
    fn answer(&self, page: &Page, began: Duration) -> anyhow::Result<Form> {
        if page.offers("password") {
            self.note_fact(began, &self.session, false);
            return page.form("login-submit")?.fill_in(&[("username", &user_id(self.member)), ("password", PASSWORD)]);
        }
        if page.offers("terms-agree") {
            self.note_fact(began, &self.terms(), false);
            return page.form("terms-agree");
        }
        bail!("{} {}: {:.300}", page.status, page.url.path(), page.text())
    }

    fn terms(&self) -> String {
        format!("terms of member {}", self.member)
    }

    fn note_fact(&self, began: Duration, fact: &str, found: bool) {
        let outcome = if found { Outcome::Acknowledged } else { Outcome::Refused };
        self.log.note(began, What::Find { fact: fact.to_owned() }, outcome);
    }

    /// Opens a page of the portal, signing in where it asks for that.
    pub(super) async fn portal_page(&mut self, address: &str) -> anyhow::Result<()> {
        let began = self.log.now();
        let opened = self.reach_page(address).await;
        let outcome = if opened.is_ok() { Outcome::Acknowledged } else { Outcome::Unknown };
        self.log.note(began, What::SignIn { code: None }, outcome);
        opened
    }

    async fn reach_page(&mut self, address: &str) -> anyhow::Result<()> {
        let mut began = self.log.now();
        self.browser.open(address).await?;
        for _ in 0..MOST_PAGES {
            let page = self.browser.page()?;
            if page.status.is_success() && page.url.as_str().starts_with(address) {
                self.note_fact(began, &self.session, true);
                self.log.note(began, What::Do { fact: self.session.clone() }, Outcome::Acknowledged);
                return Ok(());
            }
            let form = self.answer(page, began)?;
            began = self.log.now();
            self.browser.send(form).await?;
        }
        bail!("the questions never end")
    }

    /// Types a password and says whether the provider took it.
    pub(super) async fn guess(&mut self, login: &str, password: &str) -> anyhow::Result<bool> {
        let page = self.browser.open(login).await?;
        let typed = [("username", user_id(self.member)), ("password", password.to_owned())];
        let typed = typed.each_ref().map(|(name, value)| (*name, value.as_str()));
        let form = page.form("login-submit")?.fill_in(&typed)?;
        let right = password == PASSWORD;
        let began = self.log.now();
        let answer = self.browser.send_once(form).await;
        let taken = match &answer {
            Ok(page) if page.status.is_redirection() => Some(true),
            Ok(page) if page.status.is_success() && page.text().contains(WRONG) => Some(false),
            _ => None,
        };
        let outcome = match taken {
            None => Outcome::Unknown,
            Some(taken) if taken == right || !right => Outcome::Acknowledged,
            Some(_) => Outcome::Refused,
        };
        self.log.note(began, What::Guess { member: self.member, right }, outcome);
        if taken == Some(true) && !right {
            bail!("a wrong password was taken");
        }
        taken.context("no answer")
    }

    /// Asks for the link that helps whoever has forgotten the password.
    pub(super) async fn ask_for_mail(&mut self, address: &str) -> anyhow::Result<()> {
        let form = self.browser.open(address).await?.form("forgotten-submit")?;
        let form = form.fill_in(&[("username", &user_id(self.member))])?;
        let began = self.log.now();
        let answer = self.browser.send_once(form).await;
        let asked = answer.is_ok_and(|page| page.status.is_success() || page.status.is_redirection());
        let outcome = if asked { Outcome::Acknowledged } else { Outcome::Unknown };
        self.log.note(began, What::Ask { member: self.member }, outcome);
        Ok(())
    }
}

/// How many operations of each kind came to what, by names such as `renewals_refused`.
pub(super) fn counts(log: &Recorder) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for operation in log.history() {
        let outcome = match operation.outcome {
            Outcome::Acknowledged => "acknowledged",
            Outcome::Refused => "refused",
            Outcome::Unknown => "unanswered",
        };
        *counts.entry(format!("{}_{outcome}", operation.what.name())).or_default() += 1;
    }
    counts
}
