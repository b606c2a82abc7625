//! The key-encryption key makes room for another: all goes on under both, nothing is lost under the new one alone, and what
//! is still under the former one is told.

use std::path::Path;
use std::process::{Command, Output};

use account::{HashCost, PasswordHasher, StoredPassword, TypedPassword};
use base::{AuthenticatorId, KeyEncryptionKey, Purpose, Sealed, SealedFor, Secret};
use idp::audit_log::seal_waiting;
use idp::rows::{AuthenticatorRow, DbErr, SEALED, in_realm};
use idp::stored_password;
use sea_orm::ConnectionTrait as _;
use serde_json::Value;
use store::mail::{Mail, Sender};
use store::sealed::by_sealer;

use crate::support::{Member, Provider, minato, on_both_databases};

on_both_databases!(a_key_makes_room_for_another, without_its_key_nothing_opens_and_doctor_says_why);

const FORMER: &str = "key-encryption-key";
const NEXT: &str = "next-key";

fn run(folder: &Path, arguments: &[&str], only_realm: Option<&str>) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_warifu-idp"));
    command.current_dir(folder).env_clear().envs(only_realm.map(|realm| ("WARIFU_ONLY_REALM", realm)));
    let Output { status, stdout, stderr } = command.args(arguments).output().unwrap();
    let [stdout, stderr] = [stdout, stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (status.code(), stdout, stderr)
}

/// Starts anew with other keys: one that seals, and others that open.
async fn restarted(site: Provider, sealing: &str, others: &str) -> Provider {
    let Provider { app, folder, .. } = site;
    drop(app);
    let (file, place) =
        (folder.path().join("warifu.toml"), |name: &str| folder.path().join(name).display().to_string());
    let text = std::fs::read_to_string(&file).unwrap();
    let kept = text.lines().filter(|line| !line.contains("key_encryption_key")).map(|line| format!("{line}\n"));
    let others = if others.is_empty() { String::new() } else { place(others) };
    let keys = format!("key_encryption_key_file = {:?}\nother_key_encryption_key_files = {others:?}\n", place(sealing));
    std::fs::write(&file, keys + &kept.collect::<String>()).unwrap();
    Provider::again(folder).await
}

/// Something in every column that is sealed, in two societies.
async fn fill(site: &mut Provider) {
    std::fs::write(site.folder.path().join(NEXT), KeyEncryptionKey::generate().to_base64().expose()).unwrap();
    site.import(&[1, 2].map(Member::number)).await;
    let account = site.account("mnt-2").await.account_id();
    let (key, realm, now) = (site.app.sealing_key.clone(), minato(), site.app.clock.now());
    let hash = TypedPassword::new(&Secret::new("みなと-2026".to_owned()), false);
    let hash = hash.hash(&mut PasswordHasher::new(HashCost::LEAST)).unwrap();
    let hash = stored_password::seal_hash(&key, &realm, account, &hash);
    let id = AuthenticatorId::generate();
    let seed = sealed(&key, Purpose::AuthenticatorSeed, &id.to_string(), b"seed");
    let secrets =
        sealed(&key, Purpose::RegisteredClient, "app", br#"{"client_secret":null,"registration_access_token":"t"}"#);
    let mail = Mail {
        sender: Sender { name: "港健康保険組合".to_owned(), address: "no-reply@minato.example.jp".to_owned() },
        recipient: "m1@example.jp".to_owned(),
        subject: "題".to_owned(),
        text: "文".to_owned(),
        html: "<p>文</p>".to_owned(),
        unsubscribe: None,
    };
    let mail = site.app.outbox.prepare(&realm, ("sample", &mail), None, now).unwrap();
    let write = site.app.database.write(move |tx| {
        Box::pin(async move {
            let rows = in_realm(tx, &realm);
            let read = rows.account(account).await?.unwrap();
            rows.reset_password(&read, &hash).await?;
            rows.add_authenticator(account, (id, "phone"), &seed, now).await?;
            mail.enqueue(tx).await?;
            let client = format!(
                "INSERT INTO registered_clients (realm, client_id, metadata, secrets, issued_at) VALUES ('minato', 'app', '{{}}', '{}', '2026-11-20 00:00:00+00:00')",
                secrets.as_str()
            );
            tx.execute_unprepared(&client).await?;
            Ok::<_, DbErr>(())
        })
    });
    write.await.unwrap();
    for realm in ["minato", "tsubaki"] {
        assert!(site.app.keys.of(&site.app, &site.realm(realm)).await.is_ok());
    }
    seal_waiting(&site.app, "one").await.unwrap();
    let each = SEALED.map(|column| [column]);
    for column in &each {
        assert!(!by_sealer(&site.app.database, column).await.unwrap().is_empty(), "{column:?} is empty");
    }
}

fn sealed(key: &KeyEncryptionKey, purpose: Purpose, row: &str, value: &[u8]) -> Sealed {
    key.seal(SealedFor { purpose, realm: &minato(), row }, value)
}

async fn authenticator(site: &Provider) -> AuthenticatorRow {
    let account = site.account("mnt-2").await.account_id();
    in_realm(site.app.database.reader(), &minato()).authenticators(account).await.unwrap().remove(0)
}

/// The societies' public keys, as clients verify tokens with them; `None` where the private ones do not open.
async fn public_keys(site: &Provider) -> Option<Vec<u8>> {
    let mut all = Vec::new();
    for realm in ["minato", "tsubaki"] {
        all.extend(site.app.keys.of(&site.app, &site.realm(realm)).await.ok()?.jwks(site.app.clock.now()));
    }
    Some(all)
}

/// What members and the desk need of the sealed values: all of it is there.
async fn everything_opens(site: &mut Provider) {
    let (key, realm) = (site.app.sealing_key.clone(), minato());
    assert_eq!(site.issued_password("minato", &site.account("mnt-1").await).as_deref(), Some("issued-1"));
    let row = site.account("mnt-2").await;
    let (id, stored) = stored_password::open(&key, &site.realm("minato"), &row).unwrap().unwrap();
    let typed = TypedPassword::new(&Secret::new("みなと-2026".to_owned()), false);
    let mut hasher = PasswordHasher::new(HashCost::LEAST);
    assert!(StoredPassword::verify(Some((id, &stored)), &typed, &mut hasher, site.app.clock.now()).is_some());
    let app = authenticator(site).await;
    let row = app.authenticator_id().to_string();
    let place = SealedFor { purpose: Purpose::AuthenticatorSeed, realm: &realm, row: &row };
    assert_eq!(key.open(place, &app.sealed_seed()).unwrap().expose(), b"seed");
    let mails = site.app.outbox.last_to(&site.app.database, (&realm, "m1@example.jp"), 5).await.unwrap();
    assert_eq!(mails.len(), 1);
    assert_eq!(site.import(&[1, 2].map(Member::number)).await, [0, 0, 2, 0], "lines are recognised");
    seal_waiting(&site.app, "one").await.unwrap();
    let (code, said) = audit(site);
    assert_eq!((code, &said["findings"]), (Some(0), &Value::Array(Vec::new())), "{said}");
}

fn audit(site: &Provider) -> (Option<i32>, Value) {
    let (code, out, _) = run(site.folder.path(), &["audit", "verify", "minato", "--format", "json"], None);
    (code, serde_json::from_str(&out).unwrap())
}

/// What doctor says of a check, and how bad it is.
fn doctor(site: &Provider, check: &str) -> (String, String) {
    let (_, out, err) = run(site.folder.path(), &["doctor", "--format", "json"], None);
    let said: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{err}"));
    let line = said["checks"].as_array().unwrap().iter().find(|line| line["check"] == check).unwrap().clone();
    (line["level"].as_str().unwrap().to_owned(), line["message"]["en"].as_str().unwrap().to_owned())
}

async fn a_key_makes_room_for_another(mut site: Provider) {
    fill(&mut site).await;
    let before = public_keys(&site).await.unwrap();
    assert_eq!(doctor(&site, "sealed-values").0, "ok");

    // The next key opens on all nodes before it seals on any.
    let mut site = restarted(site, FORMER, NEXT).await;
    everything_opens(&mut site).await;
    assert_eq!(doctor(&site, "sealed-values").0, "ok");

    let mut site = restarted(site, NEXT, FORMER).await;
    assert_eq!(public_keys(&site).await.as_deref(), Some(&*before));
    everything_opens(&mut site).await;
    let (level, told) = doctor(&site, "sealed-values");
    assert!(level == "warning" && told.contains("still sealed by another key"), "{level} {told}");

    let reseal = ["key", "reseal", "--lang", "en"];
    assert_eq!(run(site.folder.path(), &reseal, Some("minato")).0, Some(5), "it is about all societies");
    let (code, out, err) = run(site.folder.path(), &["key", "reseal", "--lang", "en", "--dry-run"], None);
    assert!(out.contains("would be sealed anew"), "{out}{err}");
    assert_eq!(code, Some(1), "something is left");
    let (code, out, err) = run(site.folder.path(), &reseal, None);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    assert!(out.contains("Nothing in the database is sealed by another key any more"), "{out}");
    let (code, out, _) = run(site.folder.path(), &reseal, None);
    assert!(code == Some(0) && out.starts_with("0 value(s) were sealed anew"), "{out}");
    assert_eq!(public_keys(&site).await.as_deref(), Some(&*before), "a process that runs on");
    everything_opens(&mut site).await;

    let mut site = restarted(site, NEXT, "").await;
    std::fs::remove_file(site.folder.path().join(FORMER)).unwrap();
    assert_eq!(doctor(&site, "sealed-values").0, "ok");
    assert_eq!(doctor(&site, "signing-keys").0, "ok");
    assert_eq!(public_keys(&site).await.as_deref(), Some(&*before));
    // Mails that were written before are found by their address no more; the rest is as it was.
    let found = site.app.outbox.last_to(&site.app.database, (&minato(), "m1@example.jp"), 5).await.unwrap();
    assert!(found.is_empty());
    assert_eq!(site.issued_password("minato", &site.account("mnt-1").await).as_deref(), Some("issued-1"));
    assert_eq!(site.import(&[1, 2].map(Member::number)).await, [0, 0, 2, 0]);
    let (code, said) = audit(&site);
    assert_eq!((code, &said["findings"]), (Some(0), &Value::Array(Vec::new())), "{said}");
}

async fn without_its_key_nothing_opens_and_doctor_says_why(mut site: Provider) {
    fill(&mut site).await;
    let mut site = restarted(site, NEXT, "").await;
    assert!(public_keys(&site).await.is_none());
    let (level, told) = doctor(&site, "sealed-values");
    assert!(level == "error" && told.contains("a key that is not in the settings"), "{level} {told}");
    assert_eq!(doctor(&site, "signing-keys").0, "error");
    let (code, out, _) = run(site.folder.path(), &["key", "reseal", "--lang", "en"], None);
    assert!(code == Some(1) && out.contains("which is not in the settings"), "{out}");
    assert_eq!(site.import(&[Member::number(1)]).await, [0, 1, 0, 0], "a line looks changed, and nothing worse");

    // Nothing was lost by that: with the former key at hand all goes on.
    let site = restarted(site, NEXT, FORMER).await;
    assert!(public_keys(&site).await.is_some());
    assert_eq!(run(site.folder.path(), &["key", "reseal"], None).0, Some(0));
}
