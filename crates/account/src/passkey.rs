//! Passkeys (WebAuthn Level 3): what the browser is asked, and whether its answer may be believed.
//!
//! The `webauthn-rs` library does the steps of §7.1 and §7.2; what it leaves to its caller is done here: a passkey is
//! kept on its device under its member (resident key), its user is verified every time, it is answered from our own
//! page and not from inside another's, and a counter that went back is refused. None of the library's types leave
//! this file: a [`StoredPasskey`] and both challenges are opaque values that know how to be stored.

use std::time::Duration;

use base::{AccountId, PasskeyId};
use chrono::{DateTime, Utc};
use data_encoding::BASE64URL_NOPAD;
use realm::Realm;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;
use webauthn_rs::prelude::{
    Credential, Passkey, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential,
    Webauthn, WebauthnBuilder, WebauthnError,
};

use crate::{Factor, Proof};

/// How long the browser's dialog stays open: time to find a second device (WebAuthn §15.1 recommends 5 to 10 minutes).
const PATIENCE: Duration = Duration::from_secs(300);

/// The longest answer that is read, in bytes. Real ones have about one thousand.
const LONGEST_ANSWER: usize = 16 * 1024;

/// A realm as passkeys know it: the host of its issuer, where they belong, and its origin, where they may be used.
#[derive(Clone, Debug)]
pub struct RelyingParty(Webauthn);

/// A realm whose address can have no passkeys: they belong to a host name, not to an IP address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("passkeys need an issuer with a host name")]
pub struct NoHostName;

/// Who registers a passkey.
#[derive(Clone, Copy, Debug)]
pub struct PasskeyHolder<'a> {
    /// The account.
    pub account: AccountId,
    /// The user ID, under which devices list the passkey.
    pub user_id: &'a str,
    /// The person's name.
    pub name: &'a str,
}

/// A registered passkey: its id, its public key, its counter and what the device said about itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StoredPasskey(Passkey);

/// What the server remembers of an enrolment that it asked for. It must be used once, and never leave the server.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EnrolmentChallenge(PasskeyRegistration);

/// What the server remembers of a sign-in that it asked for. It must be used once, and never leave the server.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SignInChallenge(PasskeyAuthentication);

/// What the browser is asked, as JSON: `PublicKeyCredentialCreationOptionsJSON` or
/// `PublicKeyCredentialRequestOptionsJSON` (WebAuthn §5.1.8 and §5.1.9).
pub type BrowserOptions = String;

/// Why an answer is not believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyRefusal {
    /// It is not what a browser's `toJSON()` makes.
    #[error("no answer of a browser")]
    Malformed,
    /// The device did not verify who uses it.
    #[error("the user was not verified")]
    UserNotVerified,
    /// It is a passkey of another member, or one that was deleted.
    #[error("not a passkey of this member")]
    NotTheirs,
    /// The page that asked was inside another one (WebAuthn §7.2 step 12).
    #[error("asked from inside a page of another origin")]
    CrossOrigin,
    /// The counter of its uses went back: somebody may have a copy (WebAuthn §6.1.1).
    #[error("the counter went back")]
    CounterWentBack,
    /// Another check of WebAuthn §7.1 or §7.2 failed: the challenge, the origin, the host, the signature …
    #[error("{0}")]
    Wrong(String),
}

impl From<WebauthnError> for PasskeyRefusal {
    fn from(error: WebauthnError) -> Self {
        match error {
            WebauthnError::UserNotVerified => Self::UserNotVerified,
            WebauthnError::CredentialNotFound => Self::NotTheirs,
            WebauthnError::CredentialCrossOrigin => Self::CrossOrigin,
            WebauthnError::CredentialPossibleCompromise => Self::CounterWentBack,
            other => Self::Wrong(other.to_string()),
        }
    }
}

/// A passkey that was made just now and is not registered yet.
///
/// Making it took the device and whoever its user is, so once it is registered it is a proof as good as its first use.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewPasskey {
    id: PasskeyId,
    account: AccountId,
    stored: StoredPasskey,
    at: DateTime<Utc>,
}

impl NewPasskey {
    /// Its id among ours.
    #[must_use]
    pub const fn id(&self) -> PasskeyId {
        self.id
    }

    /// Whose it is.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// The passkey.
    #[must_use]
    pub const fn stored(&self) -> &StoredPasskey {
        &self.stored
    }

    /// The proof, of the moment at which the passkey was made, once it is registered.
    #[must_use]
    pub const fn registered(&self) -> Proof {
        Proof::new(self.account, Factor::Passkey(self.id), self.at)
    }
}

/// An answer that is right but not yet recorded.
///
/// It becomes a proof only through the store, which keeps the passkey's new counter if nothing changed meanwhile.
#[derive(Clone, Debug)]
pub struct PasskeyMatch {
    /// The passkey that was used.
    pub passkey: PasskeyId,
    /// The same, with its counter and backup state of now.
    pub stored: StoredPasskey,
    account: AccountId,
}

impl PasskeyMatch {
    /// The proof, once the use is recorded.
    #[must_use]
    pub const fn used(&self, now: DateTime<Utc>) -> Proof {
        Proof::new(self.account, Factor::Passkey(self.passkey), now)
    }
}

impl StoredPasskey {
    /// The credential's id as browsers write it (base64url), unique in a realm.
    #[must_use]
    pub fn credential_id(&self) -> String {
        BASE64URL_NOPAD.encode(self.0.cred_id())
    }

    fn counter(&self) -> u32 {
        Credential::from(self.0.clone()).counter
    }
}

impl RelyingParty {
    /// The realm as passkeys know it.
    ///
    /// # Errors
    /// [`NoHostName`] when the issuer's host is an IP address.
    pub fn of(realm: &Realm) -> Result<Self, NoHostName> {
        let issuer = Url::parse(&realm.issuer).map_err(|_| NoHostName)?;
        let origin = Url::parse(&issuer.origin().ascii_serialization()).map_err(|_| NoHostName)?;
        let host = issuer.domain().ok_or(NoHostName)?;
        let builder = WebauthnBuilder::new(host, &origin).map_err(|_| NoHostName)?;
        let builder = builder.rp_name(&realm.display_name.ja).timeout(PATIENCE);
        builder.build().map(Self).map_err(|_| NoHostName)
    }

    /// Asks for a new passkey on a device that has none of `existing`.
    ///
    /// # Errors
    /// [`PasskeyRefusal::Wrong`] for a holder whom the library cannot name.
    pub fn ask_for_new(
        &self,
        holder: &PasskeyHolder<'_>,
        existing: &[StoredPasskey],
    ) -> Result<(BrowserOptions, EnrolmentChallenge), PasskeyRefusal> {
        let excluded = existing.iter().map(|passkey| passkey.0.cred_id().clone()).collect();
        let (asked, challenge) =
            self.0.start_passkey_registration(holder.account.uuid(), holder.user_id, holder.name, Some(excluded))?;
        let mut options = json!(asked.public_key);
        // The library asks devices not to keep the passkey, and many would then never offer it.
        if let Some(Value::Object(selection)) = options.pointer_mut("/authenticatorSelection") {
            selection.insert("residentKey".to_owned(), json!("required"));
            selection.insert("requireResidentKey".to_owned(), json!(true));
        }
        Ok((options.to_string(), EnrolmentChallenge(challenge)))
    }

    /// The new passkey of this account, if the browser's answer is right (WebAuthn §7.1).
    ///
    /// # Errors
    /// [`PasskeyRefusal`].
    pub fn accept_new(
        &self,
        challenge: &EnrolmentChallenge,
        answer: &str,
        (account, now): (AccountId, DateTime<Utc>),
    ) -> Result<NewPasskey, PasskeyRefusal> {
        let answer: RegisterPublicKeyCredential = parse(answer)?;
        only_from_our_own_page(&answer.response.client_data_json)?;
        let stored = StoredPasskey(self.0.finish_passkey_registration(&answer, &challenge.0)?);
        Ok(NewPasskey { id: PasskeyId::generate(), account, stored, at: now })
    }

    /// Asks for one of a member's passkeys.
    ///
    /// # Errors
    /// [`PasskeyRefusal`] when there are none.
    pub fn ask_for_one(&self, passkeys: &[StoredPasskey]) -> Result<(BrowserOptions, SignInChallenge), PasskeyRefusal> {
        let passkeys: Vec<Passkey> = passkeys.iter().map(|passkey| passkey.0.clone()).collect();
        let (asked, challenge) = self.0.start_passkey_authentication(&passkeys)?;
        Ok((json!(asked.public_key).to_string(), SignInChallenge(challenge)))
    }

    /// Which of the account's passkeys was used, if the browser's answer is right (WebAuthn §7.2). `passkeys` are
    /// those of now: one may have been deleted, or used, since the challenge was made.
    ///
    /// # Errors
    /// [`PasskeyRefusal`].
    pub fn accept_one(
        &self,
        challenge: &SignInChallenge,
        answer: &str,
        (account, passkeys): (AccountId, &[(PasskeyId, StoredPasskey)]),
    ) -> Result<PasskeyMatch, PasskeyRefusal> {
        let answer: PublicKeyCredential = parse(answer)?;
        only_from_our_own_page(&answer.response.client_data_json)?;
        if answer.response.user_handle.as_deref().is_some_and(|handle| handle != account.uuid().as_bytes()) {
            return Err(PasskeyRefusal::NotTheirs);
        }
        let result = self.0.finish_passkey_authentication(&answer, &challenge.0)?;
        let found = passkeys.iter().find(|(_, stored)| stored.0.cred_id() == result.cred_id());
        let Some((passkey, stored)) = found else { return Err(PasskeyRefusal::NotTheirs) };
        // Many devices do not count, and always say nought.
        if result.counter().max(stored.counter()) > 0 && result.counter() <= stored.counter() {
            return Err(PasskeyRefusal::CounterWentBack);
        }
        let mut stored = stored.clone();
        stored.0.update_credential(&result);
        Ok(PasskeyMatch { passkey: *passkey, stored, account })
    }
}

fn parse<'a, T: Deserialize<'a>>(answer: &'a str) -> Result<T, PasskeyRefusal> {
    if answer.len() > LONGEST_ANSWER {
        return Err(PasskeyRefusal::Malformed);
    }
    serde_json::from_str(answer).map_err(|_| PasskeyRefusal::Malformed)
}

/// The part of what the browser signs that the library reads for new passkeys only.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Whereabouts {
    #[serde(default)]
    cross_origin: bool,
    top_origin: Option<String>,
}

fn only_from_our_own_page(client_data: &[u8]) -> Result<(), PasskeyRefusal> {
    let whereabouts: Whereabouts = serde_json::from_slice(client_data).map_err(|_| PasskeyRefusal::Malformed)?;
    if whereabouts.cross_origin || whereabouts.top_origin.is_some() {
        return Err(PasskeyRefusal::CrossOrigin);
    }
    Ok(())
}
