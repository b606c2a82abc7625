//! Backups with real files: copied while written, put back, and nothing that was used since can be used again.

use std::path::Path;
use std::process::{Command, Output};

use chrono::TimeDelta;
use idp::rows::DbErr;
use idp::start;
use sea_orm::{ConnectionTrait, Statement};

use crate::support::{Member, Provider, on_both_databases};

/// Runs `warifu-idp` beside a provider's files and settings.
fn run(site: &Provider, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_warifu-idp"));
    let Output { status, stdout, stderr } =
        command.current_dir(site.folder.path()).env_clear().args(arguments).output().unwrap();
    let [stdout, stderr] = [stdout, stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (status.code(), stdout, stderr)
}

/// A member with a session, a grant, a refresh token, an authenticator app, a code and a mail on its way.
async fn signed_in(site: &mut Provider) {
    site.import(&[Member::number(1)]).await;
    let (account, now) = (site.account("mnt-1").await.account_id().uuid(), site.app.clock.now());
    let later = now + TimeDelta::hours(1);
    let rows: [(&'static str, Vec<sea_orm::Value>); 6] = [
        (
            "INSERT INTO sessions (realm, id, account, cookie, proofs, created_at, expires_at) \
            VALUES ('minato', $1, $1, 'c', '[]', $2, $3)",
            vec![account.into(), now.into(), later.into()],
        ),
        (
            "INSERT INTO grants (realm, id, account, session, client, scope, claims, created_at) \
            VALUES ('minato', $1, $1, $1, 'portal', 'openid', '{}', $2)",
            vec![account.into(), now.into()],
        ),
        (
            "INSERT INTO refresh_tokens (realm, hash, grant_id, issued_at, forgotten_at) VALUES ('minato', 'h', $1, $2, $3)",
            vec![account.into(), now.into(), later.into()],
        ),
        (
            "INSERT INTO authenticators (realm, id, account, name, seed, last_step, created_at) \
            VALUES ('minato', $1, $1, 'a', 's', 7, $2)",
            vec![account.into(), now.into()],
        ),
        (
            "INSERT INTO expiring (realm, kind, id, version, value, expires_at) VALUES ('minato', 'code', 'x', 1, '{}', $1)",
            vec![later.into()],
        ),
        (
            "INSERT INTO outbox (realm, id, kind, body, state, attempts, due_at, give_up_at, written_at) \
            VALUES ('minato', $1, 'code', 'sealed', 'queued', 0, $2, $2, $2)",
            vec![account.into(), later.into()],
        ),
    ];
    let write = site.app.database.write(move |tx| {
        Box::pin(async move {
            for (sql, values) in rows {
                tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
            }
            Ok::<_, DbErr>(())
        })
    });
    write.await.unwrap();
}

const STILL_USABLE: [&str; 6] = [
    "SELECT count(*) FROM sessions WHERE ended_at IS NULL OR tell_at IS NULL",
    "SELECT count(*) FROM grants WHERE revoked_at IS NULL",
    "SELECT count(*) FROM refresh_tokens",
    "SELECT count(*) FROM authenticators WHERE last_step = 7",
    "SELECT count(*) FROM expiring",
    "SELECT count(*) FROM outbox WHERE body IS NOT NULL OR due_at IS NOT NULL",
];

async fn a_restored_database_lets_nothing_be_used_twice(mut site: Provider) {
    signed_in(&mut site).await;
    for sql in STILL_USABLE {
        assert_eq!(site.count(sql).await, 1, "{sql}");
    }
    let step = site.app.clock.now().timestamp() / 30;
    let (code, out, err) = run(&site, &["restore", "--epoch"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(out.contains("ended: 1 sessions, 1 grants, 1 refresh tokens, 1 unfinished sign-ins"), "{out}");
    for sql in STILL_USABLE {
        assert_eq!(site.count(sql).await, 0, "{sql}");
    }
    assert!(site.count("SELECT last_step FROM authenticators").await > step, "no code of now counts any more");
    let epoch = site.count("SELECT max(epoch) FROM restores").await;
    assert_eq!(store::epoch::current(&site.app.database).await.unwrap(), epoch);
    assert!(epoch > 0);
    assert_eq!(store::epoch::namespace("warifu-idp", 1), "warifu-idp-1", "Redis' state of before is not found either");
    assert_eq!(run(&site, &["restore", "--epoch"]).0, Some(0));
    let next = site.count("SELECT max(epoch) FROM restores").await;
    assert!(next > epoch && store::epoch::current(&site.app.database).await.unwrap() == next);
    // The same backup once more, of before both.
    site.execute("DELETE FROM restores").await;
    assert_eq!(run(&site, &["restore", "--epoch"]).0, Some(0));
    let again = store::epoch::current(&site.app.database).await.unwrap();
    assert!(again > 0 && again != epoch && again != next, "no epoch comes twice");
}

async fn migrations_are_named_before_they_are_made(site: Provider) {
    assert_eq!(run(&site, &["migrate", "--check"]), (Some(0), String::new(), String::new()));
    site.execute("DROP TABLE restores").await;
    site.execute("DELETE FROM seaql_migrations WHERE version LIKE '%restores'").await;
    let (code, out, _) = run(&site, &["migrate", "--check"]);
    assert!(out.starts_with("+ m2") && out.ends_with("_restores\n") && out.lines().count() == 1, "{out}");
    assert_eq!(code, Some(2));
    assert_eq!(run(&site, &["migrate"]).0, Some(0));
    assert_eq!(run(&site, &["migrate", "--check"]).0, Some(0));
    site.execute("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m2999_future', 0)").await;
    let (code, out, _) = run(&site, &["migrate", "--check"]);
    assert_eq!((code, out.as_str()), (Some(5), "? m2999_future\n"));
}

/// While nodes are replaced one by one, one of the version before may have to start again over the tables of the next.
async fn a_newer_database_is_served_and_one_of_another_history_is_not(site: Provider) {
    site.execute("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m2999_future', 0)").await;
    let (code, _, err) = run(&site, &["migrate"]);
    assert_eq!(code, Some(0), "{err}");
    assert!(start::migrate(&site.app.database).await.is_ok(), "as at a start");
    assert_eq!(site.count("SELECT count(*) FROM seaql_migrations WHERE version = 'm2999_future'").await, 1);

    site.execute("DROP TABLE restores").await;
    site.execute("DELETE FROM seaql_migrations WHERE version LIKE '%restores'").await;
    let (code, _, err) = run(&site, &["migrate"]);
    assert_eq!(code, Some(4), "{err}");
    assert!(err.contains("_restores") && err.contains("m2999_future"), "{err}");
}

on_both_databases!(
    a_restored_database_lets_nothing_be_used_twice,
    migrations_are_named_before_they_are_made,
    a_newer_database_is_served_and_one_of_another_history_is_not
);

/// Copies while others write, and every copy is whole; what came after it is gone when it is put back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_is_made_in_use_and_put_back() {
    let mut site = Provider::on_sqlite().await;
    signed_in(&mut site).await;
    let copy = site.folder.path().join("copy.sqlite");
    let (code, _, err) = run(&site, &["backup", "--output", "copy.sqlite"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert_eq!(mode(&copy), 0o600);
    assert_eq!(run(&site, &["backup", "--output", "copy.sqlite"]).0, Some(5), "nothing is written over");

    site.import(&[Member::number(2)]).await;
    site.execute(
        "INSERT INTO nodes (id, host, build, started_at, seen_at, realms, followed, outcome) \
        VALUES ('n', 'here', '1', '2999-01-01T00:00:00+00:00', '2999-01-01T00:00:00+00:00', '{}', 0, 'null')",
    )
    .await;
    let (code, _, err) = run(&site, &["restore", "copy.sqlite"]);
    assert_eq!(code, Some(5), "{err}");
    assert!(err.contains("(here)"), "{err}");
    site.execute("DELETE FROM nodes").await;
    std::fs::write(site.folder.path().join("odd.sqlite"), "no database at all").unwrap();
    assert_eq!(run(&site, &["restore", "odd.sqlite"]).0, Some(1));
    assert_eq!(site.count("SELECT count(*) FROM accounts").await, 2, "nothing was touched");

    // As after a stop: the restored file is opened anew.
    let Provider { app, folder, .. } = site;
    std::sync::Arc::into_inner(app).unwrap().database.close().await.unwrap();
    let run_in = |folder: &Path, arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_warifu-idp"));
        command.current_dir(folder).env_clear().args(arguments).output().unwrap()
    };
    let output = run_in(folder.path(), &["restore", "copy.sqlite"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(mode(&folder.path().join("idp.sqlite")), 0o600);
    let site = Provider::again(folder).await;
    assert_eq!(site.count("SELECT count(*) FROM accounts").await, 1, "as it was when it was copied");
    for sql in STILL_USABLE {
        assert_eq!(site.count(sql).await, 0, "{sql}");
    }
    let restored = "SELECT count(*) FROM audit_events WHERE event = 'restored' AND realm = 'minato'";
    assert_eq!(
        site.count(restored).await,
        site.count("SELECT count(*) FROM realm_identities WHERE realm = 'minato'").await
    );
    let aside = std::fs::read_dir(site.folder.path())
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("idp.sqlite.before-"));
    assert!(aside.count() >= 1, "the former one is kept");
}

#[tokio::test]
async fn postgres_is_left_to_its_own_tools() {
    let site = Provider::on_postgres().await;
    let (code, _, err) = run(&site, &["backup", "--output", "copy.dump"]);
    assert_eq!(code, Some(5));
    assert!(err.contains("pg_dump"), "{err}");
    assert_eq!(run(&site, &["restore", "warifu.toml"]).0, Some(5));
}

fn mode(file: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(file).unwrap().permissions().mode() & 0o777
}
