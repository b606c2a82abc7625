//! The words for what is wrong with files as files, with Markdown and with the logo.

use base::Text;

use crate::diagnostic::{Finding, NO_HELP};

pub(crate) const UNREADABLE_FILE: Finding = Finding::error(
    "unreadable-file",
    Text { ja: "読めません", en: "this cannot be read" },
    Text { ja: "ファイルの権限を確かめてください。", en: "Look at the file's permissions." },
);

pub(super) const OUTSIDE: Finding = Finding::error(
    "outside",
    Text {
        ja: "設定フォルダの外を指すリンクです", en: "this link leads out of the folder of realms, or nowhere"
    },
    Text { ja: "ファイルそのものを置いてください。", en: "Put the file itself here." },
);

pub(super) const NO_BASE: Finding = Finding::error(
    "no-base",
    Text {
        ja: "もとにするファイル「{path}」がありません",
        en: "the file that this is based on, `{path}`, is not there",
    },
    Text {
        ja: "このファイルのあるフォルダから見た場所を書いてください。例：extends = \"../base.toml\"",
        en: "Write its place as seen from this file's folder: extends = \"../base.toml\".",
    },
);

pub(super) const CYCLE: Finding = Finding::error(
    "cyclic-extends",
    Text {
        ja: "もとにするファイルが、めぐりめぐって自分自身をもとにしています（{chain}）",
        en: "files are based on each other in a circle, or too deep: {chain}",
    },
    Text {
        ja: "このextendsを消すか、別のファイルにしてください。", en: "Remove this extends, or name another file."
    },
);

pub(super) const TOO_LARGE_FILE: Finding = Finding::error(
    "too-large-file",
    Text {
        ja: "ファイルが大きすぎます（{limit} KiBまで）", en: "this file is too large (at most {limit} KiB)"
    },
    NO_HELP,
);

pub(super) const NOT_UTF8: Finding = Finding::error(
    "not-utf-8",
    Text { ja: "文字コードがUTF-8ではありません", en: "this is not UTF-8" },
    Text {
        ja: "エディタで文字コードをUTF-8にして保存し直してください。",
        en: "Save the file anew as UTF-8 (it may be Shift_JIS).",
    },
);

pub(super) const UNKNOWN_FILE: Finding = Finding::error(
    "unknown-file",
    Text { ja: "この名前のファイルは使われません", en: "no file of this name is used" },
    Text {
        ja: "使うのは realm.toml、portal.toml、clients/名前.toml、terms/日付.ja.md（.en.md）、help/guideとfaq（.ja.mdと.en.md）、brand/logo.svg です。覚え書きはREADME.mdに書けます。",
        en: "Used are realm.toml, portal.toml, clients/NAME.toml, terms/DATE.ja.md (.en.md), help/guide and faq (.ja.md and .en.md), brand/logo.svg. Notes may stand in README.md.",
    },
);

pub(super) const ABSENT_FILE: Finding = Finding::error(
    "absent-file",
    Text { ja: "ファイルがありません", en: "this file is missing" },
    Text {
        ja: "どの組合にも必要です。書き方はrealm-config/README.mdにあります。",
        en: "Every realm has one; realm-config/README.md shows how.",
    },
);

pub(super) const ABSENT_LANGUAGE: Finding = Finding::error(
    "absent-language",
    Text { ja: "{language}のファイルがありません", en: "the {language} file is missing" },
    Text {
        ja: "文書は日本語と英語の両方が必要です。", en: "Documents are needed in both Japanese and English."
    },
);

/// The languages of documents.
pub(super) const JAPANESE: Text = Text { ja: "日本語", en: "Japanese" };
/// The languages of documents.
pub(super) const ENGLISH: Text = Text { ja: "英語", en: "English" };

pub(super) const BAD_TERMS_NAME: Finding = Finding::error(
    "bad-terms-name",
    Text {
        ja: "規約のファイル名が「日付.言語.md」になっていません",
        en: "the name of a terms file is DATE.LANGUAGE.md",
    },
    Text {
        ja: "効力を持つ日を付けてください。例：2026-04-01.ja.md、2026-04-01.en.md",
        en: "Name it by the day it takes effect: 2026-04-01.ja.md, 2026-04-01.en.md.",
    },
);

pub(super) const UNCHANGED_TERMS: Finding = Finding::warning(
    "unchanged-terms",
    Text {
        ja: "規約が前の版（{earlier}）と同じ文です", en: "these terms are word for word those of {earlier}"
    },
    Text {
        ja: "このままでも、全員にもう一度同意を求めます。",
        en: "As it stands, every member will be asked again for nothing new.",
    },
);

// --- Markdown ---

pub(super) const NO_TITLE: Finding = Finding::error(
    "no-title",
    Text { ja: "文書の題がありません", en: "this document has no title" },
    Text { ja: "1行目に「# 題」を書いてください。", en: "Write \"# Title\" on the first line." },
);

pub(super) const SECOND_TITLE: Finding = Finding::error(
    "second-title",
    Text { ja: "題（#）が2つあります", en: "there is a second title (#)" },
    Text { ja: "見出しは「##」から始めてください。", en: "Begin headings with \"##\"." },
);

pub(super) const TITLE_ELSEWHERE: Finding = Finding::error(
    "title-elsewhere",
    Text { ja: "題は設定のtitleに書きます", en: "the title stands in the settings, as title" },
    Text { ja: "見出しは「##」から始めてください。", en: "Begin headings with \"##\"." },
);

pub(super) const NO_CONTENT: Finding =
    Finding::error("no-content", Text { ja: "文書に本文がありません", en: "this document says nothing" }, NO_HELP);

pub(super) const RAW_HTML: Finding = Finding::error(
    "raw-html",
    Text { ja: "HTMLは書けません", en: "HTML may not be written here" },
    Text {
        ja: "Markdownで書いてください。「<」そのものは「\\<」と書きます。",
        en: "Write Markdown. A literal \"<\" is written \"\\<\".",
    },
);

pub(super) const IMAGE: Finding = Finding::error(
    "image",
    Text { ja: "画像は入れられません", en: "images may not be placed here" },
    Text { ja: "文章か、httpsのリンクにしてください。", en: "Use words, or an https link." },
);

pub(super) const UNSAFE_LINK: Finding = Finding::error(
    "unsafe-link",
    Text { ja: "このリンク先は使えません", en: "this link may not be used" },
    Text {
        ja: "https:、mailto:、tel:で始まるリンクにしてください。", en: "Begin it with https:, mailto: or tel:."
    },
);

// --- logo ---

pub(super) const LARGE_LOGO: Finding = Finding::error(
    "large-logo",
    Text {
        ja: "ロゴが大きすぎます（{limit} KiBまで）", en: "the logo is too large (at most {limit} KiB)"
    },
    NO_HELP,
);

pub(super) const BROKEN_LOGO: Finding = Finding::error(
    "broken-logo",
    Text { ja: "SVGとして読めません（{cause}）", en: "this is not a well-formed SVG: {cause}" },
    NO_HELP,
);

pub(super) const UNSAFE_LOGO: Finding = Finding::error(
    "unsafe-logo",
    Text { ja: "ロゴに使えないもの：{what}", en: "a logo must not have {what}" },
    Text {
        ja: "描画ソフトで「プレーンSVG」として、文字を図形に変換して書き出してください。",
        en: "Export it from your drawing program as plain SVG, with texts converted to paths.",
    },
);

/// What a logo must not have.
pub(super) mod refused {
    use base::Text;

    pub const ELEMENT: Text = Text { ja: "図形以外の要素", en: "elements other than shapes" };
    pub const HANDLER: Text = Text { ja: "イベント処理（on…）", en: "event handlers (on…)" };
    pub const REFERENCE: Text = Text { ja: "外部への参照", en: "references to anything outside the file" };
    pub const STYLE: Text = Text { ja: "スタイルの中の特別な書き方", en: "escapes or rules in a style" };
    pub const DECLARATION: Text = Text { ja: "DOCTYPEや処理命令", en: "a DOCTYPE or processing instruction" };
    pub const PREFIX: Text = Text { ja: "SVG以外の名前空間", en: "namespaces other than SVG's" };
    pub const NOT_SVG: Text = Text {
        ja: "svg以外の根（xmlns=\"http://www.w3.org/2000/svg\"とviewBoxが必要）",
        en: "a root other than svg with xmlns=\"http://www.w3.org/2000/svg\" and a viewBox",
    };
}

// --- folders ---

pub(crate) const BAD_REALM_NAME: Finding = Finding::error(
    "bad-realm-name",
    Text {
        ja: "フォルダ名が組合の名前として使えません", en: "this folder's name cannot be a realm's"
    },
    Text {
        ja: "半角の英小文字で始め、英小文字・数字・ハイフンだけで32文字までにしてください。dev、health、assetsは使えません。",
        en: "Begin with a small letter; up to 32 small letters, digits and hyphens; not dev, health or assets.",
    },
);

pub(crate) const NO_SUCH_REALM: Finding = Finding::error(
    "no-such-realm",
    Text { ja: "このフォルダはありません", en: "there is no such folder" },
    Text { ja: "あるもの：{known}", en: "There are: {known}." },
);
