//! What the operating system says of this process, under the names that Prometheus' own libraries give it.

use base::{Figures, Goes};
use procfs::process::Process;

/// Processor time, memory and open files; nothing where there is no `/proc`.
pub(super) fn figures() -> Vec<Figures> {
    let Ok(this) = Process::myself() else { return Vec::new() };
    let Ok(stat) = this.stat() else { return Vec::new() };
    let ticks = procfs::ticks_per_second().max(1);
    let files = this.fd_count().ok().and_then(|files| u64::try_from(files).ok());
    let mut told = vec![
        Figures::one(
            ("process_cpu_seconds", "User and system processor time, in whole seconds"),
            Goes::Up,
            (stat.utime + stat.stime) / ticks,
        ),
        Figures::one(
            ("process_resident_memory_bytes", "Resident memory"),
            Goes::UpAndDown,
            stat.rss * procfs::page_size(),
        ),
        Figures::one(("process_virtual_memory_bytes", "Virtual memory"), Goes::UpAndDown, stat.vsize),
        Figures::one(
            ("process_threads", "Threads"),
            Goes::UpAndDown,
            u64::try_from(stat.num_threads).unwrap_or_default(),
        ),
    ];
    told.extend(files.map(|files| Figures::one(("process_open_fds", "Open files"), Goes::UpAndDown, files)));
    told
}
