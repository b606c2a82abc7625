//! How an access token reaches a protected resource, and what is answered when it does not do (RFC 6750, RFC 9449 §7).

use base::Secret;

use crate::Parameters;

/// How a token is presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Whoever has it may use it (RFC 6750).
    Bearer,
    /// With a proof of the key that it is bound to (RFC 9449 §7.1).
    Dpop,
}

/// Why a request is not served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BearerError {
    /// There is no token at all. The answer then says nothing of errors (RFC 6750 §3.1).
    #[error("there is no access token")]
    Missing,
    /// The token came in two ways, or in a malformed request.
    #[error("the request is malformed")]
    InvalidRequest,
    /// The token is unknown, expired, or no longer good.
    #[error("the access token is not good")]
    InvalidToken,
    /// The proof that came with the token is missing, wrong, or came before (RFC 9449 §7.1).
    #[error("the DPoP proof is not good")]
    InvalidDpopProof,
    /// The token does not permit this.
    #[error("the access token does not permit this")]
    InsufficientScope,
}

impl BearerError {
    /// The HTTP status (RFC 6750 §3.1).
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::Missing | Self::InvalidToken | Self::InvalidDpopProof => 401,
            Self::InvalidRequest => 400,
            Self::InsufficientScope => 403,
        }
    }

    /// The `WWW-Authenticate` header (RFC 6750 §3, RFC 9449 §7.1) for a token that came by this scheme.
    #[must_use]
    pub fn www_authenticate(self, scheme: Scheme) -> String {
        let error = match self {
            Self::Missing => return scheme.challenge(None),
            Self::InvalidRequest => "error=\"invalid_request\"",
            Self::InvalidToken => "error=\"invalid_token\"",
            Self::InvalidDpopProof => "error=\"invalid_dpop_proof\"",
            Self::InsufficientScope => "error=\"insufficient_scope\", scope=\"openid\"",
        };
        scheme.challenge(Some(error))
    }
}

impl Scheme {
    fn challenge(self, error: Option<&str>) -> String {
        let algorithms = "algs=\"PS256 ES256 EdDSA\"";
        match (self, error) {
            (Self::Bearer, None) => "Bearer".to_owned(),
            (Self::Bearer, Some(error)) => format!("Bearer {error}"),
            (Self::Dpop, None) => format!("DPoP {algorithms}"),
            (Self::Dpop, Some(error)) => format!("DPoP {error}, {algorithms}"),
        }
    }
}

/// Takes the token out of the Authorization header (RFC 6750 §2.1) or a form in the body (§2.2). In a query (§2.3)
/// it is not looked for: queries end in logs (RFC 9700 §4.3.2).
///
/// # Errors
/// [`BearerError::Missing`] and [`BearerError::InvalidRequest`].
pub fn token(authorization: Option<&[u8]>, form: Option<&Parameters>) -> Result<(Scheme, Secret), BearerError> {
    let in_form = form.and_then(|form| form.get("access_token"));
    if form.is_some_and(|form| form.well_formed().is_err()) {
        return Err(BearerError::InvalidRequest);
    }
    match (authorization, in_form) {
        (None, None) => Err(BearerError::Missing),
        (None, Some(token)) => Ok((Scheme::Bearer, token.to_owned().into())),
        (Some(_), Some(_)) => Err(BearerError::InvalidRequest),
        (Some(header), None) => in_header(header),
    }
}

/// `"Bearer" 1*SP b64token` or the same with `"DPoP"`, the scheme in any letter case (RFC 9110 §11.1). Another scheme
/// is no token at all.
fn in_header(header: &[u8]) -> Result<(Scheme, Secret), BearerError> {
    let header = std::str::from_utf8(header).map_err(|_| BearerError::InvalidRequest)?;
    let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
    let schemes = [("Bearer", Scheme::Bearer), ("DPoP", Scheme::Dpop)];
    let known = schemes.into_iter().find(|(name, _)| scheme.eq_ignore_ascii_case(name));
    let (_, scheme) = known.ok_or(BearerError::Missing)?;
    let token = token.trim_start_matches(' ');
    let is_b64token = |b: u8| b.is_ascii_alphanumeric() || b"-._~+/=".contains(&b);
    if token.is_empty() || !token.bytes().all(is_b64token) {
        return Err(BearerError::InvalidRequest);
    }
    Ok((scheme, token.to_owned().into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::parameters;

    #[test]
    fn the_token_is_found_in_header_or_form() {
        let read = |header: Option<&str>, form: &[(&str, &str)]| {
            let form = parameters(form);
            token(header.map(str::as_bytes), Some(&form)).map(|(_, token)| token.expose().clone())
        };
        let form = [("access_token", "a.b.c")];
        for header in ["Bearer a.b.c", "bearer a.b.c", "BEARER   a.b.c"] {
            assert_eq!(read(Some(header), &[]), Ok("a.b.c".into()), "{header}");
        }
        assert_eq!(read(None, &form), Ok("a.b.c".into()));
        let scheme = |header: &str| token(Some(header.as_bytes()), None).map(|(scheme, _)| scheme);
        assert_eq!((scheme("bEaReR a.b"), scheme("dpop a.b")), (Ok(Scheme::Bearer), Ok(Scheme::Dpop)));
        assert_eq!(read(None, &[]), Err(BearerError::Missing));
        assert_eq!(read(Some("Basic YTpi"), &[]), Err(BearerError::Missing));
        assert_eq!(read(Some("Bearer a.b.c"), &form), Err(BearerError::InvalidRequest));
        assert_eq!(read(None, &[form[0], form[0]]), Err(BearerError::InvalidRequest));
        for bad in ["Bearer", "Bearer ", "Bearer a b", "Bearer a\tb", "Bearer \"a\"", "Bearer あ", "Bearer a,b"] {
            assert_eq!(read(Some(bad), &[]), Err(BearerError::InvalidRequest), "{bad}");
        }
        assert_eq!(token(Some(b"Bearer \xff"), None).unwrap_err(), BearerError::InvalidRequest);
    }

    #[test]
    fn a_request_without_a_token_is_told_of_no_error() {
        assert_eq!(BearerError::Missing.www_authenticate(Scheme::Bearer), "Bearer");
        assert_eq!(BearerError::Missing.status(), 401);
        let refused = BearerError::InvalidToken;
        assert_eq!(refused.www_authenticate(Scheme::Bearer), "Bearer error=\"invalid_token\"");
        let algorithms = "algs=\"PS256 ES256 EdDSA\"";
        assert_eq!(refused.www_authenticate(Scheme::Dpop), format!("DPoP error=\"invalid_token\", {algorithms}"));
    }
}
