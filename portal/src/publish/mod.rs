//! What an administrator publishes by command: notices and MY mail, from Markdown files.
//!
//! How such a file is read stands in the crate `realm`; what becomes of it, here. A file with a mistake changes nothing.

mod my_mail;
mod notices;
mod recipients;
mod replies;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use base::{Language, RealmName, Text};
use realm::{Lookup, Realm, Unpublishable};
use web::service::Settings;

use crate::app::load_realms;
use crate::import::{INVALID, REFUSED, refuses};

pub use my_mail::{MyMailCommand, send_my_mail};
pub use notices::{NoticeCommand, publish_notice};
pub use recipients::Recipients;
#[cfg(test)]
pub use {recipients::Delivery, replies::write as write_replies};

const OUT_OF_SERVICE: Text =
    Text { ja: "この組合の設定に誤りがあり、使えません", en: "this realm's files are broken" };
const RETIRED: Text = Text { ja: "この組合は利用を終了しています", en: "this realm is retired" };

/// The society that a command is about, or what the command returns instead, after saying why.
pub(crate) fn society(settings: &Settings, name: &RealmName) -> anyhow::Result<Result<Arc<Realm>, ExitCode>> {
    if let Some(refused) = refuses(name, settings)? {
        return Ok(Err(refused));
    }
    Ok(match load_realms(settings)?.find(name.as_str()) {
        Lookup::Serving(realm) => Ok(realm),
        Lookup::Retired => {
            eprintln!("{name}: {}", in_both(RETIRED, &[]));
            Err(REFUSED.into())
        }
        _ => {
            eprintln!("{name}: {}", in_both(OUT_OF_SERVICE, &[]));
            Err(INVALID.into())
        }
    })
}

/// A sentence for the terminal, which does not know its reader: Japanese, then English.
pub(crate) fn in_both(text: Text, values: &[(&str, &dyn std::fmt::Display)]) -> String {
    format!("{} / {}", text.with(Language::Ja, values), text.with(Language::En, values))
}

/// Says what is wrong with a file, in both languages, with every place.
fn refuse_file(path: &Path, mistakes: &Unpublishable) -> ExitCode {
    for language in Language::ALL {
        eprint!("{}", mistakes.render(language));
    }
    let many = mistakes.diagnostics().len();
    eprintln!("{}: {}", path.display(), in_both(NOT_PUBLISHED, &[("n", &many)]));
    INVALID.into()
}

const NOT_PUBLISHED: Text =
    Text { ja: "誤りが{n}件あり、何も変更していません", en: "{n} mistakes; nothing was changed" };
