//! Members at their account pages.

mod devices;
mod drafts;
mod email;
mod entering;
mod screens;
mod sessions;

use super::member::{Member, OwnSite};

/// A member at an account page, by way of whatever is asked before.
async fn at(own: &OwnSite, name: &str, page: &str) -> anyhow::Result<Member> {
    let mut member = Member::named("minato", name)?;
    member.open(&own.site.provider(&format!("/minato/account{page}")), &own.site.clock).await?;
    Ok(member)
}

/// Where the browser is, below the realm.
fn path(member: &Member) -> anyhow::Result<String> {
    Ok(member.browser.page()?.url.path().replacen("/minato", "", 1))
}
