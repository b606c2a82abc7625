//! What every page of a new password says.

use base::Text;
use realm::CharacterClass;

pub(super) const USER_ID: Text = Text { ja: "ユーザID", en: "User ID" };
pub(super) const PASSWORD: Text = Text { ja: "新しいパスワード", en: "New password" };
pub(super) const AGAIN: Text = Text { ja: "パスワード確認用", en: "The same password again" };
pub(super) const EMPTY: Text =
    Text { ja: "新しいパスワードを入力してください。", en: "Please enter a new password." };
pub(super) const DIFFERENT: Text = Text {
    ja: "「パスワード確認用」が「新しいパスワード」と一致しません。もう一度、両方に入力してください。",
    en: "The two passwords are not the same. Please enter both once more.",
};
pub(super) const CASE_MATTERS: Text = Text {
    ja: "英字の大文字と小文字は区別されます。",
    en: "Capital and small letters are different.",
};
pub(super) const EITHER_CASE: Text = Text {
    ja: "英字の大文字と小文字は区別されません。",
    en: "Capital and small letters count as the same.",
};
pub(super) const NOT_KEPT: Text = Text { ja: "満たしていません", en: "Not met" };

pub(super) const LENGTH: Text = Text {
    ja: "パスワードは{min}文字以上{max}文字以内にしてください。",
    en: "A password has {min} to {max} characters.",
};
pub(super) const ALPHABET: Text = Text {
    ja: "使える文字は、半角の英字、数字、次の記号だけです： {symbols} （¥ と \\ は同じ文字です）",
    en: "It consists of half-width letters, digits and these symbols only: {symbols} (¥ and \\ are the same)",
};
pub(super) const NOT_USER_ID: Text =
    Text { ja: "ユーザIDと同じものは使えません。", en: "It is not your user ID." };
pub(super) const NOT_CURRENT: Text = Text {
    ja: "今のパスワード（組合からお知らせしたものを含みます）と同じものは使えません。",
    en: "It is not your present password, nor the one that your society gave you.",
};
pub(super) const NOT_PERSONAL: Text = Text {
    ja: "生年月日、記号・番号、お名前、メールアドレス、組合の名前などだけで作ったものは使えません。",
    en: "It is not made only of your birth date, insurance numbers, name, e-mail address or the society's name.",
};
pub(super) const NOT_COMMON: Text = Text {
    ja: "よく使われるもの、すぐに推測できるもの（password1、12345678 など）は使えません。",
    en: "It is not a common password or one that is soon guessed, such as password1 or 12345678.",
};

/// The rule that a kind of character must occur.
pub(super) const fn contains(class: CharacterClass) -> Text {
    match class {
        CharacterClass::Letter => {
            Text { ja: "英字を1文字以上使ってください。", en: "It has at least one letter." }
        }
        CharacterClass::Digit => {
            Text { ja: "数字を1文字以上使ってください。", en: "It has at least one digit." }
        }
        CharacterClass::Symbol => {
            Text { ja: "記号を1文字以上使ってください。", en: "It has at least one symbol." }
        }
    }
}
