//! The words for how a realm is served, and for the summary of a check.

use base::Text;

use crate::diagnostic::{Finding, NO_HELP};

pub(crate) const NOT_KEPT: Finding = Finding::warning(
    "not-kept",
    Text {
        ja: "控えを保存できませんでした（{cause}）", en: "no copy of this good state could be kept: {cause}"
    },
    Text {
        ja: "状態フォルダの権限と空き容量を確かめてください。",
        en: "Look at the state directory's permissions and space.",
    },
);

pub(crate) const SERVED_AS_BEFORE: Finding = Finding::warning(
    "served-as-before",
    Text {
        ja: "誤りがあるため、最後に正しかったときの設定で動いています",
        en: "because of the errors, this realm is served as it last was without",
    },
    NO_HELP,
);

pub(crate) const NOT_SERVED: Finding = Finding::warning(
    "not-served",
    Text {
        ja: "誤りがあり、以前の正しい設定もないため、この組合のサイトは止まっています",
        en: "because of the errors, and without an earlier good state, this realm is out of service",
    },
    NO_HELP,
);

pub(crate) const GONE: Finding = Finding::warning(
    "gone",
    Text {
        ja: "フォルダがなくなりました。最後に正しかったときの設定で動いています",
        en: "the folder is gone; the realm is served as it last was",
    },
    Text {
        ja: "フォルダを戻してください。利用を終了するなら warifu-idp realm reload --allow-retire 組合名 を実行してください。",
        en: "Put the folder back. If the society has left: warifu-idp realm reload --allow-retire NAME.",
    },
);

pub(crate) const RETIRED_NOW: Finding = Finding::warning(
    "retired",
    Text {
        ja: "この組合の利用を終了しました。データは残っています", en: "the realm is retired; its data is kept"
    },
    NO_HELP,
);

pub(crate) const LOCKS_OUT: Finding = Finding::error(
    "locks-out",
    Text {
        ja: "なくなる認証方法しか登録していない加入者が{members}人います。前の設定のまま動いています",
        en: "{members} member(s) have nothing but a method that is removed; the realm is served as it was",
    },
    Text {
        ja: "その人たちが次のログインで、パスワードだけで別の方法を登録することになってもよければ、warifu-idp realm reload --allow-lockout 組合名 を実行してください。",
        en: "If they may register another one at their next sign-in with their password alone: warifu-idp realm reload --allow-lockout NAME.",
    },
);

pub(crate) const UNDECIDED: Finding = Finding::error(
    "undecided",
    Text {
        ja: "データベースが応答しないため、認証方法を失う加入者がいるかどうか分かりません。前の設定のまま動いています",
        en: "the database does not answer, so whom the change locks out is not known; the realm is served as it was",
    },
    Text {
        ja: "データベースが応答すれば、動いているサーバーが自動で読み直します。",
        en: "A running server reads it again by itself when the database answers.",
    },
);

pub(crate) const TERMS_GO_BACK: Finding = Finding::error(
    "terms-go-back",
    Text {
        ja: "いま効力のある規約が{before}から{after}に戻ります。前の設定のまま動いています",
        en: "the terms in force would go back from {before} to {after}; the realm is served as it was",
    },
    Text {
        ja: "加入者は{before}の版に同意しています。ファイルを戻してください。前の文に戻すときは、その文を今日以後の日付の版として加えます。",
        en: "Members agreed to those of {before}: put the files back. To return to former words, add them as a version of today or later.",
    },
);

pub(crate) const NO_FOLDER: Finding = Finding::warning(
    "no-folder",
    Text { ja: "フォルダも控えもありません", en: "there is neither a folder nor a copy of this realm" },
    NO_HELP,
);

pub(crate) const NO_SUCH_KEY: Finding = Finding::error(
    "no-such-key",
    Text { ja: "「{key}」というキーはありません", en: "there is no key `{key}`" },
    Text {
        ja: "すべてのキーはrealm-config/README.mdにあります。", en: "All keys stand in realm-config/README.md."
    },
);

pub(crate) const BY_DEFAULT: Text = Text { ja: "省略時の値", en: "by default" };
pub(crate) const NO_VALUE: Text = Text { ja: "（なし）", en: "(none)" };
pub(crate) const NOTHING_WEAKER: Text =
    Text { ja: "標準より弱い決まりはありません。", en: "Nothing is weaker than the standard." };
pub(crate) const REASON: Text = Text { ja: "理由：{reason}", en: "Reason: {reason}" };
pub(crate) const NO_REASON: Text = Text { ja: "（書かれていません）", en: "(none is written)" };

pub(crate) const FINE: Text =
    Text { ja: "組合{realms}つ：誤りはありません。", en: "{realms} realm(s): no errors." };
pub(crate) const WARNED: Text = Text {
    ja: "組合{realms}つ：誤りはありません。注意が{warnings}件あります。",
    en: "{realms} realm(s): no errors, {warnings} warning(s).",
};
pub(crate) const INVALID: Text = Text {
    ja: "組合{realms}つ：誤りが{errors}件、注意が{warnings}件あります。",
    en: "{realms} realm(s): {errors} error(s), {warnings} warning(s).",
};

pub(crate) const ERROR: Text = Text { ja: "誤り", en: "error" };
pub(crate) const WARNING: Text = Text { ja: "注意", en: "warning" };
pub(crate) const HELP: Text = Text { ja: "直し方", en: "help" };
