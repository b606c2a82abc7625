//! A registered passkey as its row keeps it, and the handle under which devices keep it.

use base::{AccountId, random_bytes};
use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use webauthn_rs::prelude::Credential;

/// What devices keep a passkey under (user.id, WebAuthn §14.6.1): 64 random bytes, which say nothing of whose they are
/// and which the member's passkeys share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserHandle(String);

/// A registered passkey: its id, its public key, its counter, what the device said about itself, and the handle that
/// the device keeps it under.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StoredPasskey {
    pub(super) cred: Credential,
    /// Those registered before there were handles are kept under their account's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) user_handle: Option<UserHandle>,
}

impl UserHandle {
    /// A new one.
    pub(super) fn generate() -> Self {
        Self(BASE64URL_NOPAD.encode(&random_bytes::<64>()))
    }

    fn of_account(account: AccountId) -> Self {
        Self(BASE64URL_NOPAD.encode(account.uuid().as_bytes()))
    }

    /// As browsers write it (base64url).
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl StoredPasskey {
    /// The credential's id as browsers write it (base64url), unique in a realm.
    #[must_use]
    pub fn credential_id(&self) -> String {
        BASE64URL_NOPAD.encode(&self.cred.cred_id)
    }

    /// How a browser is told to look for it (PublicKeyCredentialDescriptorJSON, WebAuthn §5.8.3).
    pub(super) fn descriptor(&self) -> Value {
        let transports = self.cred.transports.as_deref().unwrap_or_default();
        json!({ "type": "public-key", "id": self.credential_id(), "transports": transports })
    }

    /// What its device keeps it under, for the browser that is to be told about it (WebAuthn §5.1.10).
    #[must_use]
    pub fn user_handle(&self, account: AccountId) -> UserHandle {
        self.user_handle.clone().unwrap_or_else(|| UserHandle::of_account(account))
    }
}
