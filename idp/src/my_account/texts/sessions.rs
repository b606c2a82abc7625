//! What the pages of the browsers that a member is signed in with say.

use base::Text;

pub const LEAD: Text = Text {
    ja: "次の端末（ブラウザ）でログインしています。心当たりのないものや、使わなくなったものは、サインアウトしてください。",
    en: "You are signed in with these browsers. Please sign out of any that you do not recognise or no longer use.",
};
pub const THIS: Text = Text { ja: "お使いの端末", en: "This device" };
pub const WHERE: Text = Text { ja: "場所", en: "Where" };
pub const SINCE: Text = Text { ja: "ログイン日時", en: "Signed in" };
pub const LAST_USED: Text = Text { ja: "最後に使った日時", en: "Last used" };
pub const END_ONE: Text = Text { ja: "サインアウト", en: "Sign out" };
pub const END_OTHERS: Text =
    Text { ja: "ほかのすべての端末からサインアウト", en: "Sign out of all other devices" };
pub const END_ALL: Text = Text { ja: "すべての端末からサインアウト", en: "Sign out of all devices" };
pub const UNKNOWN_ONE: Text = Text {
    ja: "心当たりのない端末があったときは、サインアウトしたうえで、「ログイン方法変更」でパスワードも変更してください。",
    en: "If you find one that you do not recognise, sign out of it, and change your password under “Ways to sign in” as well.",
};

pub const END_ONE_ASKED: Text =
    Text { ja: "この端末からサインアウトしますか？", en: "Sign out of this device?" };
pub const END_ONE_MEANS: Text = Text {
    ja: "その端末では、もう一度ログインするまでご利用いただけなくなります。",
    en: "On that device the service can be used again only after signing in.",
};
pub const END_OTHERS_ASKED: Text = Text {
    ja: "ほかのすべての端末からサインアウトしますか？",
    en: "Sign out of all other devices?",
};
pub const END_OTHERS_MEANS: Text = Text {
    ja: "今お使いの端末を除くすべての端末で、もう一度ログインするまでご利用いただけなくなります。",
    en: "On all devices but this one the service can be used again only after signing in.",
};
pub const END_ALL_ASKED: Text =
    Text { ja: "すべての端末からサインアウトしますか？", en: "Sign out of all devices?" };
pub const END_ALL_MEANS: Text = Text {
    ja: "今お使いの端末も含め、すべての端末で、もう一度ログインするまでご利用いただけなくなります。",
    en: "On all devices, this one included, the service can be used again only after signing in.",
};
pub const IT_IS_THIS: Text = Text { ja: "今お使いの端末です", en: "This is the device that you are using" };
pub const IT_IS_THIS_MEANS: Text = Text {
    ja: "サインアウトすると、この画面を続けるにはもう一度ログインが必要です。",
    en: "After signing out you have to sign in again to go on here.",
};
pub const ENDED: Text = Text { ja: "サインアウトしました。", en: "Signed out." };
