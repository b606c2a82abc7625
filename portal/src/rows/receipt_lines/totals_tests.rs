//! The sums say what the lines say, whatever came in, was corrected, withdrawn or deleted, and whoever did so at once.

use std::collections::BTreeMap;

use expenses::{Amounts, Period, Person, ReceiptLine};
use migrations::portal::up;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use realm::HouseholdRule;
use sea_orm::EntityTrait as _;

use super::{Entity, Model, Stored, totals};
use crate::member::Household;
use crate::rows::in_realm;
use crate::testing::{Site, line, member};

const MONTHS: [&str; 3] = ["2025-12", "2026-01", "2026-02"];

fn family(number: &str) -> Household {
    member(Some((number, "00"))).household(HouseholdRule::InsuredPerson).unwrap()
}

fn whole() -> Period {
    Period::between("2025-01".parse().unwrap(), "2026-12".parse().unwrap())
}

/// What somebody does to the lines of one society.
#[derive(Clone, Debug)]
enum Deed {
    /// Lines, and whether most of them are taken for new ones.
    Put(Vec<ReceiptLine>, bool),
    Withdraw(Vec<u32>),
    DeleteBefore(usize),
}

/// Few ids, families and months, so that lines are corrected, moved and withdrawn all the time.
fn a_line() -> impl Strategy<Value = ReceiptLine> {
    (0..12_u32, 0..2_u32, 0..3_u32, 0..3_usize, 0..2_i64, prop::option::of("名前[甲乙]")).prop_map(
        |(id, household, branch, month, more, name)| {
            let line = line(id, &format!("H{household}"), &format!("{branch:02}"), MONTHS[month]);
            let own = line.amounts.own() + more;
            let amounts = Amounts::new(own + line.amounts.insurer(), line.amounts.insurer(), 0, own).unwrap();
            ReceiptLine { amounts, patient_name: name, ..line }
        },
    )
}

fn deed() -> impl Strategy<Value = Deed> {
    let lines = (prop::collection::vec(a_line(), 0..8), any::<bool>()).prop_map(|(lines, mostly_new)| {
        let by_id: BTreeMap<_, _> = lines.into_iter().map(|line| (line.id.clone(), line)).collect();
        Deed::Put(by_id.into_values().collect(), mostly_new)
    });
    prop_oneof![
        6 => lines,
        3 => prop::collection::btree_set(0..12_u32, 0..5).prop_map(|ids| Deed::Withdraw(ids.into_iter().collect())),
        1 => (0..3_usize).prop_map(Deed::DeleteBefore),
    ]
}

/// Does it, and says what became of lines that were put.
async fn does(site: &Site, deed: Deed) -> Vec<Stored> {
    let realm = site.realm("minato").name.clone();
    let write = site.app.database.write(move |tx| {
        Box::pin(async move {
            let rows = in_realm(tx, &realm);
            match deed {
                Deed::Put(lines, mostly_new) => return rows.put_lines(&lines, mostly_new).await,
                Deed::Withdraw(ids) => {
                    let ids: Vec<_> = ids.into_iter().map(|id| format!("L{id}").parse().unwrap()).collect();
                    rows.withdraw_lines(&ids).await?;
                }
                Deed::DeleteBefore(month) => {
                    let households = vec!["H0".to_owned(), "H1".to_owned()];
                    rows.delete_lines_before(MONTHS[month].parse().unwrap(), &households).await?;
                }
            }
            Ok(Vec::new())
        })
    });
    write.await.unwrap()
}

/// What must become of lines that are put, by what there is.
async fn to_become(site: &Site, deed: &Deed) -> Vec<Stored> {
    let Deed::Put(lines, _) = deed else { return Vec::new() };
    let there = Entity::find().all(site.app.database.reader()).await.unwrap();
    let becomes = |line: &ReceiptLine| {
        let row = Model::of("minato", line);
        match there.iter().find(|stored| stored.line_id == row.line_id) {
            None => Stored::New,
            Some(stored) if *stored == row => Stored::Unchanged,
            Some(_) => Stored::Changed,
        }
    };
    lines.iter().map(becomes).collect()
}

/// The sums and the names are those of the lines; and no sum is of nothing.
async fn agree(site: &Site) {
    let realm = &site.realm("minato").name;
    let rows = in_realm(site.app.database.reader(), realm);
    let stored = totals::Entity::find().all(site.app.database.reader()).await.unwrap();
    let mut months_and_persons = 0;
    for number in ["H0", "H1"] {
        let household = family(number);
        for patient in [None, Some("00"), Some("01"), Some("02")] {
            let patient = patient.map(|branch| branch.parse().unwrap());
            let mut summed = BTreeMap::new();
            for line in rows.lines(&household, whole(), patient).await.unwrap() {
                let (lines, amounts) = summed.entry(line.month).or_insert((0, Amounts::default()));
                *lines += 1;
                *amounts = *amounts + line.amounts;
            }
            let months = rows.months(&household, whole(), patient).await.unwrap();
            let months: BTreeMap<_, _> = months.iter().map(|of| (of.month, (of.lines, of.amounts))).collect();
            assert_eq!(months, summed, "{number} {patient:?}");
            months_and_persons += if patient.is_some() { months.len() } else { 0 };
        }
        let lines = rows.lines(&household, whole(), None).await.unwrap();
        let mut named: BTreeMap<_, _> = BTreeMap::new();
        for line in &lines {
            let newest: &mut Option<&ReceiptLine> = named.entry(line.branch).or_default();
            let last = newest.map(|newest| (newest.month, newest.id.as_str()));
            if line.patient_name.is_some() && last < Some((line.month, line.id.as_str())) {
                *newest = Some(line);
            }
        }
        let expected: Vec<Person> = named
            .into_iter()
            .map(|(branch, line)| Person { branch, name: line.and_then(|line| line.patient_name.clone()) })
            .collect();
        assert_eq!(rows.persons(&household, whole()).await.unwrap(), expected, "{number}");
    }
    assert_eq!(stored.len(), months_and_persons, "a row for each person and month with lines, and no other");
}

async fn whatever_is_done(site: Site, deeds: usize) {
    let mut random = TestRunner::deterministic();
    for _ in 0..deeds {
        let deed = deed().new_tree(&mut random).unwrap().current();
        let expected = to_become(&site, &deed).await;
        assert_eq!(does(&site, deed).await, expected);
        agree(&site).await;
    }
}

#[tokio::test]
async fn sums_follow_the_lines() {
    whatever_is_done(Site::open().await, 150).await;
}

#[tokio::test]
async fn sums_follow_the_lines_on_postgres() {
    whatever_is_done(Site::open_on_postgres().await, 60).await;
}

/// Two imports of the same lines at once: on PostgreSQL both would have found the lines as they were before.
#[tokio::test]
async fn corrections_at_the_same_moment_are_counted_once() {
    let site = Site::open_on_postgres().await;
    let mut random = TestRunner::deterministic();
    for _ in 0..12 {
        let mut deed = || does(&site, deed().new_tree(&mut random).unwrap().current());
        futures::future::join_all([deed(), deed(), deed(), deed()]).await;
        agree(&site).await;
    }
}

/// The lines that were there before there were sums.
#[tokio::test]
async fn the_first_sums_are_those_of_the_lines_that_are_there() {
    for site in [Site::open().await, Site::open_on_postgres().await] {
        let lines = (0..12).map(|id| line(id, "H1", &format!("{:02}", id % 3), MONTHS[id as usize % 2])).collect();
        site.store("minato", lines).await;
        let before = totals::Entity::find().all(site.app.database.reader()).await.unwrap();
        let migrated = site.app.database.migrate(async |tx| {
            use sea_orm::ConnectionTrait as _;
            tx.execute_unprepared("DROP TABLE receipt_totals").await?;
            let forget = "DELETE FROM seaql_migrations WHERE version = 'm20261126_000021_receipt_totals'";
            assert_eq!(tx.execute_unprepared(forget).await?.rows_affected(), 1);
            up(tx).await
        });
        migrated.await.unwrap();
        let sorted = |mut rows: Vec<totals::Model>| {
            rows.sort_by_key(|row| format!("{row:?}"));
            rows
        };
        let after = totals::Entity::find().all(site.app.database.reader()).await.unwrap();
        assert_eq!(sorted(after), sorted(before));
        agree(&site).await;
    }
}
