//! The words of the pages about check-ups.

use base::Text;

pub const NONE: Text =
    Text { ja: "表示できる健診結果はありません。", en: "There are no check-up results to show." };
pub const WHEN: Text = Text {
    ja: "結果は、健診機関から組合に届いたあとに表示されます。",
    en: "Results appear once the institution has sent them to the society.",
};
pub const TO_TREND: Text = Text { ja: "5年間の推移を見る", en: "See the last five years" };
pub const TO_LIST: Text = Text { ja: "健診の一覧に戻る", en: "Back to the check-ups" };
pub const TREND: Text = Text { ja: "5年間の推移", en: "The last five years" };
pub const TREND_OF_NAMED: Text = Text {
    ja: "{person} さんの、今年を含む5年間の健診結果です。",
    en: "Check-up results of {person} of the last five years, this one included.",
};
/// Of somebody whose name is not known.
pub const TREND_OF: Text = Text {
    ja: "{person}の、今年を含む5年間の健診結果です。",
    en: "{person}: check-up results of the last five years, this one included.",
};
pub const NOTHING_RECENT: Text = Text {
    ja: "この5年間の健診結果はありません。",
    en: "There are no results of the last five years.",
};
pub const CHECKUP_OF: Text = Text { ja: "{day}の健診結果", en: "Check-up of {day}" };
pub const RESULTS: Text = Text { ja: "検査項目ごとの結果", en: "Results by item" };
pub const CHARTS: Text = Text { ja: "推移のグラフ", en: "The course of each item" };
pub const PERSON: Text = Text { ja: "受診者", en: "Person" };
pub const TAKEN_ON: Text = Text { ja: "受診日", en: "Date" };
pub const INSTITUTION: Text = Text { ja: "健診機関", en: "Institution" };
pub const ITEM: Text = Text { ja: "検査項目", en: "Item" };
pub const VALUE: Text = Text { ja: "結果", en: "Result" };
pub const RANGE: Text = Text { ja: "基準範囲", en: "Reference range" };
pub const JUDGEMENT: Text = Text { ja: "判定", en: "Judgement" };
pub const FINDING: Text = Text { ja: "所見", en: "Finding" };
pub const WITHIN: Text = Text { ja: "基準範囲 {range}", en: "Reference range {range}" };
pub const FROM: Text = Text { ja: "{low}以上", en: "{low} or more" };
pub const UP_TO: Text = Text { ja: "{high}以下", en: "{high} or less" };
pub const NOTES: Text = Text { ja: "ご覧いただくときの注意", en: "Please note" };
pub const USUAL_NOTES: [Text; 2] = [
    Text {
        ja: "基準範囲と判定は、健診機関が示したものです。健診機関や検査の方法によって異なることがあります。",
        en: "Reference ranges and judgements are those of the institution. They may differ with the institution and its methods.",
    },
    Text {
        ja: "結果についてのご相談は、健診機関やかかりつけの医師にお願いします。",
        en: "To talk about your results, please ask the institution or your doctor.",
    },
];
