//! From a code to a member: the token request, the ID token's verification, userinfo.

use std::sync::Arc;

use base::Secret;
use openidconnect::core::{CoreGenderClaim, CoreIdTokenVerifier, CoreJwsSigningAlgorithm};
use openidconnect::{
    AdditionalClaims, AuthorizationCode, ClaimsVerificationError, Nonce, OAuth2TokenResponse, PkceCodeVerifier,
    RequestTokenError, SignatureVerificationError, StandardClaims, TokenResponse as _, UserInfoClaims, UserInfoError,
};
use realm::{Acr, Realm, SigningAlgorithm};
use serde::{Deserialize, Serialize};

use super::library::{Client, IdToken, IdTokenClaims, Metadata, TokenResponse};
use super::registration::{NotRegistered, Registration, issuer};
use super::request::{Pending, Secrets};
use super::{OutOfReach, RelyingParty};
use crate::member::{Insured, Member};
use crate::profile::Profile;

/// Why a code made nobody a member. No variant holds anything that was sent.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The provider is not there.
    #[error(transparent)]
    OutOfReach(#[from] OutOfReach),
    /// The realm's files or the provider's description do not fit.
    #[error(transparent)]
    NotRegistered(#[from] NotRegistered),
    /// The code is spent or too old (RFC 6749 §5.2 `invalid_grant`).
    #[error("the code is not valid any more")]
    Stale,
    /// The provider refused the token request.
    #[error("the token endpoint refused: {0}")]
    TokenEndpoint(String),
    /// The ID token is missing or does not verify.
    #[error("the ID token is refused: {0}")]
    IdToken(&'static str),
    /// Userinfo was refused, unreadable, or about somebody else.
    #[error("userinfo is refused: {0}")]
    UserInfo(&'static str),
}

/// Our provider's own claim in userinfo (scope `kenpo`).
#[derive(Clone, Debug, Deserialize, Serialize)]
struct KenpoClaim {
    kenpo: Option<Insured>,
}

impl AdditionalClaims for KenpoClaim {}

impl RelyingParty {
    /// Redeems the code that came with a `state`, and returns whom the provider vouches for.
    pub async fn redeem(
        &self,
        realm: &Realm,
        code: &Secret,
        (state, pending): (&Secret, &Pending),
    ) -> Result<Member, Refused> {
        let metadata = self.discovery.of(realm).await?;
        let client = Registration::of(realm)?.client(realm, metadata.as_ref().clone())?;
        let secrets = self.secrets_of(realm, state.expose(), pending);
        let Secrets { nonce, verifier } = secrets.ok_or(Refused::Stale)?;
        let response = self.exchange(&client, code, verifier).await?;
        let id_token = response.id_token().ok_or(Refused::IdToken("there is none"))?;
        let claims = self.verify(realm, &metadata, id_token, &nonce).await?;
        let userinfo = self.userinfo(&client, &response, claims).await?;
        let acr = claims.auth_context_ref().and_then(|acr| Acr::from_urn(acr.as_str())).unwrap_or(Acr::Password);
        Ok(Member {
            subject: claims.subject().as_str().to_owned(),
            name: userinfo
                .standard_claims()
                .name()
                .and_then(|name| name.get(None))
                .map(|name| name.as_str().to_owned()),
            address: address(userinfo.standard_claims()),
            insured: userinfo.additional_claims().kenpo.clone(),
            acr,
            authenticated_at: claims.auth_time(),
            id_token: id_token.to_string().into(),
            session: claims.additional_claims().sid.clone(),
            profile: Profile::default(),
        })
    }

    /// Whether an authorization response names the provider that was asked (RFC 9207 §2.4). Our own provider always
    /// names itself; another one may leave it out, if it never said that it would not.
    ///
    /// # Errors
    /// [`OutOfReach`] when the provider's description cannot be had.
    pub async fn is_answer_of(&self, realm: &Realm, named: Option<&str>) -> Result<bool, OutOfReach> {
        if let Some(named) = named {
            return Ok(named == issuer(realm));
        }
        let metadata = self.discovery.of(realm).await?;
        let names_itself =
            metadata.additional_metadata().additional_metadata.authorization_response_iss_parameter_supported;
        Ok(realm.portal.provider.is_some() && !names_itself)
    }

    async fn exchange(
        &self,
        client: &Client,
        code: &Secret,
        verifier: PkceCodeVerifier,
    ) -> Result<TokenResponse, Refused> {
        let request = client.exchange_code(AuthorizationCode::new(code.expose().clone()));
        let request = request.map_err(|_| NotRegistered::Address("provider's token_endpoint"))?;
        request.set_pkce_verifier(verifier).request_async(&self.http).await.map_err(|error| match error {
            RequestTokenError::Request(cause) => Refused::OutOfReach(OutOfReach::because(cause)),
            RequestTokenError::ServerResponse(answer) => match answer.error().as_ref() {
                "invalid_grant" => Refused::Stale,
                code => Refused::TokenEndpoint(code.chars().filter(char::is_ascii_graphic).take(64).collect()),
            },
            RequestTokenError::Parse(..) => Refused::TokenEndpoint("an unreadable answer".to_owned()),
            RequestTokenError::Other(_) => Refused::TokenEndpoint("no usable answer".to_owned()),
        })
    }

    /// Verifies an ID token; with keys fetched anew if it is signed with a key that we do not know yet.
    async fn verify<'t>(
        &self,
        realm: &Realm,
        metadata: &Arc<Metadata>,
        id_token: &'t IdToken,
        nonce: &Nonce,
    ) -> Result<&'t IdTokenClaims, Refused> {
        let verify = |metadata: &Metadata| -> Result<_, Refused> {
            let registration = Registration::of(realm)?;
            let client = registration.client(realm, metadata.clone())?;
            Ok(id_token.claims(&self.verifier(&registration, &client), nonce))
        };
        let unknown_key = ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey);
        let mut claims = verify(metadata)?;
        if claims.as_ref().is_err_and(|error| *error == unknown_key)
            && let Some(renewed) = self.discovery.with_new_keys(realm).await?
        {
            claims = verify(&renewed)?;
        }
        claims.map_err(|error| Refused::IdToken(reason(&error)))
    }

    fn verifier<'a>(&'a self, registered: &Registration<'_>, client: &'a Client) -> CoreIdTokenVerifier<'a> {
        client.id_token_verifier().set_allowed_algs([algorithm(registered.algorithm)]).set_time_fn(|| self.clock.now())
    }

    async fn userinfo(
        &self,
        client: &Client,
        response: &TokenResponse,
        claims: &IdTokenClaims,
    ) -> Result<UserInfoClaims<KenpoClaim, CoreGenderClaim>, Refused> {
        let request = client.user_info(response.access_token().clone(), Some(claims.subject().clone()));
        let request = request.map_err(|_| NotRegistered::Address("provider's userinfo_endpoint"))?;
        request.request_async(&self.http).await.map_err(|error| match error {
            UserInfoError::Request(cause) => Refused::OutOfReach(OutOfReach::because(cause)),
            UserInfoError::ClaimsVerification(_) => Refused::UserInfo("it is about somebody else or not verifiable"),
            UserInfoError::Parse(_) => Refused::UserInfo("it is unreadable"),
            _ => Refused::UserInfo("the endpoint refused"),
        })
    }
}

/// The address in userinfo, if it was shown to be the member's own (OpenID Connect Core §5.1 `email_verified`).
fn address(claims: &StandardClaims<CoreGenderClaim>) -> Option<Secret> {
    claims.email().filter(|_| claims.email_verified() == Some(true)).map(|address| address.as_str().to_owned().into())
}

/// The algorithm that the realm's files name for our ID tokens. A token signed otherwise is not for us.
const fn algorithm(named: SigningAlgorithm) -> CoreJwsSigningAlgorithm {
    match named {
        SigningAlgorithm::RS256 => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
        SigningAlgorithm::PS256 => CoreJwsSigningAlgorithm::RsaSsaPssSha256,
        SigningAlgorithm::ES256 => CoreJwsSigningAlgorithm::EcdsaP256Sha256,
        SigningAlgorithm::EdDSA => CoreJwsSigningAlgorithm::EdDsa,
    }
}

/// What is wrong with an ID token, without its content: the library's own messages quote the claims.
const fn reason(error: &ClaimsVerificationError) -> &'static str {
    match error {
        ClaimsVerificationError::Expired(_) => "expired",
        ClaimsVerificationError::InvalidAudience(_) => "another audience",
        ClaimsVerificationError::InvalidIssuer(_) => "another issuer",
        ClaimsVerificationError::InvalidNonce(_) => "another nonce",
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => "an unknown key",
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::DisallowedAlg(_)) => {
            "another algorithm"
        }
        ClaimsVerificationError::SignatureVerification(_) => "a bad signature",
        _ => "not verifiable",
    }
}
