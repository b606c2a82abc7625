//! What leads past the gates, and what does not: a table of cases, and properties over all of them.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use base::{AccountId, AuthenticatorId, PasskeyId, SignInId, japan_date};
use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use realm::{Acr, Enrolment, Lookup, Method, ProcessSettings, Realm, Realms, Step};

use crate::{
    AccountFacts, Ask, Authenticated, Evidence, Factor, Gate, Lasting, Next, Proof, Proofs, Refusal, Renewal, Standing,
    Wishes, fresh_auth, next, other_ways,
};

const STEPS: [Step; 7] =
    [Step::BirthDate, Step::Terms, Step::Email, Step::EmailVerification, Step::UserId, Step::Method, Step::Password];

/// Noon in Japan, a day on which the samples' terms are in force.
fn noon() -> DateTime<Utc> {
    "2026-11-20T03:00:00Z".parse().unwrap()
}

/// The sign-in of every case.
fn this_sign_in() -> SignInId {
    uuid::Uuid::nil().into()
}

fn minutes(count: i64) -> TimeDelta {
    TimeDelta::minutes(count)
}

/// 港健保 as its files describe it.
fn minato() -> Realm {
    static MINATO: OnceLock<Arc<Realm>> = OnceLock::new();
    let load = || {
        let state = tempfile::tempdir().unwrap();
        let settings = ProcessSettings {
            provider_url: "http://localhost:8080".parse().unwrap(),
            portal_url: "http://localhost:8081".parse().unwrap(),
            development: true,
            secrets_dir: state.path().to_owned(),
        };
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../realm-config");
        let (realms, _) = Realms::load(&folder, state.path(), &settings).unwrap();
        let Lookup::Serving(realm) = realms.find("minato") else { panic!("minato is broken") };
        realm
    };
    Realm::clone(MINATO.get_or_init(load))
}

/// A last insured day after which the realm's time for reading is just over at [`noon`].
fn first_day_too_long_ago() -> NaiveDate {
    let years = minato().sign_in.years_after_eligibility;
    japan_date(noon()).checked_sub_months(Months::new(12 * years)).unwrap().pred_opt().unwrap()
}

/// A member who has been here before, has done everything, and signs in with an app.
fn returning_member(id: AccountId) -> AccountFacts {
    let then = Some(noon() - TimeDelta::days(30));
    AccountFacts {
        id,
        standing: Standing::Active,
        eligible_until: None,
        first_signed_in_at: then,
        birth_date_confirmed_at: then,
        accepted_terms: Some("2026-04-01".to_owned()),
        email_confirmed_at: then,
        email_verified_at: then,
        user_id_confirmed_at: then,
        password_chosen_at: then,
        method: Some(Method::AppOtp),
        authenticators: 1,
        passkeys: 0,
        renewal: None,
    }
}

fn password(account: AccountId, age: TimeDelta) -> Proof {
    Proof::new(account, Factor::Password, noon() - age)
}

fn app_code(account: AccountId, age: TimeDelta) -> Proof {
    Proof::new(account, Factor::AppCode(AuthenticatorId::generate()), noon() - age)
}

fn shown<const N: usize>(proofs: [Proof; N]) -> Proofs {
    proofs.into_iter().fold(Proofs::default(), Proofs::with)
}

const ANYTHING: Ask = Ask { acr: Acr::Password, max_age: None, fresh: false, shown_within: None, consent: false };

/// Everything that the answer depends on, at [`noon`].
#[derive(Clone)]
struct Scene {
    realm: Realm,
    facts: AccountFacts,
    sign_in: Proofs,
    wishes: Wishes,
    session: Option<Proofs>,
    remembered_until: Option<DateTime<Utc>>,
    /// The version of the terms that was put off in the session.
    terms_later: Option<String>,
    ask: Ask,
}

impl fmt::Debug for Scene {
    /// Of the realm, only what the gates read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let policy = &self.realm.sign_in;
        let realm = (&policy.methods, &policy.steps, policy.enrolment, policy.remember_me, self.realm.terms_grace);
        let session = (&self.session, self.remembered_until, &self.terms_later);
        let shown = (&self.facts, &self.sign_in, &self.wishes, session, &self.ask);
        write!(f, "{realm:?}\n{shown:#?}")
    }
}

impl Scene {
    /// A returning member of 港健保 and a client that asks nothing special.
    fn of(account: AccountId) -> Self {
        Self {
            realm: minato(),
            facts: returning_member(account),
            sign_in: Proofs::default(),
            wishes: Wishes::default(),
            session: None,
            remembered_until: None,
            terms_later: None,
            ask: ANYTHING,
        }
    }

    fn next(&self) -> Next {
        let session = self.session.as_ref().map(|proofs| Lasting {
            proofs,
            remembered_until: self.remembered_until,
            terms_later: self.terms_later.as_deref(),
        });
        let evidence = Evidence { id: this_sign_in(), sign_in: &self.sign_in, wishes: &self.wishes, session };
        next(&self.realm, Some(&self.facts), &evidence, &self.ask, noon())
    }

    /// Whether a proof counts here: of this sign-in and young enough, or of the session as far as it may speak.
    fn counts(&self, proof: &Proof) -> bool {
        let age = noon() - proof.at();
        let both = |proofs: &Proofs| proofs.first() == Some(proof) || proofs.second() == Some(proof);
        let left =
            self.facts.renewal.is_none_or(|renewal| proof.at() >= renewal.at || renewal.kept == Some(this_sign_in()));
        let lifetime = self.realm.lifetimes.proofs;
        let young = age <= self.ask.shown_within.map_or(lifetime, |within| within.min(lifetime));
        let own = both(&self.sign_in) && young && left;
        let from_session = self.session.as_ref().is_some_and(both)
            && !self.ask.fresh
            && !self.wishes.anew
            && self.ask.max_age.is_none_or(|max_age| age <= max_age);
        own || (from_session && (age <= self.realm.lifetimes.session || self.is_remembered(proof)))
    }

    /// Whether a proof of the session counts beyond a day: a password, as long as the member, the realm, the request
    /// and whatever happened to the account since let it.
    fn is_remembered(&self, proof: &Proof) -> bool {
        proof.factor() == Factor::Password
            && self.ask.max_age.is_none()
            && self.remembered_until.is_some_and(|until| noon() < until)
            && self.realm.sign_in.remember_me.is_some_and(|longest| noon() - proof.at() < longest)
            && self.facts.renewal.is_none_or(|renewal| proof.at() >= renewal.at)
    }

    /// Whether the terms may be put off and were.
    fn puts_terms_off(&self) -> bool {
        let facts = &self.facts;
        let in_grace = self.realm.terms_grace.is_some_and(|grace| {
            grace > TimeDelta::days(japan_date(noon()).signed_duration_since("2026-04-01".parse().unwrap()).num_days())
        });
        let of_session = self.session.as_ref().is_some_and(|session| session.account() == Some(facts.id));
        let session = self.terms_later.as_ref().filter(|_| of_session);
        let said = [self.wishes.terms_later.as_ref(), session].into_iter().flatten().any(|later| later == "2026-04-01");
        said && in_grace && facts.accepted_terms.is_some() && facts.first_signed_in_at.is_some()
    }

    /// The class that the proofs of this account reach: of each place the newest that counts.
    fn reached(&self) -> Option<Acr> {
        let place = |proof: fn(&Proofs) -> Option<&Proof>| {
            let all = [Some(&self.sign_in), self.session.as_ref()].into_iter().flatten().filter_map(proof);
            let mut good = all.filter(|proof| self.counts(proof) && proof.account() == self.facts.id);
            good.next().map(|proof| proof.factor().acr())
        };
        place(Proofs::first).max(place(Proofs::second))
    }

    fn is_due(&self, step: Step) -> bool {
        self.is_open(step) && !(step == Step::Terms && self.puts_terms_off())
    }

    fn is_open(&self, step: Step) -> bool {
        let facts = &self.facts;
        let terms = self.realm.terms_in_force(japan_date(noon())).map(|terms| terms.version.as_str());
        self.realm.sign_in.steps.contains(&step)
            && match step {
                Step::BirthDate => facts.birth_date_confirmed_at.is_none(),
                Step::Terms => terms.is_some_and(|terms| facts.accepted_terms.as_deref().is_none_or(|had| had < terms)),
                Step::Email => facts.email_confirmed_at.is_none(),
                Step::EmailVerification => facts.email_verified_at.is_none(),
                Step::UserId => facts.user_id_confirmed_at.is_none(),
                Step::Method => facts.method_in(&self.realm).is_none(),
                Step::Password => facts.password_chosen_at.is_none(),
            }
    }

    /// Whether somebody else is signed in at this browser, and nobody said that they are to be signed out.
    fn stands_beside_another(&self) -> bool {
        let there = self.session.as_ref().and_then(Proofs::first);
        let there = there.filter(|first| noon() - first.at() <= self.realm.lifetimes.session).map(Proof::account);
        there.is_some_and(|other| other != self.facts.id && self.wishes.switch_from != Some(other))
    }

    fn is_refused(&self) -> bool {
        let closed = self.facts.standing == Standing::Disabled;
        closed || self.facts.eligible_until.is_some_and(|day| day <= first_day_too_long_ago())
    }
}

fn done(scene: &Scene) -> Option<Authenticated> {
    if let Next::Done(authenticated) = scene.next() { Some(authenticated) } else { None }
}

fn due(scene: &Scene) -> Option<Gate> {
    if let Next::Due(gate) = scene.next() { Some(gate) } else { None }
}

#[test]
fn password_then_code_and_in() {
    let a = AccountId::generate();
    let mut scene = Scene::of(a);
    assert_eq!(due(&scene), Some(Gate::Password));
    scene.sign_in = shown([password(a, minutes(2))]);
    assert_eq!(due(&scene), Some(Gate::SecondFactor(Method::AppOtp)));
    scene.sign_in = scene.sign_in.with(app_code(a, minutes(1)));
    let authenticated = done(&scene).unwrap();
    assert_eq!((authenticated.account(), authenticated.acr()), (a, Acr::AppCode));
    assert_eq!(
        authenticated.at(),
        noon() - minutes(2),
        "the oldest proof is what the member can be said to have shown"
    );
}

#[test]
fn what_a_session_is_worth_is_what_the_request_lets_it_be() {
    let a = AccountId::generate();
    let session = shown([password(a, minutes(60)), app_code(a, minutes(10))]);
    let asks = [
        (ANYTHING, None),
        (Ask { max_age: Some(minutes(60)), ..ANYTHING }, None),
        (Ask { max_age: Some(minutes(59)), ..ANYTHING }, Some(Gate::Password)),
        (Ask { max_age: Some(TimeDelta::zero()), ..ANYTHING }, Some(Gate::Password)),
        (Ask { fresh: true, ..ANYTHING }, Some(Gate::Password)),
        (Ask { fresh: true, max_age: Some(minutes(600)), ..ANYTHING }, Some(Gate::Password)),
        (Ask { acr: Acr::AppCode, ..ANYTHING }, None),
        (Ask { acr: Acr::Passkey, ..ANYTHING }, Some(Gate::Enrolment(Method::Passkey))),
    ];
    for (ask, expected) in asks {
        let scene = Scene { session: Some(session.clone()), ask, ..Scene::of(a) };
        assert_eq!(due(&scene), expected, "{ask:?}");
        assert_eq!(done(&scene).is_some(), expected.is_none(), "{ask:?}");
    }
}

#[test]
fn fresh_is_whoever_showed_all_of_it_a_moment_ago() {
    let (a, b) = (AccountId::generate(), AccountId::generate());
    let realm = minato();
    let step_up = realm.lifetimes.step_up;
    assert_eq!(step_up, minutes(5));
    let old = minutes(6);
    let facts = returning_member(a);
    let new = AccountFacts { method: None, authenticators: 0, first_signed_in_at: None, ..facts.clone() };
    let closed = AccountFacts { standing: Standing::Disabled, ..facts.clone() };
    let without_device = AccountFacts { authenticators: 0, ..facts.clone() };
    for (facts, session, fresh) in [
        (&facts, shown([password(a, minutes(5)), app_code(a, minutes(5))]), true),
        (&facts, shown([]), false),
        (&facts, shown([password(a, old), app_code(a, old)]), false),
        (&facts, shown([password(a, old), app_code(a, minutes(0))]), false),
        (&facts, shown([password(a, minutes(0)), app_code(a, old)]), false),
        (&facts, shown([password(a, minutes(0))]), false),
        (&facts, shown([password(b, minutes(0)), app_code(b, minutes(0))]), false),
        (&facts, shown([password(a, minutes(0)), app_code(b, minutes(0))]), false),
        (&closed, shown([password(a, minutes(0)), app_code(a, minutes(0))]), false),
        (&new, shown([password(a, minutes(0))]), false),
        // Right after the only device was deleted, its last use still counts.
        (&without_device, shown([password(a, minutes(0)), app_code(a, minutes(0))]), true),
        (&without_device, shown([password(a, minutes(0))]), false),
    ] {
        let auth =
            fresh_auth(&realm, facts, Lasting { proofs: &session, remembered_until: None, terms_later: None }, noon());
        assert_eq!(auth.is_some(), fresh, "{facts:?} {session:?}");
        assert!(auth.is_none_or(|auth| auth.account() == a && noon() - auth.at() <= step_up));
    }
}

#[test]
fn what_is_shown_anew_must_be_as_fresh_as_what_a_session_shows() {
    let a = AccountId::generate();
    let ask = Ask::fresh_auth(&minato());
    for (ages, expected) in [((5, 0), None), ((6, 0), Some(Gate::Password))] {
        let sign_in = shown([password(a, minutes(ages.0)), app_code(a, minutes(ages.1))]);
        assert_eq!(due(&Scene { sign_in, ask, ..Scene::of(a) }), expected, "{ages:?}");
    }
}

#[test]
fn proofs_of_a_sign_in_that_was_left_alone_grow_old() {
    let a = AccountId::generate();
    for (ages, expected) in [
        ((30, 1), None),
        ((31, 1), Some(Gate::Password)),
        ((31, 31), Some(Gate::Password)),
        ((30, 31), Some(Gate::SecondFactor(Method::AppOtp))),
    ] {
        let sign_in = shown([password(a, minutes(ages.0)), app_code(a, minutes(ages.1))]);
        assert_eq!(due(&Scene { sign_in, ..Scene::of(a) }), expected, "{ages:?}");
    }
}

#[test]
fn the_password_of_one_and_the_code_of_another_are_nobodys_sign_in() {
    let (a, b) = (AccountId::generate(), AccountId::generate());
    let code_gate = Some(Gate::SecondFactor(Method::AppOtp));
    // The order in which two tabs may store them: the other member's code last.
    let mixed = shown([password(a, minutes(1)), app_code(b, minutes(1))]);
    let sessions = [None, Some(shown([password(b, minutes(9)), app_code(b, minutes(9))]))];
    for session in sessions {
        for fresh in [false, true] {
            let ask = Ask { fresh, ..ANYTHING };
            let scene = Scene { sign_in: mixed.clone(), session: session.clone(), ask, ..Scene::of(a) };
            assert_eq!(due(&scene), code_gate, "{session:?}, fresh {fresh}");
        }
    }
    // A code of somebody else does not hide the session's own.
    let session = Some(shown([password(a, minutes(9)), app_code(a, minutes(9))]));
    assert!(done(&Scene { sign_in: mixed, session, ..Scene::of(a) }).is_some());
    // A password of another member takes everything shown before with it.
    let changed = shown([password(b, minutes(2)), app_code(b, minutes(2)), password(a, minutes(1))]);
    assert_eq!(due(&Scene { sign_in: changed, ..Scene::of(a) }), code_gate);
}

/// A member who wished to stay signed in for a week, and showed both factors this long ago.
fn remembered(a: AccountId, ago: TimeDelta) -> Scene {
    let session = Some(shown([password(a, ago), app_code(a, ago)]));
    let remembered_until = Some(noon() - ago + TimeDelta::days(7));
    Scene { session, remembered_until, ..Scene::of(a) }
}

#[test]
fn a_remembered_session_spares_the_password_and_nothing_else() {
    let a = AccountId::generate();
    let code = Some(Gate::SecondFactor(Method::AppOtp));
    for (ago, expected) in [
        (TimeDelta::hours(24), None),
        (TimeDelta::hours(25), code),
        (TimeDelta::hours(7 * 24 - 1), code),
        (TimeDelta::days(7), Some(Gate::Password)),
    ] {
        assert_eq!(due(&remembered(a, ago)), expected, "{ago}");
        let scene = Scene { remembered_until: None, ..remembered(a, ago) };
        assert_eq!(due(&scene), expected.map(|_| Gate::Password), "{ago}, not remembered");
    }
    let three_days = || remembered(a, TimeDelta::days(3));
    let with_code = Scene { sign_in: shown([app_code(a, minutes(1))]), ..three_days() };
    let authenticated = done(&with_code).unwrap();
    assert_eq!((authenticated.acr(), authenticated.at()), (Acr::AppCode, noon() - TimeDelta::days(3)), "the true time");
    for ask in [
        Ask { fresh: true, ..ANYTHING },
        Ask { max_age: Some(minutes(5)), ..ANYTHING },
        Ask { max_age: Some(TimeDelta::days(30)), ..ANYTHING },
    ] {
        assert_eq!(due(&Scene { ask, ..with_code.clone() }), Some(Gate::Password), "{ask:?}");
    }
}

#[test]
fn what_ends_a_remembered_session() {
    let a = AccountId::generate();
    let three_days = || remembered(a, TimeDelta::days(3));
    let renewal = |age| Some(Renewal { at: noon() - age, kept: None });
    let renewed = |age| Scene { facts: AccountFacts { renewal: renewal(age), ..returning_member(a) }, ..three_days() };
    assert_eq!(due(&renewed(TimeDelta::days(2))), Some(Gate::Password), "the password changed since");
    assert_eq!(due(&renewed(TimeDelta::days(4))), Some(Gate::SecondFactor(Method::AppOtp)));
    let mut realm = minato();
    for (remember_me, expected) in [
        (None, Gate::Password),
        (Some(TimeDelta::days(2)), Gate::Password),
        (Some(TimeDelta::days(4)), Gate::SecondFactor(Method::AppOtp)),
    ] {
        realm.sign_in.remember_me = remember_me;
        assert_eq!(due(&Scene { realm: realm.clone(), ..three_days() }), Some(expected), "{remember_me:?}");
    }
    // A passkey stands for both factors, so it is not remembered.
    let passkey = Proof::new(a, Factor::Passkey(PasskeyId::generate()), noon() - TimeDelta::days(3));
    let scene = Scene { session: Some(shown([passkey])), ..three_days() };
    assert_eq!(due(&scene), Some(Gate::Password));
    let anew = Scene { wishes: Wishes { anew: true, ..Wishes::default() }, ..three_days() };
    assert_eq!(due(&anew), Some(Gate::Password), "somebody else wants to sign in");
}

#[test]
fn whoever_signs_in_beside_another_member_is_asked_once() {
    let (a, b) = (AccountId::generate(), AccountId::generate());
    let both = |who, ago| shown([password(who, ago), app_code(who, ago)]);
    let scene = Scene { sign_in: both(a, minutes(1)), session: Some(both(b, minutes(60))), ..Scene::of(a) };
    assert_eq!(due(&scene), Some(Gate::Switch));
    let wishes = |switch_from| Wishes { switch_from, ..Wishes::default() };
    assert_eq!(due(&Scene { wishes: wishes(Some(a)), ..scene.clone() }), Some(Gate::Switch), "about somebody else");
    assert!(done(&Scene { wishes: wishes(Some(b)), ..scene.clone() }).is_some());
    // Of somebody who is no longer signed in, though remembered, nothing is told.
    let gone = Scene {
        session: Some(both(b, TimeDelta::days(2))),
        remembered_until: Some(noon() + TimeDelta::days(5)),
        ..scene.clone()
    };
    assert!(done(&gone).is_some());
    assert!(done(&Scene { session: Some(both(a, minutes(60))), ..scene }).is_some());
}

#[test]
fn what_an_application_learns_is_agreed_to_last_and_by_whoever_signs_in() {
    let (a, b) = (AccountId::generate(), AccountId::generate());
    let both = |who, ago| shown([password(who, ago), app_code(who, ago)]);
    let ask = Ask { consent: true, ..ANYTHING };
    let by_session = Scene { session: Some(both(a, minutes(60))), ask, ..Scene::of(a) };
    assert_eq!(due(&by_session), Some(Gate::Consent), "a session goes straight through to this question");
    let agreed = |who| Wishes { consent_of: Some(who), ..Wishes::default() };
    assert_eq!(due(&Scene { wishes: agreed(b), ..by_session.clone() }), Some(Gate::Consent), "somebody else agreed");
    assert!(done(&Scene { wishes: agreed(a), ..by_session.clone() }).is_some());
    // The agreement opens nothing but its own gate.
    assert_eq!(due(&Scene { session: None, wishes: agreed(a), ..by_session.clone() }), Some(Gate::Password));
    let beside = Scene { sign_in: both(a, minutes(1)), session: Some(both(b, minutes(60))), ..by_session };
    assert_eq!(due(&beside), Some(Gate::Switch));
    let wishes = Wishes { switch_from: Some(b), ..Wishes::default() };
    assert_eq!(due(&Scene { wishes, ..beside }), Some(Gate::Consent));
    assert_eq!(agreed(a).of_whoever_signs_in(false).consent_of, None, "a password shown anew begins anew");
}

#[test]
fn new_terms_may_wait_where_the_realm_lets_them() {
    let a = AccountId::generate();
    let mut realm = minato();
    realm.terms = realm
        .terms
        .iter()
        .cloned()
        .map(|terms| realm::TermsVersion {
            version: "2026-11-10".to_owned(),
            effective_from: "2026-11-10".parse().unwrap(),
            ..terms
        })
        .collect();
    let member =
        |accepted: Option<&str>| AccountFacts { accepted_terms: accepted.map(str::to_owned), ..returning_member(a) };
    let (former, none) = (member(Some("2026-04-01")), member(None));
    let new = AccountFacts { first_signed_in_at: None, method: None, ..former.clone() };
    let terms = Some(Gate::Step(Step::Terms));
    // The tenth is the first of the days, so the twentieth is the eleventh of them.
    for (grace, facts, later, expected) in [
        (Some(11), &former, Some("2026-11-10"), None),
        (Some(10), &former, Some("2026-11-10"), terms),
        (None, &former, Some("2026-11-10"), terms),
        (Some(11), &former, None, terms),
        (Some(11), &former, Some("2026-04-01"), terms),
        (Some(11), &none, Some("2026-11-10"), terms),
        (Some(11), &new, Some("2026-11-10"), terms),
    ] {
        realm.terms_grace = grace.map(TimeDelta::days);
        let later = later.map(str::to_owned);
        let sign_in = shown([password(a, minutes(1)), app_code(a, minutes(1))]);
        let scene = Scene { realm: realm.clone(), facts: facts.clone(), ..Scene::of(a) };
        let said = Scene {
            sign_in: sign_in.clone(),
            wishes: Wishes { terms_later: later.clone(), ..Wishes::default() },
            ..scene.clone()
        };
        assert_eq!(due(&said), expected, "{grace:?} {facts:?} {later:?}");
        let in_session = Scene { session: Some(sign_in.clone()), terms_later: later.clone(), ..scene.clone() };
        assert_eq!(due(&in_session), expected, "in the session: {grace:?} {facts:?} {later:?}");
        let anothers = Scene {
            sign_in,
            session: Some(shown([password(AccountId::generate(), minutes(1))])),
            terms_later: later,
            ..scene
        };
        assert_ne!(due(&anothers), None, "said by somebody else");
    }
    realm.terms_grace = Some(TimeDelta::days(11));
    let today = japan_date(noon());
    assert_eq!(former.terms_may_wait_until(&realm, today), Some(today));
    assert_eq!(member(Some("2026-11-10")).terms_may_wait_until(&realm, today), None, "there is nothing to put off");
}

/// Whatever somebody signs in with, single sign-on included, a newer version of the terms stands before the end.
#[test]
fn new_terms_are_asked_whatever_the_method() {
    let a = AccountId::generate();
    let factors = [
        (Method::AppOtp, Factor::AppCode(AuthenticatorId::generate())),
        (Method::MailOtp, Factor::MailCode),
        (Method::Passkey, Factor::Passkey(PasskeyId::generate())),
    ];
    let facts = |method| AccountFacts {
        accepted_terms: Some("2025-04-01".to_owned()),
        method,
        passkeys: 1,
        ..returning_member(a)
    };
    let terms = Some(Gate::Step(Step::Terms));
    for (method, factor) in factors {
        let proofs = shown([password(a, minutes(1)), Proof::new(a, factor, noon())]);
        let scene = Scene { facts: facts(Some(method)), sign_in: proofs.clone(), ..Scene::of(a) };
        assert_eq!(due(&scene), terms, "{method:?}");
        let sign_on = Scene { sign_in: Proofs::default(), session: Some(proofs), ..scene };
        assert_eq!(due(&sign_on), terms, "{method:?} by single sign-on");
    }
    let alone = AccountFacts { first_signed_in_at: None, ..facts(Some(Method::AppOtp)) };
    assert_eq!(
        due(&Scene { facts: alone, sign_in: shown([password(a, minutes(1))]), ..Scene::of(a) }),
        terms,
        "a password alone"
    );
}

#[test]
fn a_former_member_may_still_sign_in_for_the_first_time() {
    let a = AccountId::generate();
    let mut realm = minato();
    realm.sign_in.years_after_eligibility = 2;
    let new = |last_day: &str| AccountFacts {
        first_signed_in_at: None,
        birth_date_confirmed_at: None,
        eligible_until: Some(last_day.parse().unwrap()),
        ..returning_member(a)
    };
    let next = |last_day| {
        Scene { realm: realm.clone(), facts: new(last_day), sign_in: shown([password(a, minutes(1))]), ..Scene::of(a) }
            .next()
    };
    assert!(matches!(next("2024-11-20"), Next::Due(Gate::Step(Step::BirthDate))));
    assert!(matches!(next("2024-11-19"), Next::Refused(Refusal::NoLongerEligible)));
}

#[test]
fn a_closed_account_is_refused_whatever_is_shown_and_only_after_the_password() {
    let a = AccountId::generate();
    let closed = AccountFacts { standing: Standing::Disabled, ..returning_member(a) };
    let scene = Scene { facts: closed, ..Scene::of(a) };
    assert_eq!(due(&scene), Some(Gate::Password));
    let sign_in = shown([password(a, minutes(1)), app_code(a, minutes(1))]);
    let left_behind = Scene { session: Some(sign_in.clone()), ..scene.clone() };
    assert_eq!(due(&left_behind), Some(Gate::Password), "the browser is free for somebody else");
    assert!(matches!(Scene { sign_in: sign_in.clone(), ..scene }.next(), Next::Refused(Refusal::Disabled)));

    let last_day = first_day_too_long_ago().succ_opt().unwrap();
    for (eligible_until, refused) in [(last_day, false), (last_day.pred_opt().unwrap(), true)] {
        let facts = AccountFacts { eligible_until: Some(eligible_until), ..returning_member(a) };
        let scene = Scene { facts, sign_in: sign_in.clone(), ..Scene::of(a) };
        assert_eq!(matches!(scene.next(), Next::Refused(Refusal::NoLongerEligible)), refused, "{eligible_until}");
    }
}

#[test]
fn new_terms_hold_up_whoever_agreed_to_older_ones() {
    let a = AccountId::generate();
    let sign_in = shown([password(a, minutes(1)), app_code(a, minutes(1))]);
    for (accepted_terms, expected) in [
        (None, Some(Gate::Step(Step::Terms))),
        (Some("2025-04-01".to_owned()), Some(Gate::Step(Step::Terms))),
        (Some("2026-04-01".to_owned()), None),
        (Some("2027-04-01".to_owned()), None),
    ] {
        let facts = AccountFacts { accepted_terms: accepted_terms.clone(), ..returning_member(a) };
        assert_eq!(due(&Scene { facts, sign_in: sign_in.clone(), ..Scene::of(a) }), expected, "{accepted_terms:?}");
    }
}

prop_compose! {
    fn facts(id: AccountId)(
        closed in prop::bool::weighted(0.1), left in prop::option::weighted(0.2, 2000_i32..2030),
        done in prop::collection::vec(prop::bool::weighted(0.8), 6),
        terms in select(vec![None, Some("2025-04-01"), Some("2026-04-01")]),
        method in prop::option::of(select(Method::ALL.to_vec())), authenticators in 0_u64..3, passkeys in 0_u64..2,
        renewed in prop::option::weighted(0.3, (select(vec![0_i64, 1, 29, 60]), any::<bool>())),
    ) -> AccountFacts {
        let at = |index: usize| done[index].then(|| noon() - TimeDelta::days(30));
        AccountFacts {
            id,
            standing: if closed { Standing::Disabled } else { Standing::Active },
            eligible_until: left.and_then(|year| NaiveDate::from_ymd_opt(year, 3, 31)),
            first_signed_in_at: at(0),
            birth_date_confirmed_at: at(1),
            accepted_terms: terms.map(str::to_owned),
            email_confirmed_at: at(2),
            email_verified_at: at(3),
            user_id_confirmed_at: at(4),
            password_chosen_at: at(5),
            method, authenticators, passkeys,
            renewal: renewed.map(|(age, kept)| Renewal { at: noon() - minutes(age), kept: kept.then(this_sign_in) }),
        }
    }
}

prop_compose! {
    /// Proofs of two people, in any order, some of them old.
    fn proofs(people: [AccountId; 2])(
        made in prop::collection::vec((0_usize..2, 0_usize..4, select(vec![0_i64, 1, 29, 31, 60, 600, 1_441, 4_000])), 0..5),
    ) -> Proofs {
        let factor = |kind| match kind {
            0 => Factor::AppCode(AuthenticatorId::generate()),
            1 => Factor::MailCode,
            2 => Factor::Passkey(PasskeyId::generate()),
            _ => Factor::Password,
        };
        let proof = |(who, kind, age): (usize, usize, i64)| Proof::new(people[who], factor(kind), noon() - minutes(age));
        made.into_iter().map(proof).fold(Proofs::default(), Proofs::with)
    }
}

prop_compose! {
    fn wishes(people: [AccountId; 2])(
        anew in prop::bool::weighted(0.2), later in prop::option::of(select(vec!["2025-04-01", "2026-04-01"])),
        switch_from in prop::option::of(select(people.to_vec())), consent_of in prop::option::of(select(people.to_vec())),
    ) -> Wishes {
        Wishes { remember: false, anew, terms_later: later.map(str::to_owned), switch_from, consent_of }
    }
}

prop_compose! {
    fn ask()(
        acr in select(Acr::ALL.to_vec()), max_age in prop::option::of(select(vec![0_i64, 1, 30, 600])),
        fresh in prop::bool::weighted(0.2), shown_within in prop::option::weighted(0.2, select(vec![1_i64, 29, 60])),
        consent in any::<bool>(),
    ) -> Ask {
        Ask { acr, max_age: max_age.map(minutes), fresh, shown_within: shown_within.map(minutes), consent }
    }
}

fn person(number: u8) -> AccountId {
    format!("00000000-0000-7000-8000-0000000000{number:02}").parse().unwrap()
}

fn scene() -> impl Strategy<Value = Scene> {
    // Always the same two people, so that a case that failed once fails again.
    let (a, b) = (person(1), person(2));
    let policy =
        (subsequence(STEPS.to_vec(), 0..=7).prop_shuffle(), subsequence(Method::ALL.to_vec(), 1..=3), any::<bool>());
    let shown = (proofs([a, b]), prop::option::of(proofs([a, b])));
    // Noon is the 234th day of the terms.
    let times = (
        prop::option::of(select(vec![1_i64, 7]).prop_map(TimeDelta::days)),
        prop::option::of(select(vec![233_i64, 234]).prop_map(TimeDelta::days)),
    );
    let remembered = prop::option::of(select(vec![-1_i64, 1, 600]).prop_map(|left| noon() + minutes(left)));
    (policy, times, facts(a), shown, wishes([a, b]), remembered, wishes([a, b]), ask()).prop_map(
        |(
            (steps, methods, at_once),
            (remember_me, grace),
            facts,
            (sign_in, session),
            wishes,
            remembered_until,
            former,
            ask,
        )| {
            let mut realm = minato();
            realm.sign_in.enrolment = if at_once { Enrolment::AtOnce } else { Enrolment::SecondSignIn };
            (realm.sign_in.steps, realm.sign_in.methods) = (steps, methods);
            (realm.sign_in.remember_me, realm.terms_grace) = (remember_me, grace);
            Scene { realm, facts, sign_in, wishes, session, remembered_until, terms_later: former.terms_later, ask }
        },
    )
}

#[test]
fn a_password_alone_registers_no_device_beside_one_that_is_there() {
    let id = AccountId::generate();
    let scene = Scene {
        sign_in: shown([password(id, TimeDelta::zero())]),
        ask: Ask { acr: Acr::Passkey, ..ANYTHING },
        ..Scene::of(id)
    };
    assert_eq!(due(&scene), Some(Gate::SecondFactor(Method::AppOtp)));
    let scene = Scene { sign_in: scene.sign_in.clone().with(app_code(id, TimeDelta::zero())), ..scene };
    assert_eq!(due(&scene), Some(Gate::Enrolment(Method::Passkey)));
}

/// The ways that stand beside the gate that is due.
fn ways(scene: &Scene) -> Vec<Method> {
    due(scene).map_or_else(Vec::new, |gate| other_ways(&scene.realm, &scene.facts, &scene.ask, gate))
}

#[test]
fn another_way_is_one_that_is_ready_and_reaches_what_is_asked() {
    let id = AccountId::generate();
    let of_all = AccountFacts { method: Some(Method::Passkey), passkeys: 1, ..returning_member(id) };
    let without_mail = AccountFacts { email_verified_at: None, ..of_all.clone() };
    let without_passkey = AccountFacts { passkeys: 0, ..of_all.clone() };
    let new = AccountFacts { first_signed_in_at: None, ..without_passkey.clone() };
    let asking = |acr| Ask { acr, ..ANYTHING };
    for (facts, ask, expected) in [
        (&of_all, ANYTHING, vec![Method::AppOtp, Method::MailOtp]),
        (&of_all, asking(Acr::AppCode), vec![Method::AppOtp]),
        (&of_all, asking(Acr::Passkey), vec![]),
        (&without_mail, ANYTHING, vec![Method::AppOtp]),
        // Their app is asked before a passkey is registered beside it, and mail would not spare them the app.
        (&without_passkey, asking(Acr::Passkey), vec![]),
        (&without_passkey, ANYTHING, vec![Method::MailOtp]),
        (&new, ANYTHING, vec![]),
    ] {
        let scene = Scene { facts: facts.clone(), sign_in: shown([password(id, minutes(0))]), ask, ..Scene::of(id) };
        assert_eq!(ways(&scene), expected, "{facts:?} {ask:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Whoever chooses another way is asked for no other factor after it, and does not end below what is asked.
    #[test]
    fn another_way_leads_as_far_as_the_one_that_is_due(scene in scene()) {
        for way in ways(&scene) {
            prop_assert!(scene.facts.is_ready_for(way) && scene.realm.sign_in.methods.contains(&way));
            prop_assert!(way.acr() >= scene.ask.acr);
            let mut scene = scene.clone();
            open(&mut scene, Gate::SecondFactor(way));
            prop_assert!(!matches!(scene.next(), Next::Due(Gate::SecondFactor(_) | Gate::Enrolment(_))));
            while let Next::Due(gate) = scene.next() {
                open(&mut scene, gate);
            }
            if let Next::Done(authenticated) = scene.next() {
                prop_assert!(authenticated.acr() >= scene.ask.acr);
            }
        }
    }

    /// Nobody gets in with anything missing.
    #[test]
    fn only_proofs_that_count_and_open_every_gate_let_somebody_in(scene in scene()) {
        if let Next::Done(authenticated) = scene.next() {
            let proofs: Vec<&Proof> =
                [authenticated.proofs().first(), authenticated.proofs().second()].into_iter().flatten().collect();
            prop_assert!(authenticated.proofs().first().is_some());
            prop_assert_eq!(authenticated.account(), scene.facts.id);
            prop_assert!(proofs.iter().all(|proof| scene.counts(proof) && proof.account() == scene.facts.id));
            prop_assert_eq!(Some(authenticated.at()), proofs.iter().map(|proof| proof.at()).min());
            prop_assert_eq!(Some(authenticated.acr()), proofs.iter().map(|proof| proof.factor().acr()).max());
            prop_assert!(authenticated.acr() >= scene.ask.acr);
            let must_show_two = scene.facts.first_signed_in_at.is_some() && scene.facts.method_in(&scene.realm).is_some();
            prop_assert!(!must_show_two || authenticated.acr() > Acr::Password);
            prop_assert!(!scene.is_refused());
            prop_assert!(!STEPS.into_iter().any(|step| scene.is_due(step)));
            prop_assert!(!scene.stands_beside_another());
            prop_assert!(!scene.ask.consent || scene.wishes.consent_of == Some(scene.facts.id));
            // A remembered password is never the whole of it.
            let newest = proofs.iter().map(|proof| proof.at()).max();
            prop_assert!(!must_show_two || newest.is_some_and(|at| noon() - at <= scene.realm.lifetimes.session));
        }
    }

    /// Nobody is held up without a reason.
    #[test]
    fn every_closed_gate_has_its_reason(scene in scene()) {
        let reached = scene.reached();
        match scene.next() {
            Next::Due(Gate::Password) | Next::Done(_) => {}
            Next::Refused(_) => prop_assert!(scene.is_refused() && reached.is_some()),
            Next::Unreachable => prop_assert!(scene.realm.sign_in.methods.iter().all(|method| method.acr() < scene.ask.acr)),
            Next::Due(Gate::Step(step)) => prop_assert!(scene.is_due(step)),
            Next::Due(Gate::Switch) => prop_assert!(scene.stands_beside_another()),
            Next::Due(Gate::Consent) => prop_assert!(scene.ask.consent && !scene.stands_beside_another()),
            Next::Due(Gate::SecondFactor(method)) => {
                prop_assert!(scene.facts.is_ready_for(method) && scene.realm.sign_in.methods.contains(&method));
                prop_assert!(reached < Some(method.acr()));
            }
            Next::Due(Gate::Enrolment(method)) => {
                prop_assert!(!scene.facts.is_ready_for(method) && scene.realm.sign_in.methods.contains(&method));
                let devices = [Method::Passkey, Method::AppOtp].into_iter();
                let mut at_hand = devices.filter(|device| scene.realm.sign_in.methods.contains(device) && scene.facts.is_ready_for(*device));
                prop_assert!(at_hand.all(|device| Some(device.acr()) <= reached), "a device at hand was not asked first");
            }
        }
    }

    /// Whoever does what is due comes to an end, and no gate is due twice.
    #[test]
    fn doing_what_is_due_leads_in(scene in scene()) {
        let mut scene = scene;
        let mut before = Vec::new();
        while let Next::Due(gate) = scene.next() {
            prop_assert!(!before.contains(&gate), "{:?} again after {:?}", gate, before);
            before.push(gate);
            open(&mut scene, gate);
        }
        prop_assert!(!matches!(scene.next(), Next::Due(_)));
    }
}

/// What opens a gate.
fn open(scene: &mut Scene, gate: Gate) {
    let (id, facts, now) = (scene.facts.id, &mut scene.facts, Some(noon()));
    let mut show = |factor| scene.sign_in = scene.sign_in.clone().with(Proof::new(id, factor, noon()));
    match gate {
        Gate::Password => show(Factor::Password),
        Gate::Switch => scene.wishes.switch_from = scene.session.as_ref().and_then(Proofs::account),
        Gate::Consent => scene.wishes.consent_of = Some(id),
        Gate::SecondFactor(Method::AppOtp) => show(Factor::AppCode(AuthenticatorId::generate())),
        Gate::SecondFactor(Method::MailOtp) => show(Factor::MailCode),
        Gate::SecondFactor(Method::Passkey) => show(Factor::Passkey(PasskeyId::generate())),
        Gate::Enrolment(Method::AppOtp) => facts.authenticators += 1,
        Gate::Enrolment(Method::MailOtp) => facts.email_verified_at = now,
        Gate::Enrolment(Method::Passkey) => facts.passkeys += 1,
        Gate::Step(Step::BirthDate) => facts.birth_date_confirmed_at = now,
        Gate::Step(Step::Terms) => facts.accepted_terms = Some("2026-04-01".to_owned()),
        Gate::Step(Step::Email) => facts.email_confirmed_at = now,
        Gate::Step(Step::EmailVerification) => facts.email_verified_at = now,
        Gate::Step(Step::UserId) => facts.user_id_confirmed_at = now,
        Gate::Step(Step::Method) => facts.method = scene.realm.sign_in.methods.first().copied(),
        Gate::Step(Step::Password) => facts.password_chosen_at = now,
    }
}
