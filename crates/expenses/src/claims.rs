//! Receipts in the national claims format (レセプト電算処理), as insurers receive them, turned into receipt lines.
//!
//! The format says what was treated and by how many points, not what each party paid, and names people by insurance
//! number. So a line is derived only where the receipt and the law (健康保険法第74条, 第110条) leave one answer; where they
//! leave more, or the receipt is of a kind whose records are laid out otherwise, it is said why and nothing is derived.
//!
//! Known are medical receipts (点数表 1): the records IR, RE, HO, KO and SN. Records of treatment are passed over.

mod derive;
#[cfg(test)]
mod tests;

use base::Text;

use crate::{Amounts, Branch, CareMonth, Kind, LineId};

/// A receipt of the file.
#[derive(Debug, PartialEq, Eq)]
pub struct Claim {
    /// The line of its first record (RE), from 1.
    pub line: u64,
    /// The line that it comes to, or everything that keeps it from being one.
    pub derived: Result<Derived, Vec<Text>>,
}

/// What a receipt comes to. The household is not in it: who an insurance number belongs to is another list's to say.
#[derive(Debug, PartialEq, Eq)]
pub struct Derived {
    /// The number by which the examiners find the receipt (検索番号).
    pub id: LineId,
    /// The insurance number's first part (記号), half width; it may be empty.
    pub kigo: String,
    /// Its second part (番号), half width.
    pub bango: String,
    /// The patient's number in the household (枝番), as confirmed at the counter.
    pub branch: Branch,
    /// The patient's name, as the institution wrote it.
    pub patient_name: Option<String>,
    /// The month of care.
    pub month: CareMonth,
    /// The kind of care: in hospital or not.
    pub kind: Kind,
    /// The institution's name.
    pub institution: Option<String>,
    /// On how many days.
    pub count: u32,
    /// What it cost and who pays.
    pub amounts: Amounts,
}

/// The receipts of a file, record by record.
#[derive(Debug, Default)]
pub struct Claims {
    /// The fields of the record IR that stands above.
    institution: Option<Vec<String>>,
    /// The receipt whose records are being read.
    open: Option<Open>,
}

/// A receipt's records so far.
#[derive(Debug)]
struct Open {
    line: u64,
    institution: Option<Vec<String>>,
    receipt: Vec<String>,
    insurance: Vec<Vec<String>>,
    subsidies: Vec<Vec<String>>,
    confirmed: Vec<Vec<String>>,
}

impl Claims {
    /// Takes the next record of the file, cut at its commas, and returns the receipt that ended before it.
    pub fn record(&mut self, line: u64, fields: Vec<String>) -> Option<Claim> {
        let kind = fields.first().map_or("", String::as_str).to_owned();
        match (kind.as_str(), &mut self.open) {
            ("IR", _) => {
                let ended = self.end();
                self.institution = Some(fields);
                return ended;
            }
            ("RE", _) => {
                let ended = self.end();
                let institution = self.institution.clone();
                let (insurance, subsidies, confirmed) = Default::default();
                self.open = Some(Open { line, institution, receipt: fields, insurance, subsidies, confirmed });
                return ended;
            }
            ("HO", Some(open)) => open.insurance.push(fields),
            ("KO", Some(open)) => open.subsidies.push(fields),
            ("SN", Some(open)) => open.confirmed.push(fields),
            // The record that ends an institution's receipts.
            ("GO", _) => return self.end(),
            _ => {}
        }
        None
    }

    /// The receipt at the end of the file.
    pub fn end(&mut self) -> Option<Claim> {
        let open = self.open.take()?;
        Some(Claim { line: open.line, derived: open.derive() })
    }
}
