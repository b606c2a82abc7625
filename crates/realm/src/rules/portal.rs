//! Rules about what the portal shows.

use std::collections::BTreeSet;

use super::{Whole, addresses, secrets, texts};
use crate::diagnostic::Problems;
use crate::did_you_mean::did_you_mean;
use crate::files::PortalFile;
use crate::parse::Parsed;

pub(super) fn tiles_have_one_goal(portal: &Parsed<PortalFile>, _: &Whole<'_>, problems: &mut Problems) {
    for (index, tile) in portal.file.tile.iter().enumerate() {
        let goals = [tile.service.is_some(), tile.client.is_some(), tile.link.is_some()];
        if goals.into_iter().filter(|is_there| *is_there).count() != 1 {
            problems.add(&texts::TILE_WITHOUT_ONE_GOAL, portal.at(&format!("/tile/{index}")), &[]);
        } else if tile.service.is_none() && tile.label.is_none() {
            problems.add(&texts::TILE_WITHOUT_LABEL, portal.at(&format!("/tile/{index}")), &[]);
        }
    }
}

pub(super) fn tiles_lead_somewhere(portal: &Parsed<PortalFile>, whole: &Whole<'_>, problems: &mut Problems) {
    let bundle = whole.bundle;
    for (index, tile) in portal.file.tile.iter().enumerate() {
        let Some(client) = &tile.client else { continue };
        let place = portal.at(&format!("/tile/{index}/client"));
        if !bundle.client_ids.contains(client) {
            let known = bundle.client_ids.iter().map(String::as_str);
            let (help, meant) = did_you_mean(client, known, texts::DANGLING_CLIENT.help);
            let values = [("client", client.into()), ("meant", meant.into())];
            problems.add_with_help(&texts::DANGLING_CLIENT, place, &values, Some(help));
        } else if bundle.clients.get(client).is_some_and(|client| client.file.initiate_login_uri.is_none()) {
            problems.add(&texts::NO_DOOR, place, &[("client", client.into())]);
        }
    }
}

pub(super) fn tiles_are_there_once(portal: &Parsed<PortalFile>, _: &Whole<'_>, problems: &mut Problems) {
    let mut seen = BTreeSet::new();
    for (index, tile) in portal.file.tile.iter().enumerate() {
        if tile.service.is_some_and(|service| !seen.insert(service)) {
            problems.add(&texts::REPEATED_TILE, portal.at(&format!("/tile/{index}/service")), &[]);
        }
    }
}

pub(super) fn links_are_exact(portal: &Parsed<PortalFile>, whole: &Whole<'_>, problems: &mut Problems) {
    let tiles = portal.file.tile.iter().enumerate();
    let tiles = tiles.filter_map(|(index, tile)| Some((format!("/tile/{index}/link"), tile.link.as_ref()?)));
    let documents = portal.file.document.iter().enumerate();
    let documents = documents.map(|(index, link)| (format!("/document/{index}/url"), &link.url));
    for (pointer, address) in tiles.chain(documents).filter(|(pointer, _)| !portal.is_reported(pointer)) {
        addresses::check(address, || portal.at(&pointer), whole.settings, problems);
    }
}

pub(super) fn categories_are_there_once(portal: &Parsed<PortalFile>, _: &Whole<'_>, problems: &mut Problems) {
    let mut seen = BTreeSet::new();
    for (index, category) in portal.file.notice_category.iter().enumerate() {
        let pointer = format!("/notice_category/{index}/id");
        if !portal.is_reported(&pointer) && !seen.insert(&category.id) {
            let place = portal.at(&pointer);
            problems.add(&texts::REPEATED_CATEGORY, place, &[("id", (&category.id).into())]);
        }
    }
}

pub(super) fn lines_are_kept_while_shown(portal: &Parsed<PortalFile>, _: &Whole<'_>, problems: &mut Problems) {
    let expenses = &portal.file.expenses;
    // Tax-return data is of years that have ended: when the last of them ends, the oldest began a year earlier.
    let shown = expenses.years_shown.max(expenses.tax_years.saturating_add(1));
    if expenses.retention_years < shown {
        problems.add(&texts::DELETED_TOO_EARLY, portal.at("/expenses/retention_years"), &[("shown", shown.into())]);
    }
}

pub(super) fn another_provider_is_usable(portal: &Parsed<PortalFile>, whole: &Whole<'_>, problems: &mut Problems) {
    let Some(provider) = &portal.file.provider else { return };
    addresses::check(&provider.issuer, || portal.at("/provider/issuer"), whole.settings, problems);
    if !provider.token_endpoint_auth_method.is_by_secret() {
        problems.add(&texts::PORTAL_BY_SECRET, portal.at("/provider/token_endpoint_auth_method"), &[]);
    }
    secrets::check(&provider.secret, || portal.at("/provider/secret"), whole, problems);
}

pub(super) fn tax_files_are_signed(portal: &Parsed<PortalFile>, whole: &Whole<'_>, problems: &mut Problems) {
    if let Some(tax_file) = &portal.file.tax_file {
        secrets::check(&tax_file.key, || portal.at("/tax_file/key"), whole, problems);
        secrets::check(&tax_file.certificate, || portal.at("/tax_file/certificate"), whole, problems);
    }
}
