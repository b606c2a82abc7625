//! `clients/*.toml`: an application that signs the society's members in.
//!
//! Keys carry the names of OpenID Connect Dynamic Client Registration, which vendors' papers use too.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{BothLanguages, pattern};
use crate::model::{Acr, ClientAuthentication, GrantType, SigningAlgorithm};

/// 連携アプリ1つ分の設定（clients/名前.toml）
/// The settings of one application (clients/NAME.toml).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
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
    /// 最低限必要な認証の強さ。省略時はmail-code
    /// What a sign-in must at least prove. Usual: mail-code.
    #[serde(default = "mail_code")]
    pub minimum_acr: Acr,
    /// IDトークンの署名方式。省略時はRS256
    /// How ID tokens are signed. Usual: RS256.
    #[serde(default)]
    pub id_token_signed_response_alg: SigningAlgorithm,
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
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SecretReference {
    /// ファイル名（相対ならサーバの設定のsecrets_dirから）
    /// A file; a relative one is looked up in the process's secrets_dir.
    #[schemars(length(min = 1))]
    pub file: Option<String>,
    /// 環境変数の名前
    /// The name of an environment variable.
    #[schemars(regex(pattern = pattern::VARIABLE))]
    pub env: Option<String>,
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
