//! When the societies' files should be read anew: somebody saved one, or sent SIGHUP.
//!
//! An editor saves in several steps and git in many, so files are left alone until they have been quiet for a moment.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use realm::{Diagnostic, Outcome, Realms, ReloadResult, Which};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::{Instant, timeout_at};

/// For how long nothing must change.
const QUIET: Duration = Duration::from_millis(500);
/// How long that is waited for: where files change all the time, they are read in between.
const LONGEST: Duration = Duration::from_secs(10);

/// What stirred.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stirred {
    /// These files and folders changed.
    Files(BTreeSet<PathBuf>),
    /// Anything may have changed.
    Anything,
}

impl Stirred {
    /// The realms that are to be read anew.
    #[must_use]
    pub fn which(&self, realms: &Realms) -> Which {
        let names = match self {
            Self::Anything => None,
            Self::Files(paths) => Some(paths.iter().flat_map(|path| realms.touched_by(path)).collect()),
        };
        Which { names, ..Which::default() }
    }
}

/// Watches folders, and listens for SIGHUP.
#[derive(Debug)]
pub struct RealmWatch {
    changed: UnboundedReceiver<Option<PathBuf>>,
    hang_up: Option<Signal>,
    /// Watches until it is dropped.
    _watcher: Option<RecommendedWatcher>,
}

impl RealmWatch {
    /// Begins to watch. A folder that cannot be watched is named in the log; SIGHUP and `realm reload` work all the same.
    #[must_use]
    pub fn over(folders: &[&Path]) -> Self {
        let (send, changed) = unbounded_channel();
        let hear = move |event: notify::Result<Event>| {
            // Nobody listens any more when the process stops.
            match event {
                Ok(event) if matters(event.kind) => {
                    event.paths.into_iter().for_each(|path| drop(send.send(Some(path))))
                }
                Ok(_) => {}
                Err(_) => drop(send.send(None)),
            }
        };
        let watcher = notify::recommended_watcher(hear).map(|mut watcher| {
            for folder in folders.iter().filter(|folder| folder.exists()) {
                if let Err(error) = watcher.watch(folder, RecursiveMode::Recursive) {
                    tracing::warn!(folder = %folder.display(), %error, "the folder is not watched");
                }
            }
            watcher
        });
        let watcher = watcher.map_err(|error| tracing::warn!(%error, "realm files are not watched")).ok();
        Self { changed, hang_up: signal(SignalKind::hangup()).ok(), _watcher: watcher }
    }

    /// Completes when something stirred and is quiet again.
    pub async fn stirred(&mut self) -> Stirred {
        let first = tokio::select! {
            () = hung_up(&mut self.hang_up) => return Stirred::Anything,
            changed = self.changed.recv() => match changed {
                Some(changed) => changed,
                // The watcher is gone; only the signal is left.
                None => { hung_up(&mut self.hang_up).await; return Stirred::Anything },
            },
        };
        let (mut paths, mut anything) = (BTreeSet::new(), first.is_none());
        paths.extend(first);
        let longest = Instant::now() + LONGEST;
        while let Ok(Some(changed)) = timeout_at((Instant::now() + QUIET).min(longest), self.changed.recv()).await {
            anything |= changed.is_none();
            paths.extend(changed);
        }
        if anything { Stirred::Anything } else { Stirred::Files(paths) }
    }
}

/// Says in the log what became of a realm that was read anew.
pub fn log_outcome(outcome: &Outcome) {
    let realm = outcome.name.as_str();
    match outcome.result {
        ReloadResult::Unchanged => {}
        ReloadResult::Served | ReloadResult::Retired => {
            tracing::info!(realm, result = ?outcome.result, "realm files read anew");
        }
        _ => tracing::error!(realm, result = ?outcome.result, "realm files read anew"),
    }
    log_findings(&outcome.findings);
}

/// A line in the log for each finding.
pub fn log_findings(findings: &[Diagnostic]) {
    for found in findings {
        let (line, column) = found.location.line_and_column();
        tracing::warn!(file = found.location.path(), line, column, code = found.code, "{}", found.message.en);
    }
}

/// The name of this machine, as reports show it.
#[must_use]
pub fn host_name() -> String {
    let kernel =
        std::fs::read_to_string("/proc/sys/kernel/hostname").or_else(|_| std::fs::read_to_string("/etc/hostname"));
    let name = kernel.unwrap_or_default().trim().to_owned();
    format!("{}:{}", if name.is_empty() { "localhost" } else { &name }, std::process::id())
}

/// Reading a file is no change of it.
const fn matters(kind: EventKind) -> bool {
    !matches!(kind, EventKind::Access(_))
}

async fn hung_up(signal: &mut Option<Signal>) {
    match signal {
        Some(signal) => drop(signal.recv().await),
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn many_changes_are_told_once() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        std::fs::create_dir(root.join("minato")).unwrap();
        std::fs::write(root.join("minato/realm.toml"), "").unwrap();
        let mut watch = RealmWatch::over(&[&root, &root.join("absent")]);
        std::fs::write(root.join("minato/realm.toml"), "a = 1").unwrap();
        std::fs::create_dir(root.join("asahi")).unwrap();
        std::fs::read(root.join("minato/realm.toml")).unwrap();
        let Stirred::Files(paths) = watch.stirred().await else { panic!("files") };
        assert!(paths.contains(&root.join("minato/realm.toml")) && paths.contains(&root.join("asahi")), "{paths:?}");
    }
}
