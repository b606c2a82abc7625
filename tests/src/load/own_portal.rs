//! A portal for the measurement alone, in a process of its own, with a member who has signed in.
//!
//! The provider of its members is in that process too: it has nothing to do while pages of the portal are read.

use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use anyhow::Context as _;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use super::target::{PersonalPage, Target};
use crate::ledger;

/// The portal, until dropped.
pub struct OwnPortal {
    /// Whose page it is, and how it is asked for.
    pub target: Target,
    process: Child,
    _folder: tempfile::TempDir,
}

impl OwnPortal {
    /// Starts it: this program once more, told to `serve-portal`, which says with a line of JSON what is to be measured.
    ///
    /// # Errors
    /// What keeps it from serving.
    pub async fn start() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut process = Command::new(std::env::current_exe()?)
            .arg("serve-portal")
            .arg(folder.path())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let said = process.stdout.take().context("its standard output")?;
        let line = BufReader::new(said).lines().next_line().await?.context("the portal does not start")?;
        let (issuer, page): (String, PersonalPage) = serde_json::from_str(&line)?;
        Ok(Self { target: Target { issuer, page: Some(page), ..Target::default() }, process, _folder: folder })
    }

    /// Its process.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.process.id()
    }
}

/// Serves in this process until it is killed.
///
/// # Errors
/// What keeps it from serving.
pub async fn serve(folder: &Path) -> anyhow::Result<()> {
    let (site, issuer, page) = ledger::serve_a_month(folder).await?;
    let mut out = std::io::stdout();
    writeln!(out, "{}", serde_json::to_string(&(issuer, page))?)?;
    out.flush()?;
    std::future::pending::<()>().await;
    drop(site);
    Ok(())
}
