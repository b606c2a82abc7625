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
pub const PUBLISHED_LATER: Text = Text {
    ja: "明細は、診療月の{n}か月後に表示されます。現在は{newest}診療分までが対象です。",
    en: "Lines are published {n} months after the month of care: by now up to {newest}.",
};
pub const PUBLISHED_NEXT_MONTH: Text = Text {
    ja: "明細は、診療月の翌月に表示されます。現在は{newest}診療分までが対象です。",
    en: "Lines are published in the month after the care: by now up to {newest}.",
};
pub const NOT_PUBLISHED_YET: Text = Text {
    ja: "{month}診療分は、まだ届いていません。{then}ごろに表示される予定です。",
    en: "The lines of {month} have not arrived yet. They are expected about {then}.",
};
pub const SHOWN_FROM: Text = Text {
    ja: "このページでご覧いただけるのは、{first}以降の診療分です。",
    en: "This page shows the lines of care from {first} on.",
};
pub const IN_TAX_DATA: Text =
    Text { ja: "{year}の明細を「{service}」で見る", en: "See the lines of {year} in “{service}”" };
pub const NOTES: Text = Text { ja: "ご覧いただくときの注意", en: "How to read these figures" };
pub const ONE_LINE_IS: Text = Text {
    ja: "明細の1件は、お一人が1か月に1つの医療機関で受けた診療の合計です。",
    en: "One line is the care of one person at one institution in one month.",
};
/// What is true of every society's figures, for a society that does not say it itself.
pub const USUAL_NOTES: [Text; 3] = [
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
];
pub const FOR_TAX_RETURN: Text = Text {
    ja: "この明細は、確定申告の医療費控除にご利用いただけます。",
    en: "These figures may be used for the medical-expense deduction of the tax return.",
};
pub const NOT_FOR_TAX_RETURN: Text = Text {
    ja: "この明細は、確定申告の医療費控除の添付書類としてはご利用いただけません。",
    en: "These figures cannot be attached to a tax return for the medical-expense deduction.",
};

pub const FIND: Text = Text { ja: "期間と受診者を指定して探す", en: "Choose months and patient" };
pub const FIND_TITLE: Text = Text { ja: "医療費明細の検索", en: "Find medical expenses" };
pub const FROM: Text = Text { ja: "始まりの月", en: "First month" };
pub const TO: Text = Text { ja: "終わりの月", en: "Last month" };
pub const WHOSE: Text = Text { ja: "受診者", en: "Patient" };
pub const EVERYBODY: Text = Text { ja: "全員", en: "Everybody" };
pub const SHOW: Text = Text { ja: "表示する", en: "Show" };
pub const NOT_A_MONTH: Text = Text {
    ja: "年月を一覧から選んでください（例 2026-08）。",
    en: "Please choose a month from the list, such as 2026-08.",
};
pub const NOBODY: Text = Text {
    ja: "この受診者の明細は、表示できる期間にありません。受診者を選び直してください。",
    en: "There are no lines of this patient in the months that are shown. Please choose a patient from the list.",
};
pub const FOUND_IN: Text = Text { ja: "{from}〜{to}の明細", en: "Lines from {from} to {to}" };
pub const FOUND_MONTHS: Text = Text { ja: "{from}〜{to}の月ごとの合計", en: "Months from {from} to {to}" };
pub const NOTHING_FOUND: Text = Text {
    ja: "{from}〜{to}に、該当する明細はありません。期間や受診者を変えてお試しください。",
    en: "There are no such lines from {from} to {to}. Please try other months or another patient.",
};
pub const TOO_MANY: Text = Text {
    ja: "明細が{n}件あるため、月ごとの合計を表示しています。明細は、月を選ぶとご覧いただけます。",
    en: "There are {n} lines, so only the months are shown. Choose a month to see its lines.",
};
pub const LINES_OF_YEAR: Text = Text { ja: "{year}の明細", en: "Lines of {year}" };

pub const BENEFITS: Text = Text { ja: "この明細に対する給付", en: "Benefits paid for these lines" };
pub const BENEFIT: Text = Text { ja: "給付の種類", en: "Benefit" };
pub const PAID_ON: Text = Text { ja: "支払日", en: "Paid on" };
pub const PAID_BACK: Text = Text { ja: "支給額", en: "Amount" };
pub const BENEFITS_WHY: Text = Text {
    ja: "給付は自己負担額から差し引かずに、別に表示しています。",
    en: "Benefits are shown beside the own payment, not deducted from it.",
};

pub const HOW_TO_READ: Text = Text { ja: "医療費明細の見方", en: "What the columns mean" };
pub const ADDS_UP: Text = Text {
    ja: "どの行も、医療費総額は、保険者負担額・公費負担額・自己負担額の合計です。",
    en: "In every line the total cost is the sum of the insurer’s share, the public share and the own payment.",
};
/// The columns of the table, and what each means.
pub const COLUMNS: [(Text, Text); 9] = [
    (
        CARE_MONTH,
        Text {
            ja: "診療や調剤を受けた月です。支払った月とは異なることがあります。",
            en: "The month in which the care was given. You may have paid in another.",
        },
    ),
    (
        PATIENT,
        Text {
            ja: "診療を受けた方です。お名前が届いていないときは「本人」または「ご家族」と表示します。",
            en: "Who received the care. Where no name has arrived it says “Yourself” or “Family member”.",
        },
    ),
    (
        INSTITUTION,
        Text {
            ja: "病院、診療所、薬局などの名称です。名称が届いていないときは「--」と表示します。",
            en: "The hospital, clinic or pharmacy. Where no name has arrived it says “--”.",
        },
    ),
    (
        KIND_AND_COUNT,
        Text {
            ja: "診療の種類（入院、通院、歯科、調剤など）と、その月に受診した日数です。調剤は、薬を受け取った回数です。",
            en: "The kind of care (inpatient, outpatient, dental, pharmacy and others) and on how many days of the month; for a pharmacy, how many times.",
        },
    ),
    (
        TOTAL,
        Text {
            ja: "健康保険の対象となる医療費の全額（10割）です。",
            en: "All that the care cost, as far as health insurance covers it.",
        },
    ),
    (
        INSURER,
        Text {
            ja: "医療費総額のうち、健康保険組合が医療機関に支払った額です。",
            en: "What the society paid to the institution.",
        },
    ),
    (
        PUBLIC,
        Text {
            ja: "医療費総額のうち、国や自治体の公費負担医療制度が支払った額です。",
            en: "What public schemes of the state or the municipality paid.",
        },
    ),
    (
        OWN,
        Text {
            ja: "医療費総額のうち、ご本人・ご家族の負担となる額です。1円単位で計算しているため、窓口で支払った額と端数が異なることがあります。",
            en: "What was left for you and your family to pay. It is computed to the yen, so it may differ slightly from what you paid at the counter.",
        },
    ),
    (NOTE, Text { ja: "健康保険組合からの補足です。", en: "What the society adds to the line." }),
];
pub const ALSO: Text = Text { ja: "そのほかに知っていただきたいこと", en: "Also good to know" };
pub const ALSO_TRUE: [Text; 4] = [
    Text {
        ja: "明細は、医療機関からの請求の審査によって、あとから訂正されたり取り消されたりすることがあります。",
        en: "Lines may be corrected or withdrawn later, when the institution’s claim has been examined.",
    },
    Text {
        ja: "高額療養費などの給付は、自己負担額から差し引かずに、対象の明細とともに別の表に表示します。",
        en: "Benefits, such as for high-cost care, are not deducted from the own payment; they stand in a table of their own, with the line that they were paid for.",
    },
    Text {
        ja: "ご家族の明細は、その方が家族への表示を望まない場合は表示されません。",
        en: "The lines of a family member who does not wish the family to see them are not shown.",
    },
    Text {
        ja: "加入していない期間の医療費は表示されません。",
        en: "What care cost while you were not insured here is not shown.",
    },
];
