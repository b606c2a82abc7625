//! Medical expenses beyond the month: the search by months and patient, what the columns mean, in every state, judged for
//! everybody.

use chrono::{Datelike as _, Months};
use thirtyfour::By;

use super::round::{in_both_languages, signs_in};
use crate::stories::member::Member;

#[tokio::test]
async fn expenses() -> anyhow::Result<()> {
    in_both_languages("round-expenses", async |chromium, own| {
        let Member { persona, mut phone, .. } = Member::named("minato", "member")?;
        signs_in(chromium, own, &persona, "expenses/find").await?;
        chromium.type_into("code", &phone.code(&own.site.clock)?).await?;
        chromium.press("login-submit").await?;
        chromium.press("terms-agree").await?;
        chromium.is_accessible_to_everybody("find").await?;
        let everybody = chromium.window.find_all(By::Css("main table")).await?.len();
        assert_eq!(everybody, 2, "months, and below them lines");

        // The second person of the list, whoever that is.
        chromium.window.find(By::Css("#patient option:nth-child(3)")).await?.click().await?;
        chromium.press("expenses-find").await?;
        chromium.is_accessible_to_everybody("find-one-person").await?;
        let address = chromium.window.current_url().await?;
        assert!(address.query().is_some_and(|query| query.contains("patient=") && !query.contains("H0001024")));
        assert!(!address.as_str().contains("%E7%94%B0%E4%B8%AD"), "{address}: no name");
        let kept = chromium.text().await?;
        chromium.window.goto(address.as_str()).await?;
        assert_eq!(chromium.text().await?, kept, "the address can be kept");

        for (query, state) in [
            ("from=2026-13&to=x", "find-wrong"),
            ("from=2001-01&to=2001-02", "find-nothing"),
            ("patient=0000000000", "find-nobody"),
        ] {
            chromium.window.goto(own.site.portal(&format!("/minato/expenses/find?{query}"))).await?;
            chromium.is_accessible_to_everybody(state).await?;
        }
        chromium.window.goto(own.site.portal("/minato/expenses/columns")).await?;
        chromium.is_accessible_to_everybody("columns").await?;
        let this_month = base::japan_date(own.site.clock.now());
        for (ago, state) in [(0, "month-not-arrived"), (24 * 12, "month-long-ago")] {
            let month = this_month - Months::new(ago);
            let page = format!("/minato/expenses/{}/{:02}", month.year(), month.month());
            chromium.window.goto(own.site.portal(&page)).await?;
            chromium.is_accessible_to_everybody(state).await?;
        }
        Ok(())
    })
    .await
}
