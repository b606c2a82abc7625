//! Whatever goes wrong in the browser's dialog: what the page says, and that nothing is tried again by itself.

use realm::Method;
use serde_json::json;
use thirtyfour::extensions::query::ElementWaitable as _;

use super::enrolment::member_without_device;
use super::member::OwnSite;
use super::passkey::at_the_sign_in_page;
use super::screens::in_a_window;
use crate::chromium::{Chromium, PHONE, PHONE_IN_ENGLISH};

/// The browser's dialog ends with an error of this name, and counts how often it was opened.
const FAIL: &str = "window.opened = 0;
    navigator.credentials[arguments[0]] = () => {
        window.opened += 1;
        return Promise.reject(new DOMException('', arguments[1]));
    };";

/// Presses the button while the dialog fails, and gives what the page says then.
async fn said_of(chromium: &Chromium, (kind, button): (&str, &str), error: &str) -> anyhow::Result<String> {
    chromium.window.execute(FAIL, vec![json!(kind), json!(error)]).await?;
    let button = chromium.by_id(button).await?;
    button.click().await?;
    let problem = chromium.by_id("passkey-problem").await?;
    problem.wait_until().displayed().await?;
    button.wait_until().enabled().await?;
    let opened: u32 = chromium.window.execute("return window.opened", Vec::new()).await?.convert()?;
    assert_eq!(opened, 1, "{error}: only when it is pressed");
    problem.text().await.map_err(Into::into)
}

/// The errors of each dialog (WebAuthn §5.1.3 and §5.1.4, and what browsers give besides) with a part of their sentences.
const NOT_USED: [(&str, [&str; 2]); 9] = [
    ("NotAllowedError", ["閉じられたか、時間切れ", "closed or timed out"]),
    ("AbortError", ["閉じられたか、時間切れ", "closed or timed out"]),
    ("NotSupportedError", ["パスキーに対応していません", "does not support passkeys"]),
    ("SecurityError", ["このアドレスではパスキーを使えません", "cannot be used at this address"]),
    ("ConstraintError", ["画面ロック", "screen lock"]),
    ("NotReadableError", ["パスワードマネージャーを使えませんでした", "password manager could not be used"]),
    ("UnknownError", ["パスワードマネージャーを使えませんでした", "password manager could not be used"]),
    ("InvalidStateError", ["端末のエラー", "an error on the device"]),
    ("OperationError", ["端末のエラー", "an error on the device"]),
];
const NOT_MADE: [(&str, [&str; 2]); 5] = [
    ("NotAllowedError", ["パスワードマネージャー（iCloudキーチェーン", "password manager (such as iCloud"]),
    ("InvalidStateError", ["すでにパスキーが登録されています", "has a passkey for this site already"]),
    ("ConstraintError", ["画面ロック", "screen lock"]),
    ("NotSupportedError", ["パスキーに対応していません", "does not support passkeys"]),
    ("TypeError", ["端末のエラー", "an error on the device"]),
];

#[tokio::test]
async fn every_error_of_the_browser_has_its_sentence_and_another_way() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let persona = member_without_device(&own, Method::Passkey).await?.persona;
    let languages =
        [(PHONE, "再試行", "パスワードでログイン"), (PHONE_IN_ENGLISH, "Try again", "your user ID and password")];
    for (language, (device, retry, another_way)) in languages.into_iter().enumerate() {
        in_a_window("passkey-errors", device, async |chromium| {
            at_the_sign_in_page(chromium, &own).await?;
            for (error, sentences) in NOT_USED {
                let said = said_of(chromium, ("get", "passkey-login"), error).await?;
                assert!(said.contains(sentences[language]), "{error}: {said}");
                assert!(said.contains(another_way), "{error}: {said}");
                assert_eq!(chromium.by_id("passkey-login").await?.text().await?, retry);
            }
            chromium.picture("1-sign-in").await?;
            chromium.type_into("username", &persona.user_id).await?;
            chromium.type_into("password", &persona.password).await?;
            chromium.press("login-submit").await?;
            for (error, sentences) in NOT_MADE {
                let said = said_of(chromium, ("create", "enrol-submit"), error).await?;
                assert!(said.contains(sentences[language]), "{error}: {said}");
                assert_eq!(chromium.by_id("enrol-submit").await?.text().await?, retry);
            }
            chromium.picture("2-enrol").await
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_browser_without_passkeys_is_not_disturbed_and_says_so_where_it_matters() -> anyhow::Result<()> {
    let own = OwnSite::build().await?;
    let persona = member_without_device(&own, Method::Passkey).await?.persona;
    in_a_window("passkey-none", PHONE, async |chromium| {
        let without = json!({ "source": "delete window.PublicKeyCredential" });
        chromium.window.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", without).await?;
        at_the_sign_in_page(chromium, &own).await?;
        assert!(!chromium.by_id("passkey-login").await?.is_displayed().await?);
        chromium.type_into("username", &persona.user_id).await?;
        chromium.type_into("password", &persona.password).await?;
        chromium.press("login-submit").await?;
        let said = chromium.by_id("passkey-problem").await?.text().await?;
        assert!(said.contains("ブラウザで開く"), "{said}");
        chromium.picture("1-enrol").await
    })
    .await
}
