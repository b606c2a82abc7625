//! What was just done, told once on the next page.
//!
//! It is kept with the session and not in the page's address, so that no link can make a page say what did not happen.

use serde::{Deserialize, Serialize};
use store::expiring::{Key, Kind, PutError};
use web::View;
use web::controls::Notice;

use super::Member;
use super::texts::{self, methods};
use crate::App;
use crate::boundary::Failure;

/// What there is to tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Told {
    /// The user ID is another.
    UserIdChanged,
    /// The e-mail address is another.
    EmailChanged,
    /// The password is another.
    PasswordChanged,
    /// The second factor that the sign-in asks for was chosen.
    MethodChanged,
    /// An authenticator app is registered.
    AppAdded,
    /// An authenticator app is gone.
    AppDeleted,
    /// A passkey is registered.
    PasskeyAdded,
    /// A passkey is gone, by the id that its browser knows it by.
    PasskeyDeleted(String),
    /// Sessions ended.
    SessionsEnded,
    /// An application is disconnected.
    ConsentWithdrawn,
}

/// What is told next, by session.
#[derive(Debug)]
pub enum Next {}

impl Kind for Next {
    const NAME: &'static str = "account-told";
    type Value = Told;
}

impl Told {
    /// In words.
    pub fn notice(&self, view: View<'_>) -> Notice {
        let text = match self {
            Self::UserIdChanged => texts::USER_ID_CHANGED,
            Self::EmailChanged => texts::email::CHANGED,
            Self::PasswordChanged => methods::PASSWORD_CHANGED,
            Self::MethodChanged => methods::METHOD_CHANGED,
            Self::AppAdded => methods::APP_ADDED,
            Self::AppDeleted => methods::APP_DELETED,
            Self::PasskeyAdded => methods::PASSKEY_ADDED,
            Self::PasskeyDeleted(_) => methods::PASSKEY_DELETED,
            Self::SessionsEnded => texts::sessions::ENDED,
            Self::ConsentWithdrawn => texts::applications::WITHDRAWN,
        };
        Notice::success(view.say(text), maud::html! {})
    }
}

/// Tells something on the member's next page, in place of what was not told yet.
///
/// # Errors
/// The store's failure.
pub async fn tell(app: &App, member: &Member, told: &Told) -> Result<(), Failure> {
    let (key, now) = (key(member), member.visit.now);
    app.expiring.take(&key, None, now).await?;
    match app.expiring.put(&key, told, member.session.expires_at, now).await {
        // Of two tabs that have something to tell, one does.
        Ok(()) | Err(PutError::Exists) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// What is to be told now, and then no more.
///
/// # Errors
/// The store's failure.
pub async fn told(app: &App, member: &Member) -> Result<Option<Told>, Failure> {
    Ok(app.expiring.take(&key(member), None, member.visit.now).await?)
}

fn key(member: &Member) -> Key<Next> {
    Key::new(&member.visit.realm.name, member.session.session_id())
}
