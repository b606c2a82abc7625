//! A process that is bound to one society (`WARIFU_ONLY_REALM`) runs no command that reaches further.

use crate::support::Portal;

const REFUSED: Option<i32> = Some(5);

/// Nothing is read before: not even settings that are not there.
#[tokio::test]
async fn what_concerns_every_society_is_refused() {
    let site = Portal::on_sqlite().await;
    for command in [
        "serve",
        "migrate",
        "migrate --check",
        "backup --output copy.sqlite",
        "restore copy.sqlite",
        "restore --epoch",
        "doctor",
        "key reseal",
        "key reseal --dry-run",
        "realm status",
        "realm status tsubaki",
        "realm status minato tsubaki",
        "realm reload",
        "realm reload tsubaki",
        "realm reload minato --allow-retire minato",
        "realm reload minato --allow-retire tsubaki",
    ] {
        let (code, out, err) = site.run_bound(&format!("--settings away.toml {command}"), Some("minato"));
        assert_eq!((code, out.as_str()), (REFUSED, ""), "{command}: {err}");
        let told = "この環境で扱える組合は minato だけです / only minato can be worked on here\n";
        assert!(err.ends_with(told), "{command}: {err}");
    }
    assert!(!site.path("copy.sqlite").exists());
}

/// What is about that society is not, and whoever is bound to none is free.
#[tokio::test]
async fn what_concerns_that_society_is_done() {
    let site = Portal::on_sqlite().await;
    for (command, code) in [("realm status minato", 4), ("realm reload minato", 4), ("notice list minato", 0)] {
        let (bound, _, err) = site.run_bound(command, Some("minato"));
        assert_eq!((bound, site.run(command).0), (Some(code), Some(code)), "{command}: {err}");
    }
    site.does("migrate");
    site.does("backup --output copy.sqlite");
}
