//! Rules about applications that register themselves.

use super::{Whole, secrets, texts};
use crate::diagnostic::Problems;
use crate::files::{RealmFile, SecretReference};
use crate::parse::Parsed;

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
        secrets::check(token, || realm.at(pointer), whole, problems);
    }
}
