//! What the account pages say.

use base::Text;

pub mod applications;
pub mod email;
pub mod export;
pub mod history;
pub mod methods;
pub mod sessions;

pub const PROFILE: Text = Text { ja: "プロフィール変更", en: "Profile" };
pub const SIGN_IN_METHODS: Text = Text { ja: "ログイン方法変更", en: "Ways to sign in" };
pub const SESSIONS: Text = Text { ja: "ログイン中の端末", en: "Where you are signed in" };
pub const APPLICATIONS: Text = Text { ja: "連携アプリ", en: "Connected applications" };
pub const HISTORY: Text = Text { ja: "ログイン履歴", en: "Sign-in history" };
pub const CLOSE: Text = Text { ja: "閉じる", en: "Close" };
pub const BACK_TO_PORTAL: Text = Text { ja: "ポータルに戻る", en: "Back to the portal" };

pub const CANCEL: Text = Text { ja: "変更をやめて戻る", en: "Go back without changing anything" };
pub const CHANGE: Text = Text { ja: "変更する", en: "Change it" };

pub const LANGUAGE: Text = Text { ja: "言語", en: "Language" };
pub const LANGUAGE_HINT: Text = Text {
    ja: "画面と、お送りするメールの言語です。",
    en: "The language of these pages and of our e-mails to you.",
};
pub const SAVE_LANGUAGE: Text = Text { ja: "言語を変更する", en: "Change the language" };
pub const NAME: Text = Text { ja: "お名前", en: "Name" };
pub const NAME_HINT: Text = Text {
    ja: "お名前の誤りは組合が訂正します。ページ下部の窓口にお問い合わせください。",
    en: "If your name is wrong, your society corrects it. Please contact it; its contact is at the foot of this page.",
};

pub const USER_ID: Text = Text { ja: "ユーザID", en: "User ID" };
pub const PROVISIONAL: Text = Text { ja: "仮ID", en: "Provisional" };
pub const PROVISIONAL_HINT: Text = Text {
    ja: "組合からお知らせした仮のユーザIDです。覚えやすいものに変更できます。",
    en: "This is the provisional ID that your society gave you. You can change it to one that you remember.",
};
pub const CHANGE_USER_ID: Text = Text { ja: "ユーザIDの変更", en: "Change your user ID" };
pub const CHANGE_USER_ID_LEAD: Text = Text {
    ja: "次回から、新しいユーザIDでログインします。",
    en: "From now on you sign in with the new user ID.",
};
pub const USER_ID_CHANGED: Text =
    Text { ja: "ユーザIDを変更しました。", en: "Your user ID has been changed." };

pub const EMAIL: Text = Text { ja: "Eメールアドレス", en: "E-mail address" };
pub const NO_EMAIL: Text = Text { ja: "未登録", en: "None" };
pub const CHANGE_EMAIL: Text = Text { ja: "Eメール変更", en: "Change your e-mail address" };
pub const METHOD: Text = Text { ja: "認証方法", en: "Second check" };
