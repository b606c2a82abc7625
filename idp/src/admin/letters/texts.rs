//! What the letter says, and what its command says, in both languages.

use base::Text;

pub(super) const TITLE: Text = Text { ja: "ID通知書", en: "Your user ID and initial password" };
pub(super) const ADDRESSEE: Text = Text { ja: "{name} 様", en: "{name}" };
pub(super) const MEMBER_NUMBER: Text = Text { ja: "加入者番号 {number}", en: "Member number {number}" };
pub(super) const INTRODUCTION: Text = Text {
    ja: "「{portal}」をご利用いただくためのユーザIDと初期パスワードをお知らせします。はじめてログインするときに、下の手順でお手続きをお願いします。",
    en: "Above are your user ID (ユーザID) and your initial password (初期パスワード) for the {portal}. Please follow these steps when you sign in for the first time; the pages are in English too.",
};
pub(super) const USER_ID: Text = Text { ja: "ユーザID", en: "User ID" };
pub(super) const PASSWORD: Text = Text { ja: "初期パスワード", en: "Initial password" };
pub(super) const CHOSEN_PASSWORD: Text =
    Text { ja: "ご自身で決めたパスワード", en: "The password that you chose" };
pub(super) const USED_PASSWORD: Text =
    Text { ja: "すでにお使いの初期パスワード", en: "The initial password that you have used" };
pub(super) const ADDRESS: Text = Text { ja: "ポータルのアドレス", en: "Address of the portal" };
pub(super) const CODE: Text =
    Text { ja: "ポータルのアドレスのQRコード", en: "QR code of the portal's address" };

pub(super) const HOW: Text =
    Text { ja: "はじめてログインするときの手順", en: "When you sign in for the first time" };
pub(super) const OPEN: Text = Text {
    ja: "ポータルのアドレスを開きます。スマートフォンでは、QRコードを読み取って開けます。",
    en: "Open the address of the portal, or scan the QR code with your phone. Choose “English” at the top of the page.",
};
pub(super) const SIGN_IN: Text = Text {
    ja: "「ログイン」を押し、ユーザIDと初期パスワードを入力します。",
    en: "Press “Sign in”, and enter your user ID and initial password.",
};
pub(super) const BIRTH_DATE: Text = Text {
    ja: "生年月日を西暦の8桁の数字で入力します（例：1985年11月1日生まれの方は 19851101）。",
    en: "Enter your birth date in eight digits (for November 1, 1985: 19851101).",
};
pub(super) const TERMS: Text =
    Text { ja: "利用規約を読み、同意します。", en: "Read the terms of use, and agree to them." };
pub(super) const EMAIL: Text =
    Text { ja: "Eメールアドレスを登録します。", en: "Enter your e-mail address." };
pub(super) const EMAIL_VERIFICATION: Text = Text {
    ja: "届いたメールのアドレスを開き、Eメールアドレスを確認します。",
    en: "Open the address in the mail that we send you, to confirm your e-mail address.",
};
pub(super) const CHOOSE_USER_ID: Text = Text {
    ja: "これから使うユーザIDを決めます（{min}〜{max}文字。このままでもかまいません）。",
    en: "Choose the user ID that you want to use ({min} to {max} characters), or keep this one.",
};
pub(super) const CHOOSE_METHOD: Text = Text {
    ja: "ログインのときにご本人を確かめる方法を、{methods}から選びます。",
    en: "Choose how we check that it is you: {methods}.",
};
pub(super) const QUOTED: Text = Text { ja: "「{name}」", en: "“{name}”" };
pub(super) const OR: Text = Text { ja: "", en: ", " };
pub(super) const RECOMMENDED: Text =
    Text { ja: "組合のおすすめは「{method}」です。", en: " Your society recommends “{method}”." };
pub(super) const CHOOSE_PASSWORD: Text = Text {
    ja: "新しいパスワードを決めます（{min}〜{max}文字）。",
    en: "Choose a new password ({min} to {max} characters).",
};
pub(super) const SET_UP: Text = Text {
    ja: "選んだ方法を、画面の案内に沿って設定します。",
    en: "Set up the method that you chose, as the pages say.",
};
pub(super) const SIGN_IN_AGAIN: Text = Text {
    ja: "一度ログアウトし、もう一度ログインして、画面の案内に沿って認証方法を設定します。",
    en: "Sign out and sign in again, and set up the second check as the pages say.",
};

pub(super) const CARE: Text = Text { ja: "ご注意", en: "Please note" };
pub(super) const KEEP: Text = Text {
    ja: "この通知書は、手続きが終わるまで大切に保管し、ほかの人に見せないでください。組合の職員がパスワードをお尋ねすることはありません。",
    en: "Keep this letter safe until you are done, and show it to nobody. Nobody at your society will ask for your password.",
};
pub(super) const LOCKS: Text = Text {
    ja: "パスワードを続けて{failures}回間違えるとロックされます。そのときは、下の窓口にお問い合わせください。",
    en: "After {failures} wrong passwords in a row your account is locked; then please contact the desk below.",
};
pub(super) const RESTS: Text = Text {
    ja: "パスワードを続けて{failures}回間違えると、しばらくのあいだログインできません。",
    en: "After {failures} wrong passwords in a row signing in is paused for a while.",
};
pub(super) const BETWEEN_SENTENCES: Text = Text { ja: "", en: " " };
pub(super) const CONTACT: Text = Text { ja: "お問い合わせ先", en: "Contact" };
pub(super) const PHONE: Text = Text { ja: "電話", en: "Phone" };
pub(super) const HOURS: Text = Text { ja: "受付時間", en: "Hours" };
pub(super) const MAIL: Text = Text { ja: "メール", en: "E-mail" };
pub(super) const PAIR: Text = Text { ja: "{name}：{value}", en: "{name}: {value}" };

pub(super) const PRINTED: Text = Text {
    ja: "{letters}通を {place} に書き出しました。パスワードが書かれています。取り扱いにご注意ください。",
    en: "{letters} letters are in {place}. They hold passwords: take care of them.",
};
pub(super) const NOBODY: Text = Text {
    ja: "該当する加入者はいません。何も書き出していません。",
    en: "There is no such member: nothing was written.",
};
pub(super) const LACKING: Text = Text {
    ja: "{number}通目：印刷できない文字を〓に置き換えました（{characters}）。手書きで補ってください。",
    en: "Letter {number}: 〓 stands for characters that cannot be printed ({characters}). Please write them in.",
};
pub(super) const EXISTS: Text = Text {
    ja: "{file} はすでにあります。上書きしません。",
    en: "{file} exists already and is not written over.",
};
pub(super) const MISTAKES: Text = Text {
    ja: "ファイルに誤りがあります。何も書き出していません。",
    en: "The file has mistakes: nothing was written.",
};
