//! The words of the files that members take along, and of the forms by which they do.

use base::Text;

pub const MONTH_FILE: Text = Text { ja: "{month}の医療費の明細", en: "Medical expenses of {month}" };
pub const YEAR_FILE: Text = Text { ja: "{year}の医療費の明細", en: "Medical expenses of {year}" };
pub const NAME_AND_VALUE: Text = Text { ja: "{name}：{value}", en: "{name}: {value}" };
pub const INSURER: Text = Text { ja: "保険者", en: "Insurer" };
pub const INSURED: Text = Text { ja: "被保険者", en: "Insured person" };
pub const CREATED: Text = Text { ja: "作成日", en: "Made on" };
pub const COVERED: Text = Text { ja: "対象の診療月", en: "Months of care" };
pub const MISSING: Text = Text { ja: "まだ届いていない診療月", en: "Months not arrived yet" };
pub const NO_MONTH: Text = Text { ja: "なし", en: "none" };
pub const FROM_TO: Text = Text { ja: "{first}〜{last}", en: "{first} to {last}" };
pub const AND: Text = Text { ja: "、", en: ", " };
pub const PATIENTS: Text = Text { ja: "受診者", en: "Patients" };
pub const EVERYBODY: Text = Text { ja: "{names}（全員）", en: "{names} (everybody)" };
pub const SOME: Text =
    Text { ja: "{names}（ほかの方の明細は含みません）", en: "{names} (others are left out)" };
pub const NAMELESS_LINES: Text = Text {
    ja: "医療機関名が「--」の明細が{n}件あります。領収書でお確かめください。",
    en: "Lines whose institution is “--”: {n}. Please look them up in your receipts.",
};
pub const NOT_PRINTABLE: Text = Text {
    ja: "「〓」は、印刷用の文字にない次の文字の代わりです: {codes}",
    en: "“〓” stands for these characters, which cannot be printed: {codes}",
};
pub const BENEFITS_NOT_NETTED: Text = Text {
    ja: "高額療養費や付加給付などの給付金は、自己負担額から差し引いていません。",
    en: "Benefits such as those for high costs are not subtracted from the own payment.",
};

pub const SAVE_MONTH: Text =
    Text { ja: "この月の明細を保存する（PDF・CSV）", en: "Save this month (PDF, CSV)" };
pub const SAVE_YEAR: Text =
    Text { ja: "この年の明細を保存する（PDF・CSV）", en: "Save this year (PDF, CSV)" };
pub const SAVE: Text = Text { ja: "明細を保存する", en: "Save" };
pub const LEAD: Text =
    Text { ja: "{what}を、ファイルとしてお手元に保存します。", en: "Keep the {what} as a file." };
pub const WHO: Text = Text { ja: "ファイルに含める方", en: "Who is in the file" };
pub const WHOLE_BY_DEFAULT: Text = Text {
    ja: "はじめは、ご覧になれる方全員の明細をまとめて1つのファイルにします。含めない方は、チェックを外してください。",
    en: "At first the lines of everybody whom you may see go into one file together. Untick whoever is to be left out.",
};
pub const NOBODY: Text = Text {
    ja: "ファイルに含める方を、お一人以上お選びください。",
    en: "Please choose at least one person to be in the file.",
};
pub const STALE: Text = Text {
    ja: "ページの有効期限が切れていたため、保存していません。もう一度ボタンを押してください。",
    en: "Nothing was saved because the page had expired. Please press the button again.",
};
pub const AS_WHAT: Text = Text { ja: "ファイルの種類", en: "Kinds of file" };
pub const PDF: Text = Text { ja: "PDFを保存する", en: "Save as PDF" };
pub const CSV: Text = Text { ja: "CSVを保存する", en: "Save as CSV" };
pub const CSV_SHIFT_JIS: Text = Text { ja: "CSV（Shift_JIS）を保存する", en: "Save as CSV (Shift_JIS)" };
pub const KIND_PDF: Text = Text { ja: "PDF", en: "PDF" };
pub const KIND_CSV: Text = Text { ja: "CSV", en: "CSV" };
pub const KIND_CSV_SHIFT_JIS: Text = Text { ja: "CSV（Shift_JIS）", en: "CSV (Shift_JIS)" };
pub const KIND_EXCEL: Text = Text { ja: "Excel", en: "Excel" };
pub const KIND_XML: Text = Text { ja: "XML", en: "XML" };
pub const ASKED_ANEW: Text = Text {
    ja: "ログインから時間がたっているときは、保存の前に、もう一度本人確認をお願いします。選んだ内容はそのまま残ります。",
    en: "If you signed in some time ago, we ask you to show again that it is you before a file is saved. What you chose is kept.",
};
pub const KEPT_TITLE: Text = Text { ja: "本人確認ができました", en: "You have shown that it is you" };
pub const KEPT: Text = Text {
    ja: "選んだ内容はそのまま残っています。続けて保存してください。",
    en: "What you chose is still here. Please go on and save the file.",
};
pub const GO_ON: Text = Text { ja: "続けて{what}を保存する", en: "Go on and save as {what}" };

pub const ABOUT_FILES: [Text; 3] = [
    Text {
        ja: "PDFは、印刷してお手元に置くのに向いています。", en: "A PDF is for printing and keeping."
    },
    Text {
        ja: "CSVは、表計算ソフトで使うファイルです。文字が正しく表示されない古いソフトでは、Shift_JISをお使いください。Shift_JISで表せない文字（「𠮷」など）は「〓」になり、ファイルの終わりに記されます。",
        en: "CSV is for spreadsheets. Where an old program shows the characters wrongly, take Shift_JIS. Characters that Shift_JIS lacks, rare forms in names for instance, are printed as a geta mark (two thick bars) and listed at the end of the file.",
    },
    Text {
        ja: "どのファイルにも、保険者番号・記号・番号は入っていません。ファイルには健康に関する情報が含まれます。ほかの方と共用する端末には残さないでください。",
        en: "No file has an insurance number. The files tell about your health: do not leave them on a device that others use.",
    },
];
