//! `warifu-portal`: the portal's server and its commands.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use base::{Clock, RealmName};
use clap::{Parser, Subcommand};
use portal::{App, ImportExpenses};
use web::Service;
use web::service::{Door, Settings, command_line, exit_code, stop_signal, write_log};

/// 健康保険組合の会員ポータル / The member portal of health-insurance societies.
#[derive(Parser)]
#[command(name = "warifu-portal", version)]
struct Arguments {
    /// 設定ファイル（既定 warifu.toml）/ The settings file (warifu.toml unless given)
    #[arg(long, global = true, value_name = "FILE")]
    settings: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// サーバーを起動する / Run the server
    Serve,
    /// データベースを最新にする / Bring the database up to date
    Migrate,
    /// 医療費明細 / Receipt lines
    #[command(subcommand)]
    Expenses(Expenses),
}

#[derive(Subcommand)]
enum Expenses {
    /// CSVファイルの明細を取り込む / Import the lines of a CSV file
    Import {
        /// 組合（レルム）の名前 / The realm's name
        realm: RealmName,
        /// CSVファイル / The file
        file: PathBuf,
        /// 文字コード / The encoding: utf-8 or shift_jis
        #[arg(long, default_value = "utf-8")]
        encoding: store::import::Encoding,
        /// 検査のみ行い、何も変更しない / Check only, change nothing
        #[arg(long)]
        dry_run: bool,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    web::keep_panics_quiet();
    match command_line::<Arguments>() {
        Ok(arguments) => exit_code(run(arguments).await),
        Err(code) => code,
    }
}

async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let settings = Settings::read(Service::Portal, arguments.settings.as_deref())?;
    match arguments.command {
        Command::Serve => {
            write_log();
            let app = Arc::new(App::open(&settings, Clock::system()).await?);
            let door = Door::open(&settings).await.context("cannot listen")?;
            tracing::info!(listen = %settings.listen, url = %settings.portal_url, "serving");
            portal::serve(app, door, stop_signal()).await?;
        }
        Command::Migrate => portal::migrate(&settings).await?,
        Command::Expenses(Expenses::Import { realm, file, encoding, dry_run }) => {
            let import = ImportExpenses { realm, file, encoding, dry_run };
            return import.run(&settings, &Clock::system()).await;
        }
    }
    Ok(ExitCode::SUCCESS)
}
