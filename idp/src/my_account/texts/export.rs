//! What the page of one's own data says.

use base::Text;

pub const EXPORT: Text = Text { ja: "登録情報のダウンロード", en: "Download your data" };
pub const LEAD: Text = Text {
    ja: "このログインサービスがあなたについて保存している情報を、1つのファイル（JSON形式）でダウンロードできます。",
    en: "You can download what this sign-in service keeps about you as one file (in the JSON format).",
};
pub const PROFILE: Text = Text {
    ja: "お名前、記号・番号、ユーザID、Eメールアドレスなどの登録情報",
    en: "Your record: name, insurance numbers, user ID, e-mail address and so on",
};
pub const DEVICES: Text = Text {
    ja: "登録されている認証アプリと生体認証の名前",
    en: "The names of your authenticator apps and passkeys",
};
pub const SESSIONS: Text = Text {
    ja: "ログインした端末と、情報を渡したアプリ",
    en: "The browsers you signed in with, and the applications that were given data",
};
pub const HISTORY: Text = Text {
    ja: "同意した利用規約と、ログインや変更の記録",
    en: "The terms you agreed to, and the record of sign-ins and changes",
};
pub const NO_SECRETS: Text = Text {
    ja: "パスワードなど、ログインに使う秘密の情報は含まれません。医療費などの情報はポータルでご覧ください。",
    en: "Passwords and other secrets are not part of it. Medical expenses and the like are in the portal.",
};
pub const DOWNLOAD: Text = Text { ja: "ダウンロードする", en: "Download" };
pub const KEEP_SAFE: Text = Text {
    ja: "ファイルには個人情報が含まれます。共用の端末には保存しないでください。",
    en: "The file contains personal data. Please do not save it on a device that others use.",
};
