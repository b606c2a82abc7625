//! Where a realm's two sites are reached, and the addresses that are written relative to them.

use crate::ProcessSettings;
use crate::files::RealmFile;
use base::RealmName;

/// The addresses of a realm's provider and portal, without a slash at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Addresses {
    /// The OpenID Connect issuer.
    pub issuer: String,
    /// The portal.
    pub portal_url: String,
}

impl Addresses {
    /// What the realm's file says; else the process's addresses with the realm's name behind.
    pub fn of(name: &RealmName, file: Option<&RealmFile>, settings: &ProcessSettings) -> Self {
        let usual = |base: &url::Url| format!("{}/{name}", base.as_str().trim_end_matches('/'));
        let written = |choose: fn(&RealmFile) -> &Option<String>| file.and_then(|file| choose(file).clone());
        Self {
            issuer: written(|file| &file.issuer).unwrap_or_else(|| usual(&settings.provider_url)),
            portal_url: written(|file| &file.portal_url).unwrap_or_else(|| usual(&settings.portal_url)),
        }
    }

    /// An address of a client's file with `{provider}` or `{portal}` in front replaced.
    pub fn expand(&self, address: &str) -> String {
        let placeholders = [("{provider}", &self.issuer), ("{portal}", &self.portal_url)];
        placeholders
            .iter()
            .find_map(|(placeholder, value)| address.strip_prefix(placeholder).map(|rest| format!("{value}{rest}")))
            .unwrap_or_else(|| address.to_owned())
    }
}
