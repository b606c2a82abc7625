//! The words of the mail that tells what is new.

use base::Text;

pub const SUBJECT: Text =
    Text { ja: "{portal}：新しいお知らせがあります", en: "{portal}: there is something new" };
pub const LEAD: Text = Text {
    ja: "「{portal}」に新しい情報が届いています。",
    en: "There is something new for you on {portal}.",
};
pub const NOTICES: Text = Text { ja: "お知らせ {n}件", en: "Notices: {n}" };
pub const LETTERS: Text = Text { ja: "MYメール {n}件", en: "MY mail: {n}" };
pub const EXPENSES: Text = Text { ja: "新しい医療費情報", en: "New medical expenses" };
pub const READ: Text = Text {
    ja: "内容は、サイトにログインしてご確認ください。",
    en: "To read it, please sign in on the site.",
};
pub const OFF: Text =
    Text { ja: "このようなメールを止めるには：", en: "To stop receiving these mails:" };
pub const DO_NOT_REPLY: Text = Text {
    ja: "このメールは自動でお送りしています。ご返信いただいても、お答えできません。",
    en: "This mail was sent automatically. Replies to it are not read.",
};
