//! Every page in every state in which a member meets it, in both languages, judged for everybody.

use anyhow::Context as _;
use chrono::{Datelike as _, Months};
use realm::Method;
use tests::samples::Persona;
use thirtyfour::extensions::query::ElementWaitable as _;

use crate::chromium::{Chromium, Device, PHONE, PHONE_IN_ENGLISH};
use crate::stories::enrolment::member_without_device;
use crate::stories::member::{Member, OwnSite};
use crate::stories::passkey::Authenticator;
use crate::stories::screens::in_a_window;

/// Goes a round in both languages, each on a site of its own.
pub async fn in_both_languages<F>(name: &str, round: F) -> anyhow::Result<()>
where
    F: AsyncFn(&Chromium, &OwnSite) -> anyhow::Result<()>,
{
    in_both_languages_at(name, OwnSite::build, round).await
}

/// The same on sites that are built in this way.
pub async fn in_both_languages_at<S, F>(name: &str, site: S, round: F) -> anyhow::Result<()>
where
    S: AsyncFn() -> anyhow::Result<OwnSite>,
    F: AsyncFn(&Chromium, &OwnSite) -> anyhow::Result<()>,
{
    let in_one = async |device: Device| {
        let own = site().await?;
        in_a_window(name, device, async |chromium| round(chromium, &own).await).await
    };
    in_one(PHONE).await?;
    in_one(PHONE_IN_ENGLISH).await
}

/// Sends a form and judges the page that comes.
pub async fn sends(chromium: &Chromium, typed: &[(&str, &str)], button: &str, state: &str) -> anyhow::Result<()> {
    for (field, text) in typed {
        chromium.type_into(field, text).await?;
    }
    chromium.press(button).await?;
    chromium.is_accessible_to_everybody(state).await
}

/// Unfolds whatever is folded, the menu apart.
pub async fn unfold(chromium: &Chromium) -> anyhow::Result<()> {
    let script = "for (const one of document.querySelectorAll('main details')) one.open = true";
    chromium.window.execute(script, Vec::new()).await?;
    Ok(())
}

pub async fn signs_in(chromium: &Chromium, own: &OwnSite, persona: &Persona, page: &str) -> anyhow::Result<()> {
    chromium.window.goto(own.site.portal(&format!("/minato/{page}"))).await?;
    chromium.type_into("username", &persona.user_id).await?;
    chromium.type_into("password", &persona.password).await?;
    chromium.press("login-submit").await
}

#[tokio::test]
async fn the_first_sign_in() -> anyhow::Result<()> {
    in_both_languages("round-first", async |chromium, own| {
        let persona = Member::named("minato", "new-member")?.persona;
        chromium.window.goto(own.site.portal("/minato/")).await?;
        chromium.is_accessible_to_everybody("entrance").await?;
        chromium.window.goto(own.site.portal("/minato/sign-in")).await?;
        chromium.is_accessible_to_everybody("login").await?;
        sends(chromium, &[], "login-submit", "login-empty").await?;
        let known = [("username", persona.user_id.as_str()), ("password", persona.password.as_str())];
        sends(chromium, &known, "login-submit", "birth-date").await?;
        sends(chromium, &[("birth_date", "30000101")], "birth-date-submit", "birth-date-wrong").await?;
        let born = persona.birth_date.format("%Y%m%d").to_string();
        sends(chromium, &[("birth_date", &born)], "birth-date-submit", "terms").await?;
        sends(chromium, &[], "terms-agree", "email").await?;
        sends(chromium, &[("email", "a.@b")], "email-submit", "email-wrong").await?;
        let address = persona.email.as_deref().context("an address")?;
        sends(chromium, &[("email", address)], "email-submit", "email-verification").await?;
        sends(chromium, &[("code", "12")], "email-verify-submit", "email-verification-wrong").await?;
        let letter = own.site.newest_mail(address).await?;
        sends(chromium, &[("code", &letter.code()?)], "email-verify-submit", "user-id").await?;
        unfold(chromium).await?;
        chromium.is_accessible_to_everybody("user-id-unfolded").await?;
        sends(chromium, &[("username", "!?")], "user-id-submit", "user-id-wrong").await?;
        chromium.choose("method", "app-otp").await?;
        sends(chromium, &[("username", &persona.user_id)], "user-id-submit", "new-password").await?;
        let unlike = [("new_password", "a"), ("new_password_again", "b")];
        sends(chromium, &unlike, "password-submit", "new-password-wrong").await?;
        let alike = [("new_password", "umi-to-27yama"), ("new_password_again", "umi-to-27yama")];
        sends(chromium, &alike, "password-submit", "top-unfinished").await
    })
    .await
}

#[tokio::test]
async fn second_factors() -> anyhow::Result<()> {
    in_both_languages("round-factors", async |chromium, own| {
        let two = Member::named("minato", "two-devices")?.persona;
        signs_in(chromium, own, &two, "expenses").await?;
        chromium.is_accessible_to_everybody("app-code").await?;
        sends(chromium, &[("code", "000000")], "login-submit", "app-code-wrong").await?;

        let persona = member_without_device(own, Method::AppOtp).await?.persona;
        signs_in(chromium, own, &persona, "expenses").await?;
        unfold(chromium).await?;
        chromium.is_accessible_to_everybody("enrol-app").await?;
        sends(chromium, &[("code", "000000")], "enrol-submit", "enrol-app-wrong").await?;

        let persona = member_without_device(own, Method::Passkey).await?.persona;
        let device = Authenticator::of(chromium).await?;
        signs_in(chromium, own, &persona, "expenses").await?;
        unfold(chromium).await?;
        chromium.is_accessible_to_everybody("enrol-passkey").await?;
        device.recognises(false).await?;
        chromium.by_id("enrol-submit").await?.click().await?;
        chromium.by_id("passkey-problem").await?.wait_until().displayed().await?;
        chromium.is_accessible_to_everybody("enrol-passkey-cancelled").await?;
        device.recognises(true).await?;
        sends(chromium, &[("device_name", " ")], "enrol-submit", "enrol-passkey-name").await?;
        sends(chromium, &[("device_name", "Phone")], "enrol-submit", "expenses-after-passkey").await?;
        chromium.window.delete_all_cookies().await?;
        chromium.window.goto(own.site.provider("/minato/")).await?;
        chromium.window.delete_all_cookies().await?;
        // Somebody at the device would take what the browser offers in the field of the user ID.
        device.is_attended(false).await?;
        signs_in(chromium, own, &persona, "expenses").await?;
        unfold(chromium).await?;
        chromium.is_accessible_to_everybody("passkey").await
    })
    .await
}

#[tokio::test]
async fn the_portal() -> anyhow::Result<()> {
    in_both_languages("round-portal", async |chromium, own| {
        let Member { persona, mut phone, .. } = Member::named("minato", "returning-member")?;
        signs_in(chromium, own, &persona, "sign-in").await?;
        let code = phone.code(&own.site.clock)?;
        sends(chromium, &[("code", &code)], "login-submit", "top").await?;
        chromium.window.execute("document.querySelector('details.menu').open = true", Vec::new()).await?;
        chromium.is_accessible_to_everybody("menu").await?;
        let newest = base::japan_date(own.site.clock.now()) - Months::new(3);
        let (year, month) = (newest.year(), format!("{}/{:02}", newest.year(), newest.month()));
        for (page, state) in
            [("expenses", "expenses"), (&*format!("expenses/{year}"), "year"), (&*format!("expenses/{month}"), "month")]
        {
            chromium.window.goto(own.site.portal(&format!("/minato/{page}"))).await?;
            unfold(chromium).await?;
            chromium.is_accessible_to_everybody(state).await?;
        }
        for (page, state) in
            [("nowhere", "not-found"), ("expenses/1999", "year-without-lines"), ("sign-out", "sign-out")]
        {
            chromium.window.goto(own.site.portal(&format!("/minato/{page}"))).await?;
            chromium.is_accessible_to_everybody(state).await?;
        }
        sends(chromium, &[], "logout-confirm", "signed-out").await
    })
    .await
}

#[tokio::test]
async fn where_a_sign_in_ends_otherwise() -> anyhow::Result<()> {
    in_both_languages("round-ends", async |chromium, own| {
        for (page, state) in [
            ("/minato/authorize?client_id=nobody", "unknown-application"),
            ("/minato/logout", "logout"),
            ("/nowhere/login", "no-society"),
        ] {
            chromium.window.goto(own.site.provider(page)).await?;
            chromium.is_accessible_to_everybody(state).await?;
        }
        chromium.window.goto(own.site.portal("/minato/sign-in")).await?;
        let of_another_time =
            "const [form] = document.forms; form.action = form.action.replace(/sign_in=[^&]*/, 'sign_in=0')";
        chromium.window.execute(of_another_time, Vec::new()).await?;
        sends(chromium, &[("username", "a")], "login-submit", "expired").await?;
        chromium.window.goto(own.site.portal("/minato/sign-in")).await?;
        sends(chromium, &[], "login-cancel", "declined").await
    })
    .await
}
