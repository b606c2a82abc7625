//! What the page of the user ID says.

use base::Text;

pub const TITLE: Text = Text { ja: "ユーザIDの確認", en: "Your user ID" };
pub const LEAD: Text = Text {
    ja: "ログインに使うユーザIDを決めてください。今のままでよい場合は、変えずに進んでください。",
    en: "Please choose the user ID that you sign in with. If the present one suits you, just go on.",
};
pub const TITLE_WITH_METHOD: Text = Text { ja: "ユーザIDと認証方法", en: "Your user ID and second check" };
pub const LEAD_WITH_METHOD: Text = Text {
    ja: "ログインに使うユーザIDと、ご本人であることを確かめる方法を決めてください。ユーザIDは、今のままでもかまいません。",
    en: "Please choose the user ID that you sign in with, and how you confirm that it is you. The user ID may stay as it is.",
};
pub const USER_ID: Text = Text { ja: "ユーザID", en: "User ID" };
pub const HINT: Text = Text {
    ja: "{min}文字以上{max}文字以内。使える文字は、半角の英字、数字、記号（{signs}）です。大文字は小文字として登録されます。",
    en: "{min} to {max} characters: letters, digits, and the signs {signs}. Capital letters are kept as small ones.",
};
pub const REFUSED: Text =
    Text { ja: "利用不可文字一覧を見る", en: "Show the characters that cannot be used" };
pub const REFUSED_LEAD: Text = Text {
    ja: "次の記号は、ユーザIDには使えません。",
    en: "These signs cannot be used in a user ID:",
};
pub const REFUSED_ALSO: Text = Text {
    ja: "空白（スペース）と、ひらがな・カタカナ・漢字なども使えません。",
    en: "Neither can spaces, nor letters other than A to Z.",
};
pub const SUBMIT: Text = Text { ja: "次へ進む", en: "Go on" };
pub const EMPTY: Text = Text { ja: "ユーザIDを入力してください。", en: "Please enter a user ID." };
pub const LENGTH: Text = Text {
    ja: "ユーザIDは{min}文字以上{max}文字以内で入力してください。",
    en: "A user ID has {min} to {max} characters.",
};
pub const CHARACTERS: Text = Text {
    ja: "ユーザIDに使えない文字が含まれています：{characters}",
    en: "This user ID contains characters that cannot be used: {characters}",
};
pub const SPACE: Text = Text { ja: "（空白）", en: "(space)" };
pub const TAKEN: Text = Text {
    ja: "このユーザIDは、ほかの方が使っています。別のユーザIDを入力してください。",
    en: "This user ID is taken. Please choose another one.",
};
