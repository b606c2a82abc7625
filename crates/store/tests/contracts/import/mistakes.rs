//! Files with their mistakes, and what is said of each.

use base::Language;
use store::import::{Encoding, Import, ImportError};

use super::{Library, Shelf};
use crate::support::Fresh;

const HEADER: &str = "number,title,copies\r\n";

type File = (Vec<u8>, &'static [&'static str]);

fn utf8(content: impl Into<String>, said: &'static [&'static str]) -> File {
    (content.into().into_bytes(), said)
}

fn shift_jis(text: &str) -> Vec<u8> {
    encoding_rs::SHIFT_JIS.encode(text).0.into_owned()
}

/// Tries each file, and compares the problems, without the file's name, with those expected.
async fn assert_said(encoding: Encoding, files: Vec<File>) {
    let mut library = Library::in_a(Fresh::sqlite().await).await;
    for (content, expected) in files {
        let import = Import { encoding, dry_run: true, ..library.file(&content) };
        let problems = match library.import(&import, Shelf::default()).await {
            Ok(_) => library.problems(),
            Err(ImportError::Unusable(problems)) => {
                problems.iter().map(|problem| problem.in_file("books.csv", Language::En)).collect()
            }
            Err(error) => panic!("{error}"),
        };
        let expected: Vec<_> = expected.iter().map(|line| format!("books.csv:{line}")).collect();
        assert_eq!(problems, expected, "{}", String::from_utf8_lossy(&content[..content.len().min(200)]));
    }
}

#[tokio::test]
async fn in_the_header_row() {
    assert_said(
        Encoding::Utf8,
        vec![
            utf8("", &["1: The file is empty: it needs a header row."]),
            utf8("\r\n\r\n", &["1: The file is empty: it needs a header row."]),
            utf8("1,坊っちゃん,2\n", &["1: The first line is no header row. The columns are: number,title,copies"]),
            utf8(
                "number,titel,copies,copies\n",
                &[
                    "1:title: The header row lacks this column.",
                    "1:copies: The header row has this column more than once.",
                    "1: Column 2 of the header row is unknown. The columns are: number,title,copies",
                ],
            ),
            utf8("copies,number,title\n1,1,A\n", &[]),
            utf8(HEADER, &[]),
        ],
    )
    .await;
}

#[tokio::test]
async fn in_the_lines() {
    assert_said(Encoding::Utf8, vec![
        utf8(format!("{HEADER}1,A,1\r\n\r\n\r\n2,B,x\r\n"), &["5:copies: Write a number."]),
        utf8(format!("{HEADER}1,A,1\r\n2,B\r\n3,C,1,\r\n"), &[
            "3: The number of columns is not that of the header row (3 there, 2 here).",
            "4: The number of columns is not that of the header row (3 there, 4 here).",
        ]),
        utf8(format!("{HEADER}1,\"A\r\nB\",1\r\n2,\"C, \"\"D\"\"\",x"), &[
            "2:title: Line breaks, tabs and other control characters are not allowed.",
            "4:copies: Write a number.",
        ]),
        utf8(format!("{HEADER}1,A,1\n2,5\" disk,1\n3,3\" disk,1\n4,B,x\n"), &[
            "3: A quotation mark (\") is out of place: write it twice, and put the whole value in quotation marks.",
            "5:copies: Write a number.",
        ]),
        utf8(format!("{HEADER}1,A,1\n2,\"B,1\n3,C,1\n"), &["3: A quotation mark (\") that opens here is not closed."]),
        utf8(format!("{HEADER}1,\"A,1\n{}", "x\n".repeat(100_000)), &[
            "2: A quotation mark (\") that opens here is not closed.",
        ]),
        utf8(format!("{HEADER}{}", "x".repeat(70_000)), &["2: This line is too long."]),
        utf8(format!("{HEADER}００１,A,1\n 001,B,1\n,C,1\n,D,1\n"), &[
            "3:number: Line 2 has the same value: no value of this column may stand twice in a file.",
        ]),
        utf8(format!("{HEADER}1,\"\",1"), &[]),
    ])
    .await;
}

#[tokio::test]
async fn in_the_encoding() {
    assert_said(
        Encoding::Utf8,
        vec![
            (
                shift_jis("number,title,copies\n1,A,1\n2,髙﨑,1\n"),
                &["3: The file is not UTF-8 but looks like Shift_JIS: run again with --encoding shift_jis."],
            ),
            (
                [HEADER.as_bytes(), "1,吾輩,1\n2,".as_bytes(), b"\x94\x4c,1\n"].concat(),
                &["3:title: It has bytes that are not UTF-8."],
            ),
            (b"\xff\xfen\0u\0".into(), &["1: The file is UTF-16: save it as “CSV UTF-8”."]),
            utf8(format!("\u{feff}{HEADER}1,𠮷野,1\n"), &[]),
        ],
    )
    .await;
    assert_said(
        Encoding::ShiftJis,
        vec![
            (
                [HEADER.as_bytes(), b"1,\xff\xff,1\n2,\x81,1\n"].concat(),
                &["2:title: It has bytes that are not Shift_JIS.", "3:title: It has bytes that are not Shift_JIS."],
            ),
            utf8(format!("\u{feff}{HEADER}"), &["1: The file is UTF-8: run again without --encoding shift_jis."]),
            (shift_jis("copies,number,title\r\n1,1,髙﨑①㈱ソ表\r\n"), &[]),
        ],
    )
    .await;
}
