//! What a passkey shows, and what it must not pass for: each step of WebAuthn §7.1 and §7.2 with one thing wrong.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use base::{AccountId, PasskeyId};
use chrono::DateTime;
use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use realm::{Lookup, ProcessSettings, Realm, Realms};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    EnrolmentChallenge, Factor, NewPasskey, PasskeyHolder, PasskeyMatch, PasskeyRefusal, RelyingParty, SignInChallenge,
    StoredPasskey,
};

const HOST: &str = "id.kenpo.example.jp";

static REALM: LazyLock<Arc<Realm>> = LazyLock::new(|| realm_at(&format!("https://{HOST}")));

fn realm_at(provider: &str) -> Arc<Realm> {
    let state = tempfile::tempdir().unwrap();
    let settings = ProcessSettings {
        provider_url: provider.parse().unwrap(),
        portal_url: "https://kenpo.example.jp".parse().unwrap(),
        development: true,
        secrets_dir: state.path().to_owned(),
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../realm-config");
    let (realms, _) = Realms::load(&folder, state.path(), &settings).unwrap();
    let Lookup::Serving(realm) = realms.find("minato") else { panic!("minato is broken") };
    realm
}

/// A device with one key (P-256), which says and signs whatever a test wants.
#[derive(Clone)]
struct Device {
    key: SigningKey,
    id: Vec<u8>,
    host: &'static str,
    flags: u8,
    counter: u32,
    /// Members of the client data that differ from what a browser would write.
    client_data: Value,
}

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const BACKUP_ELIGIBLE: u8 = 0x08;
const BACKED_UP: u8 = 0x10;
const CREDENTIAL_FOLLOWS: u8 = 0x40;

impl Device {
    fn with_key(seed: u8) -> Self {
        Self {
            key: SigningKey::from_slice(&[seed; 32]).unwrap(),
            id: vec![seed; 32],
            host: HOST,
            flags: PRESENT | VERIFIED,
            counter: 1,
            client_data: json!({}),
        }
    }

    fn at_its_next_use(&self) -> Self {
        Self { counter: self.counter + 1, ..self.clone() }
    }

    /// CollectedClientData (WebAuthn §5.8.1).
    fn client_data(&self, kind: &str, options: &str) -> Vec<u8> {
        let options: Value = serde_json::from_str(options).unwrap();
        let mut data = json!({
            "type": kind, "challenge": options["challenge"], "origin": format!("https://{HOST}"), "crossOrigin": false,
        });
        for (name, value) in self.client_data.as_object().unwrap() {
            data[name] = value.clone();
        }
        data.to_string().into_bytes()
    }

    /// Authenticator data (WebAuthn §6.1).
    fn authenticator_data(&self, credential: &[u8]) -> Vec<u8> {
        let flags = self.flags | if credential.is_empty() { 0 } else { CREDENTIAL_FOLLOWS };
        [&sha256(self.host.as_bytes())[..], &[flags], &self.counter.to_be_bytes(), credential].concat()
    }

    /// What `navigator.credentials.create()` gives, as JSON.
    fn register(&self, options: &str) -> String {
        let point = self.key.verifying_key().to_sec1_point(false);
        // COSE_Key in CBOR: kty EC2, alg ES256, crv P-256, x, y.
        let key = [
            &[0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20][..],
            point.x().unwrap(),
            &[0x22, 0x58, 0x20],
            point.y().unwrap(),
        ];
        let length = u16::try_from(self.id.len()).unwrap().to_be_bytes();
        let credential = [&[0; 16][..], &length, &self.id, &key.concat()].concat();
        let data = self.authenticator_data(&credential);
        // {"fmt": "none", "attStmt": {}, "authData": bytes} in CBOR.
        let attestation =
            [&b"\xA3\x63fmt\x64none\x67attStmt\xA0\x68authData\x58"[..], &[u8::try_from(data.len()).unwrap()], &data];
        json!({
            "id": base64url(&self.id), "rawId": base64url(&self.id), "type": "public-key",
            "clientExtensionResults": { "credProps": { "rk": true } },
            "response": {
                "clientDataJSON": base64url(&self.client_data("webauthn.create", options)),
                "attestationObject": base64url(&attestation.concat()),
                "transports": ["internal", "hybrid"],
            },
        })
        .to_string()
    }

    /// What `navigator.credentials.get()` gives, as JSON.
    fn sign_in(&self, options: &str, holder: AccountId) -> Value {
        let client_data = self.client_data("webauthn.get", options);
        let data = self.authenticator_data(&[]);
        let signature: Signature = self.key.sign(&[&data[..], &sha256(&client_data)].concat());
        json!({
            "id": base64url(&self.id), "rawId": base64url(&self.id), "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": base64url(&client_data),
                "authenticatorData": base64url(&data),
                "signature": base64url(signature.to_der().as_bytes()),
                "userHandle": base64url(holder.uuid().as_bytes()),
            },
        })
    }
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

fn base64url(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

/// A member with one registered passkey.
struct Member {
    account: AccountId,
    party: RelyingParty,
    device: Device,
    passkeys: Vec<(PasskeyId, StoredPasskey)>,
}

fn holder(account: AccountId) -> PasskeyHolder<'static> {
    PasskeyHolder { account, user_id: "tanaka", name: "田中 太郎" }
}

impl Member {
    fn new() -> Self {
        Self::with(Device::with_key(1))
    }

    fn with(device: Device) -> Self {
        let (account, party) = (AccountId::generate(), RelyingParty::of(&REALM).unwrap());
        let (options, challenge) = party.ask_for_new(&holder(account), &[]).unwrap();
        let new = party.accept_new(&challenge, &device.register(&options), (account, DateTime::UNIX_EPOCH)).unwrap();
        Self { account, party, device, passkeys: vec![(new.id(), new.stored().clone())] }
    }

    fn ask(&self) -> (String, SignInChallenge) {
        let stored: Vec<_> = self.passkeys.iter().map(|(_, stored)| stored.clone()).collect();
        self.party.ask_for_one(&stored).unwrap()
    }

    fn accept(&self, challenge: &SignInChallenge, answer: &Value) -> Result<PasskeyMatch, PasskeyRefusal> {
        self.party.accept_one(challenge, &answer.to_string(), (self.account, &self.passkeys))
    }

    /// What becomes of an answer by a device that differs from the member's in some way.
    fn answered_by(&self, device: &Device) -> Result<PasskeyMatch, PasskeyRefusal> {
        let (options, challenge) = self.ask();
        self.accept(&challenge, &device.sign_in(&options, self.account))
    }
}

/// What a challenge becomes in the store.
fn stored_and_read<T: serde::Serialize + serde::de::DeserializeOwned>(value: &T) -> T {
    serde_json::from_str(&serde_json::to_string(value).unwrap()).unwrap()
}

#[test]
fn a_new_passkey_signs_in_and_its_counter_is_kept() {
    let mut member = Member::new();
    for use_number in 2..5 {
        let device = Device { counter: use_number, ..member.device.clone() };
        let (options, challenge) = member.ask();
        let right = member.accept(&stored_and_read(&challenge), &device.sign_in(&options, member.account)).unwrap();
        let proof = right.used(DateTime::UNIX_EPOCH);
        assert_eq!((proof.account(), proof.factor()), (member.account, Factor::Passkey(member.passkeys[0].0)));
        member.passkeys[0].1 = stored_and_read(&right.stored);
    }
}

#[test]
fn devices_keep_it_verify_their_user_and_are_not_asked_twice() {
    let member = Member::new();
    let existing = [member.passkeys[0].1.clone()];
    let (options, _) = member.party.ask_for_new(&holder(member.account), &existing).unwrap();
    let options: Value = serde_json::from_str(&options).unwrap();
    assert_eq!(options["rp"], json!({ "id": HOST, "name": "港健康保険組合" }));
    assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(options["authenticatorSelection"]["requireResidentKey"], true);
    assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
    assert_eq!(options["excludeCredentials"][0]["id"], base64url(&member.device.id));
    assert_eq!(options["attestation"], "none");
    assert_eq!(options["timeout"], 300_000);
    assert_eq!(options["user"]["id"], base64url(member.account.uuid().as_bytes()));

    let (options, _) = member.ask();
    let options: Value = serde_json::from_str(&options).unwrap();
    assert_eq!((&options["rpId"], &options["userVerification"]), (&json!(HOST), &json!("required")));
    assert_eq!(options["allowCredentials"][0]["id"], base64url(&member.device.id));
    assert!(BASE64URL_NOPAD.decode(options["challenge"].as_str().unwrap().as_bytes()).unwrap().len() >= 16);
}

#[test]
fn no_device_is_believed_with_one_thing_wrong() {
    let member = Member::new();
    let next = member.device.at_its_next_use();
    let saying = |client_data| Device { client_data, ..next.clone() };
    let flagged = |flags| Device { flags, ..next.clone() };
    let cases = [
        ("another key", Device { key: SigningKey::from_slice(&[9; 32]).unwrap(), ..next.clone() }),
        ("another host", Device { host: "kenpo.example.jp", ..next.clone() }),
        ("a longer host", Device { host: "badid.kenpo.example.jp", ..next.clone() }),
        ("another origin", saying(json!({ "origin": "https://kenpo.example.jp" }))),
        ("another port", saying(json!({ "origin": format!("https://{HOST}:8443") }))),
        ("no TLS", saying(json!({ "origin": format!("http://{HOST}") }))),
        ("a host below ours", saying(json!({ "origin": format!("https://evil.{HOST}") }))),
        ("another challenge", saying(json!({ "challenge": base64url(&[0; 32]) }))),
        ("the other ceremony", saying(json!({ "type": "webauthn.create" }))),
        ("a page around ours", saying(json!({ "crossOrigin": true }))),
        ("a page around ours, named", saying(json!({ "topOrigin": "https://evil.example" }))),
        ("nobody present", flagged(VERIFIED)),
        ("the user not verified", flagged(PRESENT)),
        ("backed up although it cannot be", flagged(PRESENT | VERIFIED | BACKED_UP)),
        ("the counter stands", member.device.clone()),
        ("the counter went back", Device { counter: 0, ..next.clone() }),
        ("another credential", Device { id: vec![9; 32], ..next.clone() }),
    ];
    for (what, device) in cases {
        assert!(member.answered_by(&device).is_err(), "{what}");
    }
    assert!(member.answered_by(&next).is_ok());
    assert!(member.answered_by(&flagged(PRESENT | VERIFIED | BACKUP_ELIGIBLE)).is_ok(), "can be synchronised by now");
}

#[test]
fn refusals_say_which_they_are() {
    let member = Member::new();
    let next = member.device.at_its_next_use();
    let refusal = |device: &Device| member.answered_by(device).unwrap_err();
    assert_eq!(refusal(&Device { flags: PRESENT, ..next.clone() }), PasskeyRefusal::UserNotVerified);
    assert_eq!(refusal(&Device { id: vec![9; 32], ..next.clone() }), PasskeyRefusal::NotTheirs);
    assert_eq!(refusal(&member.device), PasskeyRefusal::CounterWentBack);
    assert_eq!(refusal(&Device { client_data: json!({ "crossOrigin": true }), ..next }), PasskeyRefusal::CrossOrigin);
}

#[test]
fn every_changed_part_of_an_answer_is_refused() {
    let member = Member::new();
    let (options, challenge) = member.ask();
    let answer = member.device.at_its_next_use().sign_in(&options, member.account);
    for part in ["clientDataJSON", "authenticatorData", "signature", "userHandle"] {
        let bytes = BASE64URL_NOPAD.decode(answer["response"][part].as_str().unwrap().as_bytes()).unwrap();
        for index in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[index] ^= 1;
            let mut answer = answer.clone();
            answer["response"][part] = json!(base64url(&changed));
            assert!(member.accept(&challenge, &answer).is_err(), "{part} byte {index}");
        }
    }
    assert!(member.accept(&challenge, &answer).is_ok());
}

#[test]
fn an_answer_serves_its_own_challenge_account_and_passkey_only() {
    let member = Member::new();
    let next = member.device.at_its_next_use();
    let (options, _) = member.ask();
    let answer = next.sign_in(&options, member.account);
    let (_, later) = member.ask();
    assert!(member.accept(&later, &answer).is_err(), "a later challenge");

    let (options, challenge) = member.ask();
    let of_another = next.sign_in(&options, AccountId::generate());
    assert_eq!(member.accept(&challenge, &of_another).unwrap_err(), PasskeyRefusal::NotTheirs);

    let right = next.sign_in(&options, member.account).to_string();
    let deleted = member.party.accept_one(&challenge, &right, (member.account, &[]));
    assert_eq!(deleted.unwrap_err(), PasskeyRefusal::NotTheirs);
}

#[test]
fn a_counter_is_compared_with_the_one_of_now() {
    let mut member = Member::new();
    let next = member.device.at_its_next_use();
    let (options, challenge) = member.ask();
    member.passkeys[0].1 = member.answered_by(&next).unwrap().stored;
    // A copy of the device answers a challenge that was made before the device's own last use.
    let copied = member.accept(&challenge, &next.sign_in(&options, member.account));
    assert_eq!(copied.unwrap_err(), PasskeyRefusal::CounterWentBack);
}

#[test]
fn devices_that_do_not_count_always_say_nought() {
    let mut member = Member::with(Device { counter: 0, ..Device::with_key(1) });
    for _ in 0..3 {
        member.passkeys[0].1 = member.answered_by(&member.device).unwrap().stored;
    }
}

#[test]
fn no_new_passkey_is_believed_with_one_thing_wrong() {
    let party = RelyingParty::of(&REALM).unwrap();
    let device = Device::with_key(1);
    let account = AccountId::generate();
    let registered = |device: &Device| -> Result<NewPasskey, PasskeyRefusal> {
        let (options, challenge) = party.ask_for_new(&holder(account), &[]).unwrap();
        let challenge = stored_and_read::<EnrolmentChallenge>(&challenge);
        party.accept_new(&challenge, &device.register(&options), (account, DateTime::UNIX_EPOCH))
    };
    let saying = |client_data| Device { client_data, ..device.clone() };
    for (what, wrong) in [
        ("another host", Device { host: "kenpo.example.jp", ..device.clone() }),
        ("another origin", saying(json!({ "origin": format!("https://bad{HOST}") }))),
        ("another challenge", saying(json!({ "challenge": base64url(&[0; 32]) }))),
        ("the other ceremony", saying(json!({ "type": "webauthn.get" }))),
        ("a page around ours", saying(json!({ "crossOrigin": true }))),
        ("nobody present", Device { flags: VERIFIED, ..device.clone() }),
        ("the user not verified", Device { flags: PRESENT, ..device.clone() }),
    ] {
        assert!(registered(&wrong).is_err(), "{what}");
    }
    let new = registered(&device).unwrap();
    assert_eq!(new.stored().credential_id(), base64url(&device.id));
    assert_eq!(new.registered().factor(), Factor::Passkey(new.id()));

    let (options, challenge) = party.ask_for_new(&holder(account), &[new.stored().clone()]).unwrap();
    let again = party.accept_new(&challenge, &device.register(&options), (account, DateTime::UNIX_EPOCH));
    assert!(again.is_err(), "one that they have");
}

#[test]
fn what_is_no_answer_is_refused() {
    let member = Member::new();
    let (_, challenge) = member.ask();
    for answer in ["", "null", "{}", "[]", "\u{0}", &"[".repeat(20_000), &format!("\"{}\"", "x".repeat(20_000))] {
        let refused = member.party.accept_one(&challenge, answer, (member.account, &member.passkeys));
        assert_eq!(refused.unwrap_err(), PasskeyRefusal::Malformed);
    }
}

#[test]
fn an_ip_address_has_no_passkeys() {
    assert!(RelyingParty::of(&realm_at("http://127.0.0.1:8080")).is_err());
    assert!(RelyingParty::of(&realm_at("http://localhost:8080")).is_ok());
}
