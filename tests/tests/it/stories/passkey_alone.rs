//! A passkey alone, on the sign-in page: by its button and among what the browser offers below the user ID.

use anyhow::Context as _;
use base::{AuthenticatorId, Purpose, SealedFor};
use data_encoding::BASE32_NOPAD;
use idp::rows::in_realm;
use realm::{Lookup, Method};
use sea_orm::ConnectionTrait as _;
use tests::authenticator::Phone;
use tests::samples::Persona;
use tests::visitor::Visitor;
use thirtyfour::By;
use thirtyfour::extensions::query::{ElementQueryable as _, ElementWaitable as _};

use super::enrolment::member_without_device;
use super::member::OwnSite;
use super::passkey::{Authenticator, as_far_as_the_passkey, at_the_sign_in_page};
use super::screens::in_a_window;
use crate::chromium::{COMPUTER, COMPUTER_IN_ENGLISH, Chromium, PHONE, PHONE_IN_ENGLISH};

/// A member who registers a passkey on this authenticator.
async fn enrolled(own: &OwnSite, authenticator: &Authenticator<'_>) -> anyhow::Result<Persona> {
    let persona = member_without_device(own, Method::Passkey).await?.persona;
    as_far_as_the_passkey(authenticator, own, &persona).await?;
    authenticator.chromium().press("enrol-submit").await?;
    is_in(authenticator.chromium()).await?;
    Ok(persona)
}

/// Waits for a page that says this: the script sends the form after the press, so that it comes when it comes.
async fn reads(chromium: &Chromium, text: &str) -> anyhow::Result<()> {
    let page = By::XPath(format!("//body[contains(., '{text}')]"));
    chromium.window.query(page).first().await.with_context(|| format!("no page says “{text}”"))?;
    Ok(())
}

/// Waits for the portal's page itself: others on the way there name it too, and whoever went on from one of these would be
/// signed in a moment later.
async fn is_in(chromium: &Chromium) -> anyhow::Result<()> {
    let heading = By::XPath("//h1[contains(., '医療費')]");
    chromium.window.query(heading).first().await.context("the member is not at the expenses")?;
    Ok(())
}

async fn execute(own: &OwnSite, statement: &'static str) -> anyhow::Result<()> {
    let database = &own.site.idp.database;
    let done = database.write(move |tx| {
        Box::pin(async move {
            tx.execute_unprepared(statement).await?;
            Ok::<_, sea_orm::DbErr>(())
        })
    });
    Ok(done.await?)
}

#[tokio::test]
async fn a_passkey_says_itself_whose_it_is() -> anyhow::Result<()> {
    // On the device itself, and on a phone that is reached by a QR code.
    for transport in ["internal", "cable"] {
        let own = OwnSite::build().await?;
        in_a_window("passkey-alone", PHONE, async |chromium| {
            let authenticator = Authenticator::by(chromium, transport).await?;
            enrolled(&own, &authenticator).await?;
            authenticator.is_attended(false).await?;
            at_the_sign_in_page(chromium, &own).await?;
            let field = chromium.by_id("username").await?;
            assert_eq!(field.attr("autocomplete").await?.as_deref(), Some("username webauthn"));
            chromium.picture(&format!("1-{transport}")).await?;
            authenticator.is_attended(true).await?;
            chromium.press("passkey-login").await?;
            is_in(chromium).await
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_passkey_is_offered_below_the_user_id_without_any_button() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    in_a_window("passkey-field", COMPUTER, async |chromium| {
        let authenticator = Authenticator::of(chromium).await?;
        enrolled(&own, &authenticator).await?;
        authenticator.is_attended(false).await?;
        at_the_sign_in_page(chromium, &own).await?;
        assert!(chromium.by_id("login-submit").await?.is_displayed().await?, "nothing happens by itself");
        // The virtual user takes the browser's offer as soon as there is one.
        authenticator.is_attended(true).await?;
        chromium.window.refresh().await?;
        is_in(chromium).await
    })
    .await
}

#[tokio::test]
async fn a_locked_password_keeps_nobody_from_their_passkey_and_a_closed_account_does() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    in_a_window("passkey-locked", PHONE, async |chromium| {
        let authenticator = Authenticator::of(chromium).await?;
        let persona = enrolled(&own, &authenticator).await?;
        let mut stranger = Visitor::new()?;
        stranger.open(&own.site.portal("/minato/expenses")).await?;
        for number in 0..12 {
            let wrong = format!("wrong-password-{number}");
            stranger.submit("login-submit", &[("username", &persona.user_id), ("password", &wrong)]).await?;
        }
        let right = [("username", persona.user_id.as_str()), ("password", persona.password.as_str())];
        stranger.submit("login-submit", &right).await?;
        assert!(stranger.page()?.text().contains("無効なユーザIDまたはパスワードです"), "locked");

        authenticator.is_attended(false).await?;
        at_the_sign_in_page(chromium, &own).await?;
        authenticator.is_attended(true).await?;
        chromium.press("passkey-login").await?;
        is_in(chromium).await?;

        execute(&own, "UPDATE accounts SET disabled = 1").await?;
        authenticator.is_attended(false).await?;
        at_the_sign_in_page(chromium, &own).await?;
        authenticator.is_attended(true).await?;
        chromium.press("passkey-login").await?;
        reads(chromium, "アカウントが停止されています").await
    })
    .await
}

/// Runs a script in every page from now on, before those of the page.
async fn before_each_page(chromium: &Chromium, script: &str) -> anyhow::Result<()> {
    let source = serde_json::json!({ "source": script });
    chromium.window.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", source).await?;
    Ok(())
}

/// A browser that offers nothing below a field: the virtual user would take the offer again and again.
const BUTTON_ONLY: &str = "PublicKeyCredential.isConditionalMediationAvailable = async () => false;";

#[tokio::test]
async fn a_passkey_that_was_deleted_here_is_told_to_its_device() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    in_a_window("passkey-deleted", PHONE, async |chromium| {
        let authenticator = Authenticator::of(chromium).await?;
        enrolled(&own, &authenticator).await?;
        execute(&own, "DELETE FROM passkeys").await?;
        let signals = "PublicKeyCredential.signalUnknownCredential =
            async (options) => { sessionStorage.setItem('told', JSON.stringify(options)); };";
        before_each_page(chromium, signals).await?;
        before_each_page(chromium, BUTTON_ONLY).await?;
        at_the_sign_in_page(chromium, &own).await?;
        chromium.press("passkey-login").await?;
        reads(chromium, "このパスキーは登録されていません").await?;
        chromium.picture("1-unknown").await?;
        let told: String =
            chromium.window.execute("return sessionStorage.getItem('told')", Vec::new()).await?.convert()?;
        assert!(told.contains("\"rpId\":\"localhost\"") && told.contains("credentialId"), "{told}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_passkey_of_another_society_is_told_whose_it_is() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    in_a_window("passkey-elsewhere", PHONE, async |chromium| {
        let authenticator = Authenticator::of(chromium).await?;
        enrolled(&own, &authenticator).await?;
        execute(&own, "UPDATE passkeys SET realm = 'asahi'").await?;
        before_each_page(chromium, BUTTON_ONLY).await?;
        at_the_sign_in_page(chromium, &own).await?;
        chromium.press("passkey-login").await?;
        let Lookup::Serving(asahi) = own.site.idp.realms.find("asahi") else { anyhow::bail!("asahi is not served") };
        reads(chromium, &format!("「{}」で登録されたもの", asahi.display_name.ja)).await
    })
    .await
}

/// The key of the member's app, in base 32.
const KEY: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// Gives the member an authenticator app beside what they have.
async fn with_app(own: &OwnSite, persona: &Persona) -> anyhow::Result<Phone> {
    let (app, now) = (&own.site.idp, own.site.clock.now());
    let realm = "minato".parse()?;
    let row = in_realm(app.database.reader(), &realm).account_by_user_id(&persona.user_id).await?;
    let (account, id) = (row.context("the member")?.account_id(), AuthenticatorId::generate());
    let row_id = id.to_string();
    let place = SealedFor { purpose: Purpose::AuthenticatorSeed, realm: &realm, row: &row_id };
    let seed = app.sealing_key.seal(place, &BASE32_NOPAD.decode(KEY.as_bytes())?);
    app.database
        .write(move |tx| {
            Box::pin(async move { in_realm(tx, &realm).add_authenticator(account, (id, "アプリ"), &seed, now).await })
        })
        .await?;
    Ok(Phone::with(KEY))
}

#[tokio::test]
async fn whoever_has_another_method_may_take_that_way() -> anyhow::Result<()> {
    for device in [PHONE, COMPUTER] {
        let own = OwnSite::build().await?;
        in_a_window("another-way", device, async |chromium| {
            let authenticator = Authenticator::of(chromium).await?;
            let persona = enrolled(&own, &authenticator).await?;
            let mut phone = with_app(&own, &persona).await?;
            as_far_as_the_passkey(&authenticator, &own, &persona).await?;
            chromium.picture("1-passkey").await?;
            let way = By::LinkText("「ワンタイムパスワード（OTP）アプリ認証」でログインする");
            let link = chromium.window.find(way).await?;
            link.click().await?;
            link.wait_until().stale().await?;
            chromium.picture("2-app").await?;
            let back = chromium.window.find(By::LinkText("「生体認証」でログインする")).await?;
            assert!(back.is_displayed().await?);
            chromium.type_into("code", "000000").await?;
            chromium.press("login-submit").await?;
            reads(chromium, "認証コードが異なります").await?;
            chromium.type_into("code", &phone.code(&own.site.clock)?).await?;
            chromium.press("login-submit").await?;
            is_in(chromium).await
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_sign_in_page_with_its_passkey_button() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    for device in [PHONE, PHONE_IN_ENGLISH, COMPUTER, COMPUTER_IN_ENGLISH] {
        in_a_window("sign-in-with-passkey", device, async |chromium| {
            at_the_sign_in_page(chromium, &own).await?;
            assert!(chromium.by_id("passkey-login").await?.is_displayed().await?);
            chromium.picture("page").await
        })
        .await?;
    }
    Ok(())
}
