//! How an access token reaches a protected resource, and what is answered when it does not do (RFC 6750).

use base::Secret;

use crate::Parameters;

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
    /// The token does not permit this.
    #[error("the access token does not permit this")]
    InsufficientScope,
}

impl BearerError {
    /// The HTTP status (RFC 6750 §3.1).
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::Missing | Self::InvalidToken => 401,
            Self::InvalidRequest => 400,
            Self::InsufficientScope => 403,
        }
    }

    /// The `WWW-Authenticate` header (RFC 6750 §3).
    #[must_use]
    pub const fn www_authenticate(self) -> &'static str {
        match self {
            Self::Missing => "Bearer",
            Self::InvalidRequest => "Bearer error=\"invalid_request\"",
            Self::InvalidToken => "Bearer error=\"invalid_token\"",
            Self::InsufficientScope => "Bearer error=\"insufficient_scope\", scope=\"openid\"",
        }
    }
}

/// Takes the token out of the Authorization header (RFC 6750 §2.1) or a form in the body (§2.2). In a query (§2.3)
/// it is not looked for: queries end in logs (RFC 9700 §4.3.2).
///
/// # Errors
/// [`BearerError::Missing`] and [`BearerError::InvalidRequest`].
pub fn token(authorization: Option<&[u8]>, form: Option<&Parameters>) -> Result<Secret, BearerError> {
    let in_form = form.and_then(|form| form.get("access_token"));
    if form.is_some_and(|form| form.well_formed().is_err()) {
        return Err(BearerError::InvalidRequest);
    }
    match (authorization, in_form) {
        (None, None) => Err(BearerError::Missing),
        (None, Some(token)) => Ok(token.to_owned().into()),
        (Some(_), Some(_)) => Err(BearerError::InvalidRequest),
        (Some(header), None) => in_header(header),
    }
}

/// `"Bearer" 1*SP b64token`, the scheme in any letter case (RFC 9110 §11.1). Another scheme is no token at all.
fn in_header(header: &[u8]) -> Result<Secret, BearerError> {
    let header = std::str::from_utf8(header).map_err(|_| BearerError::InvalidRequest)?;
    let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
    if !scheme.eq_ignore_ascii_case("Bearer") {
        return Err(BearerError::Missing);
    }
    let token = token.trim_start_matches(' ');
    let is_b64token = |b: u8| b.is_ascii_alphanumeric() || b"-._~+/=".contains(&b);
    if token.is_empty() || !token.bytes().all(is_b64token) {
        return Err(BearerError::InvalidRequest);
    }
    Ok(token.to_owned().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::parameters;

    #[test]
    fn the_token_is_found_in_header_or_form() {
        let read = |header: Option<&str>, form: &[(&str, &str)]| {
            let form = parameters(form);
            token(header.map(str::as_bytes), Some(&form)).map(|token| token.expose().clone())
        };
        let form = [("access_token", "a.b.c")];
        for header in ["Bearer a.b.c", "bearer a.b.c", "BEARER   a.b.c"] {
            assert_eq!(read(Some(header), &[]), Ok("a.b.c".into()), "{header}");
        }
        assert_eq!(read(None, &form), Ok("a.b.c".into()));
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
        assert_eq!(BearerError::Missing.www_authenticate(), "Bearer");
        assert_eq!(BearerError::Missing.status(), 401);
        assert_eq!(BearerError::InvalidToken.www_authenticate(), "Bearer error=\"invalid_token\"");
    }
}
