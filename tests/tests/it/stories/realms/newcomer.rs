//! A new member at a real screen, from the letter in their hand to the medical expenses.
//!
//! Each method answers one screen, and fails when another one is in front: so a story is the order of a society's
//! screens. Every screen is pictured, and judged for accessibility, as the member finds it.

use anyhow::Context as _;
use realm::Method;
use tests::authenticator::Phone;
use tests::samples::Persona;
use thirtyfour::By;
use thirtyfour::extensions::query::ElementWaitable as _;

use crate::chromium::{Chromium, Device};
use crate::stories::member::{Member, OwnSite};
use crate::stories::screens::in_a_window;

/// A persona who has never signed in, at a window.
pub struct Newcomer<'a> {
    pub chromium: &'a Chromium,
    pub persona: Persona,
    own: &'a OwnSite,
    phone: Phone,
    pictures: u32,
}

/// A method as the page offers it: its label, and whether it is marked as recommended and chosen already.
pub type Offered = (String, bool, bool);

/// Tells the story of a persona on a site of their own.
pub async fn told<F>((realm, name): (&str, &str), device: Device, story: F) -> anyhow::Result<()>
where
    F: AsyncFnOnce(&mut Newcomer<'_>) -> anyhow::Result<()>,
{
    let own = OwnSite::build().await?;
    in_a_window(&format!("{realm}-{name}"), device, async |chromium| {
        let Member { persona, phone, .. } = Member::named(realm, name)?;
        story(&mut Newcomer { chromium, persona, own: &own, phone, pictures: 0 }).await
    })
    .await
}

impl Newcomer<'_> {
    async fn pictured(&mut self, screen: &str) -> anyhow::Result<()> {
        self.pictures += 1;
        let name = format!("{:02}-{}", self.pictures, screen.replace('/', "-"));
        self.chromium.picture(&name).await
    }

    /// The path in front, below the realm.
    async fn path(&self) -> anyhow::Result<String> {
        let url = self.chromium.window.current_url().await?;
        let below = url.path().strip_prefix(&format!("/{}/", self.persona.realm));
        Ok(below.with_context(|| format!("{url} is of another realm"))?.to_owned())
    }

    /// Fails unless this screen of the sign-in is in front.
    pub async fn is_asked(&mut self, screen: &str) -> anyhow::Result<()> {
        let path = self.path().await?;
        assert_eq!(path, format!("login/{screen}"), "{}", self.chromium.text().await?);
        self.pictured(screen).await
    }

    /// Fails unless the page says all of this.
    pub async fn reads(&self, said: &[&str]) -> anyhow::Result<()> {
        let text = self.chromium.text().await?;
        for sentence in said {
            assert!(text.contains(sentence), "“{sentence}” is not said: {text}");
        }
        Ok(())
    }

    /// From the portal's top page to the first question after the password.
    pub async fn signs_in(&mut self) -> anyhow::Result<()> {
        let top = self.own.site.portal(&format!("/{}/", self.persona.realm));
        self.chromium.window.goto(top).await?;
        self.pictured("entrance").await?;
        self.chromium.follow("ログイン").await?;
        self.pictured("login").await?;
        self.chromium.type_into("username", &self.persona.user_id).await?;
        self.chromium.type_into("password", &self.persona.password).await?;
        self.chromium.press("login-submit").await
    }

    pub async fn states_the_birth_date(&mut self) -> anyhow::Result<()> {
        self.is_asked("birth-date").await?;
        self.chromium.type_into("birth_date", &self.persona.birth_date.format("%Y%m%d").to_string()).await?;
        self.chromium.press("birth-date-submit").await
    }

    pub async fn agrees_to_the_terms(&mut self) -> anyhow::Result<()> {
        self.is_asked("terms").await?;
        self.chromium.press("terms-agree").await
    }

    /// Lets the address stand that the society has.
    pub async fn keeps_the_address(&mut self) -> anyhow::Result<()> {
        self.is_asked("email").await?;
        let shown = self.chromium.by_id("email").await?.prop("value").await?;
        assert_eq!(shown, self.persona.email, "prefilled with what the society has");
        self.chromium.press("email-submit").await
    }

    /// Types the code of the mail that has come.
    pub async fn confirms_the_address(&mut self) -> anyhow::Result<()> {
        self.is_asked("email-verification").await?;
        let code = self.mailed_code().await?;
        self.chromium.type_into("code", &code).await?;
        self.chromium.press("email-verify-submit").await
    }

    async fn mailed_code(&self) -> anyhow::Result<String> {
        let address = self.persona.email.as_deref().context("an address")?;
        self.own.site.newest_mail(address).await?.code()
    }

    /// The methods on the page, in their order.
    pub async fn methods(&self) -> anyhow::Result<Vec<Offered>> {
        let script = "return [...document.querySelectorAll('input[name=method]')].map((radio) => {
            const [label] = radio.labels;
            return [label.firstChild.data.trim(), label.querySelector('.recommended') !== null, radio.checked];
        });";
        Ok(self.chromium.window.execute(script, Vec::new()).await?.convert()?)
    }

    /// Chooses an ID, or lets the issued one stand; and a method, where the page offers several.
    pub async fn chooses(&mut self, user_id: Option<&str>, method: Option<Method>) -> anyhow::Result<()> {
        self.is_asked("user-id").await?;
        let shown = self.chromium.by_id("username").await?.prop("value").await?;
        assert_eq!(shown.as_ref(), Some(&self.persona.user_id), "prefilled with the issued ID");
        if let Some(user_id) = user_id {
            self.chromium.type_into("username", user_id).await?;
            self.persona.user_id = user_id.to_owned();
        }
        match method {
            Some(method) => self.chromium.choose("method", method.name()).await?,
            None => assert!(self.methods().await?.is_empty(), "one method is no choice"),
        }
        self.chromium.press("user-id-submit").await
    }

    pub async fn chooses_the_password(&mut self, password: &str) -> anyhow::Result<()> {
        self.is_asked("new-password").await?;
        self.chromium.type_into("new_password", password).await?;
        self.chromium.type_into("new_password_again", password).await?;
        password.clone_into(&mut self.persona.password);
        self.chromium.press("password-submit").await
    }

    /// Registers the app on the phone by the key on the page, and types the app's first code.
    pub async fn enrols_the_app(&mut self) -> anyhow::Result<()> {
        self.is_asked("enrol/otp").await?;
        let key = self.chromium.window.execute("return document.getElementById('app-key').textContent", Vec::new());
        let key: String = key.await?.convert()?;
        self.phone = Phone::with(&key.replace(char::is_whitespace, ""));
        let code = self.phone.code(&self.own.site.clock)?;
        self.chromium.type_into("code", &code).await?;
        self.chromium.press("enrol-submit").await
    }

    pub async fn enters_the_apps_code(&mut self) -> anyhow::Result<()> {
        self.is_asked("otp").await?;
        let code = self.phone.code(&self.own.site.clock)?;
        self.chromium.type_into("code", &code).await?;
        self.chromium.press("login-submit").await
    }

    pub async fn enters_the_mailed_code(&mut self) -> anyhow::Result<()> {
        self.is_asked("mail-code").await?;
        let code = self.mailed_code().await?;
        self.chromium.type_into("code", &code).await?;
        self.chromium.press("login-submit").await
    }

    pub async fn enrols_the_passkey(&mut self) -> anyhow::Result<()> {
        self.is_asked("enrol/passkey").await?;
        self.chromium.press("enrol-submit").await
    }

    pub async fn uses_the_passkey(&mut self) -> anyhow::Result<()> {
        self.is_asked("passkey").await?;
        self.chromium.press("login-submit").await
    }

    /// The portal's top page is in front and greets the member. `unfinished`: with the password alone, so that it says
    /// to sign out and in again.
    pub async fn is_at_the_top(&mut self, unfinished: bool) -> anyhow::Result<()> {
        let text = self.chromium.text().await?;
        assert_eq!(self.path().await?, "", "{text}");
        self.pictured("top").await?;
        assert!(text.contains(&format!("{} さん", self.persona.full_name)), "{text}");
        let told = text.contains("一度ログアウトして、もう一度ログインしてください");
        assert_eq!(told, unfinished, "{text}");
        Ok(())
    }

    /// Pages with medical data ask for the second factor first, on this screen; and back to the top page.
    pub async fn is_asked_before_the_expenses(&mut self, screen: &str) -> anyhow::Result<()> {
        self.goes_to("expenses").await?;
        self.is_asked(screen).await?;
        self.goes_to("").await
    }

    /// A page of the portal.
    async fn goes_to(&self, page: &str) -> anyhow::Result<()> {
        let address = self.own.site.portal(&format!("/{}/{page}", self.persona.realm));
        Ok(self.chromium.window.goto(address).await?)
    }

    /// As the notice on the top page says.
    pub async fn signs_out(&mut self) -> anyhow::Result<()> {
        self.chromium.follow("ログアウトへ進む").await?;
        self.pictured("sign-out").await?;
        self.chromium.press("logout-confirm").await?;
        self.pictured("signed-out").await?;
        self.reads(&["ログアウトしました"]).await
    }

    /// By their own name in the menu, which a phone folds.
    pub async fn signs_out_by_the_menu(&mut self) -> anyhow::Result<()> {
        let folded = self.chromium.window.find(By::Css("details.menu > summary")).await?;
        if folded.is_displayed().await? {
            folded.click().await?;
            self.pictured("menu").await?;
        }
        for name in self.chromium.window.find_all(By::Css("a.member")).await? {
            if name.is_displayed().await? {
                name.click().await?;
                name.wait_until().stale().await?;
                return self.chromium.press("logout-confirm").await;
            }
        }
        anyhow::bail!("no name in the menu")
    }

    /// By the tile on the top page, which says this.
    pub async fn reads_the_expenses(&mut self, label: &str) -> anyhow::Result<()> {
        let tile = self.chromium.window.find(By::Css(".tiles a[href$='/expenses']")).await?;
        let said = tile.text().await?;
        assert!(said.starts_with(label), "{said}");
        tile.click().await?;
        tile.wait_until().stale().await?;
        self.pictured("expenses").await?;
        assert_eq!(self.path().await?, "expenses");
        self.reads(&[label, "今年の自己負担額"]).await
    }
}
