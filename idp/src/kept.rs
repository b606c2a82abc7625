//! What a page shows again when it is opened again: the same secret to scan, the same question to a passkey.
//!
//! Reload, Back and a second tab must not make what the member holds in hands worthless. So the first page that is
//! opened makes the value, and every other finds it.

use chrono::{DateTime, Utc};
use store::expiring::{Key, Kind, PutError};

use crate::App;
use crate::boundary::Failure;

/// The value that is kept, if it may still be shown, or else a new one, kept until `expires_at`.
///
/// # Errors
/// The store's failure, or that of making a new value.
pub async fn kept_or_new<K: Kind>(
    app: &App,
    key: &Key<K>,
    may_be_shown: impl Fn(&K::Value) -> bool,
    new: impl Fn() -> Result<K::Value, Failure>,
    (expires_at, now): (DateTime<Utc>, DateTime<Utc>),
) -> Result<K::Value, Failure> {
    // Another tab may keep its value between reading and keeping ours; then its value is read.
    loop {
        match app.expiring.get(key, now).await? {
            Some(kept) if may_be_shown(&kept.value) => return Ok(kept.value),
            Some(old) => {
                let value = new()?;
                if app.expiring.replace(&old, &value, expires_at, now).await? {
                    return Ok(value);
                }
            }
            None => {
                let value = new()?;
                match app.expiring.put(key, &value, expires_at, now).await {
                    Ok(()) => return Ok(value),
                    Err(PutError::Exists) => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
    }
}
