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
    AccountFacts, Ask, Authenticated, Evidence, Factor, Gate, Next, Proof, Proofs, Refusal, Renewal, Standing,
    fresh_auth, next, other_ways,
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

const ANYTHING: Ask = Ask { acr: Acr::Password, max_age: None, fresh: false, shown_within: None };

/// Everything that the answer depends on, at [`noon`].
#[derive(Clone)]
struct Scene {
    realm: Realm,
    facts: AccountFacts,
    sign_in: Proofs,
    session: Option<Proofs>,
    ask: Ask,
}

impl fmt::Debug for Scene {
    /// Of the realm, only what the gates read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let policy = &self.realm.sign_in;
        let realm = (&policy.methods, &policy.steps, policy.enrolment);
        let shown = (&self.facts, &self.sign_in, &self.session, &self.ask);
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
            session: None,
            ask: ANYTHING,
        }
    }

    fn next(&self) -> Next {
        let evidence = Evidence { id: this_sign_in(), sign_in: &self.sign_in, session: self.session.as_ref() };
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
            && self.ask.max_age.is_none_or(|max_age| age <= max_age);
        own || from_session
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
        let auth = fresh_auth(&realm, facts, &session, noon());
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
        made in prop::collection::vec((0_usize..2, 0_usize..4, select(vec![0_i64, 1, 29, 31, 60, 600])), 0..5),
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
    fn ask()(
        acr in select(Acr::ALL.to_vec()), max_age in prop::option::of(select(vec![0_i64, 1, 30, 600])),
        fresh in prop::bool::weighted(0.2), shown_within in prop::option::weighted(0.2, select(vec![1_i64, 29, 60])),
    ) -> Ask {
        Ask { acr, max_age: max_age.map(minutes), fresh, shown_within: shown_within.map(minutes) }
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
    (policy, facts(a), shown, ask()).prop_map(|((steps, methods, at_once), facts, (sign_in, session), ask)| {
        let mut realm = minato();
        realm.sign_in.enrolment = if at_once { Enrolment::AtOnce } else { Enrolment::SecondSignIn };
        (realm.sign_in.steps, realm.sign_in.methods) = (steps, methods);
        Scene { realm, facts, sign_in, session, ask }
    })
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
