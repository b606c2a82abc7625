//! What the page says on which a member waits for a mail.

use base::Text;

pub const TITLE: Text = Text { ja: "メールアドレスの確認", en: "Confirm your e-mail address" };
pub const LEAD: Text = Text {
    ja: "確認のためのメールをお送りしました。メールに書かれた6桁の数字を下に入力するか、メールのリンクを開いてボタンを押してください。リンクは、ほかの端末で開いてもかまいません。",
    en: "We have sent you an e-mail. Please enter its six digits below, or open its link and press the button there. You may open the link on another device.",
};
pub const TAKEN: Text = Text {
    ja: "このメールアドレスは、ほかの方が使っています。「メールアドレスを変更する」から、別のメールアドレスを登録してください。",
    en: "This e-mail address is in use for another account. Please register another one with “Use another e-mail address”.",
};
