//! Choices that are weaker than the standard: possible, because some societies have them, but never by accident.
//!
//! The reason stands beside the choice as `accept_weaker`, where the next administrator and the auditor read it.

use base::Text;

use super::texts::weaker;
use super::{Whole, texts};
use crate::diagnostic::{Problems, Value};
use crate::files::{InitialKind, RealmFile};
use crate::model::SecondFactor;
use crate::parse::Parsed;

/// NIST SP 800-63B-4 §3.1.1.2: verifiers accept at least this many characters.
const LONGEST_PASSWORD_AT_LEAST: usize = 64;

/// What is weaker in a table: the key, and why.
type Weaknesses = Vec<(&'static str, Text)>;

pub(super) fn weaker_passwords_are_accepted_knowingly(
    realm: &Parsed<RealmFile>,
    _: &Whole<'_>,
    problems: &mut Problems,
) {
    let password = &realm.file.sign_in.password;
    require_reason(realm, "password", password.accept_weaker.as_ref(), &password_weaknesses(&realm.file), problems);
}

pub(super) fn administrator_unlock_is_accepted_knowingly(
    realm: &Parsed<RealmFile>,
    _: &Whole<'_>,
    problems: &mut Problems,
) {
    let lockout = &realm.file.sign_in.lockout;
    require_reason(realm, "lockout", lockout.accept_weaker.as_ref(), &lockout_weaknesses(&realm.file), problems);
}

pub(super) fn derived_passwords_are_accepted_knowingly(
    realm: &Parsed<RealmFile>,
    _: &Whole<'_>,
    problems: &mut Problems,
) {
    let initial = &realm.file.sign_in.initial_credentials;
    let weaknesses = initial_weaknesses(&realm.file);
    require_reason(realm, "initial_credentials", initial.accept_weaker.as_ref(), &weaknesses, problems);
}

/// On a developer's machine it needs no reason.
pub(super) fn one_factor_is_accepted_knowingly(realm: &Parsed<RealmFile>, whole: &Whole<'_>, problems: &mut Problems) {
    let sign_in = &realm.file.sign_in;
    if sign_in.second_factor == SecondFactor::Off && sign_in.accept_weaker.is_none() && !whole.settings.development {
        let place = realm.at("/sign_in/second_factor");
        problems.add(&texts::WEAKER, place, &[("what", Value::Word(weaker::ONE_FACTOR))]);
    }
}

pub(super) fn nothing_is_accepted_needlessly(realm: &Parsed<RealmFile>, _: &Whole<'_>, problems: &mut Problems) {
    let sign_in = &realm.file.sign_in;
    let reasons = [
        ("password", &sign_in.password.accept_weaker, password_weaknesses(&realm.file)),
        ("lockout", &sign_in.lockout.accept_weaker, lockout_weaknesses(&realm.file)),
        ("initial_credentials", &sign_in.initial_credentials.accept_weaker, initial_weaknesses(&realm.file)),
    ];
    if sign_in.accept_weaker.is_some() && sign_in.second_factor == SecondFactor::Required {
        problems.add(&texts::NOTHING_WEAKER, realm.at("/sign_in/accept_weaker"), &[]);
    }
    for (table, reason, weaknesses) in reasons {
        if reason.is_some() && weaknesses.is_empty() {
            problems.add(&texts::NOTHING_WEAKER, realm.at(&format!("/sign_in/{table}/accept_weaker")), &[]);
        }
    }
}

fn require_reason(
    realm: &Parsed<RealmFile>,
    table: &str,
    reason: Option<&String>,
    weaknesses: &[(&str, Text)],
    problems: &mut Problems,
) {
    if reason.is_some() {
        return;
    }
    for (key, what) in weaknesses {
        let place = realm.at(&format!("/sign_in/{table}/{key}"));
        problems.add(&texts::WEAKER, place, &[("what", Value::Word(*what))]);
    }
}

/// Every weaker choice of a society: the key, what is weaker, and why that was accepted.
pub(crate) fn weaknesses(file: &RealmFile) -> Vec<(String, Text, Option<&String>)> {
    let sign_in = &file.sign_in;
    let one_factor = sign_in.second_factor == SecondFactor::Off;
    let one_factor = one_factor.then_some(("second_factor", weaker::ONE_FACTOR)).into_iter().collect();
    let all = [
        ("", &sign_in.accept_weaker, one_factor),
        ("password/", &sign_in.password.accept_weaker, password_weaknesses(file)),
        ("lockout/", &sign_in.lockout.accept_weaker, lockout_weaknesses(file)),
        ("initial_credentials/", &sign_in.initial_credentials.accept_weaker, initial_weaknesses(file)),
    ];
    let of_table = |(table, reason, weaknesses): (&'static str, _, Weaknesses)| {
        weaknesses.into_iter().map(move |(key, what)| (format!("/sign_in/{table}{key}"), what, Option::as_ref(reason)))
    };
    all.into_iter().flat_map(of_table).collect()
}

fn password_weaknesses(file: &RealmFile) -> Weaknesses {
    let password = &file.sign_in.password;
    let all = [
        (password.max < LONGEST_PASSWORD_AT_LEAST, "max", weaker::SHORT_MAXIMUM),
        (!password.composition.is_empty(), "composition", weaker::COMPOSITION),
        (password.ignore_case, "ignore_case", weaker::IGNORE_CASE),
    ];
    all.into_iter().filter(|(is_so, ..)| *is_so).map(|(_, key, what)| (key, what)).collect()
}

fn lockout_weaknesses(file: &RealmFile) -> Weaknesses {
    let administrator = file.sign_in.lockout.unlock == "administrator";
    administrator.then_some(("unlock", weaker::ADMINISTRATOR_UNLOCK)).into_iter().collect()
}

fn initial_weaknesses(file: &RealmFile) -> Weaknesses {
    let derived = file.sign_in.initial_credentials.kind == InitialKind::Derived;
    derived.then_some(("kind", weaker::DERIVED_PASSWORD)).into_iter().collect()
}
