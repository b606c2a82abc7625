//! What the pages of the steps say.

use base::Text;

pub(super) const TERMS: Text = Text { ja: "利用規約への同意", en: "Agreeing to the terms of use" };
pub(super) const TERMS_LEAD: Text = Text {
    ja: "ご利用には、利用規約への同意が必要です。内容をお読みのうえ、選んでください。",
    en: "To use the service, please read the terms of use and choose.",
};
pub(super) const VERSION: Text = Text { ja: "{date}版", en: "Version of {date}" };
pub(super) const AGREE: Text = Text { ja: "同意して進む", en: "Agree and go on" };
pub(super) const DECLINE: Text = Text { ja: "同意しない", en: "Do not agree" };
pub(super) const DECLINE_HINT: Text = Text {
    ja: "同意しない場合、ログインせずに元の画面へ戻ります。登録内容は変わりません。",
    en: "If you do not agree, you return without signing in. Nothing about your account changes.",
};
