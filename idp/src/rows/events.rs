//! What the audit log tells: who did it and what happened, written in the transaction in which it happened.

use audit::Details;
use base::AccountId;
use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use store::Tx;

use super::{DbErr, InRealm};

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The member themselves.
    Member,
    /// Somebody whose identity is not known: a wrong password.
    Visitor,
    /// A client, by its id.
    Client,
    /// An administrator at the command line.
    Administrator,
    /// The provider itself, in the background.
    Provider,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A member signed in, for a client, which was granted what it asked for, or for our own pages.
    SignedIn,
    /// A member who was signed in showed once more that it is they.
    AuthenticatedAgain,
    /// A member signed out.
    SignedOut,
    /// A member signed out of all devices but the one in use.
    SignedOutEverywhere,
    /// The wrong attempts at an account's secret reached the realm's limit.
    Locked,
    /// So many user IDs failed for the first time in an hour that one password may be tried at everybody. The object is
    /// their number and how many are not suspicious.
    PasswordSpray,
    /// A version of the terms was agreed to.
    TermsAccepted,
    /// A version of the terms was declined, and the sign-in with it.
    TermsDeclined,
    /// The birth date on record was stated.
    BirthDateConfirmed,
    /// An e-mail address was stated, or let stand.
    EmailStated,
    /// An e-mail address was shown to be the member's own.
    EmailVerified,
    /// Another e-mail address took the place of the one on record.
    EmailChanged,
    /// A user ID was chosen, or let stand.
    UserIdChosen,
    /// A second factor was chosen.
    MethodChosen,
    /// A password was chosen.
    PasswordChosen,
    /// A link to set a forgotten password anew was asked for; of an account, where it was sent.
    PasswordResetAsked,
    /// A forgotten password was set anew.
    PasswordReset,
    /// A forgotten user ID was asked for; of an account, where it was sent.
    UserIdAsked,
    /// An authenticator app was registered.
    AuthenticatorRegistered,
    /// An authenticator app was deleted.
    AuthenticatorRemoved,
    /// A passkey was registered.
    PasskeyRegistered,
    /// The counter of a passkey's uses went back, and it was refused: there may be a copy. The object is its id.
    PasskeyMayBeCopied,
    /// A passkey was deleted.
    PasskeyRemoved,
    /// A member downloaded all that is held about them.
    DataExported,
    /// An authorization code was used a second time, and its grant revoked.
    CodeReused,
    /// A refresh token was used twice, and its family revoked.
    RefreshTokenReused,
    /// An application gave back what it was granted.
    GrantRevoked,
    /// A member agreed to what an application learns.
    ConsentGiven,
    /// A member did not agree to it, and the application was told so.
    ConsentDenied,
    /// A member withdrew what they had agreed to, and all that the application was granted ended.
    ConsentWithdrawn,
    /// A signing key was replaced. The object is the new key's algorithm and id.
    KeyRotated,
    /// An application registered itself.
    ClientRegistered,
    /// An application changed its registration.
    ClientChanged,
    /// An application ended its registration.
    ClientRemoved,
    /// The first of more than a thousand lines of members came in: where no `members-imported` follows, somebody stopped it.
    MembersImportBegun,
    /// A file of members was imported.
    MembersImported,
    /// An administrator lifted the locks of an account.
    Unlocked,
    /// An administrator removed an account's second factors.
    MfaReset,
    /// An administrator gave an account an initial password again.
    PasswordIssued,
    /// An administrator ended all sessions of an account.
    SessionsEnded,
    /// An administrator looked at what is known of an account.
    MemberShown,
    /// An administrator printed the letter with an account's user ID and initial password.
    LetterPrinted,
    /// An administrator read the audit log.
    AuditRead,
    /// The audit log of a month was deleted: the society keeps it no longer. The object is the month.
    AuditDropped,
    /// A backup was put back: all sessions and grants ended.
    Restored,
}

impl Actor {
    /// The actor as the rows name them.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Visitor => "visitor",
            Self::Client => "client",
            Self::Administrator => audit::ADMINISTRATOR,
            Self::Provider => "provider",
        }
    }
}

impl Event {
    /// The event as its row names it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignedIn => "signed-in",
            Self::AuthenticatedAgain => "authenticated-again",
            Self::SignedOut => "signed-out",
            Self::SignedOutEverywhere => "signed-out-everywhere",
            Self::Locked => "locked",
            Self::PasswordSpray => "password-spray",
            Self::TermsAccepted => "terms-accepted",
            Self::TermsDeclined => "terms-declined",
            Self::BirthDateConfirmed => "birth-date-confirmed",
            Self::EmailStated => "email-stated",
            Self::EmailVerified => "email-verified",
            Self::EmailChanged => "email-changed",
            Self::UserIdChosen => "user-id-chosen",
            Self::MethodChosen => "method-chosen",
            Self::PasswordChosen => "password-chosen",
            Self::PasswordResetAsked => "password-reset-asked",
            Self::PasswordReset => "password-reset",
            Self::UserIdAsked => "user-id-asked",
            Self::AuthenticatorRegistered => "authenticator-registered",
            Self::AuthenticatorRemoved => "authenticator-removed",
            Self::PasskeyRegistered => "passkey-registered",
            Self::PasskeyMayBeCopied => "passkey-may-be-copied",
            Self::PasskeyRemoved => "passkey-removed",
            Self::DataExported => "data-exported",
            Self::CodeReused => "code-reused",
            Self::RefreshTokenReused => "refresh-token-reused",
            Self::GrantRevoked => "grant-revoked",
            Self::ConsentGiven => "consent-given",
            Self::ConsentDenied => "consent-denied",
            Self::ConsentWithdrawn => "consent-withdrawn",
            Self::KeyRotated => "key-rotated",
            Self::ClientRegistered => "client-registered",
            Self::ClientChanged => "client-changed",
            Self::ClientRemoved => "client-removed",
            Self::MembersImportBegun => "members-import-begun",
            Self::MembersImported => "members-imported",
            Self::Unlocked => "unlocked",
            Self::MfaReset => "mfa-reset",
            Self::PasswordIssued => "password-issued",
            Self::SessionsEnded => "sessions-ended",
            Self::MemberShown => "member-shown",
            Self::LetterPrinted => "letter-printed",
            Self::AuditRead => audit::READ,
            Self::AuditDropped => audit::DROPPED,
            Self::Restored => "restored",
        }
    }
}

impl<'c, C: ConnectionTrait> InRealm<'c, C> {
    /// The realm's audit log.
    #[must_use]
    pub const fn log(&self) -> audit::InRealm<'c, C> {
        audit::in_realm(self.connection, self.realm)
    }
}

impl InRealm<'_, Tx> {
    /// Records an event about an account or a client, or about neither.
    pub async fn record(
        &self,
        what: (Actor, Event),
        account: Option<AccountId>,
        client: Option<&str>,
        at: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        let details = Details { account, client: client.map(str::to_owned), ..Details::default() };
        self.record_with(what, details, at).await
    }

    /// Records an event with all that is known of it.
    pub async fn record_with(
        &self,
        (actor, event): (Actor, Event),
        details: Details,
        at: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        self.log().record((actor.name(), event.name()), details, at).await
    }
}
