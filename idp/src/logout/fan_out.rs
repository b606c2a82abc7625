//! From sessions that ended to the applications that are to be told (OpenID Connect Back-Channel Logout §2.7).
//!
//! Whoever ends a session (the member, an administrator, a changed password, the clock) notes the moment in its row and
//! does nothing else. One loop takes those rows and leaves an errand for each application in the outbox, in the same
//! write: so no way of ending a session can forget an application, and none waits for one.

use std::sync::Arc;
use std::time::Duration;

use base::SessionId;
use realm::{Client, Lookup};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Tx;
use tokio::time::sleep;

use crate::App;
use crate::registration::RegisteredClients;
use crate::rows::{DbErr, EndedSession, across_realms, in_realm};
use crate::token::subject_for;

/// How often the loop looks unasked.
const LOOK: Duration = Duration::from_secs(5);
/// So many sessions are taken at once.
const AT_ONCE: u32 = 100;
/// The kind of these errands in the outbox.
const KIND: &str = "back-channel-logout";

/// What is to be told to whom.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Told {
    /// The application.
    pub client: String,
    /// The member, as it knows them.
    pub subject: String,
    /// The session that ended.
    pub session: SessionId,
}

/// Under which name the outbox tells what became of an application's errands.
#[must_use]
pub fn receiver(client: &str) -> String {
    format!("client:{client}")
}

/// Tells applications of sessions that end, for as long as the process serves.
pub async fn keep_telling(app: Arc<App>) {
    loop {
        match tell_of_ended_sessions(&app).await {
            Ok(taken) if taken == AT_ONCE as usize => continue,
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "sessions that ended could not be read"),
        }
        tokio::select! {
            () = app.sessions_ended.notified() => {}
            () = sleep(LOOK) => {}
        }
    }
}

/// Leaves the errands of the sessions that ended by now, and says how many sessions they were.
async fn tell_of_ended_sessions(app: &Arc<App>) -> Result<usize, DbErr> {
    let now = app.clock.now();
    let told_by = Arc::clone(app);
    app.database
        .write(move |tx| {
            Box::pin(async move {
                let ended = across_realms(tx).take_ended_sessions(AT_ONCE, now).await?;
                for session in &ended {
                    leave_errands(&told_by, tx, session).await?;
                }
                Ok(ended.len())
            })
        })
        .await
}

async fn leave_errands(app: &App, tx: &Tx, ended: &EndedSession) -> Result<(), DbErr> {
    let Lookup::Serving(realm) = RegisteredClients::find(app, ended.realm.as_str()).await? else { return Ok(()) };
    let rows = in_realm(tx, &ended.realm);
    let served = rows.clients_of_session(ended.session).await?;
    let wanting = |client: &&Arc<Client>| client.backchannel_logout.is_some();
    let clients: Vec<_> = served.iter().filter_map(|id| realm.client(id)).filter(wanting).collect();
    if clients.is_empty() {
        return Ok(());
    }
    let Some(account) = rows.account(ended.account).await? else { return Ok(()) };
    for client in clients {
        let subject = subject_for(client, &account);
        let told = Told { client: client.id.clone(), subject, session: ended.session };
        let receiver = receiver(&client.id);
        app.outbox.errand(&ended.realm, (KIND, &receiver), json!(told), app.clock.now()).enqueue(tx).await?;
    }
    Ok(())
}
