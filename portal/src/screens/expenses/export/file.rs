//! The kinds of file, and their names.

use std::str::FromStr;

use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use base::Text;
use expenses::export::{Characters, Envelope, TAX_FORM_ROWS, spreadsheet, tax_form, tax_xml};
use print::Unprintable;
use url::form_urlencoded;

use super::super::super::insured;
use super::{Export, signature, statement, texts};
use crate::boundary::{Failure, Visit};

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// On paper.
    Pdf,
    /// For spreadsheets.
    Csv(Characters),
    /// For the tax agency's form: the part with this number, from 1.
    TaxForm(usize),
    /// For e-Tax.
    TaxXml,
}

/// A text that is the name of no kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAFormat;

impl FromStr for Format {
    type Err = NotAFormat;

    fn from_str(text: &str) -> Result<Self, NotAFormat> {
        match text {
            "pdf" => Ok(Self::Pdf),
            "csv" => Ok(Self::Csv(Characters::Utf8)),
            "csv-shift-jis" => Ok(Self::Csv(Characters::ShiftJis)),
            "xml" => Ok(Self::TaxXml),
            other => {
                let part = other.strip_prefix("xlsx-").and_then(|part| part.parse().ok());
                part.filter(|part| *part > 0).map(Self::TaxForm).ok_or(NotAFormat)
            }
        }
    }
}

impl Format {
    /// What it is called.
    pub const fn kind(self) -> Text {
        match self {
            Self::Pdf => texts::KIND_PDF,
            Self::Csv(Characters::Utf8) => texts::KIND_CSV,
            Self::Csv(Characters::ShiftJis) => texts::KIND_CSV_SHIFT_JIS,
            Self::TaxForm(_) => texts::KIND_EXCEL,
            Self::TaxXml => texts::KIND_XML,
        }
    }

    const fn content_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Csv(Characters::Utf8) => "text/csv; charset=utf-8; header=present",
            Self::Csv(Characters::ShiftJis) => "text/csv; charset=Shift_JIS; header=present",
            Self::TaxForm(_) => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::TaxXml => "application/xml",
        }
    }

    const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Csv(_) => "csv",
            Self::TaxForm(_) => "xlsx",
            Self::TaxXml => "xml",
        }
    }
}

impl Export {
    /// How many workbooks for the tax agency's form the lines fill.
    pub fn tax_form_parts(&self) -> usize {
        self.lines.len().div_ceil(TAX_FORM_ROWS).max(1)
    }

    /// The file, to be kept. Files take time to make: that is done beside the threads that answer.
    pub async fn download(self, visit: &Visit, format: Format) -> Result<Response, Failure> {
        let name = self.name(format);
        let (language, own) = (self.language, self.own);
        let unnamed = move |branch| insured::patient_name(language, (branch, None), own);
        let made = match format {
            Format::Pdf => tokio::task::spawn_blocking(move || self.pdf()).await??,
            Format::Csv(characters) => {
                let made = move || spreadsheet(&self.lines, &self.about(), unnamed, characters);
                tokio::task::spawn_blocking(made).await??.bytes
            }
            Format::TaxForm(part) => {
                let made = move || tax_form(self.part(part), &self.about());
                tokio::task::spawn_blocking(made).await??.bytes
            }
            Format::TaxXml => {
                let settings = visit.realm.portal.tax_file.as_ref();
                let version = settings.and_then(|settings| settings.form_version.clone());
                let signer = signature::of(visit);
                let made = move || {
                    let envelope = Envelope { version: version.as_deref(), signer: signer.as_ref() };
                    tax_xml(&self.lines, &self.about(), envelope)
                };
                tokio::task::spawn_blocking(made).await??
            }
        };
        let headers = [
            (CONTENT_TYPE, HeaderValue::from_static(format.content_type())),
            (CONTENT_DISPOSITION, HeaderValue::try_from(disposition(&name))?),
        ];
        Ok((headers, made).into_response())
    }

    /// The statement on paper.
    ///
    /// # Errors
    /// None: what is laid out here is what the format asks for.
    pub fn pdf(&self) -> Result<Vec<u8>, Unprintable> {
        statement::pdf(self, |branch| insured::patient_name(self.language, (branch, None), self.own))
    }

    fn part(&self, number: usize) -> &[expenses::ReceiptLine] {
        self.lines.chunks(TAX_FORM_ROWS).nth(number.saturating_sub(1)).unwrap_or_default()
    }

    /// The file's name: of what and of when, and of nobody.
    fn name(&self, format: Format) -> Text<String> {
        let (first, last) = (self.period.first(), self.period.last());
        let (ja, en) = match first == last {
            true => (format!("{}年{:02}月", first.year(), first.month()), first.to_string()),
            false => (format!("{}年", first.year()), first.year().to_string()),
        };
        let part = match format {
            Format::TaxForm(part) if self.tax_form_parts() > 1 => format!("-{part}"),
            _ => String::new(),
        };
        let extension = format.extension();
        let ja = format!("医療費明細-{ja}{part}.{extension}");
        Text { ja, en: format!("medical-expenses-{en}{part}.{extension}") }
    }
}

/// The file's name for browsers (RFC 6266 §4.3): in Japanese for those that know of it, in ASCII for the others.
fn disposition(name: &Text<String>) -> String {
    // No name has a space, which this would write otherwise than RFC 8187 does.
    let encoded: String = form_urlencoded::byte_serialize(name.ja.as_bytes()).collect();
    format!("attachment; filename=\"{}\"; filename*=UTF-8''{encoded}", name.en)
}
