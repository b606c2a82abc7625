//! What stands at the box that signs out everywhere.

use base::Text;

pub(super) const EVERYWHERE: Text =
    Text { ja: "全てのデバイスからサインアウトする", en: "Sign out of all devices" };
pub(super) const EVERYWHERE_HINT: Text = Text {
    ja: "ほかのスマートフォンやパソコンでログインしたままになっていれば、そちらはログアウトされます。この画面での手続きは、そのまま続きます。",
    en: "If you are still signed in on another phone or computer, you are signed out there. Here you simply go on.",
};
