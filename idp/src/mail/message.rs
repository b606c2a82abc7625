//! The list of the provider's mails: of what each is made, who it comes from, and its wording.
//!
//! A new mail is a new variant, and does not compile before it has a sender and its words in both languages.

use account::Tag;
use base::{Language, Text};
use chrono::{DateTime, Utc};
use realm::{Realm, Unlock};
use web::format;

use super::texts::{self, Words};

/// A mail to a member.
#[derive(Clone, Copy, Debug)]
pub enum Message<'a> {
    /// An address is to be shown to be the member's own, by the link or by the code.
    EmailVerification {
        /// The page with the button that confirms.
        link: &'a str,
        /// Six digits, for the page on which the member waits.
        code: &'a str,
        /// What the waiting page shows.
        tag: Tag,
        /// Until when both are good.
        expires_at: DateTime<Utc>,
    },
    /// The second factor by mail.
    OneTimeCode {
        /// Six digits.
        code: &'a str,
        /// What the page shows that asks for the code.
        tag: Tag,
        /// Until when it is good.
        expires_at: DateTime<Utc>,
    },
    /// A forgotten password may be set anew.
    PasswordReset {
        /// The page on which it is done.
        link: &'a str,
        /// Until when the link is good.
        expires_at: DateTime<Utc>,
    },
    /// A forgotten user ID.
    ForgottenUserId {
        /// The user IDs: one, but where members share an address and a birthday.
        user_ids: &'a [&'a str],
    },
    /// The first sign-in is done.
    FirstSignIn {
        /// When.
        at: DateTime<Utc>,
    },
    /// The password is another.
    PasswordChanged {
        /// When.
        at: DateTime<Utc>,
    },
    /// The e-mail address is another; this goes to the former one.
    EmailChanged {
        /// When.
        at: DateTime<Utc>,
    },
    /// A passkey or an authenticator app was added or removed.
    CredentialChanged {
        /// When.
        at: DateTime<Utc>,
        /// What was done.
        change: CredentialChange,
        /// To what.
        credential: Credential,
        /// The name that the member gave it.
        name: &'a str,
    },
    /// Too many wrong attempts: nobody can sign in with the password for now.
    Locked {
        /// When.
        at: DateTime<Utc>,
    },
    /// Somebody signed in from a browser not seen before.
    NewBrowser {
        /// When.
        at: DateTime<Utc>,
        /// The browser in words, such as `Chrome (Windows)`.
        browser: &'a str,
    },
    /// The society removed all second factors; the next sign-in enrols anew.
    MfaReset {
        /// When.
        at: DateTime<Utc>,
    },
    /// The society lifted a lock.
    Unlocked {
        /// When.
        at: DateTime<Utc>,
    },
    /// The society gave the account an initial password again.
    InitialPasswordAgain {
        /// When.
        at: DateTime<Utc>,
    },
}

/// What can be added or removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// A passkey.
    Passkey,
    /// An authenticator app.
    AuthenticatorApp,
}

/// What was done to a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialChange {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
}

/// The society's two senders that the provider uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SentFrom {
    NoReply,
    Webmaster,
}

/// What stands between a mail's greeting and its end.
#[derive(Clone, Debug, Default)]
pub(super) struct Content {
    /// What the member is to type, with its name.
    pub(super) code: Option<(Text, String)>,
    /// What it is about, with names.
    pub(super) facts: Vec<(Text, String)>,
    /// Where the member is to go, with what they do there.
    pub(super) link: Option<(Text, String)>,
    /// What there is to know besides.
    pub(super) note: Option<Text>,
}

impl Message<'_> {
    /// A short name for operators.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::EmailVerification { .. } => "email-verification",
            Self::OneTimeCode { .. } => "one-time-code",
            Self::PasswordReset { .. } => "password-reset",
            Self::ForgottenUserId { .. } => "forgotten-user-id",
            Self::FirstSignIn { .. } => "first-sign-in",
            Self::PasswordChanged { .. } => "password-changed",
            Self::EmailChanged { .. } => "email-changed",
            Self::CredentialChanged { .. } => "credential-changed",
            Self::Locked { .. } => "locked",
            Self::NewBrowser { .. } => "new-browser",
            Self::MfaReset { .. } => "mfa-reset",
            Self::Unlocked { .. } => "unlocked",
            Self::InitialPasswordAgain { .. } => "initial-password-again",
        }
    }

    /// Until when it is worth sending.
    #[must_use]
    pub const fn of_use_until(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::EmailVerification { expires_at, .. }
            | Self::OneTimeCode { expires_at, .. }
            | Self::PasswordReset { expires_at, .. } => Some(*expires_at),
            _ => None,
        }
    }

    pub(super) const fn sent_from(&self) -> SentFrom {
        match self {
            Self::EmailVerification { .. }
            | Self::OneTimeCode { .. }
            | Self::PasswordReset { .. }
            | Self::ForgottenUserId { .. } => SentFrom::NoReply,
            Self::FirstSignIn { .. }
            | Self::PasswordChanged { .. }
            | Self::EmailChanged { .. }
            | Self::CredentialChanged { .. }
            | Self::Locked { .. }
            | Self::NewBrowser { .. }
            | Self::MfaReset { .. }
            | Self::Unlocked { .. }
            | Self::InitialPasswordAgain { .. } => SentFrom::Webmaster,
        }
    }

    pub(super) const fn words(&self, realm: &Realm) -> Words {
        match self {
            Self::EmailVerification { .. } => texts::EMAIL_VERIFICATION,
            Self::OneTimeCode { .. } => texts::ONE_TIME_CODE,
            Self::PasswordReset { .. } => texts::PASSWORD_RESET,
            Self::ForgottenUserId { .. } => texts::FORGOTTEN_USER_ID,
            Self::FirstSignIn { .. } => texts::FIRST_SIGN_IN,
            Self::PasswordChanged { .. } => texts::PASSWORD_CHANGED,
            Self::EmailChanged { .. } => texts::EMAIL_CHANGED,
            Self::CredentialChanged { change: CredentialChange::Added, .. } => texts::CREDENTIAL_ADDED,
            Self::CredentialChanged { change: CredentialChange::Removed, .. } => texts::CREDENTIAL_REMOVED,
            Self::Locked { .. } => match realm.sign_in.lockout.unlock {
                Unlock::Administrator => texts::LOCKED,
                Unlock::After(_) => texts::RESTS,
            },
            Self::NewBrowser { .. } => texts::NEW_BROWSER,
            Self::MfaReset { .. } => texts::MFA_RESET,
            Self::Unlocked { .. } => texts::UNLOCKED,
            Self::InitialPasswordAgain { .. } => texts::INITIAL_PASSWORD_AGAIN,
        }
    }

    /// What the subject begins with, so that a mail program does not put it behind an older one of the same name.
    pub(super) fn subject_mark(&self, language: Language) -> Option<String> {
        match self {
            Self::EmailVerification { tag, .. } | Self::OneTimeCode { tag, .. } => {
                Some(texts::TAG_MARK.with(language, &[("tag", tag)]))
            }
            Self::PasswordReset { expires_at, .. } => {
                let time = base::japan_standard_time(*expires_at).format("%H:%M");
                Some(texts::UNTIL_MARK.with(language, &[("time", &time)]))
            }
            _ => None,
        }
    }

    pub(super) fn content(&self, realm: &Realm, language: Language) -> Content {
        let moment = |at: DateTime<Utc>| format::moment(at, language);
        let happened = |at: DateTime<Utc>| Content { facts: vec![(texts::AT, moment(at))], ..Content::default() };
        let portal = Some((texts::TO_PORTAL, format!("{}/", realm.portal_url)));
        match *self {
            Self::EmailVerification { link, code, tag, expires_at } => Content {
                link: Some((texts::CONFIRM_ADDRESS, link.to_owned())),
                code: Some((texts::VERIFICATION_CODE, code.to_owned())),
                facts: vec![(texts::TAG, tag.to_string()), (texts::UNTIL, moment(expires_at))],
                note: None,
            },
            Self::OneTimeCode { code, tag, expires_at } => Content {
                link: None,
                code: Some((texts::CODE, code.to_owned())),
                facts: vec![(texts::TAG, tag.to_string()), (texts::UNTIL, moment(expires_at))],
                note: Some(texts::NEVER_ASKED),
            },
            Self::PasswordReset { link, expires_at } => Content {
                link: Some((texts::SET_PASSWORD, link.to_owned())),
                code: None,
                facts: vec![(texts::UNTIL, moment(expires_at))],
                note: Some(texts::ASK_AGAIN),
            },
            Self::ForgottenUserId { user_ids } => {
                let facts = user_ids.iter().map(|user_id| (texts::USER_ID, (*user_id).to_owned()));
                Content { facts: facts.collect(), link: portal, ..Content::default() }
            }
            Self::FirstSignIn { at } => Content { link: portal, ..happened(at) },
            Self::PasswordChanged { at }
            | Self::EmailChanged { at }
            | Self::Locked { at }
            | Self::MfaReset { at }
            | Self::InitialPasswordAgain { at } => happened(at),
            Self::Unlocked { at } => Content { link: portal, ..happened(at) },
            Self::CredentialChanged { at, credential, name, .. } => {
                let kind = match credential {
                    Credential::Passkey => texts::PASSKEY,
                    Credential::AuthenticatorApp => texts::AUTHENTICATOR_APP,
                };
                let facts = vec![(texts::AT, moment(at)), (kind, name.to_owned())];
                Content { facts, ..Content::default() }
            }
            Self::NewBrowser { at, browser } => {
                let facts = vec![(texts::AT, moment(at)), (texts::BROWSER, browser.to_owned())];
                Content { facts, ..Content::default() }
            }
        }
    }
}
