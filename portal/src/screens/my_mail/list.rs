//! `/mymail`: the member's letters, the newest first.

use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::super::menu;
use super::super::published::{PER_PAGE, day, neighbours, page_of};
use super::{addressee, marks, texts, wording};
use crate::boundary::{Failure, SignedIn, Visit};
use crate::rows::{LetterRow, in_realm};

/// `GET /mymail`
pub async fn show(visit: Visit, signed_in: SignedIn) -> Result<Response, Failure> {
    let household = match addressee(&visit, &signed_in) {
        Ok(household) => household,
        Err(instead) => return Ok(*instead),
    };
    let page = page_of(visit.query());
    let rows = in_realm(visit.app.database.reader(), &visit.realm.name);
    // One more than is shown tells whether there is another page.
    let mut letters = rows.letters(&household, (page * PER_PAGE, PER_PAGE + 1)).await?;
    let most = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    let more = letters.len() > most;
    letters.truncate(most);
    Ok(markup(&visit, &signed_in, (&letters, page, more)).into_response())
}

fn markup(visit: &Visit, signed_in: &SignedIn, (letters, page, more): (&[LetterRow], u64, bool)) -> Markup {
    let view = visit.view();
    let list = visit.link("/mymail");
    view.page(view.say(texts::MY_MAIL)).menu(&menu(visit, signed_in.member())).wide(html! {
        p { (view.say(texts::ABOUT)) }
        @if letters.is_empty() {
            p { (view.say(texts::NONE)) }
        } @else {
            ul.news {
                @for letter in letters {
                    li {
                        a href={ (list) "/" (letter.my_mail) } {
                            span.facts { (day(view, letter.sent_at)) (marks(visit, letter)) }
                            " "
                            span.title { (wording(letter).title(view)) }
                        }
                    }
                }
            }
        }
        (neighbours(view, &format!("{list}?"), page, more))
    })
}
