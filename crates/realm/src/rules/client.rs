//! Rules about one application.

use super::{Whole, addresses, secrets, texts};
use crate::diagnostic::Problems;
use crate::files::{ClientFile, SecretReference};
use crate::model::{Acr, ClientAuthentication, GrantType, Method};
use crate::parse::Parsed;

/// An application's file within its realm.
pub(crate) struct ClientView<'a> {
    /// The file's name without `.toml`.
    pub id: &'a str,
    /// The file.
    pub client: &'a Parsed<ClientFile>,
    /// The realm.
    pub whole: &'a Whole<'a>,
}

impl ClientView<'_> {
    pub(super) const fn file(&self) -> &ClientFile {
        &self.client.file
    }

    fn uses(&self, grant: GrantType) -> bool {
        self.file().grant_types.contains(&grant)
    }

    const fn is_public(&self) -> bool {
        matches!(self.file().token_endpoint_auth_method, ClientAuthentication::None)
    }

    fn secrets(&self) -> impl Iterator<Item = (&'static str, &SecretReference)> {
        let both = [("/secret", &self.file().secret), ("/next_secret", &self.file().next_secret)];
        both.into_iter().filter_map(|(pointer, secret)| Some((pointer, secret.as_ref()?)))
    }
}

pub(super) fn id_is_the_file_name(view: &ClientView<'_>, problems: &mut Problems) {
    if view.file().client_id != view.id && !view.client.is_reported("/client_id") {
        problems.add(&texts::ID_IS_NOT_FILE_NAME, view.client.at("/client_id"), &[("file", view.id.into())]);
    }
}

pub(super) fn addresses_are_exact(view: &ClientView<'_>, problems: &mut Problems) {
    let file = view.file();
    let lists = [
        ("/redirect_uris", &file.redirect_uris),
        ("/post_logout_redirect_uris", &file.post_logout_redirect_uris),
        ("/resources", &file.resources),
        ("/serves", &file.serves),
    ];
    let listed = lists.into_iter().flat_map(|(pointer, list)| {
        list.iter().enumerate().map(move |(index, address)| (pointer, Some(index), address.as_str()))
    });
    let single = [
        ("/initiate_login_uri", &file.initiate_login_uri),
        ("/frontchannel_logout_uri", &file.frontchannel_logout_uri),
        ("/backchannel_logout_uri", &file.backchannel_logout_uri),
        ("/jwks_uri", &file.jwks_uri),
        ("/sector_identifier_uri", &file.sector_identifier_uri),
        ("/client_uri", &file.client_uri),
        ("/logo_uri", &file.logo_uri),
        ("/policy_uri", &file.policy_uri),
        ("/tos_uri", &file.tos_uri),
    ];
    let single = single.into_iter().filter_map(|(pointer, address)| Some((pointer, None, address.as_deref()?)));
    // The fragment of a request_uri may hold the hash of what is there (OpenID Connect Core §6.2).
    let requests = file.request_uris.iter().enumerate();
    let requests = requests.map(|(index, uri)| {
        ("/request_uris", Some(index), uri.split_once('#').map_or(uri.as_str(), |(address, _)| address))
    });
    for (key, index, address) in listed.chain(single).chain(requests) {
        let expanded = view.whole.addresses.expand(address);
        let place = || match index {
            Some(index) => view.client.at(&format!("{key}/{index}")),
            None => view.client.at(key),
        };
        addresses::check(&expanded, place, view.whole.settings, problems);
    }
}

pub(super) fn a_sign_in_has_a_way_back(view: &ClientView<'_>, problems: &mut Problems) {
    let signs_in = view.uses(GrantType::AuthorizationCode);
    let none = view.file().redirect_uris.is_empty();
    if signs_in && none && !view.client.is_reported("/redirect_uris") {
        problems.add(&texts::NO_WAY_BACK, view.client.at("/redirect_uris"), &[]);
    } else if !signs_in && !none {
        problems.add(&texts::USELESS_WAY_BACK, view.client.at("/redirect_uris"), &[]);
    }
}

pub(super) fn secrets_fit_the_authentication(view: &ClientView<'_>, problems: &mut Problems) {
    if !view.file().token_endpoint_auth_method.is_by_secret() {
        for (pointer, _) in view.secrets() {
            problems.add(&texts::USELESS_SECRET, view.client.at(pointer), &[]);
        }
    } else if view.secrets().next().is_none() && !view.client.is_reported("/secret") {
        problems.add(&texts::NO_SECRET, view.client.whole(), &[]);
    }
}

pub(super) fn secrets_are_there(view: &ClientView<'_>, problems: &mut Problems) {
    for (pointer, secret) in view.secrets() {
        secrets::check(secret, || view.client.at(pointer), view.whole, problems);
    }
}

pub(super) fn public_clients_use_pkce(view: &ClientView<'_>, problems: &mut Problems) {
    if view.is_public() && !view.file().require_pkce {
        problems.add(&texts::PUBLIC_WITHOUT_PKCE, view.client.at("/require_pkce"), &[]);
    }
}

pub(super) fn signing_in_asks_for_openid(view: &ClientView<'_>, problems: &mut Problems) {
    let asks = view.file().scopes.iter().any(|scope| scope == "openid");
    if view.uses(GrantType::AuthorizationCode) && !asks {
        problems.add(&texts::NOT_OPENID, view.client.at("/scopes"), &[]);
    }
}

pub(super) fn grants_fit_together(view: &ClientView<'_>, problems: &mut Problems) {
    let place = |grant| {
        let index = view.file().grant_types.iter().position(|known| *known == grant).unwrap_or_default();
        view.client.at(&format!("/grant_types/{index}"))
    };
    if view.uses(GrantType::RefreshToken) && !view.uses(GrantType::AuthorizationCode) {
        problems.add(&texts::REFRESH_ALONE, place(GrantType::RefreshToken), &[]);
    }
    // RFC 6749 §4.4: the grant is for confidential clients only.
    if view.uses(GrantType::ClientCredentials) && view.is_public() {
        problems.add(&texts::PUBLIC_MACHINE, place(GrantType::ClientCredentials), &[]);
    }
}

pub(super) fn minimum_acr_can_be_reached(view: &ClientView<'_>, problems: &mut Problems) {
    let Some(realm) = &view.whole.bundle.realm else { return };
    let reached = |method: &Method| match method {
        Method::Passkey => Acr::Passkey,
        Method::AppOtp => Acr::AppCode,
        Method::MailOtp => Acr::MailCode,
    };
    let best = realm.file.sign_in.methods.iter().map(reached).max();
    if view.uses(GrantType::AuthorizationCode) && best < Some(view.file().minimum_acr) {
        problems.add(&texts::UNREACHABLE_ACR, view.client.at("/minimum_acr"), &[]);
    }
}
