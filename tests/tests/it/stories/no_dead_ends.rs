//! Whatever a member does besides what the page expects, there is a way on: Back and Reload, a form left open over night,
//! deleted cookies, a sign-in that ran out.
//!
//! Each is done at every screen of a first sign-in of `asahi`, which has them all.

use anyhow::Context as _;
use chrono::TimeDelta;
use tests::authenticator::Phone;
use tests::visitor::{Form, Page};

use super::first_sign_in::at_the_first_step;
use super::member::{Member, OwnSite};

/// The screens of a first sign-in in `asahi`, after the password, in their order.
const SCREENS: [&str; 7] =
    ["birth-date", "terms", "email", "email-verification", "user-id", "new-password", "enrol/otp"];

/// What a form sends that is no secret, by the screens on which something is typed.
const TYPED: [(&str, &str); 3] = [("birth-date", "birth_date"), ("email", "email"), ("user-id", "username")];

/// A new member at a screen of the sign-in.
struct Newcomer {
    own: OwnSite,
    member: Member,
}

impl Newcomer {
    /// A new member who has done everything before this screen.
    async fn at(screen: &str) -> anyhow::Result<Self> {
        let own = OwnSite::build().await?;
        let member = at_the_first_step(&own.site, "asahi", "new-member").await?;
        let mut newcomer = Self { own, member };
        while newcomer.screen()? != screen {
            newcomer.answer().await?;
        }
        Ok(newcomer)
    }

    fn page(&self) -> anyhow::Result<&Page> {
        self.member.browser.page()
    }

    /// The screen in front: its path below `/asahi/login/`.
    fn screen(&self) -> anyhow::Result<String> {
        let path = self.page()?.url.path();
        Ok(path.strip_prefix("/asahi/login/").unwrap_or(path).to_owned())
    }

    /// The form of the screen in front, filled in rightly.
    async fn filled(&mut self) -> anyhow::Result<Form> {
        let persona = &self.member.persona;
        let address = persona.email.clone().context("an address")?;
        let (button, typed): (_, Vec<(&str, String)>) = match self.screen()?.as_str() {
            "/asahi/login" => {
                ("login-submit", vec![("username", persona.user_id.clone()), ("password", persona.password.clone())])
            }
            "birth-date" => {
                ("birth-date-submit", vec![("birth_date", persona.birth_date.format("%Y%m%d").to_string())])
            }
            "terms" => ("terms-agree", Vec::new()),
            "email" => ("email-submit", vec![("email", address)]),
            "email-verification" => {
                ("email-verify-submit", vec![("code", self.own.site.newest_mail(&address).await?.code()?)])
            }
            "user-id" => {
                ("user-id-submit", vec![("username", "asahi-no-umi".to_owned()), ("method", "app-otp".to_owned())])
            }
            "new-password" => {
                let new = "kawa-7no-hotori".to_owned();
                ("password-submit", vec![("new_password", new.clone()), ("new_password_again", new)])
            }
            "enrol/otp" => {
                let key = self.page()?.texts("#app-key")?.concat();
                self.member.phone = Phone::with(&key.replace(char::is_whitespace, ""));
                ("enrol-submit", vec![("code", self.member.phone.code(&self.own.site.clock)?)])
            }
            "otp" => ("login-submit", vec![("code", self.member.phone.code(&self.own.site.clock)?)]),
            other => anyhow::bail!("nothing to answer at {other}: {}", self.page()?.text()),
        };
        let typed: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.page()?.form(button)?.fill_in(&typed)
    }

    async fn answer(&mut self) -> anyhow::Result<()> {
        let (screen, form) = (self.screen()?, self.filled().await?);
        self.member.browser.send(form).await?;
        match screen.as_str() {
            "user-id" => self.member.persona.user_id = "asahi-no-umi".to_owned(),
            "new-password" => self.member.persona.password = "kawa-7no-hotori".to_owned(),
            _ => {}
        }
        Ok(())
    }

    /// Presses the one button of a page that says why it does not go on just so; a page that goes on stays.
    async fn goes_on(&mut self) -> anyhow::Result<()> {
        let page = self.page()?;
        assert!(!page.status.is_server_error(), "{}: {}", page.url.path(), page.text());
        assert!(!page.texts("main a[href], main button")?.is_empty(), "{}: {}", page.url.path(), page.text());
        if !page.status.is_success() {
            let [button] = &page.texts("main a.button")?[..] else {
                anyhow::bail!("not one way onward at {}: {}", page.url.path(), page.text())
            };
            let button = button.clone();
            self.member.browser.follow(&button).await?;
        }
        Ok(())
    }

    /// Answers whatever is still asked, until the portal greets the member.
    async fn arrives(&mut self) -> anyhow::Result<()> {
        for _ in 0..12 {
            self.goes_on().await?;
            if self.page()?.url.path() == "/asahi/" {
                assert!(self.page()?.text().contains("ログアウト"), "signed in: {}", self.page()?.text());
                return Ok(());
            }
            if self.page()?.text().contains("この認証コードはもう使えません") {
                self.member.browser.submit("code-resend", &[]).await?;
            }
            self.answer().await?;
        }
        anyhow::bail!("the questions never end: {}", self.page()?.text())
    }
}

#[tokio::test]
async fn back_reload_and_sending_twice_are_harmless_at_every_screen() -> anyhow::Result<()> {
    let mut newcomer = Newcomer::at(SCREENS[0]).await?;
    for screen in SCREENS {
        assert_eq!(newcomer.screen()?, screen);
        let address = newcomer.page()?.url.to_string();
        newcomer.member.browser.open(&address).await?;
        assert_eq!(newcomer.screen()?, screen, "reloaded");
        let form = newcomer.filled().await?;
        newcomer.answer().await?;
        let next = newcomer.screen()?;
        // Back: the address of the screen that is done leads to the one that is due; and its form does, too.
        newcomer.member.browser.open(&address).await?;
        newcomer.goes_on().await?;
        assert_eq!(newcomer.screen()?, if screen == "email" { "email".to_owned() } else { next.clone() }, "{screen}");
        newcomer.member.browser.send(form).await?;
        newcomer.goes_on().await?;
        assert_eq!(newcomer.screen()?, next, "{screen} sent twice");
    }
    newcomer.arrives().await
}

#[tokio::test]
async fn a_form_left_open_over_night_loses_nothing_that_was_typed() -> anyhow::Result<()> {
    for screen in SCREENS {
        let mut newcomer = Newcomer::at(screen).await?;
        let form = newcomer.filled().await?;
        newcomer.own.site.clock.advance(TimeDelta::hours(25));
        newcomer.member.browser.send(form.clone()).await?;
        assert_eq!(newcomer.screen()?, "/asahi/login", "{screen}: what was shown a day ago counts no more");
        newcomer.answer().await?;
        assert_eq!(newcomer.screen()?, screen);
        for (_, field) in TYPED.into_iter().filter(|(on, _)| *on == screen) {
            let typed = form.fields.iter().find(|(name, _)| name == field).context("the field")?;
            let button = format!("{}-submit", screen.trim_start_matches("new-"));
            let shown = newcomer.page()?.form(&button)?;
            assert!(shown.fields.contains(typed), "{screen}: {:?}", shown.fields);
        }
        newcomer.arrives().await.with_context(|| format!("after {screen}"))?;
    }
    Ok(())
}

#[tokio::test]
async fn without_its_cookies_a_browser_begins_again_at_the_same_application() -> anyhow::Result<()> {
    for screen in SCREENS {
        let mut newcomer = Newcomer::at(screen).await?;
        let form = newcomer.filled().await?;
        newcomer.member.browser.forget_cookies()?;
        newcomer.member.browser.send(form).await?;
        newcomer.goes_on().await?;
        assert_eq!(newcomer.screen()?, "/asahi/login", "{screen}: {}", newcomer.page()?.text());
        newcomer.arrives().await.with_context(|| format!("after {screen}"))?;
    }
    Ok(())
}

#[tokio::test]
async fn a_sign_in_that_ran_out_leads_to_another_at_the_same_application() -> anyhow::Result<()> {
    for screen in ["birth-date", "user-id", "enrol/otp"] {
        let mut newcomer = Newcomer::at(screen).await?;
        let (address, form) = (newcomer.page()?.url.to_string(), newcomer.filled().await?);
        newcomer.own.site.clock.advance(TimeDelta::hours(73));
        newcomer.member.browser.open(&address).await?;
        assert_eq!(newcomer.screen()?, "/asahi/login", "{screen}: the address begins anew by itself");
        let page = newcomer.member.browser.send(form).await?;
        assert!(page.text().contains("有効期限が切れました"), "{screen}: {}", page.text());
        newcomer.goes_on().await?;
        assert_eq!(newcomer.screen()?, "/asahi/login", "{screen}");
        newcomer.arrives().await.with_context(|| format!("after {screen}"))?;
    }
    Ok(())
}
