//! What the choice of the second factor says.

use base::Text;
use realm::Method;

pub const TITLE: Text = Text { ja: "認証方法の選択", en: "How you confirm that it is you" };
pub const LEAD: Text = Text {
    ja: "ログインのとき、パスワードのほかに、ご本人であることを確かめる方法を選んでください。",
    en: "Besides your password, a second check protects your sign-in. Please choose which one.",
};
pub const LEGEND: Text = Text { ja: "認証方法", en: "Second check" };
pub const HINT: Text = Text { ja: "あとから変更することもできます。", en: "You can change it later." };
pub const HINT_RECOMMENDED: Text = Text {
    ja: "迷ったときは、組合がおすすめする方法（印のついたもの）をお選びください。あとから変更することもできます。",
    en: "If you are not sure, choose the one that your society recommends; it is marked. You can change it later.",
};
pub const NONE: Text = Text { ja: "認証方法を選んでください。", en: "Please choose a second check." };
pub const SET_UP_AT_ONCE: Text = Text {
    ja: "選んだ方法の設定は、このあと続けて行います。",
    en: "You set it up in a moment, before you go on.",
};
pub const SET_UP_NEXT_TIME: Text = Text {
    ja: "選んだ方法の設定は、次回のログインのときに行います。",
    en: "You set it up when you sign in the next time.",
};
pub const SUBMIT: Text = Text { ja: "次へ進む", en: "Go on" };

/// What a method is called where the society has no name of its own for it.
pub const fn label(method: Method) -> Text {
    match method {
        Method::Passkey => Text { ja: "生体認証", en: "Face, fingerprint or screen lock (passkey)" },
        Method::AppOtp => {
            Text { ja: "ワンタイムパスワード（OTP）アプリ認証", en: "One-time code from an app" }
        }
        Method::MailOtp => {
            Text { ja: "ワンタイムパスワード（OTP）メール認証", en: "One-time code by e-mail" }
        }
    }
}

/// What a method asks of the member, in plain words.
pub const fn about(method: Method) -> Text {
    match method {
        Method::Passkey => Text {
            ja: "スマートフォンやパソコンの顔認証・指紋認証でログインします。顔認証または指紋認証が使える端末をお持ちの方だけがお選びください。",
            en: "You sign in with your face or fingerprint on your phone or computer. Choose this only if you have a device that recognises faces or fingerprints.",
        },
        Method::AppOtp => Text {
            ja: "スマートフォンに入れた認証アプリ（Google Authenticator、Microsoft Authenticator など）に表示される6桁の数字を入力します。",
            en: "You enter six digits that an authenticator app on your phone shows (such as Google Authenticator or Microsoft Authenticator).",
        },
        Method::MailOtp => Text {
            ja: "登録したEメールアドレスに届く6桁の数字を入力します。アプリの準備は要りません。",
            en: "You enter six digits that we send to your e-mail address. No app is needed.",
        },
    }
}
