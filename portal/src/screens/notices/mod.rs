//! Notices (お知らせ): the list, one notice, the newest on the top page.
//!
//! Some are for everybody, so the pages are open; whom a notice is not meant for does not find it in the list, and who
//! might be meant is asked to sign in.

pub mod detail;
pub mod list;

mod latest;
#[cfg(test)]
mod tests;
mod texts;

use maud::{Markup, html};
use realm::Audience;

use super::published::{Wording, day};
use crate::boundary::Visit;
use crate::member::Member;
use crate::rows::{NoticeRow, Readable};

pub use latest::{latest, unread};
pub use texts::NOTICES;

/// The audiences that somebody belongs to.
fn audiences(reader: Option<&Member>) -> &'static [Audience] {
    match reader {
        None => &[Audience::Public],
        Some(member) if member.is_insured_person() => &[Audience::Public, Audience::Members, Audience::Insured],
        Some(_) => &[Audience::Public, Audience::Members],
    }
}

/// What somebody may read now, in whatever category.
fn readable(visit: &Visit, reader: Option<&Member>) -> Readable<'static> {
    Readable { audiences: audiences(reader), now: visit.now, category: None }
}

fn wording(notice: &NoticeRow) -> Wording<'_> {
    Wording { ja: &notice.ja, en: notice.en.as_ref() }
}

/// What members call a category; one that the society gave up has no name any more.
fn category<'v>(visit: &'v Visit, id: &str) -> Option<&'v str> {
    let known = visit.realm.portal.notice_categories.iter().find(|category| category.id == id)?;
    Some(visit.view().own(&known.label))
}

/// Notices one below the other, each with its day, its category and whether it is still to be read.
fn entries(visit: &Visit, notices: &[NoticeRow], is_unread: impl Fn(&NoticeRow) -> bool) -> Markup {
    let view = visit.view();
    html! {
        ul.news {
            @for notice in notices {
                li {
                    a href=(visit.link(&format!("/notices/{}", notice.id))) {
                        span.facts {
                            (day(view, notice.from_at))
                            @if let Some(category) = category(visit, &notice.category) { " " span.tag { (category) } }
                            @if is_unread(notice) { " " span.tag.unread { (view.say(texts::UNREAD)) } }
                        }
                        " "
                        span.title { (wording(notice).title(view)) }
                    }
                }
            }
        }
    }
}
