//! An application that signs members in through OpenID Connect.

use base::{Secret, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A registered application (OpenID Connect Registration §2; names are the field's).
#[derive(Clone, Debug)]
pub struct Client {
    /// The client id: its file's name without `.toml`.
    pub id: String,
    /// The application's name as members know it.
    pub name: Text<String>,
    /// How it authenticates at the token endpoint.
    pub authentication: ClientAuthentication,
    /// Its secrets, two at most, so that they overlap while one replaces the other.
    /// Empty for a public client, and while the file or variable is missing: then nobody authenticates as it.
    pub secrets: Vec<Secret>,
    /// Where answers may be sent: compared byte by byte (RFC 9700 §4.1.3).
    pub redirect_uris: Vec<String>,
    /// Where a browser may be sent after signing out (OpenID Connect RP-Initiated Logout §3.1).
    pub post_logout_redirect_uris: Vec<String>,
    /// Where the application begins a sign-in anew (OpenID Connect Core §4).
    pub initiate_login_uri: Option<String>,
    /// What it may use the token endpoint for.
    pub grant_types: Vec<GrantType>,
    /// The scopes it may ask for.
    pub scopes: Vec<String>,
    /// What a sign-in for it must at least prove.
    pub minimum_acr: Acr,
    /// How its ID tokens are signed.
    pub id_token_signed_response_alg: SigningAlgorithm,
    /// Whether it must use PKCE with S256 (RFC 7636).
    pub pkce_required: bool,
    /// Its home page.
    pub client_uri: Option<String>,
    /// Its logo.
    pub logo_uri: Option<String>,
    /// Its privacy policy.
    pub policy_uri: Option<String>,
    /// Its terms of service.
    pub tos_uri: Option<String>,
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
    /// 公開クライアント（シークレットなし、PKCE必須）
    /// A public client: no secret, PKCE instead.
    #[serde(rename = "none")]
    None,
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
