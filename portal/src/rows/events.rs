//! What the audit log tells: what an administrator did, and to which of several things.

use audit::Details;
use base::AccountId;
use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use store::Tx;

use super::{DbErr, InRealm};

/// What an administrator did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The first of more than a thousand lines of a file came in. The object is the kind of file: where no other entry follows,
    /// somebody stopped the import.
    ImportBegun,
    /// A file of receipt lines was imported. The object of this and the other imports is the kind of file and its counts.
    ExpensesImported,
    /// A file of objections was imported.
    ObjectionsImported,
    /// A file of decisions on benefits was imported.
    BenefitsImported,
    /// A file of notices of eligibility was imported.
    EligibilityInformationImported,
    /// A file of certificates of eligibility was imported.
    EligibilityCertificatesImported,
    /// A file of check-ups was imported.
    CheckupsImported,
    /// A file of prescriptions was imported.
    PrescriptionsImported,
    /// A file of decisions on applications was imported.
    ApplicationsDecided,
    /// Applications were written into a file. The object says which, and how many they were.
    ApplicationsExported,
    /// A person's statement was printed. The object is the month or year, and how many lines there were.
    StatementPrinted,
    /// A notice was published. The object is its id.
    NoticePublished,
    /// A notice was withdrawn. The object is its id.
    NoticeWithdrawn,
    /// A MY mail went to the first of more people than one write sends to. The object is its id.
    MyMailBegun,
    /// A MY mail was sent. The object is its id, and how many got it or had it already.
    MyMailSent,
    /// Replies to MY mail were written out. The object is the MY mail's id, if one was named, and how many they were.
    RepliesExported,
    /// A backup was put back: all sessions ended.
    Restored,
}

impl Event {
    /// The event as its row names it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ImportBegun => "import-begun",
            Self::ExpensesImported => "expenses-imported",
            Self::ObjectionsImported => "objections-imported",
            Self::BenefitsImported => "benefits-imported",
            Self::EligibilityInformationImported => "eligibility-information-imported",
            Self::EligibilityCertificatesImported => "eligibility-certificates-imported",
            Self::CheckupsImported => "checkups-imported",
            Self::PrescriptionsImported => "prescriptions-imported",
            Self::ApplicationsDecided => "applications-decided",
            Self::ApplicationsExported => "applications-exported",
            Self::StatementPrinted => "statement-printed",
            Self::NoticePublished => "notice-published",
            Self::NoticeWithdrawn => "notice-withdrawn",
            Self::MyMailBegun => "my-mail-begun",
            Self::MyMailSent => "my-mail-sent",
            Self::RepliesExported => "replies-exported",
            Self::Restored => "restored",
        }
    }
}

impl<'c, C: ConnectionTrait> InRealm<'c, C> {
    /// The realm's audit log.
    pub const fn log(&self) -> audit::InRealm<'c, C> {
        audit::in_realm(self.connection, self.realm)
    }
}

impl InRealm<'_, Tx> {
    /// Records what the administrator at this machine did: about whom, by their id in the log, and which of several things.
    pub async fn record(
        &self,
        event: Event,
        (about, object): (Option<AccountId>, Option<String>),
        at: DateTime<Utc>,
    ) -> Result<(), DbErr> {
        let administrator = Some(audit::administrator());
        let details = Details { account: about, object, administrator, ..Details::default() };
        self.log().record((audit::ADMINISTRATOR, event.name()), details, at).await
    }
}
