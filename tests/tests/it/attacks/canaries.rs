//! Canaries: nothing that a member types, is sent or is given stands in a log, in an address, on an error page or, where
//! it is a secret, in the database as it is.
//!
//! Everything happens in this thread, so that what is logged here is what these sites log.

use std::fs;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use reqwest::{Method, StatusCode};
use tests::visitor::Page;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::protocol::application::{Application, basic};
use crate::protocol::raw::{Raw, sent};
use crate::protocol::refresh;
use crate::protocol::world::{Person, SECRET, World};

/// What our programs can say at most; of the libraries below them, what developers would look at.
const EVERYTHING: &str = "idp=trace,portal=trace,web=trace,store=trace,oidc=trace,account=trace,realm=trace,base=trace,\
                          migrations=trace,axum=trace,tower_http=trace,sea_orm=debug,sqlx=debug,lettre=debug,webauthn_rs=debug";
/// Passwords of the member's choice, and wrong ones.
const CHOSEN: &str = "tsubame-4x-no-su";
const MISTYPED: &str = "tsubame-4y-no-su";
/// What a stranger puts into addresses.
const PROBE: &str = "canary-7f3a91";

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for Log {
    type Writer = Self;

    fn make_writer(&'w self) -> Self {
        self.clone()
    }
}

/// What must not be found, by what it is.
#[derive(Default)]
struct Canaries {
    /// Whose data it is: known to the database, and to nobody else.
    personal: Vec<(&'static str, String)>,
    /// What nobody but its owner may know, the database included.
    secret: Vec<(&'static str, String)>,
}

impl Canaries {
    fn of(person: &Person) -> Self {
        let persona = &person.persona;
        let name = persona.full_name.split_whitespace().map(|part| ("a name", part.to_owned()));
        let [date, digits] = ["%Y-%m-%d", "%Y%m%d"].map(|format| persona.birth_date.format(format).to_string());
        let number = persona.member_number.clone();
        let personal = [("a birth date", date), ("a birth date", digits), ("a member number", number)];
        let address = persona.email.clone().map(|email| ("an address", email));
        let user_id = ("a user ID", persona.user_id.clone());
        Self {
            personal: personal.into_iter().chain(name).chain(address).chain([user_id]).collect(),
            secret: vec![("an issued password", persona.password.clone())],
        }
    }

    fn secret(&mut self, what: &'static str, value: &str) {
        assert!(value.len() >= 6, "{what} is too short to be looked for: {value}");
        self.secret.push((what, value.to_owned()));
    }

    fn all(&self) -> impl Iterator<Item = &(&'static str, String)> {
        self.personal.iter().chain(&self.secret)
    }

    fn assert_absent(&self, place: &str, text: &str) {
        for (what, value) in self.all() {
            assert!(!text.contains(value.as_str()), "{what} stands in {place}: {value}");
        }
    }
}

/// A new member's whole first sign-in, by mail; a password forgotten on the way.
async fn first_sign_in(world: &World, person: &mut Person, canaries: &mut Canaries) -> anyhow::Result<()> {
    let address = person.persona.email.clone().unwrap_or_default();
    person.browser.open(&world.application("minato", "plain").address()).await?;
    let wrong = [("username", person.persona.user_id.as_str()), ("password", MISTYPED)];
    person.browser.submit("login-submit", &wrong).await?;
    person.type_password().await?;
    for _ in 0..8 {
        let path = person.browser.page()?.url.path().to_owned();
        let typed: (&str, Vec<(&str, String)>) = match path.rsplit('/').next().unwrap_or_default() {
            "birth-date" => {
                person.browser.submit("birth-date-submit", &[("birth_date", "19310217")]).await?;
                let right = person.persona.birth_date.format("%Y%m%d").to_string();
                ("birth-date-submit", vec![("birth_date", right)])
            }
            "terms" => ("terms-agree", vec![]),
            "email" => ("email-submit", vec![]),
            "email-verification" => {
                let letter = world.site.newest_mail(&address).await?;
                canaries.secret("a mailed code", &letter.code()?);
                let token = letter.link()?.split_once("token=").map(|(_, token)| token.to_owned());
                token.iter().for_each(|token| canaries.secret("a mailed link", token));
                ("email-verify-submit", vec![("code", letter.code()?)])
            }
            "user-id" => ("user-id-submit", vec![("method", "mail-otp".to_owned())]),
            "new-password" => {
                let both = ["new_password", "new_password_again"].map(|field| (field, CHOSEN.to_owned()));
                ("password-submit", both.to_vec())
            }
            _ => break,
        };
        let fields: Vec<_> = typed.1.iter().map(|(name, value)| (*name, value.as_str())).collect();
        person.browser.submit(typed.0, &fields).await?;
    }
    canaries.secret("a chosen password", CHOSEN);
    canaries.secret("a wrong password", MISTYPED);
    canaries.secret("a wrong birth date", "19310217");
    canaries.secret("a code", person.arrived()?.code()?);
    Ok(())
}

/// A sign-in with an app, with what an application gets and asks for afterwards.
async fn tokens(world: &World, app: &Application, canaries: &mut Canaries) -> anyhow::Result<()> {
    let mut person = world.person("returning-member")?;
    canaries.secret("the seed of an app", &person.persona.authenticators[0].secret);
    person.browser.open(&app.request().with("scope", "openid profile offline_access").address()).await?;
    person.type_password().await?;
    let code = person.phone.code(&world.site.clock)?;
    let form = person.browser.page()?.form("login-submit")?.fill_in(&[("code", &code)])?;
    let end = person.browser.send_once(form).await?;
    for cookie in end.headers.get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok()) {
        let value = cookie.split_once('=').and_then(|(_, rest)| rest.split(';').next()).unwrap_or_default();
        if value.len() >= 40 {
            canaries.secret("a cookie", value);
        }
    }
    person.browser.open(end.location()?.as_str()).await?;
    person.answer_one_question().await?;
    let code = person.arrived()?.code()?.to_owned();
    let reply = app.redeem(&code).await?;
    canaries.secret("a code", &code);
    for name in ["access_token", "id_token", "refresh_token"] {
        canaries.secret(name, reply.text(name)?);
    }
    let token = reply.text("access_token")?;
    app.userinfo(token).await?;
    for path in ["/introspect", "/revoke"] {
        app.post(path, Some(&basic("app", SECRET)), &[("token", token)]).await?;
    }
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", reply.text("refresh_token")?)];
    for _ in 0..2 {
        let renewed = app.token(&refresh).await?;
        for name in ["access_token", "refresh_token"] {
            if let Ok(token) = renewed.text(name) {
                canaries.secret(name, token);
            }
        }
    }
    app.redeem(&code).await?;
    canaries.secret("an application's secret", SECRET);
    Ok(())
}

/// Addresses and forms that go wrong, with canaries in them; the pages that say so.
async fn failures(world: &World, canaries: &Canaries) -> anyhow::Result<Vec<Page>> {
    let browser = Raw::new()?;
    let secrets = canaries.all().map(|(_, value)| url::form_urlencoded::byte_serialize(value.as_bytes()).collect());
    let carried = secrets.collect::<Vec<String>>().join("+");
    let mut pages = Vec::new();
    for site in [world.site.provider(""), world.site.portal("")] {
        for path in ["minato/login", "minato/nothing", "nowhere/login", "minato/authorize", "minato/email/verify"] {
            // The language switch keeps an address, so what stands in one is not counted against the page.
            let query = format!("client_id={PROBE}&sign_in={PROBE}&token={PROBE}&state={PROBE}&lang={PROBE}");
            pages.push(sent(browser.request(Method::GET, &format!("{site}/{path}?{query}"))).await?);
            let form = browser.request(Method::POST, &format!("{site}/{path}"));
            let form = form.header("content-type", "application/x-www-form-urlencoded");
            pages.push(sent(form.body(format!("username={carried}&password={carried}&code={carried}"))).await?);
        }
        for form in [format!("grant_type={carried}"), format!("grant_type=authorization_code&code={carried}")] {
            let request = browser.request(Method::POST, &format!("{site}/minato/token"));
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            let request = request.header("authorization", basic("app", PROBE)).header("accept", "application/json");
            pages.push(sent(request.body(form)).await?);
        }
    }
    // A failure of ours, at an address and with a cookie that hold them.
    world.execute("ALTER TABLE sessions RENAME TO hidden").await?;
    let request = browser.request(Method::GET, &world.app().request().with("login_hint", PROBE).address());
    pages.push(sent(request.header("cookie", format!("warifu-idp-minato-session={PROBE}"))).await?);
    world.execute("ALTER TABLE hidden RENAME TO sessions").await?;
    Ok(pages)
}

#[tokio::test]
async fn no_canary_is_found_in_logs_addresses_error_pages_or_secrets_in_the_database() -> anyhow::Result<()> {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().json().with_env_filter(EnvFilter::new(EVERYTHING));
    let listening = tracing::subscriber::set_default(subscriber.with_writer(log.clone()).finish());

    let world = refresh::world().await?;
    let mut newcomer = world.person("new-member")?;
    let mut canaries = Canaries::of(&newcomer);
    first_sign_in(&world, &mut newcomer, &mut canaries).await?;
    let app = world.app();
    tokens(&world, &app, &mut canaries).await?;
    for name in ["returning-member", "second-member"] {
        let others = Canaries::of(&world.person(name)?);
        canaries.personal.extend(others.personal);
        canaries.secret.extend(others.secret);
    }
    let pages = failures(&world, &canaries).await?;
    newcomer.browser.open(&world.site.provider("/minato/forgotten/password")).await?;
    let address = newcomer.persona.email.clone().unwrap_or_default();
    drop(newcomer.browser.submit("forgotten-submit", &[("email", &address)]).await);
    drop(listening);

    let logged = log.text();
    assert!(logged.contains("an authorization code was used twice"), "the sites log: {logged}");
    canaries.assert_absent("the log", &logged);
    assert!(pages.iter().any(|page| page.status == StatusCode::INTERNAL_SERVER_ERROR), "one of our own failures");
    for page in &pages {
        canaries.assert_absent(&format!("the page of {}", page.url.path()), &page.body);
    }
    // Addresses hold codes for their application, and nothing else of this.
    let ours = newcomer.browser.trail.iter().filter(|(_, url)| !url.path().ends_with("/callback"));
    for (method, url) in ours {
        canaries.assert_absent(&format!("the address of {method} {}", url.path()), url.as_str());
    }
    for file in ["idp.sqlite", "idp.sqlite-wal", "portal.sqlite", "portal.sqlite-wal"] {
        let Ok(bytes) = fs::read(world.plan.folder.join(file)) else { continue };
        for (what, value) in &canaries.secret {
            let found = bytes.windows(value.len()).any(|window| window == value.as_bytes());
            assert!(!found, "{what} stands in {file}: {value}");
        }
    }
    Ok(())
}
