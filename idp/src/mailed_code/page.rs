//! What every page says that asks for a code by mail: where the mail went, how it is found, what to do if none comes.

use account::{EmailAddress, Mailing, Tag};
use chrono::{DateTime, TimeDelta, Utc};
use maud::{Markup, html};
use realm::Realm;
use web::controls::{Button, Field, Notice, Problems, definitions};
use web::{View, format};

use super::{FIELD, texts};

/// The button of another mail. It stands in the form of the code and sends this field.
pub const AGAIN: (&str, &str) = ("code-resend", "again");

/// A mail with a code, as far as its page speaks of it.
#[derive(Debug)]
pub struct Mailed<'a> {
    /// The society.
    pub realm: &'a Realm,
    /// Where the mail went.
    pub address: &'a EmailAddress,
    /// What is noted of it.
    pub mailing: &'a Mailing,
    /// How it is found.
    pub tag: Tag,
    /// Whether mail to the address came back.
    pub came_back: bool,
    /// The time.
    pub now: DateTime<Utc>,
}

/// Where the mail went, how it is found, and until when its code is good.
#[must_use]
pub fn about(view: View<'_>, mailed: &Mailed<'_>) -> Markup {
    let Mailed { mailing, now, .. } = mailed;
    html! {
        @if mailed.came_back {
            (Notice::warning(view.say(texts::CAME_BACK), html! { p { (view.say(texts::CAME_BACK_WHY)) } }))
        }
        @if !mailing.is_good(*now) {
            (Notice::warning(view.say(texts::NOT_GOOD), html! { p { (view.say(texts::NOT_GOOD_WHY)) } }))
        } @else if mailing.was_repeated() {
            (Notice::success(view.say(texts::SENT_AGAIN), html! { p { (view.say(texts::SENT_AGAIN_SAME)) } }))
        } @else if mailing.counter() > 0 {
            (Notice::success(view.say(texts::SENT_AGAIN), html! { p { (view.say(texts::SENT_AGAIN_NEW)) } }))
        }
        (definitions(&[
            (view.say(texts::SENT_TO), html! { (mailed.address.masked()) }),
            (view.say(texts::TAG), html! { strong #mail-tag { (mailed.tag) } }),
            (view.say(texts::GOOD_UNTIL), html! { (format::moment(mailing.good_until(), view.language)) }),
        ]))
    }
}

/// The field of the code.
#[must_use]
pub fn field<'a>(view: View<'_>, problems: &'a Problems) -> Field<'a> {
    Field::code(FIELD, view.say(texts::CODE)).hint(view.say(texts::CODE_HINT)).check(problems)
}

/// The button of another mail, and from when on it may be pressed.
#[must_use]
pub fn again(view: View<'_>, mailed: &Mailed<'_>) -> Markup {
    let pause = mailed.mailing.next_mail_from(mailed.now) - mailed.now;
    html! {
        p.actions { (Button::secondary(AGAIN.0, view.say(texts::AGAIN)).sends(AGAIN.1, "1")) }
        p.hint {
            @if pause > TimeDelta::zero() {
                (view.say_with(texts::AGAIN_AFTER, &[("wait", &wait(view, pause))]))
            } @else {
                (view.say(texts::AGAIN_HINT))
            }
        }
    }
}

/// What to do if no mail comes.
#[must_use]
pub fn help(view: View<'_>, realm: &Realm) -> Markup {
    html! {
        details.unfold {
            summary { (view.say(texts::NO_MAIL)) }
            ul {
                li { (view.say(texts::NO_MAIL_WAIT)) }
                li { (view.say(texts::NO_MAIL_SPAM)) }
                li { (view.say_with(texts::NO_MAIL_DOMAIN, &[("domain", &sender_domain(realm))])) }
                li { (view.say(texts::NO_MAIL_CONTACT)) }
            }
        }
    }
}

/// The domain that mail with codes comes from, which mail filters are to let through.
#[must_use]
pub fn sender_domain(realm: &Realm) -> &str {
    realm.mail.no_reply.rsplit_once('@').map_or("", |(_, domain)| domain)
}

/// A wait in words, rounded up: seconds below a minute and a half, minutes above.
#[must_use]
pub fn wait(view: View<'_>, wait: TimeDelta) -> String {
    let seconds = (wait.num_milliseconds() + 999).div_euclid(1000);
    if seconds < 90 {
        view.say_with(texts::SECONDS, &[("seconds", &seconds)])
    } else {
        view.say_with(texts::MINUTES, &[("minutes", &((seconds + 59) / 60))])
    }
}
