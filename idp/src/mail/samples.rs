//! One of each mail with invented content: what `warifu-idp mail preview` shows and the tests look at.

use account::{EmailAddress, MailCodeOf, MailCodeUse};
use base::{KeyEncryptionKey, Language, Text};
use chrono::{DateTime, TimeDelta, Utc};
use realm::Realm;
use store::mail::Mail;
use uuid::Uuid;

use super::{Credential, CredentialChange, Message, write};

const BROWSER: Text = Text { ja: "Chrome（Windows）", en: "Chrome (Windows)" };
const DEVICE: Text = Text { ja: "自分のスマートフォン", en: "My phone" };

/// Every mail of a realm in one language, with its kind.
///
/// # Errors
/// None that a visitor could cause: the invented address and key are good.
pub fn samples(realm: &Realm, language: Language, now: DateTime<Utc>) -> anyhow::Result<Vec<(&'static str, Mail)>> {
    let to =
        EmailAddress::read("misaki@example.jp").map_err(|_| anyhow::anyhow!("the sample address is no address"))?;
    let key = KeyEncryptionKey::from_base64("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")?;
    let asked_for = |use_for, counter| {
        MailCodeOf { realm: &realm.name, asked_by: Uuid::nil(), use_for, address: &to, counter }.work_out(&key)
    };
    let (verification, one_time) =
        (asked_for(MailCodeUse::EmailVerification, 0), asked_for(MailCodeUse::OneTimeCode, 0));
    let token = "SAMPLE-7Qe0tq3n0cVxg2y5w9pXb1aRk4uJd8hLz6mTfSoEiYc";
    let (verify, reset) = (
        format!("{}/email/verify?token={token}", realm.issuer),
        format!("{}/password/reset?token={token}", realm.issuer),
    );
    let (browser, name) = (BROWSER.get(language), DEVICE.get(language));
    let messages = [
        Message::EmailVerification {
            link: &verify,
            code: verification.code.expose(),
            tag: verification.tag,
            expires_at: now + realm.lifetimes.email_verification,
        },
        Message::OneTimeCode {
            code: one_time.code.expose(),
            tag: one_time.tag,
            expires_at: now + realm.lifetimes.mail_code,
        },
        Message::PasswordReset { link: &reset, expires_at: now + realm.lifetimes.password_reset },
        Message::ForgottenUserId { user_ids: &["misaki.tanaka"] },
        Message::FirstSignIn { at: now },
        Message::PasswordChanged { at: now },
        Message::EmailChanged { at: now },
        Message::CredentialChanged { at: now, change: CredentialChange::Added, credential: Credential::Passkey, name },
        Message::CredentialChanged {
            at: now + TimeDelta::minutes(1),
            change: CredentialChange::Removed,
            credential: Credential::AuthenticatorApp,
            name,
        },
        Message::Locked { at: now },
        Message::NewBrowser { at: now, browser },
        Message::MfaReset { at: now },
        Message::Unlocked { at: now },
        Message::InitialPasswordAgain { at: now },
    ];
    Ok(messages.iter().map(|message| (message.kind(), write(realm, (language, &to), message))).collect())
}
