//! What a server process uses, as Linux tells.

use std::fs;
use std::time::Duration;

use anyhow::Context as _;

/// Linux counts processor time in hundredths of a second (`USER_HZ`), whatever its own clock does.
const TICK: Duration = Duration::from_millis(10);

/// The processor time that a process has used, in its own code and in the kernel's.
pub(crate) fn processor_time(pid: u32) -> anyhow::Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).with_context(|| format!("process {pid}"))?;
    // The name in parentheses may hold anything; utime and stime are the 12th and 13th field after it (proc(5)).
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |place: usize| fields.get(place).and_then(|field| field.parse::<u32>().ok()).context("proc(5) stat");
    Ok(TICK * (ticks(11)? + ticks(12)?))
}

/// The resident memory of a process, in MiB.
///
/// # Errors
/// When there is no such process.
pub fn resident_mib(pid: u32) -> anyhow::Result<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).with_context(|| format!("process {pid}"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("proc(5) status")?;
    let kib: u32 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(f64::from(kib) / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_uses_something() {
        assert!(resident_mib(std::process::id()).unwrap() > 1.0);
        assert!(processor_time(std::process::id()).is_ok());
    }
}
