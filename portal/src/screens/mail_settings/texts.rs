//! The words of the pages about mails.

use base::Text;

pub const TITLE: Text = Text { ja: "通知設定", en: "Notification settings" };
pub const ABOUT: Text = Text {
    ja: "新しい情報が届いたときに、Eメールでお知らせします。1日に1通までです。内容はメールには書かれません。",
    en: "You are told by e-mail when something new has come in, once a day at most. What it is does not stand in the mail.",
};
pub const WHICH: Text = Text { ja: "メールでお知らせするもの", en: "What you are told of" };
pub const EXPENSES: Text = Text { ja: "医療費情報", en: "Medical expenses" };
pub const NOTICES: Text = Text { ja: "お知らせ", en: "Notices" };
pub const MY_MAIL: Text = Text { ja: "MYメール", en: "MY mail" };
pub const BENEFITS: Text = Text { ja: "給付金支給決定通知", en: "Decisions on benefits" };
pub const APPLICATIONS: Text = Text { ja: "申請の結果", en: "Outcomes of applications" };
pub const CHECKUPS: Text = Text { ja: "健診結果", en: "Check-up results" };
pub const PRESCRIPTIONS: Text = Text { ja: "処方医薬品", en: "Prescriptions" };
pub const ELIGIBILITY_INFORMATION: Text = Text { ja: "資格情報のお知らせ", en: "Notices of eligibility" };
pub const ELIGIBILITY_CERTIFICATE: Text = Text { ja: "資格確認書", en: "Certificates of eligibility" };
pub const SAVE: Text = Text { ja: "保存する", en: "Save" };
pub const SAVED: Text = Text { ja: "保存しました", en: "Saved" };
pub const SEND_AGAIN: Text = Text {
    ja: "もう一度「保存する」を押してください。ページを開いてから、時間がたったか、ブラウザの設定が変わりました。",
    en: "Please press “Save” again: the page was open for long, or your browser’s settings have changed.",
};
pub const NO_ADDRESS: Text = Text { ja: "メールが届きません", en: "No mail reaches you" };
pub const NO_ADDRESS_WHY: Text = Text {
    ja: "確認の済んだメールアドレスが登録されていないため、メールをお送りできません。「プロフィール変更」でメールアドレスを登録・確認し、もう一度ログインしてください。",
    en: "There is no e-mail address of yours that has been confirmed. Please enter and confirm one on your profile, and sign in again.",
};
pub const NONE_OFFERED: Text = Text {
    ja: "この組合では、メールでのお知らせを行っていません。",
    en: "This society sends no such mails.",
};
pub const OFF: Text = Text { ja: "メールを止める", en: "Stop the mails" };
pub const OFF_QUESTION: Text = Text {
    ja: "{society}からの、新しい情報をお知らせするメールをすべて止めます。認証コードなど、手続きに必要なメールは届きます。",
    en: "All mails of {society} that tell of something new will stop. Mails that you need, such as codes, still reach you.",
};
pub const OFF_DONE: Text = Text { ja: "メールを止めました", en: "The mails have been stopped" };
pub const OFF_DONE_WHY: Text = Text {
    ja: "ログインして「通知設定」を開くと、種類ごとに再開できます。",
    en: "After signing in you can have them again, kind by kind, in the notification settings.",
};
pub const TO_SETTINGS: Text = Text { ja: "通知設定へ", en: "To the notification settings" };
