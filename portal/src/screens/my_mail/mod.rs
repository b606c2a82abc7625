//! MY mail (MYメール): what the society wrote to this member alone, and the one reply to it.
//!
//! It may be about anybody's health, so the pages ask for what medical expenses ask for. Whose copy is shown comes out of
//! the session: an address names what was sent, never to whom.

pub mod detail;
pub mod list;

mod reply;
#[cfg(test)]
pub mod tests;
mod texts;

use maud::{Markup, html};

use super::insured;
use super::published::Wording;
use crate::boundary::{Failure, SignedIn, Visit};
use crate::member::{Eligibility, Household, Member};
use crate::rows::{LetterRow, in_realm};

pub use reply::submit;
pub use texts::MY_MAIL;

/// The person whose letters the pages show, or the page that says why there are none.
fn addressee(visit: &Visit, signed_in: &SignedIn) -> Result<Household, Box<axum::response::Response>> {
    insured::household(visit, signed_in, visit.view().say(MY_MAIL))
}

/// How many letters a member has not opened.
pub async fn unread(visit: &Visit, member: &Member) -> Result<u64, Failure> {
    let over = member.eligibility(&visit.realm.sign_in, visit.today()) == Eligibility::Over;
    let Some(household) = member.household(visit.realm.portal.household).filter(|_| !over) else { return Ok(0) };
    Ok(in_realm(visit.app.database.reader(), &visit.realm.name).unread_letters(&household).await?)
}

fn wording(letter: &LetterRow) -> Wording<'_> {
    Wording { ja: &letter.letter.ja, en: letter.letter.en.as_ref() }
}

/// Whether a reply is taken now.
fn awaits_reply(visit: &Visit, letter: &LetterRow) -> bool {
    letter.reply_wanted && letter.reply.is_none() && letter.reply_until.is_none_or(|until| visit.now < until)
}

/// What a letter's place in the list and its page say of it: unread, to be replied to, replied to.
fn marks(visit: &Visit, letter: &LetterRow) -> Markup {
    let view = visit.view();
    html! {
        @if letter.read_at.is_none() { " " span.tag.unread { (view.say(texts::UNREAD)) } }
        @if letter.reply.is_some() {
            " " span.tag { (view.say(texts::REPLIED)) }
        } @else if awaits_reply(visit, letter) {
            " " span.tag.recommended { (view.say(texts::REPLY_WANTED)) }
        }
    }
}
