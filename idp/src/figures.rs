//! What the provider tells Prometheus beside the time that its answers take.

use std::sync::Arc;

use base::{Figures, Goes};
use store::Count;
use web::service::metrics::{Told, of_realms};

use crate::App;

/// What is counted where it happens.
#[derive(Debug, Default)]
pub struct Counts {
    /// Sign-ins that ended with all that was asked for, at an application or at a page of ours.
    pub signed_in: Count,
    /// Secrets that were wrong: passwords, codes, birth dates.
    pub wrong: Count,
    /// Attempts at a secret that is locked.
    pub locked: Count,
    /// Requests of addresses that have to wait.
    pub address_refused: Count,
    /// Requests for which there was no place in the queue of passwords.
    pub queue_full: Count,
    /// Mails that were not sent, because a budget was used up.
    pub over_budget: Count,
}

/// All of it, as it is when somebody asks.
#[must_use]
pub fn told(app: &Arc<App>) -> Told {
    let app = Arc::clone(app);
    Arc::new(move || {
        let app = Arc::clone(&app);
        Box::pin(async move {
            let mut told = store::figures(&app.database, &app.outbox, &app.failures).await;
            told.extend(own(&app));
            told
        })
    })
}

fn own(app: &App) -> [Figures; 6] {
    let (counts, pool) = (&app.counts, app.passwords.figures());
    let outcomes =
        [("signed-in", counts.signed_in.get()), ("wrong", counts.wrong.get()), ("locked", counts.locked.get())];
    let limits = [
        ("address", counts.address_refused.get()),
        ("password-queue", counts.queue_full.get()),
        ("mail-budget", counts.over_budget.get()),
        ("account-lock", counts.locked.get()),
    ];
    [
        Figures::by(("warifu_sign_ins", "What became of attempts to sign in"), Goes::Up, "outcome", outcomes),
        Figures::by(("warifu_refusals", "What was refused by a limit"), Goes::Up, "limit", limits),
        Figures::one(("warifu_password_hashes", "Passwords hashed or compared"), Goes::Up, pool.hashed),
        Figures::one(("warifu_password_hashes_running", "Passwords being hashed"), Goes::UpAndDown, pool.running),
        Figures::one(("warifu_password_queue", "Passwords waiting for a core"), Goes::UpAndDown, pool.waiting),
        of_realms(&app.realms.report()),
    ]
}
