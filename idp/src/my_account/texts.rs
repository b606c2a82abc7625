//! What the account pages say.

use base::Text;

pub(super) const PROFILE: Text = Text { ja: "プロフィール変更", en: "Profile" };
pub(super) const SIGN_IN_METHODS: Text = Text { ja: "ログイン方法変更", en: "Ways to sign in" };
pub(super) const SESSIONS: Text = Text { ja: "ログイン中の端末", en: "Where you are signed in" };
pub(super) const HISTORY: Text = Text { ja: "ログイン履歴", en: "Sign-in history" };
pub(super) const CLOSE: Text = Text { ja: "閉じる", en: "Close" };
pub(super) const BACK_TO_PORTAL: Text = Text { ja: "ポータルに戻る", en: "Back to the portal" };

pub(super) const CANCEL: Text = Text { ja: "変更をやめて戻る", en: "Go back without changing anything" };
pub(super) const CHANGE: Text = Text { ja: "変更する", en: "Change it" };

pub(super) const LANGUAGE: Text = Text { ja: "言語", en: "Language" };
pub(super) const LANGUAGE_HINT: Text = Text {
    ja: "画面と、お送りするメールの言語です。",
    en: "The language of these pages and of our e-mails to you.",
};
pub(super) const SAVE_LANGUAGE: Text = Text { ja: "言語を変更する", en: "Change the language" };
pub(super) const NAME: Text = Text { ja: "お名前", en: "Name" };
pub(super) const NAME_HINT: Text = Text {
    ja: "お名前の誤りは組合が訂正します。ページ下部の窓口にお問い合わせください。",
    en: "If your name is wrong, your society corrects it. Please contact it; its contact is at the foot of this page.",
};

pub(super) const USER_ID: Text = Text { ja: "ユーザID", en: "User ID" };
pub(super) const PROVISIONAL: Text = Text { ja: "仮ID", en: "Provisional" };
pub(super) const PROVISIONAL_HINT: Text = Text {
    ja: "組合からお知らせした仮のユーザIDです。覚えやすいものに変更できます。",
    en: "This is the provisional ID that your society gave you. You can change it to one that you remember.",
};
pub(super) const CHANGE_USER_ID: Text = Text { ja: "ユーザIDの変更", en: "Change your user ID" };
pub(super) const CHANGE_USER_ID_LEAD: Text = Text {
    ja: "次回から、新しいユーザIDでログインします。",
    en: "From now on you sign in with the new user ID.",
};
pub(super) const USER_ID_CHANGED: Text =
    Text { ja: "ユーザIDを変更しました。", en: "Your user ID has been changed." };
