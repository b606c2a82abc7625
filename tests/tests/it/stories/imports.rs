//! An administrator imports files with the real commands: good ones again and again, and ones with mistakes.

use std::fs;
use std::process::Output;

use encoding_rs::SHIFT_JIS;
use tempfile::TempDir;
use tests::samples::members;
use tests::site::{Plan, Program, prepare};

use super::member::plan;

const HEADER: &str = "member_number,user_id,initial_password,household_number,kigo,bango,branch,family_name,given_name,\
                      family_name_kana,given_name_kana,birth_date,email,eligible_from,eligible_until";
const RECEIPT_HEADER: &str =
    "line_id,household_number,branch,care_month,kind,institution,count,total,insurer,public,own,note";

/// An administrator at a terminal.
struct Administrator {
    provider: Program,
    portal: Program,
    plan: Plan,
    _folder: TempDir,
}

impl Administrator {
    async fn arrive() -> anyhow::Result<Self> {
        let (plan, folder) = plan()?;
        prepare(&plan).await?;
        let provider = Program::new("warifu-idp", &plan.provider_settings()?, &plan.folder)?;
        let portal = Program::new("warifu-portal", &plan.portal_settings()?, &plan.folder)?;
        Ok(Self { provider, portal, plan, _folder: folder })
    }

    async fn imports_members(&self, text: &[u8], more: &[&str]) -> anyhow::Result<Output> {
        let path = self.plan.folder.join("members-to-import.csv");
        fs::write(&path, text)?;
        let file = path.display().to_string();
        self.provider.run(&[&["member", "import", "minato", &file], more].concat()).await
    }

    async fn imports_receipts(&self, text: &str) -> anyhow::Result<Output> {
        let path = self.plan.folder.join("receipts-to-import.csv");
        fs::write(&path, text)?;
        self.portal.run(&["expenses", "import", "minato", &path.display().to_string()]).await
    }
}

fn says(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[tokio::test]
async fn the_same_file_again_changes_nothing_with_and_without_a_byte_order_mark() -> anyhow::Result<()> {
    let administrator = Administrator::arrive().await?;
    let file = members("minato").unwrap_or_default();
    for text in [file.to_owned(), format!("\u{feff}{file}")] {
        let output = administrator.imports_members(text.as_bytes(), &[]).await?;
        assert_eq!(output.status.code(), Some(0), "{}", says(&output));
        assert!(says(&output).contains("新規 0、変更 0"), "{}", says(&output));
    }
    Ok(())
}

#[tokio::test]
async fn every_mistake_is_named_by_line_and_column_and_no_person_by_name() -> anyhow::Result<()> {
    let administrator = Administrator::arrive().await?;
    let text = format!(
        "{HEADER}\n\
         N1,new-0001,pass-word-1,H1,120,1,00,新田,一郎,ニッタ,イチロウ,1990-02-31,,2020-04-01,\n\
         N2,new-0002,pass-word-2,H2,120,2,00,新田,二郎,ニッタ,ジロウ,1990-02-01,,2020-04-01\n\
         N3,new-0003,pass-word-3,H3,120,3,00,新田,三郎,ニッタ,サブロウ,1990-03-01,,2020-04-01,\n\
         N3,new-0004,pass-word-4,H4,120,4,00,新田,四郎,ニッタ,シロウ,1990-04-01,,2020-04-01,\n"
    );
    let output = administrator.imports_members(text.as_bytes(), &[]).await?;
    let said = says(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    for named in [":2:", "birth_date", ":3:", ":5:", "member_number"] {
        assert!(said.contains(named), "{named} in {said}");
    }
    for personal in ["新田", "1990-02-31", "pass-word", "new-000"] {
        assert!(!said.contains(personal), "{personal} in {said}");
    }
    // Nothing of the thousand lines with a mistake was taken in: mended, all are new.
    let mended = text.replace("02-31", "02-28").replace("1990-02-01,,2020-04-01\n", "1990-02-01,,2020-04-01,\n");
    let mended = mended.replace("N3,new-0004", "N4,new-0004");
    let tried = administrator.imports_members(mended.as_bytes(), &["--dry-run"]).await?;
    assert!(says(&tried).contains("新規 4"), "{}", says(&tried));
    let output = administrator.imports_members(mended.as_bytes(), &[]).await?;
    assert_eq!(output.status.code(), Some(0), "{}", says(&output));
    assert!(says(&output).contains("新規 4"), "the dry run kept nothing: {}", says(&output));
    Ok(())
}

#[tokio::test]
async fn shift_jis_must_be_said() -> anyhow::Result<()> {
    let administrator = Administrator::arrive().await?;
    let text =
        format!("{HEADER}\nS1,sjis-0001,pass-word-1,H1,120,1,00,髙島,一郎,タカシマ,イチロウ,1990-02-01,,2020-04-01,\n");
    let (bytes, _, unmappable) = SHIFT_JIS.encode(&text);
    assert!(!unmappable);
    let output = administrator.imports_members(&bytes, &[]).await?;
    assert_eq!(output.status.code(), Some(1));
    assert!(says(&output).contains("--encoding shift_jis"), "{}", says(&output));
    let output = administrator.imports_members(&bytes, &["--encoding", "shift_jis"]).await?;
    assert_eq!(output.status.code(), Some(0), "{}", says(&output));
    assert!(says(&output).contains("新規 1"), "{}", says(&output));
    Ok(())
}

#[tokio::test]
async fn amounts_that_do_not_add_up_and_impossible_months_are_refused() -> anyhow::Result<()> {
    let administrator = Administrator::arrive().await?;
    let text = format!(
        "{RECEIPT_HEADER}\n\
         R1,H0001024,00,2026-08,通院,みなと台内科クリニック,1,5000,3500,0,1500,\n\
         R2,H0001024,00,2026-08,通院,みなと台内科クリニック,1,5000,3500,0,1400,\n\
         R3,H0001024,00,2026-13,通院,,1,5000,3500,0,1500,\n\
         R1,H0001024,00,2026-08,歯科,,1,5000,3500,0,1500,\n"
    );
    let output = administrator.imports_receipts(&text).await?;
    let said = says(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    for named in [":3:", "total", ":4:", "care_month", ":5:", "line_id"] {
        assert!(said.contains(named), "{named} in {said}");
    }
    assert!(!said.contains("みなと台内科") && !said.contains("H0001024"), "{said}");
    Ok(())
}
