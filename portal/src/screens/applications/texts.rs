//! The words of the pages about the influenza subsidy.

use base::Text;

pub const ABOUT: Text = Text {
    ja: "インフルエンザの予防接種を受け、費用を支払った方の補助金を申請できます。領収書は、決定のお知らせまでお手元に保管してください。",
    en: "Apply here for a subsidy if you or your family paid for an influenza vaccination. Please keep the receipt until the decision.",
};
pub const APPLY: Text = Text { ja: "申請する", en: "Apply" };
pub const SO_FAR: Text = Text { ja: "これまでの申請", en: "Your applications" };
pub const NONE: Text = Text { ja: "まだ申請はありません。", en: "You have not applied yet." };
pub const APPLICATIONS: Text = Text { ja: "申請の一覧", en: "Applications" };
pub const ONE: Text = Text { ja: "申請の内容", en: "Application" };
pub const NUMBER: Text = Text { ja: "受付番号", en: "Number" };
pub const SUBMITTED_AT: Text = Text { ja: "申請日時", en: "Sent on" };
pub const PATIENT: Text = Text { ja: "接種を受けた方の氏名", en: "Person vaccinated" };
pub const PATIENT_HINT: Text =
    Text { ja: "姓と名の間を空けてください。", en: "Family name and given name." };
pub const VACCINATED_ON: Text = Text { ja: "接種日", en: "Date of vaccination" };
pub const DAY_HINT: Text = Text { ja: "8桁の数字（例 20261105）", en: "Eight digits, such as 20261105" };
pub const INSTITUTION: Text = Text { ja: "接種を受けた医療機関", en: "Institution" };
pub const PAID: Text = Text { ja: "支払った金額（円）", en: "Amount paid (yen)" };
pub const PAID_HINT: Text = Text {
    ja: "領収書に書かれた接種1回分の金額です。",
    en: "The amount on the receipt, for one vaccination.",
};
pub const STATE: Text = Text { ja: "状況", en: "State" };
pub const RECEIVED: Text = Text { ja: "受付済み（審査中）", en: "Received, not yet decided" };
pub const GRANTED: Text = Text { ja: "支給決定", en: "Granted" };
pub const DECLINED: Text = Text { ja: "不支給", en: "Declined" };
pub const AMOUNT: Text = Text { ja: "支給額", en: "Amount granted" };
pub const DECIDED_ON: Text = Text { ja: "決定日", en: "Decided on" };
pub const NOTE: Text = Text { ja: "組合からの連絡", en: "From the society" };
pub const FORM: Text = Text { ja: "補助金の申請", en: "Apply for the subsidy" };
pub const CHECK: Text = Text { ja: "入力内容を確認する", en: "Check what you entered" };
pub const CONFIRM: Text = Text { ja: "申請内容の確認", en: "Check your application" };
pub const CONFIRM_WHY: Text = Text {
    ja: "まだ申請は完了していません。内容を確認し、よろしければ「この内容で申請する」を押してください。",
    en: "You have not applied yet. If everything is right, press “Send the application”.",
};
pub const SEND: Text = Text { ja: "この内容で申請する", en: "Send the application" };
pub const EDIT: Text = Text { ja: "入力内容を修正する", en: "Change what you entered" };
pub const SEND_AGAIN: Text = Text {
    ja: "画面を開いてから時間がたったため、送信できませんでした。内容を確認して、もう一度送信してください。",
    en: "This could not be sent because the page had been open for too long. Please check it and send it again.",
};
pub const RECEIVED_SO: Text = Text { ja: "申請を受け付けました", en: "Your application has been received" };
pub const RECEIVED_WHY: Text = Text {
    ja: "審査の結果は、この画面に表示されます。お問い合わせの際は、受付番号をお知らせください。",
    en: "The decision will be shown on this page. If you have questions, please tell us the number.",
};
pub const ALREADY: Text = Text { ja: "すでに申請されています", en: "This has been applied for already" };
pub const ALREADY_WHY: Text = Text {
    ja: "この方のこの日の接種については、申請を受け付けています。内容の訂正は、ページ下部の組合の窓口にお問い合わせください。",
    en: "There is an application for this person’s vaccination on this day. To correct it, please contact the society; its contact is at the foot of this page.",
};
pub const TO_APPLICATION: Text = Text { ja: "受け付けた申請を見る", en: "See that application" };
pub const TO_LIST: Text = Text { ja: "申請の一覧へ", en: "To the applications" };
