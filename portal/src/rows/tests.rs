//! The rows' own tests: what a household sees, what an import changes, which index a page uses.

use expenses::{CareMonth, ReceiptLine};
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

fn ids(lines: &[ReceiptLine]) -> Vec<&str> {
    lines.iter().map(|line| line.id.as_str()).collect()
}

/// Both databases must say the same.
mod sqlite {
    use crate::testing::Site;

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
    assert_eq!(ids(&rows.lines(&family, month("2026-08")).await.unwrap()), ["L1", "L2"]);
    let months = rows.months(&family, month("2026-01")).await.unwrap();
    let summed: Vec<_> = months.iter().map(|total| (total.month, total.lines, total.amounts.own())).collect();
    assert_eq!(summed, [(month("2026-07"), 1, 11), (month("2026-08"), 2, 5 + 8)]);
    assert_eq!(rows.months(&family, month("2026-08")).await.unwrap().len(), 1, "from a month on");

    let alone = household("H1", "02", HouseholdRule::EachPatient);
    assert_eq!(ids(&rows.lines(&alone, month("2026-08")).await.unwrap()), ["L2"]);
    assert_eq!(rows.months(&alone, month("2026-01")).await.unwrap().len(), 1);
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
    let months = rows.months(&family, month("2026-01")).await.unwrap();
    assert_eq!(months.iter().map(|total| total.month).collect::<Vec<_>>(), [month("2026-02"), month("2026-03")]);
    assert_eq!(
        ids(&rows.lines(&family, month("2026-03")).await.unwrap()),
        ["L2"],
        "the month of the last day is whole"
    );
    assert!(rows.lines(&family, month("2026-04")).await.unwrap().is_empty());
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
    let read = in_realm(site.app.database.reader(), realm).lines(&family, month("2026-08")).await.unwrap();
    assert_eq!(read.len(), 2);
    assert!(read.contains(&full) && read.contains(&bare));
}

/// A page's queries must not grow with the society: they go by household, not through the table.
#[tokio::test]
async fn pages_find_a_household_by_its_index() {
    let site = Site::open().await;
    let reader = site.app.database.reader();
    for filter in ["care_month = '2026-08' ORDER BY branch", "care_month >= '2024-01' GROUP BY care_month"] {
        let sql = format!(
            "EXPLAIN QUERY PLAN SELECT * FROM receipt_lines WHERE realm = 'minato' AND household_number = 'H1' AND {filter}"
        );
        let plan = reader.query_all_raw(Statement::from_string(reader.get_database_backend(), sql)).await.unwrap();
        let plan: Vec<String> = plan.iter().map(|row| row.try_get_by("detail").unwrap()).collect();
        assert!(plan.iter().any(|step| step.contains("USING INDEX receipt_lines_household")), "{plan:?}");
    }
}
