//! The rows' own tests: what a household sees, what an import changes, which index a page uses.

use expenses::{CareMonth, Period, ReceiptLine};
use realm::HouseholdRule;
use sea_orm::{ConnectionTrait, Statement};

use super::*;
use crate::member::Household;
use crate::testing::{Site, former_member, line, member};

fn household(number: &str, own: &str, rule: HouseholdRule) -> Household {
    member(Some((number, own))).household(rule).unwrap()
}

fn month(text: &str) -> CareMonth {
    text.parse().unwrap()
}

fn of_month(text: &str) -> Period {
    Period::of_month(month(text))
}

fn period(first: &str, last: &str) -> Period {
    Period::between(month(first), month(last))
}

fn ids(lines: &[ReceiptLine]) -> Vec<&str> {
    lines.iter().map(|line| line.id.as_str()).collect()
}

/// Both databases must say the same.
mod sqlite {
    use crate::testing::Site;

    #[tokio::test]
    async fn no_query_returns_the_lines_of_a_person_who_objects() {
        super::no_query_returns_the_lines_of_a_person_who_objects(Site::open().await).await;
    }

    #[tokio::test]
    async fn a_member_sees_the_lines_of_their_household_and_month_alone() {
        super::a_member_sees_the_lines_of_their_household_and_month_alone(Site::open().await).await;
    }

    #[tokio::test]
    async fn a_line_reads_back_as_it_was_stored_and_is_replaced_by_its_id() {
        super::a_line_reads_back_as_it_was_stored_and_is_replaced_by_its_id(Site::open().await).await;
    }
}

mod postgres {
    use crate::testing::Site;

    #[tokio::test]
    async fn no_query_returns_the_lines_of_a_person_who_objects() {
        super::no_query_returns_the_lines_of_a_person_who_objects(Site::open_on_postgres().await).await;
    }

    #[tokio::test]
    async fn a_member_sees_the_lines_of_their_household_and_month_alone() {
        super::a_member_sees_the_lines_of_their_household_and_month_alone(Site::open_on_postgres().await).await;
    }

    #[tokio::test]
    async fn a_line_reads_back_as_it_was_stored_and_is_replaced_by_its_id() {
        super::a_line_reads_back_as_it_was_stored_and_is_replaced_by_its_id(Site::open_on_postgres().await).await;
    }
}

async fn a_member_sees_the_lines_of_their_household_and_month_alone(site: Site) {
    site.store(
        "minato",
        vec![
            line(1, "H1", "00", "2026-08"),
            line(2, "H1", "02", "2026-08"),
            line(3, "H1", "00", "2026-07"),
            line(4, "H2", "00", "2026-08"),
        ],
    )
    .await;
    site.store("hikari", vec![line(5, "H1", "00", "2026-08")]).await;
    let realm = &site.realm("minato").name;
    let rows = in_realm(site.app.database.reader(), realm);

    let family = household("H1", "00", HouseholdRule::InsuredPerson);
    assert_eq!(ids(&rows.lines(&family, of_month("2026-08"), None).await.unwrap()), ["L1", "L2"]);
    let months = rows.months(&family, period("2026-01", "2026-12"), None).await.unwrap();
    let summed: Vec<_> = months.iter().map(|total| (total.month, total.lines, total.amounts.own())).collect();
    assert_eq!(summed, [(month("2026-07"), 1, 11), (month("2026-08"), 2, 5 + 8)]);
    assert_eq!(rows.months(&family, period("2026-08", "2026-12"), None).await.unwrap().len(), 1, "from a month on");

    for (own, rule, seen, months) in [
        ("02", HouseholdRule::EachPatient, "L2", 1),
        ("02", HouseholdRule::InsuredPerson, "L2", 1),
        ("00", HouseholdRule::EachPatient, "L1", 2),
    ] {
        let alone = household("H1", own, rule);
        assert_eq!(ids(&rows.lines(&alone, of_month("2026-08"), None).await.unwrap()), [seen], "{own} {rule:?}");
        assert_eq!(rows.months(&alone, period("2026-01", "2026-12"), None).await.unwrap().len(), months);
        let persons = rows.persons(&alone, period("2026-01", "2026-12")).await.unwrap();
        assert_eq!(persons.iter().map(|person| person.branch.to_string()).collect::<Vec<_>>(), [own], "{rule:?}");
    }
}

#[tokio::test]
async fn the_neighbours_of_a_month_are_the_nearest_with_lines_that_are_seen() {
    let site = Site::open().await;
    let months = ["2025-12", "2026-03", "2026-05", "2026-08"].into_iter().zip(1..);
    site.store("minato", months.map(|(month, id)| line(id, "H1", "00", month)).collect()).await;
    site.store("minato", vec![line(9, "H1", "02", "2026-04"), line(10, "H2", "00", "2026-02")]).await;
    site.object("minato", "H1", "02", true).await;
    let realm = &site.realm("minato").name;
    let rows = in_realm(site.app.database.reader(), realm);
    let family = household("H1", "00", HouseholdRule::InsuredPerson);
    let year = period("2026-01", "2026-12");
    for (asked, before, after) in [
        ("2026-05", Some("2026-03"), Some("2026-08")),
        ("2026-03", None, Some("2026-05")),
        ("2026-06", Some("2026-05"), Some("2026-08")),
        ("2026-08", Some("2026-05"), None),
    ] {
        let found = rows.neighbours(&family, year, month(asked)).await.unwrap();
        assert_eq!(found, (before.map(month), after.map(month)), "{asked}");
    }
}

/// What came after the insurance ended is nobody's to read here, though it was imported.
#[tokio::test]
async fn a_former_member_sees_the_insured_months_alone() {
    let site = Site::open().await;
    let lines = ["2026-02", "2026-03", "2026-04"].into_iter().zip(1..);
    site.store("minato", lines.map(|(month, id)| line(id, "H1", "00", month)).collect()).await;
    let realm = &site.realm("minato").name;
    let rows = in_realm(site.app.database.reader(), realm);
    let last_day = "2026-03-15".parse().unwrap();
    let family = former_member(("H1", "00"), last_day).household(HouseholdRule::InsuredPerson).unwrap();
    let months = rows.months(&family, period("2026-01", "2026-12"), None).await.unwrap();
    assert_eq!(months.iter().map(|total| total.month).collect::<Vec<_>>(), [month("2026-02"), month("2026-03")]);
    assert_eq!(
        ids(&rows.lines(&family, of_month("2026-03"), None).await.unwrap()),
        ["L2"],
        "the month of the last day is whole"
    );
    assert!(rows.lines(&family, of_month("2026-04"), None).await.unwrap().is_empty());
}

async fn a_line_reads_back_as_it_was_stored_and_is_replaced_by_its_id(site: Site) {
    let mut full = line(1, "H1", "00", "2026-08");
    full.patient_name = Some("港 花子".to_owned());
    full.note = "公費".to_owned();
    let mut bare = line(2, "H1", "00", "2026-08");
    bare.institution = None;

    assert_eq!(site.store("minato", vec![full.clone(), bare.clone()]).await, [Stored::New, Stored::New]);
    full.count = 3;
    assert_eq!(site.store("minato", vec![full.clone(), bare.clone()]).await, [Stored::Changed, Stored::Unchanged]);

    let realm = &site.realm("minato").name;
    let family = household("H1", "00", HouseholdRule::InsuredPerson);
    let read = in_realm(site.app.database.reader(), realm).lines(&family, of_month("2026-08"), None).await.unwrap();
    assert_eq!(read.len(), 2);
    assert!(read.contains(&full) && read.contains(&bare));
}

/// Whatever is asked: no query returns, counts or names what a person who objects does not let the insured person see, and
/// none shows a dependant anybody but themselves.
async fn no_query_returns_the_lines_of_a_person_who_objects(site: Site) {
    let months = ["2026-06", "2026-07", "2026-08"];
    let branches = ["00", "01", "02", "03"];
    let lines: Vec<ReceiptLine> = branches
        .iter()
        .flat_map(|branch| months.map(|month| (*branch, month)))
        .zip(1..)
        .map(|((branch, month), id)| {
            let mut line = line(id, "H1", branch, month);
            line.patient_name = Some(format!("名前{branch}"));
            line
        })
        .collect();
    site.store("minato", lines.clone()).await;
    // The same numbers in another family and another society are other persons.
    site.object("minato", "H2", "01", true).await;
    site.object("hikari", "H1", "01", true).await;
    let realm = &site.realm("minato").name;
    let whole = period("2026-01", "2026-12");
    for objecting in 0..16_u32 {
        let objects = |place: usize| objecting & (1 << place) != 0;
        for (place, branch) in branches.iter().enumerate() {
            site.object("minato", "H1", branch, objects(place)).await;
        }
        for (own_place, own) in branches.iter().enumerate() {
            let hidden = |branch: &str| {
                let place = branches.iter().position(|other| *other == branch).unwrap();
                place != own_place && (*own != "00" || objects(place))
            };
            let rows = in_realm(site.app.database.reader(), realm);
            let family = household("H1", own, HouseholdRule::InsuredPerson);
            let open: Vec<&ReceiptLine> = lines.iter().filter(|line| !hidden(&line.branch.to_string())).collect();
            let read = rows.lines(&family, whole, None).await.unwrap();
            assert!(read.len() == open.len() && read.iter().all(|line| !hidden(&line.branch.to_string())));
            let sum = |months: Vec<expenses::MonthTotal>| months.iter().map(|month| month.amounts.own()).sum::<i64>();
            let own_payments = open.iter().map(|line| line.amounts.own()).sum::<i64>();
            assert_eq!(sum(rows.months(&family, whole, None).await.unwrap()), own_payments);
            let persons = rows.persons(&family, whole).await.unwrap();
            assert!(persons.iter().all(|person| !hidden(&person.branch.to_string())));
            for branch in branches {
                let asked = Some(branch.parse().unwrap());
                let read = rows.lines(&family, whole, asked).await.unwrap();
                assert_eq!(read.is_empty(), hidden(branch));
                assert_eq!(rows.months(&family, whole, asked).await.unwrap().is_empty(), hidden(branch));
            }
        }
    }
}

/// Every query of lines and of sums for a page goes through the one that knows what is seen: another would be another
/// place to forget an objection in.
#[test]
fn there_is_one_place_that_begins_a_query_of_lines() {
    let read = include_str!("receipt_lines/mod.rs");
    assert_eq!(read.matches("::find()").count(), 1, "in `seen`");
    assert_eq!(include_str!("receipt_lines/totals.rs").matches("::find()").count(), 0);
    let written = include_str!("receipt_lines/stored.rs");
    assert_eq!(written.matches("::find()").count(), 1, "what import compares with");
    let old = include_str!("whose.rs");
    assert_eq!(old.matches("::find()").count(), 1, "which households have old rows");
}

/// A page's queries must not grow with the society: they go by household, not through the table.
#[tokio::test]
async fn pages_find_a_household_by_its_index() {
    let site = Site::open().await;
    let reader = site.app.database.reader();
    for (table, index, filter) in [
        ("receipt_lines", "INDEX receipt_lines_person", "care_month = '2026-08' ORDER BY branch"),
        ("receipt_totals", "INDEX sqlite_autoindex_receipt_totals_1", "care_month >= '2024-01' GROUP BY care_month"),
    ] {
        let sql = format!(
            "EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE realm = 'minato' AND household_number = 'H1' AND {filter}"
        );
        let plan = reader.query_all_raw(Statement::from_string(reader.get_database_backend(), sql)).await.unwrap();
        let plan: Vec<String> = plan.iter().map(|row| row.try_get_by("detail").unwrap()).collect();
        assert!(plan.iter().any(|step| step.contains(index)), "{plan:?}");
    }
}
