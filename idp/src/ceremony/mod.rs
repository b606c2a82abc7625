//! What the two pages with a passkey's dialog have in common: the question, the sentences, the script.
//!
//! The dialog is the browser's and needs a script; its answer comes back as a field of an ordinary form. Whatever
//! goes wrong in the dialog is said on the page, in a sentence for each error that browsers know (WebAuthn §5.1.3 and
//! §5.1.4), and nothing is tried again until the member presses the button again.

mod texts;

use account::{BrowserOptions, PasskeyRefusal, RelyingParty, UserHandle};
use base::Text;
use chrono::{DateTime, TimeDelta, Utc};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::controls::{Button, Notice};
use web::{FormToken, View, assets};

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
pub fn dialog(view: View<'_>, dialog: Dialog, options: &str, (id, label): (&str, Text)) -> Markup {
    html! {
        noscript { (Notice::warning(view.say(texts::NO_SCRIPT), html! { p { (view.say(texts::NO_SCRIPT_WHY)) } })) }
        div.notice.error #passkey-problem role="alert" hidden {}
        div data-passkey=(dialog.name()) data-options=(options) data-retry=(view.say(texts::RETRY)) {
            input type="hidden" name=(FIELD) autocomplete="off";
            p.actions { (Button::primary(id, view.say(label))) }
        }
        (sentences(view, dialog, texts::OTHER_WAY))
        script src=(assets::url("passkey.js")) defer {}
    }
}

/// A form of its own beside another one that signs in without a passkey: it is there only where a script can use it.
/// The browser then offers passkeys in the other form's field too, whose `autocomplete` says `webauthn`.
pub fn beside(view: View<'_>, (action, token): (&str, &FormToken), options: &str, (id, label): (&str, Text)) -> Markup {
    html! {
        form method="post" action=(action) novalidate hidden {
            (token)
            div.notice.error #passkey-problem role="alert" hidden {}
            div data-passkey=(Dialog::Get.name()) data-options=(options) data-retry=(view.say(texts::RETRY)) data-field {
                input type="hidden" name=(FIELD) autocomplete="off";
                p.actions { (Button::secondary(id, view.say(label))) }
            }
        }
        (sentences(view, Dialog::Get, texts::BY_PASSWORD))
        script src=(assets::url("passkey.js")) defer {}
    }
}

fn sentences(view: View<'_>, dialog: Dialog, other_way: Text) -> Markup {
    html! {
        @for (name, sentence) in dialog.sentences() {
            template data-passkey-error=(name) {
                p.heading { (view.say(sentence)) }
                p { (view.say(other_way)) }
            }
        }
    }
}

/// What the password manager of the device is told about a passkey (WebAuthn §5.1.10), where the browser can tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signal {
    method: &'static str,
    options: String,
}

impl Signal {
    /// A passkey that was used is not registered here: the device need not offer it any more.
    #[must_use]
    pub fn unknown(party: &RelyingParty, credential_id: &str) -> Self {
        let options = json!({ "rpId": party.id(), "credentialId": credential_id });
        Self { method: "signalUnknownCredential", options: options.to_string() }
    }

    /// These are all the passkeys that a member has here: any other of theirs need not be offered any more.
    #[must_use]
    pub fn all_accepted(party: &RelyingParty, holder: &UserHandle, credential_ids: &[String]) -> Self {
        let options = json!({
            "rpId": party.id(), "userId": holder.as_str(), "allAcceptedCredentialIds": credential_ids,
        });
        Self { method: "signalAllAcceptedCredentials", options: options.to_string() }
    }

    /// Signals on a page that has no dialog of its own, with the script that reads them.
    #[must_use]
    pub fn alone(signals: &[Self]) -> Markup {
        html! {
            @if !signals.is_empty() {
                @for signal in signals { (signal.on_page()) }
                script src=(assets::url("passkey.js")) defer {}
            }
        }
    }

    /// What the script of a dialog reads on the page.
    #[must_use]
    pub fn on_page(&self) -> Markup {
        html! { span hidden data-signal=(self.method) data-options=(self.options) {} }
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

/// What is said of a passkey that nobody registered here.
pub const NOT_REGISTERED: Text = texts::NOT_THEIRS;

/// What is said of a passkey that another society's member registered.
pub const OF_ANOTHER_SOCIETY: Text = texts::OF_ANOTHER_SOCIETY;

/// What is said when a form came without an answer: no script filled it.
pub const WITHOUT_ANSWER: Text = texts::WITHOUT_ANSWER;

/// What is said when the question of an answer is gone.
pub const TOO_LATE: Text = texts::TOO_LATE;
