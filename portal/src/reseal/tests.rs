//! The key-encryption key makes room for another while members are signed in and on their way.

use base::KeyEncryptionKey;
use realm::Acr;
use store::sealed::{by_sealer, reseal};

use crate::rows::{Event, SEALED, in_realm};
use crate::testing::{Browser, Site};
use crate::{acquaintance, audit_log};

/// Somebody signs in, up to where the provider sends them back.
async fn begin(site: &Site) -> (Browser, String) {
    site.provider.vouches_for(Some(("H1", "00")), Acr::AppCode);
    let mut browser = site.browser();
    let request = browser.get("/minato/sign-in").await.location().to_owned();
    (browser, site.provider.answers(&request))
}

/// An address that bounces is forgotten by its digest.
async fn bounces(site: &Site) {
    let realm: base::RealmName = "minato".parse().unwrap();
    let keys = site.app.sealing_key.each();
    let digests = keys.map(|key| acquaintance::digest(&key, &realm, b"hanako@example.jp")).collect();
    let write =
        site.app.database.write(move |tx| Box::pin(async move { in_realm(tx, &realm).forget_address(digests).await }));
    write.await.unwrap();
}

async fn known_addresses(site: &Site) -> u64 {
    by_sealer(&site.app.database, &SEALED[..1]).await.unwrap().values().sum()
}

async fn all_goes_on(site: Site) {
    let (former, next) = (site.app.sealing_key.clone(), KeyEncryptionKey::generate());
    let (mut member, callback) = begin(&site).await;
    assert_eq!(member.get(&callback).await.location(), "/minato/");
    let (on_their_way, callback) = begin(&site).await;
    let page = member.get("/minato/notification-settings").await.form_token();

    let site = site.with_key(next.clone().opening_with([former.clone()])).await;
    let mut member = site.browser_like(&member);
    assert!(member.get("/minato/").await.text.contains("港 花子"), "a session from before");
    let saved = member.post("/minato/notification-settings", &format!("my-mail=on&form_token={page}")).await;
    assert!(saved.text.contains("保存しました"), "a form from before: {}", saved.text);
    let mut on_their_way = site.browser_like(&on_their_way);
    assert_eq!(on_their_way.get(&callback).await.location(), "/minato/", "a sign-in from before");

    let key = &site.app.sealing_key;
    let done = reseal(&site.app.database, key, &SEALED, false).await.unwrap();
    assert!(done.resealed > 0 && done.left.is_empty() && done.damaged.is_empty(), "{done:?}");

    let site = site.with_key(next).await;
    let mut member = site.browser_like(&member);
    assert!(member.get("/minato/").await.text.contains("港 花子"), "the session is under the new key");
    assert_eq!(known_addresses(&site).await, 1);
    bounces(&site).await;
    assert_eq!(known_addresses(&site).await, 0, "its digest is under the new key too");
}

#[tokio::test]
async fn the_audit_log_is_proved_by_the_new_key() {
    let (site, realm) = (Site::open().await, "minato".parse().unwrap());
    let (former, next) = (site.app.sealing_key.clone(), KeyEncryptionKey::generate());
    let published = (Event::NoticePublished, "closed".to_owned());
    audit_log::note(&site.app.database, &realm, published, site.app.clock.now()).await.unwrap();
    audit_log::seal_waiting(&site.app, "one").await.unwrap();
    let both = next.clone().opening_with([former.clone()]);
    let done = reseal(&site.app.database, &both, &SEALED, false).await.unwrap();
    assert!(done.left.is_empty() && done.damaged.is_empty(), "{done:?}");
    let segments = audit::in_realm(site.app.database.reader(), &realm).audit_segments().await.unwrap();
    let [(segment, proof)] = &segments[..] else { panic!("{segments:?}") };
    assert!(segment.is_proved_by(proof, &next, &realm) && !segment.is_proved_by(proof, &former, &realm));
}

#[tokio::test]
async fn all_goes_on_on_sqlite() {
    all_goes_on(Site::open().await).await;
}

#[tokio::test]
async fn all_goes_on_on_postgres() {
    all_goes_on(Site::open_on_postgres().await).await;
}

#[tokio::test]
async fn with_another_key_alone_members_sign_in_again() {
    let site = Site::open().await;
    let (mut member, callback) = begin(&site).await;
    member.get(&callback).await;
    let (on_their_way, callback) = begin(&site).await;
    let site = site.with_key(KeyEncryptionKey::generate()).await;
    let top = site.browser_like(&member).get("/minato/expenses").await;
    assert!(top.location().starts_with(site.provider.url.as_str()), "sent to the provider");
    let told = site.browser_like(&on_their_way).get(&callback).await;
    assert!(told.status.as_u16() == 400 && told.text.contains("/minato/"), "a page with a way on: {}", told.text);
}
