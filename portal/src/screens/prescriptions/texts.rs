//! The words of the pages about prescriptions.

use base::Text;

pub const NONE: Text =
    Text { ja: "表示できる処方医薬品はありません。", en: "There are no prescriptions to show." };
pub const CHOOSE: Text = Text {
    ja: "年月を選ぶと、処方された医薬品を確認できます。",
    en: "Choose a month to see its medicines.",
};
pub const BY_MONTH: Text = Text { ja: "医薬品が処方された月", en: "Months with medicines" };
pub const MONTH: Text = Text { ja: "調剤年月", en: "Month" };
pub const MEDICINES: Text = Text { ja: "医薬品の数", en: "Medicines" };
pub const PERSONS: Text = Text { ja: "人数", en: "Persons" };
pub const MONTH_TITLE: Text = Text { ja: "{month}の処方医薬品", en: "Medicines of {month}" };
pub const NONE_IN_MONTH: Text =
    Text { ja: "{month}に処方された医薬品はありません。", en: "There are no medicines of {month}." };
pub const TO_LIST: Text = Text { ja: "月の一覧に戻る", en: "Back to the months" };
pub const DISPENSED: Text = Text { ja: "処方された医薬品", en: "Medicines that were dispensed" };
pub const MEDICINE: Text = Text { ja: "医薬品名", en: "Medicine" };
pub const PERSON: Text = Text { ja: "受診者", en: "Patient" };
pub const QUANTITY: Text = Text { ja: "数量", en: "Quantity" };
pub const DISPENSED_ON: Text = Text { ja: "調剤日", en: "Dispensed on" };
pub const PHARMACY: Text = Text { ja: "調剤薬局", en: "Pharmacy" };
pub const COST: Text = Text { ja: "薬剤費", en: "Cost of the medicine" };
pub const SAVING: Text = Text {
    ja: "ジェネリックとの差額（自己負担額の目安）",
    en: "Saved by a generic (own payment, roughly)",
};
pub const NOTE: Text = Text { ja: "備考", en: "Remarks" };
pub const NOTES: Text = Text { ja: "ご覧いただくときの注意", en: "Please note" };
pub const USUAL_NOTES: [Text; 2] = [
    Text {
        ja: "請求にもとづく記録で、服用の指示ではありません。服用については、医師または薬剤師にご相談ください。",
        en: "This is a record made from claims and no instruction. About taking a medicine please ask your doctor or pharmacist.",
    },
    Text {
        ja: "ジェネリック医薬品に切り替えられるかどうかは、医師または薬剤師にご相談ください。",
        en: "Whether a generic medicine suits you, please ask your doctor or pharmacist.",
    },
];
