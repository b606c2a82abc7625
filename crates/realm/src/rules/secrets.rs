//! What is said about a secret that cannot be used, whichever file names it.
//!
//! One that is not there yet is a warning: files and secrets arrive by different ways. One that no society may name is
//! an error.

use super::texts::absent;
use super::{Whole, texts};
use crate::diagnostic::{Problems, Value};
use crate::files::SecretReference;
use crate::secrets::Unusable;
use crate::source::Location;

/// Notes why a secret cannot be used. The place is asked for when it cannot.
pub(super) fn check(
    secret: &SecretReference,
    place: impl FnOnce() -> Location,
    whole: &Whole<'_>,
    problems: &mut Problems,
) {
    let Err(unusable) = whole.secrets.resolve(secret) else { return };
    let cause = match unusable {
        Unusable::NoPlace => return problems.add(&texts::ONE_PLACE_FOR_A_SECRET, place(), &[]),
        Unusable::Outside => return problems.add(&texts::SECRET_OUTSIDE, place(), &[]),
        Unusable::OwnSetting => return problems.add(&texts::SECRET_IS_A_SETTING, place(), &[]),
        Unusable::File => absent::NO_FILE,
        Unusable::NotAFile => absent::NOT_A_FILE,
        Unusable::TooLarge => absent::LARGE,
        Unusable::Variable => absent::NO_VARIABLE,
        Unusable::TooShort => absent::SHORT,
    };
    problems.add(&texts::ABSENT_SECRET, place(), &[("cause", Value::Word(cause))]);
}
