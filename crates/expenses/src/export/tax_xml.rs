//! Lines as the tax agency's medical-expense notice (医療費通知, form TEG700), as far as the form is known.
//!
//! Known are the root, its attributes, the namespaces and the five elements of a line; they stand below as tables. Unknown
//! are the elements that name the insured person, the insurer, the year and the sum, the form's version and its schema.
//! None of them is guessed: what is not known is not written, the version only where the society states it, and the file
//! says of itself that it was checked against no schema. Without the insurer's signature the agency does not take it.
//!
//! The root is written as Canonical XML 1.0 (W3C, 2001) would write it: declarations of namespaces, then attributes, each in
//! their order, no empty tags, no white space between elements. So what is digested is what stands in the file.

use std::io;

use quick_xml::escape::partial_escape;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesDecl, BytesText, Event};
use quick_xml::name::QName;
use quick_xml::writer::Writer;

use super::signature::{Signer, SigningFailed};
use super::{About, GETA};
use crate::ReceiptLine;

/// The root, which is the form's name, and what the signature refers to it by.
pub(super) const FORM: &str = "TEG700";
/// The namespaces, in the order in which they are declared.
pub(super) const NAMESPACES: [(&str, &str); 3] = [
    ("xmlns", "http://xml.e-tax.nta.go.jp/XSD/kyotsu"),
    ("xmlns:dsig", "http://www.w3.org/2000/09/xmldsig#"),
    ("xmlns:gen", "http://xml.e-tax.nta.go.jp/XSD/general"),
];
/// What the lines stand in, and what each of them is.
const LINES: &str = "WBD00000";
const LINE: &str = "WBD00010";
/// The elements of a line, in their order.
const PARTS: [(&str, Part); 4] =
    [("WBD00020", Part::Patient), ("WBD00030", Part::Month), ("WBD00040", Part::Institution), ("WBD00050", Part::Paid)];
const YEAR: &str = "gen:yyyy";
const MONTH: &str = "gen:mm";

/// What an element of a line holds.
#[derive(Clone, Copy)]
enum Part {
    Patient,
    Month,
    Institution,
    Paid,
}

/// What the society states of the form, and its signature.
#[derive(Clone, Copy, Debug, Default)]
pub struct Envelope<'a> {
    /// The form's version (`VR`).
    pub version: Option<&'a str>,
    /// Who signs.
    pub signer: Option<&'a Signer>,
}

/// The file: the lines in their order. What a patient or an institution is not named is left empty.
///
/// # Errors
/// [`SigningFailed`] where the signature cannot be made, or is not that of the signer's certificate.
pub fn tax_xml(lines: &[ReceiptLine], about: &About<'_>, envelope: Envelope<'_>) -> Result<Vec<u8>, SigningFailed> {
    let form = form(lines, about, envelope.version)?;
    let said = match envelope.signer {
        None => {
            " 電子署名はありません。様式のスキーマによる検証はしていません。 Not signed; not validated against the form's schema. "
        }
        Some(_) => " 様式のスキーマによる検証はしていません。 Not validated against the form's schema. ",
    };
    let mut writer = Writer::new(Vec::new());
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    writer.write_event(Event::Comment(BytesText::from_escaped(said)))?;
    let mut file = writer.into_inner();
    match envelope.signer {
        None => file.extend_from_slice(&form),
        Some(signer) => {
            let end = format!("</{FORM}>");
            let signature = signer.sign(&form)?;
            file.extend_from_slice(form.strip_suffix(end.as_bytes()).unwrap_or(&form));
            file.extend_from_slice(&signature);
            file.extend_from_slice(end.as_bytes());
        }
    }
    Ok(file)
}

fn form(lines: &[ReceiptLine], about: &About<'_>, version: Option<&str>) -> io::Result<Vec<u8>> {
    let created = about.created.to_string();
    // Upper-case letters come before lower-case ones.
    let attributes = [
        ("VR", version),
        ("id", Some(FORM)),
        ("page", Some("1")),
        ("sakuseiDay", Some(&created)),
        ("sakuseiNM", Some(about.insurer)),
        ("softNM", Some("Warifu")),
    ];
    let attributes = attributes.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let mut writer = Writer::new(Vec::new());
    let root = writer.create_element(FORM).with_attributes(NAMESPACES.into_iter().chain(attributes).map(attribute));
    root.write_inner_content(|writer| {
        writer
            .create_element(LINES)
            .write_inner_content(|writer| lines.iter().try_for_each(|each| line(writer, each)))?;
        Ok(())
    })?;
    Ok(writer.into_inner())
}

fn line(writer: &mut Writer<Vec<u8>>, line: &ReceiptLine) -> io::Result<()> {
    let content = |writer: &mut Writer<Vec<u8>>| {
        for (name, part) in PARTS {
            match part {
                Part::Patient => text(writer, name, line.patient_name.as_deref().unwrap_or_default())?,
                Part::Month => month(writer, name, line)?,
                Part::Institution => text(writer, name, line.institution.as_deref().unwrap_or_default())?,
                Part::Paid => text(writer, name, &line.amounts.own().to_string())?,
            }
        }
        Ok(())
    };
    writer.create_element(LINE).write_inner_content(content)?;
    Ok(())
}

/// The month of care, its numbers unpadded.
fn month(writer: &mut Writer<Vec<u8>>, name: &str, line: &ReceiptLine) -> io::Result<()> {
    writer.create_element(name).write_inner_content(|writer| {
        text(writer, YEAR, &line.month.year().to_string())?;
        text(writer, MONTH, &line.month.month().to_string())
    })?;
    Ok(())
}

/// An element with a text.
pub(super) fn text(writer: &mut Writer<Vec<u8>>, name: &str, text: &str) -> io::Result<()> {
    let text = sound(text);
    writer.create_element(name).write_text_content(BytesText::from_escaped(partial_escape(text.as_str())))?;
    Ok(())
}

/// An attribute as Canonical XML writes it (§1.1): `>` and `'` as they are.
pub(super) fn attribute<'a>((name, value): (&'a str, &'a str)) -> Attribute<'a> {
    let value = sound(value).replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    Attribute { key: QName(name), value: value.into() }
}

/// A text with 〓 for what no XML 1.0 file may hold (§2.2), and for what a reader would take for a line's end.
fn sound(text: &str) -> String {
    let known = |letter: char| !letter.is_control() && !matches!(letter, '\u{FFFE}' | '\u{FFFF}');
    text.chars().map(|letter| if known(letter) { letter } else { GETA }).collect()
}

#[cfg(test)]
#[path = "tax_xml_tests.rs"]
mod tests;
