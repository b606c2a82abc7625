//! The database or Redis goes away for a while: what needs neither is served on, everybody else is told to come back in
//! a moment, and when the server is back everything goes on by itself.

use anyhow::Context as _;
use chrono::TimeDelta;
use reqwest::header::{ACCEPT, RETRY_AFTER};
use reqwest::{Client, Response, StatusCode};
use tests::site::{Plan, Servers, Site, Switch, prepare, ready_when};
use url::Url;

use super::member::{Member, plan, servers};

/// A site whose ways to its servers can be cut.
struct Cuttable {
    site: Site,
    plan: Plan,
    databases: [Switch; 2],
    redis: Switch,
    client: Client,
    _folder: tempfile::TempDir,
}

impl Cuttable {
    async fn build() -> anyhow::Result<Self> {
        let (plan, folder) = plan()?;
        let direct = servers().await?;
        let plan = Plan { servers: Some(direct.clone()), ..plan };
        prepare(&plan).await?;
        let redis = direct.redis.as_ref().context("a Redis")?;
        let urls = [&direct.provider_database, &direct.portal_database, redis].map(|url| Url::parse(url));
        let [provider, portal, redis] = urls;
        let (provider, portal, redis) = (provider?, portal?, redis?);
        let databases = [Switch::before(&provider).await?, Switch::before(&portal).await?];
        let redis_switch = Switch::before(&redis).await?;
        let cuttable = Servers {
            provider_database: databases[0].address(&provider)?,
            portal_database: databases[1].address(&portal)?,
            redis: Some(redis_switch.address(&redis)?),
        };
        let plan = Plan { servers: Some(cuttable), ..plan };
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
        Ok(Self { site: Site::serve(&plan).await?, plan, databases, redis: redis_switch, client, _folder: folder })
    }

    async fn get(&self, address: &str) -> anyhow::Result<Response> {
        Ok(self.client.get(address).header(ACCEPT, "text/html").send().await?)
    }

    /// An address that begins a sign-in.
    async fn beginning(&self) -> anyhow::Result<String> {
        let away = self.get(&self.site.portal("/minato/sign-in")).await?;
        let location = away.headers().get("location").context("the way to the provider")?;
        Ok(location.to_str()?.to_owned())
    }

    /// What needs no server is served as ever.
    async fn serves_what_needs_no_server(&self) -> anyhow::Result<()> {
        for path in ["/minato/.well-known/openid-configuration", "/minato/jwks", "/health/live"] {
            let answer = self.get(&self.site.provider(path)).await?;
            assert_eq!(answer.status(), StatusCode::OK, "{path}");
        }
        Ok(())
    }
}

async fn says_when_to_come_back(answer: Response) -> anyhow::Result<()> {
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.headers().get(RETRY_AFTER).context("when to come back")?, "5");
    let page = answer.text().await?;
    assert!(page.contains("ただいまご利用いただけません") && page.contains("もう一度"), "{page}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_databases_go_away_and_come_back() -> anyhow::Result<()> {
    let site = Cuttable::build().await?;
    site.serves_what_needs_no_server().await?;
    let mut member = Member::named("minato", "member")?;
    let expenses = format!("{}minato/expenses", site.plan.portal_url()?);
    member.browser.open(&expenses).await?;
    assert!(member.browser.page()?.offers("password"));
    let login = member.browser.page()?.url.to_string();

    site.databases.iter().for_each(Switch::pull);
    // Keys are read again every minute, and are still known.
    site.plan.clock.advance(TimeDelta::minutes(2));
    site.serves_what_needs_no_server().await?;
    assert_eq!(site.get(&site.site.provider("/health/ready")).await?.status(), StatusCode::SERVICE_UNAVAILABLE);
    member.answer_one_question(&site.plan.clock).await?;
    let page = member.browser.page()?;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{}", page.text());
    assert_eq!(page.headers.get(RETRY_AFTER).context("when to come back")?, "5");
    says_when_to_come_back(site.get(&site.site.portal("/minato/notices")).await?).await?;

    site.databases.iter().for_each(Switch::plug_in);
    comes_back(&site).await?;
    member.open(&login, &site.plan.clock).await?;
    assert!(member.reads()?.contains("田中"), "what was begun before goes on: {}", member.reads()?);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_goes_away_and_comes_back() -> anyhow::Result<()> {
    let site = Cuttable::build().await?;
    let beginning = site.beginning().await?;

    site.redis.pull();
    site.serves_what_needs_no_server().await?;
    says_when_to_come_back(site.get(&beginning).await?).await?;
    says_when_to_come_back(site.get(&site.site.portal("/minato/sign-in")).await?).await?;

    site.redis.plug_in();
    comes_back(&site).await?;
    let mut member = Member::named("minato", "member")?;
    member.open(&format!("{}minato/expenses", site.plan.portal_url()?), &site.plan.clock).await?;
    assert!(member.reads()?.contains("田中"), "{}", member.reads()?);
    assert!(site.get(&beginning).await?.status().is_redirection(), "what was begun before goes on");
    Ok(())
}

async fn comes_back(site: &Cuttable) -> anyhow::Result<()> {
    ready_when("a sign-in can begin again", || async {
        let ready = site.get(&site.site.provider("/health/ready")).await?.status().is_success();
        Ok(ready && site.get(&site.site.portal("/minato/sign-in")).await?.status().is_redirection())
    })
    .await
}
