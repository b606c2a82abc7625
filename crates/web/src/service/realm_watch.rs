//! When the societies' files should be read anew: somebody saved one, or sent SIGHUP.
//!
//! An editor saves in several steps and git in many, so files are left alone until they have been quiet for a moment.

mod sight;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use realm::{Diagnostic, Outcome, Realms, ReloadResult, Which};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{Instant, sleep_until};

use sight::Sight;

/// For how long nothing must change.
const QUIET: Duration = Duration::from_millis(500);
/// How long that is waited for: where files change all the time, they are read in between.
const LONGEST: Duration = Duration::from_secs(10);
/// How often it is looked whether the watched folders are still where they were.
const LOOK: Duration = Duration::from_secs(1);
/// With how many of these looks all files are looked at, for what no event told.
const LOOKS_A_ROUND: u32 = 60;

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
    /// What stirred and is not quiet yet.
    heard: Option<Heard>,
    /// The folders are watched until it is dropped.
    _stop: Sender<()>,
}

#[derive(Debug)]
struct Heard {
    paths: BTreeSet<PathBuf>,
    anything: bool,
    first: Instant,
    last: Instant,
}

impl RealmWatch {
    /// Begins to watch. A folder that cannot be watched is named in the log, and looked at once a minute; SIGHUP and
    /// `realm reload` work all the same.
    #[must_use]
    pub fn over(folders: &[&Path]) -> Self {
        let (send, changed) = unbounded_channel();
        let (stop, stopped) = channel();
        let watched = Watched::begin(folders, send);
        // A thread, because a volume that hangs must not hold up whoever signs in.
        let thread = std::thread::Builder::new().name("realm files".to_owned());
        if let Err(error) = thread.spawn(move || watched.keep_looking(&stopped)) {
            tracing::warn!(%error, "realm files are not watched");
        }
        Self { changed, hang_up: signal(SignalKind::hangup()).ok(), heard: None, _stop: stop }
    }

    /// Completes when something stirred and is quiet again. Whoever stops waiting misses nothing: it is told the next
    /// time.
    pub async fn stirred(&mut self) -> Stirred {
        loop {
            let quiet = self.heard.as_ref().map(|heard| (heard.last + QUIET).min(heard.first + LONGEST));
            tokio::select! {
                () = hung_up(&mut self.hang_up) => {
                    self.heard = None;
                    return Stirred::Anything;
                }
                () = reached(quiet) => {
                    if let Some(Heard { paths, anything, .. }) = self.heard.take() {
                        return if anything { Stirred::Anything } else { Stirred::Files(paths) };
                    }
                }
                Some(changed) = self.changed.recv() => self.hear(changed),
            }
        }
    }

    fn hear(&mut self, changed: Option<PathBuf>) {
        let now = Instant::now();
        let new = || Heard { paths: BTreeSet::new(), anything: false, first: now, last: now };
        let heard = self.heard.get_or_insert_with(new);
        heard.last = now;
        heard.anything |= changed.is_none();
        heard.paths.extend(changed);
    }
}

/// The folders, and what is told of them: a path, or that anything may have changed.
struct Watched {
    sight: Sight,
    watcher: Option<RecommendedWatcher>,
    tell: UnboundedSender<Option<PathBuf>>,
}

impl Watched {
    fn begin(folders: &[&Path], tell: UnboundedSender<Option<PathBuf>>) -> Self {
        let hearer = tell.clone();
        // Nobody listens any more when the process stops.
        let hear = move |event| told(event).into_iter().for_each(|changed| drop(hearer.send(changed)));
        let watcher = notify::recommended_watcher(hear);
        let watcher = watcher.map_err(|error| tracing::warn!(%error, "realm files are not watched")).ok();
        let sight = Sight::of(folders.iter().map(|folder| (*folder).to_owned()).collect());
        let mut watched = Self { sight, watcher, tell };
        watched.watch();
        watched
    }

    fn watch(&mut self) {
        let Some(watcher) = &mut self.watcher else { return };
        for folder in self.sight.folders().iter().filter(|folder| folder.exists()) {
            if let Err(error) = watcher.watch(folder, RecursiveMode::Recursive) {
                tracing::warn!(folder = %folder.display(), %error, "the folder is not watched");
            }
        }
    }

    fn keep_looking(mut self, stopped: &Receiver<()>) {
        let mut looks = 0;
        while stopped.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
            looks = (looks + 1) % LOOKS_A_ROUND;
            self.look(looks == 0);
        }
    }

    /// Watches what has come in the place of a watched folder. In a `round`, names what changed without an event.
    fn look(&mut self, round: bool) {
        if self.sight.has_moved() {
            if let Some(watcher) = &mut self.watcher {
                // What was not there is not watched.
                self.sight.folders().iter().for_each(|folder| drop(watcher.unwatch(folder)));
            }
            self.watch();
            self.sight.changed();
            drop(self.tell.send(None));
        } else if round {
            self.sight.changed().into_iter().for_each(|path| drop(self.tell.send(Some(path))));
        }
    }
}

/// What an event tells: that paths changed, or that anything may have, because more happened than could be noted.
fn told(event: notify::Result<Event>) -> Vec<Option<PathBuf>> {
    match event {
        Ok(event) if event.need_rescan() => vec![None],
        // Reading a file is no change of it.
        Ok(Event { kind: EventKind::Access(_), .. }) => Vec::new(),
        Ok(event) if event.paths.is_empty() => vec![None],
        Ok(event) => event.paths.into_iter().map(Some).collect(),
        Err(_) => vec![None],
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

async fn reached(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

async fn hung_up(signal: &mut Option<Signal>) {
    match signal {
        Some(signal) => drop(signal.recv().await),
        None => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use notify::event::{AccessKind, CreateKind, Flag};
    use tokio::time::timeout;

    use super::*;

    #[test]
    fn what_could_not_be_noted_may_be_anything() {
        let overflow = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert_eq!(told(Ok(overflow)), [None]);
        assert_eq!(told(Err(notify::Error::generic("lost"))), [None]);
        assert_eq!(told(Ok(Event::new(EventKind::Any))), [None]);
        let at = |kind| Event::new(kind).add_path("/realms/minato".into());
        assert_eq!(told(Ok(at(EventKind::Create(CreateKind::Any)))), [Some(PathBuf::from("/realms/minato"))]);
        assert_eq!(told(Ok(at(EventKind::Access(AccessKind::Any)))), []);
    }

    /// Processes do other things while they wait, every second.
    #[tokio::test]
    async fn whoever_stops_waiting_misses_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let mut watch = RealmWatch::over(&[&root]);
        std::fs::write(root.join("base.toml"), "a = 1").unwrap();
        let mut stopped = 0;
        let stirred = loop {
            match timeout(QUIET / 5, watch.stirred()).await {
                Ok(stirred) => break stirred,
                Err(_) => stopped += 1,
            }
            assert!(stopped < 100, "it is forgotten");
        };
        assert!(stopped > 0);
        assert_eq!(stirred, Stirred::Files([root.join("base.toml")].into()));
    }

    #[tokio::test]
    async fn a_folder_in_the_place_of_a_watched_one_is_watched() {
        let folder = tempfile::tempdir().unwrap();
        let [one, two, link] = ["one", "two", "link"].map(|name| folder.path().join(name));
        std::fs::create_dir_all(one.join("minato")).unwrap();
        std::fs::create_dir_all(two.join("minato")).unwrap();
        symlink(&one, &link).unwrap();
        let (tell, mut changed) = unbounded_channel();
        let mut watched = Watched::begin(&[&link], tell);
        watched.look(true);
        assert!(changed.is_empty());
        std::fs::remove_file(&link).unwrap();
        symlink(&two, &link).unwrap();
        watched.look(false);
        assert_eq!(changed.recv().await, Some(None));
        std::fs::write(two.join("minato/realm.toml"), "a = 1").unwrap();
        assert_eq!(changed.recv().await, Some(Some(link.join("minato/realm.toml"))));
        watched.look(true);
        let told: BTreeSet<_> = std::iter::from_fn(|| changed.try_recv().ok()).collect();
        assert!(told.contains(&Some(link.join("minato"))), "without an event too: {told:?}");
    }

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
