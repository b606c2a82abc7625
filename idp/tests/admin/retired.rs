//! Societies that leave, or come back, while nobody looks: what is noted of them, what is served, what may be purged.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use idp::reloading::{keep_reading, reload};
use realm::{Lookup, Outcome, ReloadResult, Which};
use store::nodes::Heart;

use crate::support::{Member, Provider, minato, on_both_databases};

on_both_databases!(
    what_is_retired_is_noted_at_the_start,
    what_left_meanwhile_is_not_served_from_a_copy,
    what_is_served_is_not_purged,
    who_is_locked_out_must_be_known,
);

const NOTED: &str = "SELECT count(*) FROM realm_identities WHERE realm = 'minato' AND retired_at IS NOT NULL";
const LONG_AGO: &str = "UPDATE realm_identities SET retired_at = '2020-01-01T00:00:00+00:00' WHERE realm = 'minato'";

/// A society that has been served, with a member.
async fn served(mut site: Provider) -> Provider {
    site.import(&[Member::number(1)]).await;
    read(&site).await;
    site
}

async fn read(site: &Provider) -> Outcome {
    let which = Which { names: Some([minato()].into()), ..Which::default() };
    reload(&site.app, &which, false).await.remove(0)
}

/// What happens when it starts, up to where it would wait.
async fn restarted(Provider { app, folder, .. }: Provider) -> Provider {
    drop(app);
    let site = Provider::again(folder).await;
    keep_reading(Arc::clone(&site.app), ["a", "b"].map(|_| PathBuf::from("/absent")), async {}).await;
    site
}

fn folder(site: &Provider) -> PathBuf {
    site.folder.path().join("realms/minato")
}

fn edit(site: &Provider, change: impl FnOnce(String) -> String) {
    let file = folder(site).join("realm.toml");
    fs::write(&file, change(fs::read_to_string(&file).unwrap())).unwrap();
}

fn purge(site: &Provider) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_warifu-idp"));
    let command = command.current_dir(site.folder.path()).env_clear();
    let purged = command.args(["realm", "purge", "minato", "--confirm", "minato", "--lang", "en"]).output().unwrap();
    (purged.status.code(), String::from_utf8(purged.stdout).unwrap() + &String::from_utf8(purged.stderr).unwrap())
}

async fn what_is_retired_is_noted_at_the_start(site: Provider) {
    let site = served(site).await;
    edit(&site, |text| format!("retired = true\n{text}"));
    let site = restarted(site).await;
    assert_eq!(site.count(NOTED).await, 1);
    site.execute(LONG_AGO).await;
    edit(&site, |text| text.replace("retired = true\n", ""));
    let (code, told) = purge(&site);
    assert!(code == Some(5) && told.contains("is not retired"), "before a server has looked: {told}");
    let site = restarted(site).await;
    assert_eq!(site.count(NOTED).await, 0);
    assert!(matches!(site.app.realms.find("minato"), Lookup::Serving(_)));
}

async fn what_left_meanwhile_is_not_served_from_a_copy(site: Provider) {
    let site = served(site).await;
    // As another node notes it, at `realm reload --allow-retire`.
    site.execute(LONG_AGO).await;
    fs::rename(folder(&site), site.folder.path().join("away")).unwrap();
    let site = restarted(site).await;
    assert!(matches!(site.app.realms.find("minato"), Lookup::Retired));
    assert_eq!(site.count(NOTED).await, 1);
    // Broken files say nothing either.
    fs::rename(site.folder.path().join("away"), folder(&site)).unwrap();
    edit(&site, |text| text + "oops");
    let site = restarted(site).await;
    assert!(matches!(site.app.realms.find("minato"), Lookup::Retired));
    edit(&site, |text| text.replace("oops", ""));
    let site = restarted(site).await;
    assert!(matches!(site.app.realms.find("minato"), Lookup::Serving(_)), "it is back");
    assert_eq!(site.count(NOTED).await, 0);
}

async fn what_is_served_is_not_purged(site: Provider) {
    let site = served(site).await;
    let node = (site.app.database.clone(), site.app.clock.clone());
    let heart = Heart::start(node, ("node-1".to_owned(), "1"), &site.app.realms.report()).await.unwrap();
    site.execute(LONG_AGO).await;
    fs::rename(folder(&site), site.folder.path().join("away")).unwrap();
    let (code, told) = purge(&site);
    assert!(code == Some(5) && told.contains("still served by node-1"), "{told}");
    assert_eq!(site.count("SELECT count(*) FROM accounts WHERE realm = 'minato'").await, 1);
    heart.stop().await.unwrap();
    assert_eq!(purge(&site).0, Some(0));
    assert_eq!(site.count("SELECT count(*) FROM accounts WHERE realm = 'minato'").await, 0);
}

async fn who_is_locked_out_must_be_known(site: Provider) {
    let site = served(site).await;
    let methods = site.realm("minato").sign_in.methods.clone();
    edit(&site, |text| text.replace("[sign_in]", "[sign_in]\nmethods = [\"mail-otp\"]"));
    site.execute("ALTER TABLE accounts RENAME TO out_of_reach").await;
    let outcome = read(&site).await;
    assert!(outcome.result == ReloadResult::Refused && outcome.is_undecided(), "{outcome:?}");
    assert_eq!(site.realm("minato").sign_in.methods, methods);
    site.execute("ALTER TABLE out_of_reach RENAME TO accounts").await;
    let outcome = read(&site).await;
    assert!(outcome.result == ReloadResult::Served && !outcome.is_undecided(), "{outcome:?}");
}
