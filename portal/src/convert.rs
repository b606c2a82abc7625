//! `expenses convert`: receipts in the national claims format into a file that `expenses import` takes.
//!
//! Two steps rather than one, because not every receipt comes to a line: what cannot be derived is named by its line in
//! the file, and the society sees what was derived before any member does. Whose an insurance number was in a month is
//! read from the society's file of members; it is never an identifier here.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use base::{Language, Text, fold_width};
use chrono::{Datelike as _, NaiveDate};
use expenses::claims::{Claim, Claims, Derived};
use expenses::row::line::COLUMNS;
use expenses::{CareMonth, HouseholdNumber};
use indicatif::ProgressBar;
use serde::Deserialize;
use store::import::Encoding;

use crate::import::INVALID;

/// No record of the format comes near this many bytes.
const LONGEST_RECORD: u64 = 64 * 1024;

const NOBODY: Text = Text {
    ja: "この記号・番号で診療月に加入していた方が、加入者ファイルにいません。",
    en: "The file of members has nobody who was insured under this number in the month of care.",
};
const SEVERAL: Text = Text {
    ja: "この記号・番号で診療月に加入していた世帯が、加入者ファイルに2つ以上あります。",
    en: "The file of members has more than one household insured under this number in the month of care.",
};
const NOT_SHIFT_JIS: Text =
    Text { ja: "Shift_JISとして読めない文字があります。", en: "It has bytes that are not Shift_JIS." };
const NO_RECEIPTS: Text = Text {
    ja: "レセプト（REレコード）がありません。レセプト電算処理の形式か確認してください。",
    en: "It has no receipts (records RE): is it in the national claims format?",
};

/// The command.
#[derive(Clone, Debug, clap::Args)]
pub struct ConvertClaims {
    /// レセプト電算処理の形式のファイル / The file in the national claims format
    pub file: PathBuf,
    /// 加入者のCSVファイル（member importと同じ列） / The file of members, with the columns of `member import`
    #[arg(long)]
    pub members: PathBuf,
    /// 書き出すCSVファイル（既存のファイルは上書きしない） / The CSV file to write; an existing one is left alone
    #[arg(long)]
    pub to: PathBuf,
}

/// What came of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Converted {
    /// The receipts that came to a line.
    pub lines: u64,
    /// Those that did not.
    pub left_out: u64,
}

impl ConvertClaims {
    /// Converts the file for a person at a terminal: what cannot be derived as it is found, a bar, counts at the end.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn run(&self) -> anyhow::Result<ExitCode> {
        let bar = ProgressBar::new(std::fs::metadata(&self.file).map_or(0, |file| file.len()));
        let name = self.file.display();
        let Converted { lines, left_out } = self.convert(&mut |line, reason, read| {
            bar.set_position(read);
            if let Some(reason) = reason {
                bar.suspend(|| Language::ALL.map(|language| eprintln!("{name}:{line}: {}", reason.get(language))));
            }
        })?;
        bar.finish_and_clear();
        println!("明細 {lines}件、変換できないレセプト {left_out}件\n{lines} lines, {left_out} receipts left out");
        Ok(if left_out == 0 && lines > 0 { ExitCode::SUCCESS } else { INVALID.into() })
    }

    /// Converts the file. `listener` hears of each receipt its line, what keeps it from being one of ours, and how many
    /// bytes have been read.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn convert(&self, listener: &mut dyn FnMut(u64, Option<Text>, u64)) -> anyhow::Result<Converted> {
        let insured = Insured::read(&self.members).with_context(|| format!("{}", self.members.display()))?;
        let input = File::open(&self.file).with_context(|| format!("{}", self.file.display()))?;
        let output = File::create_new(&self.to).with_context(|| format!("{}", self.to.display()))?;
        let mut conversion = Conversion { insured, out: csv::Writer::from_writer(output), done: Converted::default() };
        // All columns but the last, which withdraws.
        conversion.out.write_record(COLUMNS.iter().filter(|column| **column != "withdrawn"))?;
        let (mut input, mut claims, mut read) = (BufReader::new(input), Claims::default(), 0);
        for line in 1.. {
            let mut record = Vec::new();
            let bytes = input.by_ref().take(LONGEST_RECORD).read_until(b'\n', &mut record)?;
            read += u64::try_from(bytes)?;
            if bytes == 0 {
                break;
            }
            let Some(text) = Encoding::ShiftJis.decode(record.trim_ascii_end()) else {
                conversion.done.left_out += 1;
                listener(line, Some(NOT_SHIFT_JIS), read);
                continue;
            };
            let fields = text.split(',').map(str::to_owned).collect();
            if let Some(claim) = claims.record(line, fields) {
                conversion.take(claim, read, listener)?;
            }
        }
        if let Some(claim) = claims.end() {
            conversion.take(claim, read, listener)?;
        }
        if conversion.done == Converted::default() {
            listener(1, Some(NO_RECEIPTS), read);
        }
        conversion.out.flush()?;
        Ok(conversion.done)
    }
}

/// A conversion under way.
struct Conversion {
    insured: Insured,
    out: csv::Writer<File>,
    done: Converted,
}

impl Conversion {
    fn take(
        &mut self,
        Claim { line, derived }: Claim,
        read: u64,
        listener: &mut dyn FnMut(u64, Option<Text>, u64),
    ) -> anyhow::Result<()> {
        let found = derived.and_then(|derived| match self.insured.household(&derived) {
            Ok(household) => Ok((derived, household.clone())),
            Err(reason) => Err(vec![reason]),
        });
        match found {
            Ok((derived, household)) => {
                self.out.write_record(row(&derived, &household))?;
                self.done.lines += 1;
                listener(line, None, read);
            }
            Err(reasons) => {
                self.done.left_out += 1;
                reasons.into_iter().for_each(|reason| listener(line, Some(reason), read));
            }
        }
        Ok(())
    }
}

/// A line in the columns of the import file.
fn row(derived: &Derived, household: &HouseholdNumber) -> [String; 13] {
    let amounts = derived.amounts;
    [
        derived.id.as_str().to_owned(),
        household.as_str().to_owned(),
        derived.branch.to_string(),
        derived.month.to_string(),
        derived.kind.name().ja.to_owned(),
        derived.institution.clone().unwrap_or_default(),
        derived.count.to_string(),
        amounts.total().to_string(),
        amounts.insurer().to_string(),
        amounts.public().to_string(),
        amounts.own().to_string(),
        String::new(),
        derived.patient_name.clone().unwrap_or_default(),
    ]
}

/// Whose an insurance number was, and when.
struct Insured(HashMap<(String, String), Vec<Insurance>>);

/// One member's time under one number.
struct Insurance {
    household: HouseholdNumber,
    from: CareMonth,
    until: Option<CareMonth>,
}

/// What is needed of a line of the members' file; its other columns are not looked at.
#[derive(Deserialize)]
struct MemberLine {
    household_number: String,
    kigo: String,
    bango: String,
    eligible_from: NaiveDate,
    eligible_until: Option<NaiveDate>,
}

impl Insured {
    fn read(path: &Path) -> anyhow::Result<Self> {
        let mut insured: HashMap<(String, String), Vec<Insurance>> = HashMap::new();
        for line in csv::Reader::from_path(path)?.deserialize() {
            let line: MemberLine = line?;
            let month = |day: NaiveDate| CareMonth::new(day.year(), day.month());
            let insurance = Insurance {
                household: line.household_number.trim().parse()?,
                // Nobody's insurance began after 2099; before 2000 there is no receipt.
                from: month(line.eligible_from).or_else(|_| CareMonth::new(2000, 1))?,
                // Some programs write the end of time.
                until: line.eligible_until.filter(|day| day.year() <= 2099).map(month).transpose()?,
            };
            insured.entry(key(&line.kigo, &line.bango)).or_default().push(insurance);
        }
        Ok(Self(insured))
    }

    /// The one household that a receipt's insurance number belonged to in its month.
    fn household(&self, derived: &Derived) -> Result<&HouseholdNumber, Text> {
        let all = self.0.get(&key(&derived.kigo, &derived.bango)).map_or(&[][..], Vec::as_slice);
        let mut then = all
            .iter()
            .filter(|one| one.from <= derived.month && one.until.is_none_or(|until| derived.month <= until))
            .map(|one| &one.household);
        let found = then.next().ok_or(NOBODY)?;
        if then.all(|other| other == found) { Ok(found) } else { Err(SEVERAL) }
    }
}

/// The two parts of an insurance number as they are compared: half width, and numbers without leading zeros, which one
/// program writes and another does not.
fn key(kigo: &str, bango: &str) -> (String, String) {
    let part = |text: &str| {
        let text = fold_width(text);
        let number = text.bytes().all(|b| b.is_ascii_digit());
        if number { text.trim_start_matches('0').to_owned() } else { text }
    };
    (part(kigo), part(bango))
}

#[cfg(test)]
mod tests;
