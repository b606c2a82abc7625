//! The words of the pages with data for the tax return.

use base::Text;

pub const LEAD: Text = Text {
    ja: "確定申告の医療費控除に使える明細を、年ごとにファイルで取り出せます。申告する年をお選びください。",
    en: "Take out a year’s lines as a file for the medical-expense deduction of your tax return. Please choose the year.",
};
pub const YEARS: Text = Text { ja: "申告する年", en: "Year of the return" };
pub const YEAR: Text = Text { ja: "年", en: "Year" };
pub const LINE_COUNT: Text = Text { ja: "明細件数", en: "Lines" };
pub const OWN: Text = Text { ja: "自己負担額", en: "Own payment" };
pub const TITLE: Text = Text { ja: "{year}分の明細", en: "Lines of {year}" };
pub const NO_LINES: Text = Text { ja: "{year}の明細はありません。", en: "There are no lines of {year}." };
pub const TO_YEARS: Text = Text { ja: "ほかの年を選ぶ", en: "Choose another year" };

pub const INSURED: Text = Text { ja: "被保険者", en: "Insured person" };
pub const INSURER: Text = Text { ja: "保険者", en: "Insurer" };
pub const IN_ALL: Text = Text { ja: "自己負担額の合計", en: "Sum of the own payments" };
pub const ONE_LINE: Text = Text { ja: "明細1件", en: "1 line" };
pub const LINES: Text = Text { ja: "明細{n}件", en: "{n} lines" };
pub const CAPTION: Text = Text { ja: "{year}に受けた診療の明細", en: "Lines of care in {year}" };

pub const NOT_ALL_THERE: Text =
    Text { ja: "まだ届いていない月があります", en: "Some months have not arrived yet" };
pub const NOT_ALL_THERE_WHY: Text = Text {
    ja: "{months}の明細はまだ届いていません。届く前に申告するときは、その月の分を領収書から書き加えてください。",
    en: "The lines of {months} have not arrived. If you file before they do, please add those months from your receipts.",
};
pub const INCOMPLETE: Text =
    Text { ja: "補っていただく明細があります", en: "Some lines must be completed" };
pub const NAMELESS: Text = Text {
    ja: "医療機関名のない明細: {n}件。領収書で確かめて、書き加えてください。",
    en: "Lines without the institution’s name: {n}. Please add it from your receipts.",
};
pub const UNNAMED: Text = Text {
    ja: "受診者の氏名が届いていない明細: {n}件。申告用のファイルでは空欄になります。",
    en: "Lines without the patient’s name: {n}. It is left empty in the files for the tax return.",
};

pub const FILES: Text = Text { ja: "ファイルを保存する", en: "Save a file" };
pub const SHOW_CHOSEN: Text = Text { ja: "選んだ方だけを表示する", en: "Show only those chosen" };
pub const FORM_SITE: Text = Text {
    ja: "確定申告書等作成コーナー用（Excel）",
    en: "For the tax agency’s site for returns (Excel)",
};
pub const FORM_SITE_WHY: Text = Text {
    ja: "国税庁の「医療費集計フォーム」（Ver.3.1）の入力欄に合わせた表です。電子署名がなくても読み込まれます。読み込めないときは、表を医療費集計フォームに写してお使いください。名前は、受診者10文字・医療機関20文字までに縮めます。補填された金額と支払年月日は空欄です。",
    en: "A table laid out as the cells of the agency’s own form (version 3.1), which its site reads without a signature. If it does not, copy the table into the form. Names are shortened to 10 characters for patients and 20 for institutions. What was reimbursed and the days of payment are left empty.",
};
pub const SAVE_FORM: Text = Text { ja: "Excelを保存する", en: "Save the Excel file" };
pub const SAVE_FORM_PART: Text =
    Text { ja: "Excelを保存する（{of}個のうち{part}個目）", en: "Save Excel file {part} of {of}" };
pub const FORM_SPLIT: Text = Text {
    ja: "1つのファイルに入るのは{most}件までです。すべてのファイルを保存してください。",
    en: "A file holds up to {most} lines. Please save all of the files.",
};
pub const ON_PAPER: Text = Text { ja: "印刷・表計算用", en: "For printing and spreadsheets" };
pub const XML: Text = Text { ja: "e-Tax用データ（XML）", en: "Data for e-Tax (XML)" };
pub const XML_UNSIGNED: Text = Text {
    ja: "このファイルには組合の電子署名がないため、e-Taxでは受け付けられません。内容の確認にだけお使いください。様式との照合もしていません。",
    en: "This file has no electronic signature of the society, so e-Tax does not accept it: use it only to look at. Nor was it checked against the form’s schema.",
};
pub const XML_SIGNED: Text = Text {
    ja: "組合の電子署名が付いています。様式との照合はしていません。開いて上書きすると署名が無効になりますので、保存したままお使いください。",
    en: "It has the society’s electronic signature. It was not checked against the form’s schema. Do not open and save it again: that breaks the signature.",
};
pub const SAVE_XML: Text = Text { ja: "XMLを保存する", en: "Save as XML" };

pub const NOTES: Text = Text { ja: "お使いになる前に", en: "Before you use it" };
pub const CONSENT: Text = Text {
    ja: "ご家族の明細が含まれるときは、申告に使うことについて、ご本人の了承を得てください。明細を見せないよう組合に申し出た方の分は、はじめから含まれません。",
    en: "If lines of your family are in the file, please make sure that they agree. Whoever has told the society that they object is left out from the start.",
};
pub const AS_OF_NOW: Text = Text {
    ja: "ファイルに入るのは、保存したときに届いている明細です。あとから届いた明細や訂正は入りません。作成日と対象の月がファイルに記されます。",
    en: "A file has the lines that have arrived when you save it, and nothing that arrives or is corrected later. It says when it was made and which months it has.",
};
pub const TAX_OFFICE: Text = Text {
    ja: "医療費控除の対象や申告の方法は、組合ではお答えできません。お住まいの地域の税務署にお尋ねください。",
    en: "The society cannot say what may be deducted or how to file. Please ask the tax office of where you live.",
};
