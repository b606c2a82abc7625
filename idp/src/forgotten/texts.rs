//! What the pages for those who have forgotten something say.

use base::Text;

pub(super) const PASSWORD: Text = Text { ja: "パスワードを忘れた方", en: "Forgotten password" };
pub(super) const PASSWORD_LEAD: Text = Text {
    ja: "ユーザIDを入力してください。登録されているメールアドレスに、新しいパスワードを設定するためのメールをお送りします。",
    en: "Please enter your user ID. We send an e-mail to your registered address, with which you can set a new password.",
};
pub(super) const USER_ID: Text = Text { ja: "ユーザIDを忘れた方", en: "Forgotten user ID" };
pub(super) const USER_ID_LEAD: Text = Text {
    ja: "生年月日と、登録されているメールアドレスを入力してください。ユーザIDをメールでお知らせします。",
    en: "Please enter your birth date and your registered e-mail address. We send your user ID there.",
};
pub(super) const USER_ID_FIELD: Text = Text { ja: "ユーザID", en: "User ID" };
pub(super) const EMAIL: Text = Text { ja: "メールアドレス", en: "E-mail address" };
pub(super) const SEND: Text = Text { ja: "メールを送る", en: "Send the e-mail" };
pub(super) const NO_ADDRESS: Text = Text {
    ja: "メールアドレスを登録していない方、初回ログインがお済みでない方、メールを受け取れなくなった方は、ページ下部の組合の窓口にお問い合わせください。",
    en: "If you have registered no e-mail address, have not signed in before, or cannot read your e-mail any more, please contact your society; its contact is at the foot of this page.",
};
pub(super) const USER_ID_EMPTY: Text =
    Text { ja: "ユーザIDを入力してください。", en: "Please enter your user ID." };
pub(super) const EMAIL_EMPTY: Text =
    Text { ja: "メールアドレスを入力してください。", en: "Please enter your e-mail address." };
pub(super) const EMAIL_MALFORMED: Text = Text {
    ja: "メールアドレスとして読み取れません。「name@example.jp」のような形で入力してください。",
    en: "This is not an e-mail address. Please enter it like name@example.jp.",
};
pub(super) const ALSO_PASSWORD: Text =
    Text { ja: "パスワードを忘れた方はこちら", en: "Forgot your password?" };
pub(super) const ALSO_USER_ID: Text = Text { ja: "ユーザIDを忘れた方はこちら", en: "Forgot your user ID?" };
pub(super) const TO_SIGN_IN: Text = Text { ja: "ログイン画面へ進む", en: "Go to the sign-in page" };
pub(super) const TO_PORTAL: Text = Text { ja: "ポータルへ進む", en: "Go to the portal" };

pub(super) const SEE_MAIL: Text = Text { ja: "メールをご確認ください", en: "Please look at your e-mail" };
pub(super) const PASSWORD_ASKED: Text = Text {
    ja: "ユーザID「{user_id}」にメールアドレスが登録されている場合は、新しいパスワードを設定するためのメールをお送りしました。メールのリンクは{minutes}分間有効です。",
    en: "If an e-mail address is registered for the user ID “{user_id}”, we have sent an e-mail to it. Its link to set a new password is good for {minutes} minutes.",
};
pub(super) const USER_ID_ASKED: Text = Text {
    ja: "生年月日とメールアドレス「{address}」が登録内容と一致する場合は、ユーザIDをお知らせするメールをお送りしました。",
    en: "If the birth date and the e-mail address “{address}” are those on record, we have sent your user ID there.",
};
pub(super) const NO_MAIL: Text = Text {
    ja: "数分待っても届かない場合は、入力した内容が正しいか、迷惑メールのフォルダーに入っていないか、{sender} からのメールを受け取れる設定になっているかをご確認ください。",
    en: "If nothing has come after a few minutes, please check what you entered, the folder for spam, and that mail from {sender} is let through.",
};

pub(super) const NEW_PASSWORD: Text = Text { ja: "新しいパスワードの設定", en: "Set a new password" };
pub(super) const NEW_PASSWORD_LEAD: Text = Text {
    ja: "新しいパスワードを決めて、2回入力してください。このページは{until}まで有効です。",
    en: "Please choose a new password and enter it twice. This page is good until {until}.",
};
pub(super) const RULES: Text = Text { ja: "パスワードの決まり", en: "The rules" };
pub(super) const EVERYWHERE: Text = Text {
    ja: "安全のため、設定と同時に、全てのデバイスからサインアウトします。認証アプリやパスキーはそのまま使えます。",
    en: "For your safety you are signed out of all devices at the same time. Your authenticator apps and passkeys stay as they are.",
};
pub(super) const SET: Text = Text { ja: "設定する", en: "Set the password" };

pub(super) const PASSWORD_SET: Text =
    Text { ja: "新しいパスワードを設定しました", en: "Your new password is set" };
pub(super) const PASSWORD_SET_HOW: Text = Text {
    ja: "全てのデバイスからサインアウトしました。新しいパスワードでログインしてください。",
    en: "You have been signed out of all devices. Please sign in with the new password.",
};
pub(super) const LOCK_STAYS: Text = Text {
    ja: "続けて間違えてロックされていた場合、ロックはそのままです。解除については、ページ下部の組合の窓口にお問い合わせください。",
    en: "If you were locked out after wrong entries, you still are. To have it lifted, please contact your society; its contact is at the foot of this page.",
};

pub(super) const DEAD: Text = Text { ja: "このリンクは使えません", en: "This link cannot be used" };
pub(super) const DEAD_WHY: Text = Text {
    ja: "有効期限（お申し込みから{minutes}分）が過ぎたか、そのあとに別の手続きがありました。もう一度メールをお送りしますので、届いた新しいメールのリンクを開いてください。",
    en: "It was good for {minutes} minutes, and its time has passed, or something was changed since. We send you another e-mail; please open the link in that one.",
};
pub(super) const SEND_AGAIN: Text = Text { ja: "もう一度送る", en: "Send it again" };
