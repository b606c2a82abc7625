//! What a client that proved itself asks the token endpoint for.

use base::{Secret, TokenHash};
use realm::{Client, ClientAuthentication, GrantType};

use super::{AuthenticatedClient, TokenError, TokenErrorCode};
use crate::{Narrower, Parameters, Scope, claims};

/// A token request by its grant type.
#[derive(Clone, Debug)]
pub enum Grant {
    /// Tokens of a member who signed in (RFC 6749 §4.1.3).
    AuthorizationCode(CodeRedemption),
    /// A token of the client's own (RFC 6749 §4.4.2).
    ClientCredentials {
        /// What it is granted.
        scope: Scope,
        /// The resources that it is for; none: the provider itself (RFC 8707 §2.2).
        resources: Vec<String>,
    },
    /// New tokens for a refresh token (RFC 6749 §6).
    RefreshToken {
        /// The hash under which it is stored.
        token: TokenHash,
        /// How much of what was granted is wanted.
        narrower: Narrower,
    },
}

/// A code and what proves that it came to its owner (RFC 6749 §4.1.3, RFC 7636 §4.5).
#[derive(Clone, Debug)]
pub struct CodeRedemption {
    code: TokenHash,
    pub(crate) redirect_uri: String,
    pub(crate) code_verifier: Option<Secret>,
    /// The resources that the first access token is for.
    pub narrower: Narrower,
}

impl CodeRedemption {
    /// The hash under which the code is stored. The code itself goes no further than this.
    #[must_use]
    pub const fn code(&self) -> &TokenHash {
        &self.code
    }
}

impl Grant {
    /// Reads the grant from a form whose client is known. Form and client belong to one request.
    ///
    /// # Errors
    /// [`TokenError`] with `invalid_request`, `unsupported_grant_type`, `unauthorized_client` or `invalid_scope`.
    pub fn read(form: &Parameters, client: &AuthenticatedClient) -> Result<Self, TokenError> {
        match form.get("grant_type") {
            Some("authorization_code") => {
                permitted(client.client(), GrantType::AuthorizationCode)?;
                redemption(form).map(Self::AuthorizationCode)
            }
            Some("client_credentials") => {
                permitted(client.client(), GrantType::ClientCredentials)?;
                let resources = own_resources(form, client.client())?;
                own_scope(form, client.client()).map(|scope| Self::ClientCredentials { scope, resources })
            }
            Some("refresh_token") => {
                permitted(client.client(), GrantType::RefreshToken)?;
                let token = form.get("refresh_token").ok_or(TokenError::invalid_request("refresh_token is missing"))?;
                Ok(Self::RefreshToken { token: TokenHash::of(token), narrower: narrower(form)? })
            }
            Some(_) => Err(TokenError {
                error: TokenErrorCode::UnsupportedGrantType,
                error_description: "grant_type must be authorization_code, refresh_token or client_credentials",
            }),
            None => Err(TokenError::invalid_request("grant_type is missing")),
        }
    }
}

/// The client's file decides; a public client can have nothing of its own (RFC 6749 §4.4).
fn permitted(client: &Client, grant_type: GrantType) -> Result<(), TokenError> {
    let public = client.authentication == ClientAuthentication::None;
    if client.grant_types.contains(&grant_type) && !(public && grant_type == GrantType::ClientCredentials) {
        return Ok(());
    }
    Err(TokenError {
        error: TokenErrorCode::UnauthorizedClient,
        error_description: "the client may not use this grant type",
    })
}

/// `redirect_uri` is required because every authorization request here has one (RFC 6749 §4.1.3).
fn redemption(form: &Parameters) -> Result<CodeRedemption, TokenError> {
    let code = form.get("code").ok_or(TokenError::invalid_request("code is missing"))?;
    let redirect_uri = form.get("redirect_uri").ok_or(TokenError::invalid_request("redirect_uri is missing"))?;
    Ok(CodeRedemption {
        code: TokenHash::of(code),
        redirect_uri: redirect_uri.to_owned(),
        code_verifier: form.get("code_verifier").map(|verifier| verifier.to_owned().into()),
        // A scope has no meaning here (RFC 6749 §4.1.3), a resource has (RFC 8707 §2.2).
        narrower: Narrower { scope: None, resources: form.resources().to_vec() },
    })
}

fn narrower(form: &Parameters) -> Result<Narrower, TokenError> {
    let scope = form.get("scope").map(Scope::parse).transpose().map_err(|_| TokenError::SCOPE_NOT_GRANTED)?;
    Ok(Narrower { scope, resources: form.resources().to_vec() })
}

fn own_resources(form: &Parameters, client: &Client) -> Result<Vec<String>, TokenError> {
    let asked = form.resources();
    let all_listed = asked.iter().all(|resource| client.resources.contains(resource));
    if all_listed { Ok(asked.to_vec()) } else { Err(TokenError::INVALID_TARGET) }
}

/// What is asked must all be permitted: nobody is there to notice that less came. Asked for nothing, a client gets
/// all it may have (RFC 6749 §3.3). What tells of a member is never its own.
fn own_scope(form: &Parameters, client: &Client) -> Result<Scope, TokenError> {
    let listed = client.scopes.iter().map(String::as_str);
    let own: Scope = listed.filter(|token| !claims::concerns_a_member(token)).collect();
    let Some(requested) = form.get("scope") else { return Ok(own) };
    match Scope::parse(requested) {
        Ok(requested) if requested.iter().all(|token| own.contains(token)) => Ok(requested),
        _ => Err(TokenError {
            error: TokenErrorCode::InvalidScope,
            error_description: "scope is malformed or more than the client may have for itself",
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{self, parameters};

    fn read(client_id: &str, form: &[(&str, &str)]) -> Result<Grant, &'static str> {
        let client = testing::authenticated(&testing::realm(), client_id);
        Grant::read(&parameters(form), &client).map_err(|error| error.error.name())
    }

    #[test]
    fn grants_are_those_of_the_clients_file() {
        let code = [("grant_type", "authorization_code"), ("code", "c"), ("redirect_uri", "https://portal.example/cb")];
        assert!(matches!(read("portal", &code), Ok(Grant::AuthorizationCode(_))));
        assert_eq!(read("batch", &code).unwrap_err(), "unauthorized_client");
        assert_eq!(read("portal", &code[..1]).unwrap_err(), "invalid_request");
        assert_eq!(read("portal", &code[..2]).unwrap_err(), "invalid_request");
        assert_eq!(read("portal", &[]).unwrap_err(), "invalid_request");
        for unknown in ["password", "implicit", "AUTHORIZATION_CODE"] {
            assert_eq!(read("portal", &[("grant_type", unknown)]).unwrap_err(), "unsupported_grant_type");
        }
    }

    #[test]
    fn a_clients_own_token_never_tells_of_members() {
        let own =
            |client: &str, scope: &str| match read(client, &[("grant_type", "client_credentials"), ("scope", scope)]) {
                Ok(Grant::ClientCredentials { scope, .. }) => Ok(scope.to_string()),
                Ok(_) => panic!("another grant"),
                Err(error) => Err(error),
            };
        assert_eq!(own("batch", ""), Ok("receipts:write".into()));
        assert_eq!(own("batch", "receipts:write"), Ok("receipts:write".into()));
        for bad in ["openid", "receipts:write openid", "kenpo", "other", "receipts:write  ", "\"", "開"] {
            assert_eq!(own("batch", bad), Err("invalid_scope"), "{bad}");
        }
        assert_eq!(own("portal", ""), Err("unauthorized_client"));
        assert_eq!(own("phone-app", ""), Err("unauthorized_client"));
    }

    #[test]
    fn the_code_is_kept_as_its_hash_only() {
        let form = [("grant_type", "authorization_code"), ("code", "clear-text"), ("redirect_uri", "u")];
        let grant = read("portal", &[&form[..], &[("code_verifier", "clear-verifier")]].concat()).unwrap();
        assert!(!format!("{grant:?}").contains("clear"));
    }
}
