//! Two provider processes over one PostgreSQL and one Redis: what is limited is limited on all of them together
//! (security.md S2).
//!
//! Real programs in real time. Each secret gets three hundred guesses at once, half of them at each node; one of the
//! later ones is right.

use anyhow::Context as _;
use base::RealmName;
use idp::rows::{Counter, Guessed, Lane, Whose, in_realm};
use realm::{Lockout, Unlock};
use reqwest::StatusCode;
use reqwest::header::HOST;
use tests::site::{Program, free_port};
use tests::visitor::{Form, Page};
use tokio::task::JoinSet;

use super::raw::{Raw, sent};
use super::sign_in::code_form;
use super::world::World;

/// Two nodes beside the world, whose own provider only shows the forms.
struct Nodes {
    world: World,
    programs: [Program; 2],
    ports: [u16; 2],
}

impl Nodes {
    async fn start() -> anyhow::Result<Self> {
        let world = World::build_on_servers().await?;
        let ports = [free_port()?, free_port()?];
        let program = |port| {
            let mut settings = world.plan.provider_settings()?;
            settings.listen.set_port(port);
            Program::new("warifu-idp", &settings, &world.plan.folder)
        };
        let mut programs = [program(ports[0])?, program(ports[1])?];
        for program in &mut programs {
            program.start().await?;
        }
        Ok(Self { world, programs, ports })
    }

    /// Sends forms at once, by turns to each node. A node with too many waiting for a hash turns some away, unjudged.
    async fn send(&self, browser: &Raw, forms: Vec<Form>) -> anyhow::Result<Vec<Page>> {
        let address = self.world.plan.provider_url()?;
        let host = format!("localhost:{}", address.port().context("a port")?);
        let mut sending = JoinSet::new();
        for (n, mut form) in forms.into_iter().enumerate() {
            form.action.set_port(Some(self.ports[n % 2])).map_err(|()| anyhow::anyhow!("no port"))?;
            sending.spawn(sent(browser.form(&form).header(HOST, &host)));
        }
        sending.join_all().await.into_iter().collect()
    }

    /// Three hundred guesses, the right one among the second half of them: it comes after the limit.
    async fn guess(
        &self,
        browser: &Raw,
        wrong: impl Fn(u32) -> anyhow::Result<Form>,
        right: Form,
    ) -> anyhow::Result<()> {
        let first = (0..150).map(&wrong).collect::<anyhow::Result<Vec<_>>>()?;
        let mut second = (150..299).map(&wrong).collect::<anyhow::Result<Vec<_>>>()?;
        second.insert(74, right);
        for forms in [first, second] {
            for page in self.send(browser, forms).await? {
                let refused = [StatusCode::OK, StatusCode::SERVICE_UNAVAILABLE].contains(&page.status);
                assert!(refused, "{} {}\n{}", page.status, page.text(), self.programs[0].log()?);
            }
        }
        Ok(())
    }

    /// How many attempts were judged, and how many locks recorded, of one secret.
    async fn counted(&self, secret: &str) -> anyhow::Result<(i64, i64)> {
        let failures = format!("SELECT failures FROM attempts WHERE secret = '{secret}'");
        let locks = format!("SELECT count(*) FROM audit_events WHERE event = 'locked' AND object = '{secret}'");
        Ok((self.world.value(&failures).await?, self.world.value(&locks).await?))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_judge_eleven_passwords_of_three_hundred() -> anyhow::Result<()> {
    let mut nodes = Nodes::start().await?;
    let persona = nodes.world.person("returning-member")?.persona;
    let browser = Raw::new()?;
    let form = browser.open(&nodes.world.app().address()).await?.form("login-submit")?;
    let typed = |password: &str| form.clone().fill_in(&[("username", &persona.user_id), ("password", password)]);
    nodes.guess(&browser, |n| typed(&format!("wrong-{n}")), typed(&persona.password)?).await?;
    assert_eq!(nodes.counted("password").await?, (11, 1));
    let told = nodes.world.site.mails(persona.email.as_deref().unwrap_or_default()).await?;
    assert_eq!(told.len(), 1, "the owner is told once");
    for program in &mut nodes.programs {
        program.kill().await?;
    }
    let late = sent(browser.form(&typed(&persona.password)?)).await?;
    assert!(late.offers("password"), "locked for every node: {}", late.text());
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_judge_eleven_codes_of_three_hundred() -> anyhow::Result<()> {
    let nodes = Nodes::start().await?;
    let mut person = nodes.world.person("returning-member")?;
    let (browser, page) = code_form(&nodes.world, &person.persona).await?;
    let form = page.form("login-submit")?;
    // Eight were wrong before: of three that are judged in one time step, the third locks.
    let account = nodes.world.account(&person.persona.user_id).await?.account_id();
    let counter = Counter { guessed: Guessed::AppCode, whose: Whose::Account(account), lane: Lane::Strangers };
    let (lockout, now) = (Lockout { failures: 11, unlock: Unlock::Administrator }, nodes.world.site.clock.now());
    for _ in 0..8 {
        let (realm, counter): (RealmName, _) = ("minato".parse()?, counter.clone());
        let reserved = nodes.world.site.idp.database.write(move |tx| {
            Box::pin(async move { in_realm(tx, &realm).reserve_attempt(counter, lockout, now).await })
        });
        assert!(reserved.await?.is_some());
    }
    let right = person.phone.code(&nodes.world.site.clock)?;
    let typed = |code: &str| form.clone().fill_in(&[("code", code)]);
    nodes.guess(&browser, |n| typed(&format!("{n:06}")), typed(&right)?).await?;
    assert_eq!(nodes.counted("app-code").await?, (11, 1));
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_judge_eleven_birth_dates_of_three_hundred() -> anyhow::Result<()> {
    let nodes = Nodes::start().await?;
    let persona = nodes.world.person("new-member")?.persona;
    let browser = Raw::new()?;
    let form = browser.open(&nodes.world.app().address()).await?.form("login-submit")?;
    let form = form.fill_in(&[("username", &persona.user_id), ("password", &persona.password)])?;
    let next = sent(browser.form(&form)).await?.location()?;
    let form = browser.open(next.as_str()).await?.form("birth-date-submit")?;
    let typed = |day: &str| form.clone().fill_in(&[("birth_date", day)]);
    let wrong = |n: u32| typed(&format!("{}{:02}01", 1950 + n / 12, 1 + n % 12));
    nodes.guess(&browser, wrong, typed(&persona.birth_date.to_string())?).await?;
    assert_eq!(nodes.counted("birth-date").await?, (11, 1));
    let unconfirmed = "SELECT count(*) FROM accounts WHERE user_id = 'mnt-0001977' AND birth_date_confirmed_at IS NULL";
    assert_eq!(nodes.world.value::<i64>(unconfirmed).await?, 1, "the right one was refused");
    Ok(())
}
