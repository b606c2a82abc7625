//! How long receipt lines are kept: what is older than a society's `retention_years` is deleted.
//!
//! Pages never show it anyway, since no society shows more years than it keeps; this is the promise that it is gone. It
//! runs once a day of Japan's, household by household in small writes, so that nobody's page waits for it.

use base::{RealmName, japan_date};
use expenses::{CareMonth, kept_since};

use crate::App;
use crate::rows::{DbErr, in_realm};

/// So many households' lines are deleted in one write.
const AT_ONCE: u64 = 200;

/// Deletes the lines of every society that are older than it keeps them, and says how many there were.
pub async fn delete_old_lines(app: &App) -> Result<u64, DbErr> {
    let today = japan_date(app.clock.now());
    let mut deleted = 0;
    for realm in app.realms.serving() {
        if let Some(first) = kept_since(today, realm.portal.expenses.retention_years) {
            deleted += delete_lines_before(app, &realm.name, first).await?;
        }
    }
    Ok(deleted)
}

async fn delete_lines_before(app: &App, realm: &RealmName, first: CareMonth) -> Result<u64, DbErr> {
    let (mut deleted, mut after) = (0, String::new());
    loop {
        let rows = in_realm(app.database.reader(), realm);
        let households = rows.households_with_lines_before(first, &after, AT_ONCE).await?;
        let Some(last) = households.last().cloned() else { return Ok(deleted) };
        let realm = realm.clone();
        let write = app.database.write(move |tx| {
            Box::pin(async move { in_realm(tx, &realm).delete_lines_before(first, &households).await })
        });
        deleted += write.await?;
        after = last;
    }
}

#[cfg(test)]
mod tests {
    use chrono::Months;

    use super::*;
    use crate::rows::Stored;
    use crate::testing::{Site, line};

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

        assert_eq!(delete_old_lines(&site.app).await.unwrap(), 450);
        assert_eq!(delete_old_lines(&site.app).await.unwrap(), 0, "there is nothing left to do");
        assert_eq!(site.store("minato", kept).await, [Stored::Unchanged, Stored::Unchanged]);
        assert!(site.store("minato", old).await.iter().all(|stored| *stored == Stored::New), "they were gone");
    }
}
