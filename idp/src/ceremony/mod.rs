//! What the two pages with a passkey's dialog have in common: the question, the sentences, the script.
//!
//! The dialog is the browser's and needs a script; its answer comes back as a field of an ordinary form. Whatever
//! goes wrong in the dialog is said on the page, in a sentence for each error that browsers know (WebAuthn §5.1.3 and
//! §5.1.4), and nothing is tried again until the member presses the button again.

mod texts;

use account::{BrowserOptions, PasskeyRefusal};
use base::Text;
use chrono::{DateTime, TimeDelta, Utc};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use web::controls::{Button, Notice};
use web::{View, assets};

/// The hidden field that the script fills.
pub const FIELD: &str = "credential";

/// A question that was put to the browser, and what the server remembers of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Asked<C> {
    /// What the browser is asked.
    pub options: BrowserOptions,
    /// What its answer is compared with.
    pub challenge: C,
    /// When it was asked.
    pub at: DateTime<Utc>,
}

impl<C> Asked<C> {
    /// Whether a page may show the question again: whoever opens it has half of its life left.
    #[must_use]
    pub fn may_be_shown(&self, lifetime: TimeDelta, now: DateTime<Utc>) -> bool {
        now - self.at < lifetime / 2
    }
}

/// What the dialog does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// It makes a passkey.
    Create,
    /// It uses one.
    Get,
}

impl Dialog {
    /// The method of `navigator.credentials`.
    const fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Get => "get",
        }
    }

    /// The sentences for the errors of this dialog, by their names; the one without a name is for all others.
    const fn sentences(self) -> [(&'static str, Text); 11] {
        let (cancelled, refused_state) = match self {
            Self::Create => (texts::NOT_MADE, texts::HAS_ONE),
            Self::Get => (texts::NOT_USED, texts::OTHER),
        };
        [
            ("unsupported", texts::UNSUPPORTED),
            ("insecure", texts::INSECURE),
            ("NotAllowedError", cancelled),
            ("AbortError", cancelled),
            ("InvalidStateError", refused_state),
            ("NotSupportedError", texts::NO_DEVICE),
            ("ConstraintError", texts::NO_SCREEN_LOCK),
            ("NotReadableError", texts::NO_PASSWORD_MANAGER),
            ("UnknownError", texts::NO_PASSWORD_MANAGER),
            ("SecurityError", texts::WRONG_ADDRESS),
            ("", texts::OTHER),
        ]
    }
}

/// What stands in the form: the question, the field for the answer, the button, and the sentences that may be needed.
pub fn dialog(view: View<'_>, dialog: Dialog, options: &str, button: (&str, Text)) -> Markup {
    html! {
        noscript { (Notice::warning(view.say(texts::NO_SCRIPT), html! { p { (view.say(texts::NO_SCRIPT_WHY)) } })) }
        div.notice.error #passkey-problem role="alert" hidden {}
        div data-passkey=(dialog.name()) data-options=(options) data-retry=(view.say(texts::RETRY)) {
            input type="hidden" name=(FIELD) autocomplete="off";
            p.actions { (Button::primary(button.0, view.say(button.1))) }
        }
        @for (name, sentence) in dialog.sentences() {
            template data-passkey-error=(name) {
                p.heading { (view.say(sentence)) }
                p { (view.say(texts::OTHER_WAY)) }
            }
        }
        script src=(assets::url("passkey.js")) defer {}
    }
}

/// How a passkey of another device is used or made here, and how to get out of the dialog again.
pub fn on_another_device(view: View<'_>) -> Markup {
    html! {
        details.unfold {
            summary { (view.say(texts::ANOTHER_DEVICE)) }
            p { (view.say(texts::ANOTHER_DEVICE_HOW)) }
            ul {
                li { (view.say(texts::NEEDS_BLUETOOTH)) }
                li { (view.say(texts::NEEDS_VERSION)) }
                li { (view.say(texts::NEEDS_INTERNET)) }
            }
            p { (view.say(texts::WAY_OUT)) }
        }
    }
}

/// What to do when it does not work at all.
pub fn another_way(view: View<'_>) -> Markup {
    html! {
        details.unfold {
            summary { (view.say(texts::TROUBLE)) }
            ul {
                li { (view.say(texts::TROUBLE_LOCK)) }
                li { (view.say(texts::TROUBLE_MANAGER)) }
                li { (view.say(texts::TROUBLE_BROWSER)) }
                li { (view.say(texts::TROUBLE_DEVICE)) }
                li { (view.say(texts::TROUBLE_CONTACT)) }
            }
        }
    }
}

/// What is said when an answer was not believed.
#[must_use]
pub const fn refusal(refusal: &PasskeyRefusal) -> Text {
    match refusal {
        PasskeyRefusal::UserNotVerified => texts::NOT_VERIFIED,
        PasskeyRefusal::NotTheirs => texts::NOT_THEIRS,
        PasskeyRefusal::CounterWentBack => texts::MAYBE_COPIED,
        PasskeyRefusal::Malformed | PasskeyRefusal::CrossOrigin | PasskeyRefusal::Wrong(_) => texts::NOT_BELIEVED,
    }
}

/// What is said when an answer was not believed, for a reason that is nobody's business.
pub const NOT_BELIEVED: Text = texts::NOT_BELIEVED;

/// What is said when a form came without an answer: no script filled it.
pub const WITHOUT_ANSWER: Text = texts::WITHOUT_ANSWER;

/// What is said when the question of an answer is gone.
pub const TOO_LATE: Text = texts::TOO_LATE;
