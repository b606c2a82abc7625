//! Rules about a society as such: addresses, contact, colour, maintenance.

use chrono::{NaiveDateTime, NaiveTime};

use super::texts::unreal;
use super::{Whole, addresses, texts};
use crate::diagnostic::{Problems, Value};
use crate::files::{MaintenanceTable, RealmFile};
use crate::model::Colour;
use crate::parse::Parsed;

/// WCAG 2.2, success criterion 1.4.3.
const READABLE: f64 = 4.5;

pub(super) fn addresses_are_exact(realm: &Parsed<RealmFile>, whole: &Whole<'_>, problems: &mut Problems) {
    for (key, address) in [("/issuer", &realm.file.issuer), ("/portal_url", &realm.file.portal_url)] {
        if let Some(address) = address {
            addresses::check_site(address, whole.name, || realm.at(key), whole.settings, problems);
        }
    }
}

pub(super) fn somebody_can_be_reached(realm: &Parsed<RealmFile>, _: &Whole<'_>, problems: &mut Problems) {
    let contact = &realm.file.contact;
    let unreadable = ["/contact", "/contact/phone", "/contact/email"].into_iter().any(|key| realm.is_reported(key));
    if contact.phone.is_none() && contact.email.is_none() && !unreadable {
        problems.add(&texts::UNREACHABLE_CONTACT, realm.key("/contact"), &[]);
    }
}

pub(super) fn colour_reads_on_white(realm: &Parsed<RealmFile>, _: &Whole<'_>, problems: &mut Problems) {
    let text = &realm.file.brand.primary_colour;
    let contrast = text.parse().map_or(1.0, |colour: Colour| colour.contrast_with(Colour::WHITE));
    if contrast < READABLE {
        // Cut, not rounded: 4.47 must not read as 4.5.
        let ratio = format!("{:.2}", (contrast * 100.0).floor() / 100.0);
        let values = [("value", text.into()), ("ratio", ratio.into())];
        problems.add(&texts::PALE_COLOUR, realm.at("/brand/primary_colour"), &values);
    }
}

pub(super) fn maintenance_is_real(realm: &Parsed<RealmFile>, _: &Whole<'_>, problems: &mut Problems) {
    for (index, window) in realm.file.maintenance.iter().enumerate() {
        let reported = |key| realm.is_reported(&format!("/maintenance/{index}/{key}"));
        if ["every", "from", "until"].into_iter().any(reported) {
            continue;
        }
        if let Some((key, what)) = unreal_moment(window) {
            let place = realm.at(&format!("/maintenance/{index}/{key}"));
            problems.add(&texts::UNREAL_TIME, place, &[("what", Value::Word(what))]);
        }
    }
}

fn unreal_moment(window: &MaintenanceTable) -> Option<(&'static str, base::Text)> {
    let both = [("from", &window.from), ("until", &window.until)];
    let written_with_date = |text: &str| text.contains('-');
    if window.every.is_some() {
        if let Some((key, _)) = both.iter().find(|(_, text)| written_with_date(text)) {
            return Some((key, unreal::DATE_WITH_EVERY));
        }
        let ordered = time_of_day(&window.from)? < time_of_day(&window.until)?;
        return (!ordered).then_some(("until", unreal::NOT_AFTER));
    }
    if let Some((key, _)) = both.iter().find(|(_, text)| !written_with_date(text)) {
        return Some((key, unreal::NO_DATE));
    }
    match (day_and_time(&window.from), day_and_time(&window.until)) {
        (None, _) => Some(("from", unreal::NO_SUCH_DAY)),
        (_, None) => Some(("until", unreal::NO_SUCH_DAY)),
        (Some(from), Some(until)) => (until <= from).then_some(("until", unreal::NOT_AFTER)),
    }
}

/// A time of day as the files write it.
pub(crate) fn time_of_day(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text, "%H:%M").ok()
}

/// A day and a time of day as the files write them, Japan time.
pub(crate) fn day_and_time(text: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(&text.replace(' ', "T"), "%Y-%m-%dT%H:%M").ok()
}

pub(super) fn the_portal_can_sign_in(realm: &Parsed<RealmFile>, whole: &Whole<'_>, problems: &mut Problems) {
    let by_another = whole.bundle.portal.as_ref().is_some_and(|portal| portal.file.provider.is_some());
    if !by_another && !whole.bundle.client_ids.contains("portal") {
        problems.add(&texts::NO_PORTAL_CLIENT, realm.whole(), &[]);
    }
}
