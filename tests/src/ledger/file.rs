//! A receipt file of any size, the same every time, and the society that keeps it long enough.

use std::fs;
use std::io::Write;
use std::path::Path;

use chrono::{Datelike as _, Months, NaiveDate};

use crate::samples::REALMS;

/// So many lines a month each household of the crowd has: two persons, two institutions each.
const A_MONTH: u64 = 4;
const KINDS: [&str; 4] = ["入院", "通院", "歯科", "調剤"];

/// What a file holds.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// How many lines.
    pub lines: u64,
    /// A household with a great many of them.
    pub household: String,
    /// How many of them are its.
    pub of_household: u64,
    /// So many years they reach back.
    pub years: u32,
    /// The day on which the file is written.
    pub today: NaiveDate,
    /// What stands in each line's note.
    pub note: &'static str,
}

/// Writes a file: the large household first, through all months; then month by month, as a society receives them, the
/// lines of everybody else.
///
/// # Errors
/// When writing fails.
pub fn write(ledger: &Ledger, mut out: impl Write) -> std::io::Result<()> {
    let months: Vec<String> = (2..ledger.years * 12)
        .rev()
        .filter_map(|ago| ledger.today.checked_sub_months(Months::new(ago)))
        .filter(|day| day.year() > ledger.today.year() - i32::try_from(ledger.years).unwrap_or_default())
        .map(|day| day.format("%Y-%m").to_string())
        .collect();
    let of = u64::try_from(months.len()).unwrap_or(1);
    let a_month = ledger.lines.saturating_sub(ledger.of_household).div_ceil(of).max(1);
    out.write_all(
        b"line_id,household_number,branch,care_month,kind,institution,count,total,insurer,public,own,note,patient_name\n",
    )?;
    for n in 0..ledger.lines {
        let (household, month, place) = match n.checked_sub(ledger.of_household) {
            None => (ledger.household.clone(), n % of, n / of),
            Some(rest) => (format!("LH{:07}", rest % a_month / A_MONTH), rest / a_month, rest),
        };
        let month = usize::try_from(month).ok().and_then(|month| months.get(month)).map_or("", String::as_str);
        let (branch, kind) = (place % 2 * 2, KINDS.get(usize::try_from(place % 4).unwrap_or(0)).unwrap_or(&"通院"));
        let (own, note) = (300 + n % 9000, ledger.note);
        let insurer = own * 7 / 3;
        let total = own + insurer;
        writeln!(
            out,
            "L{n:09},{household},{branch:02},{month},{kind},第{}医院,{},{total},{insurer},0,{own},{note},受診者{branch}",
            n % 5000,
            n % 20 + 1,
        )?;
    }
    out.flush()
}

/// A copy of this repository's societies of which one shows and keeps lines for so many years, and none is ever closed
/// for maintenance.
///
/// # Errors
/// When the files cannot be read or written.
pub fn copy_realm(realm: &str, years: u32, to: &Path) -> anyhow::Result<()> {
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../realm-config"), to)?;
    for name in REALMS {
        let path = to.join(name).join("realm.toml");
        let mut file: toml::Table = fs::read_to_string(&path)?.parse()?;
        file.remove("maintenance");
        fs::write(path, toml::to_string(&file)?)?;
    }
    let path = to.join(realm).join("portal.toml");
    let mut file: toml::Table = fs::read_to_string(&path)?.parse()?;
    if let Some(expenses) = file.entry("expenses").or_insert_with(|| toml::Table::new().into()).as_table_mut() {
        expenses.insert("years_shown".to_owned(), i64::from(years).into());
        expenses.insert("retention_years".to_owned(), i64::from(years).into());
    }
    Ok(fs::write(path, toml::to_string(&file)?)?)
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target).map(drop)?;
        }
    }
    Ok(())
}
