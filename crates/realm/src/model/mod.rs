//! One society as the rest of the program sees it: an immutable snapshot of its folder.
//!
//! Nothing here can be half valid: a [`Realm`] exists only when every check of `check/` passed, so its users
//! ask no question twice. Defaults are already filled in, placeholders expanded, secrets resolved.

mod client;
mod colour;
mod html;
mod maintenance;
mod portal;
mod sign_in;

use std::collections::BTreeMap;
use std::sync::Arc;

use base::{RealmName, Secret, Text};
use chrono::{NaiveDate, TimeDelta};

pub use client::{
    Acr, Client, ClientAuthentication, ClientKeys, ClientLifetimes, Consent, GrantType, LogoutUri, Profile,
    RequestObjects, SenderConstraint, SigningAlgorithm, Subject, SubjectType,
};
pub use colour::{Colour, NotAColour};
pub use html::Html;
pub use maintenance::{Interruption, MaintenanceWindow};
pub use portal::{
    ExpenseSettings, HouseholdRule, Link, NoticeCategory, OtherProvider, PortalSettings, Service, TaxFile, Tile,
    TileTarget,
};
pub use sign_in::{
    CharacterClass, DerivedPart, Enrolment, InitialCredentials, LengthRange, Lockout, Method, PasswordPolicy,
    SecondFactor, SignInPolicy, Step, Unlock,
};

/// One society: its policies, clients and texts.
#[derive(Clone, Debug)]
pub struct Realm {
    /// The folder's name, and the first part of every path.
    pub name: RealmName,
    /// The society's name as its members know it.
    pub display_name: Text<String>,
    /// The OpenID Connect issuer, exactly as it stands in tokens: no trailing slash (OpenID Connect Discovery §3).
    pub issuer: String,
    /// Where the portal's pages of this realm begin: no trailing slash.
    pub portal_url: String,
    /// Whom a member asks who cannot go on alone.
    pub contact: Contact,
    /// What a sign-in demands.
    pub sign_in: SignInPolicy,
    /// How long things last.
    pub lifetimes: Lifetimes,
    /// The versions of the terms of use, the earliest first; at least one.
    pub terms: Vec<TermsVersion>,
    /// For how long after a version takes effect a member who agreed to the former one may put it off; whole days.
    pub terms_grace: Option<TimeDelta>,
    /// The applications that may sign members in, by client id.
    pub clients: BTreeMap<String, Arc<Client>>,
    /// Whether and how applications may register themselves (RFC 7591); `None`: they may not.
    pub registration: Option<Registration>,
    /// For how many years the audit log is kept.
    pub audit_retention_years: u32,
    /// Announced interruptions of the service.
    pub maintenance: Vec<MaintenanceWindow>,
    /// From which addresses mail goes out, and which kinds.
    pub mail: MailSenders,
    /// Logo and colour.
    pub brand: Brand,
    /// Guide and frequently asked questions.
    pub help: Help,
    /// What the portal shows.
    pub portal: PortalSettings,
    /// Whether the society has left: nobody signs in any more.
    pub retired: bool,
    /// Whether this is a developer's machine: plain http on loopback, several realms on one host.
    pub development: bool,
    /// SHA-256 of the realm's folder, in hex: which content a running process serves.
    pub content_hash: String,
}

impl Realm {
    /// The version of the terms that binds on a day: the newest that is effective. `None` before the first.
    #[must_use]
    pub fn terms_in_force(&self, today: NaiveDate) -> Option<&TermsVersion> {
        self.terms.iter().rev().find(|version| version.effective_from <= today)
    }

    /// The version of the terms that would no longer be known, though it is in force on a day and members may have agreed
    /// to it, and what would be in force instead. `None` when that is as new, or nobody is asked.
    #[must_use]
    pub fn terms_gone_since<'a>(&'a self, before: &'a Self, today: NaiveDate) -> Option<(&'a str, &'a str)> {
        let (old, new) = (before.terms_in_force(today)?, self.terms_in_force(today));
        let is_asked = self.sign_in.steps.contains(&Step::Terms);
        let goes_back = is_asked && new.is_none_or(|new| new.effective_from < old.effective_from);
        goes_back.then(|| (old.version.as_str(), new.map_or("-", |new| new.version.as_str())))
    }

    /// The application with a client id.
    #[must_use]
    pub fn client(&self, id: &str) -> Option<&Arc<Client>> {
        self.clients.get(id)
    }
}

/// The society's help desk, in the society's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The desk's name, such as 「港健康保険組合 業務課」.
    pub name: Text<String>,
    /// The telephone number as it is written in Japan.
    pub phone: Option<String>,
    /// When the desk answers.
    pub hours: Option<Text<String>>,
    /// The desk's e-mail address.
    pub email: Option<String>,
}

/// How long things last. All bounds are checked when the realm is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetimes {
    /// A session at the provider, from its sign-in on; at most 24 hours.
    pub session: TimeDelta,
    /// A sign-in that was begun and not finished; at most 72 hours.
    pub sign_in: TimeDelta,
    /// A password or code that was right, within an unfinished sign-in.
    pub proofs: TimeDelta,
    /// An authorization code; at most 60 seconds (OAuth 2.0 Security BCP, FAPI 2.0).
    pub authorization_code: TimeDelta,
    /// An access token.
    pub access_token: TimeDelta,
    /// An ID token.
    pub id_token: TimeDelta,
    /// A refresh token with `offline_access`, from the sign-in on; one without ends with its session.
    pub refresh_token: TimeDelta,
    /// A fresh authentication, for changes of credentials and for downloads.
    pub step_up: TimeDelta,
    /// A code sent by mail; at most 10 minutes (NIST SP 800-63B-4 §3.1.3.2).
    pub mail_code: TimeDelta,
    /// A link that proves an e-mail address.
    pub email_verification: TimeDelta,
    /// A link that sets a forgotten password anew.
    pub password_reset: TimeDelta,
}

/// How applications may register themselves (RFC 7591).
#[derive(Clone, Debug)]
pub struct Registration {
    /// The initial access tokens that permit it; `None` in development alone: anybody may. An empty list permits
    /// nobody, while the files or variables are missing.
    pub initial_access_tokens: Option<Vec<Secret>>,
    /// Whether registered clients must use PKCE; public ones always must.
    pub pkce_required: bool,
    /// The scopes that a registered client may ask for.
    pub scopes: Vec<String>,
    /// What a sign-in for a registered client must at least prove.
    pub minimum_acr: Acr,
    /// The hosts that a registered client's addresses may be fetched from: key sets, sectors, request objects.
    pub hosts: Vec<String>,
}

/// One version of the terms of use, in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermsVersion {
    /// The version's name: the day it takes effect, as its file is named (`2026-04-01`).
    pub version: String,
    /// The first day on which it binds, in Japan.
    pub effective_from: NaiveDate,
    /// The text.
    pub documents: Text<Document>,
}

/// A text that a society wrote in Markdown.
#[derive(Clone, Debug, Eq)]
pub struct Document {
    /// The heading on its first line.
    pub title: String,
    /// The rest as sanitised HTML: headings from `h2` on, paragraphs, lists, tables, links. Safe to print as it is.
    pub html: Html,
    /// SHA-256 of the Markdown file in hex: what exactly a member agreed to.
    pub sha256: String,
}

/// The hash first: texts of different files are not made into HTML to be compared.
impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        self.sha256 == other.sha256 && self.title == other.title && self.html == other.html
    }
}

/// The help pages that a society wrote itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Help {
    /// 「ご利用案内」, from `help/guide.*.md`.
    pub guide: Option<Text<Document>>,
    /// 「よくある質問」, from `help/faq.*.md`: `##` categories, `###` questions, answers.
    pub faq: Option<Text<Document>>,
}

/// The addresses that mail comes from, and the kinds of mail this society sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailSenders {
    /// Verification, codes, forgotten ID or password.
    pub no_reply: String,
    /// Messages about the portal's content.
    pub info: String,
    /// First sign-in done; a changed password, address or credential.
    pub webmaster: String,
    /// The kinds of message sent from `info`.
    pub kinds: Vec<MailKind>,
}

/// A kind of message about the portal's content, switched on per society.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum MailKind {
    /// 資格確認書
    /// A new certificate of eligibility.
    EligibilityCertificate,
    /// 資格情報のお知らせ
    /// A notice of eligibility information.
    EligibilityInformation,
    /// 医療費情報
    /// New receipt lines.
    Expenses,
    /// 処方医薬品照会
    /// New prescriptions.
    Prescriptions,
    /// 電子申請
    /// News of an electronic application.
    Applications,
    /// 健診結果
    /// Results of a check-up.
    Checkups,
    /// 給付金
    /// A benefit was decided.
    Benefits,
    /// お知らせ
    /// A notice of the society.
    Notices,
    /// MYメール
    /// A personal message.
    MyMail,
}

/// How the society looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brand {
    /// The logo: harmless SVG (no script, no event handler, nothing external), at most 64 KiB.
    pub logo_svg: Option<Arc<str>>,
    /// The colour of headings, links and buttons; its contrast with white is at least 4.5.
    pub primary_colour: Colour,
}
