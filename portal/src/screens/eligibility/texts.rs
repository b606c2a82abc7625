//! The words of the pages about eligibility.

use base::Text;

pub const NO_NOTICE: Text = Text {
    ja: "表示できる資格情報のお知らせはありません。加入の手続きが終わると、こちらに表示されます。",
    en: "There is no notice of eligibility to show. It appears here once your enrolment is complete.",
};
pub const ABOUT_NOTICE: Text =
    Text { ja: "組合に登録されている資格情報です。", en: "This is what the society has on record." };
pub const ONE_PDF_EACH: Text =
    Text { ja: "お一人ずつPDFで保存できます。", en: "It can be saved as a PDF for each person." };
pub const ENDED: Text = Text { ja: "資格を喪失しています", en: "This insurance has ended" };
pub const ENDED_NOTICE_WHY: Text = Text {
    ja: "加入されていたときの資格情報です。PDFでの保存はできません。",
    en: "This was on record while the person was insured. It cannot be saved as a PDF.",
};
pub const ENDED_CERTIFICATE_WHY: Text = Text {
    ja: "加入されていたときの資格確認書です。受診の際に使用することはできません。",
    en: "This certificate was issued while the person was insured. It can no longer be used to see a doctor.",
};
pub const NO_CERTIFICATE: Text = Text {
    ja: "交付されている資格確認書はありません。",
    en: "No certificate of eligibility has been issued.",
};
pub const ABOUT_CERTIFICATE: Text = Text {
    ja: "交付した資格確認書の内容です。この画面は資格確認書の代わりにはなりません。",
    en: "This is what stands on the certificates that were issued. This page does not replace the certificate.",
};
pub const SHOW_IT: Text = Text {
    ja: "受診の際は、お手元の資格確認書をご提示ください。",
    en: "Please show the certificate itself when you see a doctor.",
};
pub const EXPIRED: Text = Text { ja: "有効期限が過ぎています", en: "This certificate has expired" };
pub const EXPIRED_WHY: Text = Text {
    ja: "この資格確認書は使用できません。更新については、ページ下部の組合の窓口にお問い合わせください。",
    en: "It can no longer be used. To renew it, please contact the society; its contact is at the foot of this page.",
};
pub const KIGO: Text = Text { ja: "記号", en: "Symbol (kigo)" };
pub const BANGO: Text = Text { ja: "番号", en: "Number (bango)" };
pub const BRANCH: Text = Text { ja: "枝番", en: "Branch" };
pub const NAME: Text = Text { ja: "氏名", en: "Name" };
pub const KANA: Text = Text { ja: "フリガナ", en: "Name in kana" };
pub const BIRTH_DATE: Text = Text { ja: "生年月日", en: "Date of birth" };
pub const STANDING: Text = Text { ja: "本人・家族の別", en: "Insured person or family" };
pub const ELIGIBLE_FROM: Text = Text { ja: "資格取得年月日", en: "Insured since" };
pub const ELIGIBLE_UNTIL: Text = Text { ja: "資格喪失年月日", en: "Insurance ended on" };
pub const COPAYMENT: Text = Text { ja: "負担割合", en: "Share paid by the patient" };
pub const INSURER_NUMBER: Text = Text { ja: "保険者番号", en: "Insurer number" };
pub const INSURER_NAME: Text = Text { ja: "保険者名", en: "Insurer" };
pub const ISSUED_ON: Text = Text { ja: "交付年月日", en: "Issued on" };
pub const VALID_UNTIL: Text = Text { ja: "有効期限", en: "Valid until" };
pub const NOTE: Text = Text { ja: "備考", en: "Remarks" };
pub const TO_PDF: Text = Text { ja: "{name} さんのPDFを保存する", en: "Save the PDF for {name}" };
pub const NOTES: Text = Text { ja: "ご利用にあたって", en: "Please note" };
pub const SHOW_WITH_CARD: Text = Text {
    ja: "このお知らせだけでは受診できません。医療機関でマイナ保険証を読み取れないときに、マイナンバーカードと一緒にご提示ください。",
    en: "This notice alone does not entitle to treatment. Where a clinic cannot read your My Number card, please show it together with that card.",
};
pub const IF_WRONG: Text = Text {
    ja: "記載の内容に誤りがあるときは、組合にご連絡ください。",
    en: "If anything stated here is wrong, please tell the society.",
};
pub const ADDRESSEE: Text = Text { ja: "{name} 様", en: "To {name}" };
pub const STATED_SO: Text = Text {
    ja: "あなたの資格情報を、次のとおりお知らせします。",
    en: "This is to inform you of your eligibility for health insurance.",
};
pub const MADE_ON: Text = Text {
    ja: "この書面は{day}に「{portal}」のサイトで作成しました。",
    en: "Made on the site “{portal}” on {day}.",
};
