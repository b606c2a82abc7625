//! `warifu-idp realm …` beside a running provider: what is planned, who is asked, what is refused, by exit code and words.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::Arc;
use std::time::Duration;

use base::japan_date;
use idp::reloading::keep_reading;
use idp::rows::TABLES;
use insta::assert_snapshot;
use realm::{Lookup, Method, ReloadResult};
use serde_json::Value;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::interval;

use crate::support::{Member, Provider};

/// A provider that follows orders, with members who have signed in.
struct Running {
    site: Provider,
    reading: JoinHandle<()>,
    stop: oneshot::Sender<()>,
}

impl Running {
    /// One that watches the files itself, or does not.
    async fn new(watching: bool) -> Self {
        let mut site = Provider::on_sqlite().await;
        site.import(&[1, 2, 3, 4].map(Member::number)).await;
        // The fourth has not been here yet; the third chose codes by mail, the others an app.
        site.execute(
            "UPDATE accounts SET first_signed_in_at = created_at, method = 'app-otp' WHERE member_number <> 'M4';
             UPDATE accounts SET email_verified_at = created_at, method = 'mail-otp' WHERE member_number = 'M3';
             INSERT INTO authenticators (realm, id, account, name, seed, last_step, created_at)
             SELECT realm, id, id, 'phone', 'sealed', 0, created_at FROM accounts WHERE member_number IN ('M1', 'M2');
             INSERT INTO terms_acceptances (realm, account, version, language, text_sha256, accepted_at)
             SELECT realm, id, '2026-04-01', 'ja', 'text', created_at FROM accounts WHERE member_number <> 'M4'",
        )
        .await;
        Self::around(site, watching).await
    }

    async fn around(site: Provider, watching: bool) -> Self {
        let (stop, stops) = oneshot::channel::<()>();
        let folders =
            if watching { site.app.realm_folders.clone() } else { ["a", "b"].map(|_| PathBuf::from("/absent")) };
        let reading = tokio::spawn(keep_reading(Arc::clone(&site.app), folders, async { drop(stops.await) }));
        let running = Self { site, reading, stop };
        running.until("it reports itself", |running| running.run(&["status"]).0 != Some(4)).await;
        running
    }

    /// The same after a restart, with files that were edited while nothing ran.
    async fn restarted(self, edit: impl FnOnce(&std::path::Path)) -> Self {
        let Provider { app, folder, .. } = self.stop().await;
        drop(app);
        edit(folder.path());
        Self::around(Provider::again(folder).await, false).await
    }

    async fn stop(self) -> Provider {
        drop(self.stop);
        self.reading.await.unwrap();
        self.site
    }

    /// Asks again and again until the answer is yes.
    async fn until(&self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let mut asking = interval(Duration::from_millis(20));
        for _ in 0..1000 {
            asking.tick().await;
            if is_so(self) {
                return;
            }
        }
        panic!("it never came that {what}");
    }

    fn run(&self, arguments: &[&str]) -> (Option<i32>, String) {
        run(&self.site, &[&["realm"], arguments].concat(), None)
    }

    /// What it says in both languages, with the same exit code.
    fn in_both(&self, code: i32, arguments: &[&str]) -> String {
        let [ja, en] = ["ja", "en"].map(|language| {
            let (found, out) = self.run(&[arguments, &["--lang", language]].concat());
            assert_eq!(found, Some(code), "{arguments:?}: {out}");
            out
        });
        format!("{ja}---\n{en}").replace(&self.site.folder.path().display().to_string(), "")
    }

    fn path(&self, file: &str) -> PathBuf {
        self.site.folder.path().join("realms").join(file)
    }

    fn edit(&self, file: &str, change: impl FnOnce(String) -> String) {
        let text = std::fs::read_to_string(self.path(file)).unwrap_or_default();
        std::fs::write(self.path(file), change(text)).unwrap();
    }

    fn methods(&self) -> Vec<Method> {
        self.site.realm("minato").sign_in.methods.clone()
    }
}

fn run(site: &Provider, arguments: &[&str], only_realm: Option<&str>) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_warifu-idp"));
    let command = command
        .current_dir(site.folder.path())
        .env_clear()
        .envs(only_realm.map(|realm| ("WARIFU_ONLY_REALM", realm)))
        .args(arguments);
    let Output { status, stdout, stderr } = command.output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap() + &String::from_utf8(stderr).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_counts_people_and_a_reload_keeps_them_in() {
    let running = Running::new(false).await;
    assert_eq!(running.in_both(0, &["plan"]), "変更はありません。\n---\nNo changes.\n");

    // Terms from today on ask the three who have been here; a comment does nothing.
    let today = japan_date(running.site.app.clock.now());
    for language in ["ja", "en"] {
        running.edit(&format!("minato/terms/{today}.{language}.md"), |_| "# New\n\nWords.\n".to_owned());
    }
    running.edit("tsubaki/realm.toml", |text| text + "# a comment\n");
    assert_snapshot!("plan_of_terms", running.in_both(2, &["plan"]).replace(&today.to_string(), "TODAY"));
    let (_, json) = running.run(&["plan", "--format", "json"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["realms"][0]["consequences"][0]["count"], 3);
    assert_eq!(json["realms"].as_array().unwrap().len(), 1);
    assert_eq!(running.run(&["status"]).0, Some(2), "the files are no longer what is served");
    assert_eq!(running.run(&["reload", "minato"]).0, Some(0));
    assert_eq!(running.site.realm("minato").terms.len(), 2);
    assert_eq!(running.run(&["plan", "minato"]).0, Some(0));

    // What members agreed to cannot be as if it had never been.
    let version = format!("minato/terms/{today}");
    let texts = ["ja", "en"].map(|language| {
        let path = running.path(&format!("{version}.{language}.md"));
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        (path, text)
    });
    running.site.execute("UPDATE terms_acceptances SET version = '9999-12-31' WHERE account IN (SELECT id FROM accounts WHERE member_number = 'M1')").await;
    assert_snapshot!("plan_of_terms_that_go_back", running.in_both(5, &["plan"]).replace(&today.to_string(), "TODAY"));
    let told = running.in_both(5, &["reload", "minato", "--allow-lockout"]).replace(&today.to_string(), "TODAY");
    assert!(told.contains("TODAYから2026-04-01に戻ります"), "{told}");
    assert_eq!(running.site.realm("minato").terms.len(), 2, "refused");
    texts.into_iter().for_each(|(path, text)| std::fs::write(path, text).unwrap());
    assert_eq!(running.run(&["plan", "minato"]).0, Some(0));

    // Two members have nothing but an app.
    running.edit("minato/realm.toml", |text| text.replace("[sign_in]", "[sign_in]\nmethods = [\"mail-otp\"]"));
    assert_snapshot!("plan_of_a_lockout", running.in_both(5, &["plan", "minato"]));
    assert_eq!(running.run(&["plan", "minato", "--allow-lockout"]).0, Some(2));
    assert!(running.in_both(5, &["reload", "minato"]).contains("加入者が2人"));
    assert_eq!(running.methods().len(), 3, "refused");
    assert_eq!(running.run(&["reload", "minato", "--allow-lockout"]).0, Some(0));
    assert_eq!(running.methods(), [Method::MailOtp]);

    // What is broken is served as before.
    running.edit("minato/realm.toml", |text| text + "oops");
    assert_eq!(running.run(&["plan"]).0, Some(1));
    let told = running.in_both(1, &["reload"]);
    assert!(told.contains("minato: the files are broken; served as before\n    /realms/minato/realm.toml:"), "{told}");
    assert_eq!(running.methods(), [Method::MailOtp]);
    let told = running.in_both(2, &["status"]);
    assert!(told.contains("minato: the files are broken"), "{told}");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_refuses_what_a_reload_does() {
    let running = Running::new(false).await;
    let today = japan_date(running.site.app.clock.now());
    let terms = ["ja", "en"].map(|language| format!("minato/terms/{today}.{language}.md"));
    terms.iter().for_each(|file| running.edit(file, |_| "# New\n\nWords.\n".to_owned()));
    assert_eq!(running.run(&["reload", "minato"]).0, Some(0));

    // Terms that members may have agreed to are gone; another society's new words are served.
    let remove = |folder: &std::path::Path| {
        terms.iter().for_each(|file| std::fs::remove_file(folder.join("realms").join(file)).unwrap());
        let tsubaki = folder.join("realms/tsubaki/realm.toml");
        let text = std::fs::read_to_string(&tsubaki).unwrap();
        std::fs::write(tsubaki, text.replace("港健康保険組合", "椿健康保険組合")).unwrap();
    };
    let running = running.restarted(remove).await;
    assert_eq!(running.site.realm("minato").terms.len(), 2, "refused");
    assert_eq!(running.site.realm("tsubaki").display_name.ja, "椿健康保険組合");
    assert_eq!(running.site.app.realms.report()[&"minato".parse().unwrap()].last, ReloadResult::Refused);
    let told = running.in_both(2, &["status"]);
    assert!(told.contains("minato: refused for safety"), "{told}");
    let told = running.in_both(5, &["reload", "minato"]);
    assert!(told.contains("members agreed") || told.contains("Members agreed"), "{told}");
    let put_back = |folder: &std::path::Path| {
        terms.iter().for_each(|file| std::fs::write(folder.join("realms").join(file), "# New\n\nWords.\n").unwrap());
    };
    let running = running.restarted(put_back).await;
    assert_eq!(running.run(&["status"]).0, Some(0));

    // Two members have nothing but an app.
    let mail_only = |folder: &std::path::Path| {
        let file = folder.join("realms/minato/realm.toml");
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(file, text.replace("[sign_in]", "[sign_in]\nmethods = [\"mail-otp\"]")).unwrap();
    };
    let running = running.restarted(mail_only).await;
    assert_eq!(running.methods().len(), 3, "refused");
    assert_eq!(running.run(&["reload", "minato", "--allow-lockout"]).0, Some(0));
    let running = running.restarted(|_| ()).await;
    assert_eq!(running.methods(), [Method::MailOtp], "it was meant, and is meant after a restart");

    // With nothing to compare with, the files are served.
    let forget = |folder: &std::path::Path| {
        terms.iter().for_each(|file| std::fs::remove_file(folder.join("realms").join(file)).unwrap());
        std::fs::remove_dir_all(folder.join("state")).unwrap();
    };
    let running = running.restarted(forget).await;
    assert_eq!(running.site.realm("minato").terms.len(), 1);
    assert_eq!(running.run(&["status"]).0, Some(0));
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_society_leaves_and_is_forgotten_a_month_later() {
    let running = Running::new(false).await;
    assert_eq!(running.run(&["purge", "minato", "--confirm", "minato"]).0, Some(5), "not retired");
    std::fs::rename(running.path("minato"), running.site.folder.path().join("away")).unwrap();
    assert_snapshot!("plan_of_a_folder_gone", running.in_both(5, &["plan"]));
    assert_eq!(running.run(&["plan", "--allow-retire"]).0, Some(2));
    assert_eq!(running.run(&["reload"]).0, Some(5));
    assert!(matches!(running.site.app.realms.find("minato"), Lookup::Serving(_)), "half a checkout ends nothing");
    assert_eq!(running.run(&["reload", "--allow-retire", "minato"]).0, Some(0));
    assert!(matches!(running.site.app.realms.find("minato"), Lookup::Retired));
    assert_eq!(running.run(&["status"]).0, Some(0));
    assert_eq!(running.run(&["plan"]).0, Some(0));

    assert_eq!(running.run(&["purge", "minato", "--confirm", "minato"]).0, Some(5), "too early");
    running
        .site
        .execute("UPDATE realm_identities SET retired_at = '2020-01-01T00:00:00+00:00' WHERE realm = 'minato'")
        .await;
    assert_eq!(running.run(&["purge", "minato"]).0, Some(5), "not confirmed");
    assert_eq!(run(&running.site, &["realm", "purge", "minato", "--confirm", "minato"], Some("minato")).0, Some(5));
    assert_eq!(running.site.count("SELECT count(*) FROM accounts WHERE realm = 'minato'").await, 4);
    let told = running.run(&["purge", "minato", "--confirm", "minato", "--lang", "en"]);
    assert_eq!(told.0, Some(0), "{}", told.1);
    for table in TABLES {
        let rows = format!("SELECT count(*) FROM {table} WHERE realm = 'minato'");
        assert_eq!(running.site.count(&rows).await, 0, "{table}");
    }
    assert!(running.site.count("SELECT count(*) FROM realm_identities").await > 0, "the others stay");
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_saves_a_file_is_heard() {
    let running = Running::new(true).await;
    running.edit("minato/realm.toml", |text| text.replace("港健康保険組合", "湊健康保険組合"));
    let name = |running: &Running| running.site.realm("minato").display_name.ja.clone();
    running.until("the file is read", |running| name(running) == "湊健康保険組合").await;
    running.edit("minato/realm.toml", |text| text.replace("湊健康保険組合", "津健康保険組合") + "oops");
    running.until("the mistake is seen", |running| running.run(&["status"]).1.contains("誤り")).await;
    assert_eq!(name(&running), "湊健康保険組合");
    let site = running.stop().await;
    let (code, told) = run(&site, &["realm", "status"], None);
    assert_eq!((code, told.as_str()), (Some(4), "動いているサーバーがありません。\n"));
    assert_eq!(run(&site, &["realm", "reload"], None).0, Some(4));
    assert!(run(&site, &["realm", "plan"], None).1.contains("サーバーは動いていません"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_table_with_a_realm_is_purged() {
    let site = Provider::on_sqlite().await;
    let with_realm =
        "FROM sqlite_master AS t JOIN pragma_table_info(t.name) AS c WHERE t.type = 'table' AND c.name = 'realm'";
    assert_eq!(site.count(&format!("SELECT count(*) {with_realm}")).await, i64::try_from(TABLES.len()).unwrap());
    let names = TABLES.map(|table| format!("'{table}'")).join(", ");
    assert_eq!(site.count(&format!("SELECT count(*) {with_realm} AND t.name NOT IN ({names})")).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_over_files_need_no_server() {
    let site = Provider::on_sqlite().await;
    let realm = |arguments: &[&str], only| run(&site, &[&["realm"], arguments].concat(), only);
    assert_eq!(realm(&["new", "sakura"], None).0, Some(0));
    assert_eq!(realm(&["new", "sakura"], None).0, Some(5));
    assert_eq!(realm(&["new", "Sakura"], None).0, Some(3));
    assert_eq!(realm(&["check", "sakura"], None).0, Some(0));
    assert_eq!(realm(&["check", "sakura", "--secrets"], None).0, Some(1));
    assert_eq!(realm(&["explain", "sakura", "sign_in.lockout.failures"], Some("sakura")).0, Some(0));
    assert_eq!(realm(&["explain", "sakura", "nonsense"], None).0, Some(3));
    assert_eq!(realm(&["explain", "nowhere"], None).0, Some(3));
    assert_eq!(realm(&["explain", "sakura"], Some("minato")).0, Some(5));
    assert_eq!(realm(&["fmt", "--check", "sakura"], None).0, Some(0));
    assert_eq!(realm(&["fmt", "--check"], None).0, Some(2), "the other test files begin with an empty line");
    assert_eq!(realm(&["fmt"], None).0, Some(0));
    assert_eq!(
        realm(&["fmt", "--check", "--format", "json"], None),
        (Some(0), "{\n  \"changed\": [],\n  \"written\": false\n}\n".to_owned())
    );
    let (code, told) = realm(&["audit", "--lang", "en"], None);
    assert_eq!(code, Some(0));
    assert!(told.contains("tsubaki/realm.toml:") && told.contains("Reason: for the tests"), "{told}");
    assert_eq!(realm(&["plan"], Some("minato")).0, Some(5), "all realms are more than one");
}
