//! What the page of the step says that is its own; the rules and the fields have their words in `new_password`.

use base::Text;

pub const TITLE: Text = Text { ja: "新しいパスワードの設定", en: "Choose your password" };
pub const LEAD: Text = Text {
    ja: "今のパスワードに代えて、ご自身で決めたパスワードを登録してください。次の決まりがあります。",
    en: "Please choose a password of your own in place of the present one. These are the rules:",
};
pub const SUBMIT: Text = Text { ja: "登録する", en: "Save the password" };
