//! `warifu-portal doctor`: what would keep the portal from working, and what to do about it.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use base::Clock;
use store::mail::Transport;
use store::sealed::by_sealer;
use store::{Database, condition};
use web::Service;
use web::service::doctor::{self, Arguments, DatabaseFacts, Line, OtherClock, RedisFacts};
use web::service::{Settings, key_files};

use crate::rows::SEALED;

/// Looks at everything. Exit code 0: all is well, warnings or not; 1: something is wrong; 4: a server does not answer.
///
/// # Errors
/// When nothing can be printed.
pub async fn examine(file: Option<&Path>, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let lines = match Settings::read(Service::Portal, file) {
        Ok(settings) => look(&settings, file).await,
        Err(mistakes) => doctor::settings(&mistakes),
    };
    let (text, code) = doctor::render(&lines, arguments.manner);
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(ExitCode::from(code))
}

async fn look(settings: &Settings, file: Option<&Path>) -> Vec<Line> {
    let (clock, mut clocks) = (Clock::system(), Vec::new());
    let mut lines = doctor::process(settings, &key_files(file));
    lines.extend(doctor::realm_files(settings));

    let found = condition::database(&settings.database_url).await;
    clocks.extend(found.iter().filter_map(|found| Some((OtherClock::Database, found.now?, clock.now()))));
    let up_to_date = BTreeSet::from_iter(migrations::portal::names());
    let facts = found.map_err(|cause| cause.to_string()).map(|found| DatabaseFacts {
        missing_changes: up_to_date.difference(&found.changes).count(),
        unknown_changes: found.changes.difference(&up_to_date).count(),
        can_be_written: found.can_be_written,
    });
    lines.extend(doctor::database(&facts));
    // Of tables that are not there nothing can be read.
    if facts.is_ok_and(|facts| facts.missing_changes == 0) {
        lines.extend(sealed_values(settings).await);
    }

    let redis = match &settings.redis_url {
        Some(url) => Some(condition::redis(url).await.map_err(|cause| cause.to_string())),
        None => None,
    };
    let told = redis.iter().flatten().filter_map(|found| Some((OtherClock::Redis, found.now?, clock.now())));
    clocks.extend(told);
    let redis = redis.map(|found| {
        found.map(|found| RedisFacts { appends_to_disk: found.appends_to_disk, forgets_nothing: found.forgets_nothing })
    });
    lines.extend(doctor::redis(redis.as_ref()));

    lines.push(match Transport::open(settings.mail.expose()) {
        Ok(Transport::Folder(_)) => doctor::mail(None),
        Ok(server) => doctor::mail(Some(server.try_out().await.map_err(|refused| refused.code))),
        Err(_) => doctor::mail(Some(Err(None))),
    });
    let answer = doctor::ask(&settings.portal_url).await;
    clocks.extend(answer.and_then(|answer| Some((OtherClock::PublicAddress, answer.now?, clock.now()))));
    lines.push(doctor::public_address(&settings.portal_url, answer));
    lines.push(doctor::provider_answers(&settings.provider_url, doctor::ask(&settings.provider_url).await));
    lines.extend(doctor::clock(&clocks));
    lines
}

/// A database that fails in between has its line already.
async fn sealed_values(settings: &Settings) -> Option<Line> {
    let database = Database::connect(&settings.database_url).await.ok()?;
    let by_sealer = by_sealer(&database, &SEALED).await.ok()?;
    Some(doctor::sealed_values(&settings.key_encryption_key, &by_sealer))
}
