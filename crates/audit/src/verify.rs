//! Following a chain: what was altered, deleted, moved or put in.
//!
//! Pure, so that the database and a file from elsewhere are judged by the same rule. Each entry is judged by the seal that
//! stands before it, so one that was altered is one finding and does not condemn all that follow.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use base::RealmName;
use serde::Serialize;

use super::chain::{Entry, Segment};
use super::log::{DROPPED, Log};

/// So many findings are told one by one.
const MOST: usize = 1000;

/// What is wrong with a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "at", rename_all = "kebab-case")]
pub enum Finding {
    /// Entries with these numbers are gone.
    Missing(RangeInclusive<i64>),
    /// The entry with this number is not the one that was sealed: altered, or moved here.
    NotAsSealed(i64),
    /// An entry stands where none belongs: put in, or moved.
    OutOfPlace(i64),
    /// The segment of this month is gone, and nothing says that it was dropped in its time.
    SegmentMissing(String),
    /// What is said of this month was not written by us, or with another key.
    SegmentNotOurs(String),
    /// This month does not go on where the one before ended.
    SegmentDetached(String),
    /// The entries of this month do not come to what it was closed with.
    HeadDiffers(String),
    /// The entry with this number has another seal than when it was seen before: all since then was made anew.
    SeenOtherwise(i64),
}

/// Follows the segments and entries of one realm, in their order.
#[derive(Debug)]
pub struct Verifier<'r> {
    log: Log,
    realm: &'r RealmName,
    former: Option<Segment>,
    open: Option<Segment>,
    begins_after: Option<String>,
    dropped: BTreeSet<String>,
    next: i64,
    /// The seal before the next entry, as far as it is known.
    seal: Option<String>,
    entries: u64,
    seen_before: Option<(i64, String)>,
    findings: Vec<Finding>,
    unlisted: u64,
}

impl<'r> Verifier<'r> {
    /// At the beginning of a realm's log, of which somebody noted an entry's number and seal before.
    #[must_use]
    pub const fn of((log, realm): (Log, &'r RealmName), seen_before: Option<(i64, String)>) -> Self {
        Self {
            log,
            realm,
            former: None,
            open: None,
            begins_after: None,
            dropped: BTreeSet::new(),
            next: 1,
            seal: None,
            entries: 0,
            seen_before,
            findings: Vec::new(),
            unlisted: 0,
        }
    }

    /// A segment begins. `ours`: whether its proof is right.
    pub fn segment(&mut self, segment: Segment, ours: bool) {
        self.close();
        if !ours {
            self.find(Finding::SegmentNotOurs(segment.month.clone()));
        }
        match (self.former.clone(), &segment.previous) {
            (None, None) => {
                if segment.first != 1 || segment.opening != self.log.opening_of(self.realm) {
                    self.find(Finding::SegmentDetached(segment.month.clone()));
                }
            }
            (None, Some(earlier)) => self.begins_after = Some(earlier.clone()),
            (Some(former), previous) => {
                if let Some(missing) = previous.clone().filter(|month| *month != former.month) {
                    self.find(Finding::SegmentMissing(missing));
                }
                if segment.first != former.last + 1 || segment.opening != former.head {
                    self.find(Finding::SegmentDetached(segment.month.clone()));
                }
            }
        }
        self.next = segment.first;
        self.seal = Some(segment.opening.clone());
        self.open = Some(segment);
    }

    /// The next entry, and the seal that stands with it.
    pub fn entry(&mut self, entry: &Entry, seal: &str) {
        self.entries += 1;
        let last = self.open.as_ref().map_or(0, |segment| segment.last);
        if entry.number < self.next || entry.number > last {
            self.find(Finding::OutOfPlace(entry.number));
            return;
        }
        if entry.number > self.next {
            self.find(Finding::Missing(self.next..=entry.number - 1));
            self.seal = None;
        }
        // After a gap the seal before is not known, and the entry is taken at its word.
        if self.seal.as_ref().is_some_and(|before| entry.seal_after(before) != seal) {
            self.find(Finding::NotAsSealed(entry.number));
        } else if entry.event == DROPPED {
            self.dropped.extend(entry.object.clone());
        }
        if self.seen_before.as_ref().is_some_and(|(number, _)| *number == entry.number)
            && let Some((number, before)) = self.seen_before.take()
            && before != seal
        {
            self.find(Finding::SeenOtherwise(number));
        }
        self.seal = Some(seal.to_owned());
        self.next = entry.number + 1;
    }

    fn find(&mut self, finding: Finding) {
        if self.findings.len() < MOST { self.findings.push(finding) } else { self.unlisted += 1 }
    }

    fn close(&mut self) {
        let Some(segment) = self.open.take() else { return };
        if self.next <= segment.last {
            self.find(Finding::Missing(self.next..=segment.last));
        } else if self.seal.as_ref() != Some(&segment.head) {
            self.find(Finding::HeadDiffers(segment.month.clone()));
        }
        self.former = Some(segment);
    }

    /// The log has ended. Whether it `may_begin_later` than the realm's first entry without saying why: a file may hold a
    /// part of a log.
    #[must_use]
    pub fn end(mut self, may_begin_later: bool) -> Verdict {
        self.close();
        if let Some((number, _)) = self.seen_before.take() {
            self.find(Finding::SeenOtherwise(number));
        }
        if let Some(earlier) =
            self.begins_after.clone().filter(|month| !may_begin_later && !self.dropped.contains(month))
        {
            self.findings.insert(0, Finding::SegmentMissing(earlier));
        }
        let Self { entries, former: last, begins_after, findings, unlisted, .. } = self;
        Verdict { entries, last, begins_after, findings, unlisted }
    }
}

/// What following a chain came to.
#[derive(Debug)]
pub struct Verdict {
    /// How many entries were looked at.
    pub entries: u64,
    /// The last segment.
    pub last: Option<Segment>,
    /// The month before the first one that there is.
    pub begins_after: Option<String>,
    /// What is wrong, in the order of the log.
    pub findings: Vec<Finding>,
    /// How much more is wrong.
    pub unlisted: u64,
}

#[cfg(test)]
mod tests {
    use super::super::chain::tests::{LOG, entry};
    use super::*;

    type Entries = Vec<(Entry, String)>;

    /// Five entries in October and five in November, with their seals.
    fn log(realm: &RealmName) -> (Vec<Segment>, Entries) {
        let mut segments: Vec<Segment> = Vec::new();
        let mut entries: Entries = Vec::new();
        for month in ["2026-10", "2026-11"] {
            let mut segment = Segment::after(segments.last(), (LOG, realm), month.to_owned());
            for _ in 0..5 {
                let entry = entry(segment.last + 1, "signed-in", None);
                segment.head = entry.seal_after(&segment.head);
                segment.last = entry.number;
                entries.push((entry, segment.head.clone()));
            }
            segments.push(segment);
        }
        (segments, entries)
    }

    fn findings(segments: &[Segment], entries: &[(Entry, String)]) -> Vec<Finding> {
        let realm = "minato".parse().unwrap();
        let mut verifier = Verifier::of((LOG, &realm), None);
        let mut entries = entries.iter().peekable();
        for (index, segment) in segments.iter().enumerate() {
            verifier.segment(segment.clone(), true);
            let is_last = index + 1 == segments.len();
            while let Some((entry, seal)) = entries.next_if(|(entry, _)| is_last || entry.number <= segment.last) {
                verifier.entry(entry, seal);
            }
        }
        verifier.end(false).findings
    }

    #[test]
    fn an_untouched_log_has_no_findings() {
        let (segments, entries) = log(&"minato".parse().unwrap());
        assert_eq!(findings(&segments, &entries), []);
        let (of_another, entries) = log(&"hikari".parse().unwrap());
        assert_eq!(findings(&of_another, &entries), [Finding::SegmentDetached("2026-10".to_owned())]);
        let (realm, elsewhere) = ("minato".parse().unwrap(), Log { name: "another audit log", ..LOG });
        let mut verifier = Verifier::of((elsewhere, &realm), None);
        verifier.segment(segments[0].clone(), true);
        let of_another_program = verifier.end(false).findings;
        assert_eq!(of_another_program[0], Finding::SegmentDetached("2026-10".to_owned()));
    }

    #[test]
    fn whatever_is_done_to_an_entry_is_found_and_found_once() {
        let (segments, entries) = log(&"minato".parse().unwrap());
        for index in 0..entries.len() {
            let number = entries[index].0.number;
            let with = |change: &dyn Fn(&mut Entries)| {
                let mut changed = entries.clone();
                change(&mut changed);
                findings(&segments, &changed)
            };
            let altered = with(&|entries| entries[index].0.reason = Some("another".to_owned()));
            assert_eq!(altered, [Finding::NotAsSealed(number)]);
            let deleted = with(&|entries| drop(entries.remove(index)));
            assert_eq!(deleted, [Finding::Missing(number..=number)]);
            let resealed = with(&|entries| entries[index].1 = "0".repeat(64));
            assert!(resealed.contains(&Finding::NotAsSealed(number)), "{resealed:?}");
            let twice = with(&|entries| entries.insert(index, entries[index].clone()));
            assert_eq!(twice, [Finding::OutOfPlace(number)]);
        }
    }

    #[test]
    fn entries_that_changed_places_are_found_by_their_numbers_or_by_their_seals() {
        let (segments, entries) = log(&"minato".parse().unwrap());
        let mut moved = entries.clone();
        moved.swap(2, 3);
        assert_eq!(findings(&segments, &moved), [Finding::Missing(3..=3), Finding::OutOfPlace(3)]);
        (moved[2].0.number, moved[3].0.number) = (3, 4);
        let (one, other) = (moved[2].1.clone(), moved[3].1.clone());
        (moved[2].1, moved[3].1) = (other, one);
        assert_eq!(findings(&segments, &moved), [Finding::NotAsSealed(3), Finding::NotAsSealed(4)]);
    }

    #[test]
    fn a_missing_month_is_found_unless_it_was_dropped_in_its_time() {
        let (mut segments, mut entries) = log(&"minato".parse().unwrap());
        assert_eq!(findings(&segments[..1], &entries)[..], (6..=10).map(Finding::OutOfPlace).collect::<Vec<_>>());
        let (october, november) = ("2026-10".to_owned(), entries.split_off(5));
        assert_eq!(findings(&segments[1..], &november), [Finding::SegmentMissing(october.clone())]);
        let entry = entry(11, "audit-dropped", Some("2026-10"));
        segments[1].head = entry.seal_after(&segments[1].head);
        segments[1].last = 11;
        let seal = segments[1].head.clone();
        let with_word: Vec<_> = november.into_iter().chain([(entry, seal)]).collect();
        assert_eq!(findings(&segments[1..], &with_word), []);
        segments[1].first = 7;
        segments[0].last = 5;
        segments[1].previous = Some("2026-09".to_owned());
        let found = findings(&segments, &[entries, with_word].concat());
        assert!(found.contains(&Finding::SegmentMissing("2026-09".to_owned())), "{found:?}");
        assert!(found.contains(&Finding::SegmentDetached("2026-11".to_owned())), "{found:?}");
    }

    /// What somebody noted elsewhere holds against whoever has the key too, and against a backup that was put back.
    #[test]
    fn what_was_seen_before_must_still_be_there() {
        let realm: RealmName = "minato".parse().unwrap();
        let (segments, entries) = log(&realm);
        let judged = |number: i64, seal: &str| {
            let mut verifier = Verifier::of((LOG, &realm), Some((number, seal.to_owned())));
            verifier.segment(segments[0].clone(), true);
            entries[..5].iter().for_each(|(entry, seal)| verifier.entry(entry, seal));
            verifier.end(false).findings
        };
        assert_eq!(judged(3, &entries[2].1), []);
        assert_eq!(judged(3, &entries[3].1), [Finding::SeenOtherwise(3)]);
        assert_eq!(judged(6, &entries[5].1), [Finding::SeenOtherwise(6)], "the log ends before");
    }

    #[test]
    fn the_end_cannot_be_cut_off() {
        let (segments, entries) = log(&"minato".parse().unwrap());
        assert_eq!(findings(&segments, &entries[..8]), [Finding::Missing(9..=10)]);
        let mut shorter = segments.clone();
        shorter[1].last = 8;
        let found = findings(&shorter, &entries[..8]);
        assert_eq!(found, [Finding::HeadDiffers("2026-11".to_owned())]);
    }
}
