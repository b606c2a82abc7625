//! What chains the entries of the audit log, and drops what is older than a society keeps it.
//!
//! One process at a time does it, whichever comes first. It takes small pieces, because on SQLite everybody waits while
//! one is written.

use std::time::Duration;

use base::{Clock, KeyEncryptionKey, RealmName};
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use sea_orm::DbErr;
use store::{Database, lease};
use tokio::time::{MissedTickBehavior, interval};
use uuid::Uuid;

use super::chain::Segment;
use super::log::{DROPPED, Log};
use super::rows::{Details, in_realm, realms_with_unsealed_entries};

/// How often it is looked for entries without a seal.
const LOOK: Duration = Duration::from_secs(2);
/// How often it is looked for what is too old.
const TURNS_BETWEEN_DROPPING: u32 = 1800;
/// How long a process that says no more keeps others from sealing.
const LEASE: TimeDelta = TimeDelta::seconds(10);
/// How many entries are sealed, or deleted, in one write.
const PIECE: u16 = 256;
/// How many realms are sealed in one turn.
const REALMS: u64 = 200;

const TASK: &str = "audit-sealer";

/// What seals a program's log.
#[derive(Clone, Debug)]
pub struct Sealer {
    /// The program's log.
    pub log: Log,
    /// Where it stands.
    pub database: Database,
    /// The time.
    pub clock: Clock,
    /// What closes each month.
    pub key: KeyEncryptionKey,
}

impl Sealer {
    /// Seals as long as the process runs, and drops what is kept no longer. `kept` says for how many years the societies
    /// keep their logs, at each time anew. What fails is tried again at the next turn.
    pub async fn keep_sealing(self, kept: impl Fn() -> Vec<(RealmName, u32)> + Send) {
        let holder = Uuid::now_v7().to_string();
        let mut turns = interval(LOOK);
        turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
        for turn in 0_u32.. {
            turns.tick().await;
            if let Err(error) = self.seal_waiting(&holder).await {
                tracing::warn!(%error, "entries of the audit log wait for their seals");
            }
            if turn % TURNS_BETWEEN_DROPPING == 0
                && let Err(error) = self.drop_what_is_too_old(&kept(), &holder).await
            {
                tracing::warn!(%error, "the oldest months of the audit log could not be dropped");
            }
        }
    }

    /// Seals everything that waits, for the process that is called `holder`, and says how many entries that were. Nothing,
    /// where another process does it.
    ///
    /// # Errors
    /// The database's own failure.
    pub async fn seal_waiting(&self, holder: &str) -> Result<u64, DbErr> {
        let mut sealed = 0;
        loop {
            let realms = realms_with_unsealed_entries(self.database.reader(), REALMS).await?;
            let mut in_this_turn = 0;
            for realm in realms {
                in_this_turn += self.seal_piece(realm, holder).await?;
            }
            if in_this_turn == 0 {
                return Ok(sealed);
            }
            sealed += in_this_turn;
        }
    }

    async fn seal_piece(&self, realm: RealmName, holder: &str) -> Result<u64, DbErr> {
        let (holder, key, log, now) = (holder.to_owned(), self.key.clone(), self.log, self.clock.now());
        let write = self.database.write(move |tx| {
            Box::pin(async move {
                if !lease::take(tx, (TASK, &holder), now, LEASE).await? {
                    return Ok(0);
                }
                let rows = in_realm(tx, &realm);
                let waiting = rows.unsealed_entries(PIECE.into()).await?;
                if waiting.is_empty() {
                    return Ok(0);
                }
                let mut segment = segment_of_now(rows.last_audit_segment().await?, (log, &realm), now);
                let sealed = waiting.len() as u64;
                for row in waiting {
                    let entry = row.numbered(segment.last + 1);
                    segment.head = entry.seal_after(&segment.head);
                    segment.last = entry.number;
                    rows.seal_entry(&entry, &segment.head).await?;
                }
                rows.put_audit_segment(&segment, &segment.prove(&key, &realm)).await?;
                Ok::<_, DbErr>(sealed)
            })
        });
        write.await
    }

    /// Drops the months that are older than so many years, as each society of `kept` keeps them, for the process that is
    /// called `holder`, and says how many these were. The month that is being filled stays.
    ///
    /// # Errors
    /// The database's own failure.
    pub async fn drop_what_is_too_old(&self, kept: &[(RealmName, u32)], holder: &str) -> Result<u64, DbErr> {
        let (mut dropped, now) = (0, self.clock.now());
        for (realm, years) in kept {
            let kept_from = kept_from(now, *years);
            let mut segments = in_realm(self.database.reader(), realm).audit_segments().await?;
            segments.pop();
            for (segment, _) in segments.into_iter().take_while(|(segment, _)| segment.month < kept_from) {
                dropped += self.drop_segment(realm, holder, segment.month).await?;
            }
            while self.delete_piece(realm).await? > 0 {}
        }
        Ok(dropped)
    }

    async fn drop_segment(&self, realm: &RealmName, holder: &str, month: String) -> Result<u64, DbErr> {
        let (realm, holder, actor, now) = (realm.clone(), holder.to_owned(), self.log.program, self.clock.now());
        let write = self.database.write(move |tx| {
            Box::pin(async move {
                let ours = lease::take(tx, (TASK, &holder), now, LEASE).await?;
                let rows = in_realm(tx, &realm);
                if !ours || !rows.drop_audit_segment(&month).await? {
                    return Ok::<_, DbErr>(0);
                }
                // The word that it was dropped in its time: without it, a month that is gone was stolen.
                let details = Details { object: Some(month), ..Details::default() };
                rows.record((actor, DROPPED), details, now).await?;
                Ok(1)
            })
        });
        write.await
    }

    async fn delete_piece(&self, realm: &RealmName) -> Result<u64, DbErr> {
        let realm = realm.clone();
        let write = self
            .database
            .write(move |tx| Box::pin(async move { in_realm(tx, &realm).delete_dropped_entries(PIECE.into()).await }));
        write.await
    }
}

/// The last segment, or a new one when another month has begun. A clock that went back begins none.
fn segment_of_now(last: Option<Segment>, whose: (Log, &RealmName), now: DateTime<Utc>) -> Segment {
    let month = now.format("%Y-%m").to_string();
    match last {
        Some(last) if last.month >= month => last,
        former => Segment::after(former.as_ref(), whose, month),
    }
}

/// The first month that is kept when whole months older than so many years are not.
fn kept_from(now: DateTime<Utc>, years: u32) -> String {
    let year = now.year() - i32::try_from(years).unwrap_or(i32::MAX / 2);
    format!("{year:04}-{:02}", now.month())
}

#[cfg(test)]
mod tests {
    use super::super::chain::tests::LOG;
    use super::*;

    #[test]
    fn a_month_is_kept_until_all_of_it_is_older_than_the_years() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        assert_eq!(kept_from(at("2026-11-30T23:59:59Z"), 5), "2021-11");
        assert_eq!(kept_from(at("2026-12-01T00:00:00Z"), 5), "2021-12", "November 2021 is older than five years");
    }

    #[test]
    fn a_clock_that_goes_back_begins_no_month() {
        let realm: RealmName = "minato".parse().unwrap();
        let whose = (LOG, &realm);
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let november = segment_of_now(None, whose, at("2026-11-30T23:59:59Z"));
        assert_eq!((november.month.as_str(), november.first, november.previous.as_deref()), ("2026-11", 1, None));
        let december = segment_of_now(Some(november.clone()), whose, at("2026-12-01T00:00:00Z"));
        assert_eq!((december.month.as_str(), december.previous.as_deref()), ("2026-12", Some("2026-11")));
        assert_eq!(segment_of_now(Some(december.clone()), whose, at("2026-11-30T23:59:59Z")), december);
    }
}
