//! What the pages of the applications that know a member say.

use base::Text;

pub const LEAD: Text = Text {
    ja: "あなたのログインや登録情報を利用しているアプリです。使わなくなったものは、連携を取り消せます。",
    en: "These applications use your sign-in or your details. You can disconnect any that you no longer use.",
};
pub const NONE: Text =
    Text { ja: "連携しているアプリはありません。", en: "No application is connected." };
pub const OWN: Text = Text { ja: "組合のアプリ", en: "Of your society" };
pub const SINCE: Text = Text { ja: "連携した日時", en: "Connected" };
pub const SIGNED_IN: Text = Text { ja: "最後にログインした日時", en: "Last sign-in" };
pub const AWAY: Text = Text { ja: "ログアウト後", en: "After you sign out" };
pub const GOES_ON: Text = Text { ja: "情報を受け取り続けます", en: "it goes on receiving your details" };
pub const ENDS_WITH_SESSION: Text = Text { ja: "情報を受け取りません", en: "it receives nothing" };
pub const LEARNS: Text = Text { ja: "「{application}」が受け取る情報", en: "What {application} receives" };
pub const WITHDRAW_FROM: Text =
    Text { ja: "「{application}」との連携を取り消す", en: "Disconnect {application}" };

pub const WITHDRAW_ASKED: Text =
    Text { ja: "「{application}」との連携を取り消しますか？", en: "Disconnect {application}?" };
pub const WITHDRAW_MEANS: Text = Text {
    ja: "「{application}」は、すぐに情報を受け取れなくなります。もう一度ログインするときは、連携を許可するかどうかを、あらためてお聞きします。",
    en: "{application} receives nothing more from this moment. If you sign in to it again, you are asked anew whether you allow it.",
};
pub const WITHDRAW_OWN_MEANS: Text = Text {
    ja: "「{application}」は、すぐに情報を受け取れなくなります。組合のアプリなので、もう一度ログインすると、確認なしで連携します。",
    en: "{application} receives nothing more from this moment. It belongs to your society: if you sign in to it again, it is connected without a question.",
};
pub const KEEPS_WHAT_IT_HAS: Text = Text {
    ja: "「{application}」がこれまでに受け取った情報については、アプリの提供元にお問い合わせください。",
    en: "For what {application} has received so far, please ask its provider.",
};
pub const WITHDRAW: Text = Text { ja: "連携を取り消す", en: "Disconnect" };
pub const WITHDRAWN: Text = Text { ja: "連携を取り消しました。", en: "The application is disconnected." };
