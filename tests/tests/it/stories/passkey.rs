//! Passkeys in a real browser with a virtual authenticator: enrolled, used, and refused where they must be.

use anyhow::Context as _;
use realm::Method;
use serde_json::{Value, json};
use tests::samples::Persona;
use thirtyfour::extensions::query::ElementWaitable as _;

use super::enrolment::member_without_device;
use super::member::OwnSite;
use super::screens::in_a_window;
use crate::chromium::{COMPUTER, Chromium, PHONE, PHONE_IN_ENGLISH};

/// An authenticator that knows its user.
pub struct Authenticator<'a> {
    chromium: &'a Chromium,
    id: String,
}

impl<'a> Authenticator<'a> {
    /// The device's own, with its user beside it.
    pub async fn of(chromium: &'a Chromium) -> anyhow::Result<Self> {
        Self::by(chromium, "internal").await
    }

    /// One that is reached in another way (AuthenticatorTransport, WebAuthn §5.8.4; `cable` is the one by QR code).
    pub async fn by(chromium: &'a Chromium, transport: &str) -> anyhow::Result<Self> {
        let cdp = chromium.window.cdp();
        cdp.send_raw("WebAuthn.enable", json!({ "enableUI": false })).await?;
        let options = json!({ "options": {
            "protocol": "ctap2", "transport": transport, "hasResidentKey": true, "hasUserVerification": true,
            "isUserVerified": true, "automaticPresenceSimulation": true,
        } });
        let added = cdp.send_raw("WebAuthn.addVirtualAuthenticator", options).await?;
        let id = added.get("authenticatorId").and_then(Value::as_str).context("an authenticator")?.to_owned();
        Ok(Self { chromium, id })
    }

    /// The window that it is at hand in.
    pub const fn chromium(&self) -> &'a Chromium {
        self.chromium
    }

    /// Whether it recognises whoever touches it.
    pub async fn recognises(&self, user: bool) -> anyhow::Result<()> {
        let parameters = json!({ "authenticatorId": self.id, "isUserVerified": user });
        self.chromium.window.cdp().send_raw("WebAuthn.setUserVerified", parameters).await?;
        Ok(())
    }

    /// Whether somebody stands by to touch it. Whoever does also takes what the browser offers below a field at once.
    pub async fn is_attended(&self, by_user: bool) -> anyhow::Result<()> {
        let parameters = json!({ "authenticatorId": self.id, "enabled": by_user });
        self.chromium.window.cdp().send_raw("WebAuthn.setAutomaticPresenceSimulation", parameters).await?;
        Ok(())
    }

    /// The passkeys that it has.
    pub async fn passkeys(&self) -> anyhow::Result<Vec<Value>> {
        let parameters = json!({ "authenticatorId": self.id });
        let all = self.chromium.window.cdp().send_raw("WebAuthn.getCredentials", parameters).await?;
        Ok(all.get("credentials").and_then(Value::as_array).cloned().unwrap_or_default())
    }
}

/// A browser that has forgotten everybody, at the sign-in page.
pub async fn at_the_sign_in_page(chromium: &Chromium, own: &OwnSite) -> anyhow::Result<()> {
    chromium.window.goto(own.site.portal("/minato/")).await?;
    chromium.window.delete_all_cookies().await?;
    Ok(chromium.window.goto(own.site.portal("/minato/expenses")).await?)
}

/// The same browser, past the password.
async fn past_the_password(chromium: &Chromium, own: &OwnSite, persona: &Persona) -> anyhow::Result<()> {
    at_the_sign_in_page(chromium, own).await?;
    chromium.type_into("username", &persona.user_id).await?;
    chromium.type_into("password", &persona.password).await?;
    chromium.press("login-submit").await
}

/// The same with an authenticator, whose user touches it only after the password.
pub async fn as_far_as_the_passkey(
    authenticator: &Authenticator<'_>,
    own: &OwnSite,
    persona: &Persona,
) -> anyhow::Result<()> {
    authenticator.is_attended(false).await?;
    past_the_password(authenticator.chromium, own, persona).await?;
    authenticator.is_attended(true).await
}

/// Lets the dialog answer and keeps the answer back.
const HOLD_BACK: &str = "HTMLFormElement.prototype.send = HTMLFormElement.prototype.submit;
    HTMLFormElement.prototype.submit = function () { document.title = this.elements.credential.value; };";

/// The answer to the question on the page, which is not sent.
async fn answer_kept_back(chromium: &Chromium) -> anyhow::Result<String> {
    chromium.window.execute(HOLD_BACK, Vec::new()).await?;
    chromium.by_id("login-submit").await?.click().await?;
    loop {
        let title = chromium.window.title().await?;
        if title.starts_with('{') {
            return Ok(title);
        }
    }
}

/// Sends an answer with the form on the page.
async fn send(chromium: &Chromium, answer: &str) -> anyhow::Result<()> {
    let button = chromium.by_id("login-submit").await?;
    let script = "const form = document.querySelector('[data-passkey]').closest('form');
        form.elements.credential.value = arguments[0];
        (form.send || form.submit).call(form);";
    chromium.window.execute(script, vec![json!(answer)]).await?;
    Ok(button.wait_until().stale().await?)
}

/// What the page at another address of this machine gets for the same question.
async fn answer_elsewhere(chromium: &Chromium, options: &str) -> anyhow::Result<String> {
    let script = "const [options, done] = arguments;
        const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
        const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
            .replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=+$/, '');
        const publicKey = JSON.parse(options);
        publicKey.challenge = bytes(publicKey.challenge);
        for (const one of publicKey.allowCredentials) one.id = bytes(one.id);
        navigator.credentials.get({ publicKey }).then(({ id, rawId, type, response }) => done(JSON.stringify({
            id, type, rawId: text(rawId), clientExtensionResults: {},
            response: { clientDataJSON: text(response.clientDataJSON), signature: text(response.signature),
                authenticatorData: text(response.authenticatorData), userHandle: text(response.userHandle) },
        })), (error) => done(String(error)));";
    let answer = chromium.window.execute_async(script, vec![json!(options)]).await?;
    Ok(answer.json().as_str().context("an answer")?.to_owned())
}

#[tokio::test]
async fn a_member_enrols_a_passkey_and_signs_in_with_it() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let persona = member_without_device(&own, Method::Passkey).await?.persona;
    in_a_window("passkey", PHONE, async |chromium| {
        let authenticator = Authenticator::of(chromium).await?;
        as_far_as_the_passkey(&authenticator, &own, &persona).await?;
        chromium.picture("1-enrol").await?;
        chromium.type_into("device_name", " ").await?;
        chromium.press("enrol-submit").await?;
        assert!(chromium.text().await?.contains("名前を入力してください"), "{}", chromium.text().await?);
        assert_eq!(authenticator.passkeys().await?.len(), 1, "made, and only the name is wrong");
        chromium.picture("2-name").await?;
        chromium.type_into("device_name", "わたしのスマホ").await?;
        chromium.press("enrol-submit").await?;
        assert!(chromium.text().await?.contains("医療費"), "{}", chromium.text().await?);
        let passkeys = authenticator.passkeys().await?;
        assert_eq!(passkeys.len(), 1);
        assert_eq!(passkeys[0]["isResidentCredential"], true);
        assert_eq!(passkeys[0]["rpId"], "localhost");

        as_far_as_the_passkey(&authenticator, &own, &persona).await?;
        chromium.picture("3-sign-in").await?;
        chromium.press("login-submit").await?;
        assert!(chromium.text().await?.contains("医療費"), "{}", chromium.text().await?);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_answer_serves_once_from_our_own_page_and_for_a_known_user() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let persona = member_without_device(&own, Method::Passkey).await?.persona;
    in_a_window("passkey-refused", COMPUTER, async |chromium| {
        let authenticator = Authenticator::of(chromium).await?;
        as_far_as_the_passkey(&authenticator, &own, &persona).await?;
        chromium.picture("1-enrol").await?;
        chromium.press("enrol-submit").await?;

        as_far_as_the_passkey(&authenticator, &own, &persona).await?;
        let used = answer_kept_back(chromium).await?;
        send(chromium, &used).await?;
        assert!(chromium.text().await?.contains("医療費"), "{}", chromium.text().await?);

        as_far_as_the_passkey(&authenticator, &own, &persona).await?;
        send(chromium, &used).await?;
        let text = chromium.text().await?;
        assert!(text.contains("パスキーを確認できませんでした"), "the answer of another sign-in: {text}");

        let page = chromium.window.current_url().await?;
        let question = chromium.window.find(thirtyfour::By::Css("[data-passkey]")).await?;
        let options = question.attr("data-options").await?.context("a question")?;
        chromium.window.goto(own.site.portal("/minato/")).await?;
        let elsewhere = answer_elsewhere(chromium, &options).await?;
        assert!(elsewhere.starts_with('{'), "{elsewhere}");
        chromium.window.goto(page.as_str()).await?;
        send(chromium, &elsewhere).await?;
        let text = chromium.text().await?;
        assert!(text.contains("パスキーを確認できませんでした"), "made on another origin: {text}");
        chromium.picture("2-refused").await?;

        authenticator.recognises(false).await?;
        chromium.by_id("login-submit").await?.click().await?;
        let problem = chromium.by_id("passkey-problem").await?;
        problem.wait_until().displayed().await?;
        assert!(problem.text().await?.contains("閉じられたか、時間切れ"), "{}", problem.text().await?);
        assert_eq!(chromium.by_id("login-submit").await?.text().await?, "再試行");
        chromium.picture("3-not-recognised").await?;

        authenticator.recognises(true).await?;
        chromium.press("login-submit").await?;
        assert!(chromium.text().await?.contains("医療費"), "{}", chromium.text().await?);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_pages_of_factors_in_english() -> anyhow::Result<()> {
    for (name, method) in [("enrol-passkey", Method::Passkey), ("enrol-app", Method::AppOtp)] {
        let own = OwnSite::build().await?;
        let persona = member_without_device(&own, method).await?.persona;
        for device in [PHONE_IN_ENGLISH, PHONE, COMPUTER] {
            in_a_window(name, device, async |chromium| {
                past_the_password(chromium, &own, &persona).await?;
                chromium
                    .window
                    .execute("for (const one of document.querySelectorAll('main details')) one.open = true", Vec::new())
                    .await?;
                chromium.picture("page").await
            })
            .await?;
        }
    }
    Ok(())
}
