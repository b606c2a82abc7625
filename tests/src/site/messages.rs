//! What the societies of a site have written: the sample notices to everybody, the sample MY mail to each member.

use anyhow::Context as _;
use base::Language;
use chrono::{DateTime, TimeDelta, Utc};
use portal::{Addressee, App, publish_notice, send_my_mail};
use realm::{Lookup, MyMail, Notice};

use super::Plan;
use crate::samples::{households, write_my_mail, write_notices};

/// Publishes the sample notices of a realm and sends the sample MY mail the way the commands do, one a day until yesterday.
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
    let files = write_my_mail(&plan.folder.join("samples/my-mail"))?;
    let days = i32::try_from(files.len())?;
    let members = households(name)?.iter().map(|number| number.parse()).collect::<Result<Vec<Addressee>, _>>()?;
    for (file, age) in files.iter().zip((1..=days).rev()) {
        let mail = MyMail::read(file).map_err(|mistakes| anyhow::anyhow!(mistakes.render(Language::En)))?;
        send_my_mail(&app.database, &realm.name, (mail, members.clone()), days_ago(now, age)).await?;
    }
    Ok(())
}

fn days_ago(now: DateTime<Utc>, days: i32) -> DateTime<Utc> {
    now - TimeDelta::days(days.into())
}
