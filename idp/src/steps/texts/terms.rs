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
    ja: "同意しない場合、ログインは行われません。登録内容は変わりません。",
    en: "If you do not agree, you are not signed in. Nothing about your account changes.",
};
pub const LATER: Text = Text { ja: "あとで確認する", en: "Decide later" };
pub const LATER_HINT: Text = Text {
    ja: "規約が新しくなりました。{date}までは、同意せずにこのまま進めます。それまでに内容をご確認ください。",
    en: "The terms are new. Until {date} you may go on without agreeing; please read them by then.",
};
pub const DECLINED: Text = Text { ja: "ログインを中止しました", en: "You are not signed in" };
pub const DECLINED_LEAD: Text = Text {
    ja: "利用規約に同意いただけなかったため、ログインは行われていません。",
    en: "You did not agree to the terms of use, so you are not signed in.",
};
pub const DECLINED_WHY: Text = Text {
    ja: "ご登録の内容（ユーザID、パスワード、Eメールなど）は、そのまま残っています。次にログインするときに、あらためて規約をご確認いただけます。ご不明な点は、ページ下部の組合の窓口にお問い合わせください。",
    en: "Your account (user ID, password, e-mail and so on) is as it was. At your next sign-in you can look at the terms again. If you have questions, please contact your society; its contact is at the foot of this page.",
};
pub const TO_APPLICATION: Text = Text { ja: "「{application}」に戻る", en: "Back to {application}" };
pub const READ_AGAIN: Text = Text { ja: "もう一度、規約を読む", en: "Read the terms again" };
