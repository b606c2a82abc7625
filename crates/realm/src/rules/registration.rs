//! Rules about applications that register themselves.

use super::texts::absent;
use super::{Whole, texts};
use crate::diagnostic::{Problems, Value};
use crate::files::{RealmFile, SecretReference};
use crate::parse::Parsed;
use crate::secrets::Absent;

fn tokens(realm: &Parsed<RealmFile>) -> impl Iterator<Item = (&'static str, &SecretReference)> {
    let table = realm.file.registration.iter();
    table.flat_map(|table| {
        let both = [
            ("/registration/initial_access_token", &table.initial_access_token),
            ("/registration/next_initial_access_token", &table.next_initial_access_token),
        ];
        both.into_iter().filter_map(|(pointer, token)| Some((pointer, token.as_ref()?)))
    })
}

pub(super) fn registration_needs_a_token(realm: &Parsed<RealmFile>, whole: &Whole<'_>, problems: &mut Problems) {
    let open = realm.file.registration.is_some() && tokens(realm).next().is_none();
    if open && !whole.settings.development {
        problems.add(&texts::OPEN_REGISTRATION, realm.at("/registration"), &[]);
    }
}

pub(super) fn tokens_are_there(realm: &Parsed<RealmFile>, whole: &Whole<'_>, problems: &mut Problems) {
    for (pointer, token) in tokens(realm) {
        let cause = match whole.secrets.resolve(token) {
            Ok(_) => continue,
            Err(Absent::NoPlace) => {
                problems.add(&texts::ONE_PLACE_FOR_A_SECRET, realm.at(pointer), &[]);
                continue;
            }
            Err(Absent::File) => absent::NO_FILE,
            Err(Absent::Variable) => absent::NO_VARIABLE,
            Err(Absent::TooShort) => absent::SHORT,
        };
        problems.add(&texts::ABSENT_SECRET, realm.at(pointer), &[("cause", Value::Word(cause))]);
    }
}
