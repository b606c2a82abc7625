//! What files bring in, on both databases: read as it was written, replaced, withdrawn, and found by an index.

use realm::HouseholdRule;
use sea_orm::{ConnectionTrait, Statement};

use super::*;
use crate::ImportKind;
use crate::testing::{Site, member};

const PERSON: &str = "household_number,branch,patient_name";

/// Each kind of file with its columns and a line, and what changes in it.
const FILES: [(ImportKind, &str, &str, (&str, &str)); 5] = [
    (
        ImportKind::Benefits,
        "decision_id,kind,care_month,line_id,institution,decided_on,amount,paid_on,payment,note,withdrawn",
        "1,高額療養費,2026-05,L1,港病院,2026-08-25,48210,2026-09-10,振込,備考,",
        ("48210", "48211"),
    ),
    (
        ImportKind::EligibilityNotices,
        "document_id,name_kana,birth_date,kigo,bango,insurer_number,standing,eligible_from,eligible_until,copayment,issued_on,valid_until,note,withdrawn",
        "1,ミナト,1990-11-01,12,3456,06139999,本人,2011-04-01,,3割,2025-12-02,,備考,",
        ("3割", "2割"),
    ),
    (
        ImportKind::EligibilityCertificates,
        "document_id,kigo,bango,insurer_number,eligible_from,issued_on,valid_until,withdrawn",
        "1,12,3456,06139999,2011-04-01,2025-12-02,2030-11-30,",
        ("2030-11-30", "2031-11-30"),
    ),
    (
        ImportKind::Checkups,
        "result_id,taken_on,institution,position,item,value,unit,low,high,judgement,note,withdrawn",
        "1,2026-06-10,港診療所,3,空腹時血糖,92,mg/dL,70,99.5,A,所見,",
        ("92", "93"),
    ),
    (
        ImportKind::Prescriptions,
        "prescription_id,care_month,dispensed_on,pharmacy,medicine,quantity,cost,generic_saving,note,withdrawn",
        "1,2026-08,2026-08-03,港薬局,アムロジピン錠5mg,28日分,1200,420,備考,",
        ("1200", "1300"),
    ),
];

#[tokio::test]
async fn files_come_in_are_replaced_and_withdrawn_on_sqlite() {
    files_come_in_are_replaced_and_withdrawn(Site::open().await).await;
}

#[tokio::test]
async fn files_come_in_are_replaced_and_withdrawn_on_postgresql() {
    files_come_in_are_replaced_and_withdrawn(Site::open_on_postgres().await).await;
}

async fn files_come_in_are_replaced_and_withdrawn(site: Site) {
    for (kind, columns, line, (before, after)) in FILES {
        let file = format!("{PERSON},{columns}\nH1,00,港 花子,{line}\n");
        let imports = async |text: &str| site.brings_in("minato", kind, text).await.outcomes;
        assert_eq!(imports(&file).await["new"], 1, "{kind:?}");
        let quoted = file.replace("H1,00", "\"H1\",00");
        assert_eq!(imports(&quoted).await["unchanged"], 1, "{kind:?} reads as it was written");
        assert_eq!(imports(&file.replace(before, after)).await["changed"], 1, "{kind:?}");
        assert_eq!(shown(&site).await, 1, "{kind:?}");
        let withdrawn = file.strip_suffix(",\n").unwrap().to_owned() + ",yes\n";
        assert_eq!(imports(&withdrawn).await["removed"], 1, "{kind:?}");
        assert_eq!(shown(&site).await, 0, "{kind:?}");
    }
}

/// How many records of all kinds the family sees.
async fn shown(site: &Site) -> usize {
    let realm = "minato".parse().unwrap();
    let rows = in_realm(site.app.database.reader(), &realm);
    let family = member(Some(("H1", "00"))).household(HouseholdRule::InsuredPerson).unwrap();
    rows.benefits(&family).await.unwrap().len()
        + rows.eligibility(&family, DocumentKind::Notice).await.unwrap().len()
        + rows.eligibility(&family, DocumentKind::Certificate).await.unwrap().len()
        + rows.checkup_results(&family).await.unwrap().len()
        + rows.prescriptions(&family).await.unwrap().len()
}

#[tokio::test]
async fn an_application_is_received_once_and_decided_on_postgresql() {
    let site = Site::open_on_postgres().await;
    for _ in 0..2 {
        crate::screens::applications::tests::received(&site, "abc").await;
    }
    crate::screens::applications::tests::received(&site, "another").await;
    let realm = "minato".parse().unwrap();
    let rows = in_realm(site.app.database.reader(), &realm);
    assert_eq!(rows.applications(true).await.unwrap().len(), 1, "for this vaccination there is one");
    let decided = "application_id,outcome,granted_amount,decided_on\nabc,granted,2000,2026-01-20\n";
    assert_eq!(site.brings_in("minato", ImportKind::Decisions, decided).await.outcomes["new"], 1);
    let family = member(Some(("H1", "00"))).household(HouseholdRule::InsuredPerson).unwrap();
    let own = rows.own_applications(&family).await.unwrap();
    assert_eq!(own[0].decision.as_ref().unwrap().granted, Some(2_000));
    assert!(rows.applications(false).await.unwrap().is_empty());
}

/// A page's queries must not grow with the society: they go by household, not through the table.
#[tokio::test]
async fn pages_find_a_household_by_its_index() {
    let site = Site::open().await;
    let reader = site.app.database.reader();
    for table in ["benefits", "eligibility", "checkups", "prescriptions", "applications"] {
        let sql =
            format!("EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE realm = 'minato' AND household_number = 'H1'");
        let plan = reader.query_all_raw(Statement::from_string(reader.get_database_backend(), sql)).await.unwrap();
        let plan: Vec<String> = plan.iter().map(|row| row.try_get_by("detail").unwrap()).collect();
        assert!(plan.iter().any(|step| step.contains(&format!("USING INDEX {table}_"))), "{plan:?}");
    }
}
