//! What the pages of a sign-in say.

pub(super) mod consent;

use base::Text;

pub(super) const SIGN_IN: Text = Text { ja: "ログイン", en: "Sign in" };
pub(super) const SIGN_IN_TO: Text = Text {
    ja: "「{application}」を利用するため、ログインしてください。",
    en: "Please sign in to use {application}.",
};
pub(super) const USER_ID: Text = Text { ja: "ユーザID", en: "User ID" };
pub(super) const PASSWORD: Text = Text { ja: "パスワード", en: "Password" };
pub(super) const CANCEL: Text = Text { ja: "ログインをやめて戻る", en: "Go back without signing in" };
pub(super) const ANOTHER_WAY: Text = Text { ja: "別の方法", en: "Another way" };
pub(super) const BY_METHOD: Text =
    Text { ja: "「{method}」でログインする", en: "Sign in with “{method}”" };
pub(super) const BY_ENROLLING: Text =
    Text { ja: "「{method}」を登録してログインする", en: "Register “{method}” and sign in" };
pub(super) const CANCEL_FRESH_AUTH: Text =
    Text { ja: "変更をやめて戻る", en: "Go back without changing anything" };
/// What our own pages are called.
pub(super) const ACCOUNT_PAGES: Text = Text { ja: "アカウントの設定", en: "your account settings" };
pub(super) const TO_ACCOUNT_PAGES: Text =
    Text { ja: "「アカウントの設定」へ進む", en: "Go to your account settings" };
pub(super) const FRESH_AUTH: Text =
    Text { ja: "続行するには再度認証してください", en: "Please confirm that it is you to go on" };
pub(super) const FRESH_AUTH_LEAD: Text = Text {
    ja: "大切な情報を守るため、もう一度パスワードを入力してください。",
    en: "To protect your account, please enter your password once more.",
};
pub(super) const FRESH_AUTH_SUBMIT: Text = Text { ja: "続行する", en: "Go on" };
pub(super) const FORGOTTEN_PASSWORD: Text =
    Text { ja: "パスワードを忘れた方はこちら", en: "Forgot your password?" };
pub(super) const FORGOTTEN_USER_ID: Text =
    Text { ja: "ユーザIDを忘れた方はこちら", en: "Forgot your user ID?" };
pub(super) const BACK_TO_PORTAL: Text = Text { ja: "ポータルに戻る", en: "Back to the portal" };
pub(super) const USER_ID_EMPTY: Text =
    Text { ja: "ユーザIDを入力してください。", en: "Please enter your user ID." };
pub(super) const PASSWORD_EMPTY: Text =
    Text { ja: "パスワードを入力してください。", en: "Please enter your password." };
pub(super) const SEND_AGAIN: Text = Text {
    ja: "安全のため、送信を受け付けませんでした。お手数ですが、もう一度入力して送信してください。",
    en: "For your safety this was not accepted. Please enter it and send it once more.",
};

pub(super) const WRONG_PASSWORD: Text = Text {
    ja: "無効なユーザIDまたはパスワードです。",
    en: "The user ID or the password is not valid.",
};
pub(super) const WRONG_CODE: Text = Text { ja: "認証コードが異なります。", en: "The code is not right." };
pub(super) const CLOCK_OFF: Text = Text {
    ja: "端末の時刻がずれています。認証アプリのある端末で日付と時刻の自動設定をオンにしてから（iPhoneは「設定」→「一般」→「日付と時刻」、Androidは「設定」→「システム」→「日付と時刻」）、新しく表示された認証コードを入力してください。少し前に表示された認証コードを入力したときにも、この案内が出ます。",
    en: "The clock of your device is off. On the device with your authenticator app, please let it set its date and time automatically (iPhone: Settings, General, Date & Time; Android: Settings, System, Date & time), then enter the new code that it shows. This is also said of a code that was shown some time ago.",
};
pub(super) const CODES_TOO_FAST: Text = Text {
    ja: "認証コードの入力が続きました。30秒ほど待って、アプリに新しく表示された認証コードを入力してください。",
    en: "Several codes were entered within a few seconds. Please wait for about 30 seconds, then enter the new code that your app shows.",
};
pub(super) const LOCKS: Text = Text {
    ja: "続けて{failures}回間違えるとロックされ、ログインできなくなります。ご不明な場合やロックされた場合は、ページ下部の組合の窓口にお問い合わせください。",
    en: "After {failures} failures in a row you are locked out. If you need help or have been locked out, please contact your society; its contact is at the foot of this page.",
};
pub(super) const RESTS: Text = Text {
    ja: "続けて{failures}回間違えると、しばらくのあいだログインできなくなります。ご不明な場合は、ページ下部の組合の窓口にお問い合わせください。",
    en: "After {failures} failures in a row you have to wait for a while. If you need help, please contact your society; its contact is at the foot of this page.",
};

pub(super) const APP_CODE: Text =
    Text { ja: "ワンタイムパスワードの入力", en: "Enter your one-time code" };
pub(super) const APP_CODE_LEAD: Text = Text {
    ja: "スマートフォンの認証アプリに表示されている6桁の認証コードを入力してください。",
    en: "Please enter the six-digit code that your authenticator app shows.",
};
pub(super) const WHICH_DEVICE: Text = Text { ja: "使う端末", en: "Which device are you using?" };
pub(super) const WHICH_DEVICE_HINT: Text = Text {
    ja: "登録したどの端末の認証コードでもログインできます。",
    en: "A code of any of your registered devices is accepted.",
};
pub(super) const CODE: Text = Text { ja: "認証コード", en: "Code" };
pub(super) const CODE_HINT: Text = Text {
    ja: "アプリに表示された6桁の数字です。30秒ごとに変わります。",
    en: "The six digits that the app shows. They change every 30 seconds.",
};
pub(super) const CODE_MALFORMED: Text =
    Text { ja: "認証コードは6桁の数字で入力してください。", en: "A code has six digits." };
pub(super) const CONFIRM: Text = Text { ja: "ログインする", en: "Sign in" };
pub(super) const PHONE_LOST: Text = Text {
    ja: "スマートフォンを紛失または機種変更された場合は、ページ下部の組合の窓口にお問い合わせください。",
    en: "If you have lost or changed your phone, please contact your society; its contact is at the foot of this page.",
};

pub(super) const MAIL_CODE: Text =
    Text { ja: "メールに届いたワンタイムパスワードの入力", en: "Enter the code from your e-mail" };
pub(super) const MAIL_CODE_LEAD: Text = Text {
    ja: "ご本人であることを確認するため、登録されているメールアドレスにメールをお送りしました。メールに書かれた6桁の数字を入力してください。",
    en: "To confirm that it is you, we have sent an e-mail to your registered address. Please enter its six digits.",
};

pub(super) const PASSKEY: Text = Text { ja: "パスキーでログイン", en: "Sign in with a passkey" };
pub(super) const PASSKEY_LEAD: Text = Text {
    ja: "登録した端末の顔認証、指紋認証または画面ロックで、ご本人であることを確認します。ボタンを押すと、端末の確認画面が表示されます。",
    en: "Please show that it is you with the face, the fingerprint or the screen lock of a device that you have registered. The button opens the device's dialog.",
};

pub(super) const CLIENT_MISTAKE: Text =
    Text { ja: "アプリの設定に誤りがあります", en: "The application is set up wrongly" };
pub(super) const CLIENT_UNKNOWN: Text = Text {
    ja: "このアプリは登録されていないため、ログインできません。アプリの提供元にお知らせください。（client_id）",
    en: "You cannot sign in, because this application is not registered. Please tell its provider. (client_id)",
};
pub(super) const REDIRECT_URI_UNKNOWN: Text = Text {
    ja: "アプリの戻り先が登録されていないため、ログインできません。アプリの提供元にお知らせください。（redirect_uri）",
    en: "You cannot sign in, because the address to return to is not registered. Please tell the application's provider. (redirect_uri)",
};

pub(super) const EXPIRED: Text =
    Text { ja: "このページの有効期限が切れました", en: "This page has expired" };
pub(super) const EXPIRED_WHY: Text = Text {
    ja: "時間が経ったか、ログインがすでに終わっています。下のボタンから、もう一度始めてください。",
    en: "Time has passed, or the sign-in is already done. Please start again with the button below.",
};
pub(super) const BACK_TO: Text = Text { ja: "「{application}」へ進む", en: "Go to {application}" };
pub(super) const TO_PORTAL: Text =
    Text { ja: "「{portal}」のトップページへ", en: "To the top page of {portal}" };

pub(super) const DISABLED: Text =
    Text { ja: "このアカウントは利用できません", en: "This account cannot be used" };
pub(super) const DISABLED_WHY: Text = Text {
    ja: "アカウントが停止されています。ページ下部の組合の窓口にお問い合わせください。",
    en: "The account has been closed. Please contact your society; its contact is at the foot of this page.",
};
pub(super) const NO_LONGER_ELIGIBLE: Text =
    Text { ja: "ご利用期間が終わりました", en: "Your time of use has ended" };
pub(super) const NO_LONGER_ELIGIBLE_WHY: Text = Text {
    ja: "資格喪失後のご利用期間が終わったため、ログインできません。ご不明な点は、ページ下部の組合の窓口にお問い合わせください。",
    en: "You are no longer insured here, and the time during which you could still sign in is over. Please contact your society if you have questions; its contact is at the foot of this page.",
};
pub(super) const REMEMBER_ME: Text = Text { ja: "ログイン状態の保存", en: "Remember this sign-in" };
pub(super) const REMEMBER_ME_HINT: Text = Text {
    ja: "{length}のあいだ、この端末ではパスワードの入力を省けます。2つめの認証は省けません。ほかの方も使う端末では選ばないでください。",
    en: "For {length} you need not type your password on this device; the second step is still asked. Do not choose it on a device that others use.",
};
pub(super) const ANOTHER: Text =
    Text { ja: "別のユーザIDでログインする", en: "Sign in with another user ID" };
pub(super) const SWITCH: Text = Text { ja: "ほかの方がログイン中です", en: "Somebody else is signed in" };
pub(super) const SWITCH_LEAD: Text = Text {
    ja: "このブラウザでは、{there} さんがログイン中です。{new} さんとしてログインすると、{there} さんはログアウトされます。",
    en: "{there} is signed in in this browser. If you sign in as {new}, {there} will be signed out.",
};
pub(super) const SWITCH_CONFIRM: Text = Text { ja: "{new} さんとしてログインする", en: "Sign in as {new}" };
pub(super) const SWITCH_CANCEL: Text =
    Text { ja: "{there} さんのまま戻る", en: "Go back; {there} stays signed in" };

pub(super) const GOING_BACK: Text = Text { ja: "アプリに戻ります", en: "Back to the application" };
pub(super) const GOING_BACK_HINT: Text = Text {
    ja: "画面が変わらないときは、「続ける」を押してください。",
    en: "If the page does not change, please press “Go on”.",
};
pub(super) const GO_ON: Text = Text { ja: "続ける", en: "Go on" };

pub(super) const REQUEST_URI_UNKNOWN: Text = Text {
    ja: "このログインの受付は終わっています。お手数ですが、アプリからもう一度始めてください。（request_uri）",
    en: "This sign-in can no longer be begun. Please begin again at the application. (request_uri)",
};
