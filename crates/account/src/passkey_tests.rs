//! What a passkey shows, and what it must not pass for: each step of WebAuthn §7.1 and §7.2 with one thing wrong.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use base::{AccountId, PasskeyId};
use chrono::DateTime;
use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::signature::Signer;
use realm::{Lookup, ProcessSettings, Realm, Realms};
use rsa::{BoxedUint, Pkcs1v15Sign, RsaPrivateKey, traits::PublicKeyParts};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    EnrolmentChallenge, Factor, NewPasskey, PasskeyAnswer, PasskeyHolder, PasskeyMatch, PasskeyRefusal, RelyingParty,
    SignInChallenge, StoredPasskey,
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

/// The private key of a device.
#[derive(Clone)]
enum Key {
    Es256(p256::ecdsa::SigningKey),
    Es384(p384::ecdsa::SigningKey),
    Rs256(RsaPrivateKey),
}

/// The primes of the tests' RSA key, in hexadecimal.
const PRIMES: [&str; 2] = [
    "FD3AB8768A81471990E5AAA7EC0076A2DA57661E4B118872D8417D9C77770D372C6E80CA5BD6F5E046FA8FD01BB90BBB\
     0C31DBB5E47E531EE70EC554A639DD12DDBFE0E7464AB7B1A9F4D3AB54BF14D20AD691C6D97CBF9C7A773BF1F4F82489\
     B229284A6817F743BED094516D8331C0067D9DD0C9F4D36A0EC3B2ED29BFD08D",
    "E9FD57908412A3DA73D9332D6A89DC22086A2AD71D1AF20638462D665823F43137F82A98AC2A0664E37788228CFAFA23\
     ACF5D232092A77E17D7DC807BFE040BDFA3E3DF72D1E6ACE61452658E479B70B8BB443DFEC37E1157894FDD0DC0682ED\
     2C4DC65622872F62EDF465B110A2656D2E25DAD37300F0C575953C771FC0E1DB",
];

impl Key {
    fn es256(seed: u8) -> Self {
        Self::Es256(p256::ecdsa::SigningKey::from_slice(&[seed; 32]).unwrap())
    }

    fn es384(seed: u8) -> Self {
        Self::Es384(p384::ecdsa::SigningKey::from_slice(&[seed; 48]).unwrap())
    }

    fn rs256() -> Self {
        let [p, q] = PRIMES.map(|prime| BoxedUint::from_str_radix_vartime(prime, 16).unwrap());
        Self::Rs256(RsaPrivateKey::from_p_q(p, q, BoxedUint::from(65_537_u32)).unwrap())
    }

    /// COSE_Key in CBOR (RFC 9053 §7.1.1, RFC 8230 §4): kty, alg, then crv, x, y, or n, e.
    fn public(&self) -> Vec<u8> {
        match self {
            Self::Es256(key) => {
                let point = key.verifying_key().to_sec1_point(false);
                let (x, y) = (point.x().unwrap(), point.y().unwrap());
                let head = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
                [&head[..], x, &[0x22, 0x58, 0x20], y].concat()
            }
            Self::Es384(key) => {
                let point = key.verifying_key().to_sec1_point(false);
                let (x, y) = (point.x().unwrap(), point.y().unwrap());
                let head = [0xA5, 0x01, 0x02, 0x03, 0x38, 0x22, 0x20, 0x02, 0x21, 0x58, 0x30];
                [&head[..], x, &[0x22, 0x58, 0x30], y].concat()
            }
            Self::Rs256(key) => {
                let modulus = key.n_bytes();
                let head = [0xA4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20, 0x59, 0x01, 0x00];
                [&head[..], &modulus, &[0x21, 0x43, 0x01, 0x00, 0x01]].concat()
            }
        }
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Es256(key) => Signer::<p256::ecdsa::Signature>::sign(key, message).to_der().as_bytes().to_vec(),
            Self::Es384(key) => Signer::<p384::ecdsa::Signature>::sign(key, message).to_der().as_bytes().to_vec(),
            Self::Rs256(key) => key.sign(Pkcs1v15Sign::new::<Sha256>(), &sha256(message)).unwrap(),
        }
    }
}

/// A device with one key, which says and signs whatever a test wants.
#[derive(Clone)]
struct Device {
    key: Key,
    id: Vec<u8>,
    /// The user handle that it was asked to keep the passkey under (base64url).
    handle: String,
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
            key: Key::es256(seed),
            id: vec![seed; 32],
            handle: String::new(),
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
        let length = u16::try_from(self.id.len()).unwrap().to_be_bytes();
        let credential = [&[0; 16][..], &length, &self.id, &self.key.public()].concat();
        let data = self.authenticator_data(&credential);
        // {"fmt": "none", "attStmt": {}, "authData": bytes} in CBOR.
        let length = u16::try_from(data.len()).unwrap().to_be_bytes();
        let attestation = [&b"\xA3\x63fmt\x64none\x67attStmt\xA0\x68authData\x59"[..], &length, &data];
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
    fn sign_in(&self, options: &str) -> Value {
        let client_data = self.client_data("webauthn.get", options);
        let data = self.authenticator_data(&[]);
        let signature = self.key.sign(&[&data[..], &sha256(&client_data)].concat());
        json!({
            "id": base64url(&self.id), "rawId": base64url(&self.id), "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": base64url(&client_data),
                "authenticatorData": base64url(&data),
                "signature": base64url(&signature),
                "userHandle": self.handle,
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

    fn with(mut device: Device) -> Self {
        let (account, party) = (AccountId::generate(), RelyingParty::of(&REALM).unwrap());
        let (options, challenge) = party.ask_for_new(&holder(account), &[]).unwrap();
        device.handle = read(&options)["user"]["id"].as_str().unwrap().to_owned();
        let new = party.accept_new(&challenge, &device.register(&options), (account, DateTime::UNIX_EPOCH)).unwrap();
        Self { account, party, device, passkeys: vec![(new.id(), new.stored().clone())] }
    }

    fn ask(&self) -> (String, SignInChallenge) {
        let stored: Vec<_> = self.passkeys.iter().map(|(_, stored)| stored.clone()).collect();
        self.party.ask_for_one(&stored).unwrap()
    }

    fn accept(&self, challenge: &SignInChallenge, answer: &Value) -> Result<PasskeyMatch, PasskeyRefusal> {
        let answer = PasskeyAnswer::read(&answer.to_string())?;
        self.party.accept_one(challenge, &answer, (self.account, &self.passkeys))
    }

    /// What becomes of an answer by a device that differs from the member's in some way.
    fn answered_by(&self, device: &Device) -> Result<PasskeyMatch, PasskeyRefusal> {
        let (options, challenge) = self.ask();
        self.accept(&challenge, &device.sign_in(&options))
    }
}

fn read(options: &str) -> Value {
    serde_json::from_str(options).unwrap()
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
        let right = member.accept(&stored_and_read(&challenge), &device.sign_in(&options)).unwrap();
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
    let options = read(&options);
    assert_eq!(options["rp"], json!({ "id": HOST, "name": "港健康保険組合" }));
    assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(options["authenticatorSelection"]["requireResidentKey"], true);
    assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
    assert_eq!(options["excludeCredentials"][0]["id"], base64url(&member.device.id));
    assert_eq!(options["attestation"], "none");
    assert_eq!(options["timeout"], 300_000);
    assert_eq!(options["hints"], json!(["client-device", "hybrid", "security-key"]));
    let algorithms: Vec<_> = options["pubKeyCredParams"].as_array().unwrap().iter().map(|one| &one["alg"]).collect();
    assert_eq!(algorithms, [-7, -35, -257], "ES256, ES384, RS256");

    let (options, _) = member.ask();
    let options = read(&options);
    assert_eq!((&options["rpId"], &options["userVerification"]), (&json!(HOST), &json!("required")));
    let of_theirs =
        json!({ "type": "public-key", "id": base64url(&member.device.id), "transports": ["internal", "hybrid"] });
    assert_eq!(options["allowCredentials"], json!([of_theirs]));
    assert_eq!(options["timeout"], 300_000);
    assert!(BASE64URL_NOPAD.decode(options["challenge"].as_str().unwrap().as_bytes()).unwrap().len() >= 16);
}

#[test]
fn a_user_handle_is_random_shared_by_the_members_passkeys_and_says_nothing_of_them() {
    let member = Member::new();
    let handle = BASE64URL_NOPAD.decode(member.device.handle.as_bytes()).unwrap();
    assert_eq!(handle.len(), 64);
    let account = member.account.uuid();
    assert!(!handle.windows(16).any(|part| part == account.as_bytes()));
    assert_ne!(member.device.handle, Member::new().device.handle);
    assert_eq!(member.passkeys[0].1.user_handle(member.account).as_str(), member.device.handle);

    let (options, _) = member.party.ask_for_new(&holder(member.account), &[member.passkeys[0].1.clone()]).unwrap();
    assert_eq!(read(&options)["user"]["id"], member.device.handle);
}

#[test]
fn a_passkey_of_the_time_before_handles_is_kept_under_its_account() {
    let mut member = Member::new();
    let mut stored: Value = serde_json::to_value(&member.passkeys[0].1).unwrap();
    stored.as_object_mut().unwrap().remove("user_handle");
    member.passkeys[0].1 = serde_json::from_value(stored).unwrap();
    let next = member.device.at_its_next_use();
    assert_eq!(member.answered_by(&next).unwrap_err(), PasskeyRefusal::NotTheirs);
    assert!(member.answered_by(&Device { handle: base64url(member.account.uuid().as_bytes()), ..next }).is_ok());
}

#[test]
fn whoever_is_not_known_is_asked_for_any_passkey_and_says_who_they_are() {
    let member = Member::new();
    let (options, challenge) = member.party.ask_for_any().unwrap();
    assert_eq!(read(&options)["allowCredentials"], json!([]));
    assert_eq!(read(&options)["userVerification"], "required");
    let next = member.device.at_its_next_use();
    let answer = next.sign_in(&options);
    let said = PasskeyAnswer::read(&answer.to_string()).unwrap();
    assert_eq!(said.credential_id(), member.passkeys[0].1.credential_id());
    assert!(member.accept(&stored_and_read(&challenge), &answer).is_ok());

    let mut silent = answer.clone();
    silent["response"]["userHandle"] = Value::Null;
    assert_eq!(member.accept(&challenge, &silent).unwrap_err(), PasskeyRefusal::NotTheirs, "nobody is named");
    let unverified = Device { flags: PRESENT, ..next.clone() }.sign_in(&options);
    assert_eq!(member.accept(&challenge, &unverified).unwrap_err(), PasskeyRefusal::UserNotVerified);
    let other = Member::with(Device::with_key(2));
    assert_eq!(other.accept(&challenge, &answer).unwrap_err(), PasskeyRefusal::NotTheirs);
}

#[test]
fn every_algorithm_that_is_offered_signs_in_and_no_other() {
    for key in [Key::es256(7), Key::es384(7), Key::rs256()] {
        let member = Member::with(Device { key, ..Device::with_key(7) });
        let next = member.device.at_its_next_use();
        assert!(member.answered_by(&next).is_ok());
        let forged = Device { key: Key::es256(9), ..next };
        assert!(member.answered_by(&forged).is_err());
    }
}

#[test]
fn no_device_is_believed_with_one_thing_wrong() {
    let member = Member::new();
    let next = member.device.at_its_next_use();
    let saying = |client_data| Device { client_data, ..next.clone() };
    let flagged = |flags| Device { flags, ..next.clone() };
    let cases = [
        ("another key", Device { key: Key::es256(9), ..next.clone() }),
        ("another host", Device { host: "kenpo.example.jp", ..next.clone() }),
        ("a longer host", Device { host: "badid.kenpo.example.jp", ..next.clone() }),
        ("another origin", saying(json!({ "origin": "https://kenpo.example.jp" }))),
        ("another port", saying(json!({ "origin": format!("https://{HOST}:8443") }))),
        ("our origin spelled otherwise", saying(json!({ "origin": format!("https://{HOST}:443/") }))),
        ("a host that ends in ours", saying(json!({ "origin": format!("https://bad{HOST}") }))),
        ("no origin", saying(json!({ "origin": null }))),
        ("no TLS", saying(json!({ "origin": format!("http://{HOST}") }))),
        ("a host below ours", saying(json!({ "origin": format!("https://evil.{HOST}") }))),
        ("another challenge", saying(json!({ "challenge": base64url(&[0; 32]) }))),
        ("the other ceremony", saying(json!({ "type": "webauthn.create" }))),
        ("a page around ours", saying(json!({ "crossOrigin": true }))),
        ("a page around ours, named", saying(json!({ "topOrigin": "https://evil.example" }))),
        ("nobody present", flagged(VERIFIED)),
        ("the user not verified", flagged(PRESENT)),
        ("backed up although it cannot be", flagged(PRESENT | VERIFIED | BACKED_UP)),
        ("can be backed up suddenly", flagged(PRESENT | VERIFIED | BACKUP_ELIGIBLE)),
        ("nobody's handle", Device { handle: base64url(&[9; 64]), ..next.clone() }),
        ("the counter stands", member.device.clone()),
        ("the counter went back", Device { counter: 0, ..next.clone() }),
        ("another credential", Device { id: vec![9; 32], ..next.clone() }),
    ];
    for (what, device) in cases {
        assert!(member.answered_by(&device).is_err(), "{what}");
    }
    assert!(member.answered_by(&next).is_ok());

    let synchronised = Member::with(Device { flags: PRESENT | VERIFIED | BACKUP_ELIGIBLE, ..Device::with_key(1) });
    let next = synchronised.device.at_its_next_use();
    let flagged = |flags| synchronised.answered_by(&Device { flags, ..next.clone() });
    assert!(flagged(PRESENT | VERIFIED).is_err(), "cannot be backed up any more");
    assert!(flagged(PRESENT | VERIFIED | BACKUP_ELIGIBLE | BACKED_UP).is_ok());
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
    let answer = member.device.at_its_next_use().sign_in(&options);
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
    for (name, value) in [("id", json!("AAAA")), ("rawId", json!("AAAA")), ("type", json!("password"))] {
        let mut answer = answer.clone();
        answer[name] = value;
        assert_eq!(member.accept(&challenge, &answer).unwrap_err(), PasskeyRefusal::Malformed, "{name}");
    }
    for part in ["clientDataJSON", "authenticatorData", "signature", "userHandle"] {
        let mut answer = answer.clone();
        answer["response"].as_object_mut().unwrap().remove(part);
        assert!(member.accept(&challenge, &answer).is_err(), "no {part}");
    }
    assert!(member.accept(&challenge, &answer).is_ok());
}

#[test]
fn an_answer_serves_its_own_challenge_account_and_passkey_only() {
    let member = Member::new();
    let next = member.device.at_its_next_use();
    let (options, _) = member.ask();
    let answer = next.sign_in(&options);
    let (_, later) = member.ask();
    assert!(member.accept(&later, &answer).is_err(), "a later challenge");

    let (options, challenge) = member.ask();
    let other = Member::with(Device::with_key(2));
    let of_another = other.device.at_its_next_use().sign_in(&options);
    assert_eq!(member.accept(&challenge, &of_another).unwrap_err(), PasskeyRefusal::NotTheirs);

    let right = PasskeyAnswer::read(&next.sign_in(&options).to_string()).unwrap();
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
    let copied = member.accept(&challenge, &next.sign_in(&options));
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
        ("our origin spelled otherwise", saying(json!({ "origin": format!("https://{HOST}/") }))),
        ("an id that is too long", Device { id: vec![1; 1024], ..device.clone() }),
        ("backed up although it cannot be", Device { flags: PRESENT | VERIFIED | BACKED_UP, ..device.clone() }),
        ("another challenge", saying(json!({ "challenge": base64url(&[0; 32]) }))),
        ("the other ceremony", saying(json!({ "type": "webauthn.get" }))),
        ("a page around ours", saying(json!({ "crossOrigin": true }))),
        ("nobody present", Device { flags: VERIFIED, ..device.clone() }),
        ("the user not verified", Device { flags: PRESENT, ..device.clone() }),
    ] {
        assert!(registered(&wrong).is_err(), "{what}");
    }
    assert!(registered(&Device { id: vec![1; 1023], ..device.clone() }).is_ok());
    let new = registered(&device).unwrap();
    assert_eq!(new.stored().credential_id(), base64url(&device.id));
    assert_eq!(new.registered().factor(), Factor::Passkey(new.id()));

    let (options, challenge) = party.ask_for_new(&holder(account), &[new.stored().clone()]).unwrap();
    let again = party.accept_new(&challenge, &device.register(&options), (account, DateTime::UNIX_EPOCH));
    assert!(again.is_err(), "one that they have");
}

#[test]
fn what_is_no_answer_is_refused() {
    for answer in ["", "null", "{}", "[]", "\u{0}", &"[".repeat(20_000), &format!("\"{}\"", "x".repeat(20_000))] {
        assert_eq!(PasskeyAnswer::read(answer).unwrap_err(), PasskeyRefusal::Malformed);
    }
}

#[test]
fn every_changed_part_of_a_new_passkey_is_refused() {
    let (account, party, device) = (AccountId::generate(), RelyingParty::of(&REALM).unwrap(), Device::with_key(1));
    let (options, challenge) = party.ask_for_new(&holder(account), &[]).unwrap();
    let answer = read(&device.register(&options));
    let accepted =
        |answer: &Value| party.accept_new(&challenge, &answer.to_string(), (account, DateTime::UNIX_EPOCH)).is_ok();
    for (name, value) in [("id", json!("AAAA")), ("rawId", json!("AAAA")), ("type", json!("password"))] {
        let mut answer = answer.clone();
        answer[name] = value;
        assert!(!accepted(&answer), "{name}");
    }
    let client_data =
        BASE64URL_NOPAD.decode(answer["response"]["clientDataJSON"].as_str().unwrap().as_bytes()).unwrap();
    // With attestation "none" nothing is signed yet: what must be right is what the browser says of the question.
    for member in ["challenge", "origin", "type"] {
        let mut data: Value = serde_json::from_slice(&client_data).unwrap();
        let changed = format!("{}x", data[member].as_str().unwrap());
        data[member] = json!(changed);
        let mut answer = answer.clone();
        answer["response"]["clientDataJSON"] = json!(base64url(data.to_string().as_bytes()));
        assert!(!accepted(&answer), "{member}");
    }
    assert!(accepted(&answer));
}

#[test]
fn no_passkey_of_another_realm_is_believed() {
    let elsewhere = RelyingParty::of(&realm_at("https://id.other.example.jp")).unwrap();
    let member = Member::new();
    let (options, challenge) = elsewhere.ask_for_any().unwrap();
    let answer = member.device.at_its_next_use().sign_in(&options);
    let answer = PasskeyAnswer::read(&answer.to_string()).unwrap();
    assert!(elsewhere.accept_one(&challenge, &answer, (member.account, &member.passkeys)).is_err());
}

#[test]
fn an_ip_address_has_no_passkeys() {
    assert!(RelyingParty::of(&realm_at("http://127.0.0.1:8080")).is_err());
    assert!(RelyingParty::of(&realm_at("http://localhost:8080")).is_ok());
}
