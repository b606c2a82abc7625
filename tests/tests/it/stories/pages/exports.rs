//! What members take along: the pages on which they choose whom and as what, in every state, judged for everybody.

use chrono::Datelike as _;
use thirtyfour::By;

use super::round::in_both_languages_at;
use super::services::{signs_in, site};
use crate::chromium::Chromium;

/// Unticks every box of the page.
async fn leaves_everybody_out(chromium: &Chromium) -> anyhow::Result<()> {
    let boxes = chromium.window.find_all(By::Css("main input[type=checkbox]")).await?;
    assert!(boxes.len() > 1, "a family");
    for tick in boxes {
        tick.click().await?;
    }
    Ok(())
}

#[tokio::test]
async fn exports() -> anyhow::Result<()> {
    in_both_languages_at("round-exports", site, async |chromium, own| {
        signs_in(chromium, own, "member").await?;
        chromium.press("terms-agree").await?;
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
        leaves_everybody_out(chromium).await?;
        chromium.press("show-chosen").await?;
        chromium.is_accessible_to_everybody("tax-nobody").await
    })
    .await
}
