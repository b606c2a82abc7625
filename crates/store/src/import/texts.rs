//! What the import engine says is wrong, in both languages.

use base::Text;

pub(super) const EMPTY: Text = Text {
    ja: "ファイルが空です。見出し行が必要です。",
    en: "The file is empty: it needs a header row.",
};
pub(super) const NO_HEADER: Text = Text {
    ja: "1行目が見出し行ではありません。必要な列は次のとおりです: {columns}",
    en: "The first line is no header row. The columns are: {columns}",
};
pub(super) const MISSING_COLUMN: Text =
    Text { ja: "見出し行にこの列がありません。", en: "The header row lacks this column." };
pub(super) const UNKNOWN_COLUMN: Text = Text {
    ja: "見出し行の{position}列目は不明な列です。使える列は次のとおりです: {columns}",
    en: "Column {position} of the header row is unknown. The columns are: {columns}",
};
pub(super) const REPEATED_COLUMN: Text = Text {
    ja: "見出し行にこの列が2回以上あります。",
    en: "The header row has this column more than once.",
};
pub(super) const CELLS: Text = Text {
    ja: "列の数が見出し行と違います（見出し行は{expected}列、この行は{found}列）。",
    en: "The number of columns is not that of the header row ({expected} there, {found} here).",
};
pub(super) const CONTROL_CHARACTER: Text = Text {
    ja: "改行やタブなどの制御文字は使えません。",
    en: "Line breaks, tabs and other control characters are not allowed.",
};
pub(super) const REPEATED_VALUE: Text = Text {
    ja: "{line}行目と同じ値です。この列の値は、ファイルの中で重複できません。",
    en: "Line {line} has the same value: no value of this column may stand twice in a file.",
};
pub(super) const REPEATED_KEY: Text = Text {
    ja: "{line}行目と同じです。{columns}の組み合わせは、ファイルの中で重複できません。",
    en: "Line {line} is the same: no two lines may have the same {columns}.",
};
pub(super) const UNCLOSED_QUOTE: Text = Text {
    ja: "この行から始まる引用符（\"）が閉じられていません。",
    en: "A quotation mark (\") that opens here is not closed.",
};
pub(super) const TOO_LONG: Text = Text { ja: "この行は長すぎます。", en: "This line is too long." };
pub(super) const STRAY_QUOTE: Text = Text {
    ja: "引用符（\"）の位置が正しくありません。値の中の引用符は2つ続けて書き、値全体を引用符で囲んでください。",
    en: "A quotation mark (\") is out of place: write it twice, and put the whole value in quotation marks.",
};
pub(super) const NOT_UTF8: Text =
    Text { ja: "UTF-8として読めない文字があります。", en: "It has bytes that are not UTF-8." };
pub(super) const NOT_SHIFT_JIS: Text =
    Text { ja: "Shift_JISとして読めない文字があります。", en: "It has bytes that are not Shift_JIS." };
pub(super) const LOOKS_LIKE_SHIFT_JIS: Text = Text {
    ja: "ファイルはUTF-8ではなく、Shift_JISのようです。--encoding shift_jis を付けて実行してください。",
    en: "The file is not UTF-8 but looks like Shift_JIS: run again with --encoding shift_jis.",
};
pub(super) const IS_UTF8: Text = Text {
    ja: "ファイルはUTF-8です。--encoding shift_jis を付けずに実行してください。",
    en: "The file is UTF-8: run again without --encoding shift_jis.",
};
pub(super) const IS_UTF16: Text = Text {
    ja: "ファイルはUTF-16です。「CSV UTF-8」形式で保存し直してください。",
    en: "The file is UTF-16: save it as “CSV UTF-8”.",
};
