//! What the pages of another e-mail address say.

use base::Text;

pub const LEAD: Text = Text {
    ja: "新しいメールアドレスを入力してください。そのアドレスに確認のメールをお送りします。確認が終わるまでは、今のアドレスのままです。",
    en: "Please enter your new e-mail address. We send an e-mail there to confirm it. Until then the present address stays.",
};
pub const PRESENT: Text = Text { ja: "今のメールアドレス", en: "Present address" };
pub const NEW: Text = Text { ja: "新しいメールアドレス", en: "New e-mail address" };
pub const HINT: Text = Text {
    ja: "半角で入力してください。大文字は小文字として登録されます。例：hanako@example.jp",
    en: "Capital letters are kept as small ones. Example: hanako@example.jp",
};
pub const ALLOW: Text = Text {
    ja: "「{domain}」からのメールを受け取れるように設定してください。",
    en: "Please make sure that e-mail from {domain} can reach you.",
};
pub const SEND: Text = Text { ja: "確認のメールを送る", en: "Send the e-mail" };
pub const SAME: Text = Text {
    ja: "今のメールアドレスと同じです。新しいメールアドレスを入力してください。",
    en: "This is your present address. Please enter the new one.",
};
pub const WAITING: Text = Text { ja: "新しいメールアドレスの確認", en: "Confirm your new e-mail address" };
pub const WAITING_LEAD: Text = Text {
    ja: "新しいメールアドレスに、確認のメールをお送りしました。メールに書かれた6桁の数字を下に入力するか、メールのリンクを開いてボタンを押してください。リンクは、ほかの端末で開いてもかまいません。",
    en: "We have sent an e-mail to your new address. Please enter its six digits below, or open its link and press the button there. You may open the link on another device.",
};
pub const CHANGED: Text =
    Text { ja: "メールアドレスを変更しました。", en: "Your e-mail address has been changed." };
