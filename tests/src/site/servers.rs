//! A PostgreSQL and a Redis of our own, to be crashed and started again: whatever else uses a server of this machine is not
//! to notice.
//!
//! Both keep what they acknowledged when their process is killed, as a production's do; a power cut of the machine is not
//! what is rehearsed, so neither waits for the disk.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context as _, ensure};
use sea_orm::ConnectionTrait as _;
use tempfile::TempDir;
use tokio::process::{Child, Command};

use super::{Servers, free_port, ready};

/// Where Debian keeps PostgreSQL's server programs, one folder a version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// The two servers, until the value is dropped.
#[derive(Debug)]
pub struct OwnServers {
    folder: TempDir,
    programs: PathBuf,
    is_root: bool,
    postgres_port: u16,
    redis_port: u16,
    redis: Option<Child>,
}

/// A schema of its own in a server's database, empty; the address of what is in it.
///
/// # Errors
/// When the server does not answer, or may not be changed.
pub async fn empty_schema(postgres: &str, name: &str) -> anyhow::Result<String> {
    let connection = sea_orm::Database::connect(postgres).await?;
    connection.execute_unprepared(&format!("DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}")).await?;
    Ok(format!("{postgres}?options[search_path]={name}"))
}

impl OwnServers {
    /// Makes and starts them, in a temporary folder.
    ///
    /// # Errors
    /// When PostgreSQL or Redis is not installed, or does not start.
    pub async fn start() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755))?;
        let is_root = Command::new("id").arg("-u").output().await?.stdout.trim_ascii() == b"0";
        let (postgres_port, redis_port) = (free_port()?, free_port()?);
        let mut own = Self { folder, programs: postgres_programs()?, is_root, postgres_port, redis_port, redis: None };
        let data = own.data();
        fs::create_dir(&data)?;
        if is_root {
            ensure!(Command::new("chown").arg("postgres").arg(&data).status().await?.success(), "chown");
        }
        own.as_postgres("initdb", &["-U", "warifu", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])
            .await?;
        own.postgres("start").await?;
        own.start_redis().await?;
        Ok(own)
    }

    /// Their addresses, with empty databases for both services.
    ///
    /// # Errors
    /// When PostgreSQL does not answer.
    pub async fn servers(&self) -> anyhow::Result<Servers> {
        let postgres = format!("postgres://warifu@127.0.0.1:{}/postgres", self.postgres_port);
        Ok(Servers {
            provider_database: empty_schema(&postgres, "warifu_idp").await?,
            portal_database: empty_schema(&postgres, "warifu_portal").await?,
            redis: Some(format!("redis://127.0.0.1:{}", self.redis_port)),
        })
    }

    /// Crashes PostgreSQL and starts it again.
    ///
    /// # Errors
    /// When it does not start again.
    pub async fn crash_postgres(&self) -> anyhow::Result<()> {
        self.postgres("restart").await
    }

    /// Kills Redis and starts it again with what it wrote down.
    ///
    /// # Errors
    /// When it does not start again.
    pub async fn crash_redis(&mut self) -> anyhow::Result<()> {
        self.redis.take().context("Redis does not run")?.kill().await?;
        self.start_redis().await
    }

    async fn start_redis(&mut self) -> anyhow::Result<()> {
        let mut command = Command::new("redis-server");
        command.args(["--port", &self.redis_port.to_string(), "--bind", "127.0.0.1", "--save", ""]);
        command.args(["--appendonly", "yes", "--appendfsync", "everysec", "--maxmemory-policy", "noeviction"]);
        command.arg("--dir").arg(self.folder.path()).stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true);
        self.redis = Some(command.spawn().context("redis-server")?);
        ready(self.redis_port).await
    }

    async fn postgres(&self, action: &str) -> anyhow::Result<()> {
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c max_connections=300",
            self.postgres_port
        );
        let log = self.data().join("log").display().to_string();
        self.as_postgres("pg_ctl", &[action, "-m", "immediate", "-w", "-l", &log, "-o", &options]).await?;
        ready(self.postgres_port).await
    }

    /// Runs one of PostgreSQL's programs over its data; none of them runs as root.
    async fn as_postgres(&self, program: &str, arguments: &[&str]) -> anyhow::Result<()> {
        let program = self.programs.join(program);
        let mut command = Command::new(if self.is_root { Path::new("runuser") } else { &program });
        if self.is_root {
            command.args(["-u", "postgres", "--"]).arg(&program);
        }
        command.args(arguments).arg("-D").arg(self.data()).current_dir("/").stdin(Stdio::null()).stdout(Stdio::null());
        ensure!(command.status().await?.success(), "{} {arguments:?}", program.display());
        Ok(())
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("postgres")
    }
}

impl Drop for OwnServers {
    fn drop(&mut self) {
        // It went into the background, so nothing else ends it. Nobody needs its data any more.
        let Ok(written) = fs::read_to_string(self.data().join("postmaster.pid")) else { return };
        let Some(process) = written.lines().next() else { return };
        drop(std::process::Command::new("kill").args(["-QUIT", process]).status());
    }
}

/// The newest of PostgreSQL's programs that are installed.
fn postgres_programs() -> anyhow::Result<PathBuf> {
    let versions = fs::read_dir(DEBIAN).with_context(|| format!("PostgreSQL's server is not below {DEBIAN}"))?;
    let folders = versions.filter_map(|version| Some(version.ok()?.path().join("bin")));
    folders.filter(|folder| folder.join("initdb").is_file()).max().context("PostgreSQL's initdb is not installed")
}
