//! What members take along: the pages on which they choose whom and as what, in every state, judged for everybody.

use chrono::Datelike as _;

use super::round::in_both_languages_at;
use super::services::{signs_in, site};

#[tokio::test]
async fn exports() -> anyhow::Result<()> {
    in_both_languages_at("round-exports", site, async |chromium, own| {
        signs_in(chromium, own).await?;
        let last_year = base::japan_date(own.site.clock.now()).year() - 1;
        for (page, state) in [
            (format!("expenses/{last_year}"), "year"),
            (format!("expenses/{last_year}/download"), "download-year"),
            (format!("expenses/{last_year}/06/download"), "download-month"),
            ("tax-data".to_owned(), "tax-years"),
            (format!("tax-data/{}", last_year - 4), "tax-nothing"),
            (format!("tax-data/{last_year}"), "tax-year"),
        ] {
            chromium.window.goto(own.site.portal(&format!("/minato/{page}"))).await?;
            chromium.is_accessible_to_everybody(state).await?;
        }
        Ok(())
    })
    .await
}
