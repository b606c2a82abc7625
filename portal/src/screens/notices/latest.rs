//! The newest notices, for the top page, and how many a member has not opened.

use maud::{Markup, html};

use super::{entries, readable, texts};
use crate::boundary::{Failure, Visit};
use crate::member::Member;
use crate::rows::in_realm;

/// So many stand on the top page.
const SHOWN: u64 = 5;

/// The newest notices that somebody may read, and the way to all of them.
pub async fn latest(visit: &Visit, reader: Option<&Member>) -> Result<Markup, Failure> {
    let view = visit.view();
    let rows = in_realm(visit.app.database.reader(), &visit.realm.name);
    let notices = rows.notices(&readable(visit, reader), (0, SHOWN)).await?;
    if notices.is_empty() {
        return Ok(html! { p { (view.say(texts::NO_NOTICES)) } });
    }
    let ids: Vec<&str> = notices.iter().map(|notice| notice.id.as_str()).collect();
    let opened = match reader {
        Some(member) => rows.opened_notices(&member.subject, &ids).await?,
        None => Default::default(),
    };
    Ok(html! {
        (entries(visit, &notices, |notice| reader.is_some() && !opened.contains(&notice.id)))
        p { a href=(visit.link("/notices")) { (view.say(texts::SEE_ALL)) } }
    })
}

/// How many of the notices in force a member has not opened.
pub async fn unread(visit: &Visit, member: &Member) -> Result<u64, Failure> {
    let rows = in_realm(visit.app.database.reader(), &visit.realm.name);
    Ok(rows.unread_notices(&readable(visit, Some(member)), &member.subject).await?)
}
