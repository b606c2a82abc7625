//! The address that a member wishes to have in the place of the present one, by session.
//!
//! A mail's link confirms it only while it is wished: whoever corrects a slip of the finger makes the link in the mail to
//! the wrong address worthless.

use account::EmailAddress;
use base::SessionId;
use store::expiring::{Key, Kind, PutError};

use crate::App;
use crate::boundary::{Failure, Visit};

/// Wished addresses.
#[derive(Debug)]
pub enum Wishes {}

impl Kind for Wishes {
    const NAME: &'static str = "wished-address";
    type Value = String;
}

/// Keeps a wish, in the place of the one before.
///
/// # Errors
/// The store's failure.
pub async fn keep(app: &App, visit: &Visit, session: SessionId, address: &EmailAddress) -> Result<(), Failure> {
    let (key, wish) = (key(visit, session), address.as_str().to_owned());
    app.expiring.take(&key, None, visit.now).await?;
    match app.expiring.put(&key, &wish, visit.now + visit.realm.lifetimes.sign_in, visit.now).await {
        // Of two tabs that wish at once, one has its wish.
        Ok(()) | Err(PutError::Exists) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// The address that is wished in a session.
///
/// # Errors
/// The store's failure.
pub async fn of(app: &App, visit: &Visit, session: SessionId) -> Result<Option<EmailAddress>, Failure> {
    let wish = app.expiring.get(&key(visit, session), visit.now).await?;
    Ok(wish.and_then(|wish| EmailAddress::read(&wish.value).ok()))
}

/// The same, and from now on it is wished no more.
///
/// # Errors
/// The store's failure.
pub async fn take(app: &App, visit: &Visit, session: SessionId) -> Result<Option<EmailAddress>, Failure> {
    let wish = app.expiring.take(&key(visit, session), None, visit.now).await?;
    Ok(wish.and_then(|wish| EmailAddress::read(&wish).ok()))
}

fn key(visit: &Visit, session: SessionId) -> Key<Wishes> {
    Key::new(&visit.realm.name, session)
}
