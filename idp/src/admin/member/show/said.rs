//! What is known of a member, in words: a line a fact, several of a kind below their heading.

use base::{Language, Text};
use chrono::{DateTime, Utc};
use realm::{Method, Realm, Step};
use web::{format, say_browser, say_network};

use super::texts;
use super::{AttemptsShown, DeviceShown, MailShown, SessionShown, Shown, SignInShown, StepShown};
use crate::steps::method::label_in;

impl Shown {
    /// As a person reads it, ending with a line break.
    pub(super) fn in_words(&self, realm: &Realm, language: Language) -> String {
        let mut sheet = Sheet { language, lines: Vec::new() };
        sheet.fact(texts::MEMBER_NUMBER, &self.member_number);
        sheet.fact(texts::NAME, &self.name);
        let provisional = if self.user_id_is_provisional { texts::PROVISIONAL } else { texts::CHOSEN };
        sheet.noted(texts::USER_ID, &self.user_id, provisional.get(language));
        sheet.fact(texts::STANDING, texts::standing(self.standing).get(language));
        let until = self.eligible_until.map(|day| format::date(day, language));
        let until = until.as_deref().unwrap_or_default();
        let from = format::date(self.eligible_from, language);
        sheet.fact(texts::ELIGIBILITY, &texts::FROM_UNTIL.with(language, &[("from", &from), ("until", &until)]));
        sheet.fact(texts::PASSWORD, texts::password(self.password).get(language));
        sheet.fact(texts::METHOD, &method(realm, self.method, language));
        sheet.email(self);
        let first = self.first_signed_in_at.map(|at| format::moment(at, language));
        sheet.fact(texts::FIRST_SIGN_IN, first.as_deref().unwrap_or(texts::NOT_YET.get(language)));
        sheet.list(texts::STEPS, &self.steps, |step| step.in_words(realm, language));
        sheet.list(texts::DEVICES, &self.devices, |device| device.in_words(language));
        sheet.list(texts::WRONG_ATTEMPTS, &self.wrong_attempts, |attempts| attempts.in_words(language));
        sheet.list(texts::SESSIONS, &self.sessions, |session| session.in_words(language));
        sheet.list(texts::SIGN_INS, &self.last_sign_ins, |sign_in| sign_in.in_words(realm, language));
        sheet.list(texts::MAILS, &self.last_mails, |mail| mail.in_words(language));
        sheet.lines.join("\n") + "\n"
    }
}

/// The lines of a sheet.
struct Sheet {
    language: Language,
    lines: Vec<String>,
}

impl Sheet {
    fn fact(&mut self, name: Text, value: &str) {
        let name = name.get(self.language);
        let line = texts::FACT.with(self.language, &[("name", &name), ("value", &value)]);
        self.lines.push(line.trim_end().to_owned());
    }

    fn noted(&mut self, name: Text, value: &str, note: &str) {
        self.fact(name, &texts::NOTED.with(self.language, &[("value", &value), ("note", &note)]));
    }

    fn email(&mut self, shown: &Shown) {
        let address = shown.email.as_deref().unwrap_or(texts::NONE.get(self.language));
        match shown.email_bounced_at {
            Some(at) => {
                let note = texts::BOUNCED.with(self.language, &[("at", &format::moment(at, self.language))]);
                self.noted(texts::EMAIL, address, &note);
            }
            None => self.fact(texts::EMAIL, address),
        }
    }

    fn list<T>(&mut self, heading: Text, items: &[T], say: impl Fn(&T) -> String) {
        self.fact(heading, if items.is_empty() { texts::NONE.get(self.language) } else { "" });
        self.lines.extend(items.iter().map(|item| format!("  - {}", say(item))));
    }
}

impl StepShown {
    fn in_words(&self, realm: &Realm, language: Language) -> String {
        let name = texts::step(self.step).get(language);
        let moment = self.done.as_deref().and_then(|done| done.parse::<DateTime<Utc>>().ok());
        let done = match (self.step, &self.done) {
            (_, None) => texts::NOT_YET.get(language).to_owned(),
            (Step::Terms, Some(version)) => texts::VERSION.with(language, &[("version", version)]),
            (Step::Method, Some(_)) => method(realm, self.done.as_deref(), language),
            (_, Some(done)) => moment.map_or_else(|| done.clone(), |at| format::moment(at, language)),
        };
        texts::FACT.with(language, &[("name", &name), ("value", &done)])
    }
}

impl DeviceShown {
    fn in_words(&self, language: Language) -> String {
        let kind = if self.kind == Method::Passkey.name() { texts::PASSKEY } else { texts::AUTHENTICATOR_APP };
        let created = format::moment(self.created_at, language);
        let registered = texts::REGISTERED.with(language, &[("at", &created)]);
        let used = self.used_at.map(|at| texts::USED.with(language, &[("at", &format::moment(at, language))]));
        let name = format!("{}: {}", kind.get(language), self.name);
        joined([Some(name), Some(registered), used], language)
    }
}

impl AttemptsShown {
    fn in_words(&self, language: Language) -> String {
        let secret = crate::admin::member::texts::secret(&self.secret).get(language);
        let wrong = texts::WRONG.with(language, &[("secret", &secret), ("failures", &self.failures)]);
        let last = texts::LAST.with(language, &[("at", &format::moment(self.last_at, language))]);
        let known = self.known_browser.then(|| texts::KNOWN_BROWSER.get(language).to_owned());
        let locked = self.locked.then(|| texts::LOCKED.get(language).to_owned());
        joined([Some(wrong), known, locked, Some(last)], language)
    }
}

impl SessionShown {
    fn in_words(&self, language: Language) -> String {
        let since = texts::SINCE.with(language, &[("at", &format::moment(self.created_at, language))]);
        joined(
            [Some(since), browser(self.browser.as_ref(), language), network(self.network.as_ref(), language)],
            language,
        )
    }
}

impl SignInShown {
    fn in_words(&self, realm: &Realm, language: Language) -> String {
        let name = |id: &String| {
            let client = realm.client(id).map(|client| client.name.in_language(language).to_owned());
            client.unwrap_or_else(|| id.clone())
        };
        let seen = [browser(self.browser.as_ref(), language), network(self.network.as_ref(), language)];
        let [browser, network] = seen;
        let at = Some(format::moment(self.at, language));
        joined([at, self.client.as_ref().map(name), browser, network], language)
    }
}

impl MailShown {
    fn in_words(&self, language: Language) -> String {
        let tried = (self.attempts > 1 || self.state != "sent")
            .then(|| texts::TRIED.with(language, &[("attempts", &self.attempts)]));
        let reply = self.reply_code.map(|code| texts::REPLY.with(language, &[("code", &code)]));
        let state = texts::mail_state(self.state).get(language).to_owned();
        let at = format::moment(self.at, language);
        joined([Some(at), Some(self.kind.clone()), Some(state), tried, reply], language)
    }
}

fn browser(browser: Option<&String>, language: Language) -> Option<String> {
    browser.map(|name| say_browser(name, language))
}

fn network(network: Option<&String>, language: Language) -> Option<String> {
    network.map(|network| say_network(network, language))
}

fn joined<const N: usize>(parts: [Option<String>; N], language: Language) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(texts::BETWEEN.get(language))
}

/// The method by the name that the realm's pages give it.
fn method(realm: &Realm, name: Option<&str>, language: Language) -> String {
    let chosen = Method::ALL.into_iter().find(|method| Some(method.name()) == name);
    let Some(chosen) = chosen else { return texts::NOT_YET.get(language).to_owned() };
    label_in(language, realm, chosen).to_owned()
}
