//! How long a society's data is kept: what is older than its `retention_years` is deleted, receipt lines, the records of
//! its other services, applications and MY mail.
//!
//! Pages never show old lines anyway, since no society shows more years than it keeps; this is the promise that they are
//! gone. It runs once a day of Japan's, household by household in small writes, so that nobody's page waits for it.

use base::{RealmName, from_japan_standard_time, japan_date};
use chrono::NaiveTime;
use expenses::{CareMonth, kept_since};

use crate::App;
use crate::rows::{DbErr, Kept, in_realm};

/// So many households' rows are deleted in one write.
const AT_ONCE: u64 = 200;

/// Deletes what is older than its society keeps it, and says how many rows there were.
pub async fn delete_what_is_old(app: &App) -> Result<u64, DbErr> {
    let today = japan_date(app.clock.now());
    let mut deleted = 0;
    for realm in app.realms.serving() {
        deleted += forget_audited_persons(app, &realm.name).await?;
        let Some(first) = kept_since(today, realm.portal.expenses.retention_years) else { continue };
        for kept in Kept::ALL {
            deleted += delete_before(app, &realm.name, (kept, first)).await?;
        }
        deleted += delete_what_has_a_day(app, &realm.name, first).await?;
    }
    Ok(deleted)
}

async fn delete_before(app: &App, realm: &RealmName, (kept, first): (Kept, CareMonth)) -> Result<u64, DbErr> {
    let (mut deleted, mut after) = (0, String::new());
    loop {
        let rows = in_realm(app.database.reader(), realm);
        let households = rows.households_before(kept, (first, &after), AT_ONCE).await?;
        let Some(last) = households.last().cloned() else { return Ok(deleted) };
        let realm = realm.clone();
        let write = app.database.write(move |tx| {
            Box::pin(async move { in_realm(tx, &realm).delete_before(kept, first, &households).await })
        });
        deleted += write.await?;
        after = last;
    }
}

/// Applications, letters and documents, of which a household has few.
async fn delete_what_has_a_day(app: &App, realm: &RealmName, first: CareMonth) -> Result<u64, DbErr> {
    let (realm, day) = (realm.clone(), first.first_day());
    let Some(moment) = from_japan_standard_time(day.and_time(NaiveTime::MIN)) else { return Ok(0) };
    let write = app.database.write(move |tx| {
        Box::pin(async move {
            let rows = in_realm(tx, &realm);
            let applications = rows.delete_applications_before(moment).await?;
            let letters = rows.delete_letters_before(moment).await?;
            Ok::<_, DbErr>(applications + letters + rows.delete_eligibility_ended_before(day).await?)
        })
    });
    write.await
}

/// Those of whom the audit log has no entry any more.
async fn forget_audited_persons(app: &App, realm: &RealmName) -> Result<u64, DbErr> {
    let realm = realm.clone();
    let write =
        app.database.write(move |tx| Box::pin(async move { in_realm(tx, &realm).forget_audited_persons().await }));
    write.await
}

#[cfg(test)]
mod tests {
    use chrono::{Months, NaiveDate, TimeDelta};
    use expenses::Branch;
    use realm::HouseholdRule;
    use records::{Application, Claim};

    use super::*;
    use crate::ImportKind;
    use crate::rows::testing::meddle;
    use crate::rows::{Addressee, DocumentKind, Event, Stored};
    use crate::screens::my_mail::tests::{letter_with_file, send};
    use crate::testing::{Site, line, member};

    /// The society of these tests keeps lines for six years, which is what it does when its files do not say.
    #[tokio::test]
    async fn what_is_older_than_the_society_keeps_is_deleted() {
        let site = Site::open().await;
        let month = |years: u32, months: u32| {
            let day = japan_date(site.clock.now()) - Months::new(years * 12 + months);
            day.format("%Y-%m").to_string()
        };
        // More households than one write deletes of.
        let old: Vec<_> = (0..450).map(|n| line(n, &format!("H{n:04}"), "00", &month(6, 1))).collect();
        site.store("minato", old.clone()).await;
        let kept = vec![line(1000, "H0001", "00", &month(6, 0)), line(1001, "H0001", "02", &month(0, 3))];
        site.store("minato", kept.clone()).await;

        assert_eq!(delete_what_is_old(&site.app).await.unwrap(), 450);
        assert_eq!(delete_what_is_old(&site.app).await.unwrap(), 0, "there is nothing left to do");
        assert_eq!(site.store("minato", kept).await, [Stored::Unchanged, Stored::Unchanged]);
        assert!(site.store("minato", old).await.iter().all(|stored| *stored == Stored::New), "they were gone");
    }

    /// A row of each kind of file, with what differs: its id, its month, its day.
    const RECORDS: [(ImportKind, &str, &str); 4] = [
        (
            ImportKind::Benefits,
            "decision_id,household_number,branch,kind,care_month,decided_on,amount",
            "ID,H1,00,高額療養費,MONTH,DAY,1000",
        ),
        (ImportKind::Checkups, "result_id,household_number,branch,taken_on,item,value", "ID,H1,00,DAY,体重,60"),
        (
            ImportKind::Prescriptions,
            "prescription_id,household_number,branch,care_month,medicine",
            "ID,H1,00,MONTH,錠剤",
        ),
        (
            ImportKind::EligibilityNotices,
            "document_id,household_number,branch,patient_name,kigo,bango,insurer_number,eligible_from,eligible_until,issued_on",
            "ID,H1,00,港 花子,1,2,06139999,2011-04-01,DAY,2011-04-01",
        ),
    ];

    /// Two of each: one from before the time that the society keeps things, one from within it.
    async fn fill(site: &Site) {
        let days = [6 * 12 + 1, 6 * 12 - 1].map(|months| japan_date(site.clock.now()) - Months::new(months));
        let each = || ["1", "2"].into_iter().zip(days);
        for (kind, columns, row) in RECORDS {
            let row = |(id, day): (&str, NaiveDate)| {
                let month = day.format("%Y-%m").to_string();
                row.replace("ID", id).replace("MONTH", &month).replace("DAY", &day.to_string())
            };
            let rows: Vec<String> = each().map(row).collect();
            site.brings_in("minato", kind, &format!("{columns}\n{}\n", rows.join("\n"))).await;
        }
        let realm: RealmName = "minato".parse().unwrap();
        let applied: Vec<Application> = each().map(|(id, day)| application(id, day)).collect();
        let write = site.app.database.write(move |tx| {
            Box::pin(async move {
                for application in &applied {
                    in_realm(tx, &realm).receive_application(application).await?;
                }
                Ok::<_, DbErr>(())
            })
        });
        write.await.unwrap();
    }

    fn application(id: &str, day: NaiveDate) -> Application {
        let (patient_name, institution) = ("港 花子".to_owned(), "港医院".to_owned());
        Application {
            id: id.parse().unwrap(),
            household: "H1".parse().unwrap(),
            branch: Branch::INSURED,
            claim: Claim { patient_name, vaccinated_on: day, institution, paid: 1 },
            submitted_at: from_japan_standard_time(day.and_time(NaiveTime::MIN)).unwrap(),
            decision: None,
        }
    }

    #[tokio::test]
    async fn the_other_services_forget_as_the_lines_do() {
        for site in [Site::open().await, Site::open_on_postgres().await] {
            fill(&site).await;
            let realm = site.realm("minato");
            let rows = in_realm(site.app.database.reader(), &realm.name);
            let household = member(Some(("H1", "00"))).household(HouseholdRule::InsuredPerson).unwrap();
            assert_eq!(delete_what_is_old(&site.app).await.unwrap(), 5);
            assert_eq!(rows.benefits(&household).await.unwrap().len(), 1);
            assert_eq!(rows.checkup_results(&household).await.unwrap().len(), 1);
            assert_eq!(rows.prescriptions(&household).await.unwrap().len(), 1);
            assert_eq!(rows.eligibility(&household, DocumentKind::Notice).await.unwrap().len(), 1);
            assert_eq!(rows.own_applications(&household).await.unwrap().len(), 1);
            assert_eq!(delete_what_is_old(&site.app).await.unwrap(), 0, "there is nothing left to do");
        }
    }

    /// Whose an id of the audit log is, is forgotten with the last entry that has it.
    #[tokio::test]
    async fn who_was_audited_is_forgotten_with_the_entries() {
        let site = Site::open().await;
        let realm: RealmName = "minato".parse().unwrap();
        let (person, now) = (Addressee { household: "H1".parse().unwrap(), branch: Branch::INSURED }, site.clock.now());
        let (noted, of) = (person.clone(), realm.clone());
        let write = site.app.database.write(move |tx| {
            Box::pin(async move {
                let rows = in_realm(tx, &of);
                let about = rows.note_audited_person(&noted).await?;
                assert_eq!(rows.note_audited_person(&noted).await?, about);
                rows.record(Event::StatementPrinted, (Some(about), None), now).await
            })
        });
        write.await.unwrap();
        assert_eq!(delete_what_is_old(&site.app).await.unwrap(), 0);
        let rows = in_realm(site.app.database.reader(), &realm);
        assert!(rows.audited_person(&person).await.unwrap().is_some());
        meddle(&site.app.database, "DELETE FROM audit_events").await;
        assert_eq!(delete_what_is_old(&site.app).await.unwrap(), 1);
        assert_eq!(rows.audited_person(&person).await.unwrap(), None);
    }

    /// A letter goes with its files, and its name is free again; a letter of within the time stays.
    #[tokio::test]
    async fn letters_are_forgotten_with_their_files() {
        let site = Site::open().await;
        send(&site, "minato", letter_with_file("first", "計画.pdf"), &["H1"]).await;
        site.clock.advance(TimeDelta::days(5 * 365));
        send(&site, "minato", letter_with_file("second", "計画.pdf"), &["H1"]).await;
        site.clock.advance(TimeDelta::days(400));
        assert_eq!(delete_what_is_old(&site.app).await.unwrap(), 1);
        let realm = site.realm("minato");
        let left = in_realm(site.app.database.reader(), &realm.name).sent_mails().await.unwrap();
        assert_eq!(left.iter().map(|mail| mail.id.as_str()).collect::<Vec<_>>(), ["second"]);
    }
}
