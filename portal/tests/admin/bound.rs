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
        "expenses import tsubaki lines.csv",
        "expenses objections tsubaki objections.csv",
        "expenses print tsubaki H1 --year 2025 --output year.pdf",
        "benefits import tsubaki benefits.csv",
        "eligibility-information import tsubaki notices.csv",
        "eligibility-certificate import tsubaki certificates.csv",
        "checkups import tsubaki checkups.csv",
        "prescriptions import tsubaki prescriptions.csv",
        "applications export tsubaki",
        "applications import tsubaki decisions.csv",
        "notice publish tsubaki closed.md",
        "notice list tsubaki",
        "notice withdraw tsubaki closed",
        "mymail send tsubaki checkup.md --all",
        "mymail list tsubaki",
        "mymail replies tsubaki",
    ] {
        let (code, out, err) = site.run_bound(&format!("--settings away.toml {command}"), Some("minato"));
        assert_eq!((code, out.as_str()), (REFUSED, ""), "{command}: {err}");
        let told = "この環境で扱える組合は minato だけです / only minato can be worked on here\n";
        assert!(err.ends_with(told), "{command}: {err}");
    }
    assert!(!site.path("copy.sqlite").exists());
}

/// A name that no society can have binds to none, and to none in particular.
#[tokio::test]
async fn a_wrong_name_stops_every_command() {
    let site = Portal::on_sqlite().await;
    for command in ["migrate", "notice list minato", "expenses convert a --members b --to c", "audit list minato"] {
        let (code, out, err) = site.run_bound(command, Some("Minato/../tsubaki"));
        assert!(code != Some(0) && out.is_empty() && err.contains("WARIFU_ONLY_REALM"), "{command}: {code:?} {err}");
    }
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
