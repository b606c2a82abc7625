//! Lines as CSV for spreadsheets.
//!
//! The headings are those of the national portal's own file, with the patient and the society's remark besides. After the
//! lines stand their sum and what the file says of itself. Every cell is quoted, and one that a spreadsheet would take for
//! a formula begins with an apostrophe, which makes it text again.

use std::collections::BTreeSet;

use encoding_rs::SHIFT_JIS;

use super::{About, GETA, day_in_japanese, month_in_japanese, months_in_japanese};
use crate::{Amounts, Branch, ReceiptLine, total_of};

const HEADINGS: [&str; 10] = [
    "診療年月",
    "受診者",
    "診療区分",
    "日数",
    "医療機関等名称",
    "医療費の総額（円）",
    "保険者の負担額（円）",
    "その他の公費の負担額（円）",
    "窓口相当負担額（円）",
    "備考",
];

/// How spreadsheets know a formula by its first character, half or full width.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// The encoding of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Characters {
    /// UTF-8 with a byte order mark, by which spreadsheets know it: it has every character.
    Utf8,
    /// Shift_JIS as Windows writes it (code page 932), for older programs.
    ShiftJis,
}

/// A file.
#[derive(Clone, Debug)]
pub struct Spreadsheet {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The characters that its encoding lacks; 〓 stands in their places, and the file says so.
    pub lacking: BTreeSet<char>,
}

/// The lines in their order. `unnamed` is how a patient is called whose name the society does not send.
///
/// # Errors
/// None: a file in memory takes whatever is written.
pub fn spreadsheet(
    lines: &[ReceiptLine],
    about: &About<'_>,
    unnamed: impl Fn(Branch) -> String,
    characters: Characters,
) -> Result<Spreadsheet, csv::Error> {
    let mut sheet = Sheet::new(characters)?;
    sheet.row(HEADINGS.map(str::to_owned))?;
    for line in lines {
        let amounts = amounts(line.amounts);
        let [total, insurer, public, own] = amounts;
        let patient = line.patient_name.clone().unwrap_or_else(|| unnamed(line.branch));
        let kind = line.kind.name().ja.to_owned();
        let institution = line.institution.clone().unwrap_or_default();
        let [month, count] = [month_in_japanese(line.month), line.count.to_string()];
        let note = line.note.clone();
        sheet.row([month, patient, kind, count, institution, total, insurer, public, own, note])?;
    }
    let [total, insurer, public, own] = amounts(total_of(lines));
    let sums = [("合計", 0), (&total, 5), (&insurer, 6), (&public, 7), (&own, 8)];
    sheet.sparse(&sums)?;
    let nameless = lines.iter().filter(|line| line.institution.is_none()).count();
    for (label, text) in [
        ("保険者", about.insurer.to_owned()),
        ("被保険者", about.insured.unwrap_or_default().to_owned()),
        ("作成日", day_in_japanese(about.created)),
        ("対象の診療月", months_in_japanese(&about.covered)),
        ("まだ届いていない診療月", months_in_japanese(&about.missing)),
        ("医療機関名のない明細", format!("{nameless}件")),
    ] {
        sheet.sparse(&[(label, 0), (&text, 1)])?;
    }
    sheet.finish()
}

fn amounts(amounts: Amounts) -> [String; 4] {
    [amounts.total(), amounts.insurer(), amounts.public(), amounts.own()].map(|yen| yen.to_string())
}

/// A file being written.
struct Sheet {
    writer: csv::Writer<Vec<u8>>,
    characters: Characters,
    lacking: BTreeSet<char>,
}

impl Sheet {
    fn new(characters: Characters) -> Result<Self, csv::Error> {
        let mark = match characters {
            Characters::Utf8 => "\u{FEFF}".as_bytes().to_vec(),
            Characters::ShiftJis => Vec::new(),
        };
        let mut builder = csv::WriterBuilder::new();
        builder.quote_style(csv::QuoteStyle::Always).terminator(csv::Terminator::CRLF);
        Ok(Self { writer: builder.from_writer(mark), characters, lacking: BTreeSet::new() })
    }

    fn row(&mut self, cells: [String; HEADINGS.len()]) -> Result<(), csv::Error> {
        let cells = cells.map(|cell| self.encode(&defused(cell)));
        self.writer.write_record(cells)
    }

    /// A row with these texts in these columns, and nothing in the others.
    fn sparse(&mut self, texts: &[(&str, usize)]) -> Result<(), csv::Error> {
        let text = |column| texts.iter().find(|(_, place)| *place == column).map_or("", |(text, _)| *text);
        self.row(std::array::from_fn(|column| text(column).to_owned()))
    }

    fn finish(mut self) -> Result<Spreadsheet, csv::Error> {
        if !self.lacking.is_empty() {
            let codes: Vec<String> =
                self.lacking.iter().map(|letter| format!("U+{:04X}", u32::from(*letter))).collect();
            let text = format!("{}（「{GETA}」と書いた箇所）", codes.join("、"));
            self.sparse(&[("この文字コードで表せない文字", 0), (&text, 1)])?;
        }
        let bytes = self.writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
        Ok(Spreadsheet { bytes, lacking: self.lacking })
    }

    fn encode(&mut self, text: &str) -> Vec<u8> {
        if self.characters == Characters::Utf8 {
            return text.as_bytes().to_vec();
        }
        let mut bytes = Vec::with_capacity(text.len());
        for letter in text.chars().map(as_windows_knows_it) {
            let mut buffer = [0; 4];
            let (encoded, _, lacks) = SHIFT_JIS.encode(letter.encode_utf8(&mut buffer));
            if lacks {
                self.lacking.insert(letter);
                let (geta, _, _) = SHIFT_JIS.encode("〓");
                bytes.extend_from_slice(&geta);
            } else {
                bytes.extend_from_slice(&encoded);
            }
        }
        bytes
    }
}

/// The same sign under the code point that code page 932 has for it; JIS X 0208 names another.
const fn as_windows_knows_it(letter: char) -> char {
    match letter {
        '\u{301C}' => '\u{FF5E}',
        '\u{2016}' => '\u{2225}',
        '\u{2014}' => '\u{2015}',
        other => other,
    }
}

/// A text that no spreadsheet takes for a formula: what begins one, in either width, has an apostrophe before it.
#[must_use]
pub fn defused(text: String) -> String {
    if text.starts_with(FORMULA) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::testing::{HARD, about, line, lines};
    use super::*;

    fn read(bytes: &[u8]) -> Vec<csv::StringRecord> {
        csv::ReaderBuilder::new().has_headers(false).from_reader(bytes).records().map(Result::unwrap).collect()
    }

    fn written(lines: &[ReceiptLine], characters: Characters) -> Spreadsheet {
        spreadsheet(lines, &about(), |branch| format!("ご家族 {branch}"), characters).unwrap()
    }

    #[test]
    fn a_file_reads_back_with_its_sum_and_what_it_says_of_itself() {
        let lines = [line(Some("みなと医院"), "港 太郎", 300), line(None, "", 45)];
        let file = written(&lines, Characters::Utf8);
        let records = read(file.bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap());
        assert_eq!(records[0].iter().collect::<Vec<_>>(), HEADINGS);
        let first = ["2026年8月", "港 太郎", "通院", "2", "みなと医院", "1000", "600", "100", "300", ""];
        assert_eq!(records[1].iter().collect::<Vec<_>>(), first);
        assert_eq!((&records[2][1], &records[2][4]), ("ご家族 02", ""));
        assert_eq!((&records[3][0], &records[3][8]), ("合計", "345"));
        let said: Vec<_> = records[4..].iter().map(|record| (&record[0], &record[1])).collect();
        assert!(
            said.contains(&("作成日", "2026年11月26日")) && said.contains(&("対象の診療月", "2026年1月〜2026年2月"))
        );
        assert!(said.contains(&("まだ届いていない診療月", "2026年3月〜2026年4月")), "{said:?}");
        assert!(said.contains(&("医療機関名のない明細", "1件")));
        let text = String::from_utf8(file.bytes).unwrap();
        assert!(!text.contains("SECRET") && text.lines().all(|line| line.ends_with('"')));
    }

    #[test]
    fn what_shift_jis_lacks_is_marked_and_told() {
        let file = written(&[line(Some("𠮷田〜①㈱髙﨑"), "港", 1)], Characters::ShiftJis);
        assert_eq!(file.lacking.iter().collect::<String>(), "𠮷");
        let (text, _, broken) = SHIFT_JIS.decode(&file.bytes);
        assert!(!broken && text.contains("〓田～①㈱髙﨑") && text.contains("U+20BB7"), "{text}");
        assert!(written(&[line(Some("𠮷"), "港", 1)], Characters::Utf8).lacking.is_empty());
    }

    #[test]
    fn no_cell_is_a_formula() {
        for hard in HARD {
            let file = written(&[line(Some(hard), hard, 1)], Characters::Utf8);
            let records = read(&file.bytes);
            assert!(!records[1][1].starts_with(FORMULA) && !records[1][4].starts_with(FORMULA), "{hard}");
            assert_eq!(records[1][4].trim_start_matches('\''), hard.trim_start_matches('\''), "and stays readable");
        }
    }

    proptest! {
        #[test]
        fn the_lines_of_a_file_come_to_its_sum(lines in lines(), shift_jis in any::<bool>()) {
            let characters = if shift_jis { Characters::ShiftJis } else { Characters::Utf8 };
            let file = written(&lines, characters);
            let text = match characters {
                Characters::Utf8 => String::from_utf8(file.bytes[3..].to_vec()).unwrap(),
                Characters::ShiftJis => SHIFT_JIS.decode(&file.bytes).0.into_owned(),
            };
            let records = read(text.as_bytes());
            let own = |record: &csv::StringRecord| record[8].parse::<i64>().unwrap();
            let sum = records.iter().position(|record| &record[0] == "合計").unwrap();
            prop_assert_eq!(sum, lines.len() + 1);
            prop_assert_eq!(records[1..sum].iter().map(own).sum::<i64>(), total_of(&lines).own());
            prop_assert_eq!(own(&records[sum]), total_of(&lines).own());
        }
    }
}
