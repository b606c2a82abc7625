//! What the page says on which a member agrees to what an application learns.

use base::Text;

pub const CONSENT: Text = Text { ja: "連携の確認", en: "Sharing with an application" };
pub const LEAD: Text = Text {
    ja: "「{application}」が、次の情報を受け取ることの許可を求めています。",
    en: "{application} asks to be told the following.",
};
pub const WHOSE: Text = Text {
    ja: "{name} さんの情報です。ご本人でない場合は、許可しないでください。",
    en: "It is about {name}. If that is not you, do not allow it.",
};
pub const ALLOW: Text = Text { ja: "許可する", en: "Allow" };
pub const DENY: Text = Text { ja: "許可しない", en: "Do not allow" };
pub const LASTS: Text = Text {
    ja: "次からは、この確認をせずにログインできます。「アカウントの設定」の「連携アプリ」で、いつでも取り消せます。",
    en: "From then on you are not asked again. You can withdraw it at any time in your account settings, under “Connected applications”.",
};
pub const THIS_TIME: Text = Text {
    ja: "今回のログインについての確認です。「アカウントの設定」の「連携アプリ」で、いつでも取り消せます。",
    en: "This is about this sign-in. You can withdraw it at any time in your account settings, under “Connected applications”.",
};
pub const DENY_HINT: Text = Text {
    ja: "何も知らせずに、「{application}」に戻ります。ご登録の内容は変わりません。",
    en: "You go back to {application}, which is told nothing about you. Nothing about your account changes.",
};
