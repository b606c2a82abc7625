//! Rules about sign-in: no choice that no member can use, no step that never comes, no time out of bounds.

use chrono::{NaiveDate, TimeDelta};

use super::{Whole, texts};
use crate::diagnostic::Problems;
use crate::files::{Duration, InitialKind, RealmFile};
use crate::model::{Method, Step};
use crate::parse::Parsed;

pub(super) fn recommended_method_is_offered(realm: &Parsed<RealmFile>, _: &Whole<'_>, problems: &mut Problems) {
    let sign_in = &realm.file.sign_in;
    if sign_in.recommended_method.is_some_and(|method| !sign_in.methods.contains(&method)) {
        problems.add(&texts::NOT_RECOMMENDABLE, realm.at("/sign_in/recommended_method"), &[]);
    }
}

pub(super) fn mail_codes_need_an_address(realm: &Parsed<RealmFile>, _: &Whole<'_>, problems: &mut Problems) {
    let sign_in = &realm.file.sign_in;
    if sign_in.methods.contains(&Method::MailOtp) && !sign_in.steps.contains(&Step::Email) {
        problems.add(&texts::NO_ADDRESS_FOR_CODES, realm.at("/sign_in/steps"), &[]);
    }
}

pub(super) fn verification_follows_email(realm: &Parsed<RealmFile>, _: &Whole<'_>, problems: &mut Problems) {
    let place = |step| realm.file.sign_in.steps.iter().position(|known| *known == step);
    let Some(verification) = place(Step::EmailVerification) else { return };
    if place(Step::Email).is_none_or(|email| email > verification) {
        let at = realm.at(&format!("/sign_in/steps/{verification}"));
        problems.add(&texts::VERIFICATION_BEFORE_EMAIL, at, &[]);
    }
}

pub(super) fn members_can_choose_a_method(realm: &Parsed<RealmFile>, _: &Whole<'_>, problems: &mut Problems) {
    let sign_in = &realm.file.sign_in;
    let decided = sign_in.steps.contains(&Step::Method) || sign_in.recommended_method.is_some();
    if sign_in.methods.len() > 1 && !decided {
        problems.add(&texts::NO_WAY_TO_CHOOSE, realm.at("/sign_in/steps"), &[]);
    }
}

pub(super) fn there_is_a_method_to_choose(realm: &Parsed<RealmFile>, _: &Whole<'_>, problems: &mut Problems) {
    let sign_in = &realm.file.sign_in;
    let Some(index) = sign_in.steps.iter().position(|step| *step == Step::Method) else { return };
    if sign_in.methods.len() == 1 {
        problems.add(&texts::NOTHING_TO_CHOOSE, realm.at(&format!("/sign_in/steps/{index}")), &[]);
    }
}

pub(super) fn terms_are_there_and_asked(realm: &Parsed<RealmFile>, whole: &Whole<'_>, problems: &mut Problems) {
    let asked = realm.file.sign_in.steps.contains(&Step::Terms);
    match (asked, whole.bundle.terms_are_meant) {
        (true, false) => problems.add(&texts::NO_TERMS, realm.at("/sign_in/steps"), &[]),
        (false, true) => problems.add(&texts::UNASKED_TERMS, realm.at("/sign_in/steps"), &[]),
        _ => {}
    }
}

pub(super) fn lengths_are_in_order(realm: &Parsed<RealmFile>, _: &Whole<'_>, problems: &mut Problems) {
    let (user_id, password) = (&realm.file.sign_in.user_id, &realm.file.sign_in.password);
    for (table, min, max) in [("user_id", user_id.min, user_id.max), ("password", password.min, password.max)] {
        if min > max {
            let place = realm.at(&format!("/sign_in/{table}/min"));
            problems.add(&texts::LENGTHS_REVERSED, place, &[("min", min.into()), ("max", max.into())]);
        }
    }
}

pub(super) fn derived_passwords_are_described(realm: &Parsed<RealmFile>, _: &Whole<'_>, problems: &mut Problems) {
    let initial = &realm.file.sign_in.initial_credentials;
    let derived = initial.kind == InitialKind::Derived;
    if derived && initial.password.is_none() {
        problems.add(&texts::NO_DERIVATION, realm.at("/sign_in/initial_credentials/kind"), &[]);
    } else if !derived && initial.password.is_some() {
        problems.add(&texts::USELESS_DERIVATION, realm.at("/sign_in/initial_credentials/password"), &[]);
    }
}

pub(super) fn reference_date_is_real(realm: &Parsed<RealmFile>, _: &Whole<'_>, problems: &mut Problems) {
    let initial = &realm.file.sign_in.initial_credentials;
    let Some(date) = &initial.reference_date else { return };
    let place = realm.at("/sign_in/initial_credentials/reference_date");
    if initial.kind != InitialKind::Derived {
        problems.add(&texts::USELESS_REFERENCE_DATE, place, &[]);
    } else if date.parse::<NaiveDate>().is_err() {
        problems.add(&texts::UNREAL_DAY, place, &[("value", date.into())]);
    }
}

/// A key that holds a length of time, and its bounds as people write them.
type TimeBounds = (&'static str, fn(&RealmFile) -> Option<Duration>, &'static str, &'static str);

const TIMES: [TimeBounds; 14] = [
    ("/lifetimes/session", |file| Some(file.lifetimes.session), "5min", "24h"),
    ("/lifetimes/sign_in", |file| Some(file.lifetimes.sign_in), "1h", "72h"),
    ("/lifetimes/proofs", |file| Some(file.lifetimes.proofs), "1min", "1h"),
    ("/lifetimes/authorization_code", |file| Some(file.lifetimes.authorization_code), "10s", "60s"),
    ("/lifetimes/access_token", |file| Some(file.lifetimes.access_token), "1min", "1h"),
    ("/lifetimes/id_token", |file| Some(file.lifetimes.id_token), "1min", "1h"),
    ("/lifetimes/refresh_token", |file| Some(file.lifetimes.refresh_token), "1h", "90d"),
    ("/lifetimes/step_up", |file| Some(file.lifetimes.step_up), "1min", "15min"),
    ("/lifetimes/mail_code", |file| Some(file.lifetimes.mail_code), "1min", "10min"),
    ("/lifetimes/email_verification", |file| Some(file.lifetimes.email_verification), "5min", "24h"),
    ("/lifetimes/password_reset", |file| Some(file.lifetimes.password_reset), "5min", "60min"),
    ("/terms/grace", |file| file.terms.grace, "1d", "90d"),
    ("/sign_in/remember_me", |file| file.sign_in.remember_me, "1h", "7d"),
    ("/sign_in/lockout/unlock", |file| Duration::parse(&file.sign_in.lockout.unlock), "5min", "24h"),
];

pub(super) fn times_are_within_bounds(realm: &Parsed<RealmFile>, _: &Whole<'_>, problems: &mut Problems) {
    for (pointer, chosen, min, max) in TIMES {
        let bound = |text| Duration::parse(text).map_or(TimeDelta::zero(), |bound| bound.0);
        let Some(Duration(chosen)) = chosen(&realm.file) else { continue };
        if chosen < bound(min) || chosen > bound(max) {
            let key = pointer.trim_start_matches('/').replace('/', ".");
            let values = [("key", key.into()), ("min", min.into()), ("max", max.into())];
            problems.add(&texts::TIME_OUT_OF_BOUNDS, realm.at(pointer), &values);
        }
    }
}
