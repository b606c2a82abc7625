//! An application that signs members in through OpenID Connect.

use base::{Secret, Text};
use chrono::TimeDelta;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Realm;

/// A registered application (OpenID Connect Registration §2; names are the field's).
#[derive(Clone, Debug)]
pub struct Client {
    /// The client id: its file's name without `.toml`.
    pub id: String,
    /// The application's name as members know it.
    pub name: Text<String>,
    /// The profile it follows. What FAPI 2.0 demands is filled in already: pushed requests, PKCE, bound tokens.
    pub profile: Profile,
    /// How it authenticates at the token endpoint.
    pub authentication: ClientAuthentication,
    /// Its secrets, two at most, so that they overlap while one replaces the other.
    /// Empty for a public client, and while the file or variable is missing: then nobody authenticates as it.
    pub secrets: Vec<Secret>,
    /// How its assertions must be signed; any accepted algorithm when `None`.
    pub authentication_signing_alg: Option<SigningAlgorithm>,
    /// Its public keys, for assertions, request objects and self-signed certificates.
    pub keys: ClientKeys,
    /// The subject of its certificate (RFC 8705 §2.1.2), as RFC 4514 writes it.
    pub certificate_subject: Option<String>,
    /// What its tokens are bound to.
    pub sender_constraint: Option<SenderConstraint>,
    /// Where answers may be sent: compared byte by byte (RFC 9700 §4.1.3).
    pub redirect_uris: Vec<String>,
    /// Where a browser may be sent after signing out (OpenID Connect RP-Initiated Logout §3.1).
    pub post_logout_redirect_uris: Vec<String>,
    /// Where the application begins a sign-in anew (OpenID Connect Core §4).
    pub initiate_login_uri: Option<String>,
    /// Where a hidden frame tells it that a session ended (OpenID Connect Front-Channel Logout §2).
    pub frontchannel_logout: Option<LogoutUri>,
    /// Where a logout token tells it (OpenID Connect Back-Channel Logout §2.2).
    pub backchannel_logout: Option<LogoutUri>,
    /// What it may use the token endpoint for.
    pub grant_types: Vec<GrantType>,
    /// The scopes it may ask for.
    pub scopes: Vec<String>,
    /// The resources it may ask tokens for (RFC 8707 §2).
    pub resources: Vec<String>,
    /// The resources it serves: it may introspect tokens for them (RFC 7662 §4).
    pub serves: Vec<String>,
    /// Whether members are asked before it learns of them.
    pub consent: Consent,
    /// How it knows members.
    pub subject: Subject,
    /// What a sign-in for it must at least prove.
    pub minimum_acr: Acr,
    /// How old a sign-in may be when a request does not say, in seconds (`default_max_age`).
    pub default_max_age: Option<u32>,
    /// How its ID tokens are signed.
    pub id_token_signed_response_alg: SigningAlgorithm,
    /// How its userinfo is signed; plain JSON when `None`.
    pub userinfo_signed_response_alg: Option<SigningAlgorithm>,
    /// How signed authorization responses are signed (JARM §3).
    pub authorization_signed_response_alg: SigningAlgorithm,
    /// The request objects it sends.
    pub request_objects: RequestObjects,
    /// Whether its requests must be pushed first (RFC 9126 §6).
    pub pushed_requests_required: bool,
    /// Whether it must use PKCE with S256 (RFC 7636).
    pub pkce_required: bool,
    /// How long its tokens last, where it differs from the realm's.
    pub lifetimes: ClientLifetimes,
    /// Its home page.
    pub client_uri: Option<String>,
    /// Its logo.
    pub logo_uri: Option<String>,
    /// Its privacy policy.
    pub policy_uri: Option<String>,
    /// Its terms of service.
    pub tos_uri: Option<String>,
}

impl Client {
    /// How long its access tokens last in a realm.
    #[must_use]
    pub fn access_token_lifetime(&self, realm: &Realm) -> TimeDelta {
        self.lifetimes.access_token.unwrap_or(realm.lifetimes.access_token)
    }
}

/// A bundle of rules that a client follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// OpenID Connect
    /// OpenID Connect.
    #[default]
    Oidc,
    /// FAPI 2.0（金融・医療向けの厳しい仕様）
    /// FAPI 2.0 Security Profile: pushed requests, bound tokens, no shared secrets.
    Fapi2,
}

/// A client's public keys (RFC 7517).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ClientKeys {
    /// It has none.
    #[default]
    None,
    /// They stand in its file: JSON Web Keys without private members.
    Inline(Vec<Map<String, Value>>),
    /// They are fetched from its `jwks_uri`.
    Url(String),
}

/// What a client's tokens are bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SenderConstraint {
    /// A DPoP key (RFC 9449).
    Dpop,
    /// The certificate of the connection (RFC 8705 §3).
    Certificate,
}

/// Where a client is told that a session ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoutUri {
    /// The address.
    pub uri: String,
    /// Whether it must be told which session, not only whose.
    pub session_required: bool,
}

/// Whether a member is asked before a client learns of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Consent {
    /// 求めない（組合自身のアプリ）
    /// Not asked: an application of the society itself.
    #[default]
    Implicit,
    /// 一度求め、取り消されるまで覚えておく
    /// Asked once, and remembered until it is withdrawn.
    Remembered,
    /// ログインのたびに求める
    /// Asked at every sign-in.
    EveryTime,
}

/// How clients know members (`subject_type`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SubjectType {
    /// どのアプリでも同じ
    /// The same for every application.
    #[default]
    Public,
    /// アプリの事業者ごとに異なる
    /// Another one for each operator of applications.
    Pairwise,
}

/// How a client knows members: what `sub` is made of (OpenID Connect Core §8).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Subject {
    /// The member's own subject.
    #[default]
    Public,
    /// One for the sector alone.
    Pairwise {
        /// The sector identifier: a host name.
        sector: String,
        /// The list of redirect URIs that share the sector.
        sector_identifier_uri: Option<String>,
    },
}

/// The request objects that a client sends (RFC 9101).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestObjects {
    /// Whether every request must be one.
    pub required: bool,
    /// How they must be signed; any accepted algorithm when `None`.
    pub signing_alg: Option<SigningAlgorithm>,
    /// From where they may be fetched: compared byte by byte, fragments included.
    pub uris: Vec<String>,
}

/// How long a client's tokens last, where that differs from the realm's lifetimes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClientLifetimes {
    /// An access token.
    pub access_token: Option<TimeDelta>,
    /// An ID token.
    pub id_token: Option<TimeDelta>,
    /// A refresh token with `offline_access`.
    pub refresh_token: Option<TimeDelta>,
}

/// How a client proves itself at the token endpoint (`token_endpoint_auth_method`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ClientAuthentication {
    /// シークレットをBasic認証で送る
    /// Its secret in the Authorization header.
    #[default]
    #[serde(rename = "client_secret_basic")]
    SecretBasic,
    /// シークレットを本文で送る
    /// Its secret in the body.
    #[serde(rename = "client_secret_post")]
    SecretPost,
    /// 自分の鍵で署名した証明を送る
    /// An assertion signed with a key of its own (RFC 7523).
    #[serde(rename = "private_key_jwt")]
    PrivateKeyJwt,
    /// 認証局が発行したクライアント証明書
    /// A certificate of a certification authority (RFC 8705 §2.1).
    #[serde(rename = "tls_client_auth")]
    TlsClientAuth,
    /// 自己署名のクライアント証明書（jwksに登録）
    /// A self-signed certificate whose key is in its keys (RFC 8705 §2.2).
    #[serde(rename = "self_signed_tls_client_auth")]
    SelfSignedTlsClientAuth,
    /// 公開クライアント（シークレットなし、PKCE必須）
    /// A public client: no secret, PKCE instead.
    #[serde(rename = "none")]
    None,
}

impl ClientAuthentication {
    /// Whether the client shows a secret that we know too.
    #[must_use]
    pub const fn is_by_secret(self) -> bool {
        matches!(self, Self::SecretBasic | Self::SecretPost)
    }
}

/// What a client may use the token endpoint for (RFC 6749 §1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GrantType {
    /// 会員のログイン
    /// Signing members in.
    AuthorizationCode,
    /// 機械同士の接続（会員なし）
    /// Acting for itself, without a member.
    ClientCredentials,
    /// トークンの更新
    /// Renewing tokens.
    RefreshToken,
}

/// How an ID token is signed (RFC 7518 §3.1, RFC 8037).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum SigningAlgorithm {
    /// RSASSA-PKCS1-v1_5（OpenID Connectの既定）
    /// RSASSA-PKCS1-v1_5 with SHA-256, what OpenID Connect assumes when nothing is said.
    #[default]
    RS256,
    /// RSASSA-PSS
    /// RSASSA-PSS with SHA-256.
    PS256,
    /// ECDSA P-256（推奨）
    /// ECDSA on P-256 with SHA-256 (recommended).
    ES256,
    /// Ed25519
    /// Ed25519.
    EdDSA,
}

/// What a sign-in proved, the weakest first (authentication context class, OpenID Connect Core §2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Acr {
    /// パスワードのみ
    /// The password alone.
    Password,
    /// パスワードとメールのコード
    /// Password and a code sent by mail.
    MailCode,
    /// パスワードと認証アプリのコード
    /// Password and a code of an authenticator app.
    AppCode,
    /// パスキー
    /// A passkey with user verification.
    Passkey,
}

impl Acr {
    /// All of them, the weakest first.
    pub const ALL: [Self; 4] = [Self::Password, Self::MailCode, Self::AppCode, Self::Passkey];

    /// The value in `acr`, `acr_values` and `acr_values_supported`.
    #[must_use]
    pub const fn urn(self) -> &'static str {
        match self {
            Self::Password => "urn:warifu:acr:password",
            Self::MailCode => "urn:warifu:acr:mail-code",
            Self::AppCode => "urn:warifu:acr:app-code",
            Self::Passkey => "urn:warifu:acr:passkey",
        }
    }

    /// The class that a value names.
    #[must_use]
    pub fn from_urn(urn: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|acr| acr.urn() == urn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_ordered_and_named() {
        assert!(Acr::ALL.is_sorted());
        for acr in Acr::ALL {
            assert_eq!(Acr::from_urn(acr.urn()), Some(acr));
        }
        assert_eq!(Acr::from_urn("password"), None);
    }
}
