//! The bell and the letter of the top page: how many notices and MY mails wait to be read.

use base::Text;
use maud::{Markup, html};

use super::{my_mail, notices};
use crate::boundary::{Failure, Visit};
use crate::member::Member;

const NEWS: Text = Text { ja: "お知らせとMYメール", en: "Notices and MY mail" };
const ONE_UNREAD: Text = Text { ja: "未読{n}件", en: "{n} unread" };
const NONE_UNREAD: Text = Text { ja: "未読なし", en: "nothing unread" };

/// The outlines of the two signs, in a square of 24.
const BELL: &str = "M12 3a5 5 0 0 0-5 5v4l-2 4h14l-2-4V8a5 5 0 0 0-5-5zM10 19a2 2 0 0 0 4 0";

const LETTER: &str = "M3 6h18v12H3zM3 7l9 7 9-7";

/// What waits for a member.
pub async fn bells(visit: &Visit, member: &Member) -> Result<Markup, Failure> {
    let view = visit.view();
    let notices = notices::unread(visit, member).await?;
    let letters = my_mail::unread(visit, member).await?;
    Ok(html! {
        nav.bells aria-label=(view.say(NEWS)) {
            (bell(visit, ("/notices", notices::NOTICES, BELL), notices))
            (bell(visit, ("/mymail", my_mail::MY_MAIL, LETTER), letters))
        }
    })
}

fn bell(visit: &Visit, (page, label, outline): (&str, Text, &str), unread: u64) -> Markup {
    let view = visit.view();
    let count = if unread == 0 { NONE_UNREAD } else { ONE_UNREAD };
    html! {
        a .waiting[unread > 0] href=(visit.link(page)) {
            svg viewBox="0 0 24 24" width="28" height="28" aria-hidden="true" { path d=(outline) {} }
            span.label { (view.say(label)) }
            " "
            span.count { (view.say_with(count, &[("n", &unread)])) }
        }
    }
}
