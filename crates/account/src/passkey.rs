//! Passkeys (WebAuthn Level 3): what the browser is asked, and whether its answer may be believed.
//!
//! The `webauthn-rs` library does the steps of §7.1 and §7.2; what it leaves to its caller is done here: a passkey is
//! kept on its device under its member (resident key), its user is verified every time, it is answered from our own
//! page and not from inside another's, it names its member, and a counter that went back is refused. None of the
//! library's types leave this module: a [`StoredPasskey`] and both challenges are opaque values that know how to be
//! stored.
//!
//! There is one kind of question for signing in, whether the member is known or not. To whom a passkey belongs is
//! decided by what is stored when the answer arrives, never by what was known when the question was put.

mod stored;

use std::time::Duration;

use base::{AccountId, PasskeyId};
use chrono::{DateTime, Utc};
use data_encoding::BASE64URL_NOPAD;
use realm::Realm;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;
use webauthn_rs::prelude::{
    Credential, DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Webauthn, WebauthnBuilder, WebauthnError,
};

pub use stored::{StoredPasskey, UserHandle};

use crate::{Factor, Proof};

/// How long the browser's dialog stays open: time to find a second device (WebAuthn §15.1 recommends 5 to 10 minutes).
const PATIENCE: Duration = Duration::from_secs(300);

/// The longest answer that is read, in bytes. Real ones have about one thousand.
const LONGEST_ANSWER: usize = 16 * 1024;

/// The longest id of a credential, in bytes (WebAuthn §7.1 step 25).
const LONGEST_ID: usize = 1023;

/// A realm as passkeys know it: the host of its issuer, where they belong, and its origin, where they may be used.
#[derive(Clone, Debug)]
pub struct RelyingParty {
    library: Webauthn,
    host: String,
    /// As browsers write it (RFC 6454 §6.2).
    origin: String,
}

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

/// What the server remembers of an enrolment that it asked for. It must be used once, and never leave the server.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EnrolmentChallenge {
    state: PasskeyRegistration,
    user_handle: UserHandle,
}

/// What the server remembers of a sign-in that it asked for. It must be used once, and never leave the server.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SignInChallenge(DiscoverableAuthentication);

/// A browser's answer to a question, not yet believed. It says which passkey it is about, so that it can be looked up.
#[derive(Clone, Debug)]
pub struct PasskeyAnswer(PublicKeyCredential);

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

impl PasskeyAnswer {
    /// Reads what the browser's `toJSON()` makes.
    ///
    /// # Errors
    /// [`PasskeyRefusal::Malformed`].
    pub fn read(answer: &str) -> Result<Self, PasskeyRefusal> {
        let answer: PublicKeyCredential = parse(answer)?;
        named_consistently((&answer.id, &answer.raw_id), &answer.type_)?;
        Ok(Self(answer))
    }

    /// The id of the passkey that it says it is of, as browsers write it (base64url).
    #[must_use]
    pub fn credential_id(&self) -> &str {
        &self.0.id
    }
}

impl RelyingParty {
    /// The realm as passkeys know it.
    ///
    /// # Errors
    /// [`NoHostName`] when the issuer's host is an IP address.
    pub fn of(realm: &Realm) -> Result<Self, NoHostName> {
        let issuer = Url::parse(&realm.issuer).map_err(|_| NoHostName)?;
        let origin = issuer.origin().ascii_serialization();
        let address = Url::parse(&origin).map_err(|_| NoHostName)?;
        let host = issuer.domain().ok_or(NoHostName)?;
        let builder = WebauthnBuilder::new(host, &address).map_err(|_| NoHostName)?;
        let builder = builder.rp_name(&realm.display_name.ja).timeout(PATIENCE);
        let library = builder.build().map_err(|_| NoHostName)?;
        Ok(Self { library, host: host.to_owned(), origin })
    }

    /// The host to which the passkeys belong (the RP ID, WebAuthn §4).
    #[must_use]
    pub fn id(&self) -> &str {
        &self.host
    }

    /// Asks for a new passkey on a device that has none of `existing`, which are the member's.
    ///
    /// # Errors
    /// [`PasskeyRefusal::Wrong`] for a holder whom the library cannot name.
    pub fn ask_for_new(
        &self,
        holder: &PasskeyHolder<'_>,
        existing: &[StoredPasskey],
    ) -> Result<(BrowserOptions, EnrolmentChallenge), PasskeyRefusal> {
        let user_handle = existing.iter().find_map(|passkey| passkey.user_handle.clone());
        let user_handle = user_handle.unwrap_or_else(UserHandle::generate);
        let excluded = existing.iter().map(|passkey| passkey.cred.cred_id.clone()).collect();
        let (asked, state) = self.library.start_passkey_registration(
            holder.account.uuid(),
            holder.user_id,
            holder.name,
            Some(excluded),
        )?;
        let mut options = json!(asked.public_key);
        if let Some(user) = options.pointer_mut("/user/id") {
            *user = json!(user_handle);
        }
        // The library asks devices not to keep the passkey, and many would then never offer it.
        if let Some(Value::Object(selection)) = options.pointer_mut("/authenticatorSelection") {
            selection.insert("residentKey".to_owned(), json!("required"));
            selection.insert("requireResidentKey".to_owned(), json!(true));
        }
        // This device first, then a phone, then a key to plug in: the order in which members have them.
        if let Value::Object(options) = &mut options {
            options.insert("hints".to_owned(), json!(["client-device", "hybrid", "security-key"]));
        }
        Ok((options.to_string(), EnrolmentChallenge { state, user_handle }))
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
        named_consistently((&answer.id, &answer.raw_id), &answer.type_)?;
        self.only_from_our_own_page(&answer.response.client_data_json)?;
        let mut cred = Credential::from(self.library.finish_passkey_registration(&answer, &challenge.state)?);
        if cred.cred_id.len() > LONGEST_ID || answer.raw_id.as_slice() != cred.cred_id.as_slice() {
            return Err(PasskeyRefusal::Malformed);
        }
        // The library keeps them of attested devices only; browsers find the right device sooner by them (§7.1 step 27).
        cred.transports = answer.response.transports;
        let stored = StoredPasskey { cred, user_handle: Some(challenge.user_handle.clone()) };
        Ok(NewPasskey { id: PasskeyId::generate(), account, stored, at: now })
    }

    /// Asks for any passkey of this realm that the device has, whoever's it is.
    ///
    /// # Errors
    /// [`PasskeyRefusal::Wrong`] when the library makes no question.
    pub fn ask_for_any(&self) -> Result<(BrowserOptions, SignInChallenge), PasskeyRefusal> {
        self.ask_for_one(&[])
    }

    /// Asks for one of a member's passkeys.
    ///
    /// # Errors
    /// [`PasskeyRefusal::Wrong`] when the library makes no question.
    pub fn ask_for_one(&self, passkeys: &[StoredPasskey]) -> Result<(BrowserOptions, SignInChallenge), PasskeyRefusal> {
        let (asked, challenge) = self.library.start_discoverable_authentication()?;
        let mut options = json!(asked.public_key);
        if let Value::Object(options) = &mut options {
            let allowed: Vec<Value> = passkeys.iter().map(StoredPasskey::descriptor).collect();
            options.insert("allowCredentials".to_owned(), json!(allowed));
            // How the user was verified is no business of ours, and no browser says it any more.
            options.remove("extensions");
        }
        Ok((options.to_string(), SignInChallenge(challenge)))
    }

    /// Which of the account's passkeys was used, if the browser's answer is right (WebAuthn §7.2). `passkeys` are
    /// those of now: one may have been deleted, or used, since the question was put.
    ///
    /// # Errors
    /// [`PasskeyRefusal`].
    pub fn accept_one(
        &self,
        challenge: &SignInChallenge,
        PasskeyAnswer(answer): &PasskeyAnswer,
        (account, passkeys): (AccountId, &[(PasskeyId, StoredPasskey)]),
    ) -> Result<PasskeyMatch, PasskeyRefusal> {
        self.only_from_our_own_page(&answer.response.client_data_json)?;
        let found = passkeys.iter().find(|(_, stored)| stored.cred.cred_id.as_slice() == answer.raw_id.as_slice());
        let Some((passkey, stored)) = found else { return Err(PasskeyRefusal::NotTheirs) };
        // Every passkey of ours is kept on its device under its member, so its answer says whose it is (§7.2 step 6).
        let named = answer.response.user_handle.as_ref().map(|handle| BASE64URL_NOPAD.encode(handle.as_ref()));
        if named.as_deref() != Some(stored.user_handle(account).as_str()) {
            return Err(PasskeyRefusal::NotTheirs);
        }
        let result = self.library.finish_discoverable_authentication_v2(answer, challenge.0.clone(), &stored.cred)?;
        // Many devices do not count, and always say nought.
        if result.counter().max(stored.cred.counter) > 0 && result.counter() <= stored.cred.counter {
            return Err(PasskeyRefusal::CounterWentBack);
        }
        let mut used = Passkey::from(stored.cred.clone());
        used.update_credential(&result);
        let stored = StoredPasskey { cred: used.into(), user_handle: stored.user_handle.clone() };
        Ok(PasskeyMatch { passkey: *passkey, stored, account })
    }

    fn only_from_our_own_page(&self, client_data: &[u8]) -> Result<(), PasskeyRefusal> {
        let whereabouts: Whereabouts = serde_json::from_slice(client_data).map_err(|_| PasskeyRefusal::Malformed)?;
        if whereabouts.cross_origin || whereabouts.top_origin.is_some() {
            return Err(PasskeyRefusal::CrossOrigin);
        }
        // The library compares origins as URLs, to which more than one spelling leads.
        if whereabouts.origin != self.origin {
            return Err(PasskeyRefusal::Wrong("another origin".to_owned()));
        }
        Ok(())
    }
}

fn parse<'a, T: Deserialize<'a>>(answer: &'a str) -> Result<T, PasskeyRefusal> {
    if answer.len() > LONGEST_ANSWER {
        return Err(PasskeyRefusal::Malformed);
    }
    serde_json::from_str(answer).map_err(|_| PasskeyRefusal::Malformed)
}

/// A credential is a public key, and its id is written once in text and once in bytes.
fn named_consistently((id, raw_id): (&str, &[u8]), kind: &str) -> Result<(), PasskeyRefusal> {
    let consistent = kind == "public-key" && id == BASE64URL_NOPAD.encode(raw_id);
    if consistent { Ok(()) } else { Err(PasskeyRefusal::Malformed) }
}

/// The part of what the browser signs that is not left to the library.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Whereabouts {
    origin: String,
    #[serde(default)]
    cross_origin: bool,
    top_origin: Option<String>,
}
