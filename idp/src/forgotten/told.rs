//! What is told on the page of the sign-in: that a mail may be on its way, or that the password has been set.

use base::Text;
use maud::html;
use realm::{Realm, Unlock};
use serde::{Deserialize, Serialize};
use web::View;
use web::controls::Notice;

use super::texts;

/// What is told. It is kept with the sign-in, so that it is still there after Reload and in the other language.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Told {
    /// A link was asked for.
    PasswordAsked {
        /// The user ID that was typed.
        user_id: String,
    },
    /// A user ID was asked for.
    UserIdAsked {
        /// The e-mail address that was typed.
        address: String,
    },
    /// A password was set anew.
    PasswordSet {
        /// Whose.
        user_id: String,
    },
}

impl Told {
    /// The user ID that the sign-in goes on with.
    #[must_use]
    pub fn user_id(&self) -> Option<&str> {
        match self {
            Self::PasswordAsked { user_id } | Self::PasswordSet { user_id } => Some(user_id),
            Self::UserIdAsked { .. } => None,
        }
    }

    /// The title of a page that tells nothing else.
    pub(super) const fn title(&self) -> Text {
        match self {
            Self::PasswordAsked { .. } => texts::PASSWORD,
            Self::UserIdAsked { .. } => texts::USER_ID,
            Self::PasswordSet { .. } => texts::NEW_PASSWORD,
        }
    }

    /// The box above the form. It says nothing of whether there is such a member.
    #[must_use]
    pub fn notice(&self, view: View<'_>, realm: &Realm) -> Notice {
        let asked = |text: String| {
            Notice::information(
                view.say(texts::SEE_MAIL),
                html! {
                    p { (text) }
                    p { (view.say_with(texts::NO_MAIL, &[("sender", &realm.mail.no_reply)])) }
                    p { (view.say(texts::NO_ADDRESS)) }
                },
            )
        };
        match self {
            Self::PasswordAsked { user_id } => {
                let minutes = realm.lifetimes.password_reset.num_minutes();
                asked(view.say_with(texts::PASSWORD_ASKED, &[("user_id", user_id), ("minutes", &minutes)]))
            }
            Self::UserIdAsked { address } => asked(view.say_with(texts::USER_ID_ASKED, &[("address", address)])),
            Self::PasswordSet { .. } => password_set(view, realm),
        }
    }
}

/// That the password has been set, and what it does not do.
pub(super) fn password_set(view: View<'_>, realm: &Realm) -> Notice {
    Notice::success(
        view.say(texts::PASSWORD_SET),
        html! {
            p { (view.say(texts::PASSWORD_SET_HOW)) }
            @if realm.sign_in.lockout.unlock == Unlock::Administrator { p { (view.say(texts::LOCK_STAYS)) } }
        },
    )
}
