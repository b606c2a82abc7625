//! A society publishes notices with the real command, and members find and read them on a phone.

use std::fs;
use std::process::Output;

use tests::site::{Plan, Program, Site, prepare};
use tests::visitor::Visitor;

use super::member::{Member, OwnSite, plan};
use super::screens::in_a_window;
use crate::chromium::{COMPUTER, Device, PHONE, PHONE_IN_ENGLISH};

const NOTICE: &str = "+++\ntitle.ja = \"事務所移転のお知らせ\"\ncategory = \"society\"\naudience = \"public\"\n+++\n\
                      新しい事務所は駅前です。\n";

/// An administrator at a terminal, on the machine of a site.
struct Society {
    portal: Program,
    plan: Plan,
}

impl Society {
    async fn open() -> anyhow::Result<(Self, OwnSite)> {
        let (plan, folder) = plan()?;
        prepare(&plan).await?;
        let own = OwnSite::over(Site::serve(&plan).await?, folder);
        let portal = Program::new("warifu-portal", &plan.portal_settings()?, &plan.folder)?;
        Ok((Self { portal, plan }, own))
    }

    async fn publishes(&self, text: &str, more: &[&str]) -> anyhow::Result<Output> {
        let path = self.plan.folder.join("office.md");
        fs::write(&path, text)?;
        self.portal.run(&[&["notice", "publish", "minato", &path.display().to_string()], more].concat()).await
    }
}

fn says(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[tokio::test]
async fn a_notice_is_published_corrected_and_withdrawn_by_command() -> anyhow::Result<()> {
    let (society, own) = Society::open().await?;
    let mut visitor = Visitor::new()?;
    let page = own.site.portal("/minato/notices/office");

    let tried = society.publishes(NOTICE, &["--dry-run"]).await?;
    assert!(tried.status.success() && says(&tried).contains("検査のみ"), "{}", says(&tried));
    assert_eq!(visitor.open(&page).await?.status, 404, "a dry run leaves nothing");

    let published = society.publishes(NOTICE, &[]).await?;
    assert!(published.status.success() && says(&published).contains(&page), "{}", says(&published));
    visitor.open(&own.site.portal("/minato/")).await?;
    let read = visitor.follow(&link_text(visitor.page()?.texts("ul.news a")?)?).await?;
    assert!(read.url.as_str() == page && read.text().contains("駅前"), "{}", read.text());

    let broken = society.publishes(&NOTICE.replace("駅前", "<b>駅前</b>"), &[]).await?;
    assert_eq!(broken.status.code(), Some(1));
    assert!(says(&broken).contains("office.md:6:8") && says(&broken).contains("HTML"), "{}", says(&broken));
    assert!(visitor.open(&page).await?.text().contains("駅前"), "what was there is still there");
    let corrected = society.publishes(&NOTICE.replace("駅前", "港の近く"), &[]).await?;
    assert!(says(&corrected).contains("差し替え"), "{}", says(&corrected));
    assert!(visitor.open(&page).await?.text().contains("港の近く"));

    let withdrawn = society.portal.run(&["notice", "withdraw", "minato", "office"]).await?;
    assert!(withdrawn.status.success(), "{}", says(&withdrawn));
    let gone = visitor.open(&page).await?;
    assert!(gone.status == 410 && gone.text().contains("取り下げ"), "{}", gone.text());
    let again = society.portal.run(&["notice", "withdraw", "minato", "office"]).await?;
    assert_eq!(again.status.code(), Some(1), "{}", says(&again));
    let list = says(&society.portal.run(&["notice", "list", "minato"]).await?);
    assert!(list.lines().any(|line| line.starts_with("office\twithdrawn")), "{list}");
    Ok(())
}

/// The whole text of the link that names the notice.
fn link_text(links: Vec<String>) -> anyhow::Result<String> {
    links.into_iter().find(|text| text.contains("事務所移転")).ok_or_else(|| anyhow::anyhow!("no link"))
}

/// From the entrance to a notice, and after signing in to those for members.
async fn reads_notices(device: Device) -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let Member { persona, mut phone, .. } = Member::named("minato", "returning-member")?;
    in_a_window("notices", device, async |chromium| {
        let goes = async |page: &str| chromium.window.goto(own.site.portal(page)).await;
        goes("/minato/").await?;
        chromium.is_accessible_to_everybody("entrance").await?;
        goes("/minato/notices").await?;
        chromium.is_accessible_to_everybody("list-for-everybody").await?;
        goes("/minato/notices/checkups").await?;
        chromium.type_into("username", &persona.user_id).await?;
        chromium.type_into("password", &persona.password).await?;
        chromium.press("login-submit").await?;
        chromium.type_into("code", &phone.code(&own.site.clock)?).await?;
        chromium.press("login-submit").await?;
        assert!(chromium.window.current_url().await?.path().ends_with("/minato/notices/checkups"));
        chromium.is_accessible_to_everybody("notice").await?;
        goes("/minato/").await?;
        chromium.is_accessible_to_everybody("top").await?;
        goes("/minato/notices").await?;
        chromium.is_accessible_to_everybody("list").await?;
        goes("/minato/notices/influenza").await?;
        chromium.is_accessible_to_everybody("notice-with-file").await?;
        goes("/minato/notices/expenses-delay").await?;
        chromium.is_accessible_to_everybody("notice-in-japanese").await
    })
    .await
}

#[tokio::test]
async fn members_read_notices_on_a_phone() -> anyhow::Result<()> {
    reads_notices(PHONE).await
}

#[tokio::test]
async fn members_read_notices_in_english() -> anyhow::Result<()> {
    reads_notices(PHONE_IN_ENGLISH).await
}

#[tokio::test]
async fn members_read_notices_on_a_computer() -> anyhow::Result<()> {
    reads_notices(COMPUTER).await
}
