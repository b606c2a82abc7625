//! What the portal shows to one society's members.

use base::{Secret, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ClientAuthentication, SigningAlgorithm};

/// A society's portal, as `portal.toml` describes it.
#[derive(Clone, Debug)]
pub struct PortalSettings {
    /// The portal's name, in the title of every page.
    pub title: Text<String>,
    /// The provider by which members sign in, where it is not the realm's own.
    pub provider: Option<OtherProvider>,
    /// The services on the top page, in this order.
    pub tiles: Vec<Tile>,
    /// The society's own manuals and documents, shown before sign-in too.
    pub documents: Vec<Link>,
    /// The categories of notices.
    pub notice_categories: Vec<NoticeCategory>,
    /// Who sees whose receipt lines.
    pub household: HouseholdRule,
    /// Medical expenses.
    pub expenses: ExpenseSettings,
    /// The signature of the file for e-Tax, where the society has one.
    pub tax_file: Option<TaxFile>,
}

impl PortalSettings {
    /// Whether the society switched a service of ours on: it has a tile.
    #[must_use]
    pub fn offers(&self, service: Service) -> bool {
        self.tiles.iter().any(|tile| tile.target == TileTarget::Service(service))
    }
}

/// An OpenID Connect provider that is not the realm's own, and how it knows the portal.
#[derive(Clone, Debug)]
pub struct OtherProvider {
    /// Its issuer.
    pub issuer: String,
    /// The portal's client id.
    pub client_id: String,
    /// The portal's secret; `None` while its file or variable is missing.
    pub secret: Option<Secret>,
    /// How the portal authenticates: by its secret, in the header or in the body.
    pub authentication: ClientAuthentication,
    /// How its ID tokens are signed.
    pub id_token_signed_response_alg: SigningAlgorithm,
}

/// How the medical-expense notice for e-Tax is signed.
#[derive(Clone, Debug)]
pub struct TaxFile {
    /// The form's version.
    pub form_version: Option<String>,
    /// The private key in PEM; `None` while its file or variable is missing.
    pub key: Option<Secret>,
    /// The certificate of it in PEM; `None` while its file or variable is missing.
    pub certificate: Option<Secret>,
}

/// A service on the top page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    /// The society's name of it.
    pub label: Text<String>,
    /// One sentence below the name.
    pub description: Option<Text<String>>,
    /// Where it leads.
    pub target: TileTarget,
}

/// Where a tile leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TileTarget {
    /// To pages of the portal.
    Service(Service),
    /// To another application, by single sign-on: a client id of this realm with an `initiate_login_uri`.
    Client(String),
    /// To another site: an https address.
    Link(String),
}

/// A service of the portal itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Service {
    /// 医療費情報
    /// Medical expenses.
    Expenses,
    /// 医療費控除用データ
    /// Data for the tax return.
    TaxData,
    /// 給付金支給決定通知
    /// Decisions on benefits.
    Benefits,
    /// 処方医薬品照会
    /// Prescriptions.
    Prescriptions,
    /// 健診結果照会
    /// Results of check-ups.
    Checkups,
    /// 資格情報のお知らせ
    /// Eligibility information.
    EligibilityInformation,
    /// 資格確認書
    /// Certificate of eligibility.
    EligibilityCertificate,
    /// 電子申請
    /// Electronic applications.
    Applications,
}

impl Service {
    /// What the service is called where the society does not name it.
    #[must_use]
    pub const fn usual_label(self) -> Text {
        match self {
            Self::Expenses => Text { ja: "医療費情報", en: "Medical expenses" },
            Self::TaxData => Text { ja: "医療費控除用データ", en: "Tax-return data" },
            Self::Benefits => Text { ja: "給付金支給決定通知", en: "Benefit decisions" },
            Self::Prescriptions => Text { ja: "処方医薬品照会", en: "Prescriptions" },
            Self::Checkups => Text { ja: "健診結果照会", en: "Check-up results" },
            Self::EligibilityInformation => Text { ja: "資格情報のお知らせ", en: "Eligibility information" },
            Self::EligibilityCertificate => Text { ja: "資格確認書", en: "Certificate of eligibility" },
            Self::Applications => Text { ja: "電子申請", en: "Electronic applications" },
        }
    }
}

/// A link with its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The words.
    pub label: Text<String>,
    /// An https address.
    pub url: String,
}

/// A category of notices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeCategory {
    /// How import files and rows name it: small letters, digits, hyphens.
    pub id: String,
    /// How members read it.
    pub label: Text<String>,
}

/// Who sees whose receipt lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HouseholdRule {
    /// 被保険者が世帯全員の明細を見る
    /// The insured person sees the whole household's lines.
    InsuredPerson,
    /// 各自が自分の明細だけを見る
    /// Each patient sees only their own.
    EachPatient,
}

/// How medical expenses are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpenseSettings {
    /// How many calendar years the pages show, this one included: 1 to 10.
    pub years_shown: u32,
    /// How many months after the care its lines are published: 1 to 12.
    pub published_after_months: u32,
    /// For how many years that have ended tax-return data is offered: 1 to 5.
    pub tax_years: u32,
    /// Whether the statement serves the tax return; printed on it either way.
    pub tax_statement: bool,
    /// What stands on pages and PDF about the tax return.
    pub tax_note: Option<Text<String>>,
    /// The society's notes below every table.
    pub notes: Vec<Text<String>>,
    /// After how many years receipt lines are deleted; not fewer than are shown.
    pub retention_years: u32,
}
