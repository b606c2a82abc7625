//! What the pages of signing out say.

use base::Text;

pub(super) const SIGN_OUT: Text = Text { ja: "ログアウト", en: "Sign out" };
pub(super) const ASKED: Text = Text { ja: "ログアウトしますか？", en: "Do you want to sign out?" };
pub(super) const ASKED_BY: Text = Text {
    ja: "「{application}」からログアウトの依頼がありました。ログアウトしますか？",
    en: "{application} asks to sign you out. Do you want to sign out?",
};
pub(super) const CONFIRM: Text = Text { ja: "ログアウトする", en: "Sign out" };
pub(super) const SIGNED_OUT: Text = Text { ja: "ログアウトしました", en: "You are signed out" };
pub(super) const SIGNED_OUT_WHY: Text = Text {
    ja: "共用のパソコンなどをお使いの場合は、ブラウザも閉じてください。",
    en: "If others use this device, please close the browser too.",
};
pub(super) const TO_PORTAL: Text = Text { ja: "ポータルへ進む", en: "Go to the portal" };
pub(super) const REFUSED: Text = Text { ja: "ログアウトできませんでした", en: "You were not signed out" };
pub(super) const REFUSED_WHY: Text = Text {
    ja: "アプリからの依頼に誤りがあります。お手数ですが、ポータルからログアウトしてください。（post_logout_redirect_uri）",
    en: "The application's request is wrong. Please sign out from the portal. (post_logout_redirect_uri)",
};
pub(super) const TELLING: Text = Text {
    ja: "ほかのアプリからもログアウトしています。このまま数秒お待ちください。",
    en: "You are being signed out of other applications too. Please wait a few seconds.",
};
pub(super) const GO_ON: Text = Text { ja: "続ける", en: "Go on" };
