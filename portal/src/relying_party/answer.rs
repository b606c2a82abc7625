//! What the browser brings back from the provider (OpenID Connect Core §3.1.2.5, RFC 6749 §4.1.2, RFC 9207).

use base::Secret;

/// An authorization response, read and not yet believed.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The `state` of the request that it answers.
    pub state: Secret,
    /// Who answers (RFC 9207).
    pub issuer: Option<String>,
    /// The code, or what went wrong.
    pub outcome: Result<Secret, ErrorCode>,
}

/// An `error` of the provider: a name of the protocol's, safe to log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorCode(String);

/// A query that is no authorization response: parameters missing, twice, or beyond all measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an authorization response")]
pub struct BadAnswer;

/// The longest parameter that is read, in bytes. Our own state and codes are far shorter.
const LONGEST: usize = 2048;

impl Answer {
    /// Reads the query of a redirect back to us.
    ///
    /// # Errors
    /// [`BadAnswer`], without a word of what was sent.
    pub fn read(query: &str) -> Result<Self, BadAnswer> {
        let pairs = web::pairs(query.as_bytes()).map_err(|_| BadAnswer)?;
        let one = |name: &str| {
            let mut values = pairs.iter().filter(|(known, _)| known == name).map(|(_, value)| value);
            match (values.next(), values.next()) {
                (value, None) => Ok(value.filter(|value| !value.is_empty())),
                (_, Some(_)) => Err(BadAnswer),
            }
        };
        let (state, issuer, code, error) = (one("state")?, one("iss")?, one("code")?, one("error")?);
        if [state, issuer, code, error].into_iter().flatten().any(|value| value.len() > LONGEST) {
            return Err(BadAnswer);
        }
        let outcome = match (code, error) {
            (Some(code), None) => Ok(code.clone().into()),
            (None, Some(error)) => Err(ErrorCode::read(error)),
            _ => return Err(BadAnswer),
        };
        Ok(Self { state: state.ok_or(BadAnswer)?.clone().into(), issuer: issuer.cloned(), outcome })
    }
}

impl ErrorCode {
    fn read(text: &str) -> Self {
        let known_shape = text.len() <= 64 && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        Self(if known_shape { text } else { "unreadable" }.to_owned())
    }

    /// The error's name, such as `access_denied`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_a_code_or_an_error() {
        let answer = Answer::read("code=c&state=s&iss=https%3A%2F%2Fid.example.jp").unwrap();
        assert_eq!(answer.outcome.unwrap().expose(), "c");
        assert_eq!(answer.issuer.as_deref(), Some("https://id.example.jp"));
        let answer = Answer::read("error=access_denied&error_description=x&state=s").unwrap();
        assert_eq!(answer.outcome.unwrap_err().as_str(), "access_denied");
    }

    #[test]
    fn anything_else_is_no_answer() {
        let long = format!("code={}&state=s", "c".repeat(3000));
        for bad in ["", "code=c", "state=s", "code=c&error=e&state=s", "code=c&code=d&state=s", "code=&state=s", &long]
        {
            assert_eq!(Answer::read(bad).err(), Some(BadAnswer), "{bad}");
        }
    }

    #[test]
    fn an_error_that_is_no_name_is_not_repeated() {
        let answer = Answer::read("error=%3Cscript%3E%0A&state=s").unwrap();
        assert_eq!(answer.outcome.unwrap_err().as_str(), "unreadable");
    }
}
