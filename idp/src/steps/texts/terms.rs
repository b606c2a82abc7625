//! What the page of the terms says.

use base::Text;

pub const TERMS: Text = Text { ja: "利用規約への同意", en: "Agreeing to the terms of use" };
pub const TERMS_LEAD: Text = Text {
    ja: "ご利用には、利用規約への同意が必要です。内容をお読みのうえ、選んでください。",
    en: "To use the service, please read the terms of use and choose.",
};
pub const VERSION: Text = Text { ja: "{date}版", en: "Version of {date}" };
pub const AGREE: Text = Text { ja: "同意して進む", en: "Agree and go on" };
pub const DECLINE: Text = Text { ja: "同意しない", en: "Do not agree" };
pub const DECLINE_HINT: Text = Text {
    ja: "同意しない場合、ログインせずに元の画面へ戻ります。登録内容は変わりません。",
    en: "If you do not agree, you return without signing in. Nothing about your account changes.",
};
