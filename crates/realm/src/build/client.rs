//! An application from its file.

use crate::ProcessSettings;
use crate::addresses::Addresses;
use crate::files::ClientFile;
use crate::model::Client;
use crate::secrets;

/// The application. A secret that is not there yet is left out: the rules warned, and nobody authenticates without.
pub(super) fn client(file: ClientFile, addresses: &Addresses, settings: &ProcessSettings) -> Client {
    let references = [&file.secret, &file.next_secret];
    let secrets = references.into_iter().flatten();
    let secrets = secrets.filter_map(|reference| secrets::resolve(reference, &settings.secrets_dir).ok()).collect();
    let expanded = |list: Vec<String>| list.iter().map(|address| addresses.expand(address)).collect();
    let expanded_one = |address: Option<String>| address.map(|address| addresses.expand(&address));
    Client {
        id: file.client_id,
        name: file.name.into(),
        authentication: file.token_endpoint_auth_method,
        secrets,
        redirect_uris: expanded(file.redirect_uris),
        post_logout_redirect_uris: expanded(file.post_logout_redirect_uris),
        initiate_login_uri: expanded_one(file.initiate_login_uri),
        grant_types: file.grant_types,
        scopes: file.scopes,
        minimum_acr: file.minimum_acr,
        id_token_signed_response_alg: file.id_token_signed_response_alg,
        pkce_required: file.require_pkce,
        client_uri: expanded_one(file.client_uri),
        logo_uri: expanded_one(file.logo_uri),
        policy_uri: expanded_one(file.policy_uri),
        tos_uri: expanded_one(file.tos_uri),
    }
}
