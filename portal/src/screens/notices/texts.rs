//! The words of the pages about notices.

use base::Text;

pub const NOTICES: Text = Text { ja: "お知らせ", en: "Notices" };
pub const NO_NOTICES: Text = Text { ja: "お知らせはありません。", en: "There are no notices." };
pub const UNREAD: Text = Text { ja: "未読", en: "New" };
pub const SEE_ALL: Text = Text { ja: "お知らせをすべて見る", en: "See all notices" };
pub const BACK_TO_LIST: Text = Text { ja: "お知らせの一覧へ", en: "To the list of notices" };
pub const CATEGORIES: Text = Text { ja: "分類で絞り込む", en: "By category" };
pub const ALL: Text = Text { ja: "すべて", en: "All" };
pub const LIST_OF: Text = Text { ja: "お知らせ：{category}", en: "Notices: {category}" };
pub const MORE_AFTER_SIGN_IN: Text = Text {
    ja: "ログインすると、加入者のみなさまへのお知らせもご覧いただけます。",
    en: "After signing in you also see the notices for members.",
};
pub const SIGN_IN: Text = Text { ja: "ログイン", en: "Sign in" };

pub const GONE: Text =
    Text { ja: "このお知らせの掲載は終了しました", en: "This notice is no longer shown" };
pub const WITHDRAWN_WHY: Text = Text {
    ja: "お探しのお知らせは、組合が取り下げました。新しいお知らせは一覧でご確認ください。",
    en: "The society has withdrawn this notice. Please see the list for what is in force.",
};
pub const ENDED_WHY: Text = Text {
    ja: "お探しのお知らせは、掲載の期間が終わりました。新しいお知らせは一覧でご確認ください。",
    en: "The time for which this notice was shown is over. Please see the list for what is in force.",
};
