//! A site of one test alone, with applications of every kind beside the societies' own, and members who sign in to them.

use std::fs;

use anyhow::Context as _;
use base::RealmName;
use idp::rows::{AccountRow, in_realm};
use sea_orm::{ConnectionTrait as _, Statement, TryGetable};
use tempfile::TempDir;
use tests::authenticator::Phone;
use tests::samples::{Persona, personas};
use tests::site::{Folder, Plan, Site, free_port, prepare};
use tests::visitor::{Page, Visitor};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use web::TrustedProxies;

use super::application::{Answer, Application};
use crate::stories::member::{copy_folder, servers, without_maintenance};

/// The site and what stands around it.
pub struct World {
    pub site: Site,
    pub plan: Plan,
    /// The port at which all applications live.
    port: u16,
    applications: JoinHandle<()>,
    /// Removed when the world is.
    _folder: TempDir,
}

/// The secret of all confidential applications, in both realms: what differs between realms must not be this.
pub const SECRET: &str = "a secret of 32 random bytes: no. 1";

impl World {
    /// Builds and serves it.
    pub async fn build() -> anyhow::Result<Self> {
        Self::build_as(|plan| plan).await
    }

    /// The same with its state in PostgreSQL and Redis.
    pub async fn build_on_servers() -> anyhow::Result<Self> {
        let servers = Some(servers().await?);
        Self::build_as(|plan| Plan { servers, ..plan }).await
    }

    /// The same behind a proxy on this machine, whose word about a visitor's address is taken.
    pub async fn build_behind_a_proxy() -> anyhow::Result<Self> {
        let trusted_proxies = TrustedProxies::parse("127.0.0.1 ::1")?;
        Self::build_as(|plan| Plan { trusted_proxies, ..plan }).await
    }

    async fn build_as(change: impl FnOnce(Plan) -> Plan) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let plan = Plan { hash_cost: account::HashCost::LEAST, ..Plan::in_folder(Folder::at(folder.path())?)? };
        let mut plan = change(plan);
        let own = plan.folder.join("realm-config");
        copy_folder(&plan.realm_config, &own)?;
        without_maintenance(&own)?;
        plan.realm_config = own;
        let port = free_port()?;
        register(&plan, port)?;
        prepare(&plan).await?;
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let applications = tokio::spawn(answer_everybody(listener));
        Ok(Self { site: Site::serve(&plan).await?, plan, port, applications, _folder: folder })
    }

    /// Stops the site and starts it again over the files and rows as they are now.
    pub async fn restart(&mut self) -> anyhow::Result<()> {
        self.site.stop().await?;
        self.site = Site::serve(&self.plan).await?;
        Ok(())
    }

    /// Adds keys to an application's file and starts the site anew with them.
    pub async fn extend(&mut self, realm: &str, id: &str, keys: &str) -> anyhow::Result<()> {
        let file = self.plan.realm_config.join(format!("{realm}/clients/{id}.toml"));
        let settings = fs::read_to_string(&file)?;
        fs::write(&file, format!("{settings}{keys}\n"))?;
        self.restart().await
    }

    /// Adds an application's file, without a secret, and starts the site anew with it.
    pub async fn add(&mut self, realm: &str, id: &str, keys: &str) -> anyhow::Result<()> {
        let file = self.plan.realm_config.join(format!("{realm}/clients/{id}.toml"));
        let name = format!("client_id = \"{id}\"\nname = {{ ja = \"アプリ {id}\", en = \"Application {id}\" }}");
        fs::write(file, format!("{name}\n{keys}\n"))?;
        self.restart().await
    }

    /// The application `app` of 港健保: its own secret in the header, ES256, an app code at least.
    pub fn app(&self) -> Application {
        self.application("minato", "app")
    }

    /// An application by its client id.
    pub fn application(&self, realm: &str, id: &str) -> Application {
        Application {
            id: id.to_owned(),
            secret: (id != "phone").then(|| SECRET.to_owned()),
            in_body: id == "plain",
            issuer: self.site.provider(&format!("/{realm}")),
            redirect_uri: format!("http://localhost:{}/callback", self.port),
            home: format!("http://localhost:{}/home", self.port),
        }
    }

    /// A persona of 港健保 at a new browser.
    pub fn person(&self, name: &str) -> anyhow::Result<Person> {
        self.person_of("minato", name)
    }

    /// A persona at a new browser.
    pub fn person_of(&self, realm: &str, name: &str) -> anyhow::Result<Person> {
        let persona = personas()?.into_iter().find(|persona| persona.realm == realm && persona.name == name);
        let persona = persona.with_context(|| format!("no persona {realm} {name}"))?;
        let phone = Phone::with(persona.authenticators.first().map_or("", |device| &device.secret));
        Ok(Person { persona, phone, browser: Visitor::new()?.speaking("en"), clock: self.plan.clock.clone() })
    }

    /// The provider's row of a member of 港健保.
    pub async fn account(&self, user_id: &str) -> anyhow::Result<AccountRow> {
        let realm: RealmName = "minato".parse()?;
        let row = in_realm(self.site.idp.database.reader(), &realm).account_by_user_id(user_id).await?;
        row.with_context(|| format!("no member {user_id}"))
    }
}

/// What no screen does yet: administrators' work, and what only a test wants to know.
impl World {
    /// Changes the provider's rows by a statement.
    pub async fn execute(&self, statement: &'static str) -> anyhow::Result<()> {
        let done = self
            .site
            .idp
            .database
            .write(move |tx| Box::pin(async move { tx.execute_unprepared(statement).await.map(drop) }));
        Ok(done.await?)
    }

    /// The one value that a query gives.
    pub async fn value<T: TryGetable>(&self, query: &str) -> anyhow::Result<T> {
        let reader = self.site.idp.database.reader();
        let statement = Statement::from_string(reader.get_database_backend(), query);
        let row = reader.query_one_raw(statement).await?.context("no row")?;
        Ok(row.try_get_by_index(0)?)
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.applications.abort();
    }
}

/// A member with a browser and a phone.
pub struct Person {
    pub persona: Persona,
    pub phone: Phone,
    pub browser: Visitor,
    clock: base::Clock,
}

impl Person {
    /// Goes where an application sends them, answers whatever the provider asks, and says what the application got.
    pub async fn sign_in(&mut self, request: &str) -> anyhow::Result<Answer> {
        self.browser.open(request).await?;
        // Password, code, terms, whether somebody else is to be signed out, and what the application may learn.
        for _ in 0..5 {
            if self.browser.page()?.offers("consent-allow") {
                self.browser.submit("consent-allow", &[]).await?;
            }
            self.answer_one_question().await?;
        }
        self.arrived()
    }

    /// What the application got, when the browser stands there.
    pub fn arrived(&self) -> anyhow::Result<Answer> {
        Answer::of(self.browser.page()?)
    }

    /// Answers what the page in front asks, if it asks anything.
    pub async fn answer_one_question(&mut self) -> anyhow::Result<()> {
        let page = self.browser.page()?;
        if page.offers("password") {
            self.type_password().await?;
        } else if page.offers("code") {
            self.type_code().await?;
        } else if page.offers("terms-agree") {
            self.browser.submit("terms-agree", &[]).await?;
        } else if page.offers("switch-confirm") {
            self.browser.submit("switch-confirm", &[]).await?;
        }
        Ok(())
    }

    /// Types user ID and password.
    pub async fn type_password(&mut self) -> anyhow::Result<&Page> {
        let Self { persona, browser, .. } = self;
        browser.submit("login-submit", &[("username", &persona.user_id), ("password", &persona.password)]).await
    }

    /// Types what the phone shows.
    pub async fn type_code(&mut self) -> anyhow::Result<&Page> {
        let code = self.phone.code(&self.clock)?;
        self.browser.submit("login-submit", &[("code", &code)]).await
    }
}

/// Stands for every page of every application: what counts is the address at which a browser arrives.
pub async fn answer_everybody(listener: TcpListener) {
    while let Ok((mut connection, _)) = listener.accept().await {
        tokio::spawn(async move {
            let mut request = [0; 32 * 1024];
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok";
            if connection.read(&mut request).await.is_ok() {
                drop(connection.write_all(answer).await);
            }
        });
    }
}

/// Puts the applications into the realms' files, and their secret where the files say it is.
fn register(plan: &Plan, port: u16) -> anyhow::Result<()> {
    let signs_in = format!(
        r#"redirect_uris = ["http://localhost:{port}/callback"]
post_logout_redirect_uris = ["http://localhost:{port}/home", "http://localhost:{port}/home?from=provider"]
initiate_login_uri = "http://localhost:{port}/begin"
scopes = ["openid", "profile", "email", "kenpo"]"#
    );
    let minimum = |acr: &str| format!("{signs_in}\nminimum_acr = \"{acr}\"");
    let app = format!("{}\nid_token_signed_response_alg = \"ES256\"", minimum("app-code"));
    let plain = "token_endpoint_auth_method = \"client_secret_post\"\nrequire_pkce = false";
    let phone = minimum("password").replace(", \"email\", \"kenpo\"", "");
    register_one(plan, "minato", "app", &app)?;
    register_one(plan, "kusunoki", "app", &app)?;
    register_one(plan, "minato", "plain", &format!("{}\n{plain}", minimum("password").replace(", \"kenpo\"", "")))?;
    register_one(plan, "minato", "phone", &format!("{phone}\ntoken_endpoint_auth_method = \"none\""))?;
    register_one(plan, "minato", "batch", "grant_types = [\"client_credentials\"]\nscopes = [\"receipts:write\"]")?;
    fs::create_dir_all(plan.folder.join("secrets"))?;
    Ok(fs::write(plan.folder.join("secrets/application"), SECRET)?)
}

fn register_one(plan: &Plan, realm: &str, id: &str, settings: &str) -> anyhow::Result<()> {
    let secret = if id == "phone" { "" } else { "secret = { file = \"application\" }" };
    let file = format!(
        "client_id = \"{id}\"\nname = {{ ja = \"アプリ {id}\", en = \"Application {id}\" }}\n{secret}\n{settings}\n"
    );
    Ok(fs::write(plan.realm_config.join(format!("{realm}/clients/{id}.toml")), file)?)
}
