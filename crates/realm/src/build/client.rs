//! An application from its file.

use url::Url;

use crate::addresses::Addresses;
use crate::files::{ClientFile, ClientLifetimesTable, Duration, JwkSetTable};
use crate::model::{
    Client, ClientKeys, ClientLifetimes, LogoutUri, Profile, RequestObjects, SenderConstraint, Subject, SubjectType,
};
use crate::secrets::Secrets;

/// The application. A secret that is not there yet is left out: the rules warned, and nobody authenticates without.
pub(super) fn client(file: ClientFile, addresses: &Addresses, secrets: &Secrets<'_>) -> Client {
    let references = [&file.secret, &file.next_secret];
    let secrets = references.into_iter().flatten().filter_map(|reference| secrets.resolve(reference).ok()).collect();
    let expanded = |list: &[String]| list.iter().map(|address| addresses.expand(address)).collect::<Vec<_>>();
    let expanded_one = |address: &Option<String>| address.as_deref().map(|address| addresses.expand(address));
    let logout =
        |uri: &Option<String>, session_required| expanded_one(uri).map(|uri| LogoutUri { uri, session_required });
    let fapi2 = file.profile == Profile::Fapi2;
    let redirect_uris = expanded(&file.redirect_uris);
    Client {
        subject: subject(file.subject_type, expanded_one(&file.sector_identifier_uri), &redirect_uris),
        redirect_uris,
        sender_constraint: sender_constraint(&file),
        request_objects: request_objects(&file, addresses),
        frontchannel_logout: logout(&file.frontchannel_logout_uri, file.frontchannel_logout_session_required),
        backchannel_logout: logout(&file.backchannel_logout_uri, file.backchannel_logout_session_required),
        lifetimes: lifetimes(&file.lifetimes),
        post_logout_redirect_uris: expanded(&file.post_logout_redirect_uris),
        initiate_login_uri: expanded_one(&file.initiate_login_uri),
        client_uri: expanded_one(&file.client_uri),
        logo_uri: expanded_one(&file.logo_uri),
        policy_uri: expanded_one(&file.policy_uri),
        tos_uri: expanded_one(&file.tos_uri),
        keys: keys(file.jwks, file.jwks_uri, addresses),
        id: file.client_id,
        name: file.name.into(),
        profile: file.profile,
        authentication: file.token_endpoint_auth_method,
        secrets,
        authentication_signing_alg: file.token_endpoint_auth_signing_alg,
        certificate_subject: file.tls_client_auth_subject_dn,
        grant_types: file.grant_types,
        scopes: file.scopes,
        resources: file.resources,
        serves: file.serves,
        consent: file.consent,
        minimum_acr: file.minimum_acr,
        default_max_age: file.default_max_age,
        id_token_signed_response_alg: file.id_token_signed_response_alg,
        userinfo_signed_response_alg: file.userinfo_signed_response_alg,
        authorization_signed_response_alg: file.authorization_signed_response_alg.unwrap_or_default(),
        pushed_requests_required: file.require_pushed_authorization_requests || fapi2,
        pkce_required: file.require_pkce || fapi2,
    }
}

fn request_objects(file: &ClientFile, addresses: &Addresses) -> RequestObjects {
    RequestObjects {
        required: file.require_signed_request_object,
        signing_alg: file.request_object_signing_alg,
        uris: file.request_uris.iter().map(|uri| addresses.expand(uri)).collect(),
    }
}

fn lifetimes(table: &ClientLifetimesTable) -> ClientLifetimes {
    let chosen = |duration: Option<Duration>| duration.map(|duration| duration.0);
    ClientLifetimes {
        access_token: chosen(table.access_token),
        id_token: chosen(table.id_token),
        refresh_token: chosen(table.refresh_token),
    }
}

fn keys(jwks: Option<JwkSetTable>, jwks_uri: Option<String>, addresses: &Addresses) -> ClientKeys {
    match (jwks, jwks_uri) {
        (Some(set), _) => ClientKeys::Inline(set.keys),
        (None, Some(uri)) => ClientKeys::Url(addresses.expand(&uri)),
        (None, None) => ClientKeys::None,
    }
}

const fn sender_constraint(file: &ClientFile) -> Option<SenderConstraint> {
    match (file.dpop_bound_access_tokens, file.tls_client_certificate_bound_access_tokens) {
        (true, _) => Some(SenderConstraint::Dpop),
        (false, true) => Some(SenderConstraint::Certificate),
        (false, false) => None,
    }
}

/// The sector is the host of its list, or of its redirect URIs, which a rule found to be one (OpenID Connect Core
/// §8.1).
fn subject(subject_type: SubjectType, sector_identifier_uri: Option<String>, redirect_uris: &[String]) -> Subject {
    if subject_type == SubjectType::Public {
        return Subject::Public;
    }
    let address = sector_identifier_uri.as_ref().or(redirect_uris.first());
    let host = address.and_then(|address| Url::parse(address).ok()?.host_str().map(str::to_owned));
    Subject::Pairwise { sector: host.unwrap_or_default(), sector_identifier_uri }
}
