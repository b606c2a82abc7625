//! What the societies of a site have published: the sample notices.

use anyhow::Context as _;
use base::Language;
use chrono::{DateTime, TimeDelta, Utc};
use portal::{App, publish_notice};
use realm::{Lookup, Notice};

use super::Plan;
use crate::samples::write_notices;

/// Publishes the sample notices of a realm the way the command does, one a day until yesterday.
///
/// # Errors
/// Whatever of it fails: the samples are meant to fit.
pub async fn publish(plan: &Plan, app: &App, name: &str) -> anyhow::Result<()> {
    let Lookup::Serving(realm) = app.realms.find(name) else { anyhow::bail!("{name} is not served") };
    let now = plan.clock.now();
    let files = write_notices(&plan.folder.join("samples/notices"))?;
    let days = i32::try_from(files.len())?;
    for (file, age) in files.iter().zip((1..=days).rev()) {
        let notice = Notice::read(file, &realm.portal.notice_categories)
            .map_err(|mistakes| anyhow::anyhow!(mistakes.render(Language::En)))?;
        let notice = Notice { from: Some(days_ago(now, age)), ..notice };
        publish_notice(&app.database, &realm.name, notice, now).await.context("a sample notice")?;
    }
    Ok(())
}

fn days_ago(now: DateTime<Utc>, days: i32) -> DateTime<Utc> {
    now - TimeDelta::days(days.into())
}
