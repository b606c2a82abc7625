//! A claims file becomes an import file, as far as it can.

use store::import::Encoding;

use super::*;
use crate::testing::{Site, member};
use crate::{ImportFile, ImportKind};

const MEMBERS: &str = "member_number,household_number,kigo,bango,branch,eligible_from,eligible_until\n\
    M1,H1,120,1024,00,2011-04-01,\n\
    M2,H2,130,7,00,2020-04-01,2026-07-31\n\
    M3,H3,130,0007,00,2026-08-01,\n\
    M4,H4,140,9,00,1999-04-01,\n\
    M5,H5,140,9,00,2001-04-01,\n";

/// One receipt of two persons who are insured, of one who no longer was, of a number that two have, of nobody's, and one
/// without a branch.
fn claims() -> String {
    let receipt = |n: u32, insurance: &str, branch: &str| {
        format!(
            "RE,{n},1112,202608,港　太郎,1,19820612,,,,,,,,,,,,{n:030},,\r\n\
             HO,06130001,{insurance},3,1234,,,,,,,\r\nSN,1,01,,,,{branch},,\r\nSY,8830417,202608,1\r\n"
        )
    };
    let receipts = [
        receipt(1, "１２０,００１０２４", "02"),
        receipt(2, "130,7", "01"),
        receipt(3, "140,9", "00"),
        receipt(4, "999,1", "00"),
        receipt(5, "120,1024", ""),
    ];
    format!("IR,1,13,1,1234567,,髙島医院,202609,00,03-0000-0000\r\n{}GO,5,6170,99\r\n", receipts.concat())
}

struct Files(tempfile::TempDir);

impl Files {
    fn with(claims: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("RECEIPTC.UKE"), claims).unwrap();
        std::fs::write(folder.path().join("members.csv"), MEMBERS).unwrap();
        Self(folder)
    }

    fn command(&self) -> ConvertClaims {
        let path = |name: &str| self.0.path().join(name);
        ConvertClaims { file: path("RECEIPTC.UKE"), members: path("members.csv"), to: path("lines.csv") }
    }

    /// What was counted, and what a person reads.
    fn convert(&self) -> (Converted, String) {
        let mut said = Vec::new();
        let done = self.command().convert(&mut |line, reason, _| {
            let told = reason.map(|reason| Language::ALL.map(|language| format!("{line}: {}", reason.get(language))));
            said.extend(told.into_iter().flatten());
        });
        (done.unwrap(), said.join("\n"))
    }
}

fn shift_jis(text: &str) -> Vec<u8> {
    encoding_rs::SHIFT_JIS.encode(text).0.into_owned()
}

#[tokio::test]
async fn what_can_be_derived_is_imported_and_the_rest_is_named() {
    let files = Files::with(&shift_jis(&claims()));
    let (done, said) = files.convert();
    assert_eq!(done, Converted { lines: 2, left_out: 3 });
    insta::assert_snapshot!(said);
    assert!(files.command().convert(&mut |_, _, _| {}).is_err(), "what is there is not written over");

    let site = Site::open().await;
    let file = ImportFile {
        realm: "minato".parse().unwrap(),
        file: files.command().to,
        encoding: Encoding::Utf8,
        dry_run: false,
    };
    let imported = crate::import(&site.app.database, (ImportKind::Expenses, &file), &site.clock, &mut |_| {}).await;
    assert_eq!(imported.unwrap().outcomes["new"], 2);
    let mut browser = site.browser_of("minato", &member(Some(("H1", "00")))).await;
    let text = browser.get("/minato/expenses/2026/08").await.text;
    assert!(text.contains("髙島医院") && text.contains("3,702円") && text.contains("通院 / 3日"), "{text}");
    let mut other = site.browser_of("minato", &member(Some(("H3", "00")))).await;
    assert!(other.get("/minato/expenses/2026/08").await.text.contains("髙島医院"), "the number is theirs by now");
}

#[test]
fn a_file_of_something_else_is_told() {
    for (text, line) in [
        (b"line_id,household_number\nL1,H1\n".to_vec(), "1: レセプト（REレコード）がありません。"),
        (Vec::new(), "1: レセプト（REレコード）がありません。"),
        ([b"IR,1,13,1,1,,\xff\xff\r\n".as_slice(), &shift_jis(&claims())].concat(), "1: Shift_JISとして読めない"),
        (vec![b'x'; 10_000_000], "1: レセプト（REレコード）がありません。"),
    ] {
        let (done, said) = Files::with(&text).convert();
        assert!(said.starts_with(line), "{said}");
        assert!(done.lines <= 2);
    }
}
