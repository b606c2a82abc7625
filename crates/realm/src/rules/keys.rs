//! Rules about an application's keys, and what is bound to them.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use url::Url;

use super::client::ClientView;
use super::texts;
use crate::diagnostic::Problems;
use crate::files::Duration;
use crate::model::{ClientAuthentication, Profile, SigningAlgorithm, SubjectType};

/// Members of a JSON Web Key that only its owner may know (RFC 7518 §6).
const PRIVATE_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// Keys whose meaning the provider does not fulfil yet. A file that leans on one is refused rather than half obeyed: a
/// token that is said to be bound must not go out unbound.
pub(super) fn nothing_is_promised_that_is_not_kept(view: &ClientView<'_>, problems: &mut Problems) {
    let file = view.file();
    let self_signed = file.token_endpoint_auth_method == ClientAuthentication::SelfSignedTlsClientAuth;
    if self_signed && file.jwks_uri.is_some() {
        problems.add(&texts::NOT_YET, view.client.at("/jwks_uri"), &[]);
    }
}

pub(super) fn keys_have_one_place(view: &ClientView<'_>, problems: &mut Problems) {
    if view.file().jwks.is_some() && view.file().jwks_uri.is_some() {
        problems.add(&texts::KEYS_IN_TWO_PLACES, view.client.at("/jwks_uri"), &[]);
    }
}

pub(super) fn keys_are_public(view: &ClientView<'_>, problems: &mut Problems) {
    let keys = view.file().jwks.iter().flat_map(|set| &set.keys).enumerate();
    for (index, key) in keys {
        if PRIVATE_MEMBERS.iter().any(|member| key.contains_key(*member)) {
            problems.add(&texts::PRIVATE_KEY, view.client.at(&format!("/jwks/keys/{index}")), &[]);
        }
    }
}

pub(super) fn keys_are_there(view: &ClientView<'_>, problems: &mut Problems) {
    use ClientAuthentication::{PrivateKeyJwt, SelfSignedTlsClientAuth};
    let file = view.file();
    let by_key = matches!(file.token_endpoint_auth_method, PrivateKeyJwt | SelfSignedTlsClientAuth);
    let needed = by_key || file.require_signed_request_object;
    if needed && file.jwks.is_none() && file.jwks_uri.is_none() && !view.client.is_reported("/jwks") {
        problems.add(&texts::NO_KEYS, view.client.whole(), &[]);
    }
}

pub(super) fn certificates_have_a_subject(view: &ClientView<'_>, problems: &mut Problems) {
    let file = view.file();
    let by_subject = file.token_endpoint_auth_method == ClientAuthentication::TlsClientAuth;
    if by_subject != file.tls_client_auth_subject_dn.is_some() {
        problems.add(&texts::CERTIFICATE_SUBJECT, view.client.at("/tls_client_auth_subject_dn"), &[]);
    }
}

pub(super) fn tokens_are_bound_once(view: &ClientView<'_>, problems: &mut Problems) {
    let file = view.file();
    if file.dpop_bound_access_tokens && file.tls_client_certificate_bound_access_tokens {
        problems.add(&texts::BOUND_TWICE, view.client.at("/tls_client_certificate_bound_access_tokens"), &[]);
    }
}

/// FAPI 2.0 Security Profile §5.3.2: no shared secrets, no RSASSA-PKCS1-v1_5, tokens bound to their sender.
pub(super) fn fapi_is_followed(view: &ClientView<'_>, problems: &mut Problems) {
    use ClientAuthentication::{None, SecretBasic, SecretPost};
    let file = view.file();
    if file.profile != Profile::Fapi2 {
        return;
    }
    if matches!(file.token_endpoint_auth_method, SecretBasic | SecretPost | None) {
        problems.add(&texts::FAPI_AUTHENTICATION, view.client.at("/token_endpoint_auth_method"), &[]);
    }
    if !file.dpop_bound_access_tokens && !file.tls_client_certificate_bound_access_tokens {
        problems.add(&texts::FAPI_UNBOUND, view.client.at("/profile"), &[]);
    }
    let algorithms = [
        ("/id_token_signed_response_alg", Some(file.id_token_signed_response_alg)),
        ("/token_endpoint_auth_signing_alg", file.token_endpoint_auth_signing_alg),
        ("/userinfo_signed_response_alg", file.userinfo_signed_response_alg),
        ("/authorization_signed_response_alg", Some(file.authorization_signed_response_alg.unwrap_or_default())),
        ("/request_object_signing_alg", file.request_object_signing_alg),
    ];
    for (pointer, algorithm) in algorithms {
        if algorithm == Some(SigningAlgorithm::RS256) {
            problems.add(&texts::FAPI_ALGORITHM, view.client.at(pointer), &[]);
        }
    }
}

/// OpenID Connect Core §8.1: without a list, the host of the redirect URIs is the sector, so there must be one.
pub(super) fn a_sector_is_one_host(view: &ClientView<'_>, problems: &mut Problems) {
    let file = view.file();
    let pairwise = file.subject_type == SubjectType::Pairwise;
    if !pairwise && file.sector_identifier_uri.is_some() {
        problems.add(&texts::USELESS_SECTOR, view.client.at("/sector_identifier_uri"), &[]);
    }
    let addresses = file.redirect_uris.iter().map(|address| view.whole.addresses.expand(address));
    let hosts: BTreeSet<_> =
        addresses.filter_map(|address| Url::parse(&address).ok()?.host_str().map(str::to_owned)).collect();
    if pairwise && file.sector_identifier_uri.is_none() && hosts.len() > 1 {
        problems.add(&texts::SECTOR_OF_MANY_HOSTS, view.client.at("/subject_type"), &[]);
    }
}

pub(super) fn lifetimes_are_within_bounds(view: &ClientView<'_>, problems: &mut Problems) {
    let lifetimes = &view.file().lifetimes;
    let chosen = [
        ("access_token", lifetimes.access_token, "1min", "1h"),
        ("id_token", lifetimes.id_token, "1min", "1h"),
        ("refresh_token", lifetimes.refresh_token, "1h", "90d"),
    ];
    for (key, chosen, min, max) in chosen {
        let bound = |text| Duration::parse(text).map_or(TimeDelta::zero(), |bound| bound.0);
        let Some(Duration(chosen)) = chosen else { continue };
        if chosen < bound(min) || chosen > bound(max) {
            let key = format!("lifetimes.{key}");
            let place = view.client.at(&format!("/{}", key.replace('.', "/")));
            let values = [("key", key.as_str().into()), ("min", min.into()), ("max", max.into())];
            problems.add(&texts::TIME_OUT_OF_BOUNDS, place, &values);
        }
    }
}
