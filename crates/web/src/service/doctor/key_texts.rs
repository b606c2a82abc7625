//! What `doctor` says of keys and of what they sealed.

use base::Text;

use super::texts::{NONE, finding};
use super::{Finding, Level};

pub(super) const NO_KEY: Finding = finding(
    Level::Error,
    Text { ja: "鍵のファイル {path} を読めません。", en: "The key file {path} cannot be read." },
    Text {
        ja: "ファイルの場所と権限を確認してください。", en: "See where it is and who may read it."
    },
);
pub(super) const OTHERS_READ_THE_KEY: Finding = finding(
    Level::Warning,
    Text {
        ja: "鍵のファイル {path} を、ほかの利用者も読めます。", en: "Others may read the key file {path}."
    },
    Text { ja: "chmod 600 {path}", en: "chmod 600 {path}" },
);
pub(super) const KEY: Finding = finding(
    Level::Ok,
    Text {
        ja: "鍵 {path} は自分だけが読めます（{days}日前に書かれたもの）。",
        en: "Only this user reads the key {path}, written {days} day(s) ago.",
    },
    NONE,
);
pub(super) const UNREADABLE_KEYS: Finding = finding(
    Level::Error,
    Text {
        ja: "署名鍵をこの鍵で開けない組合があります：{realms}",
        en: "The key-encryption key does not open the signing keys of: {realms}",
    },
    Text {
        ja: "key_encryption_key_fileとother_key_encryption_key_filesに、データベースと対の鍵があるか確認してください。",
        en: "See whether key_encryption_key_file and other_key_encryption_key_files name this database's keys.",
    },
);
pub(super) const NO_SIGNING_KEYS: Finding = finding(
    Level::Ok,
    Text {
        ja: "署名鍵はまだありません。はじめて使うときに作られます。",
        en: "There are no signing keys yet: they are made when they are first needed.",
    },
    NONE,
);
pub(super) const OLD_SIGNING_KEYS: Finding = finding(
    Level::Warning,
    Text {
        ja: "署名鍵{count}個のうち、いちばん古いものは{days}日前のものです。",
        en: "Of {count} signing key(s) the oldest is {days} day(s) old.",
    },
    Text {
        ja: "使われれば90日で入れ替わります。すぐに替えるには、warifu-idp key rotateを実行してください。",
        en: "Keys in use are replaced after 90 days; warifu-idp key rotate does so now.",
    },
);
pub(super) const SIGNING_KEYS: Finding = finding(
    Level::Ok,
    Text {
        ja: "署名鍵は{count}個、いちばん古いもので{days}日です。",
        en: "{count} signing key(s), the oldest {days} day(s) old.",
    },
    NONE,
);
pub(super) const SEALED: Finding = finding(
    Level::Ok,
    Text {
        ja: "封印されたもの{values}件は、すべて鍵 {key} によるものです。",
        en: "All of {values} sealed value(s) are sealed by the key {key}.",
    },
    NONE,
);
pub(super) const SEALED_BY_ANOTHER: Finding = finding(
    Level::Warning,
    Text {
        ja: "ほかの鍵で封印されたものが{values}件残っています（{keys}）。",
        en: "{values} value(s) are still sealed by another key ({keys}).",
    },
    Text {
        ja: "すべてのサーバーで鍵 {key} が封印に使われるようになったら、key resealを実行してください。それまで、ほかの鍵は外せません。",
        en: "When all servers seal with the key {key}, run key reseal. Until then the other keys must stay.",
    },
);
pub(super) const SEALED_BY_NOBODY: Finding = finding(
    Level::Error,
    Text {
        ja: "設定にない鍵で封印されたものが{values}件あり、開けません（{keys}）。",
        en: "{values} value(s) are sealed by a key that is not in the settings, and do not open ({keys}).",
    },
    Text {
        ja: "その鍵のファイルをother_key_encryption_key_filesに加えて、key resealを実行してください。いまの鍵は {key} です。",
        en: "Name that key's file in other_key_encryption_key_files, and run key reseal. The key here is {key}.",
    },
);
