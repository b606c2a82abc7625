//! What keys must mean together. Each rule is a small function with one thing to find; the lists are the contents.
//!
//! Rules look at files of the right shape and never at each other's findings: their order does not matter.

mod across;
mod addresses;
mod client;
mod keys;
mod portal;
mod realm;
mod registration;
mod secrets;
mod sign_in;
mod texts;
mod waivers;

use base::RealmName;

use crate::ProcessSettings;
use crate::addresses::Addresses;
use crate::diagnostic::Problems;
use crate::files::{PortalFile, RealmFile};
use crate::folder::Bundle;
use crate::parse::Parsed;
use crate::secrets::Secrets;

pub(crate) use across::{Neighbour, Neighbours, Standing, check_across, check_identity};
pub(crate) use realm::{day_and_time, time_of_day};
pub(crate) use waivers::weaknesses;

use client::ClientView;

/// A realm's files with what is known about the process.
pub(crate) struct Whole<'a> {
    /// The realm.
    pub name: &'a RealmName,
    /// The files.
    pub bundle: &'a Bundle,
    /// Where the realm's sites are.
    pub addresses: &'a Addresses,
    /// The process.
    pub settings: &'a ProcessSettings,
    /// The secrets that the files point to.
    pub secrets: &'a Secrets<'a>,
}

/// A rule about `realm.toml`.
type RealmRule = fn(&Parsed<RealmFile>, &Whole<'_>, &mut Problems);
/// A rule about `portal.toml`.
type PortalRule = fn(&Parsed<PortalFile>, &Whole<'_>, &mut Problems);
/// A rule about a file of `clients/`.
type ClientRule = fn(&ClientView<'_>, &mut Problems);

const REALM_RULES: [RealmRule; 22] = [
    realm::addresses_are_exact,
    realm::somebody_can_be_reached,
    realm::colour_reads_on_white,
    realm::maintenance_is_real,
    realm::the_portal_can_sign_in,
    sign_in::recommended_method_is_offered,
    sign_in::mail_codes_need_an_address,
    sign_in::verification_follows_email,
    sign_in::members_can_choose_a_method,
    sign_in::there_is_a_method_to_choose,
    sign_in::terms_are_there_and_asked,
    sign_in::lengths_are_in_order,
    sign_in::derived_passwords_are_described,
    sign_in::reference_date_is_real,
    sign_in::times_are_within_bounds,
    waivers::weaker_passwords_are_accepted_knowingly,
    waivers::administrator_unlock_is_accepted_knowingly,
    waivers::derived_passwords_are_accepted_knowingly,
    waivers::one_factor_is_accepted_knowingly,
    waivers::nothing_is_accepted_needlessly,
    registration::registration_needs_a_token,
    registration::tokens_are_there,
];

const PORTAL_RULES: [PortalRule; 8] = [
    portal::tiles_have_one_goal,
    portal::tiles_lead_somewhere,
    portal::tiles_are_there_once,
    portal::links_are_exact,
    portal::categories_are_there_once,
    portal::lines_are_kept_while_shown,
    portal::another_provider_is_usable,
    portal::tax_files_are_signed,
];

const CLIENT_RULES: [ClientRule; 18] = [
    client::id_is_the_file_name,
    client::addresses_are_exact,
    client::a_sign_in_has_a_way_back,
    client::secrets_fit_the_authentication,
    client::secrets_are_there,
    client::public_clients_use_pkce,
    client::signing_in_asks_for_openid,
    client::grants_fit_together,
    client::minimum_acr_can_be_reached,
    keys::nothing_is_promised_that_is_not_kept,
    keys::keys_have_one_place,
    keys::keys_are_public,
    keys::keys_are_there,
    keys::certificates_have_a_subject,
    keys::tokens_are_bound_once,
    keys::fapi_is_followed,
    keys::a_sector_is_one_host,
    keys::lifetimes_are_within_bounds,
];

/// Applies every rule to a realm's files.
pub(crate) fn check(whole: &Whole<'_>, problems: &mut Problems) {
    if let Some(realm) = &whole.bundle.realm {
        REALM_RULES.iter().for_each(|rule| rule(realm, whole, problems));
    }
    if let Some(portal) = &whole.bundle.portal {
        PORTAL_RULES.iter().for_each(|rule| rule(portal, whole, problems));
    }
    for (id, client) in &whole.bundle.clients {
        let view = ClientView { id, client, whole };
        CLIENT_RULES.iter().for_each(|rule| rule(&view, problems));
    }
}
