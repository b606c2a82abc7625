//! A member with a browser and a phone, and the site they use.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use base::Clock;
use sea_orm::ConnectionTrait as _;
use tempfile::TempDir;
use tests::authenticator::Phone;
use tests::samples::{Persona, REALMS, personas};
use tests::site::{Folder, Plan, Servers, Site, prepare};
use tests::visitor::Visitor;
use uuid::Uuid;

use crate::settings;

/// A site of this test alone: prepared, and served in this process until it is dropped.
pub struct OwnSite {
    pub site: Site,
    /// Removed when the site is.
    folder: TempDir,
}

impl OwnSite {
    /// With the sample people and the societies of this repository.
    pub async fn build() -> anyhow::Result<Self> {
        let (plan, folder) = plan()?;
        Self::of(&plan, folder).await
    }

    /// The same with its state in PostgreSQL and Redis.
    pub async fn build_on_servers() -> anyhow::Result<Self> {
        let (plan, folder) = plan()?;
        Self::of(&Plan { servers: Some(servers().await?), ..plan }, folder).await
    }

    async fn of(plan: &Plan, folder: TempDir) -> anyhow::Result<Self> {
        prepare(plan).await?;
        Ok(Self::over(Site::serve(plan).await?, folder))
    }

    /// Around a site that a story prepared in its own way.
    pub fn over(site: Site, folder: TempDir) -> Self {
        Self { site, folder }
    }

    /// Where the site keeps everything.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// Schemas of this test alone on the test servers. Redis has sixteen databases; stories that use it share the last.
pub async fn servers() -> anyhow::Result<Servers> {
    let server = settings::server("WARIFU_TEST_POSTGRES");
    let connection = sea_orm::Database::connect(&server).await?;
    let (provider, portal) = (format!("t{}", Uuid::new_v4().simple()), format!("t{}", Uuid::new_v4().simple()));
    for schema in [&provider, &portal] {
        connection.execute_unprepared(&format!("CREATE SCHEMA {schema}")).await?;
    }
    Ok(Servers {
        provider_database: format!("{server}?options[search_path]={provider}"),
        portal_database: format!("{server}?options[search_path]={portal}"),
        redis: Some(format!("{}/15", settings::server("WARIFU_TEST_REDIS"))),
    })
}

/// A plan for a site of this test alone, in a folder that goes with the test: hashing costs least, and the societies'
/// files are a copy that the test may change.
pub fn plan() -> anyhow::Result<(Plan, TempDir)> {
    let folder = tempfile::tempdir()?;
    let mut plan = Plan { hash_cost: account::HashCost::LEAST, ..Plan::in_folder(Folder::at(folder.path())?)? };
    let copy = plan.folder.join("realm-config");
    copy_folder(&plan.realm_config, &copy)?;
    without_maintenance(&copy)?;
    plan.realm_config = copy;
    Ok((plan, folder))
}

/// A test must not fail on every third Thursday evening.
pub fn without_maintenance(realm_config: &Path) -> anyhow::Result<()> {
    for name in REALMS {
        let path = realm_config.join(name).join("realm.toml");
        let mut file: toml::Table = fs::read_to_string(&path)?.parse()?;
        file.remove("maintenance");
        fs::write(path, toml::to_string(&file)?)?;
    }
    Ok(())
}

/// Copies a folder and everything in it.
pub fn copy_folder(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("{}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// A sample persona at a browser without scripts, phone in hand.
pub struct Member {
    pub persona: Persona,
    pub browser: Visitor,
    pub phone: Phone,
}

impl Member {
    /// The persona of a realm by their name.
    pub fn named(realm: &str, name: &str) -> anyhow::Result<Self> {
        let persona = personas()?.into_iter().find(|persona| persona.realm == realm && persona.name == name);
        let persona = persona.with_context(|| format!("no persona {realm} {name}"))?;
        let phone = Phone::with(persona.authenticators.first().map_or("", |device| &device.secret));
        Ok(Self { persona, browser: Visitor::new()?, phone })
    }

    /// Opens a page of the portal, and answers whatever the sites ask on the way.
    pub async fn open(&mut self, address: &str, clock: &Clock) -> anyhow::Result<()> {
        self.browser.open(address).await?;
        self.answer_what_is_asked(clock).await
    }

    /// Answers one question after another as the page puts them, until there is none.
    pub async fn answer_what_is_asked(&mut self, clock: &Clock) -> anyhow::Result<()> {
        // Password, code and terms, and each at most once more.
        for _ in 0..6 {
            if !self.answer_one_question(clock).await? {
                return Ok(());
            }
        }
        anyhow::bail!("the questions never end: {}", self.browser.page()?.text())
    }

    /// Answers the question that the page puts. `false` when it puts none.
    pub async fn answer_one_question(&mut self, clock: &Clock) -> anyhow::Result<bool> {
        let page = self.browser.page()?;
        if page.offers("password") {
            let typed = [("username", self.persona.user_id.as_str()), ("password", self.persona.password.as_str())];
            self.browser.submit("login-submit", &typed).await?;
        } else if page.offers("code") && page.offers("login-submit") {
            let code = self.phone.code(clock)?;
            self.browser.submit("login-submit", &[("code", &code)]).await?;
        } else if page.offers("terms-agree") {
            self.browser.submit("terms-agree", &[]).await?;
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    /// What the page in front says.
    pub fn reads(&self) -> anyhow::Result<String> {
        Ok(self.browser.page()?.text())
    }
}
