//! The attack rehearsals in their short form: the same code as the commands, smaller.

use tests::attack::{self, Verdict};

fn assert_held(verdict: &Verdict) {
    assert!(verdict.held, "{verdict:?}");
}

/// S3: the alarm is raised once, strangers wait and nobody is locked out.
#[tokio::test]
async fn one_password_at_everybody_raises_the_alarm_and_locks_nobody() -> anyhow::Result<()> {
    let verdict = attack::spray(60).await?;
    assert_held(&verdict);
    assert!(verdict.figures["a_member_waits_ms"] < 5_000.0, "{verdict:?}");
    Ok(())
}

/// P13, S16.
#[tokio::test]
async fn a_mailbox_is_not_flooded() -> anyhow::Result<()> {
    assert_held(&attack::mails(60).await?);
    Ok(())
}

/// Several requests in one packet once got past every counter that looked before it counted (CVE-2024-4629).
#[tokio::test]
async fn cve_2024_4629_what_may_happen_once_happens_once_in_one_packet_too() -> anyhow::Result<()> {
    assert_held(&attack::races(40).await?);
    Ok(())
}

/// Scopes without number (CVE-2026-4634), expressions that take for ever (CVE-2024-10270), headers and pages without end.
#[tokio::test]
async fn cve_2026_4634_more_than_anybody_needs_is_refused_at_once() -> anyhow::Result<()> {
    assert_held(&attack::oversized(1).await?);
    Ok(())
}
