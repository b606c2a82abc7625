//! The tax-return file as readers that are not ours find it: a parser, xmllint, xmlsec1.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use proptest::prelude::*;
use quick_xml::events::Event;
use quick_xml::reader::Reader;

use super::super::testing::{HARD, about, line, lines};
use super::*;
use crate::export::BadSigner;
use crate::total_of;

/// The elements with text, in their order, and the text of each.
fn leaves(xml: &[u8]) -> Vec<(String, String)> {
    let mut reader = Reader::from_reader(xml);
    let (mut path, mut found) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                path.push(start.name().as_ref().to_owned());
                found.push((path.join("/"), String::new()));
            }
            Event::Text(text) => found.last_mut().unwrap().1.push_str(&text),
            Event::GeneralRef(reference) => {
                let letter = match &*reference {
                    "amp" => '&',
                    "lt" => '<',
                    "gt" => '>',
                    other => panic!("{other}"),
                };
                found.last_mut().unwrap().1.push(letter);
            }
            Event::End(_) => {
                path.pop();
            }
            Event::Eof => return found,
            Event::Decl(_) | Event::Comment(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

fn unsigned(lines: &[ReceiptLine]) -> Vec<u8> {
    tax_xml(lines, &about(), Envelope::default()).unwrap()
}

/// A folder with a key and a certificate of it, as an authority would give them.
struct Keys {
    folder: tempfile::TempDir,
}

impl Keys {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let arguments =
            "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=insurer -keyout key.pem -out certificate.pem";
        let made = Command::new("openssl").args(arguments.split(' ')).current_dir(folder.path()).output().unwrap();
        assert!(made.status.success(), "{made:?}");
        Self { folder }
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).unwrap()
    }

    fn signer(&self) -> Signer {
        Signer::from_pem(&self.read("key.pem"), &self.read("certificate.pem")).unwrap()
    }

    fn keep(&self, name: &str, file: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, file).unwrap();
        path
    }

    /// What xmlsec1 says of a file, trusting the certificate alone.
    fn verify(&self, file: &Path) -> Output {
        let certificate = self.folder.path().join("certificate.pem");
        let mut xmlsec = Command::new("xmlsec1");
        xmlsec.args(["--verify", "--id-attr:id", "http://xml.e-tax.nta.go.jp/XSD/kyotsu:TEG700", "--trusted-pem"]);
        xmlsec.arg(certificate).arg(file).output().expect("xmlsec1 is there: `./.ci/test` installs it")
    }
}

#[test]
fn a_line_has_the_known_elements_in_their_order() {
    let file = unsigned(&[line(Some("みなと医院"), "港 太郎", 3_702), line(None, "", 5)]);
    let text = String::from_utf8(file.clone()).unwrap();
    let root = concat!(
        "<TEG700 xmlns=\"http://xml.e-tax.nta.go.jp/XSD/kyotsu\" xmlns:dsig=\"http://www.w3.org/2000/09/xmldsig#\" ",
        "xmlns:gen=\"http://xml.e-tax.nta.go.jp/XSD/general\" id=\"TEG700\" page=\"1\" sakuseiDay=\"2026-11-26\" ",
        "sakuseiNM=\"港健康保険組合\" softNM=\"Warifu\">"
    );
    assert!(text.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?><!--") && text.contains(root), "{text}");
    assert!(text.contains("電子署名はありません") && !text.contains("dsig:Signature"));
    let found = leaves(&file);
    let row = "TEG700/WBD00000/WBD00010";
    let expected: Vec<(String, &str)> = [
        ("", ""),
        ("/WBD00020", "港 太郎"),
        ("/WBD00030", ""),
        ("/WBD00030/gen:yyyy", "2026"),
        ("/WBD00030/gen:mm", "8"),
        ("/WBD00040", "みなと医院"),
        ("/WBD00050", "3702"),
    ]
    .map(|(path, text)| (format!("{row}{path}"), text))
    .to_vec();
    let one: Vec<(String, &str)> = found[2..9].iter().map(|(path, text)| (path.clone(), text.as_str())).collect();
    assert_eq!(one, expected);
    assert_eq!(found.len(), 16, "two lines and what they stand in");
}

#[test]
fn the_version_is_written_where_the_society_states_it() {
    let envelope = Envelope { version: Some("1.2"), ..Envelope::default() };
    let text = String::from_utf8(tax_xml(&[], &about(), envelope).unwrap()).unwrap();
    assert!(text.contains(" VR=\"1.2\" id=\"TEG700\""), "{text}");
    assert!(!String::from_utf8(unsigned(&[])).unwrap().contains("VR="), "and is not invented where it does not");
}

#[test]
fn xmllint_reads_hard_names_as_they_were_and_finds_the_form_canonical() {
    let keys = Keys::new();
    let lines: Vec<ReceiptLine> = HARD.iter().map(|hard| line(Some(hard), hard, 1)).collect();
    let file = unsigned(&lines);
    let path = keys.keep("form.xml", &file);
    let canonical = Command::new("xmllint").args(["--nonet", "--c14n"]).arg(&path).output();
    let canonical = canonical.expect("xmllint is there: `./.ci/test` installs it");
    assert!(canonical.status.success(), "{canonical:?}");
    let form = form(&lines, &about(), None).unwrap();
    assert!(canonical.stdout.ends_with(&form), "xmllint's canonical form is what we wrote");
    let names: Vec<String> =
        leaves(&file).into_iter().filter(|(path, _)| path.ends_with("40")).map(|leaf| leaf.1).collect();
    let expected: Vec<String> = HARD.iter().map(|hard| hard.replace(['\u{FFFE}', '\u{FFFF}'], "〓")).collect();
    assert_eq!(names, expected);
}

#[test]
fn xmlsec_verifies_the_signature_and_finds_a_changed_yen() {
    let keys = Keys::new();
    let signer = keys.signer();
    let lines: Vec<ReceiptLine> = HARD.iter().map(|hard| line(Some(hard), hard, 4_321)).collect();
    let about = About { insurer: "港\"健康\"<保険>&'組合'", ..about() };
    let file = tax_xml(&lines, &about, Envelope { version: Some("1.0"), signer: Some(&signer) }).unwrap();
    let signed = keys.verify(&keys.keep("signed.xml", &file));
    assert!(signed.status.success(), "{}", String::from_utf8_lossy(&signed.stderr));

    let text = String::from_utf8(file).unwrap();
    assert!(!text.contains("電子署名はありません") && text.contains("検証はしていません"));
    for (from, to) in [("4321", "4322"), ("sakuseiDay=\"2026", "sakuseiDay=\"2027"), ("#rsa-sha256", "#rsa-sha512")] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text);
        assert!(!keys.verify(&keys.keep("changed.xml", changed.as_bytes())).status.success(), "{from} → {to}");
    }
}

#[test]
fn a_certificate_of_another_key_signs_nothing() {
    let (one, other) = (Keys::new(), Keys::new());
    let (key, certificate) = (one.read("key.pem"), one.read("certificate.pem"));
    assert_eq!(Signer::from_pem(&key, &other.read("certificate.pem")).unwrap_err(), BadSigner::NotOfThisKey);
    assert_eq!(Signer::from_pem("", &certificate).unwrap_err(), BadSigner::Key);
    assert_eq!(Signer::from_pem(&certificate, &certificate).unwrap_err(), BadSigner::Key);
    assert_eq!(Signer::from_pem(&key, &key).unwrap_err(), BadSigner::Certificate);
}

proptest! {
    #[test]
    fn what_was_paid_comes_to_the_lines_sum(lines in lines()) {
        let leaves = leaves(&unsigned(&lines));
        let paid = leaves.iter().filter(|(path, _)| path.ends_with("WBD00050"));
        prop_assert_eq!(paid.map(|(_, yen)| yen.parse::<i64>().unwrap()).sum::<i64>(), total_of(&lines).own());
    }
}
