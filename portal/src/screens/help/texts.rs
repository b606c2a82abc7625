//! The words of the help pages.

use base::Text;

pub const HELP: Text = Text { ja: "ヘルプ・サポート", en: "Help and support" };
pub const GUIDE: Text = Text { ja: "ご利用案内", en: "How to use this site" };
pub const FAQ: Text = Text { ja: "よくある質問", en: "Questions and answers" };
pub const TERMS: Text = Text { ja: "利用規約", en: "Terms of use" };

pub const GUIDE_ABOUT: Text = Text {
    ja: "できること、推奨する端末とブラウザ",
    en: "What there is, and which devices and browsers to use",
};
pub const FAQ_ABOUT: Text = Text {
    ja: "ログイン、メール、機種変更、医療費の表示など",
    en: "Signing in, mail, a new phone, medical expenses and more",
};
pub const TERMS_ABOUT: Text = Text { ja: "現在の利用規約", en: "The terms now in force" };

pub const CONTACT: Text = Text { ja: "お問い合わせ先", en: "Whom to ask" };
pub const CONTACT_WHY: Text = Text {
    ja: "解決しないときは、下記の窓口にお問い合わせください。エラーの画面に「お問い合わせ番号」が出ているときは、その番号もお伝えください。",
    en: "If this does not help, please ask the desk below. If an error page shows a reference number, please give it too.",
};

pub const SEARCH: Text = Text { ja: "キーワードで探す", en: "Search the questions" };
pub const SEARCH_HINT: Text = Text {
    ja: "例：パスワード　機種変更。空白で区切ると、すべての語を含むものを探します。",
    en: "Such as: password, new phone. With several words, all of them must occur.",
};
pub const SEARCH_GO: Text = Text { ja: "探す", en: "Search" };
pub const FOUND: Text = Text { ja: "検索結果：{count}件", en: "Results: {count}" };
pub const NONE_FOUND: Text =
    Text { ja: "あてはまる質問が見つかりませんでした", en: "No question was found" };
pub const NONE_FOUND_WHY: Text =
    Text { ja: "ほかの言葉や短い言葉でもお試しください。", en: "Please try other or fewer words." };
pub const ALL_QUESTIONS: Text = Text { ja: "すべての質問を見る", en: "See all questions" };

pub const NO_TERMS: Text =
    Text { ja: "現在、有効な利用規約はありません。", en: "No terms of use are in force yet." };
pub const TERMS_SINCE: Text = Text { ja: "{day}から有効", en: "In force since {day}" };
pub const TERMS_COMING: Text =
    Text { ja: "{day}から有効になる利用規約", en: "Terms that take effect on {day}" };

pub const SERVICES: Text = Text { ja: "できること", en: "What you can do here" };
pub const SERVICES_WHY: Text = Text {
    ja: "ログインすると、次のサービスをご利用いただけます。",
    en: "After signing in you can use these services.",
};
pub const FIRST_TIME: Text = Text { ja: "はじめてのログイン", en: "The first time" };
pub const FIRST_TIME_HOW: Text = Text {
    ja: "お手元の通知にあるユーザIDと初期パスワードでログインし、画面の案内にそって、本人確認と初期設定を行ってください。",
    en: "Sign in with the user ID and the first password of your notice, and follow the pages through the check of your identity and your first settings.",
};
pub const DEVICES: Text = Text { ja: "推奨環境", en: "Recommended devices" };
pub const DEVICES_WHY: Text = Text {
    ja: "OSとブラウザは、最新のものをご利用ください。ほかのブラウザでは、正しく表示されないことがあります。",
    en: "Please keep system and browser up to date. Other browsers may not show everything correctly.",
};
pub const DEVICE: Text = Text { ja: "端末", en: "Device" };
pub const BROWSER: Text = Text { ja: "ブラウザ", en: "Browser" };
/// The devices with their browsers.
pub const RECOMMENDED: [(Text, Text); 3] = [
    (Text { ja: "iPhone・iPad", en: "iPhone and iPad" }, Text { ja: "Safari", en: "Safari" }),
    (Text { ja: "Android", en: "Android" }, Text { ja: "Chrome", en: "Chrome" }),
    (
        Text { ja: "Windows・Mac", en: "Windows and Mac" },
        Text { ja: "Chrome、Edge、Safari", en: "Chrome, Edge, Safari" },
    ),
];
pub const LEAVING: Text = Text { ja: "ログアウト", en: "Signing out" };
pub const LEAVING_HOW: Text = Text {
    ja: "画面の上のお名前を押し、「ログアウトする」を選んでください。共用の端末では、ブラウザも閉じてください。",
    en: "Press your name at the top of the page and choose “Sign out”. On a shared device please close the browser too.",
};
