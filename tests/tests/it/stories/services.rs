//! Each of a society's other services, from the administrator's real command to the member's page: what a file says is
//! there, corrected by the next, and gone when it is taken back.

use std::fs;

use super::member::Member;
use super::society::{Society, says};

/// A service: the command, the member's page, the file's columns, a line with `VALUE` where it is corrected, and a value
/// before and after the correction.
struct Service {
    command: &'static str,
    page: &'static str,
    columns: &'static str,
    line: &'static str,
    values: (&'static str, &'static str),
}

const SERVICES: [Service; 5] = [
    Service {
        command: "benefits",
        page: "benefits",
        columns: "decision_id,household_number,branch,kind,care_month,decided_on,amount,withdrawn",
        line: "X1,H0001511,00,VALUE,2026-03,2026-06-01,48210,",
        values: ("移送費", "埋葬料"),
    },
    Service {
        command: "eligibility-information",
        page: "eligibility-information",
        columns: "document_id,household_number,branch,patient_name,kigo,bango,insurer_number,eligible_from,issued_on,copayment,withdrawn",
        line: "X1,H0001511,00,伊藤 さくら,130,1511,06139999,2018-04-01,2026-11-01,VALUE,",
        values: ("3割", "2割"),
    },
    Service {
        command: "eligibility-certificate",
        page: "eligibility-certificate",
        columns: "document_id,household_number,branch,patient_name,kigo,bango,insurer_number,eligible_from,issued_on,valid_until,withdrawn",
        line: "X1,H0001511,00,伊藤 さくら,130,1511,06139999,2018-04-01,2026-11-01,VALUE,",
        values: ("2031-03-31", "2032-03-31"),
    },
    Service {
        command: "checkups",
        page: "checkups",
        columns: "result_id,household_number,branch,taken_on,institution,item,value,withdrawn",
        line: "X1,H0001511,00,2026-10-01,VALUE,体重,60,",
        values: ("港けんしん台", "丘けんしん台"),
    },
    Service {
        command: "prescriptions",
        page: "prescriptions/2026/09",
        columns: "prescription_id,household_number,branch,care_month,medicine,withdrawn",
        line: "X1,H0001511,00,2026-09,VALUE,",
        values: ("葛根湯エキス顆粒", "小青竜湯エキス顆粒"),
    },
];

/// `minato` with every service of ours.
async fn open() -> anyhow::Result<(Society, super::member::OwnSite)> {
    Society::with(|plan| {
        let path = plan.realm_config.join("minato/portal.toml");
        let more = ["prescriptions", "eligibility-certificate", "applications"];
        let more = more.map(|service| format!("\n[[tile]]\nservice = \"{service}\"\n")).concat();
        Ok(fs::write(&path, format!("{}{more}", fs::read_to_string(&path)?))?)
    })
    .await
}

/// How a page writes a value.
fn shown(value: &str) -> String {
    value.parse().map_or_else(|_| value.to_owned(), |day| web::format::date(day, base::Language::Ja))
}

#[tokio::test]
async fn what_a_file_says_is_shown_corrected_and_taken_back() -> anyhow::Result<()> {
    let (society, own) = open().await?;
    let mut member = Member::named("minato", "returning-member")?;
    for Service { command, page, columns, line, values: (before, after) } in SERVICES {
        let address = own.site.portal(&format!("/minato/{page}"));
        let brings = async |line: &str| {
            let file = (format!("{command}.csv"), format!("{columns}\n{line}\n"));
            society.gives(&[command, "import"], (&file.0, &file.1), &[]).await
        };
        let bad = brings(&line.replace("VALUE", before).replace("H0001511", "")).await?;
        assert!(bad.status.code() == Some(1) && says(&bad).contains(":2:"), "{}", says(&bad));
        assert!(says(&bad).contains("household_number") && !says(&bad).contains("伊藤"), "{}", says(&bad));
        for (value, other, outcome) in [(before, after, "新規 1"), (after, before, "変更 1")] {
            let done = brings(&line.replace("VALUE", value)).await?;
            assert!(done.status.success() && says(&done).contains(outcome), "{command}: {}", says(&done));
            member.open(&address, &own.site.clock).await?;
            let text = member.reads()?;
            assert!(text.contains(&shown(value)) && !text.contains(&shown(other)), "{command}: {text}");
        }
        let done = brings(&format!("{}yes", line.replace("VALUE", after))).await?;
        assert!(says(&done).contains("取消 1"), "{command}: {}", says(&done));
        member.open(&address, &own.site.clock).await?;
        assert!(!member.reads()?.contains(&shown(after)), "{command}: {}", member.reads()?);
    }
    Ok(())
}

#[tokio::test]
async fn an_application_is_sent_exported_decided_and_read() -> anyhow::Result<()> {
    let (society, own) = open().await?;
    let mut member = Member::named("minato", "returning-member")?;
    let today = base::japan_date(own.site.clock.now());
    member.open(&own.site.portal("/minato/applications/new"), &own.site.clock).await?;
    let day = (today - chrono::Days::new(3)).format("%Y%m%d").to_string();
    let typed = [
        ("patient_name", "伊藤 さくら"),
        ("vaccinated_on", day.as_str()),
        ("institution", "みなと内科"),
        ("paid", "3500"),
    ];
    member.browser.submit("application-check", &typed).await?;
    member.browser.submit("application-send", &[]).await?;
    assert!(member.reads()?.contains("伊藤 さくら"), "{}", member.reads()?);
    let page = member.browser.page()?.url.to_string();

    let export = society.portal.run(&["applications", "export", "minato"]).await?;
    let text = String::from_utf8(export.stdout)?;
    let rows: Vec<csv::StringRecord> =
        csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes()).records().collect::<Result<_, _>>()?;
    assert!(rows.len() == 1 && &rows[0][4] == "伊藤 さくら", "{text}");
    let decided =
        format!("application_id,outcome,granted_amount,decided_on,note\n{},granted,2000,{today},\n", &rows[0][0]);
    let done = society.gives(&["applications", "import"], ("decided.csv", &decided), &[]).await?;
    assert!(done.status.success(), "{}", says(&done));
    member.open(&page, &own.site.clock).await?;
    assert!(member.reads()?.contains("2,000円"), "{}", member.reads()?);
    let left = says(&society.portal.run(&["applications", "export", "minato"]).await?);
    assert!(!left.contains("伊藤"), "what is decided is exported with --all alone: {left}");
    let everything = says(&society.portal.run(&["applications", "export", "minato", "--all"]).await?);
    assert!(everything.contains("伊藤"), "{everything}");
    Ok(())
}
