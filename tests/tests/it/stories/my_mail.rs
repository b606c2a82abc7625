//! A society writes to members with the real command, and members read it on a phone.

use tests::visitor::Visitor;

use super::member::Member;
use super::pages::round::{sends, signs_in};
use super::screens::in_a_window;
use super::society::{Society, says};
use crate::chromium::PHONE_IN_ENGLISH;

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
