//! The society that a command works on, and why a command may not go on.
//!
//! Every command that touches a society's data begins here, so that all of them refuse in the same words and with the
//! same exit code. Which societies this process may touch at all is decided before, in `admin::run`.

use std::fmt::Display;
use std::process::ExitCode;
use std::sync::Arc;

use base::{Clock, Language, RealmName, Text};
use realm::{Lookup, Realm};
use web::service::Settings;

use super::exit;
use crate::{App, start};

const UNKNOWN_REALM: Text =
    Text { ja: "{realm} という組合（レルム）はありません。", en: "There is no realm {realm}." };
const BROKEN_REALM: Text = Text {
    ja: "{realm} の設定ファイルに誤りがあります。`warifu-idp realm check` で確認してください。",
    en: "The files of {realm} have mistakes: see `warifu-idp realm check`.",
};
const RETIRED_REALM: Text = Text { ja: "{realm} は利用を終了しています。", en: "{realm} is retired." };

/// The provider and one of its societies; or the exit code, after it was said what is wrong.
///
/// # Errors
/// When the settings are unusable or the database cannot be reached.
pub(super) async fn open(
    settings: &Settings,
    name: &RealmName,
    language: Language,
) -> anyhow::Result<Result<(App, Arc<Realm>), ExitCode>> {
    let app = start::open(settings, Clock::system()).await?;
    let values: [(&str, &dyn Display); 1] = [("realm", name)];
    Ok(match app.realms.find(name.as_str()) {
        Lookup::Serving(realm) => Ok((app, realm)),
        Lookup::OutOfService => Err(refuse((BROKEN_REALM, &values), language, exit::INVALID)),
        Lookup::Retired => Err(refuse((RETIRED_REALM, &values), language, exit::REFUSED)),
        Lookup::Unknown => Err(refuse((UNKNOWN_REALM, &values), language, exit::USAGE)),
    })
}

/// Says on standard error why a command does not go on.
pub(super) fn refuse((why, values): (Text, &[(&str, &dyn Display)]), language: Language, code: u8) -> ExitCode {
    eprintln!("{}", why.with(language, values));
    ExitCode::from(code)
}
