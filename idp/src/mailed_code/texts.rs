//! What the pages say that ask for a code by mail.

use base::Text;

pub const CODE: Text = Text { ja: "メールに届いた6桁の数字", en: "The six digits from the e-mail" };
pub const CODE_HINT: Text = Text {
    ja: "件名に同じ「確認番号」があるメールの数字を入力してください。",
    en: "Please enter the digits of the e-mail whose subject has the same reference.",
};
pub const WRONG: Text = Text { ja: "認証コードが異なります。", en: "The code is not right." };
pub const MALFORMED: Text =
    Text { ja: "認証コードは6桁の数字で入力してください。", en: "A code has six digits." };
pub const DEAD: Text = Text {
    ja: "この認証コードはもう使えません。「再送信」を押して、新しいメールの数字を入力してください。",
    en: "This code can no longer be used. Please press “Send again” and enter the digits of the new e-mail.",
};
pub const TOO_EARLY: Text = Text {
    ja: "続けて送信することはできません。{wait}後に、もう一度「再送信」を押してください。",
    en: "Another e-mail cannot be sent yet. Please press “Send again” in {wait}.",
};

pub const SENT_TO: Text = Text { ja: "送信先", en: "Sent to" };
pub const TAG: Text = Text { ja: "確認番号", en: "Reference" };
pub const GOOD_UNTIL: Text = Text { ja: "有効期限", en: "Valid until" };

pub const CAME_BACK: Text = Text { ja: "メールが届きませんでした", en: "Our e-mail did not arrive" };
pub const CAME_BACK_WHY: Text = Text {
    ja: "このメールアドレス宛てのメールが、宛先不明で戻ってきました。アドレスが変わっていないか、お確かめください。",
    en: "An e-mail to this address came back as undeliverable. Please check whether the address is still right.",
};
pub const NOT_GOOD: Text = Text {
    ja: "前にお送りしたメールの数字は、もう使えません",
    en: "The digits sent before can no longer be used",
};
pub const NOT_GOOD_WHY: Text = Text {
    ja: "有効期限が過ぎたか、間違った入力が続いたためです。「再送信」を押してください。新しい数字をお送りします。",
    en: "Their time has passed, or there were too many wrong entries. Please press “Send again”: we send you new ones.",
};
pub const SENT_AGAIN: Text = Text { ja: "メールを再送信しました", en: "We have sent the e-mail again" };
pub const SENT_AGAIN_SAME: Text = Text {
    ja: "どのメールにも同じ数字が書かれています。先に届いたメールの数字を入力してください。",
    en: "Every e-mail has the same digits. Please enter those of whichever arrives first.",
};
pub const SENT_AGAIN_NEW: Text = Text {
    ja: "新しい数字をお送りしました。前のメールの数字は使えません。",
    en: "It has new digits. Those of the e-mails before can no longer be used.",
};

pub const AGAIN: Text = Text { ja: "再送信", en: "Send again" };
pub const AGAIN_HINT: Text = Text {
    ja: "数分待ってもメールが届かない場合に押してください。",
    en: "Press this if no e-mail has come after a few minutes.",
};
pub const AGAIN_AFTER: Text =
    Text { ja: "次の「再送信」は、{wait}後にできます。", en: "You can have it sent again in {wait}." };
pub const SECONDS: Text = Text { ja: "{seconds}秒", en: "{seconds} seconds" };
pub const MINUTES: Text = Text { ja: "{minutes}分", en: "{minutes} minutes" };

pub const NO_MAIL: Text = Text { ja: "メールが届かないとき", en: "If no e-mail comes" };
pub const NO_MAIL_WAIT: Text = Text {
    ja: "届くまでに数分かかることがあります。しばらくお待ちください。",
    en: "It may take a few minutes. Please wait a little.",
};
pub const NO_MAIL_SPAM: Text = Text {
    ja: "「迷惑メール」などのフォルダに入っていないか、お確かめください。",
    en: "Please look into your spam or junk folder.",
};
pub const NO_MAIL_DOMAIN: Text = Text {
    ja: "受信を制限している場合は、「{domain}」からのメールを受け取れるように設定してから、「再送信」を押してください。",
    en: "If your mail is filtered, please allow e-mail from {domain} and have it sent again.",
};
pub const NO_MAIL_CONTACT: Text = Text {
    ja: "それでも届かないときや、このメールアドレスを使えないときは、ページ下部の組合の窓口にお問い合わせください。",
    en: "If it still does not come, or you can no longer use this address, please contact your society; its contact is at the foot of this page.",
};
