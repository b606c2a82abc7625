//! The words of the pages about MY mail.

use base::Text;

pub const MY_MAIL: Text = Text { ja: "MYメール", en: "MY mail" };
pub const NONE: Text = Text { ja: "MYメールはありません。", en: "There is no MY mail." };
pub const ABOUT: Text = Text {
    ja: "組合からあなたへの個別のご連絡です。ほかの方には表示されません。",
    en: "These messages are from your society to you alone.",
};
pub const UNREAD: Text = Text { ja: "未読", en: "New" };
pub const REPLY_WANTED: Text = Text { ja: "要返信", en: "Reply needed" };
pub const REPLIED: Text = Text { ja: "返信済み", en: "Replied" };
pub const BACK_TO_LIST: Text = Text { ja: "MYメールの一覧へ", en: "To the list of MY mail" };

pub const REPLY: Text = Text { ja: "返信する", en: "Reply" };
pub const REPLY_ONCE: Text = Text {
    ja: "返信は1回だけ送れます。送信の前に、確認の画面が表示されます。",
    en: "You can reply once. Before it is sent, you are shown it again.",
};
pub const REPLY_BY: Text = Text { ja: "返信の期限：{until}まで", en: "Please reply before {until}." };
pub const YOUR_REPLY: Text = Text { ja: "返信の内容", en: "Your reply" };
pub const LENGTH: Text = Text { ja: "{most}文字まで", en: "Up to {most} characters" };
pub const CONFIRM: Text = Text { ja: "確認する", en: "See it before it is sent" };
pub const CONFIRM_TITLE: Text = Text { ja: "返信の確認", en: "Your reply" };
pub const CONFIRM_WHY: Text = Text {
    ja: "次の内容を組合に送信します。送信したあとは、変更も取り消しもできません。",
    en: "This will be sent to your society. Once sent, it can be neither changed nor taken back.",
};
pub const ABOUT_MAIL: Text = Text { ja: "返信するMYメール", en: "In reply to" };
pub const SEND: Text = Text { ja: "送信する", en: "Send" };
pub const EDIT: Text = Text { ja: "修正する", en: "Change it" };
pub const EMPTY: Text = Text { ja: "返信の内容を入力してください。", en: "Please write your reply." };
pub const TOO_LONG: Text = Text {
    ja: "返信は{most}文字までです（今は{n}文字）。",
    en: "A reply has at most {most} characters; this one has {n}.",
};
pub const KEPT: Text = Text {
    ja: "入力された内容は残っています。確認して、もう一度送信してください。",
    en: "What you typed is still here. Please look at it and send it again.",
};
pub const KEPT_TITLE: Text = Text { ja: "まだ送信されていません", en: "Your reply has not been sent yet" };
pub const SENT: Text = Text { ja: "返信を送信しました", en: "Your reply was sent" };
pub const SENT_AT: Text = Text { ja: "送信日時：{at}", en: "Sent on {at}" };
pub const CLOSED: Text = Text { ja: "返信の受付は終わりました", en: "Replies are no longer taken" };
pub const CLOSED_WHY: Text = Text {
    ja: "{until}に締め切りました。ご連絡は、ページ下部の組合の窓口にお願いします。",
    en: "They were taken until {until}. Please contact the society instead; its contact is at the foot of this page.",
};
