//! What the pages say that show an address to be the member's own.

use base::Text;

pub(super) const ENTER: Text = Text { ja: "確認する", en: "Confirm" };
pub(super) const REFRESH_HINT: Text = Text {
    ja: "メールのリンクを開いて確認した場合は、数字の入力はいりません。この画面が進まないときは「更新」を押してください。",
    en: "If you have confirmed with the link in the e-mail, no digits are needed. Should this page not go on, press “Refresh”.",
};
pub(super) const REFRESH: Text = Text { ja: "更新", en: "Refresh" };
pub(super) const GOES_ON: Text = Text {
    ja: "メールアドレスを確認できました。次の画面に進みます。",
    en: "Your e-mail address is confirmed. We are going on.",
};
pub(super) const CHANGE: Text = Text { ja: "メールアドレスを変更する", en: "Use another e-mail address" };

pub(super) const CONFIRM: Text = Text { ja: "メールアドレスの確認", en: "Confirm your e-mail address" };
pub(super) const CONFIRM_LEAD: Text = Text {
    ja: "「{address}」がご自分のメールアドレスであれば、ボタンを押してください。",
    en: "If {address} is your e-mail address, please press the button.",
};
pub(super) const CONFIRM_BUTTON: Text = Text { ja: "メールアドレスを確認する", en: "Confirm the address" };
pub(super) const CONFIRM_UNTIL: Text = Text { ja: "有効期限：{until}", en: "This page is valid until {until}." };

pub(super) const CONFIRMED: Text = Text { ja: "確認しました", en: "Confirmed" };
pub(super) const CONFIRMED_BEFORE: Text = Text { ja: "確認済みです", en: "Already confirmed" };
pub(super) const YOURS: Text = Text {
    ja: "メールアドレスの確認が完了しています。",
    en: "Your e-mail address has been confirmed.",
};
pub(super) const GO_BACK: Text = Text {
    ja: "手続きをしていた元の画面に戻ってください。元の画面が進まないときは「更新」を押してください。この画面は閉じてかまいません。",
    en: "Please go back to the page where you began. Should it not go on, press “Refresh” there. You may close this page.",
};
pub(super) const GO_ON_HERE: Text =
    Text { ja: "続けて、手続きを進めてください。", en: "You can go on now." };
pub(super) const GO_ON: Text = Text { ja: "手続きを続ける", en: "Go on" };

pub(super) const LATE: Text =
    Text { ja: "リンクの有効期限が切れています", en: "This link is no longer valid" };
pub(super) const LATE_LEAD: Text = Text {
    ja: "「{address}」に、新しい確認メールをお送りできます。",
    en: "We can send a new e-mail to {address}.",
};
pub(super) const LATE_BUTTON: Text = Text { ja: "もう一度送る", en: "Send it again" };
pub(super) const SENT: Text = Text { ja: "確認メールをお送りしました", en: "We have sent a new e-mail" };
pub(super) const SENT_LEAD: Text = Text {
    ja: "「{address}」に届く新しいメールのリンクを開いてください。この画面は閉じてかまいません。",
    en: "Please open the link in the new e-mail to {address}. You may close this page.",
};

pub(super) const TAKEN: Text =
    Text { ja: "このメールアドレスは登録できません", en: "This address cannot be registered" };
pub(super) const TAKEN_WHY: Text = Text {
    ja: "このメールアドレスは、ほかの方のアカウントで使われています。手続きをしていた元の画面に戻り、別のメールアドレスを登録してください。",
    en: "It is in use for another member's account. Please go back to the page where you began and register another address.",
};
pub(super) const VOID: Text = Text { ja: "このリンクは使えません", en: "This link cannot be used" };
pub(super) const VOID_WHY: Text = Text {
    ja: "手続きがすでに終わっているか、中止されています。手続きの途中の場合は、元の画面で「再送信」を押してください。お心当たりがない場合は、この画面を閉じてください。",
    en: "What it was for has ended. If you are in the middle of it, please press “Send again” on the page where you began. If you know nothing of it, just close this page.",
};
