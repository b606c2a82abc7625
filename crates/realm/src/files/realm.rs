//! `realm.toml`: who the society is; what a sign-in demands stands in `sign_in.rs`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{BothLanguages, Duration, SecretReference, SignInTable, pattern};
use crate::model::{Acr, MailKind};

/// 健康保険組合1つ分の設定（realm.toml）
/// The settings of one society (realm.toml).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "realm.toml")]
pub(crate) struct RealmFile {
    /// もとにするファイル（例："../base.toml"）。ここに書かないキーは、そのファイルの値になる
    /// A file that this one is based on, such as "../base.toml": it says what is not said here.
    #[schemars(regex(pattern = pattern::BASE))]
    pub extends: Option<String>,
    /// 組合の利用を終了したか。trueにすると、ログインできなくなる（データは残る）。省略時はfalse
    /// Whether the society has left: nobody signs in any more, the data stays. Usual: false.
    #[serde(default)]
    pub retired: bool,
    /// 組合の名称（加入者に表示される名前）
    /// The society's name as its members know it.
    pub display_name: BothLanguages,
    /// 認証サイトのアドレス（OpenID Connectのissuer）。パスは「/フォルダ名」だけ。省略時は、サーバの設定のprovider_urlに「/フォルダ名」を付けたもの
    /// The provider's address: the OpenID Connect issuer. Its path is "/" + the folder's name. Usual: the process's provider_url with that path.
    pub issuer: Option<String>,
    /// ポータルサイトのアドレス。パスは「/フォルダ名」だけ。省略時は、サーバの設定のportal_urlに「/フォルダ名」を付けたもの
    /// The portal's address. Its path is "/" + the folder's name. Usual: the process's portal_url with that path.
    pub portal_url: Option<String>,
    /// お問い合わせ先（ロックされたときなど、画面に表示される）
    /// Whom a member asks; shown wherever a member cannot go on alone.
    pub contact: ContactTable,
    /// 見た目（ロゴはbrand/logo.svgに置く）
    /// Looks. The logo is the file brand/logo.svg.
    #[serde(default)]
    pub brand: BrandTable,
    /// ログインの決まり
    /// What a sign-in demands.
    #[serde(default)]
    pub sign_in: SignInTable,
    /// 利用規約の決まり（規約の文はterms/に置く）
    /// How a new version of the terms comes in. The texts stand in terms/.
    #[serde(default)]
    pub terms: TermsTable,
    /// 有効期間
    /// How long things last.
    #[serde(default)]
    pub lifetimes: LifetimesTable,
    /// アプリ自身による登録（RFC 7591）。省略時は受け付けない
    /// Applications that register themselves (RFC 7591). Usual: none may.
    pub registration: Option<RegistrationTable>,
    /// 監査ログの決まり
    /// The audit log.
    #[serde(default)]
    pub audit: AuditTable,
    /// メールの差出人と種類
    /// Senders and kinds of mail.
    pub mail: MailTable,
    /// 計画停止（事前に告知し、その間は案内ページを表示する）
    /// Maintenance: announced before, a page with the end time during.
    #[serde(default)]
    pub maintenance: Vec<MaintenanceTable>,
}

/// お問い合わせ先
/// The help desk.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContactTable {
    /// 窓口の名称。省略時は組合の名称
    /// The desk's name. Usual: the society's name.
    pub name: Option<BothLanguages>,
    /// 電話番号（電話番号かメールのどちらかは必要）
    /// Telephone number. Either a number or an e-mail address is needed.
    #[schemars(regex(pattern = pattern::PHONE))]
    pub phone: Option<String>,
    /// 受付時間
    /// When the desk answers.
    pub hours: Option<BothLanguages>,
    /// メールアドレス
    /// E-mail address.
    #[schemars(regex(pattern = pattern::EMAIL))]
    pub email: Option<String>,
}

/// 見た目
/// Looks.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct BrandTable {
    /// 見出し・リンク・ボタンの色（#rrggbb）。白との明暗差が4.5以上の色。省略時は#0017c1
    /// Colour of headings, links and buttons (#rrggbb). Contrast with white at least 4.5. Usual: #0017c1.
    #[schemars(regex(pattern = pattern::COLOUR))]
    pub primary_colour: String,
}

impl Default for BrandTable {
    fn default() -> Self {
        Self { primary_colour: "#0017c1".to_owned() }
    }
}

/// 利用規約の決まり
/// How a new version of the terms comes in.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct TermsTable {
    /// 新しい版の効力が生じてから「あとで確認する」を選べる日数（1d〜90d。前の版に同意した人だけ。初回ログインでは選べない）。省略時は選べない
    /// For how many days after a version takes effect a member who agreed to the former one may put it off,
    /// 1d to 90d; never at the first sign-in. Usual: not at all.
    pub grace: Option<Duration>,
}

/// 有効期間（例：30min、24h）
/// How long things last, such as 30min or 24h.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LifetimesTable {
    /// ログインの状態（最長24h）。省略時は24h
    /// A session at the provider, at most 24h. Usual: 24h.
    pub session: Duration,
    /// 途中のログイン（最長72h）。省略時は72h
    /// A sign-in begun and not finished, at most 72h. Usual: 72h.
    pub sign_in: Duration,
    /// 途中のログインの中で確かめたパスワードやコード（最長1h）。省略時は30min
    /// A password or code that was right, within an unfinished sign-in, at most 1h. Usual: 30min.
    pub proofs: Duration,
    /// 認可コード（最長60s）。省略時は60s
    /// An authorization code, at most 60s. Usual: 60s.
    pub authorization_code: Duration,
    /// アクセストークン（最長1h）。省略時は5min
    /// An access token, at most 1h. Usual: 5min.
    pub access_token: Duration,
    /// IDトークン（最長1h）。省略時は5min
    /// An ID token, at most 1h. Usual: 5min.
    pub id_token: Duration,
    /// リフレッシュトークン（offline_accessのとき。最長90d）。省略時は30d
    /// A refresh token with offline_access, at most 90d. Usual: 30d.
    pub refresh_token: Duration,
    /// 大切な操作の前の再認証（最長15min）。省略時は5min
    /// A fresh authentication before sensitive changes, at most 15min. Usual: 5min.
    pub step_up: Duration,
    /// メールで送るコード（最長10min）。省略時は5min
    /// A code sent by mail, at most 10min. Usual: 5min.
    pub mail_code: Duration,
    /// Eメール確認のリンク（最長24h）。省略時は30min
    /// A link that proves an e-mail address, at most 24h. Usual: 30min.
    pub email_verification: Duration,
    /// パスワード再設定のリンク（5min〜60min）。省略時は5min
    /// A link that sets a forgotten password anew, 5min to 60min. Usual: 5min.
    pub password_reset: Duration,
}

impl Default for LifetimesTable {
    fn default() -> Self {
        use chrono::TimeDelta;
        let minutes = |n| Duration(TimeDelta::minutes(n));
        let hours = |n| Duration(TimeDelta::hours(n));
        Self {
            session: hours(24),
            sign_in: hours(72),
            proofs: minutes(30),
            authorization_code: minutes(1),
            access_token: minutes(5),
            id_token: minutes(5),
            refresh_token: hours(30 * 24),
            step_up: minutes(5),
            mail_code: minutes(5),
            email_verification: minutes(30),
            password_reset: minutes(5),
        }
    }
}

/// 監査ログの決まり
/// The audit log.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct AuditTable {
    /// 監査ログを残す年数（1〜30）。それより古い月の記録は、月ごとに消す。省略時は5
    /// For how many years the audit log is kept, 1 to 30; older months are deleted whole. Usual: 5.
    #[schemars(range(min = 1, max = 30))]
    pub retention_years: u32,
}

impl Default for AuditTable {
    fn default() -> Self {
        Self { retention_years: 5 }
    }
}

/// アプリ自身による登録（RFC 7591）
/// Applications that register themselves (RFC 7591).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegistrationTable {
    /// 登録に必要なトークンの在りか。開発用のサーバでだけ省ける（だれでも登録できる）
    /// Where the token is that a registration needs. Left out, anybody may register: in development only.
    pub initial_access_token: Option<SecretReference>,
    /// 入れ替え中のもう1つのトークンの在りか
    /// Where the second token is, while one replaces the other.
    pub next_initial_access_token: Option<SecretReference>,
    /// PKCEの扱い。省略時はrequired
    /// Whether registered clients must use PKCE. Usual: required.
    #[serde(default)]
    pub pkce: RegisteredPkce,
    /// 求めてよい情報の範囲。省略時はopenid、profile、email
    /// The scopes that they may ask for. Usual: openid, profile, email.
    #[serde(default = "usual_scopes")]
    #[schemars(inner(regex(pattern = pattern::SCOPE)), extend("uniqueItems" = true))]
    pub scopes: Vec<String>,
    /// 最低限必要な認証の強さ。省略時はmail-code
    /// What a sign-in for them must at least prove. Usual: mail-code.
    #[serde(default = "usual_minimum")]
    pub minimum_acr: Acr,
    /// 鍵などを取りに行ってよいホスト
    /// The hosts that their key sets and the like may be fetched from.
    #[serde(default)]
    #[schemars(inner(regex(pattern = pattern::HOST)), extend("uniqueItems" = true))]
    pub hosts: Vec<String>,
}

/// PKCEの扱い
/// What is asked of PKCE.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum RegisteredPkce {
    /// 必須
    /// It must be used.
    #[default]
    Required,
    /// 任意（シークレットや鍵を持つアプリだけ）
    /// It may be left out by clients that authenticate.
    Optional,
}

fn usual_scopes() -> Vec<String> {
    ["openid", "profile", "email"].map(str::to_owned).to_vec()
}

const fn usual_minimum() -> Acr {
    Acr::MailCode
}

/// メールの差出人と種類
/// Senders and kinds of mail.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MailTable {
    /// 差出人のドメイン（加入者が受信を許可するもの）
    /// The senders' domain, which members allow in their mail settings.
    #[schemars(regex(pattern = pattern::DOMAIN))]
    pub domain: String,
    /// 確認・コード・ID/パスワード忘れの差出人。省略時はno-reply@ドメイン
    /// Sender of verification, codes, forgotten ID or password. Usual: no-reply@ the domain.
    #[schemars(regex(pattern = pattern::EMAIL))]
    pub no_reply: Option<String>,
    /// お知らせ類の差出人。省略時はinfo@ドメイン
    /// Sender of messages about the portal's content. Usual: info@ the domain.
    #[schemars(regex(pattern = pattern::EMAIL))]
    pub info: Option<String>,
    /// 初回ログイン完了や設定変更の差出人。省略時はwebmaster@ドメイン
    /// Sender of "first sign-in done" and of changed credentials. Usual: webmaster@ the domain.
    #[schemars(regex(pattern = pattern::EMAIL))]
    pub webmaster: Option<String>,
    /// お知らせ類のうち送る種類。省略時はnoticesとmy-mail
    /// The kinds of message sent from info. Usual: notices and my-mail.
    #[serde(default = "usual_kinds")]
    #[schemars(extend("uniqueItems" = true))]
    pub kinds: Vec<MailKind>,
}

fn usual_kinds() -> Vec<MailKind> {
    vec![MailKind::Notices, MailKind::MyMail]
}

/// 計画停止1つ分（日本時間）
/// One maintenance window, Japan time.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MaintenanceTable {
    /// 毎月のいつか（例："3rd thursday"＝第3木曜日）。1回だけなら書かない
    /// Which day of every month, such as "3rd thursday". Not written for a single window.
    #[schemars(regex(pattern = pattern::EVERY))]
    pub every: Option<String>,
    /// 始まり：毎月なら"19:00"、1回だけなら"2026-12-30T22:00"
    /// The beginning: "19:00" when monthly, "2026-12-30T22:00" when once.
    #[schemars(regex(pattern = pattern::WHEN))]
    pub from: String,
    /// 終わり（始まりより後）
    /// The end, later than the beginning.
    #[schemars(regex(pattern = pattern::WHEN))]
    pub until: String,
}
