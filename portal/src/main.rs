//! `warifu-portal`: the portal's server and its commands.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use base::Clock;
use clap::{Parser, Subcommand};
use portal::{
    App, AuditCommand, Backup, ConvertClaims, ExportApplications, ImportFile, ImportKind, KeyCommand, Migrate,
    MyMailCommand, NoticeCommand, PrintLines, RealmCommand, Restore, Why, bound_to_another,
};
use web::Service;
use web::service::doctor;
use web::service::{Door, Settings, command_line, exit_code, metrics, only_realm, stop_signal, write_log};

/// What the services ask for is small, short-lived and made by many threads.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
    Migrate(Migrate),
    /// データベースの写しを取る（動かしたまま） / Write a copy of the database, while it is in use
    Backup(Backup),
    /// 写しを元に戻し、そのあとに使われたかもしれないものを無効にする / Put a copy back, and end what may have been used since
    Restore(Restore),
    /// 設定、ファイル、鍵、サーバを調べる / Look at settings, files, keys and servers, and say what is wrong
    Doctor(doctor::Arguments),
    /// 組合の設定ファイル / The societies' files
    #[command(subcommand)]
    Realm(RealmCommand),
    /// 医療費明細 / Receipt lines
    #[command(subcommand)]
    Expenses(Expenses),
    /// 給付金支給決定通知 / Decisions on benefits
    #[command(subcommand)]
    Benefits(Records),
    /// 資格情報のお知らせ / Notices of eligibility
    #[command(subcommand)]
    EligibilityInformation(Records),
    /// 資格確認書 / Certificates of eligibility
    #[command(subcommand)]
    EligibilityCertificate(Records),
    /// 健診結果 / Results of check-ups
    #[command(subcommand)]
    Checkups(Records),
    /// 処方医薬品 / Prescriptions
    #[command(subcommand)]
    Prescriptions(Records),
    /// 補助金の申請 / Applications for subsidies
    #[command(subcommand)]
    Applications(Applications),
    /// お知らせ / Notices
    #[command(subcommand)]
    Notice(NoticeCommand),
    /// MYメール / MY mail
    #[command(subcommand, name = "mymail")]
    MyMail(MyMailCommand),
    /// 監査ログ / The audit log
    #[command(subcommand)]
    Audit(AuditCommand),
    /// データベースを封印する鍵 / The key that seals secrets in the database
    #[command(subcommand)]
    Key(KeyCommand),
    /// エラー画面の受付番号から、原因を調べる / Tell what lay behind the reference number of an error page
    Why(Why),
}

/// What a society's files say of receipt lines.
#[derive(Subcommand)]
enum Expenses {
    /// CSVファイルの明細を取り込む / Import the lines of a CSV file
    Import(ImportFile),
    /// レセプト電算処理の形式のファイルを取り込み用のCSVファイルにする / Turn claims into a file to import
    Convert(ConvertClaims),
    /// 家族への表示を断った方のCSVファイルを取り込む / Import who objects to being seen by their family
    Objections(ImportFile),
    /// ウェブを使わない方の明細をPDFにする / Print the lines of a person without web access
    Print(PrintLines),
}

/// What a society's files bring in.
#[derive(Subcommand)]
enum Records {
    /// CSVファイルを取り込む / Import the lines of a CSV file
    Import(ImportFile),
}

/// What members apply for, and what the society decides.
#[derive(Subcommand)]
enum Applications {
    /// 申請をCSVで書き出す / Write what was applied for as CSV
    Export(ExportApplications),
    /// 決定をCSVから取り込む / Import what was decided
    Import(ImportFile),
}

#[tokio::main]
async fn main() -> ExitCode {
    web::keep_panics_quiet();
    match command_line::<Arguments>() {
        Ok(arguments) => exit_code(run(arguments).await),
        Err(code) => code,
    }
}

impl Command {
    /// Refuses what reaches beyond the society that the process is bound to, before anything is read. Most commands name
    /// their society, and see to it themselves, once more.
    fn refuses(&self) -> anyhow::Result<Option<ExitCode>> {
        let realm = match self {
            Self::Serve | Self::Migrate(_) | Self::Backup(_) | Self::Restore(_) | Self::Doctor(_) | Self::Key(_) => {
                None
            }
            Self::Realm(command) => command.society(),
            Self::Expenses(Expenses::Import(file) | Expenses::Objections(file))
            | Self::Benefits(Records::Import(file))
            | Self::EligibilityInformation(Records::Import(file))
            | Self::EligibilityCertificate(Records::Import(file))
            | Self::Checkups(Records::Import(file))
            | Self::Prescriptions(Records::Import(file))
            | Self::Applications(Applications::Import(file)) => Some(&file.realm),
            Self::Expenses(Expenses::Print(lines)) => Some(&lines.realm),
            Self::Applications(Applications::Export(export)) => Some(&export.realm),
            Self::Notice(notice) => Some(notice.society()),
            Self::MyMail(my_mail) => Some(my_mail.society()),
            // A file's society is not known before it is read, a reference's neither: each says whose it is. What is
            // converted are the administrator's own files, which belong to no society here.
            Self::Audit(_) | Self::Why(_) | Self::Expenses(Expenses::Convert(_)) => {
                return only_realm().map(|_| None).map_err(Into::into);
            }
        };
        bound_to_another(realm, &"warifu-portal")
    }
}

async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    if let Some(refused) = arguments.command.refuses()? {
        return Ok(refused);
    }
    if let Command::Doctor(wanted) = &arguments.command {
        return portal::examine(arguments.settings.as_deref(), wanted).await;
    }
    if let Command::Audit(command) = &arguments.command {
        return command.run(arguments.settings.as_deref(), &Clock::system()).await;
    }
    let settings = Settings::read(Service::Portal, arguments.settings.as_deref())?;
    match arguments.command {
        Command::Serve => {
            let _log = write_log(&settings, "warifu-portal")?;
            let app = Arc::new(App::open(&settings, Clock::system()).await?);
            let door = Door::open(&settings).await.context("cannot listen")?;
            metrics::tell(settings.metrics_listen, app.requests.clone(), app.told()).await?;
            tracing::info!(listen = %settings.listen, url = %settings.portal_url, "serving");
            portal::serve(app, door, stop_signal()).await?;
        }
        Command::Migrate(migrate) => return migrate.run(&settings).await,
        Command::Backup(backup) => return backup.run(&settings).await,
        Command::Restore(restore) => return restore.run(&settings).await,
        // Run before the settings are asked to be right.
        Command::Doctor(_) | Command::Audit(_) => {}
        Command::Realm(command) => return command.run(&settings, &Clock::system()).await,
        Command::Expenses(command) => return expenses(command, &settings).await,
        Command::Benefits(Records::Import(file)) => return import(ImportKind::Benefits, &file, &settings).await,
        Command::EligibilityInformation(Records::Import(file)) => {
            return import(ImportKind::EligibilityNotices, &file, &settings).await;
        }
        Command::EligibilityCertificate(Records::Import(file)) => {
            return import(ImportKind::EligibilityCertificates, &file, &settings).await;
        }
        Command::Applications(Applications::Export(export)) => return export.run(&settings, &Clock::system()).await,
        Command::Applications(Applications::Import(file)) => {
            return import(ImportKind::Decisions, &file, &settings).await;
        }
        Command::Checkups(Records::Import(file)) => return import(ImportKind::Checkups, &file, &settings).await,
        Command::Prescriptions(Records::Import(file)) => {
            return import(ImportKind::Prescriptions, &file, &settings).await;
        }
        Command::MyMail(my_mail) => return my_mail.run(&settings, &Clock::system()).await,
        Command::Key(key) => return key.run(&settings).await,
        Command::Why(why) => return why.run(&settings).await,
        Command::Notice(notice) => return notice.run(&settings, &Clock::system()).await,
    }
    Ok(ExitCode::SUCCESS)
}

async fn expenses(command: Expenses, settings: &Settings) -> anyhow::Result<ExitCode> {
    match command {
        Expenses::Convert(claims) => claims.run(),
        Expenses::Print(lines) => lines.run(settings, &Clock::system()).await,
        Expenses::Import(file) => import(ImportKind::Expenses, &file, settings).await,
        Expenses::Objections(file) => import(ImportKind::Objections, &file, settings).await,
    }
}

async fn import(kind: ImportKind, file: &ImportFile, settings: &Settings) -> anyhow::Result<ExitCode> {
    file.run(kind, settings, &Clock::system()).await
}
