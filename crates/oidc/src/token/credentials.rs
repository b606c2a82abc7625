//! Who a request says it comes from, and by which of its ways it says so (RFC 6749 §2.3, RFC 7521 §4.2).

use base::Secret;
use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};

use super::TokenError;
use super::assertion::{TYPE, claimed_client};
use crate::Parameters;

/// A client's claim to be itself, not yet believed.
#[derive(Clone, Debug)]
pub enum ClientCredentials {
    /// A secret in the Authorization header (`client_secret_basic`).
    Basic {
        /// The client id.
        client_id: String,
        /// The secret.
        secret: Secret,
    },
    /// A secret in the body (`client_secret_post`).
    Post {
        /// The client id.
        client_id: String,
        /// The secret.
        secret: Secret,
    },
    /// A text that the client signed (`private_key_jwt`).
    Assertion {
        /// The client id that it claims.
        client_id: String,
        /// The text.
        assertion: Secret,
    },
    /// A public client's id alone (`none`).
    Public {
        /// The client id.
        client_id: String,
    },
}

impl ClientCredentials {
    /// Reads them from the Authorization header's value, if there is one, and the form.
    ///
    /// # Errors
    /// `invalid_request` for a malformed form and for two ways at once (RFC 6749 §5.2), `invalid_client` for
    /// anything else that is none of the ways.
    pub fn read(authorization: Option<&[u8]>, form: &Parameters) -> Result<Self, TokenError> {
        form.well_formed().map_err(TokenError::malformed)?;
        let (client_id, secret) = (form.get("client_id"), form.get("client_secret"));
        if form.get("client_assertion").is_some() || form.get("client_assertion_type").is_some() {
            return Self::assertion(form, authorization.is_some() || secret.is_some());
        }
        match (authorization, client_id, secret) {
            (Some(_), _, Some(_)) => Err(TokenError::invalid_request("two ways of client authentication are used")),
            (Some(header), in_form, None) => Self::basic(header, in_form),
            (None, Some(id), Some(secret)) => {
                Ok(Self::Post { client_id: id.to_owned(), secret: secret.to_owned().into() })
            }
            (None, Some(id), None) => Ok(Self::Public { client_id: id.to_owned() }),
            (None, None, _) => Err(TokenError::INVALID_CLIENT),
        }
    }

    /// RFC 7523 §2.2. A `client_id` beside it must be the same.
    fn assertion(form: &Parameters, another_way_too: bool) -> Result<Self, TokenError> {
        if another_way_too {
            return Err(TokenError::invalid_request("two ways of client authentication are used"));
        }
        let assertion = form.get("client_assertion").filter(|_| form.get("client_assertion_type") == Some(TYPE));
        let assertion = assertion.ok_or(TokenError::INVALID_CLIENT)?;
        let client_id = claimed_client(assertion).ok_or(TokenError::INVALID_CLIENT)?;
        if form.get("client_id").is_some_and(|id| id != client_id) {
            return Err(TokenError::INVALID_CLIENT);
        }
        Ok(Self::Assertion { client_id, assertion: assertion.to_owned().into() })
    }

    /// `Basic`, with id and secret form-encoded before they were joined (RFC 6749 §2.3.1). A `client_id` in the form
    /// beside it is allowed when it is the same.
    fn basic(header: &[u8], client_id_in_form: Option<&str>) -> Result<Self, TokenError> {
        let (client_id, secret) = decode_basic(header).ok_or(TokenError::INVALID_CLIENT)?;
        if client_id_in_form.is_some_and(|id| id != client_id) {
            return Err(TokenError::invalid_request("client_id is not that of the Authorization header"));
        }
        Ok(Self::Basic { client_id, secret: secret.into() })
    }

    /// The client id that is claimed.
    #[must_use]
    pub fn client_id(&self) -> &str {
        match self {
            Self::Basic { client_id, .. }
            | Self::Post { client_id, .. }
            | Self::Assertion { client_id, .. }
            | Self::Public { client_id } => client_id,
        }
    }
}

/// The longest header value that is looked at.
const LONGEST_HEADER: usize = 4 * 1024;

fn decode_basic(header: &[u8]) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_at_checked(b"Basic ".len())?;
    if !scheme.eq_ignore_ascii_case(b"Basic ") || header.len() > LONGEST_HEADER {
        return None;
    }
    let decoded = String::from_utf8(BASE64.decode(encoded).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    Some((decode_form(id)?, decode_form(secret)?))
}

/// Undoes `application/x-www-form-urlencoded` strictly: a `%` without two hexadecimal digits is no encoding, and ids
/// and secrets are `*VSCHAR` (RFC 6749 Appendix A.1 and A.2).
fn decode_form(encoded: &str) -> Option<String> {
    let mut parts = encoded.split('%');
    let mut decoded = parts.next()?.replace('+', " ");
    for part in parts {
        let (digits, rest) = part.split_at_checked(2)?;
        let byte = *HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).ok()?.first()?;
        decoded.push(char::from(byte));
        decoded.push_str(&rest.replace('+', " "));
    }
    decoded.bytes().all(|b| matches!(b, 0x20..=0x7E)).then_some(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::parameters;
    use crate::token::TokenErrorCode;

    fn basic(id_and_secret: &[u8]) -> Vec<u8> {
        [b"Basic ", BASE64.encode(id_and_secret).as_bytes()].concat()
    }

    fn read(header: &[u8]) -> Result<(String, String), TokenErrorCode> {
        match ClientCredentials::read(Some(header), &Parameters::default()) {
            Ok(ClientCredentials::Basic { client_id, secret }) => Ok((client_id, secret.expose().clone())),
            Ok(_) => panic!("read as something else"),
            Err(error) => Err(error.error),
        }
    }

    #[test]
    fn basic_is_decoded_as_the_standard_says() {
        let table: [(&[u8], &str, &str); 7] = [
            (b"portal:secret", "portal", "secret"),
            (b"portal:se:cret", "portal", "se:cret"),
            (b"urn%3Aportal:se%3acret", "urn:portal", "se:cret"),
            (b"portal:a+b%2Bc%25", "portal", "a b+c%"),
            (b"portal:", "portal", ""),
            (b":secret", "", "secret"),
            (b"por%74al:%73ecret", "portal", "secret"),
        ];
        for (raw, id, secret) in table {
            assert_eq!(read(&basic(raw)), Ok((id.to_owned(), secret.to_owned())));
        }
        assert_eq!(read(b"bASIC cG9ydGFsOnNlY3JldA=="), Ok(("portal".into(), "secret".into())));
    }

    #[test]
    fn anything_else_is_the_same_invalid_client() {
        let bad_content: [&[u8]; 9] =
            [b"portal", b"", b"a%:b", b"a%4:b", b"a:%zz", b"a:%C3%A9", "é:b".as_bytes(), b"a:\xff", b"a:b\0"];
        for raw in bad_content {
            assert_eq!(read(&basic(raw)), Err(TokenErrorCode::InvalidClient), "{raw:?}");
        }
        let bad_headers: [&[u8]; 12] = [
            b"",
            b"Basic",
            b"Basic ",
            b"Basic  cG9ydGFsOnNlY3JldA==",
            b"Basic cG9ydGFsOnNlY3JldA",
            b"Basic cG9ydGFsOnNlY3JldB==",
            b"Basic cG9ydGFsOnNlY3JldA== ",
            b"Basic cG9ydGFs\nOnNlY3JldA==",
            b"Basic cG9y-GFsOnNlY3JldA==",
            b"Bearer cG9ydGFsOnNlY3JldA==",
            b"Basic\tcG9ydGFsOnNlY3JldA==",
            "Basic あ".as_bytes(),
        ];
        for header in bad_headers {
            assert_eq!(read(header), Err(TokenErrorCode::InvalidClient), "{:?}", String::from_utf8_lossy(header));
        }
        assert_eq!(read(&basic(&vec![b'a'; 5000])), Err(TokenErrorCode::InvalidClient));
    }

    #[test]
    fn one_way_only() {
        let header = basic(b"portal:secret");
        let code = |header: Option<&[u8]>, form: &[(&str, &str)]| {
            ClientCredentials::read(header, &parameters(form)).map(|_| ()).map_err(|error| error.error)
        };
        assert_eq!(code(Some(&header), &[("client_secret", "secret")]), Err(TokenErrorCode::InvalidRequest));
        assert_eq!(code(Some(&header), &[("client_id", "other")]), Err(TokenErrorCode::InvalidRequest));
        assert_eq!(code(Some(&header), &[("client_id", "portal")]), Ok(()));
        assert_eq!(code(None, &[("client_id", "a"), ("client_id", "a")]), Err(TokenErrorCode::InvalidRequest));
        assert_eq!(code(None, &[("client_secret", "secret")]), Err(TokenErrorCode::InvalidClient));
        assert_eq!(code(None, &[]), Err(TokenErrorCode::InvalidClient));
    }
}
