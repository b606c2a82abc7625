//! A society writes to members with the real command; a member reads on a phone and replies once; the replies are exported.

use tests::visitor::Visitor;
use thirtyfour::By;
use thirtyfour::extensions::query::ElementWaitable as _;

use super::member::Member;
use super::pages::round::{sends, signs_in};
use super::screens::in_a_window;
use super::society::{Society, says};
use crate::chromium::{PHONE, PHONE_IN_ENGLISH};

const SEND: [&str; 2] = ["mymail", "send"];
const LETTER: (&str, &str) = (
    "interview.md",
    "+++\ntitle = { ja = \"面談のご案内\", en = \"An interview\" }\nreply = true\n+++\n\
     {{name}}様、**{{day}}**に面談を予定しています。\n+++\nDear {{name}}, we would like to see you on **{{day}}**.\n",
);
const RECIPIENTS: &str = "household_number,branch,name,day\n\
                          H0001511,00,伊藤 さくら,12月10日\n\
                          H0001024,00,<b>田中</b>,=12月11日\n";

/// Writes the file of recipients, and says where it is.
fn recipients(society: &Society, text: &str) -> anyhow::Result<String> {
    let path = society.plan.folder.join("recipients.csv");
    std::fs::write(&path, text)?;
    Ok(path.display().to_string())
}

#[tokio::test]
async fn a_letter_is_sent_read_replied_to_once_and_exported() -> anyhow::Result<()> {
    let (society, own) = Society::open().await?;
    let file = recipients(&society, RECIPIENTS)?;
    let to = ["--recipients", file.as_str()];
    let tried = society.gives(&SEND, LETTER, &[&to[..], &["--dry-run"]].concat()).await?;
    assert!(tried.status.success() && says(&tried).contains("2人に届きます"), "{}", says(&tried));
    let sent = society.gives(&SEND, LETTER, &to).await?;
    assert!(sent.status.success() && says(&sent).contains("2人に届きました"), "{}", says(&sent));
    let again = society.gives(&SEND, LETTER, &to).await?;
    assert!(says(&again).contains("0人に届きました。すでに届いている人 2"), "{}", says(&again));

    let Member { persona, mut phone, .. } = Member::named("minato", "returning-member")?;
    in_a_window("my-mail", PHONE, async |chromium| {
        signs_in(chromium, &own, &persona, "mymail").await?;
        sends(chromium, &[("code", &phone.code(&own.site.clock)?)], "login-submit", "list").await?;
        let list = chromium.text().await?;
        assert!(list.contains("面談のご案内") && list.contains("要返信"), "{list}");
        let link = chromium.window.find(By::Css("main a[href$='/mymail/interview']")).await?;
        link.click().await?;
        link.wait_until().stale().await?;
        let letter = chromium.text().await?;
        assert!(letter.contains("伊藤 さくら様、12月10日に面談") && !letter.contains("田中"), "{letter}");
        chromium.is_accessible_to_everybody("letter").await?;
        sends(chromium, &[], "reply-confirm", "reply-empty").await?;
        let typed = [("reply", "=その日で\nお願いします。")];
        sends(chromium, &typed, "reply-confirm", "reply-question").await?;
        sends(chromium, &[], "reply-edit", "reply-edited").await?;
        chromium.press("reply-confirm").await?;
        sends(chromium, &[], "reply-send", "replied").await?;
        assert!(chromium.by_id("reply-confirm").await.is_err(), "once");
        chromium.window.back().await?;
        chromium.window.goto(own.site.portal("/minato/mymail")).await?;
        let list = chromium.text().await?;
        assert!(list.contains("返信済み"), "{list}");
        chromium.is_accessible_to_everybody("list-after").await
    })
    .await?;

    let replies = society.portal.run(&["mymail", "replies", "minato", "--id", "interview"]).await?;
    let text = says(&replies);
    let cells: Vec<csv::StringRecord> =
        csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes()).records().collect::<Result<_, _>>()?;
    assert_eq!(cells.len(), 1, "{text}");
    assert_eq!((&cells[0][2], &cells[0][5]), ("H0001511", "'=その日で\nお願いします。"), "no spreadsheet computes it");
    let list = says(&society.portal.run(&["mymail", "list", "minato"]).await?);
    let counted = list.lines().find(|line| line.starts_with("interview\t"));
    assert!(counted.is_some_and(|line| line.contains("\t2\t1\t1\t")), "{list}");
    Ok(())
}

#[tokio::test]
async fn a_letter_with_a_mistake_reaches_nobody() -> anyhow::Result<()> {
    let (society, own) = Society::open().await?;
    let file = recipients(&society, &RECIPIENTS.replace("=12月11日", ""))?;
    let refused = society.gives(&SEND, LETTER, &["--recipients", &file]).await?;
    let said = says(&refused);
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(said.contains("recipients.csv:3") && said.contains("day") && !said.contains("田中"), "{said}");
    let unfilled = society.gives(&SEND, LETTER, &["--to", "H0001511"]).await?;
    assert!(unfilled.status.code() == Some(1) && says(&unfilled).contains("--recipients"), "{}", says(&unfilled));
    let markup = (LETTER.0, "+++\ntitle.ja = \"題\"\n+++\n<b>本文</b>\n");
    let html = society.gives(&SEND, markup, &["--to", "H0001511"]).await?;
    assert!(html.status.code() == Some(1) && says(&html).contains("interview.md:4:"), "{}", says(&html));
    let list = says(&society.portal.run(&["mymail", "list", "minato"]).await?);
    assert!(!list.contains("interview"), "{list}");
    let mut stranger = Visitor::new()?;
    assert!(stranger.open(&own.site.portal("/minato/mymail/interview")).await?.offers("password"));
    Ok(())
}

/// The letters of `cargo demo`, in the other language.
#[tokio::test]
async fn the_sample_letters_are_there_in_english() -> anyhow::Result<()> {
    let (_society, own) = Society::open().await?;
    let Member { persona, mut phone, .. } = Member::named("minato", "returning-member")?;
    in_a_window("my-mail", PHONE_IN_ENGLISH, async |chromium| {
        signs_in(chromium, &own, &persona, "sign-in").await?;
        sends(chromium, &[("code", &phone.code(&own.site.clock)?)], "login-submit", "top").await?;
        chromium.window.goto(own.site.portal("/minato/mymail")).await?;
        chromium.is_accessible_to_everybody("list").await?;
        for (name, state) in [("address", "letter-with-file"), ("guidance", "letter-to-reply-to")] {
            chromium.window.goto(own.site.portal(&format!("/minato/mymail/{name}"))).await?;
            chromium.is_accessible_to_everybody(state).await?;
        }
        Ok(())
    })
    .await
}
