//! What a new password and a new device bring with them: who is signed out, who is not halfway in any more, who is told.

use chrono::TimeDelta;
use reqwest::StatusCode;
use tests::authenticator::code_at;
use tests::visitor::Form;

use super::world::{Person, World};

const NEW: &str = "kawa-7no-hotori";

/// A member signed in elsewhere, with a token of an application, and somebody halfway in with the password.
struct Others {
    elsewhere: Person,
    token: String,
    halfway: Person,
}

impl Others {
    async fn of(world: &World) -> anyhow::Result<Self> {
        let (mut elsewhere, mut halfway) = (world.person("returning-member")?, world.person("returning-member")?);
        let code = elsewhere.sign_in(&world.app().address()).await?.code()?.to_owned();
        let token = world.app().redeem(&code).await?.text("access_token")?.to_owned();
        halfway.browser.open(&world.app().address()).await?;
        halfway.type_password().await?;
        // The next code of the phone, which is nobody's yet.
        world.site.clock.advance(TimeDelta::seconds(31));
        Ok(Self { elsewhere, token, halfway })
    }

    /// Whether the session elsewhere and its token are over.
    async fn are_out(&mut self, world: &World) -> anyhow::Result<bool> {
        self.elsewhere.browser.open(&world.app().address()).await?;
        let out = self.elsewhere.browser.page()?.offers("password");
        let token = world.app().userinfo(&self.token).await?.status;
        assert_eq!(token == StatusCode::UNAUTHORIZED, out, "the session and what it granted: {token}");
        Ok(out)
    }

    /// Whether whoever was halfway in has to begin again.
    async fn begin_again(&mut self, world: &World) -> anyhow::Result<bool> {
        world.site.clock.advance(TimeDelta::seconds(31));
        let halfway = self.halfway.browser.page()?.url.to_string();
        Ok(self.halfway.browser.open(&halfway).await?.offers("password"))
    }
}

fn with_box(mut form: Form, ticked: bool) -> Form {
    form.fields.retain(|(name, _)| name != "everywhere");
    if ticked { form.forge("everywhere", "on") } else { form }
}

async fn subjects(world: &World) -> anyhow::Result<Vec<String>> {
    let mails = world.site.mails("sakura.ito@example.jp").await?;
    let subjects = mails.iter().map(|mail| mail.subject().to_owned());
    // Each browser of these stories is new, which the member is told as well.
    Ok(subjects.filter(|subject| subject != "A sign-in from a new device").collect())
}

#[tokio::test]
async fn a_new_password_undoes_what_is_half_done_and_signs_out_everywhere_if_wished() -> anyhow::Result<()> {
    for ticked in [true, false] {
        let world = World::build().await?;
        let mut others = Others::of(&world).await?;
        world.execute("UPDATE accounts SET password_chosen_at = NULL WHERE member_number = 'M0001511'").await?;
        let mut person = world.person("returning-member")?;
        person.browser.open(&world.app().address()).await?;
        person.type_password().await?;
        person.type_code().await?;
        let form = person.browser.page()?.form("password-submit")?;
        assert!(form.fields.contains(&("everywhere".to_owned(), "on".to_owned())), "it is ticked when the page opens");
        let form = form.fill_in(&[("new_password", NEW), ("new_password_again", NEW)])?;
        person.browser.send(with_box(form, ticked)).await?;
        person.arrived()?.code()?;
        assert_eq!(others.are_out(&world).await?, ticked);
        assert!(others.begin_again(&world).await?);
        person.browser.open(&world.app().address()).await?;
        person.arrived()?.code()?;
        assert_eq!(subjects(&world).await?, ["Your password was changed"]);
    }
    Ok(())
}

#[tokio::test]
async fn a_new_device_undoes_what_is_half_done_and_signs_out_everywhere_if_wished() -> anyhow::Result<()> {
    for ticked in [true, false] {
        let world = World::build().await?;
        let mut others = Others::of(&world).await?;
        world.execute("DELETE FROM authenticators").await?;
        let mut person = world.person("returning-member")?;
        person.browser.open(&world.app().address()).await?;
        person.type_password().await?;
        let page = person.browser.page()?;
        let key = page.texts("#app-key")?.concat().replace(' ', "");
        let code = code_at(&key, world.site.clock.now().timestamp())?;
        let form = page.form("enrol-submit")?.fill_in(&[("code", &code), ("device_name", "my phone")])?;
        assert!(!form.fields.iter().any(|(name, _)| name == "everywhere"), "it is not ticked when the page opens");
        person.browser.send(with_box(form, ticked)).await?;
        person.arrived()?.code()?;
        assert_eq!(others.are_out(&world).await?, ticked);
        assert!(others.begin_again(&world).await?);
        assert_eq!(subjects(&world).await?, ["A way to sign in was added"]);
    }
    Ok(())
}

#[tokio::test]
async fn a_first_sign_in_tells_of_its_end_and_not_of_its_password() -> anyhow::Result<()> {
    let world = World::build().await?;
    world.execute("UPDATE accounts SET birth_date_confirmed_at = created_at, email_confirmed_at = created_at, email_verified_at = created_at, user_id_confirmed_at = created_at, method = 'app-otp' WHERE member_number = 'M0001977'").await?;
    let mut person = world.person("new-member")?;
    person.browser.open(&world.application("minato", "phone").address()).await?;
    person.type_password().await?;
    person.answer_one_question().await?;
    let typed = [("new_password", NEW), ("new_password_again", NEW)];
    person.browser.submit("password-submit", &typed).await?;
    person.arrived()?.code()?;
    let mails = world.site.mails("hayato.nakamura@example.jp").await?;
    assert!(!mails.iter().any(|mail| mail.subject() == "Your password was changed"));
    Ok(())
}
