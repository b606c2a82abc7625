//! What the page of the birth date says.

use base::Text;

pub const TITLE: Text = Text { ja: "生年月日の確認", en: "Your birth date" };
pub const LEAD: Text = Text {
    ja: "ご本人であることを確認するため、生年月日を入力してください。",
    en: "Please enter your birth date, so that we know it is you.",
};
pub const BIRTH_DATE: Text = Text { ja: "生年月日", en: "Birth date" };
pub const HINT: Text = Text {
    ja: "西暦の8桁の数字で入力してください。例：1985年（昭和60年）11月1日生まれの方は 19851101。「S60.11.1」のような和暦でも入力できます。",
    en: "Eight digits: year, month, day. For November 1, 1985 enter 19851101. 1985-11-01 is accepted as well.",
};
pub const SUBMIT: Text = Text { ja: "確認する", en: "Confirm" };
pub const EMPTY: Text = Text { ja: "生年月日を入力してください。", en: "Please enter your birth date." };
pub const MALFORMED: Text = Text {
    ja: "生年月日として読み取れません。西暦の8桁の数字（例：19851101）で入力してください。",
    en: "This is not a date. Please enter eight digits, for example 19851101.",
};
pub const WRONG: Text = Text {
    ja: "生年月日が登録内容と一致しません。",
    en: "This is not the birth date that we have on record.",
};
