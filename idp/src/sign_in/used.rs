//! The browser's session, when it is used: members see when that was last, so it is noted.

use std::sync::Arc;

use crate::App;
use crate::boundary::{Failure, Visit};
use crate::rows::{SessionRow, in_realm};

/// The live session of the browser that visits. That it is used is noted, every few minutes at most.
///
/// # Errors
/// The database's failure.
pub async fn session_in_use(app: &App, visit: &Visit) -> Result<Option<SessionRow>, Failure> {
    let Some(cookie) = visit.session_cookie() else { return Ok(None) };
    let rows = in_realm(app.database.reader(), &visit.realm.name);
    let session = rows.session_by_cookie(&cookie, visit.now).await?;
    if let Some(session) = session.as_ref().filter(|session| session.use_is_due(visit.now)) {
        let (realm, id, seen, now) = (Arc::clone(&visit.realm), session.session_id(), visit.seen(), visit.now);
        let noted = app
            .database
            .write(move |tx| Box::pin(async move { in_realm(tx, &realm.name).note_use(id, &seen, now).await }));
        noted.await?;
    }
    Ok(session)
}
