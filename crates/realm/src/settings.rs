//! What the running process says about itself, as far as realms depend on it.

use std::path::PathBuf;

use url::Url;

/// The process's own settings that a realm's defaults are made of.
#[derive(Clone, Debug)]
pub struct ProcessSettings {
    /// Where the provider is reached; a realm's issuer is this + `/REALM` unless its file says otherwise.
    pub provider_url: Url,
    /// Where the portal is reached; a realm's portal address is this + `/REALM` unless its file says otherwise.
    pub portal_url: Url,
    /// A developer's machine: plain http on loopback, several realms on one host.
    pub development: bool,
    /// The folder of the files that `{ file = "…" }` names; no other file is a secret.
    pub secrets_dir: PathBuf,
}
