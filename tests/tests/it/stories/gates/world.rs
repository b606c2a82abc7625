//! A site of its own for each sequence, and everything that has been seen in it.

use std::fs;

use anyhow::Context as _;
use base::{Clock, RandomToken};
use chrono::TimeDelta;
use data_encoding::BASE64URL_NOPAD;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use tests::site::{Folder, Plan, Site, free_port, prepare};
use tests::visitor::{Form, Page, Visitor};
use url::Url;

use super::oracle::{Asked, Oracle, Shown, Told};
use crate::stories::member::{Member, copy_folder, plan};

const CLIENT: &str = "gates";
const SECRET: &str = "the-secret-of-a-client-that-lives-for-one-test";
/// Nobody listens there: an answer is judged by where it points.
const REDIRECT_URI: &str = "http://localhost:1/callback";
/// The buttons of every form of a sign-in.
const BUTTONS: [&str; 6] =
    ["login-submit", "login-another", "login-cancel", "terms-agree", "terms-decline", "switch-confirm"];

/// A prepared site, copied for each sequence.
pub struct Template {
    plan: Plan,
    _folder: TempDir,
}

impl Template {
    pub async fn prepare() -> anyhow::Result<Self> {
        let (plan, folder) = plan()?;
        let client = format!(
            "client_id = \"{CLIENT}\"\nname = {{ ja = \"試験\", en = \"Test\" }}\nsecret = {{ file = \"{CLIENT}\" }}\n\
             redirect_uris = [\"{REDIRECT_URI}\"]\nminimum_acr = \"app-code\"\n"
        );
        fs::write(plan.realm_config.join(format!("minato/clients/{CLIENT}.toml")), client)?;
        fs::create_dir_all(plan.folder.join("secrets"))?;
        fs::write(plan.folder.join("secrets").join(CLIENT), SECRET)?;
        prepare(&plan).await?;
        Ok(Self { plan, _folder: folder })
    }
}

/// What the page in front of a browser asks of it.
#[derive(Clone, Debug)]
enum Ahead {
    Address(String),
    Form(Box<Form>),
    Nothing,
}

/// A site, two browsers, two members.
pub struct World {
    plan: Plan,
    site: Site,
    clock: Clock,
    browsers: [Visitor; 2],
    ahead: [Ahead; 2],
    members: [Member; 2],
    asked: Vec<Asked>,
    forms: Vec<Form>,
    /// The form that was sent last, and what it showed of whom.
    sent: Option<(Form, Option<(Shown, usize)>)>,
    addresses: Vec<String>,
    oracle: Oracle,
    subjects: Vec<(String, usize)>,
    codes: usize,
    _folder: TempDir,
}

impl World {
    pub async fn from(template: &Template) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        copy_folder(&template.plan.folder.join("."), folder.path())?;
        let own = Folder::at(folder.path())?;
        let plan = Plan {
            realm_config: own.join("realm-config"),
            folder: own,
            provider_port: free_port()?,
            portal_port: free_port()?,
            clock: Clock::system(),
            ..template.plan.clone()
        };
        Ok(Self {
            site: Site::serve(&plan).await?,
            clock: plan.clock.clone(),
            plan,
            browsers: [Visitor::new()?, Visitor::new()?],
            ahead: [Ahead::Nothing, Ahead::Nothing],
            members: [Member::named("minato", "member")?, Member::named("minato", "second-member")?],
            asked: Vec::new(),
            forms: Vec::new(),
            sent: None,
            addresses: Vec::new(),
            oracle: Oracle::default(),
            subjects: Vec::new(),
            codes: 0,
            _folder: folder,
        })
    }

    /// How many codes came out.
    pub fn codes(&self) -> usize {
        self.codes
    }

    pub fn wait(&self, minutes: u16) {
        self.clock.advance(TimeDelta::minutes(minutes.into()));
    }

    pub async fn restart(&mut self) -> anyhow::Result<()> {
        self.site.stop().await?;
        self.site = Site::serve(&self.plan).await?;
        Ok(())
    }

    pub async fn authorize(&mut self, browser: usize, fresh: bool, max_age: Option<u16>) -> anyhow::Result<()> {
        let random = || RandomToken::generate().expose().to_owned();
        let asked = Asked {
            state: random(),
            nonce: random(),
            verifier: random(),
            at: self.clock.now(),
            fresh,
            max_age: max_age.map(|seconds| TimeDelta::seconds(seconds.into())),
        };
        let mut url = Url::parse(&self.site.provider("/minato/authorize"))?;
        let challenge = BASE64URL_NOPAD.encode(&Sha256::digest(&asked.verifier));
        url.query_pairs_mut()
            .extend_pairs([("response_type", "code"), ("client_id", CLIENT), ("redirect_uri", REDIRECT_URI)])
            .extend_pairs([("scope", "openid"), ("code_challenge_method", "S256"), ("code_challenge", &challenge)])
            .extend_pairs([("state", &asked.state), ("nonce", &asked.nonce)])
            .extend_pairs(fresh.then_some(("prompt", "login")))
            .extend_pairs(max_age.map(|seconds| ("max_age", seconds.to_string())));
        self.asked.push(asked);
        self.visit(browser, url.into()).await
    }

    pub async fn open(&mut self, browser: usize, address: usize) -> anyhow::Result<()> {
        match pick(&self.addresses, address) {
            Some(address) => self.visit(browser, address).await,
            None => Ok(()),
        }
    }

    pub async fn proceed(&mut self, browser: usize, member: usize) -> anyhow::Result<()> {
        match self.ahead[browser].clone() {
            Ahead::Address(address) => self.visit(browser, address).await,
            Ahead::Form(form) => self.send(browser, *form, (member, true)).await,
            Ahead::Nothing => Ok(()),
        }
    }

    pub async fn send_any(
        &mut self,
        browser: usize,
        form: usize,
        (member, right): (usize, bool),
    ) -> anyhow::Result<()> {
        match pick(&self.forms, form) {
            Some(form) => self.send(browser, form, (member, right)).await,
            None => Ok(()),
        }
    }

    pub async fn repeat(&mut self, browser: usize) -> anyhow::Result<()> {
        match self.sent.clone() {
            Some((form, shows)) => self.deliver(browser, form, shows).await,
            None => Ok(()),
        }
    }

    /// Fills a form in for a member and sends it.
    async fn send(&mut self, browser: usize, mut form: Form, (member, right): (usize, bool)) -> anyhow::Result<()> {
        let who = &mut self.members[member];
        let mut shows = None;
        for (name, value) in &mut form.fields {
            let (filled, shown) = match name.as_str() {
                "username" => (who.persona.user_id.clone(), None),
                "password" => (who.persona.password.clone(), Some(Shown::Password)),
                "code" => (who.phone.code(&self.clock)?, Some(Shown::Code)),
                "version" => (value.clone(), Some(Shown::Terms)),
                _ => continue,
            };
            *value = if right || name == "username" { filled } else { "000000".to_owned() };
            shows = shown.filter(|_| right).map(|shown| (shown, member)).or(shows);
        }
        self.sent = Some((form.clone(), shows));
        self.deliver(browser, form, shows).await
    }

    /// Sends a form and writes down what that showed.
    async fn deliver(&mut self, browser: usize, form: Form, shows: Option<(Shown, usize)>) -> anyhow::Result<()> {
        let sent = self.clock.now();
        let answer = self.browsers[browser].send_once(form).await?;
        let during = sent..=self.clock.now();
        match shows {
            // Whose terms were accepted is the provider's knowledge: leniently, either member's.
            Some((Shown::Terms, _)) => (0..2).for_each(|m| self.oracle.note(Shown::Terms, browser, m, during.clone())),
            Some((shown, member)) => self.oracle.note(shown, browser, member, during),
            None => {}
        }
        self.look_at(browser, answer).await
    }

    async fn visit(&mut self, browser: usize, address: String) -> anyhow::Result<()> {
        let answer = self.browsers[browser].peek(&address).await?;
        self.look_at(browser, answer).await
    }

    /// Remembers every form and address of an answer, and judges it when it is a code.
    async fn look_at(&mut self, browser: usize, answer: Page) -> anyhow::Result<()> {
        anyhow::ensure!(!answer.status.is_server_error(), "{} from {}", answer.status, answer.url.path());
        self.addresses.push(answer.url.to_string());
        let found: Vec<Form> =
            BUTTONS.iter().filter(|id| answer.offers(id)).filter_map(|id| answer.form(id).ok()).collect();
        self.ahead[browser] = found.first().cloned().map_or(Ahead::Nothing, |form| Ahead::Form(Box::new(form)));
        self.forms.extend(found);
        if !answer.status.is_redirection() {
            return Ok(());
        }
        let location = answer.location()?;
        if location.as_str().starts_with(REDIRECT_URI) {
            self.ahead[browser] = Ahead::Nothing;
            return self.judge(browser, &location).await;
        }
        if location.as_str().starts_with(&self.site.provider("/")) {
            self.addresses.push(location.to_string());
            self.ahead[browser] = Ahead::Address(location.into());
        }
        Ok(())
    }

    async fn judge(&mut self, browser: usize, location: &Url) -> anyhow::Result<()> {
        let answered =
            |name: &str| location.query_pairs().find(|(n, _)| n == name).map(|(_, value)| value.into_owned());
        let Some(code) = answered("code") else { return Ok(()) };
        let state = answered("state").unwrap_or_default();
        let asked = self.asked.iter().find(|asked| asked.state == state).context("a state that nobody sent")?.clone();
        let told = self.redeem(&code, &asked).await?;
        self.oracle.judge(&asked, browser, &told, self.clock.now())?;
        self.codes += 1;
        Ok(())
    }

    /// Redeems a code and reads the ID token, which came straight from the token endpoint.
    async fn redeem(&mut self, code: &str, asked: &Asked) -> anyhow::Result<Told> {
        let form = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", REDIRECT_URI)];
        let form: Vec<_> = form.into_iter().chain([("code_verifier", asked.verifier.as_str())]).collect();
        let request = reqwest::Client::new().post(self.site.provider("/minato/token"));
        let answer = request.basic_auth(CLIENT, Some(SECRET)).form(&form).send().await?.error_for_status()?;
        let answer: Value = answer.json().await?;
        let token = answer["id_token"].as_str().and_then(|token| token.split('.').nth(1)).context("an ID token")?;
        let claims: Value = serde_json::from_slice(&BASE64URL_NOPAD.decode(token.as_bytes())?)?;
        let text = |name: &str| claims[name].as_str().unwrap_or_default().to_owned();
        Ok(Told {
            member: self.member_of(&text("sub")).await?,
            nonce: text("nonce"),
            acr: text("acr"),
            auth_time: claims["auth_time"].as_i64().context("auth_time")?,
        })
    }

    /// Which of the members a subject is: asked of the rows, once.
    async fn member_of(&mut self, subject: &str) -> anyhow::Result<usize> {
        if self.subjects.is_empty() {
            for (place, member) in self.members.iter().enumerate() {
                self.subjects.push((self.site.subject("minato", &member.persona.user_id).await?, place));
            }
        }
        let found = self.subjects.iter().find(|(known, _)| known == subject);
        Ok(found.context("the subject of neither member")?.1)
    }
}

fn pick<T: Clone>(seen: &[T], number: usize) -> Option<T> {
    seen.get(number.checked_rem(seen.len())?).cloned()
}
