//! `clients/*.toml`: an application that signs the society's members in.
//!
//! Keys carry the names of OpenID Connect Dynamic Client Registration, which vendors' papers use too.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{BothLanguages, Duration, pattern};
use crate::model::{Acr, ClientAuthentication, Consent, GrantType, Profile, SigningAlgorithm, SubjectType};

/// 連携アプリ1つ分の設定（clients/名前.toml）
/// The settings of one application (clients/NAME.toml).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "clients/*.toml")]
pub(crate) struct ClientFile {
    /// クライアントID（ファイル名と同じ）
    /// The client id: the same as the file's name.
    #[schemars(regex(pattern = pattern::ID))]
    pub client_id: String,
    /// アプリの名前（加入者に表示される）
    /// The application's name as members know it.
    pub name: BothLanguages,
    /// 従う仕様。省略時はoidc
    /// The profile it follows. Usual: oidc.
    #[serde(default)]
    pub profile: Profile,
    /// アプリ自身の認証方法。省略時はclient_secret_basic
    /// How the application authenticates. Usual: client_secret_basic.
    #[serde(default)]
    pub token_endpoint_auth_method: ClientAuthentication,
    /// シークレットの在りか（このファイルには書かない）
    /// Where the secret is; never the secret itself.
    pub secret: Option<SecretReference>,
    /// 入れ替え中のもう1つのシークレットの在りか
    /// Where the second secret is, while one replaces the other.
    pub next_secret: Option<SecretReference>,
    /// アプリが署名する認証（private_key_jwt）の方式。省略時は受け付けられるものすべて
    /// How the assertions of private_key_jwt are signed. Usual: any that is accepted.
    pub token_endpoint_auth_signing_alg: Option<SigningAlgorithm>,
    /// アプリの公開鍵（JWK Set）。jwks_uriとどちらか1つ
    /// Its public keys as a JWK Set; or jwks_uri, not both.
    pub jwks: Option<JwkSetTable>,
    /// アプリの公開鍵の在りか
    /// Where its public keys are published.
    pub jwks_uri: Option<String>,
    /// クライアント証明書の主体者名（tls_client_auth。RFC 4514の書き方。大文字と小文字、空白の数は区別しない）
    /// The subject of its certificate for tls_client_auth, as RFC 4514 writes it; neither case nor the number of
    /// spaces matters.
    #[schemars(regex(pattern = pattern::LINE))]
    pub tls_client_auth_subject_dn: Option<String>,
    /// トークンをDPoPの鍵に結びつけるか。省略時はfalse
    /// Whether its tokens are bound to a DPoP key. Usual: false.
    #[serde(default)]
    pub dpop_bound_access_tokens: bool,
    /// トークンをクライアント証明書に結びつけるか。省略時はfalse
    /// Whether its tokens are bound to its certificate. Usual: false.
    #[serde(default)]
    pub tls_client_certificate_bound_access_tokens: bool,
    /// ログイン後に戻るアドレス（完全一致、https）。{portal}はポータルのアドレス
    /// Where answers are sent: exact https addresses. {portal} stands for the portal's address.
    #[serde(default)]
    #[schemars(extend("uniqueItems" = true))]
    pub redirect_uris: Vec<String>,
    /// ログアウト後に戻るアドレス
    /// Where a browser is sent after signing out.
    #[serde(default)]
    #[schemars(extend("uniqueItems" = true))]
    pub post_logout_redirect_uris: Vec<String>,
    /// アプリ側でログインを始めるアドレス（期限切れページの「もう一度」などが使う）
    /// Where the application begins a sign-in; pages that expired lead there.
    pub initiate_login_uri: Option<String>,
    /// ログアウトをブラウザ経由で知らせるアドレス
    /// Where the browser is led, in a hidden frame, when a session ends.
    pub frontchannel_logout_uri: Option<String>,
    /// そのアドレスにissとsidを付けるか。省略時はfalse
    /// Whether iss and sid are added to it. Usual: false.
    #[serde(default)]
    pub frontchannel_logout_session_required: bool,
    /// ログアウトをサーバから知らせるアドレス
    /// Where we send a logout token when a session ends.
    pub backchannel_logout_uri: Option<String>,
    /// ログアウトトークンにsidが必要か。省略時はfalse
    /// Whether the logout token must have a sid. Usual: false.
    #[serde(default)]
    pub backchannel_logout_session_required: bool,
    /// 使い方。省略時はauthorization_code
    /// What the token endpoint is used for. Usual: authorization_code.
    #[serde(default = "authorization_code")]
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    pub grant_types: Vec<GrantType>,
    /// 求めてよい情報の範囲。省略時はopenid
    /// The scopes it may ask for. Usual: openid.
    #[serde(default = "openid")]
    #[schemars(inner(regex(pattern = pattern::SCOPE)), extend("uniqueItems" = true))]
    pub scopes: Vec<String>,
    /// トークンを求めてよいAPI（RFC 8707）
    /// The APIs that it may ask tokens for (RFC 8707).
    #[serde(default)]
    #[schemars(extend("uniqueItems" = true))]
    pub resources: Vec<String>,
    /// このアプリが提供するAPI（そのトークンを照会できる、RFC 7662）
    /// The APIs that it serves, whose tokens it may introspect (RFC 7662).
    #[serde(default)]
    #[schemars(extend("uniqueItems" = true))]
    pub serves: Vec<String>,
    /// 加入者に同意を求めるか。省略時はimplicit（組合のアプリなので求めない）
    /// Whether members are asked for consent. Usual: implicit, as for the society's own.
    #[serde(default)]
    pub consent: Consent,
    /// 加入者の識別子（sub）。省略時はpublic
    /// How it knows members (sub). Usual: public.
    #[serde(default)]
    pub subject_type: SubjectType,
    /// 同じ識別子を使うアプリの一覧の在りか（subject_type = "pairwise"のとき）
    /// The list of addresses that share identifiers, with subject_type = "pairwise".
    pub sector_identifier_uri: Option<String>,
    /// 最低限必要な認証の強さ。省略時はmail-code
    /// What a sign-in must at least prove. Usual: mail-code.
    #[serde(default = "mail_code")]
    pub minimum_acr: Acr,
    /// IDトークンの署名方式。省略時はRS256
    /// How ID tokens are signed. Usual: RS256.
    #[serde(default)]
    pub id_token_signed_response_alg: SigningAlgorithm,
    /// userinfoの署名方式。省略時は署名しない
    /// How userinfo is signed. Usual: not at all.
    pub userinfo_signed_response_alg: Option<SigningAlgorithm>,
    /// 認可応答（JARM）の署名方式。省略時はRS256
    /// How authorization responses are signed where it asks for that (JARM). Usual: RS256.
    pub authorization_signed_response_alg: Option<SigningAlgorithm>,
    /// リクエストオブジェクトの署名方式。省略時は受け付けられるものすべて
    /// How its request objects are signed. Usual: any that is accepted.
    pub request_object_signing_alg: Option<SigningAlgorithm>,
    /// 署名したリクエストを必須にするか。省略時はfalse
    /// Whether every request must be a signed request object. Usual: false.
    #[serde(default)]
    pub require_signed_request_object: bool,
    /// リクエストオブジェクトを取りに行ってよいアドレス
    /// From where its request objects may be fetched.
    #[serde(default)]
    #[schemars(extend("uniqueItems" = true))]
    pub request_uris: Vec<String>,
    /// 事前の登録（PAR）を必須にするか。省略時はfalse
    /// Whether every request must be pushed first (PAR). Usual: false.
    #[serde(default)]
    pub require_pushed_authorization_requests: bool,
    /// max_ageの既定値（秒）
    /// The max_age of requests that name none, in seconds.
    pub default_max_age: Option<u32>,
    /// このアプリのトークンの有効期間
    /// How long its tokens last.
    #[serde(default)]
    pub lifetimes: ClientLifetimesTable,
    /// PKCE（S256）を必須にするか。省略時はtrue
    /// Whether PKCE (S256) is required. Usual: true.
    #[serde(default = "yes")]
    pub require_pkce: bool,
    /// アプリのホームページ
    /// Its home page.
    pub client_uri: Option<String>,
    /// アプリのロゴ
    /// Its logo.
    pub logo_uri: Option<String>,
    /// 個人情報の取り扱い
    /// Its privacy policy.
    pub policy_uri: Option<String>,
    /// 利用規約
    /// Its terms of service.
    pub tos_uri: Option<String>,
}

/// シークレットの在りか（fileかenvのどちらか1つ）
/// Where a secret is: exactly one of file and env.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SecretReference {
    /// サーバの設定のsecrets_dirにあるファイルの名前（その外のファイルは使えない）
    /// The name of a file in the process's secrets_dir; none outside it.
    #[schemars(length(min = 1))]
    pub file: Option<String>,
    /// 環境変数の名前（サーバ自身の設定であるWARIFU_…は使えない）
    /// The name of an environment variable; not of WARIFU_…, which are the server's own settings.
    #[schemars(regex(pattern = pattern::VARIABLE))]
    pub env: Option<String>,
}

/// アプリの公開鍵（JWK Set、RFC 7517）
/// Public keys as a JWK Set (RFC 7517).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct JwkSetTable {
    /// 公開鍵。秘密の部分（dなど）は書かない
    /// The public keys, without any private member.
    #[schemars(length(min = 1))]
    pub keys: Vec<Map<String, Value>>,
}

/// アプリのトークンの有効期間。省略時はrealm.tomlの値
/// How long the application's tokens last. Usual: as realm.toml says.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ClientLifetimesTable {
    /// アクセストークン（1min〜1h）
    /// An access token, 1min to 1h.
    pub access_token: Option<Duration>,
    /// IDトークン（1min〜1h）
    /// An ID token, 1min to 1h.
    pub id_token: Option<Duration>,
    /// リフレッシュトークン（offline_access。1h〜90d）
    /// A refresh token with offline_access, 1h to 90d.
    pub refresh_token: Option<Duration>,
}

fn authorization_code() -> Vec<GrantType> {
    vec![GrantType::AuthorizationCode]
}

fn openid() -> Vec<String> {
    vec!["openid".to_owned()]
}

const fn mail_code() -> Acr {
    Acr::MailCode
}

const fn yes() -> bool {
    true
}
