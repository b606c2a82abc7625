//! What the authorization endpoint answers a client when there will be no code.

use super::RequestObjectError;
use crate::ParameterError;

/// A reason to refuse. Each has the code of its specification and one constant sentence for the client's developer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorizeError {
    /// A parameter is repeated or too long.
    Malformed(ParameterError),
    /// `response_type` is missing.
    ResponseTypeMissing,
    /// `response_type` is not `code`.
    ResponseTypeUnsupported,
    /// `response_mode` is none of ours.
    ResponseModeUnsupported,
    /// A request object that is not good (RFC 9101 §7).
    RequestObject(RequestObjectError),
    /// `request` and `request_uri` at once (RFC 9101 §5).
    RequestObjectTwice,
    /// `request_uri` is none that the client's file lists.
    RequestUri,
    /// There was no answer at `request_uri`.
    RequestUriUnanswered,
    /// `scope` is missing, or not a list of scope tokens.
    ScopeMalformed,
    /// Nothing of `scope` is permitted to the client.
    ScopeNotPermitted,
    /// The client's file says that every request is pushed first.
    PushedRequestMissing,
    /// The client's file says that every request is a signed object.
    RequestObjectMissing,
    /// `resource` is none that the client's file lists (RFC 8707 §2).
    ResourceNotPermitted,
    /// The client must use PKCE and does not.
    CodeChallengeMissing,
    /// `code_challenge_method` is not `S256`, or stands alone.
    CodeChallengeMethod,
    /// `code_challenge` is not what S256 makes.
    CodeChallengeMalformed,
    /// `dpop_jkt` is no thumbprint of a key (RFC 9449 §10).
    DpopKey,
    /// `prompt` has `none` beside another value.
    PromptContradicts,
    /// `max_age` is not a number of seconds.
    MaxAge,
    /// `id_token_hint` is no ID token that this provider issued to this client.
    IdTokenHint,
    /// `claims` is not the JSON that it must be.
    Claims,
    /// `id_token_hint` and `claims` name different members.
    SubjectsContradict,
    /// An authentication context class that the request makes essential is out of reach.
    UnmetAuthenticationRequirements,
    /// `prompt=none`, and a sign-in would be needed.
    LoginRequired,
    /// `prompt=none`, and the member has something to do first.
    InteractionRequired,
    /// `prompt=none`, and the member has not agreed to what the client wants.
    ConsentRequired,
    /// The member or the society declined.
    AccessDenied,
    /// The provider failed; its log has the reason.
    ServerError,
    /// The provider rests or is overloaded.
    TemporarilyUnavailable,
}

impl AuthorizeError {
    /// The value of `error` (RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6 and its extension
    /// "unmet_authentication_requirements", RFC 9101 §7).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed(ParameterError::ScopeTooLong) | Self::ScopeMalformed | Self::ScopeNotPermitted => {
                "invalid_scope"
            }
            Self::Malformed(_)
            | Self::PushedRequestMissing
            | Self::RequestObjectMissing
            | Self::RequestObjectTwice
            | Self::ResponseTypeMissing
            | Self::ResponseModeUnsupported
            | Self::CodeChallengeMissing
            | Self::CodeChallengeMethod
            | Self::CodeChallengeMalformed
            | Self::DpopKey
            | Self::PromptContradicts
            | Self::MaxAge
            | Self::IdTokenHint
            | Self::Claims
            | Self::SubjectsContradict => "invalid_request",
            Self::ResourceNotPermitted => "invalid_target",
            Self::ResponseTypeUnsupported => "unsupported_response_type",
            Self::RequestObject(_) => "invalid_request_object",
            Self::RequestUri | Self::RequestUriUnanswered => "invalid_request_uri",
            Self::UnmetAuthenticationRequirements => "unmet_authentication_requirements",
            Self::LoginRequired => "login_required",
            Self::InteractionRequired => "interaction_required",
            Self::ConsentRequired => "consent_required",
            Self::AccessDenied => "access_denied",
            Self::ServerError => "server_error",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
        }
    }

    /// The value of `error_description`: ASCII without `"` and `\` (RFC 6749 §4.1.2.1), and nothing of the request.
    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::Malformed(ParameterError::TooMany) => "there are more than 100 parameters",
            Self::Malformed(ParameterError::Repeated) => "a parameter occurs more than once",
            Self::Malformed(ParameterError::TooLong) => "a parameter is too long",
            Self::Malformed(ParameterError::ScopeTooLong) => "scope is too long",
            Self::ResponseTypeMissing => "response_type is missing",
            Self::ResponseTypeUnsupported => "response_type must be code",
            Self::ResponseModeUnsupported => "response_mode must be query or form_post, alone or with .jwt",
            Self::RequestObject(error) => error.description(),
            Self::RequestObjectTwice => "request and request_uri exclude each other",
            Self::RequestUri => "request_uri is not registered for the client",
            Self::RequestUriUnanswered => "there is no request object at request_uri",
            Self::ScopeMalformed => "scope must be a list of at most 20 tokens separated by single spaces",
            Self::ScopeNotPermitted => "the client may use none of these scopes",
            Self::PushedRequestMissing => "the client must push its requests first",
            Self::RequestObjectMissing => "the client must sign its requests",
            Self::ResourceNotPermitted => "the client may ask tokens for none of these resources",
            Self::CodeChallengeMissing => "code_challenge is missing",
            Self::CodeChallengeMethod => "code_challenge_method must be S256 and come with a code_challenge",
            Self::CodeChallengeMalformed => "code_challenge must be 32 bytes in base64url",
            Self::DpopKey => "dpop_jkt must be the SHA-256 thumbprint of a key in base64url",
            Self::PromptContradicts => "prompt none excludes all others",
            Self::MaxAge => "max_age must be a number of seconds",
            Self::IdTokenHint => "id_token_hint is not an ID token issued to this client",
            Self::Claims => "claims must be a JSON object as OpenID Connect Core 5.5 describes it",
            Self::SubjectsContradict => "id_token_hint and claims ask for different members",
            Self::UnmetAuthenticationRequirements => "the essential acr cannot be reached",
            Self::LoginRequired => "the member must sign in",
            Self::InteractionRequired => "the member has something to do before the sign-in completes",
            Self::ConsentRequired => "the member must agree to what the client wants",
            Self::AccessDenied => "the sign-in was declined",
            Self::ServerError => "the provider failed",
            Self::TemporarilyUnavailable => "the provider is unavailable for now",
        }
    }
}
