//! The words of the pages about benefits.

use base::Text;

pub const NONE: Text = Text {
    ja: "支給決定のお知らせはありません。支給が決定すると、こちらに表示されます。",
    en: "There are no decisions. Once a benefit is granted, it is shown here.",
};
pub const CHOOSE: Text = Text {
    ja: "給付の種類を選ぶと、内容の確認とPDFの保存ができます。",
    en: "Choose a benefit to see its details and to save it as a PDF.",
};
pub const DECISIONS: Text = Text { ja: "支給が決定した給付", en: "Benefits granted" };
pub const ONE: Text = Text { ja: "支給決定の内容", en: "Benefit decision" };
pub const KIND: Text = Text { ja: "給付の種類", en: "Benefit" };
pub const PERSON: Text = Text { ja: "対象者", en: "Person" };
pub const MONTH: Text = Text { ja: "対象年月", en: "For the month" };
pub const INSTITUTION: Text = Text { ja: "医療機関", en: "Institution" };
pub const AMOUNT: Text = Text { ja: "支給額", en: "Amount" };
pub const DECIDED_ON: Text = Text { ja: "決定日", en: "Decided on" };
pub const PAID_ON: Text = Text { ja: "支払日", en: "Paid on" };
pub const PAYMENT: Text = Text { ja: "支払方法", en: "Way of payment" };
pub const NOTE: Text = Text { ja: "備考", en: "Remarks" };
pub const TO_PDF: Text = Text { ja: "PDFを保存する", en: "Save as PDF" };
pub const TO_LIST: Text = Text { ja: "一覧に戻る", en: "Back to the list" };
pub const EXPENSES_OF: Text =
    Text { ja: "{month}の医療費の明細を見る", en: "See the medical expenses of {month}" };
pub const NOTES: Text = Text { ja: "ご覧いただくときの注意", en: "Please note" };
pub const NOT_NETTED: Text = Text {
    ja: "医療費の明細に表示される自己負担額からは、この支給額は差し引かれていません。医療費を補てんする給付は、医療費控除の申告では補てんされる金額としてお取り扱いください。",
    en: "This amount is not deducted from the own payment that is shown with your medical expenses. In a tax return, please treat a benefit for medical costs as a reimbursement of them.",
};
pub const ADDRESSEE: Text = Text { ja: "{name} 様", en: "To {name}" };
pub const DECIDED_SO: Text = Text {
    ja: "次のとおり給付金の支給を決定しましたので、お知らせします。",
    en: "This is to inform you that the following benefit has been granted.",
};
pub const MADE_ON: Text = Text {
    ja: "この書面は{day}に「{portal}」のサイトで作成しました。",
    en: "Made on the site “{portal}” on {day}.",
};
