//! `notice publish`, `notice list`, `notice withdraw`.

use std::path::PathBuf;
use std::process::ExitCode;

use base::{Clock, Language, RealmName, Text};
use chrono::{DateTime, Utc};
use clap::Subcommand;
use realm::{Notice, Realm};
use store::Database;
use web::format;
use web::service::Settings;

use super::{in_both, refuse_file, society};
use crate::app::connect;
use crate::import::INVALID;
use crate::rows::{DbErr, Event, NoticeRow, Stored, in_realm};

const PUBLISHED: Text = Text { ja: "お知らせ {id} を公開しました", en: "the notice {id} was published" };
const REPLACED: Text = Text { ja: "お知らせ {id} を差し替えました", en: "the notice {id} was replaced" };
const WOULD_BE_NEW: Text = Text {
    ja: "お知らせ {id} は新しいお知らせになります（検査のみ）",
    en: "the notice {id} would be new (dry run)",
};
const WOULD_REPLACE: Text = Text {
    ja: "お知らせ {id} は今のものと差し替わります（検査のみ）",
    en: "the notice {id} would be replaced (dry run)",
};
const WITHDRAWN: Text = Text { ja: "お知らせ {id} を取り下げました", en: "the notice {id} was withdrawn" };
const NOT_IN_FORCE: Text = Text {
    ja: "お知らせ {id} はないか、すでに取り下げられています",
    en: "there is no notice {id}, or it has been withdrawn already",
};

/// お知らせ / Notices.
#[derive(Clone, Debug, Subcommand)]
pub enum NoticeCommand {
    /// Markdownファイルのお知らせを公開する（同じ名前のものは差し替わる）/ Publish a notice from a Markdown file; one of the same name is replaced
    Publish {
        /// 組合（レルム）の名前 / The realm's name
        realm: RealmName,
        /// Markdownファイル / The file
        file: PathBuf,
        /// 検査のみ行い、何も変更しない / Check only, change nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// お知らせの一覧 / List the notices
    List {
        /// 組合（レルム）の名前 / The realm's name
        realm: RealmName,
    },
    /// お知らせを取り下げる / Withdraw a notice
    Withdraw {
        /// 組合（レルム）の名前 / The realm's name
        realm: RealmName,
        /// お知らせの名前 / The notice's name
        id: String,
    },
}

impl NoticeCommand {
    /// The society that it is about.
    #[must_use]
    pub const fn society(&self) -> &RealmName {
        let (Self::Publish { realm, .. } | Self::List { realm } | Self::Withdraw { realm, .. }) = self;
        realm
    }

    /// Does it, and says so on the terminal.
    ///
    /// # Errors
    /// What kept the command from its work.
    pub async fn run(&self, settings: &Settings, clock: &Clock) -> anyhow::Result<ExitCode> {
        let realm = match society(settings, self.society())? {
            Ok(realm) => realm,
            Err(code) => return Ok(code),
        };
        match self {
            Self::Publish { file, dry_run, .. } => {
                let notice = match Notice::read(file, &realm.portal.notice_categories) {
                    Ok(notice) => notice,
                    Err(mistakes) => return Ok(refuse_file(file, &mistakes)),
                };
                let database = connect(settings).await?;
                println!("{}", publish(&database, &realm, notice, (*dry_run, clock.now())).await?);
            }
            Self::List { .. } => {
                let database = connect(settings).await?;
                for notice in in_realm(database.reader(), &realm.name).all_notices().await? {
                    println!("{}", line(&notice, clock.now()));
                }
            }
            Self::Withdraw { id, .. } => {
                let database = connect(settings).await?;
                let withdrawn = withdraw(&database, &realm.name, id.clone(), clock.now()).await?;
                let said = in_both(if withdrawn { WITHDRAWN } else { NOT_IN_FORCE }, &[("id", id)]);
                if !withdrawn {
                    eprintln!("{said}");
                    return Ok(INVALID.into());
                }
                println!("{said}");
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Publishes a notice and says what became of it.
async fn publish(
    database: &Database,
    realm: &Realm,
    notice: Notice,
    (dry_run, now): (bool, DateTime<Utc>),
) -> Result<String, DbErr> {
    let id = notice.id.clone();
    let said = if dry_run {
        let is_new = in_realm(database.reader(), &realm.name).notice(&id).await?.is_none();
        if is_new { WOULD_BE_NEW } else { WOULD_REPLACE }
    } else {
        match publish_notice(database, &realm.name, notice, now).await? {
            Stored::New => PUBLISHED,
            _ => REPLACED,
        }
    };
    Ok(format!("{}\n{}/notices/{id}", in_both(said, &[("id", &id)]), realm.portal_url))
}

/// Publishes a notice and notes it in the audit log, without a word to anybody.
///
/// # Errors
/// The database's own failure.
pub async fn publish_notice(
    database: &Database,
    realm: &RealmName,
    notice: Notice,
    now: DateTime<Utc>,
) -> Result<Stored, DbErr> {
    let realm = realm.clone();
    let write = database.write(move |tx| {
        Box::pin(async move {
            let rows = in_realm(tx, &realm);
            let stored = rows.put_notice(&notice, now).await?;
            rows.record(Event::NoticePublished, (None, Some(notice.id)), now).await?;
            Ok(stored)
        })
    });
    write.await
}

async fn withdraw(database: &Database, realm: &RealmName, id: String, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let realm = realm.clone();
    let write = database.write(move |tx| {
        Box::pin(async move {
            let rows = in_realm(tx, &realm);
            let withdrawn = rows.withdraw_notice(&id, now).await?;
            if withdrawn {
                rows.record(Event::NoticeWithdrawn, (None, Some(id)), now).await?;
            }
            Ok(withdrawn)
        })
    });
    write.await
}

/// A notice as one line of the list: name, standing, from–until, category, audience, title.
fn line(notice: &NoticeRow, now: DateTime<Utc>) -> String {
    let standing = match notice {
        NoticeRow { withdrawn_at: Some(_), .. } => "withdrawn",
        NoticeRow { from_at, .. } if *from_at > now => "scheduled",
        NoticeRow { until_at: Some(until), .. } if *until <= now => "ended",
        _ => "shown",
    };
    let moment = |at| format::moment(at, Language::Ja);
    let until = notice.until_at.map(moment).unwrap_or_default();
    let (from, audience) = (moment(notice.from_at), notice.audience.name());
    format!("{}\t{standing}\t{from}〜{until}\t{}\t{audience}\t{}", notice.id, notice.category, notice.ja.title)
}
