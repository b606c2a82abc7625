//! The societies' files while the provider runs: read anew when somebody saved one, sent SIGHUP or ordered it.
//!
//! A realm is replaced in one step and alone. What a request has in hands stays what it was to its end; the next one, of
//! the same sign-in too, is judged by the new rules.

use std::collections::BTreeSet;
use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use base::{RealmName, japan_date};
use chrono::NaiveDate;
use realm::{Candidate, Method, Outcome, Realm, Realms, Refusal, ReloadResult, Which};
use store::Database;
use store::nodes::{Heart, Order};
use tokio::task::spawn_blocking;
use tokio::time::{MissedTickBehavior, interval};
use web::service::{RealmWatch, host_name, log_findings, log_outcome};

use crate::App;
use crate::rows::{DbErr, People, in_realm};

/// How often it is looked for an order.
const LOOK: Duration = Duration::from_secs(1);
/// How often is tried again what the database was needed for and did not answer.
const RETRY: Duration = Duration::from_secs(10);

/// Looks after the files until `stop` completes.
pub async fn keep_reading(app: Arc<App>, folders: [PathBuf; 2], stop: impl Future<Output = ()>) {
    let realms = app.realms.clone();
    // Copies of what was loaded, and watches for thousands of folders: while the first visitors are served already.
    let begun = spawn_blocking(move || {
        log_findings(&realms.keep_last_good());
        RealmWatch::over(&folders.each_ref().map(PathBuf::as_path))
    });
    let Ok(mut watch) = begun.await else { return };
    settle_retired(&app).await;
    let host = (host_name(), env!("CARGO_PKG_VERSION"));
    let started = Heart::start((app.database.clone(), app.clock.clone()), host, &app.realms.report()).await;
    let mut heart = started.map_err(|error| tracing::error!(%error, "commands do not reach this process")).ok();
    let mut undecided = BTreeSet::new();
    let (mut looks, mut retries) = (interval(LOOK), interval(RETRY));
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    retries.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            stirred = watch.stirred() => {
                sort_out(&mut undecided, &reload(&app, &stirred.which(&app.realms), false).await);
            }
            _ = looks.tick() => {
                if let Some(heart) = &mut heart && let Err(error) = look(&app, heart, &mut undecided).await {
                    tracing::warn!(%error, "commands do not reach this process now");
                }
            }
            _ = retries.tick(), if !undecided.is_empty() => {
                let which = Which { names: Some(undecided.clone()), ..Which::default() };
                sort_out(&mut undecided, &reload(&app, &which, false).await);
            }
        }
    }
    if let Some(heart) = heart
        && let Err(error) = heart.stop().await
    {
        tracing::warn!(%error, "this process could not sign off");
    }
}

/// Adds the realms that are to be tried again, and removes those that are decided.
fn sort_out(undecided: &mut BTreeSet<RealmName>, outcomes: &[Outcome]) {
    for outcome in outcomes {
        if outcome.is_undecided() {
            undecided.insert(outcome.name.clone());
        } else {
            undecided.remove(&outcome.name);
        }
    }
}

async fn look(app: &App, heart: &mut Heart, undecided: &mut BTreeSet<RealmName>) -> Result<(), DbErr> {
    while let Some((number, order)) = heart.order().await? {
        let Order { realms, may_retire, may_lock_out } = order;
        let names = realms.map(BTreeSet::from_iter);
        let which = Which { names, may_retire: may_retire.into_iter().collect() };
        let outcomes = reload(app, &which, may_lock_out).await;
        sort_out(undecided, &outcomes);
        // Of a thousand realms that did not change nobody wants to read.
        let asked = |outcome: &&Outcome| which.names.is_some() || outcome.result != ReloadResult::Unchanged;
        heart.followed(number, &outcomes.iter().filter(asked).collect::<Vec<_>>()).await?;
    }
    heart.beat(&app.realms.report()).await
}

/// Reads realms anew and lets those that are right take the place of what is served. Unless `may_lock_out`, one stays as
/// it is when members would lose the only method they have.
pub async fn reload(app: &App, which: &Which, may_lock_out: bool) -> Vec<Outcome> {
    let (realms, wanted) = (app.realms.clone(), which.clone());
    let read = spawn_blocking(move || realms.read(&wanted)).await;
    let candidates = match read {
        Ok(Ok((candidates, stray))) => {
            log_findings(&stray);
            candidates
        }
        Ok(Err(error)) => {
            tracing::error!(error = &error as &dyn std::error::Error, "the realm files could not be read");
            return Vec::new();
        }
        Err(_) => return Vec::new(),
    };
    let mut outcomes = Vec::new();
    for candidate in candidates {
        let today = japan_date(app.clock.now());
        let candidate = match against((&app.realms, &app.database), &candidate, may_lock_out, today).await {
            Ok(None) => candidate,
            Ok(Some(why)) => candidate.refused(&why, &app.realms),
            Err(error) => {
                tracing::error!(%error, realm = candidate.name().as_str(), "whom the change locks out is not known");
                candidate.refused(&Refusal::Undecided, &app.realms)
            }
        };
        let outcome = app.realms.settle(candidate);
        log_outcome(&outcome);
        outcomes.push(outcome);
    }
    remember_issuers(app).await;
    note_retired(app, outcomes.iter().map(|outcome| (&outcome.name, outcome.result))).await;
    let realms = app.realms.clone();
    if let Ok(findings) = spawn_blocking(move || realms.keep_last_good()).await {
        log_findings(&findings);
    }
    outcomes
}

/// What speaks against serving a candidate: terms would go back that members agreed to, or members would be locked out
/// and that is not meant.
///
/// # Errors
/// The database's failure: whom the change locks out is not known, so it must not be served.
pub(crate) async fn against(
    (realms, database): (&Realms, &Database),
    candidate: &Candidate,
    may_lock_out: bool,
    today: NaiveDate,
) -> Result<Option<Refusal>, DbErr> {
    let (Some(before), Some(after)) = (candidate.before(realms), candidate.after()) else { return Ok(None) };
    if let Some((before, after)) = after.terms_gone_since(&before, today) {
        return Ok(Some(Refusal::TermsGoBack { before: before.to_owned(), after: after.to_owned() }));
    }
    if may_lock_out {
        return Ok(None);
    }
    let members = locked_out(database, (&before, after), today).await?;
    Ok((members > 0).then_some(Refusal::LocksOut(members)))
}

/// How many members have nothing but methods that a change removes.
///
/// # Errors
/// The database's failure.
async fn locked_out(database: &Database, (before, after): (&Realm, &Realm), today: NaiveDate) -> Result<u64, DbErr> {
    let left: Vec<Method> = after.sign_in.methods.clone();
    let removed: Vec<Method> = before.sign_in.methods.iter().copied().filter(|method| !left.contains(method)).collect();
    if removed.is_empty() {
        return Ok(0);
    }
    let rows = in_realm(database.reader(), &before.name);
    rows.count_people(&People::WithNothingBut(removed, left), today).await
}

/// Notes which realms are retired as their files say at the start: much may have been edited while no process looked.
async fn settle_retired(app: &App) {
    let report = app.realms.report();
    note_retired(app, report.iter().map(|(name, report)| (name, report.last))).await;
}

/// Notes which realms are retired, and which are back: from then on counts the time until they may be purged. Of one
/// whose files are broken or gone, what is noted stays.
async fn note_retired(app: &App, results: impl Iterator<Item = (&RealmName, ReloadResult)>) {
    let mut changed = Vec::new();
    for (name, result) in results {
        let retired = match result {
            ReloadResult::Retired => true,
            ReloadResult::Served | ReloadResult::Unchanged => false,
            _ => continue,
        };
        match in_realm(app.database.reader(), name).retired_at().await {
            Ok(noted) if noted.is_some() == retired => {}
            Ok(_) => changed.push((name.clone(), retired)),
            Err(error) => return tracing::error!(%error, "since when realms are retired is not known"),
        }
    }
    if changed.is_empty() {
        return;
    }
    let now = app.clock.now();
    let write = app.database.write(move |tx| {
        Box::pin(async move {
            for (name, retired) in &changed {
                in_realm(tx, name).note_retired(*retired, now).await?;
            }
            Ok::<_, DbErr>(())
        })
    });
    if let Err(error) = write.await {
        tracing::error!(%error, "since when realms are retired could not be noted");
    }
}

/// Notes the issuers of realms that are served for the first time.
pub(crate) async fn remember_issuers(app: &App) {
    let known = app.realms.issuers();
    let new = app.realms.serving().into_iter().filter(|realm| known.get(&realm.name) != Some(&realm.issuer));
    let new: Vec<(RealmName, String, bool)> =
        new.map(|realm| (realm.name.clone(), realm.issuer.clone(), realm.development)).collect();
    if new.is_empty() {
        return;
    }
    let (now, written) = (app.clock.now(), new.clone());
    let write = app.database.write(move |tx| {
        Box::pin(async move {
            for (name, issuer, development) in &written {
                in_realm(tx, name).remember_issuer(issuer, *development, now).await?;
            }
            Ok::<_, DbErr>(())
        })
    });
    match write.await {
        Ok(()) => new.iter().for_each(|(name, issuer, _)| app.realms.remember(name, issuer)),
        Err(error) => tracing::error!(%error, "the issuers of new realms could not be noted"),
    }
}
