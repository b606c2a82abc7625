//! The chain over the audit log in both databases: sealed by one of several processes, verified, exported, dropped in time;
//! and every way in which somebody who may write into the database would touch it.

use std::process::{Command, Output};

use chrono::TimeDelta;
use idp::audit_log::{drop_what_is_too_old, seal_waiting};
use idp::rows::{Actor, DbErr, Event, in_realm};
use serde_json::Value;

use crate::support::{Provider, minato, on_both_databases};

/// Runs `warifu-idp` beside a provider's files and settings.
fn run(site: &Provider, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_warifu-idp"));
    let Output { status, stdout, stderr } =
        command.current_dir(site.folder.path()).env_clear().args(arguments).output().unwrap();
    let [stdout, stderr] = [stdout, stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (status.code(), stdout, stderr)
}

/// Writes entries, each in a transaction of its own.
async fn happens(site: &Provider, realm: &str, times: usize) {
    for _ in 0..times {
        let (realm, now) = (realm.parse().unwrap(), site.app.clock.now());
        let write = site.app.database.write(move |tx| {
            Box::pin(async move {
                let what = (Actor::Member, Event::SignedIn);
                in_realm(tx, &realm).record(what, None, Some("portal"), now).await as Result<(), DbErr>
            })
        });
        write.await.unwrap();
    }
}

async fn verify(site: &Provider, more: &[&str]) -> (Option<i32>, Value) {
    let (code, out, err) = run(site, &[&["audit", "verify", "minato", "--format", "json"], more].concat());
    assert_eq!(err, "");
    (code, serde_json::from_str(&out).unwrap())
}

async fn what_was_written_is_sealed_verified_and_verified_elsewhere(site: Provider) {
    happens(&site, "minato", 600).await;
    happens(&site, "tsubaki", 3).await;
    let (code, said) = verify(&site, &[]).await;
    assert_eq!((code, &said["entries"], &said["unsealed"]["entries"]), (Some(0), &0.into(), &600.into()), "{said}");
    assert_eq!(seal_waiting(&site.app, "one").await.unwrap(), 603);
    happens(&site, "minato", 2).await;
    let (code, said) = verify(&site, &[]).await;
    assert_eq!((code, &said["entries"], &said["last"]["number"]), (Some(0), &600.into(), &600.into()), "{said}");
    assert_eq!(said["unsealed"]["entries"], 2);
    seal_waiting(&site.app, "one").await.unwrap();
    let noted = format!("600:{}", said["last"]["seal"].as_str().unwrap());
    assert_eq!(verify(&site, &["--seen", &noted]).await.0, Some(0));
    let (code, said) = verify(&site, &["--seen", "600:another"]).await;
    assert_eq!((code, &said["findings"][0]["kind"]), (Some(1), &"seen-otherwise".into()));

    let (code, _, err) = run(&site, &["audit", "export", "minato", "--output", "log.jsonl"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let file = ["audit", "verify", "--file", "log.jsonl", "--lang", "en"];
    let (code, out, _) = run(&site, &file);
    assert!(out.starts_with("minato: 602 entries are what they were"), "{out}");
    assert_eq!(code, Some(0));
    assert_eq!(
        run(&site, &["audit", "export", "minato", "--output", "log.jsonl"]).0,
        Some(5),
        "nothing is written over"
    );
    let text = std::fs::read_to_string(site.folder.path().join("log.jsonl")).unwrap();
    let altered = text.replacen("\"client\":\"portal\"", "\"client\":\"other\"", 1);
    std::fs::write(site.folder.path().join("log.jsonl"), altered).unwrap();
    let (code, out, _) = run(&site, &file);
    assert!(out.starts_with("Entry 1 is not what was sealed"), "{out}");
    assert_eq!(code, Some(1));
    std::fs::remove_file(site.folder.path().join("key-encryption-key")).unwrap();
    std::fs::write(site.folder.path().join("log.jsonl"), text).unwrap();
    let (code, out, _) = run(&site, &file);
    assert!(out.contains("the key (key_encryption_key_file) is not at hand"), "{out}");
    assert_eq!(code, Some(0), "the chain itself needs no key");
    assert_eq!(run(&site, &["audit", "verify", "--file", "warifu.toml"]).0, Some(1));
}

async fn whatever_is_done_to_the_rows_is_found(site: Provider) {
    happens(&site, "minato", 20).await;
    seal_waiting(&site.app, "one").await.unwrap();
    assert_eq!(verify(&site, &[]).await.0, Some(0));
    let kinds = async |sql: &[&'static str]| {
        for sql in sql {
            site.execute(sql).await;
        }
        let (code, said) = verify(&site, &[]).await;
        assert_eq!(code, Some(1), "{said}");
        said["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|found| format!("{} {}", found["kind"], found["at"]))
            .collect::<Vec<_>>()
    };
    let found = kinds(&["UPDATE audit_events SET network = '203.0.113.0/24' WHERE number = 3"]).await;
    assert_eq!(found, ["\"not-as-sealed\" 3"]);
    site.execute("UPDATE audit_events SET network = NULL WHERE number = 3").await;
    assert_eq!(verify(&site, &[]).await.0, Some(0), "put back as it was");

    let swapped = [
        "UPDATE audit_events SET number = -7 WHERE number = 7",
        "UPDATE audit_events SET number = 7 WHERE number = 8",
        "UPDATE audit_events SET number = 8 WHERE number = -7",
    ];
    let found = kinds(&swapped).await;
    assert!(found.contains(&"\"not-as-sealed\" 7".to_owned()) && found.contains(&"\"not-as-sealed\" 8".to_owned()));
    for sql in swapped {
        site.execute(sql).await;
    }
    let found = kinds(&["UPDATE audit_events SET number = 30 WHERE number = 20"]).await;
    assert_eq!(found, ["\"out-of-place\" 30", "\"missing\" {\"start\":20,\"end\":20}"]);
    site.execute("UPDATE audit_events SET number = 20 WHERE number = 30").await;
    let found = kinds(&["DELETE FROM audit_events WHERE number = 12"]).await;
    assert_eq!(found, ["\"missing\" {\"start\":12,\"end\":12}"]);
    // Whoever makes the end of the chain anew lacks the key.
    let found = kinds(&["DELETE FROM audit_events WHERE number > 11", "UPDATE audit_segments SET last = 11"]).await;
    assert!(found.iter().any(|finding| finding.starts_with("\"segment-not-ours\"")), "{found:?}");
}

async fn one_process_at_a_time_seals_and_another_goes_on(site: Provider) {
    happens(&site, "minato", 700).await;
    let app = &site.app;
    let (one, other) = tokio::join!(seal_waiting(app, "one"), seal_waiting(app, "other"));
    assert_eq!(one.unwrap() + other.unwrap(), 700);
    assert_eq!(verify(&site, &[]).await.0, Some(0));
    happens(&site, "minato", 1).await;
    let both = [seal_waiting(&site.app, "one").await.unwrap(), seal_waiting(&site.app, "other").await.unwrap()];
    assert_eq!(both.iter().sum::<u64>(), 1, "one of them has the lease");
    happens(&site, "minato", 1).await;
    site.app.clock.advance(TimeDelta::seconds(11));
    assert_eq!(seal_waiting(&site.app, "a third").await.unwrap(), 1, "a process that is gone holds nobody up");
    assert_eq!(verify(&site, &[]).await.0, Some(0));
}

async fn months_are_dropped_whole_when_they_are_kept_no_longer(site: Provider) {
    for _ in 0..3 {
        happens(&site, "minato", 300).await;
        seal_waiting(&site.app, "one").await.unwrap();
        site.app.clock.advance(TimeDelta::days(31));
    }
    let of_minato = "SELECT count(*) FROM audit_events WHERE realm = 'minato' AND event = 'signed-in'";
    assert_eq!(drop_what_is_too_old(&site.app, "one").await.unwrap(), 0);
    // Five years, when the society's file does not say otherwise.
    site.app.clock.advance(TimeDelta::days(5 * 365 + 2 - 31));
    happens(&site, "minato", 1).await;
    seal_waiting(&site.app, "one").await.unwrap();
    assert_eq!(drop_what_is_too_old(&site.app, "one").await.unwrap(), 2);
    assert_eq!(site.count(of_minato).await, 301);
    assert_eq!(drop_what_is_too_old(&site.app, "one").await.unwrap(), 0);
    let (code, said) = verify(&site, &[]).await;
    assert_eq!(code, Some(1), "the word that they were dropped is not sealed yet: {said}");
    seal_waiting(&site.app, "one").await.unwrap();
    let (code, said) = verify(&site, &[]).await;
    assert_eq!((code, &said["entries"]), (Some(0), &303.into()), "{said}");
    assert!(said["begins_after"].is_string());

    // A month that somebody stole is not one that was dropped.
    site.execute("DELETE FROM audit_events WHERE number <= (SELECT MIN(last) FROM audit_segments)").await;
    site.execute("DELETE FROM audit_segments WHERE last = (SELECT MIN(last) FROM audit_segments)").await;
    let (code, said) = verify(&site, &[]).await;
    assert_eq!((code, &said["findings"][0]["kind"]), (Some(1), &"segment-missing".into()), "{said}");
    let minato = minato();
    let (waiting, _) = in_realm(site.app.database.reader(), &minato).log().unsealed_tail().await.unwrap();
    assert_eq!(waiting, 0);
}

on_both_databases!(
    what_was_written_is_sealed_verified_and_verified_elsewhere,
    whatever_is_done_to_the_rows_is_found,
    one_process_at_a_time_seals_and_another_goes_on,
    months_are_dropped_whole_when_they_are_kept_no_longer,
);
