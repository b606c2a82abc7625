//! Nothing acknowledged is lost: codes, refresh families, counts of wrong passwords, mails, steps, sessions; while each of
//! three nodes is killed in its turn, and the ways to PostgreSQL and Redis are cut.
//!
//! Real programs in real time. The same, for minutes and with servers that crash: `holds history`.

use std::time::Duration;

use tests::holds;

use super::member::servers;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_while_nodes_die_and_servers_go_away() -> anyhow::Result<()> {
    let verdict = holds::history(Some(servers().await?), Duration::ZERO).await?;
    assert!(verdict.held, "{verdict:?}");
    for happened in ["renewals_acknowledged", "wrong_passwords_acknowledged", "mails_that_came", "renewals_refused"] {
        assert!(verdict.figures.get(happened).is_some_and(|count| *count > 0.0), "{happened}: {verdict:?}");
    }
    Ok(())
}
