//! What the pages of the ways to sign in say.

use base::Text;

pub const BASIC: Text = Text { ja: "基本認証", en: "Password" };
pub const PASSWORD: Text = Text { ja: "パスワード", en: "Password" };
pub const SET_ON: Text = Text { ja: "設定日", en: "Set on" };
pub const ISSUED: Text = Text { ja: "組合からお知らせしたもの", en: "The one that your society gave you" };
pub const RENEW: Text = Text { ja: "更新", en: "Change" };

pub const SECOND: Text = Text { ja: "二要素認証", en: "Second check" };
pub const ASKED: Text =
    Text { ja: "ログインのときにお使いの方法：{method}", en: "Asked when you sign in: {method}" };
pub const CHANGE_METHOD: Text =
    Text { ja: "ログインのときに使う認証方法を変更する", en: "Choose another second check" };
pub const NOT_CHOSEN: Text = Text { ja: "未選択", en: "Not chosen yet" };
pub const APPS: Text = Text { ja: "認証アプリ", en: "Authenticator apps" };
pub const NO_APP: Text = Text { ja: "認証アプリは未設定", en: "No authenticator app is set up." };
pub const PASSKEYS: Text = Text { ja: "生体認証", en: "Passkeys (face, fingerprint or screen lock)" };
pub const NO_PASSKEY: Text = Text { ja: "生体認証は未設定", en: "No passkey is set up." };
pub const CREATED: Text = Text { ja: "作成日", en: "Created" };
pub const SET_UP: Text = Text { ja: "設定", en: "Set up" };
pub const DELETE: Text = Text { ja: "削除", en: "Delete" };
pub const MAIL: Text = Text { ja: "メール認証", en: "Codes by e-mail" };
pub const MAIL_STAYS: Text = Text {
    ja: "メール認証は削除できません。認証コードは、登録されているEメールアドレスにお送りします。届け先を変えるときは、Eメールアドレスを変更してください。",
    en: "Codes by e-mail cannot be deleted. They go to the e-mail address on record; to have them sent elsewhere, change your e-mail address.",
};

pub const DELETE_APP: Text =
    Text { ja: "認証アプリを削除しますか？", en: "Delete this authenticator app?" };
pub const DELETE_PASSKEY: Text = Text { ja: "生体認証を削除しますか？", en: "Delete this passkey?" };
pub const DELETE_APP_MEANS: Text = Text {
    ja: "この認証アプリに表示される認証コードでは、ログインできなくなります。スマートフォンのアプリに残っている項目は、ご自身で削除してください。",
    en: "Codes that this app shows will no longer be accepted. Please remove the entry from the app on your phone yourself.",
};
pub const DELETE_PASSKEY_MEANS: Text = Text {
    ja: "このパスキーでは、ログインできなくなります。",
    en: "This passkey will no longer be accepted.",
};
pub const IN_USE: Text =
    Text { ja: "今回のログインで使った端末です", en: "You signed in with this one" };
pub const IN_USE_MEANS: Text = Text {
    ja: "お間違いではありませんか。削除する端末の名前をもう一度ご確認ください。",
    en: "Please check once more that it is the one you want to delete.",
};
pub const ONLY_ONE: Text =
    Text { ja: "登録されているのはこれだけです", en: "It is the only one that is set up" };
pub const ONLY_ONE_MEANS: Text = Text {
    ja: "削除すると、次回のログインで、もう一度登録していただくことになります。",
    en: "After deleting it you will have to register anew the next time you sign in.",
};
pub const DELETE_IT: Text = Text { ja: "削除する", en: "Delete it" };
pub const APP_DELETED: Text =
    Text { ja: "認証アプリを削除しました。", en: "The authenticator app has been deleted." };
pub const PASSKEY_DELETED: Text =
    Text { ja: "生体認証を削除しました。", en: "The passkey has been deleted." };
pub const APP_ADDED: Text =
    Text { ja: "認証アプリを登録しました。", en: "The authenticator app has been registered." };
pub const PASSKEY_ADDED: Text =
    Text { ja: "生体認証を登録しました。", en: "The passkey has been registered." };
pub const PASSWORD_CHANGED: Text =
    Text { ja: "パスワードを変更しました。", en: "Your password has been changed." };
pub const METHOD_CHANGED: Text = Text {
    ja: "ログインのときに使う認証方法を変更しました。",
    en: "Your second check has been changed.",
};

pub const CHANGE_PASSWORD: Text = Text { ja: "パスワードの変更", en: "Change your password" };
pub const CHANGE_PASSWORD_LEAD: Text = Text {
    ja: "今のパスワードに代わる、新しいパスワードを決めてください。次の決まりがあります。",
    en: "Please choose a password in place of the present one. These are the rules:",
};
pub const METHOD: Text = Text { ja: "認証方法の変更", en: "Choose your second check" };
pub const METHOD_LEAD: Text = Text {
    ja: "ログインのとき、パスワードのほかに、ご本人であることを確かめる方法です。端末が未設定の方法を選ぶと、続けて設定の画面に進みます。",
    en: "This is how you confirm that it is you besides your password. If you choose one that is not set up yet, you set it up next.",
};
