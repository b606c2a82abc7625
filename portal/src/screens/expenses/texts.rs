//! The words of the pages about medical expenses.

use base::Text;

pub const PAID: Text = Text { ja: "あなたが支払った額", en: "What you paid" };
pub const LATEST_PAID: Text = Text { ja: "直近の自己負担額", en: "Latest own payment" };
pub const PAID_THIS_YEAR: Text = Text { ja: "今年の自己負担額", en: "Own payment this year" };
pub const SEE_ALL: Text = Text { ja: "すべて見る", en: "See all" };
pub const SEE_LATEST: Text = Text { ja: "最新の月の明細を見る", en: "See the latest month" };
pub const BY_MONTH: Text = Text { ja: "月ごとの明細", en: "Month by month" };
pub const TO_OVERVIEW: Text = Text { ja: "明細のある月を見る", en: "See the months with lines" };
pub const OTHER_PERIODS: Text = Text { ja: "前後の期間", en: "Before and after" };

pub const MONTH_TITLE: Text = Text { ja: "{month}の医療費", en: "Medical expenses of {month}" };
pub const YEAR_TITLE: Text = Text { ja: "{year}の医療費", en: "Medical expenses of {year}" };
pub const LINES_OF: Text = Text { ja: "{month}診療分の明細", en: "Lines of {month}" };
pub const MONTHS_OF: Text = Text { ja: "{year}の月ごとの合計", en: "Months of {year}" };
pub const ONE_LINE: Text =
    Text { ja: "自己負担額の合計（明細1件）", en: "Sum of the own payments (1 line)" };
pub const LINES: Text =
    Text { ja: "自己負担額の合計（明細{n}件）", en: "Sum of the own payments ({n} lines)" };

pub const SUM_OF_OWN: Text = Text { ja: "自己負担額の合計", en: "Sum of the own payments" };

pub const CARE_MONTH: Text = Text { ja: "診療年月", en: "Month of care" };
pub const PATIENT: Text = Text { ja: "受診者", en: "Patient" };
pub const INSTITUTION: Text = Text { ja: "医療機関", en: "Institution" };
pub const KIND_AND_COUNT: Text = Text { ja: "診療区分/日数(回数)", en: "Kind / days (times)" };
pub const TOTAL: Text = Text { ja: "医療費総額", en: "Total cost" };
pub const INSURER: Text = Text { ja: "保険者負担額", en: "Insurer’s share" };
pub const PUBLIC: Text = Text { ja: "公費負担額", en: "Public share" };
pub const OWN: Text = Text { ja: "自己負担額", en: "Own payment" };
pub const NOTE: Text = Text { ja: "備考", en: "Remarks" };
pub const LINE_COUNT: Text = Text { ja: "明細件数", en: "Lines" };
pub const SUM: Text = Text { ja: "合計", en: "Total" };

pub const ONE_DAY: Text = Text { ja: "{n}日", en: "{n} day" };
pub const DAYS: Text = Text { ja: "{n}日", en: "{n} days" };
pub const ONCE: Text = Text { ja: "{n}回", en: "{n} time" };
pub const TIMES: Text = Text { ja: "{n}回", en: "{n} times" };
/// In place of a name that the society does not have.
pub const UNKNOWN_INSTITUTION: &str = "--";

pub const NO_LINES: Text = Text {
    ja: "表示できる医療費の明細はまだありません。",
    en: "There are no medical expenses to show yet.",
};
pub const NO_LINES_IN_MONTH: Text =
    Text { ja: "{month}の医療費の明細はありません。", en: "There are no medical expenses of {month}." };
pub const NO_LINES_IN_YEAR: Text =
    Text { ja: "{year}の医療費の明細はありません。", en: "There are no medical expenses of {year}." };
pub const WHEN_LINES_APPEAR: Text = Text {
    ja: "明細は、受診からおよそ3か月後に表示されます。",
    en: "Expenses appear about three months after the care.",
};
pub const NOTES: Text = Text { ja: "ご覧いただくときの注意", en: "How to read these figures" };
pub const ONE_LINE_IS: Text = Text {
    ja: "明細の1件は、お一人が1か月に1つの医療機関で受けた診療の合計です。",
    en: "One line is the care of one person at one institution in one month.",
};
/// What is true of every society's figures, for a society that does not say it itself.
pub const USUAL_NOTES: [Text; 4] = [
    Text {
        ja: "差額ベッド代、自由診療、入院中の食事代など、健康保険の対象にならない費用は含まれません。",
        en: "Costs that health insurance does not cover, such as private rooms, private treatment or hospital meals, are not included.",
    },
    Text {
        ja: "市区町村の医療費助成を受けた場合、助成された額が自己負担額に含まれていることがあります。",
        en: "If your municipality subsidised the care, the subsidy may be contained in the own payment.",
    },
    Text {
        ja: "窓口では10円未満を四捨五入して支払うため、実際に支払った額と異なることがあります。",
        en: "At the counter amounts are rounded to ten yen, so what you actually paid may differ.",
    },
    Text {
        ja: "明細は、受診からおよそ3か月後に表示されます。", en: "Lines appear about three months after the care."
    },
];
pub const FOR_TAX_RETURN: Text = Text {
    ja: "この明細は、確定申告の医療費控除にご利用いただけます。",
    en: "These figures may be used for the medical-expense deduction of the tax return.",
};
pub const NOT_FOR_TAX_RETURN: Text = Text {
    ja: "この明細は、確定申告の医療費控除の添付書類としてはご利用いただけません。",
    en: "These figures cannot be attached to a tax return for the medical-expense deduction.",
};
