//! What the provider's mails say.

use base::Text;

/// The words of one mail.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words {
    pub(super) subject: Text,
    /// What happened, or what is to be done.
    pub(super) lead: Text,
    /// What to do if one has nothing to do with it.
    pub(super) if_not_you: Text,
}

pub(super) const EMAIL_VERIFICATION: Words = Words {
    subject: Text { ja: "メールアドレスの確認", en: "Confirm your e-mail address" },
    lead: Text {
        ja: "メールアドレスの確認をお願いします。下のアドレスを開いて、画面のボタンを押してください。手続き中の画面に確認コードを入力していただいても、確認できます。",
        en: "Please confirm your e-mail address. Open the address below and press the button on the page, or enter the code on the page where you began.",
    },
    if_not_you: Text {
        ja: "何もせずに、このメールを削除してください。このメールアドレスは登録されません。",
        en: "Please do nothing and delete this e-mail. Your address will not be registered.",
    },
};

pub(super) const ONE_TIME_CODE: Words = Words {
    subject: Text { ja: "ワンタイムパスワード", en: "Your one-time code" },
    lead: Text {
        ja: "ログインの画面に、次のワンタイムパスワードを入力してください。画面に表示されている確認番号が、このメールの確認番号と同じであることをお確かめください。",
        en: "Please enter this one-time code on the sign-in page. The reference shown on the page should be the same as in this e-mail.",
    },
    if_not_you: Text {
        ja: "ほかの人があなたのパスワードを知っているおそれがあります。ログインしてパスワードを変更し、下の窓口にお知らせください。",
        en: "Someone else may know your password. Please sign in, change your password, and tell the desk below.",
    },
};

pub(super) const PASSWORD_RESET: Words = Words {
    subject: Text { ja: "パスワードの再設定", en: "Set a new password" },
    lead: Text {
        ja: "パスワード再設定のお申し込みを受け付けました。下のアドレスを開いて、新しいパスワードを設定してください。",
        en: "We received a request to set a new password. Open the address below and choose your new password.",
    },
    if_not_you: Text {
        ja: "何もせずに、このメールを削除してください。パスワードは変わりません。",
        en: "Please do nothing and delete this e-mail. Your password stays as it is.",
    },
};

pub(super) const FORGOTTEN_USER_ID: Words = Words {
    subject: Text { ja: "ユーザIDのお知らせ", en: "Your user ID" },
    lead: Text {
        ja: "お問い合わせいただいたユーザIDをお知らせします。",
        en: "Here is the user ID that you asked for.",
    },
    if_not_you: Text {
        ja: "このメールを削除してください。ユーザIDだけではログインできません。ご心配な場合は、下の窓口にお知らせください。",
        en: "Please delete this e-mail. Nobody can sign in with the user ID alone. If you are worried, please tell the desk below.",
    },
};

pub(super) const FIRST_SIGN_IN: Words = Words {
    subject: Text { ja: "初回ログインが完了しました", en: "Your first sign-in is complete" },
    lead: Text {
        ja: "ご登録ありがとうございます。初回ログインの手続きが完了しました。次回からは、設定したユーザIDとパスワードでログインしてください。",
        en: "Thank you for registering. Your first sign-in is complete. From now on, please sign in with the user ID and the password that you chose.",
    },
    if_not_you: ACTED_FOR_YOU,
};

pub(super) const PASSWORD_CHANGED: Words = Words {
    subject: Text { ja: "パスワードが変更されました", en: "Your password was changed" },
    lead: Text { ja: "パスワードが変更されました。", en: "Your password was changed." },
    if_not_you: ACTED_FOR_YOU,
};

pub(super) const EMAIL_CHANGED: Words = Words {
    subject: Text { ja: "メールアドレスが変更されました", en: "Your e-mail address was changed" },
    lead: Text {
        ja: "登録されているメールアドレスが変更されました。今後のお知らせは、新しいメールアドレスにお送りします。",
        en: "Your registered e-mail address was changed. From now on we write to the new address.",
    },
    if_not_you: ACTED_FOR_YOU,
};

pub(super) const CREDENTIAL_ADDED: Words = Words {
    subject: Text { ja: "ログイン方法が追加されました", en: "A way to sign in was added" },
    lead: Text {
        ja: "ログインに使う認証方法が追加されました。", en: "A new way to confirm your sign-in was added."
    },
    if_not_you: ACTED_FOR_YOU,
};

pub(super) const CREDENTIAL_REMOVED: Words = Words {
    subject: Text { ja: "ログイン方法が削除されました", en: "A way to sign in was removed" },
    lead: Text {
        ja: "ログインに使う認証方法が削除されました。", en: "A way to confirm your sign-in was removed."
    },
    if_not_you: ACTED_FOR_YOU,
};

pub(super) const LOCKED: Words = Words {
    subject: Text { ja: "アカウントがロックされました", en: "Your account was locked" },
    lead: Text {
        ja: "続けて何度も間違った入力があったため、アカウントをロックしました。ロックを解除するには、下の窓口にお問い合わせください。",
        en: "Your account was locked after many wrong entries in a row. To have it unlocked, please contact the desk below.",
    },
    if_not_you: GUESSED,
};

pub(super) const RESTS: Words = Words {
    subject: Text { ja: "一時的にログインできなくなりました", en: "Signing in is paused" },
    lead: Text {
        ja: "続けて何度も間違った入力があったため、しばらくのあいだログインできません。時間をおいて、もう一度お試しください。",
        en: "After many wrong entries in a row, signing in is not possible for a while. Please try again later.",
    },
    if_not_you: GUESSED,
};

pub(super) const NEW_BROWSER: Words = Words {
    subject: Text { ja: "新しい端末からログインがありました", en: "A sign-in from a new device" },
    lead: Text {
        ja: "これまで使われていない端末またはブラウザからログインがありました。ご本人であれば、何もする必要はありません。",
        en: "Somebody signed in from a device or browser that was not used before. If it was you, there is nothing to do.",
    },
    if_not_you: Text {
        ja: "すぐにログインしてパスワードを変更し、「全てのデバイスからサインアウトする」を選んでください。そのうえで、下の窓口にお知らせください。",
        en: "Please sign in at once, change your password and choose to sign out of all devices. Then tell the desk below.",
    },
};

pub(super) const MFA_RESET: Words = Words {
    subject: Text { ja: "二要素認証がリセットされました", en: "Your second factors were reset" },
    lead: Text {
        ja: "組合の窓口での手続きにより、登録されていた認証アプリとパスキーを削除しました。次回のログインのときに、もう一度設定してください。",
        en: "At the request made to your society, your authenticator apps and passkeys were removed. Please set them up again at your next sign-in.",
    },
    if_not_you: ACTED_FOR_YOU,
};

pub(super) const UNLOCKED: Words = Words {
    subject: Text { ja: "アカウントのロックを解除しました", en: "Your account was unlocked" },
    lead: Text {
        ja: "組合の窓口での手続きにより、アカウントのロックを解除しました。いまのユーザIDとパスワードでログインできます。パスワードがわからない場合は、ログイン画面の「パスワードを忘れた方はこちら」をご利用ください。",
        en: "At the request made to your society, your account was unlocked. You can sign in with your present user ID and password. If you do not know your password, use “Forgot your password?” on the sign-in page.",
    },
    if_not_you: ACTED_FOR_YOU,
};

pub(super) const INITIAL_PASSWORD_AGAIN: Words = Words {
    subject: Text {
        ja: "パスワードを初期パスワードに戻しました", en: "Your password was reset by your society"
    },
    lead: Text {
        ja: "組合の窓口での手続きにより、パスワードを初期パスワードに戻しました。これまでのパスワードは使えません。初期パスワードは、組合からのご案内でお確かめください。次回のログインのときに、新しいパスワードを決めていただきます。すべての端末からサインアウトしました。",
        en: "At the request made to your society, your password was set back to an initial one, which the society tells you separately. The former password no longer works. You choose a new one at your next sign-in. You were signed out of all devices.",
    },
    if_not_you: ACTED_FOR_YOU,
};

const ACTED_FOR_YOU: Text = Text {
    ja: "ほかの人があなたになりすましているおそれがあります。すぐに下の窓口にお知らせください。",
    en: "Someone else may be acting in your name. Please tell the desk below at once.",
};
const GUESSED: Text = Text {
    ja: "ほかの人があなたのユーザIDでログインしようとしたおそれがあります。下の窓口にお知らせください。",
    en: "Someone else may have tried to sign in with your user ID. Please tell the desk below.",
};

pub(super) const TAG_MARK: Text = Text { ja: "【{tag}】", en: "[{tag}] " };
pub(super) const UNTIL_MARK: Text = Text { ja: "【{time}まで】", en: "[until {time}] " };

pub(super) const TAG: Text = Text { ja: "確認番号", en: "Reference" };
pub(super) const CODE: Text = Text { ja: "ワンタイムパスワード", en: "One-time code" };
pub(super) const VERIFICATION_CODE: Text = Text { ja: "確認コード", en: "Code" };
pub(super) const UNTIL: Text = Text { ja: "有効期限", en: "Valid until" };
pub(super) const AT: Text = Text { ja: "日時", en: "When" };
pub(super) const USER_ID: Text = Text { ja: "ユーザID", en: "User ID" };
pub(super) const BROWSER: Text = Text { ja: "端末・ブラウザ", en: "Device and browser" };
pub(super) const PASSKEY: Text = Text { ja: "パスキー", en: "Passkey" };
pub(super) const AUTHENTICATOR_APP: Text = Text { ja: "認証アプリ", en: "Authenticator app" };

pub(super) const CONFIRM_ADDRESS: Text = Text { ja: "メールアドレスを確認する", en: "Confirm the address" };
pub(super) const SET_PASSWORD: Text = Text { ja: "新しいパスワードを設定する", en: "Set a new password" };
pub(super) const TO_PORTAL: Text = Text { ja: "ポータルを開く", en: "Open the portal" };

pub(super) const NEVER_ASKED: Text = Text {
    ja: "組合の職員がワンタイムパスワードをお尋ねすることはありません。電話やメールで聞かれても、教えないでください。",
    en: "Nobody at your society will ever ask you for this code. Do not give it to anyone by phone or e-mail.",
};
pub(super) const ASK_AGAIN: Text = Text {
    ja: "有効期限を過ぎた場合は、ログイン画面の「パスワードを忘れた方はこちら」から、もう一度お申し込みください。",
    en: "If the time has passed, please ask again with “Forgot your password?” on the sign-in page.",
};

pub(super) const NOT_YOU: Text = Text { ja: "お心当たりがない場合", en: "If this was not you" };
pub(super) const CONTACT: Text = Text { ja: "お問い合わせ先", en: "Contact" };
pub(super) const PHONE: Text = Text { ja: "電話", en: "Phone" };
pub(super) const HOURS: Text = Text { ja: "受付時間", en: "Hours" };
pub(super) const EMAIL: Text = Text { ja: "メール", en: "E-mail" };
pub(super) const DO_NOT_REPLY: Text = Text {
    ja: "このメールは自動でお送りしています。ご返信いただいてもお答えできません。",
    en: "This e-mail was sent automatically. We cannot answer replies to it.",
};

pub(super) const HEADING: Text = Text { ja: "■{heading}", en: "* {heading}" };
pub(super) const PAIR: Text = Text { ja: "{name}：{value}", en: "{name}: {value}" };
