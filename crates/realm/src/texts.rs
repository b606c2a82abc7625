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
