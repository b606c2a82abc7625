//! What the sign-in history says.

use base::Text;

use crate::rows::Event;

pub const LEAD: Text = Text {
    ja: "ログインと、ログイン方法の変更の記録です。心当たりのない記録があったときは、パスワードを変更し、ページ下部の窓口にお知らせください。",
    en: "Sign-ins, and changes of how you sign in. If you find an entry that was not you, change your password and tell the desk at the foot of this page.",
};
pub const CAPTION: Text = Text { ja: "新しい順", en: "The newest first" };
pub const WHEN: Text = Text { ja: "日時", en: "When" };
pub const WHAT: Text = Text { ja: "内容", en: "What" };
pub const DEVICE: Text = Text { ja: "端末", en: "Device" };
pub const WHERE: Text = Text { ja: "場所", en: "Where" };
pub const NONE: Text = Text { ja: "記録はありません。", en: "There are no entries." };
pub const OLDER: Text = Text { ja: "以前の記録を見る", en: "Older entries" };
pub const FOR_APPLICATION: Text = Text { ja: "{what}（{application}）", en: "{what} ({application})" };

/// The events of the audit log that stand in the history, and what each is called there.
pub const EVENTS: [(Event, Text); 26] = [
    (Event::SignedIn, Text { ja: "ログイン", en: "Signed in" }),
    (Event::AuthenticatedAgain, Text { ja: "再認証", en: "Confirmed it was you" }),
    (Event::SignedOut, Text { ja: "サインアウト", en: "Signed out" }),
    (Event::SignedOutEverywhere, Text { ja: "ほかの端末からのサインアウト", en: "Signed out of the other devices" }),
    (Event::Locked, Text { ja: "間違いが続いたためロック", en: "Locked after repeated failures" }),
    (Event::UserIdChosen, Text { ja: "ユーザIDの確認・変更", en: "User ID confirmed or changed" }),
    (Event::MethodChosen, Text { ja: "認証方法の選択", en: "Second check chosen" }),
    (Event::PasswordChosen, Text { ja: "パスワードの変更", en: "Password changed" }),
    (Event::PasswordResetAsked, Text { ja: "パスワード再設定のお申し込み", en: "Asked to set a new password" }),
    (Event::PasswordReset, Text { ja: "パスワードの再設定", en: "Forgotten password set anew" }),
    (Event::UserIdAsked, Text { ja: "ユーザIDのお問い合わせ", en: "Asked for the forgotten user ID" }),
    (Event::EmailVerified, Text { ja: "メールアドレスの確認", en: "E-mail address confirmed" }),
    (Event::EmailChanged, Text { ja: "メールアドレスの変更", en: "E-mail address changed" }),
    (Event::AuthenticatorRegistered, Text { ja: "認証アプリの登録", en: "Authenticator app registered" }),
    (Event::AuthenticatorRemoved, Text { ja: "認証アプリの削除", en: "Authenticator app deleted" }),
    (Event::PasskeyRegistered, Text { ja: "生体認証の登録", en: "Passkey registered" }),
    (Event::PasskeyRemoved, Text { ja: "生体認証の削除", en: "Passkey deleted" }),
    (Event::PasskeyMayBeCopied, Text { ja: "複製のおそれがある生体認証の拒否", en: "Passkey refused, maybe a copy" }),
    (Event::ConsentGiven, Text { ja: "アプリとの連携の許可", en: "Application allowed" }),
    (Event::ConsentDenied, Text { ja: "アプリとの連携を許可せず", en: "Application not allowed" }),
    (Event::ConsentWithdrawn, Text { ja: "アプリとの連携の取り消し", en: "Application disconnected" }),
    (Event::DataExported, Text { ja: "登録情報のダウンロード", en: "Your data downloaded" }),
    (Event::Unlocked, Text { ja: "組合によるロックの解除", en: "Unlocked by your society" }),
    (Event::MfaReset, Text { ja: "組合による二要素認証のリセット", en: "Second check reset by your society" }),
    (
        Event::PasswordIssued,
        Text { ja: "組合による初期パスワードの発行", en: "Initial password issued by your society" },
    ),
    (Event::SessionsEnded, Text { ja: "組合によるサインアウト", en: "Signed out by your society" }),
];
