//! The words for what is wrong with a file that is to be published.

use base::Text;

use crate::diagnostic::{Finding, NO_HELP};

const SHAPE: Text = Text {
    ja: "1行目に「+++」、次に設定、次の行に「+++」、そのあとに本文を書いてください。",
    en: "Line 1 is \"+++\"; then come the settings, another line \"+++\", and the text.",
};

pub(super) const NO_SETTINGS: Finding =
    Finding::error("no-settings", Text { ja: "設定がありません", en: "there are no settings" }, SHAPE);

pub(super) const UNCLOSED_SETTINGS: Finding = Finding::error(
    "unclosed-settings",
    Text {
        ja: "設定の終わりの「+++」がありません", en: "the line \"+++\" after the settings is missing"
    },
    SHAPE,
);

pub(super) const EXTRA_PART: Finding = Finding::error(
    "extra-part",
    Text { ja: "「+++」が多すぎます", en: "there is one line \"+++\" too many" },
    Text {
        ja: "設定、日本語の本文、英語の本文の順に、「+++」の行で区切ってください。",
        en: "Settings, Japanese text and English text are separated by lines \"+++\", in this order.",
    },
);

pub(super) const NO_ENGLISH_TEXT: Finding = Finding::error(
    "no-english-text",
    Text {
        ja: "英語の題だけがあり、英語の本文がありません", en: "there is an English title and no English text"
    },
    Text {
        ja: "日本語の本文のあとに「+++」の行と英語の本文を書くか、title.enを消してください。",
        en: "After the Japanese text write a line \"+++\" and the English text, or remove title.en.",
    },
);

pub(super) const NO_ENGLISH_TITLE: Finding = Finding::error(
    "no-english-title",
    Text {
        ja: "英語の本文だけがあり、英語の題がありません", en: "there is an English text and no English title"
    },
    Text { ja: "title.enを書いてください。", en: "Write title.en." },
);

pub(super) const NO_ID: Finding = Finding::error(
    "no-id",
    Text { ja: "ファイル名を名前に使えません", en: "the file's name cannot serve as the id" },
    Text {
        ja: "ファイル名を半角の英小文字・数字・ハイフンにするか、id = \"…\"を書いてください。",
        en: "Name the file with small letters, digits and hyphens, or write id = \"…\".",
    },
);

pub(super) const UNKNOWN_CATEGORY: Finding = Finding::error(
    "unknown-category",
    Text { ja: "「{category}」という分類はありません", en: "there is no category `{category}`" },
    Text { ja: "この組合の分類：{known}", en: "This society has: {known}." },
);

pub(super) const NO_SUCH_DAY: Finding =
    Finding::error("no-such-day", Text { ja: "暦にない日です", en: "no calendar has this day" }, NO_HELP);

pub(super) const ENDS_BEFORE_IT_BEGINS: Finding = Finding::error(
    "ends-before-it-begins",
    Text { ja: "掲載の終わりが始まりより前です", en: "it ends before it begins" },
    NO_HELP,
);

pub(super) const NO_REPLY_WANTED: Finding = Finding::error(
    "no-reply-wanted",
    Text {
        ja: "返信を求めないのに期限があります", en: "there is a last day for a reply that is not wanted"
    },
    Text {
        ja: "reply = trueを書くか、reply_byを消してください。", en: "Write reply = true, or remove reply_by."
    },
);

pub(super) const PLACEHOLDER_HERE: Finding = Finding::error(
    "placeholder-here",
    Text { ja: "ここには差し込めません", en: "nothing can be filled in here" },
    Text {
        ja: "差し込みは、題か本文の文章の中に書いてください。",
        en: "Placeholders stand in the title or in plain text, not in links and settings.",
    },
);

pub(super) const ABSENT_ATTACHMENT: Finding = Finding::error(
    "absent-attachment",
    Text { ja: "添付ファイルを読めません", en: "this file cannot be read" },
    NO_HELP,
);

pub(super) const ATTACHMENT_ELSEWHERE: Finding = Finding::error(
    "attachment-elsewhere",
    Text { ja: "フォルダの外のファイルは添付できません", en: "this file is outside the folder" },
    Text {
        ja: "このファイルと同じフォルダか、その下に置いてください。",
        en: "Put it into the folder of this file, or below.",
    },
);

pub(super) const ATTACHMENT_KIND: Finding = Finding::error(
    "attachment-kind",
    Text { ja: "この種類のファイルは添付できません", en: "files of this kind are not attached" },
    Text { ja: "PDF、PNG、JPEGを添付できます。", en: "PDF, PNG and JPEG may be." },
);

pub(super) const LARGE_ATTACHMENT: Finding = Finding::error(
    "large-attachment",
    Text {
        ja: "添付ファイルが大きすぎます（{limit} MiBまで）", en: "this file is too large (at most {limit} MiB)"
    },
    NO_HELP,
);

pub(super) const OTHER_CONTENT: Finding = Finding::error(
    "other-content",
    Text { ja: "中身が{kind}ではありません", en: "what is in this file is no {kind}" },
    Text {
        ja: "名前を変えただけのファイルは添付できません。{kind}として保存し直してください。",
        en: "Renaming is not enough: save it as {kind}.",
    },
);

pub(super) const REPEATED_ATTACHMENT: Finding = Finding::error(
    "repeated-attachment",
    Text { ja: "同じ名前の添付ファイルがあります", en: "another attached file has this name" },
    NO_HELP,
);
