//! The words of the mail that tells what is new.

use base::Text;
use realm::MailKind;

pub const SUBJECT: Text =
    Text { ja: "{portal}：新しいお知らせがあります", en: "{portal}: there is something new" };
pub const LEAD: Text = Text {
    ja: "「{portal}」に新しい情報が届いています。",
    en: "There is something new for you on {portal}.",
};
pub const NOTICES: Text = Text { ja: "お知らせ {n}件", en: "Notices: {n}" };
pub const LETTERS: Text = Text { ja: "MYメール {n}件", en: "MY mail: {n}" };
pub const EXPENSES: Text = Text { ja: "新しい医療費情報", en: "New medical expenses" };
pub const BENEFITS: Text = Text { ja: "新しい給付金支給決定通知", en: "A new decision on benefits" };
pub const APPLICATIONS: Text = Text { ja: "申請の結果", en: "The outcome of an application" };
pub const CHECKUPS: Text = Text { ja: "新しい健診結果", en: "New check-up results" };
pub const PRESCRIPTIONS: Text = Text { ja: "新しい処方医薬品の情報", en: "New prescriptions" };
pub const ELIGIBILITY_INFORMATION: Text =
    Text { ja: "新しい資格情報のお知らせ", en: "A new notice of eligibility" };
pub const ELIGIBILITY_CERTIFICATE: Text =
    Text { ja: "新しい資格確認書", en: "A new certificate of eligibility" };
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

/// What a mail says of records that have come in; nothing of what it counts instead.
pub const fn arrived(kind: MailKind) -> Option<Text> {
    Some(match kind {
        MailKind::Expenses => EXPENSES,
        MailKind::Benefits => BENEFITS,
        MailKind::Applications => APPLICATIONS,
        MailKind::Checkups => CHECKUPS,
        MailKind::Prescriptions => PRESCRIPTIONS,
        MailKind::EligibilityInformation => ELIGIBILITY_INFORMATION,
        MailKind::EligibilityCertificate => ELIGIBILITY_CERTIFICATE,
        MailKind::Notices | MailKind::MyMail => return None,
    })
}
