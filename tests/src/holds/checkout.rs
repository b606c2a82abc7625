//! The services as they were before: a commit in a folder of its own, built there.
//!
//! The programs of a version are the only honest witnesses of it; a database that was only made to look old is none.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context as _, ensure};
use tempfile::TempDir;
use tokio::process::Command;

/// A commit's files, until dropped.
#[derive(Debug)]
pub(super) struct Checkout {
    folder: TempDir,
    /// The commit's whole name.
    pub(super) commit: String,
}

/// The top folder of this repository.
fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

impl Checkout {
    /// Of a commit; without one, of that before the newest change of the databases.
    pub(super) async fn of(commit: Option<&str>) -> anyhow::Result<Self> {
        let named = match commit {
            Some(commit) => commit.to_owned(),
            // A change of a database is a file of its own; what only mentions the changes is none.
            None => git(&["log", "-1", "--diff-filter=A", "--format=%H^", "--", "migrations/src"]).await?,
        };
        let commit = git(&["rev-parse", "--verify", &format!("{named}^{{commit}}")]).await?;
        let folder = tempfile::tempdir()?;
        let files = folder.path().join("files").display().to_string();
        git(&["worktree", "add", "--quiet", "--detach", &files, &commit]).await?;
        Ok(Self { folder, commit })
    }

    /// Builds its services, and returns the folder of the programs.
    pub(super) async fn build(&self, release: bool, target: Option<&Path>) -> anyhow::Result<PathBuf> {
        let target = target.map_or_else(|| self.folder.path().join("target"), Path::to_path_buf);
        let mut cargo = Command::new("cargo");
        cargo.args(["build", "--quiet", "--locked", "--workspace", "--bin", "warifu-idp", "--bin", "warifu-portal"]);
        if release {
            cargo.arg("--release");
        }
        cargo.current_dir(self.files()).env("CARGO_TARGET_DIR", &target).stdin(Stdio::null()).stdout(Stdio::null());
        ensure!(cargo.status().await.context("cargo")?.success(), "{} could not be built", self.commit);
        Ok(target.join(if release { "release" } else { "debug" }))
    }

    fn files(&self) -> PathBuf {
        self.folder.path().join("files")
    }
}

impl Drop for Checkout {
    fn drop(&mut self) {
        let mut git = std::process::Command::new("git");
        git.current_dir(repository()).args(["worktree", "remove", "--force"]).arg(self.files());
        drop(git.status());
    }
}

async fn git(arguments: &[&str]) -> anyhow::Result<String> {
    let output = Command::new("git").args(arguments).current_dir(repository()).output().await.context("git")?;
    ensure!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
