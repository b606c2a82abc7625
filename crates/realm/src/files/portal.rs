//! `portal.toml`: what the portal shows to the society's members.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{BothLanguages, SecretReference, pattern};
use crate::model::{ClientAuthentication, HouseholdRule, Service, SigningAlgorithm};

/// ポータルサイトの設定（portal.toml）
/// The settings of the society's portal (portal.toml).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "portal.toml")]
pub(crate) struct PortalFile {
    /// もとにするファイル（例："../portal-base.toml"）。ここに書かないキーは、そのファイルの値になる
    /// A file that this one is based on, such as "../portal-base.toml": it says what is not said here.
    #[schemars(regex(pattern = pattern::BASE))]
    pub extends: Option<String>,
    /// サイトの名前。省略時は組合の名称
    /// The site's name. Usual: the society's name.
    pub title: Option<BothLanguages>,
    /// この組合の認証サイトではなく、別のOpenID Connectプロバイダでログインさせるとき
    /// Another OpenID Connect provider by which members sign in, instead of the society's own.
    pub provider: Option<ProviderTable>,
    /// 世帯の明細を誰が見るか。省略時はeach-patient（各自が自分の分だけ）
    /// Who sees whose receipt lines. Usual: each-patient.
    #[serde(default = "each_patient")]
    pub household: HouseholdRule,
    /// トップページに並べるサービス（この順に）
    /// The services on the top page, in this order.
    #[serde(default)]
    pub tile: Vec<TileTable>,
    /// 組合の手引きや書類（ログイン前にも表示）
    /// The society's own manuals and documents, shown before sign-in too.
    #[serde(default)]
    pub document: Vec<LinkTable>,
    /// お知らせの分類。省略時は組合から・サービスから・メンテナンス
    /// The categories of notices. Usual: society, service, maintenance.
    #[serde(default)]
    pub notice_category: Vec<NoticeCategoryTable>,
    /// 医療費情報の表示
    /// How medical expenses are shown.
    #[serde(default)]
    pub expenses: ExpensesTable,
    /// e-Tax用の医療費通知（XML）に付ける電子署名。省略時は署名なしで、そのことをページに表示
    /// The electronic signature of the medical-expense notice for e-Tax (XML). Without it the file is unsigned, and the page says so.
    pub tax_file: Option<TaxFileTable>,
}

/// 別のOpenID Connectプロバイダ
/// Another OpenID Connect provider.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProviderTable {
    /// プロバイダのissuer
    /// Its issuer.
    pub issuer: String,
    /// そのプロバイダでのクライアントID
    /// The portal's client id there.
    #[schemars(regex(pattern = pattern::LINE))]
    pub client_id: String,
    /// シークレットの在りか
    /// Where the portal's secret there is.
    pub secret: SecretReference,
    /// 認証方法（client_secret_basicかclient_secret_post）。省略時はclient_secret_basic
    /// How the portal authenticates: client_secret_basic or client_secret_post. Usual: client_secret_basic.
    #[serde(default)]
    pub token_endpoint_auth_method: ClientAuthentication,
    /// IDトークンの署名方式。省略時はRS256
    /// How ID tokens are signed. Usual: RS256.
    #[serde(default)]
    pub id_token_signed_response_alg: SigningAlgorithm,
}

/// e-Tax用の医療費通知の電子署名
/// The electronic signature of the medical-expense notice for e-Tax.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TaxFileTable {
    /// 様式のバージョン（VR属性）。省略時は書き込まない
    /// The form's version (its attribute VR). Usual: none is written.
    #[schemars(regex(pattern = pattern::LINE))]
    pub form_version: Option<String>,
    /// 署名の秘密鍵（RSA 2048〜4096ビット、PEM）の在りか
    /// Where the private key is: RSA of 2048 to 4096 bits, in PEM.
    pub key: SecretReference,
    /// その鍵の証明書（PEM）の在りか
    /// Where the certificate of that key is, in PEM.
    pub certificate: SecretReference,
}

const fn each_patient() -> HouseholdRule {
    HouseholdRule::EachPatient
}

/// サービス1つ（service・client・linkのどれか1つを書く）
/// One service: write exactly one of service, client, link.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TileTable {
    /// ポータル自身のサービス
    /// A service of the portal itself.
    pub service: Option<Service>,
    /// 連携アプリ（clients/の名前）へのシングルサインオン
    /// Another application, by single sign-on: the name of a file in clients/.
    #[schemars(regex(pattern = pattern::ID))]
    pub client: Option<String>,
    /// ほかのサイトのアドレス（https）
    /// The https address of another site.
    pub link: Option<String>,
    /// 表示名。serviceでは省略できる
    /// The name shown; may be left out for a service.
    pub label: Option<BothLanguages>,
    /// 表示名の下の説明
    /// One sentence below the name.
    pub description: Option<BothLanguages>,
}

/// リンク1つ
/// One link.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkTable {
    /// 表示名
    /// The words shown.
    pub label: BothLanguages,
    /// アドレス（https）
    /// The https address.
    pub url: String,
}

/// お知らせの分類1つ
/// One category of notices.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoticeCategoryTable {
    /// 取り込みファイルで使う名前（半角小文字・数字・ハイフン）
    /// Its name in import files: small letters, digits, hyphens.
    #[schemars(regex(pattern = pattern::ID))]
    pub id: String,
    /// 加入者に表示する名前
    /// How members read it.
    pub label: BothLanguages,
}

/// 医療費情報の表示
/// How medical expenses are shown.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ExpensesTable {
    /// 表示する年数（今年を含む）。省略時は3
    /// How many calendar years are shown, this one included. Usual: 3.
    #[schemars(range(min = 1, max = 10))]
    pub years_shown: u32,
    /// 診療月の何か月後に明細を載せるか。省略時は3
    /// How many months after the care its lines are published. Usual: 3.
    #[schemars(range(min = 1, max = 12))]
    pub published_after_months: u32,
    /// 医療費控除用データを出せる年数（終わった年だけを数える）。省略時は5
    /// For how many years tax-return data is offered, counting those that have ended. Usual: 5.
    #[schemars(range(min = 1, max = 5))]
    pub tax_years: u32,
    /// 明細を医療費控除の申告に使えるか。省略時はtrue
    /// Whether the statement serves the tax return. Usual: true.
    pub tax_statement: bool,
    /// 申告についてページとPDFに書く文
    /// What stands about the tax return on pages and PDF.
    pub tax_note: Option<BothLanguages>,
    /// 表の下に並べる組合の注意書き
    /// The society's notes below every table.
    pub notes: Vec<BothLanguages>,
    /// 明細、ほかのサービスの記録、申請、MYメールを消すまでの年数。省略時は6
    /// After how many years receipt lines, records of other services, applications and MY mail are deleted. Usual: 6.
    #[schemars(range(min = 1, max = 20))]
    pub retention_years: u32,
}

impl Default for ExpensesTable {
    fn default() -> Self {
        Self {
            years_shown: 3,
            published_after_months: 3,
            tax_years: 5,
            tax_statement: true,
            tax_note: None,
            notes: Vec::new(),
            retention_years: 6,
        }
    }
}
