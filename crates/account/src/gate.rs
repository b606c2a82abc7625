//! The one list that decides what comes next in a sign-in.
//!
//! The gates stand in one order: the password, the second factor, then the realm's steps. [`next`] walks them and
//! returns the first that is still closed. It is asked anew at every request, so going back, a second tab, a restart
//! or a changed realm file need no special case: they are just other facts.

use base::{AccountId, SignInId, japan_date};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use realm::{Acr, Enrolment, Method, Realm, SecondFactor, Step};
use serde::{Deserialize, Serialize};

use crate::{AccountFacts, Factor, Proof, Proofs, Renewal, Standing};

/// A gate that a sign-in must pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// User ID and password.
    Password,
    /// The second factor, by this method, which the member has what it needs for.
    SecondFactor(Method),
    /// What this method needs is to be registered.
    Enrolment(Method),
    /// One of the realm's steps.
    Step(Step),
    /// Somebody else is signed in at this browser, and is signed out when this sign-in ends: that is to be confirmed.
    Switch,
    /// What the application learns is to be agreed to.
    Consent,
}

/// What a client asks of this sign-in.
#[derive(Clone, Copy, Debug)]
pub struct Ask {
    /// The lowest acr that will do: the client's minimum, or what the request makes essential.
    pub acr: Acr,
    /// How old proofs of the browser's session may be (OIDC Core §3.1.2.1 `max_age`).
    pub max_age: Option<TimeDelta>,
    /// Whether the session does not count at all (`prompt=login`, `prompt=select_account`).
    pub fresh: bool,
    /// How old proofs of the sign-in itself may be, where that is less than the realm's lifetime of proofs.
    pub shown_within: Option<TimeDelta>,
    /// Whether the member is still to agree, in this sign-in, to what the client learns of them.
    pub consent: bool,
}

impl Ask {
    /// What a page asks on which credentials are changed: all that the member's sign-in takes, shown a moment ago.
    #[must_use]
    pub const fn fresh_auth(realm: &Realm) -> Self {
        let within = Some(realm.lifetimes.step_up);
        Self { acr: Acr::Password, max_age: within, fresh: false, shown_within: within, consent: false }
    }
}

/// What a sign-in has to show: its own proofs, and those of the browser's session.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// The sign-in.
    pub id: SignInId,
    /// What was shown in it.
    pub sign_in: &'a Proofs,
    /// What was said in it.
    pub wishes: &'a Wishes,
    /// This browser's session, if it has one.
    pub session: Option<Lasting<'a>>,
}

/// What a member said in a sign-in. It opens no gate that guards anything: it is about this sign-in alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wishes {
    /// 「ログイン状態の保存」: the password is to count for longer in the session that begins.
    pub remember: bool,
    /// 「別のユーザIDでログインする」: whoever is signed in at this browser does not count.
    pub anew: bool,
    /// 「あとで確認する」: the version of the terms that is put off.
    pub terms_later: Option<String>,
    /// Whose session is to end for this sign-in.
    pub switch_from: Option<AccountId>,
    /// 「許可する」: who agreed to what the application learns.
    pub consent_of: Option<AccountId>,
}

impl Wishes {
    /// What is left of them when a password is shown: the rest was said by whoever had shown theirs before.
    #[must_use]
    pub fn of_whoever_signs_in(&self, remember: bool) -> Self {
        Self { remember, anew: self.anew, ..Self::default() }
    }
}

/// A browser's session, as far as it speaks for a sign-in.
#[derive(Clone, Copy, Debug)]
pub struct Lasting<'a> {
    /// What was shown in it.
    pub proofs: &'a Proofs,
    /// Until when its password counts, where the member wished that it is remembered.
    pub remembered_until: Option<DateTime<Utc>>,
    /// The version of the terms that was put off in it.
    pub terms_later: Option<&'a str>,
}

impl Lasting<'_> {
    /// What was shown counts for as long as a session lasts. After that, where the member wished it, the password alone
    /// counts on: never as a second factor, and never for an application that says how old it may be (OpenID Connect
    /// Core §3.1.2.1 `max_age`). A changed means of signing in ends it.
    fn counting(&self, realm: &Realm, ask: &Ask, now: DateTime<Utc>) -> Proofs {
        let usual = realm.lifetimes.session;
        let lifetime = ask.max_age.map_or(usual, |max_age| max_age.min(usual));
        let longest = realm.sign_in.remember_me.filter(|_| ask.max_age.is_none());
        let remembered = |proof: &Proof| {
            let until = self.remembered_until.zip(longest).map(|(until, longest)| until.min(proof.at() + longest));
            proof.factor() == Factor::Password && until.is_some_and(|until| now < until)
        };
        self.proofs.only(|proof| now - proof.at() <= lifetime || remembered(proof))
    }

    /// The session without its memory, if the account's means of signing in became others since its password was shown.
    fn left_by(self, account: Option<&AccountFacts>) -> Self {
        let renewal = account.and_then(|account| account.renewal);
        Self { remembered_until: self.remembered_since(renewal), ..self }
    }

    /// Until when the password is remembered, if no means of signing in became another after it was shown.
    #[must_use]
    pub fn remembered_since(&self, renewal: Option<Renewal>) -> Option<DateTime<Utc>> {
        let leaves = |proof: &Proof| renewal.is_none_or(|renewal| renewal.leaves(None, proof.at()));
        self.remembered_until.filter(|_| self.proofs.first().is_some_and(leaves))
    }
}

impl Evidence<'_> {
    /// The proofs that count for what is asked: this sign-in's while they are young enough, and the session's as far
    /// as the member, prompt and `max_age` allow.
    #[must_use]
    pub fn counting(&self, realm: &Realm, ask: &Ask, now: DateTime<Utc>) -> Proofs {
        let lifetime = ask.shown_within.map_or(realm.lifetimes.proofs, |within| within.min(realm.lifetimes.proofs));
        let allowed = self.session.filter(|_| !ask.fresh && !self.wishes.anew);
        let session = allowed.map(|session| session.counting(realm, ask, now));
        self.sign_in.younger_than(lifetime, now).joined_with(&session.unwrap_or_default())
    }
}

impl Evidence<'_> {
    /// Whether the member may put a step off and did, in this sign-in or in their session.
    fn puts_off(&self, step: Step, account: &AccountFacts, realm: &Realm, now: DateTime<Utc>) -> bool {
        let own = self.session.filter(|session| session.proofs.account() == Some(account.id));
        let later = [self.wishes.terms_later.as_deref(), own.and_then(|session| session.terms_later)];
        let today = japan_date(now);
        let asked = realm.terms_in_force(today).map(|terms| terms.version.as_str());
        step == Step::Terms && asked.is_some() && later.contains(&asked) && account.terms_may_wait(realm, today)
    }

    /// The question whether the application may learn what it asks for. It comes last, when it is certain whom of.
    fn consent(&self, account: &AccountFacts, ask: &Ask) -> Option<Gate> {
        (ask.consent && self.wishes.consent_of != Some(account.id)).then_some(Gate::Consent)
    }

    /// The question that is left when somebody else is signed in at this browser.
    fn switch(&self, account: &AccountFacts, realm: &Realm, now: DateTime<Utc>) -> Option<Gate> {
        let usual = realm.lifetimes.session;
        let there =
            self.session.filter(|session| session.proofs.first().is_some_and(|first| now - first.at() <= usual));
        let other = there?.proofs.account().filter(|other| *other != account.id)?;
        (self.wishes.switch_from != Some(other)).then_some(Gate::Switch)
    }
}

impl Proofs {
    /// The proofs not older than `lifetime`. Without the first factor, none.
    fn younger_than(&self, lifetime: TimeDelta, now: DateTime<Utc>) -> Self {
        self.only(|proof| now - proof.at() <= lifetime)
    }

    /// The proofs that count although the account's means of signing in became others.
    fn left_by(&self, account: Option<&AccountFacts>, sign_in: SignInId) -> Self {
        match account.and_then(|account| account.renewal) {
            Some(renewal) => self.only(|proof| renewal.leaves(Some(sign_in), proof.at())),
            None => self.clone(),
        }
    }

    fn only(&self, counts: impl Fn(&Proof) -> bool) -> Self {
        let counts = |proof: &&Proof| counts(proof);
        [self.first().filter(counts), self.second().filter(counts)]
            .into_iter()
            .flatten()
            .cloned()
            .fold(Self::default(), Self::with)
    }
}

/// What comes next.
#[derive(Clone, Debug)]
pub enum Next {
    /// This gate is still closed.
    Due(Gate),
    /// All gates are open.
    Done(Authenticated),
    /// The account may not be used, whatever is shown.
    Refused(Refusal),
    /// No method that the realm offers reaches the acr that is asked.
    Unreachable,
}

/// Why an account that showed its proofs is let in nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// An administrator closed the account.
    Disabled,
    /// The member is no longer insured, and the realm's time after that is over.
    NoLongerEligible,
}

impl Refusal {
    /// What closes an account that stands so and whose member is insured until that day, if anything does.
    #[must_use]
    pub fn of(
        (standing, eligible_until): (Standing, Option<NaiveDate>),
        realm: &Realm,
        now: DateTime<Utc>,
    ) -> Option<Self> {
        if standing == Standing::Disabled {
            return Some(Self::Disabled);
        }
        let last_day = realm.sign_in.readable_until(eligible_until?)?;
        (japan_date(now) > last_day).then_some(Self::NoLongerEligible)
    }
}

/// A member who passed every gate. Nothing else leads to a code, and only [`next`] makes it.
#[derive(Clone, Debug)]
pub struct Authenticated {
    account: AccountId,
    proofs: Proofs,
    at: DateTime<Utc>,
    acr: Acr,
}

impl Authenticated {
    /// Who it is.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// The proofs that counted.
    #[must_use]
    pub const fn proofs(&self) -> &Proofs {
        &self.proofs
    }

    /// When the member authenticated (`auth_time`): the oldest of the proofs that counted.
    #[must_use]
    pub const fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// The step of the acr ladder that was reached.
    #[must_use]
    pub const fn acr(&self) -> Acr {
        self.acr
    }
}

/// What comes next for this account in this realm: the first gate still closed, or the member, authenticated.
///
/// `account` holds the facts of the account that the evidence is about; without evidence there is none.
#[must_use]
pub fn next(
    realm: &Realm,
    account: Option<&AccountFacts>,
    evidence: &Evidence<'_>,
    ask: &Ask,
    now: DateTime<Utc>,
) -> Next {
    let left = evidence.sign_in.left_by(account, evidence.id);
    let session = evidence.session.map(|session| session.left_by(account));
    let evidence = &Evidence { sign_in: &left, session, ..*evidence };
    let proofs = evidence.counting(realm, ask, now);
    let (Some(first), Some(account)) = (proofs.first(), account) else { return Next::Due(Gate::Password) };
    if first.account() != account.id {
        return Next::Due(Gate::Password);
    }
    if let Some(refusal) = account.refusal(realm, now) {
        // A session of a closed account does not keep the browser from whoever signs in at it next.
        let shown_now = evidence.sign_in.first().is_some();
        return if shown_now { Next::Refused(refusal) } else { Next::Due(Gate::Password) };
    }
    let acr = reached(&proofs);
    let factor = match second_factor(realm, account, ask, acr) {
        Ok(factor) => factor,
        Err(Unreachable) => return Next::Unreachable,
    };
    // Whoever has not chosen a method yet chooses first, which is one of the steps.
    if let Some(gate) = factor.filter(|gate| account.has_chosen(realm) || matches!(gate, Gate::SecondFactor(_))) {
        return Next::Due(gate);
    }
    let is_due = |step: &&Step| account.is_due(**step, realm, now) && !evidence.puts_off(**step, account, realm, now);
    let step = realm.sign_in.steps.iter().find(is_due).map(|step| Gate::Step(*step));
    let last = || {
        let other = enrolment_at_once(realm, account, acr).or_else(|| evidence.switch(account, realm, now));
        other.or_else(|| evidence.consent(account, ask))
    };
    match step.or(factor).or_else(last) {
        Some(gate) => Next::Due(gate),
        None => Next::Done(Authenticated { account: account.id, at: oldest(&proofs, now), acr, proofs }),
    }
}

/// The methods by which a member may go on instead of the one that is due: those that the realm offers, that they have
/// what is needed for, and after which neither another factor nor a registration would be due. So no choice among them
/// leads below what is asked.
#[must_use]
pub fn other_ways(realm: &Realm, account: &AccountFacts, ask: &Ask, due: Gate) -> Vec<Method> {
    let (Gate::SecondFactor(method) | Gate::Enrolment(method)) = due else { return Vec::new() };
    let leads_on = |reached: Acr| {
        let factor = second_factor(realm, account, ask, reached);
        matches!(factor, Ok(None)) && enrolment_at_once(realm, account, reached).is_none()
    };
    let others = realm.sign_in.methods.iter().copied().filter(|other| *other != method);
    others.filter(|other| account.is_ready_for(*other) && leads_on(other.acr())).collect()
}

/// Nothing that the realm offers reaches what is asked.
struct Unreachable;

/// The gate of the second factor, while what was shown does not reach what is wanted.
///
/// A member who has been here before is always asked for the method they chose. At the first sign-in a password goes
/// as far as the client's own minimum lets it.
fn second_factor(realm: &Realm, account: &AccountFacts, ask: &Ask, reached: Acr) -> Result<Option<Gate>, Unreachable> {
    let chosen = account.method_in(realm);
    let returning = account.first_signed_in_at.is_some();
    let two = returning && realm.sign_in.second_factor == SecondFactor::Required;
    let wanted = chosen.filter(|_| two).map_or(ask.acr, |_| ask.acr.max(Acr::MailCode));
    if reached >= wanted {
        return Ok(None);
    }
    let mut reaching: Vec<Method> =
        realm.sign_in.methods.iter().copied().filter(|method| method.acr() >= wanted).collect();
    reaching.sort_by_key(|method| (Some(*method) != chosen, !account.is_ready_for(*method), method.acr()));
    let Some(best) = reaching.first().copied() else { return Err(Unreachable) };
    if account.is_ready_for(best) {
        return Ok(Some(Gate::SecondFactor(best)));
    }
    Ok(Some(registration(realm, account, best, reached)))
}

/// The way to a device that is to be registered. A password alone must not register one beside another that is
/// there: what is at hand is asked first.
fn registration(realm: &Realm, account: &AccountFacts, method: Method, reached: Acr) -> Gate {
    let at_hand = [Some(Method::Passkey), Some(Method::AppOtp), account.method_in(realm)].into_iter().flatten();
    at_hand
        .filter(|method| realm.sign_in.methods.contains(method) && account.is_ready_for(*method))
        .find(|method| method.acr() > reached)
        .map_or(Gate::Enrolment(method), Gate::SecondFactor)
}

/// The registration that a realm wants in the first sign-in, after its steps.
fn enrolment_at_once(realm: &Realm, account: &AccountFacts, reached: Acr) -> Option<Gate> {
    let policy = &realm.sign_in;
    let wanted = policy.enrolment == Enrolment::AtOnce && policy.second_factor == SecondFactor::Required;
    let chosen = account.method_in(realm).filter(|_| wanted)?;
    (!account.is_ready_for(chosen)).then(|| registration(realm, account, chosen, reached))
}

fn reached(proofs: &Proofs) -> Acr {
    let factors = [proofs.first(), proofs.second()].into_iter().flatten();
    factors.map(|proof| proof.factor().acr()).max().unwrap_or(Acr::Password)
}

fn oldest(proofs: &Proofs, now: DateTime<Utc>) -> DateTime<Utc> {
    [proofs.first(), proofs.second()].into_iter().flatten().map(Proof::at).min().unwrap_or(now)
}

impl AccountFacts {
    fn has_chosen(&self, realm: &Realm) -> bool {
        self.method_in(realm).is_some()
    }

    /// Why the account is let in nowhere, whatever is shown; `None` when it may be used.
    #[must_use]
    pub fn refusal(&self, realm: &Realm, now: DateTime<Utc>) -> Option<Refusal> {
        Refusal::of((self.standing, self.eligible_until), realm, now)
    }

    /// Whether a step is still to be done, by the facts and the realm's files of this moment.
    fn is_due(&self, step: Step, realm: &Realm, now: DateTime<Utc>) -> bool {
        match step {
            Step::BirthDate => self.birth_date_confirmed_at.is_none(),
            Step::Terms => self.terms_are_due(realm, japan_date(now)),
            Step::Email => self.email_confirmed_at.is_none(),
            Step::EmailVerification => self.email_verified_at.is_none(),
            Step::UserId => self.user_id_confirmed_at.is_none(),
            Step::Method => !self.has_chosen(realm),
            Step::Password => self.password_chosen_at.is_none(),
        }
    }
}
