//! The audit log: what happened, written in the transaction in which it happened.

use std::fmt;
use std::str::FromStr;

use base::AccountId;
use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, QueryOrder, QuerySelect, QueryTrait};
use store::Tx;

use super::InRealm;

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
    const fn name(&self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Visitor => "visitor",
            Self::Client => "client",
            Self::Administrator => "administrator",
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
            Self::MembersImported => "members-imported",
            Self::Unlocked => "unlocked",
            Self::MfaReset => "mfa-reset",
            Self::PasswordIssued => "password-issued",
            Self::SessionsEnded => "sessions-ended",
            Self::MemberShown => "member-shown",
            Self::LetterPrinted => "letter-printed",
            Self::AuditRead => "audit-read",
            Self::AuditDropped => "audit-dropped",
            Self::Restored => "restored",
        }
    }
}

/// From where something was done, as far as a member recognises it: no address of a single machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The browser's family and system, such as `Chrome/Windows`.
    pub browser: Option<String>,
    /// The network, such as `203.0.113.0/24`.
    pub network: Option<String>,
}

/// What an entry of the audit log says beyond who and what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// The account it is about.
    pub account: Option<AccountId>,
    /// The client it is about.
    pub client: Option<String>,
    /// The administrator's name on this machine.
    pub administrator: Option<String>,
    /// Why the administrator did it.
    pub reason: Option<String>,
    /// From where.
    pub seen: Seen,
    /// Which of several things: a kind of mail, a device's id. Nothing that a member wrote.
    pub object: Option<String>,
}

/// One entry, as the migration describes it.
pub type AuditRow = entity::Model;

impl AuditRow {
    /// Where in the order of the log the entry stands.
    #[must_use]
    pub const fn moment(&self) -> Moment {
        Moment { at: self.at, id: self.id }
    }
}

/// A place in the log: the moment, and among entries of one moment the id. It reads and writes itself as it stands in an
/// address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    at: DateTime<Utc>,
    id: Uuid,
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at.timestamp_micros(), self.id)
    }
}

impl FromStr for Moment {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (at, id) = text.split_once('.').ok_or(())?;
        let at = at.parse().ok().and_then(DateTime::from_timestamp_micros).ok_or(())?;
        Ok(Self { at, id: id.parse().map_err(|_| ())? })
    }
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// What happened to an account of these events, the newest first, at most `count` and all of them before a place.
    pub async fn account_events(
        &self,
        account: AccountId,
        events: &[Event],
        before: Option<Moment>,
        count: u64,
    ) -> Result<Vec<AuditRow>, DbErr> {
        let found = entity::Entity::find()
            .filter(entity::Column::Realm.eq(self.realm.as_str()))
            .filter(entity::Column::Account.eq(account.uuid()))
            .filter(entity::Column::Event.is_in(events.iter().map(|event| event.name())));
        let found = match before {
            Some(Moment { at, id }) => found.filter(
                Condition::any()
                    .add(entity::Column::At.lt(at))
                    .add(Condition::all().add(entity::Column::At.eq(at)).add(entity::Column::Id.lt(id))),
            ),
            None => found,
        };
        let newest_first = found.order_by_desc(entity::Column::At).order_by_desc(entity::Column::Id);
        newest_first.limit(count).all(self.connection).await
    }
}

/// Which entries of the audit log are wanted.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// From this moment on.
    pub since: Option<DateTime<Utc>>,
    /// Before this moment.
    pub until: Option<DateTime<Utc>>,
    /// About this account.
    pub account: Option<AccountId>,
    /// Of this event, by its name.
    pub event: Option<String>,
}

impl<C: ConnectionTrait> InRealm<'_, C> {
    /// At most a thousand entries in the order in which they were written, those after `last`.
    pub async fn audit_events(&self, filter: &AuditFilter, last: Option<&AuditRow>) -> Result<Vec<AuditRow>, DbErr> {
        let after = last.map(|last| {
            let same_moment = Condition::all().add(entity::Column::At.eq(last.at)).add(entity::Column::Id.gt(last.id));
            Condition::any().add(entity::Column::At.gt(last.at)).add(same_moment)
        });
        self.audit_log()
            .apply_if(filter.since, |log, since| log.filter(entity::Column::At.gte(since)))
            .apply_if(filter.until, |log, until| log.filter(entity::Column::At.lt(until)))
            .apply_if(filter.account, |log, account| log.filter(entity::Column::Account.eq(account.uuid())))
            .apply_if(filter.event.as_deref(), |log, event| log.filter(entity::Column::Event.eq(event)))
            .apply_if(after, |log, after| log.filter(after))
            .order_by_asc(entity::Column::At)
            .order_by_asc(entity::Column::Id)
            .limit(1000)
            .all(self.connection)
            .await
    }

    fn audit_log(&self) -> Select<entity::Entity> {
        entity::Entity::find().filter(entity::Column::Realm.eq(self.realm.as_str()))
    }
}

impl InRealm<'_, Tx> {
    /// Records an event about an account or a client, or about neither.
    pub async fn record(
        &self,
        (actor, event): (Actor, Event),
        account: Option<AccountId>,
        client: Option<&str>,
        at: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        let details = Details { account, client: client.map(str::to_owned), ..Details::default() };
        self.record_with((actor, event), details, at).await
    }

    /// Records an event with all that is known of it.
    pub async fn record_with(
        &self,
        (actor, event): (Actor, Event),
        details: Details,
        at: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        let row = entity::ActiveModel {
            realm: Set(self.realm.to_string()),
            id: Set(Uuid::now_v7()),
            at: Set(at),
            actor: Set(actor.name().to_owned()),
            event: Set(event.name().to_owned()),
            account: Set(details.account.map(AccountId::uuid)),
            client: Set(details.client),
            administrator: Set(details.administrator),
            reason: Set(details.reason),
            browser: Set(details.seen.browser),
            network: Set(details.seen.network),
            object: Set(details.object),
            // A node of the version before leaves them out too.
            ..Default::default()
        };
        entity::Entity::insert(row).exec_without_returning(self.connection).await?;
        Ok(())
    }
}

pub(super) mod entity {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_events")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub realm: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub at: chrono::DateTime<chrono::Utc>,
        pub actor: String,
        pub event: String,
        pub account: Option<Uuid>,
        pub client: Option<String>,
        pub administrator: Option<String>,
        pub reason: Option<String>,
        pub browser: Option<String>,
        pub network: Option<String>,
        pub object: Option<String>,
        pub number: Option<i64>,
        pub seal: Option<String>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
