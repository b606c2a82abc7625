//! What former keys sealed is sealed anew, all of it and nothing else, while others write.

use std::collections::BTreeMap;

use base::{Clock, KeyEncryptionKey, RealmName};
use sea_orm::ConnectionTrait as _;
use store::mail::{Mail, Sender, Transport};
use store::outbox::{self, Delivery, Outbox, SEALED};
use store::sealed::{by_sealer, reseal};

use crate::smtp_server::SmtpServer;
use crate::support::{Fresh, on_both_databases};

on_both_databases!(
    everything_is_sealed_anew_once,
    a_dry_run_changes_nothing,
    what_does_not_open_is_counted_and_stays,
    what_others_write_meanwhile_is_left_to_them,
    mails_are_found_and_sent_whichever_key_they_are_under,
);

fn mail() -> Mail {
    Mail {
        sender: Sender { name: "港健康保険組合".to_owned(), address: "no-reply@minato.example.jp".to_owned() },
        recipient: "misaki@example.jp".to_owned(),
        subject: "【AB】ワンタイムパスワード".to_owned(),
        text: "314159".to_owned(),
        html: "<p>314159</p>".to_owned(),
        unsubscribe: None,
    }
}

async fn leave(fresh: &Fresh, key: &KeyEncryptionKey, realm: &str, mails: usize) {
    let (outbox, realm): (_, RealmName) = (Outbox::new(key.clone()), realm.parse().unwrap());
    let ready: Vec<_> = (0..mails)
        .map(|_| outbox.prepare(&realm, ("one-time-code", &mail()), None, Clock::system().now()).unwrap())
        .collect();
    let write = fresh.database.write(move |tx| {
        Box::pin(async move {
            for mail in ready {
                mail.enqueue(tx).await?;
            }
            Ok::<_, sea_orm::DbErr>(())
        })
    });
    write.await.unwrap();
}

/// A key that another is the former of.
fn successor(former: &KeyEncryptionKey) -> KeyEncryptionKey {
    KeyEncryptionKey::generate().opening_with([former.clone()])
}

fn counts(sealers: &[(&KeyEncryptionKey, u64)]) -> BTreeMap<String, u64> {
    sealers.iter().map(|(key, values)| (key.id().to_owned(), *values)).collect()
}

async fn everything_is_sealed_anew_once(fresh: Fresh) {
    let former = KeyEncryptionKey::generate();
    // More than two pieces, and several societies in each.
    for (realm, mails) in [("asahi", 300), ("minato", 301), ("kusunoki", 1)] {
        leave(&fresh, &former, realm, mails).await;
    }
    let key = successor(&former);
    leave(&fresh, &key, "minato", 3).await;
    assert_eq!(by_sealer(&fresh.database, &[SEALED]).await.unwrap(), counts(&[(&former, 602), (&key, 3)]));

    let done = reseal(&fresh.database, &key, &[SEALED], false).await.unwrap();
    assert_eq!((done.resealed, done.left.len(), done.damaged.len()), (602, 0, 0));
    assert_eq!(by_sealer(&fresh.database, &[SEALED]).await.unwrap(), counts(&[(&key, 605)]));

    let again = reseal(&fresh.database, &key, &[SEALED], false).await.unwrap();
    assert_eq!((again.resealed, again.left.len()), (0, 0));
    assert!(
        again.lines(&key, false, base::Language::En).concat().contains("Nothing in the database is sealed by another")
    );
}

async fn a_dry_run_changes_nothing(fresh: Fresh) {
    let former = KeyEncryptionKey::generate();
    leave(&fresh, &former, "minato", 5).await;
    let key = successor(&former);
    let tried = reseal(&fresh.database, &key, &[SEALED], true).await.unwrap();
    assert_eq!((tried.resealed, tried.left.clone()), (5, counts(&[(&former, 5)])));
    let told = tried.lines(&key, true, base::Language::En);
    assert!(told.len() == 1 && told[0].starts_with("5 value(s) would be sealed anew"), "{told:?}");
}

async fn what_does_not_open_is_counted_and_stays(fresh: Fresh) {
    let (former, lost) = (KeyEncryptionKey::generate(), KeyEncryptionKey::generate());
    leave(&fresh, &former, "minato", 2).await;
    leave(&fresh, &lost, "minato", 1).await;
    // One value was copied from another row.
    let copy = format!(
        "UPDATE outbox SET body = (SELECT MIN(body) FROM outbox WHERE body LIKE 'v1.{0}%') WHERE body LIKE 'v1.{0}%'",
        former.id()
    );
    let write = fresh.database.write(move |tx| Box::pin(async move { tx.execute_unprepared(&copy).await }));
    write.await.unwrap();

    let key = successor(&former);
    let done = reseal(&fresh.database, &key, &[SEALED], false).await.unwrap();
    assert_eq!((done.resealed, done.left.clone()), (1, counts(&[(&former, 1), (&lost, 1)])));
    assert_eq!(done.damaged, BTreeMap::from([("outbox", 1)]));
    let told = done.lines(&key, false, base::Language::En).join("\n");
    assert!(told.contains("1 value(s) of outbox do not open although"), "{told}");
    assert!(told.contains(&format!("the key {}, which is not in the settings", lost.id())), "{told}");
    assert!(!told.contains("Nothing in the database"), "{told}");
}

async fn what_others_write_meanwhile_is_left_to_them(fresh: Fresh) {
    let former = KeyEncryptionKey::generate();
    leave(&fresh, &former, "minato", 600).await;
    let key = successor(&former);
    let server = SmtpServer::start([]).await;
    let transport = Transport::open(&server.address()).unwrap();
    let sending = Delivery::new(Outbox::new(key.clone()), fresh.database.clone(), transport, Clock::system());
    // Two who seal anew at once, and a process that sends and erases.
    let [one, other] = [(); 2].map(|()| reseal(&fresh.database, &key, &[SEALED], false));
    let (one, other, sent) = tokio::join!(one, other, sending.deliver_due());
    assert_eq!(sent.unwrap(), 600);
    assert!(one.unwrap().resealed + other.unwrap().resealed <= 600);
    assert_eq!(server.received().len(), 600);
    assert_eq!(by_sealer(&fresh.database, &[SEALED]).await.unwrap(), BTreeMap::new(), "what was sent stays erased");
}

async fn mails_are_found_and_sent_whichever_key_they_are_under(fresh: Fresh) {
    let former = KeyEncryptionKey::generate();
    leave(&fresh, &former, "minato", 1).await;
    let key = successor(&former);
    leave(&fresh, &key, "minato", 1).await;
    let minato: RealmName = "minato".parse().unwrap();
    let found = async |key: &KeyEncryptionKey| {
        let outbox = Outbox::new(key.clone());
        outbox.last_to(&fresh.database, (&minato, "misaki@example.jp"), 5).await.unwrap().len()
    };
    assert_eq!(found(&key).await, 2);
    reseal(&fresh.database, &key, &[SEALED], false).await.unwrap();
    assert_eq!(found(&key).await, 2);

    let alone = key.each().next().unwrap();
    let server = SmtpServer::start([]).await;
    let transport = Transport::open(&server.address()).unwrap();
    let sending = Delivery::new(Outbox::new(alone.clone()), fresh.database.clone(), transport, Clock::system());
    assert_eq!(sending.deliver_due().await.unwrap(), 2);
    assert_eq!(outbox::on_their_way(&fresh.database).await.unwrap(), 0);
    assert_eq!(server.received().len(), 2);
    assert_eq!(found(&alone).await, 1, "the desk finds what was written under the key that is left");
}
