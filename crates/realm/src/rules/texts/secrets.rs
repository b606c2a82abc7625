//! The words for secrets, in whichever file they are named.

use base::Text;

use crate::diagnostic::{Finding, NO_HELP};

pub(in crate::rules) const ONE_PLACE_FOR_A_SECRET: Finding = Finding::error(
    "one-place-for-a-secret",
    Text { ja: "fileとenvは、どちらか1つだけを書きます", en: "write exactly one of file and env" },
    NO_HELP,
);

pub(in crate::rules) const SECRET_OUTSIDE: Finding = Finding::error(
    "secret-outside",
    Text {
        ja: "シークレットのファイルが、サーバのsecrets_dirの中ではありません",
        en: "the file of this secret is not in the server's secrets_dir",
    },
    Text {
        ja: "ファイルをsecrets_dirに置き、file = \"minato-portal.secret\"のように、そこからの名前を書いてください。「/」で始まる名前、「..」、外へ出るリンクは使えません。",
        en: "Put the file into secrets_dir and write its name there, as in file = \"minato-portal.secret\": no absolute path, no `..`, no link that leads out.",
    },
);

pub(in crate::rules) const SECRET_IS_A_SETTING: Finding = Finding::error(
    "secret-is-a-setting",
    Text {
        ja: "WARIFU_で始まる環境変数はサーバ自身の設定で、組合のシークレットにはできません",
        en: "variables that begin with WARIFU_ are the server's own settings and no secrets of a society",
    },
    Text {
        ja: "シークレットを別の名前の環境変数に入れて、その名前を書いてください。",
        en: "Put the secret into a variable of another name, and write that one.",
    },
);

pub(in crate::rules) const ABSENT_SECRET: Finding = Finding::warning(
    "absent-secret",
    Text {
        ja: "シークレットが見つかりません。置かれるまで、このアプリは認証できません（{cause}）",
        en: "the secret is not there; until it is, this application cannot authenticate ({cause})",
    },
    NO_HELP,
);

/// Why a secret cannot be used.
pub(in crate::rules) mod absent {
    use base::Text;

    pub const NO_FILE: Text = Text { ja: "ファイルを読めません", en: "the file cannot be read" };
    pub const NO_VARIABLE: Text = Text { ja: "環境変数がありません", en: "the variable is not set" };
    pub const NOT_A_FILE: Text =
        Text { ja: "通常のファイルではありません", en: "it is not a regular file" };
    pub const LARGE: Text = Text { ja: "64 KiBを超えています", en: "it is larger than 64 KiB" };
    pub const SHORT: Text = Text { ja: "16文字より短い", en: "it is shorter than 16 characters" };
}
