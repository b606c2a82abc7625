//! The words for mistakes of syntax and shape.

use base::Text;

use crate::diagnostic::{Finding, NO_HELP};
use crate::files::pattern;

pub(super) const SYNTAX_ERROR: Finding = Finding::error(
    "syntax",
    Text { ja: "TOMLの書き方に誤りがあります（{cause}）", en: "this is not TOML: {cause}" },
    NO_HELP,
);

/// Advice on mistakes of syntax, by the parser's words.
pub(super) const SYNTAX: [(&str, Text); 16] = [
    (
        "string values must be quoted",
        Text { ja: "文字の値は\"…\"で囲んでください。", en: "Put text between quotes: \"…\"." },
    ),
    (
        "invalid basic string",
        Text {
            ja: "文字の値は同じ行の中で\"…\"と閉じてください。", en: "Close the text with \" on the same line."
        },
    ),
    ("unclosed array", Text { ja: "リストは[…]と閉じてください。", en: "Close the list with ]." }),
    ("unclosed inline table", Text { ja: "表は{…}と閉じてください。", en: "Close the table with }." }),
    (
        "missing comma",
        Text {
            ja: "項目と項目の間は「,」で区切ってください。", en: "Separate the items with a comma."
        },
    ),
    (
        "key with no value",
        Text {
            ja: "「キー = 値」の形で書いてください。", en: "Write a key, an equals sign and a value: key = value."
        },
    ),
    (
        "missing assignment",
        Text {
            ja: "キーと値の間に「=」を書いてください。", en: "Put an equals sign between key and value."
        },
    ),
    ("missing value", Text { ja: "「=」の後に値を書いてください。", en: "Write a value after the equals sign." }),
    (
        "invalid unquoted key",
        Text {
            ja: "キーには半角の英小文字・数字・_・-だけを使います。全角の文字や空白が混ざっていないか見てください。",
            en: "Keys have plain letters, digits, _ and - only: look for full-width characters and spaces.",
        },
    ),
    (
        "invalid literal string",
        Text {
            ja: "文字の値は同じ行の中で'…'と閉じてください。", en: "Close the text with ' on the same line."
        },
    ),
    ("invalid date", QUOTED),
    ("invalid time", QUOTED),
    ("unexpected leading zero", QUOTED),
    (
        "invalid boolean",
        Text {
            ja: "trueかfalseと、小文字で書いてください。", en: "Write true or false, in small letters."
        },
    ),
    ("unclosed table", Text { ja: "表の見出しは[名前]と閉じてください。", en: "Close the table's name with ]." }),
    (
        "unexpected key or value",
        Text { ja: "1行に書けるのは1つだけです。", en: "Only one key and its value stand on a line." },
    ),
];

/// What starts like a number or a date and is neither.
const QUOTED: Text =
    Text { ja: "文字の値は\"…\"で囲んでください。", en: "Put text between quotes: \"…\"." };

pub(super) const DUPLICATE_KEY: Finding = Finding::error(
    "duplicate-key",
    Text { ja: "同じキーが2回書かれています", en: "this key is written twice" },
    Text { ja: "どちらか1つを残してください。", en: "Keep one of them." },
);

pub(super) const UNKNOWN_KEY: Finding = Finding::error(
    "unknown-key",
    Text { ja: "「{key}」というキーはありません", en: "there is no key `{key}`" },
    NO_HELP,
);

/// Advice on an unknown key when nothing is close.
pub(super) const KNOWN_KEYS: Text =
    Text { ja: "ここに書けるキー：{known}", en: "Keys that may stand here: {known}." };

/// Advice on an unknown choice when nothing is close.
pub(super) const KNOWN_OPTIONS: Text = Text { ja: "選べる値：{known}", en: "Choices: {known}." };

pub(super) const MISSING_KEY: Finding = Finding::error(
    "missing-key",
    Text { ja: "「{key}」が書かれていません", en: "`{key}` is missing" },
    Text { ja: "「{key}」を書き加えてください。", en: "Add `{key}`." },
);

pub(super) const WRONG_TYPE: Finding = Finding::error(
    "wrong-type",
    Text { ja: "「{key}」の値の種類が違います", en: "`{key}` has a value of the wrong kind" },
    Text { ja: "{expected}を書いてください。", en: "Write {expected}." },
);

pub(super) const PLAIN_SECRET: Finding = Finding::error(
    "plain-secret",
    Text {
        ja: "「{key}」にシークレットそのものを書くことはできません", en: "`{key}` must not hold the secret itself"
    },
    Text {
        ja: "{ file = \"…\" }か{ env = \"…\" }で在りかを書いてください。ここに書いたシークレットは漏れたものとみなし、新しいものに替えてください。",
        en: "Say where it is: { file = \"…\" } or { env = \"…\" }. Treat the secret written here as leaked and make a new one.",
    },
);

pub(super) const NOT_AN_OPTION: Finding = Finding::error(
    "not-a-choice",
    Text { ja: "「{key}」に{value}は選べません", en: "{value} is not a choice for `{key}`" },
    NO_HELP,
);

pub(super) const UNREADABLE: Finding = Finding::error(
    "unreadable-value",
    Text {
        ja: "「{key}」の値{value}は読み取れません", en: "{value} cannot be read as the value of `{key}`"
    },
    NO_HELP,
);

pub(super) const TOO_SMALL: Finding = Finding::error(
    "too-small",
    Text { ja: "「{key}」の値が小さすぎます", en: "`{key}` is too small" },
    Text { ja: "{limit}以上にしてください。", en: "Write {limit} or more." },
);

pub(super) const TOO_LARGE: Finding = Finding::error(
    "too-large",
    Text { ja: "「{key}」の値が大きすぎます", en: "`{key}` is too large" },
    Text { ja: "{limit}以下にしてください。", en: "Write {limit} or less." },
);

pub(super) const TOO_FEW: Finding = Finding::error(
    "too-few",
    Text { ja: "「{key}」が足りません", en: "`{key}` has too little in it" },
    Text { ja: "少なくとも{limit}つ必要です。", en: "At least {limit} needed." },
);

pub(super) const TOO_MANY: Finding = Finding::error(
    "too-many",
    Text { ja: "「{key}」が多すぎます", en: "`{key}` has too much in it" },
    Text { ja: "{limit}までです。", en: "At most {limit}." },
);

pub(super) const REPEATED: Finding = Finding::error(
    "repeated",
    Text { ja: "「{key}」の中に同じものが2回あります", en: "something stands twice in `{key}`" },
    Text { ja: "どちらか1つを残してください。", en: "Keep one of them." },
);

pub(super) const OTHER_SHAPE: Finding = Finding::error(
    "shape",
    Text { ja: "「{key}」の値が正しくありません（{limit}）", en: "`{key}` is not right: {limit}" },
    NO_HELP,
);

/// What a JSON Schema type is called by people who write TOML.
pub(super) fn type_name(json_type: &str) -> Text {
    match json_type {
        "string" => Text { ja: "文字（\"…\"）", en: "text between quotes" },
        "integer" => Text { ja: "整数（\"\"で囲まない）", en: "a whole number without quotes" },
        "boolean" => Text { ja: "trueかfalse（\"\"で囲まない）", en: "true or false without quotes" },
        "array" => Text { ja: "リスト（[…]）", en: "a list: […]" },
        "object" => Text { ja: "表（{ … }）", en: "a table: { … }" },
        _ => TYPE_OTHER,
    }
}

/// A kind of value that our files do not use.
pub(super) const TYPE_OTHER: Text = Text { ja: "別の種類の値", en: "another kind of value" };

/// What to write where a value follows a pattern.
pub(super) const PATTERNS: [(&str, Text); 17] = [
    (
        pattern::LINE,
        Text {
            ja: "空でない1行の文を書いてください。", en: "Write one line of text that is not blank."
        },
    ),
    (
        pattern::DURATION,
        Text {
            ja: "数と単位（s・min・h・d）を続けて書いてください。例：\"30min\"、\"24h\"",
            en: "Write a number and a unit (s, min, h, d), such as \"30min\" or \"24h\".",
        },
    ),
    (
        pattern::UNLOCK,
        Text {
            ja: "\"30min\"のような時間か、\"administrator\"と書いてください。",
            en: "Write a time such as \"30min\", or \"administrator\".",
        },
    ),
    (pattern::COLOUR, Text { ja: "\"#0017c1\"のように書いてください。", en: "Write a colour such as \"#0017c1\"." }),
    (
        pattern::EVERY,
        Text {
            ja: "\"3rd thursday\"のように、1st・2nd・3rd・4thと曜日を書いてください。",
            en: "Write which weekday of the month, such as \"3rd thursday\" (1st to 4th).",
        },
    ),
    (
        pattern::WHEN,
        Text {
            ja: "\"19:00\"か\"2026-12-30T22:00\"のように書いてください（日本時間）。",
            en: "Write \"19:00\" or \"2026-12-30T22:00\" (Japan time).",
        },
    ),
    (
        pattern::MOMENT,
        Text {
            ja: "\"2026-04-01\"か\"2026-04-01 09:00\"のように書いてください。",
            en: "Write a day such as \"2026-04-01\", or a day and a time: \"2026-04-01 09:00\".",
        },
    ),
    (
        pattern::PUBLICATION,
        Text {
            ja: "半角の英小文字・数字・ハイフンで、64文字までで書いてください。",
            en: "Write at most 64 small letters, digits and hyphens.",
        },
    ),
    (pattern::DAY, Text { ja: "\"2026-04-01\"のように書いてください。", en: "Write a day such as \"2026-04-01\"." }),
    (
        pattern::EMAIL,
        Text {
            ja: "\"kenpo@example.jp\"のようなメールアドレスを書いてください。",
            en: "Write an e-mail address such as \"kenpo@example.jp\".",
        },
    ),
    (
        pattern::DOMAIN,
        Text { ja: "\"example.jp\"のように書いてください。", en: "Write a domain such as \"example.jp\"." },
    ),
    (
        pattern::PHONE,
        Text {
            ja: "\"03-1234-5678\"のように、半角の数字とハイフンで書いてください。",
            en: "Write a number such as \"03-1234-5678\", half-width.",
        },
    ),
    (
        pattern::ID,
        Text {
            ja: "半角の英小文字で始め、英小文字・数字・ハイフンだけを使ってください。",
            en: "Begin with a small letter; use small letters, digits and hyphens only.",
        },
    ),
    (
        pattern::SCOPE,
        Text {
            ja: "空白のない半角文字で書いてください。", en: "Use half-width characters without spaces."
        },
    ),
    (
        pattern::DERIVED,
        Text {
            ja: "{kigo}・{bango}・{birth_date}を続けて書いてください。例：\"{kigo:2}{bango:4}{birth_date}\"",
            en: "Write {kigo}, {bango}, {birth_date} one after another, such as \"{kigo:2}{bango:4}{birth_date}\".",
        },
    ),
    (
        pattern::VARIABLE,
        Text {
            ja: "環境変数の名前を書いてください。例：\"MINATO_PORTAL_SECRET\"",
            en: "Write the name of an environment variable, such as \"MINATO_PORTAL_SECRET\".",
        },
    ),
    (pattern::SYMBOLS, Text { ja: "半角の記号だけを書いてください。", en: "Write half-width symbols only." }),
];
